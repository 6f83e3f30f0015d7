//! Opens a log file, unpacks it if necessary, and detects its format from its first bytes.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::read_fault::{FaultPlace, ReadFault};

/// The bytes of a file, unpacked.
pub(super) struct LogBytes {
    pub(super) bytes: Box<dyn BufRead>,
    pub(super) packed: bool,
}

/// The format of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogFormat {
    /// A table with this byte between cells.
    Table(u8),
    Xes,
}

const WANTED: &str = "an event log: CSV or XES, or either packed with gzip";

/// Opens a file and unpacks it if it is packed.
pub(super) fn open(path: &Path) -> Result<LogBytes, ReadFault> {
    let fault = |found: String| ReadFault::new(FaultPlace::File, found, WANTED);
    let system_fault = |error: io::Error| {
        // The text of an error differs between systems; its kind does not.
        fault(match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            kind => format!("the file cannot be read: {kind}"),
        })
    };
    if fs::metadata(path).map_err(system_fault)?.is_dir() {
        return Err(fault("this is a folder".to_owned()));
    }
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(system_fault)?);
    let first = first_bytes(&mut file, 4).map_err(system_fault)?;
    let named_packed = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    let packed = first.starts_with(&[0x1f, 0x8b]);
    let zip = first.starts_with(b"PK\x03\x04");
    let empty = first.is_empty();
    let bytes = Cursor::new(first).chain(file);
    if zip {
        return Err(fault("this is a zip archive or a workbook".to_owned())
            .cure("unpack it, or save the sheet as CSV in UTF-8"));
    }
    if named_packed && !packed && !empty {
        return Err(
            fault("the name ends in `.gz`, but this is not gzip".to_owned())
                .cure("remove `.gz` from the name if the file is not packed, or download it again"),
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
    Ok(LogBytes { bytes, packed })
}

/// Detects the format. Also returns the length of a byte order mark, which is removed.
pub(super) fn detect_format(file: LogBytes) -> Result<(LogFormat, u64, LogBytes), ReadFault> {
    let LogBytes { mut bytes, packed } = file;
    let first = first_bytes(&mut bytes, 1 << 16).map_err(|error| input_fault(&error, packed))?;
    if first.is_empty() {
        return Err(ReadFault::new(
            FaultPlace::File,
            "the file is empty",
            WANTED,
        ));
    }
    if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
        return Err(
            ReadFault::new(FaultPlace::File, "the file is UTF-16", "UTF-8")
                .cure("save it as UTF-8"),
        );
    }
    let mark = if first.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let text = &first[mark..];
    if text.contains(&0) {
        return Err(ReadFault::new(
            FaultPlace::File,
            "the file is not text",
            WANTED,
        ));
    }
    let first_letter = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let format = match first_letter {
        None if first.len() < 1 << 16 => {
            return Err(ReadFault::new(
                FaultPlace::File,
                "the file has only spaces",
                WANTED,
            ));
        }
        Some(b'<') => LogFormat::Xes,
        Some(_) | None => LogFormat::Table(separator(text)),
    };
    let mut bytes = Cursor::new(first).chain(bytes);
    bytes.consume(mark);
    let bytes = Box::new(bytes);
    Ok((format, mark as u64, LogBytes { bytes, packed }))
}

/// The fault of an input error.
pub(super) fn input_fault(error: &io::Error, packed: bool) -> ReadFault {
    let (found, cure) = match error.kind() {
        ErrorKind::UnexpectedEof if packed => {
            ("the packed file ends too early", "download it again")
        }
        ErrorKind::InvalidData | ErrorKind::InvalidInput if packed => {
            ("the packed file is damaged", "download it again")
        }
        kind => {
            return ReadFault::new(
                FaultPlace::File,
                format!("the file cannot be read: {kind}"),
                "a log that can be read to the end",
            );
        }
    };
    ReadFault::new(FaultPlace::File, found, "a complete gzip file").cure(cure)
}

/// The first bytes, at most `limit`.
fn first_bytes(bytes: &mut impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    bytes.take(limit).read_to_end(&mut first)?;
    Ok(first)
}

/// The separator of a table: the most frequent candidate in its first line.
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
    // Of equal counts the first wins.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(mark, _)| *mark)
}
