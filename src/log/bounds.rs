//! How much of a log may stand in one piece, and a reader that stops at a piece without end.
//!
//! A record of a table and a tag of XES are held in memory while they are read. Without a
//! bound, one quotation mark that is not closed would hold the whole file, and a packed file
//! of 2 MB can hold a cell of 2 GB.

use std::cell::Cell;
use std::io::{self, BufRead, ErrorKind, Read};
use std::rc::Rc;

use super::fault::{At, Fault};

/// Bytes of the first line of a table, with the names of the columns.
pub(super) const HEADER_BYTES: usize = 1 << 20;

/// Columns of a table, or XML attributes of an element.
pub(super) const COLUMNS: usize = 10_000;

/// Bytes of a name: of a column, a case, an activity or a resource.
pub(super) const NAME_BYTES: usize = 4 << 10;

/// Bytes of a cell of a table, or of a value of an XES attribute.
pub(super) const CELL_BYTES: usize = 1 << 20;

/// Bytes of a record of a table (a line, and more where cells hold line breaks), or of a
/// piece of XES between `<` and `>` or outside.
pub(super) const RECORD_BYTES: u64 = 16 << 20;

/// Elements of XES within one another.
pub(super) const DEPTH: usize = 100;

/// A reader that fails once it has read more of one record than its allowance.
pub(super) struct Bounded {
    bytes: Box<dyn BufRead>,
    left: Allowance,
}

/// How many bytes may still be read before the next record begins.
#[derive(Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Bounded {
    /// A reader and the allowance that it keeps to.
    pub(super) fn new(bytes: Box<dyn BufRead>) -> (Self, Allowance) {
        let left = Allowance(Rc::new(Cell::new(RECORD_BYTES)));
        let reader = Self {
            bytes,
            left: left.clone(),
        };
        (reader, left)
    }
}

impl Allowance {
    /// A record begins.
    pub(super) fn renew(&self) {
        self.0.set(RECORD_BYTES);
    }

    /// Whether a record was longer than allowed.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut block = self.fill_buf()?;
        let taken = block.read(into)?;
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left.0.get();
        let block = self.bytes.fill_buf()?;
        if left == 0 && !block.is_empty() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        Ok(&block[..most])
    }

    fn consume(&mut self, amount: usize) {
        self.left
            .0
            .set(self.left.0.get().saturating_sub(amount as u64));
        self.bytes.consume(amount);
    }
}

/// A number of bytes in words, of a whole number of KiB or MiB.
pub(super) fn words(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}

/// A record has no end within what may stand in one piece.
pub(super) fn endless(at: At, what: &str) -> Fault {
    let most = words(RECORD_BYTES);
    Fault::new(
        at,
        format!("a {what} of more than {most} begins here"),
        format!("a {what} of at most {most}"),
    )
    .cure("a quotation mark that is opened and not closed, or a file that is no log?")
}

/// That a text is no longer than allowed.
pub(super) fn check(at: At, what: &str, bytes: usize, most: usize) -> Result<(), Fault> {
    if bytes <= most {
        return Ok(());
    }
    let most = words(most as u64);
    Err(Fault::new(
        at,
        format!("{what} of {bytes} bytes"),
        format!("{what} of at most {most}"),
    )
    .cure("shorten it, or leave it out of the log"))
}

/// There are more columns than allowed.
pub(super) fn too_many(at: At, what: &str) -> Fault {
    Fault::new(
        at,
        format!("more than {COLUMNS} {what}"),
        format!("at most {COLUMNS}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_stops_where_its_allowance_ends() {
        let endless = io::BufReader::new(io::repeat(b'a'));
        let (mut reader, left) = Bounded::new(Box::new(endless));
        let mut taken = Vec::new();
        let error = reader.read_to_end(&mut taken).map_err(|error| error.kind());
        assert_eq!(error, Err(ErrorKind::FileTooLarge));
        assert_eq!(taken.len() as u64, RECORD_BYTES);
        assert!(left.is_spent());
        left.renew();
        assert!(reader.fill_buf().is_ok_and(|block| !block.is_empty()));
    }

    #[test]
    fn a_file_that_ends_with_its_allowance_is_read() {
        let whole = io::repeat(b'a').take(RECORD_BYTES);
        let (mut reader, _) = Bounded::new(Box::new(io::BufReader::new(whole)));
        let read = reader.read_to_end(&mut Vec::new());
        assert_eq!(read.ok(), Some(RECORD_BYTES as usize));
    }
}
