//! The one writer of CSV: a name for each column, then rows.
//!
//! A spreadsheet runs a cell that begins with `=` or the like as a formula. Labels, notes
//! and names of activities are a user's text, so such a cell gets an apostrophe before it.
//! [`crate::log::without_apostrophe`] removes it.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

/// Rows written in one batch.
const ROWS_AT_A_TIME: usize = 1024;

/// Writes a table. Floats take the shortest digits that read back as the same number,
/// with a dot and at least one decimal, or an exponent where that is shorter; a missing
/// value is empty.
///
/// # Errors
///
/// As `file`, with the same kind.
pub(super) fn write_csv<W: io::Write, R: Serialize>(
    columns: impl IntoIterator<Item = impl AsRef<[u8]>>,
    rows: impl IntoIterator<Item = R>,
    file: W,
) -> io::Result<()> {
    let mut table = writer(file);
    table.write_record(columns).map_err(cause)?;
    let mut rows = rows.into_iter().peekable();
    let mut record = csv::ByteRecord::new();
    while rows.peek().is_some() {
        let mut draft = writer(Vec::new());
        for row in rows.by_ref().take(ROWS_AT_A_TIME) {
            draft.serialize(row).map_err(cause)?;
        }
        let draft = draft
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        let mut cells = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(draft.as_slice());
        while cells.read_byte_record(&mut record).map_err(cause)? {
            table
                .write_record(record.iter().map(harmless))
                .map_err(cause)?;
        }
    }
    table.flush()
}

fn writer<W: io::Write>(file: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .has_headers(false)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(file)
}

/// The error of the disk itself: its kind decides the cure.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// A cell that no spreadsheet reads as a formula. Numbers stay as they are.
fn harmless(cell: &[u8]) -> Cow<'_, [u8]> {
    let is_number = || std::str::from_utf8(cell).is_ok_and(|text| text.parse::<f64>().is_ok());
    if crate::log::is_formula(cell) && !is_number() {
        Cow::Owned([b"'", cell].concat())
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        text: &'static str,
        number: f64,
    }

    fn written(texts: &[&'static str]) -> String {
        let rows = texts.iter().map(|text| Row { text, number: -0.5 });
        let mut bytes = Vec::new();
        write_csv(["text", "number"], rows, &mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_formula_becomes_text_and_a_number_stays_one() {
        assert_eq!(
            written(&[
                "=1+1", "+a", "-b", "@c", "\td", "'=e", "a=b", "-1.5", "'f", ""
            ]),
            "text,number\n'=1+1,-0.5\n'+a,-0.5\n'-b,-0.5\n'@c,-0.5\n'\td,-0.5\n''=e,-0.5\n\
             a=b,-0.5\n-1.5,-0.5\n'f,-0.5\n,-0.5\n"
        );
        assert_eq!(
            written(&["\r=1", "=a,\"b\"\nc"]),
            "text,number\n\"'\r=1\",-0.5\n\"'=a,\"\"b\"\"\nc\",-0.5\n"
        );
    }

    #[test]
    fn rows_beyond_one_batch_are_written_too() {
        let texts = vec!["a"; 2 * ROWS_AT_A_TIME + 1];
        assert_eq!(written(&texts).lines().count(), texts.len() + 1);
    }

    #[test]
    fn a_written_cell_reads_back() {
        for text in ["=a", "'=a", "''@b", "'a", "-c", "plain"] {
            let cell = harmless(text.as_bytes()).into_owned();
            let cell = String::from_utf8(cell).expect("text");
            assert_eq!(crate::log::without_apostrophe(&cell), text);
        }
    }

    #[test]
    fn a_full_disk_stays_a_full_disk() {
        struct Full;
        impl io::Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let rows = [Row {
            text: "a",
            number: 1.0,
        }];
        let error = write_csv(["text", "number"], rows, Full).expect_err("full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
