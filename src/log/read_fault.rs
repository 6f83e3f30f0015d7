//! A fault found while reading a log, before its line is looked up.

/// The place of a fault in the unpacked bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultPlace {
    /// No place: the whole file.
    File,
    /// A byte: the rest of its line is marked.
    Byte(u64),
    /// A cell of a table: first byte of its record, index of the cell (none: the whole
    /// record), and the separator.
    Cell {
        byte: u64,
        index: Option<usize>,
        separator: u8,
    },
}

/// A fault before its line is looked up.
#[derive(Debug, Clone)]
pub(super) struct ReadFault {
    pub(super) at: FaultPlace,
    pub(super) found: String,
    pub(super) expected: String,
    pub(super) cure: Option<String>,
}

impl ReadFault {
    pub(super) fn new(
        at: FaultPlace,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            at,
            found: found.into(),
            expected: expected.into(),
            cure: None,
        }
    }

    pub(super) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

/// A text in quotation marks, cut short for a message.
pub(super) fn shorten(text: &str) -> String {
    const CHARACTERS: usize = 40;
    if text.chars().count() <= CHARACTERS {
        format!("{text:?}")
    } else {
        let short: String = text.chars().take(CHARACTERS).collect();
        format!("{:?}", format!("{short}..."))
    }
}
