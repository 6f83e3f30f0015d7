//! From a path to the plain bytes of a log: unpacked where they are packed, and known by
//! their beginning, whatever the file is called.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::fault::{At, Fault};

/// The bytes of a file, unpacked.
pub(super) struct Opened {
    pub(super) bytes: Box<dyn BufRead>,
    pub(super) packed: bool,
}

/// What a log is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table whose cells this byte parts.
    Table(u8),
    /// XES.
    Xes,
}

const WANTED: &str = "an event log: CSV or XES, or either packed with gzip";

/// Opens a file and unpacks it if it is packed.
pub(super) fn reader(path: &Path) -> Result<Opened, Fault> {
    let whole = |found: String| Fault::new(At::File, found, WANTED);
    let refused = |error: io::Error| {
        // A message of the system differs between systems; the kind does not.
        whole(match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            kind => format!("the file cannot be read: {kind}"),
        })
    };
    if fs::metadata(path).map_err(refused)?.is_dir() {
        return Err(whole("this is a folder".to_owned()));
    }
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(refused)?);
    let first = beginning(&mut file, 4).map_err(refused)?;
    let named_packed = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    let packed = first.starts_with(&[0x1f, 0x8b]);
    let zip = first.starts_with(b"PK\x03\x04");
    let empty = first.is_empty();
    let bytes = Cursor::new(first).chain(file);
    if zip {
        return Err(whole("this is a zip archive or a workbook".to_owned())
            .cure("unpack it, or save the sheet as CSV in UTF-8"));
    }
    if named_packed && !packed && !empty {
        return Err(
            whole("the name ends in `.gz`, but this is not gzip".to_owned())
                .cure("take `.gz` off its name if it is not packed, or get the file anew"),
        );
    }
    let bytes: Box<dyn BufRead> = if packed {
        Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(bytes),
        ))
    } else {
        Box::new(bytes)
    };
    Ok(Opened { bytes, packed })
}

/// What the bytes are, by their beginning; and how many of them, a byte order mark, come
/// before it and are taken off.
pub(super) fn kind(opened: Opened) -> Result<(Kind, u64, Opened), Fault> {
    let Opened { mut bytes, packed } = opened;
    let first = beginning(&mut bytes, 1 << 16).map_err(|error| unreadable(&error, packed))?;
    if first.is_empty() {
        return Err(Fault::new(At::File, "the file is empty", WANTED));
    }
    if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::new(At::File, "the file is UTF-16", "UTF-8").cure("save it as UTF-8"));
    }
    let mark = if first.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let text = &first[mark..];
    if text.contains(&0) {
        return Err(Fault::new(At::File, "this is no text", WANTED));
    }
    let letter = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let kind = match letter {
        None if first.len() < 1 << 16 => {
            return Err(Fault::new(At::File, "the file holds nothing", WANTED));
        }
        Some(b'<') => Kind::Xes,
        Some(_) | None => Kind::Table(separator(text)),
    };
    let mut bytes = Cursor::new(first).chain(bytes);
    bytes.consume(mark);
    let bytes = Box::new(bytes);
    Ok((kind, mark as u64, Opened { bytes, packed }))
}

/// What a failed reading of the bytes means.
pub(super) fn unreadable(error: &io::Error, packed: bool) -> Fault {
    let (found, cure) = match error.kind() {
        ErrorKind::UnexpectedEof if packed => ("the packed file ends too early", "get it anew"),
        ErrorKind::InvalidData | ErrorKind::InvalidInput if packed => {
            ("the packed file is damaged", "get it anew")
        }
        kind => {
            return Fault::new(
                At::File,
                format!("the file cannot be read: {kind}"),
                "a log that can be read to its end",
            );
        }
    };
    Fault::new(At::File, found, "a gzip file that is whole").cure(cure)
}

/// The first bytes, at most so many.
fn beginning(bytes: &mut impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    bytes.take(most).read_to_end(&mut first)?;
    Ok(first)
}

/// What parts the cells of a table: the mark that stands most often in its first line.
fn separator(text: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let start = text
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace() && **byte != b'\t');
    for byte in text.iter().skip(start.count()) {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            byte if !quoted => {
                for (mark, count) in &mut counts {
                    *count += usize::from(mark == byte);
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let first = counts.iter().find(|(_, count)| *count == most);
    first.map_or(b',', |(mark, _)| *mark)
}
