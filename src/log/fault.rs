//! A fault of a log as it is found, before its line is looked up.

/// Where a fault stands in the (unpacked) bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// The file as a whole.
    File,
    /// The line of a byte, from there on.
    Byte(u64),
    /// A cell of a table: the first byte of its record, the cell's index (none: all of
    /// them) and what parts cells.
    Cell {
        byte: u64,
        index: Option<usize>,
        separator: u8,
    },
}

/// A fault as it is found, before its line is looked up.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) at: At,
    pub(super) found: String,
    pub(super) wanted: String,
    pub(super) cure: Option<String>,
}

impl Fault {
    pub(super) fn new(at: At, found: impl Into<String>, wanted: impl Into<String>) -> Self {
        Self {
            at,
            found: found.into(),
            wanted: wanted.into(),
            cure: None,
        }
    }

    pub(super) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

/// A text short enough for a message, in quotation marks.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        format!("{text:?}")
    } else {
        let short: String = text.chars().take(MOST).collect();
        format!("{:?}", format!("{short}..."))
    }
}
