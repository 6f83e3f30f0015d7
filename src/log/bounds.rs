//! Largest sizes of a log's parts, and a reader that stops at a record without end.
//!
//! A record of a table and a tag of XES are kept in memory while they are read. Without a
//! bound, one unclosed quotation mark would load the whole file, and a packed file of 2 MB
//! can contain a cell of 2 GB.

use std::cell::Cell;
use std::io::{self, BufRead, ErrorKind, Read};
use std::rc::Rc;

use super::read_fault::{FaultPlace, ReadFault};

/// Bytes of the first line of a table, with the names of the columns.
pub(super) const HEADER_BYTES: usize = 1 << 20;

/// Columns of a table, or XML attributes of an element.
pub(super) const COLUMNS: usize = 10_000;

/// Bytes of a name: of a column, a case, an activity or a resource.
pub(super) const NAME_BYTES: usize = 4 << 10;

/// Bytes of a cell of a table, or of a value of an XES attribute.
pub(super) const CELL_BYTES: usize = 1 << 20;

/// Bytes of a record of a table (several lines if cells contain line breaks), or of an XES
/// tag or the text between tags.
pub(super) const RECORD_BYTES: u64 = 16 << 20;

/// Nested XES elements.
pub(super) const DEPTH: usize = 100;

/// A reader that fails when one record exceeds its allowance.
pub(super) struct BoundedReader {
    bytes: Box<dyn BufRead>,
    left: Allowance,
}

/// Bytes that may still be read before the next record begins.
#[derive(Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl BoundedReader {
    /// A reader and its allowance.
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
    /// Resets the allowance at the start of a record.
    pub(super) fn renew(&self) {
        self.0.set(RECORD_BYTES);
    }

    /// Whether the record is longer than allowed.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

impl Read for BoundedReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut block = self.fill_buf()?;
        let taken = block.read(into)?;
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for BoundedReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left.0.get();
        let block = self.bytes.fill_buf()?;
        if left == 0 && !block.is_empty() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        Ok(&block[..length])
    }

    fn consume(&mut self, amount: usize) {
        self.left
            .0
            .set(self.left.0.get().saturating_sub(amount as u64));
        self.bytes.consume(amount);
    }
}

/// A size as text; it must be a whole number of KiB or MiB.
fn size_text(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}

/// The fault of a record longer than [`RECORD_BYTES`].
pub(super) fn endless_record(at: FaultPlace, what: &str) -> ReadFault {
    let limit = size_text(RECORD_BYTES);
    ReadFault::new(
        at,
        format!("a {what} of more than {limit} begins here"),
        format!("a {what} of at most {limit}"),
    )
    .cure("close the quotation mark that is open, or check that the file is an event log")
}

/// Checks the length of a text.
pub(super) fn check_length(
    at: FaultPlace,
    what: &str,
    bytes: usize,
    limit: usize,
) -> Result<(), ReadFault> {
    if bytes <= limit {
        return Ok(());
    }
    let limit = size_text(limit as u64);
    Err(ReadFault::new(
        at,
        format!("{what} of {bytes} bytes"),
        format!("{what} of at most {limit}"),
    )
    .cure("shorten it, or leave it out of the log"))
}

/// The fault of more columns than [`COLUMNS`].
pub(super) fn too_many_columns(at: FaultPlace, what: &str) -> ReadFault {
    ReadFault::new(
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
        let (mut reader, left) = BoundedReader::new(Box::new(endless));
        let mut bytes = Vec::new();
        let error = reader.read_to_end(&mut bytes).map_err(|error| error.kind());
        assert_eq!(error, Err(ErrorKind::FileTooLarge));
        assert_eq!(bytes.len() as u64, RECORD_BYTES);
        assert!(left.is_spent());
        left.renew();
        assert!(reader.fill_buf().is_ok_and(|block| !block.is_empty()));
    }

    #[test]
    fn a_file_that_ends_with_its_allowance_is_read() {
        let bytes = io::repeat(b'a').take(RECORD_BYTES);
        let (mut reader, _) = BoundedReader::new(Box::new(io::BufReader::new(bytes)));
        let read = reader.read_to_end(&mut Vec::new());
        assert_eq!(read.ok(), Some(RECORD_BYTES as usize));
    }
}
