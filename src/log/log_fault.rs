//! A fault of an event log: place, what was found, what was expected, cure.

use std::fmt;
use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::log_file;
use super::read_fault::{FaultPlace, ReadFault};

/// Bytes of a line that a message shows at most.
const SHOWN_BYTES: usize = 4096;

/// Why a log cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFault(Box<FaultParts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct FaultParts {
    file: String,
    /// Line, from 1.
    line: Option<u64>,
    /// Byte of the input, if the line is unknown.
    byte: Option<u64>,
    /// The line's text with the bytes to mark.
    text: Option<(String, Range<usize>)>,
    found: String,
    expected: String,
    cure: Option<String>,
}

impl LogFault {
    /// The line of the fault, from 1, if it has one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The column of the fault in characters, from 1, if known.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        let (text, span) = self.0.text.as_ref()?;
        Some(text.get(..span.start)?.chars().count() + 1)
    }

    /// The fault as text, with or without colours of a terminal.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let parts = &*self.0;
        let expected = format!("expected: {}", parts.expected);
        let place = parts.byte.map(|byte| {
            format!("at byte {byte} of the input; save the input as a file to see the line")
        });
        let mut group = Group::with_title(Level::ERROR.primary_title(&parts.found));
        if let Some((text, span)) = &parts.text {
            group = group.element(
                Snippet::source(text)
                    .line_start(parts.line.unwrap_or(1) as usize)
                    .path(&parts.file)
                    .annotation(AnnotationKind::Primary.span(span.clone()).label(&expected)),
            );
        } else {
            group = group
                .element(Origin::path(&parts.file))
                .element(Level::NOTE.message(&expected));
            if let Some(place) = &place {
                group = group.element(Level::NOTE.message(place));
            }
        }
        if let Some(cure) = &parts.cure {
            group = group.element(Level::HELP.message(cure));
        }
        let mut text = renderer.render(&[group]);
        text.push('\n');
        text
    }
}

impl fmt::Display for LogFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for LogFault {}

impl ReadFault {
    /// Looks up the line. The file is read again up to it, because the text of a log is not
    /// kept in memory. A pipe cannot be read twice, so its faults show no line.
    pub(super) fn in_file(self, path: &Path) -> LogFault {
        let byte = match self.at {
            FaultPlace::File => None,
            FaultPlace::Byte(byte) | FaultPlace::Cell { byte, .. } => Some(byte),
        };
        let line = byte.and_then(|byte| line_of(path, byte));
        let text = line.as_ref().and_then(|line| {
            let span = match self.at {
                FaultPlace::File => return None,
                FaultPlace::Byte(_) => line.start..line.text.len(),
                FaultPlace::Cell {
                    index, separator, ..
                } => cell_span(&line.text, line.start, index, separator),
            };
            (span.end <= line.text.len()).then(|| (line.text.clone(), span))
        });
        LogFault(Box::new(FaultParts {
            file: path.display().to_string().replace('\\', "/"),
            line: line.as_ref().map(|line| line.number),
            byte: byte.filter(|_| line.is_none()),
            text,
            found: self.found,
            expected: self.expected,
            cure: self.cure,
        }))
    }
}

/// A line of a file: its number from 1, its text, and the position of the requested byte.
struct SourceLine {
    number: u64,
    text: String,
    start: usize,
}

/// The line that contains a byte. A byte of a line end counts to the next line that is not
/// empty, because a reader may report the end of one record as the start of the next.
fn line_of(path: &Path, byte: u64) -> Option<SourceLine> {
    // A pipe is empty by now, or would block for ever.
    if !std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return None;
    }
    let mut reader = log_file::open(path).ok()?.bytes;
    let (mut number, mut before) = (0, 0);
    loop {
        let mut line = Vec::new();
        let mut length = 0_u64;
        let mut ended = false;
        // Only the beginning of a long line is kept. The line of the byte need not be read to
        // its end.
        let is_complete =
            |line: &[u8], length: u64| line.len() == SHOWN_BYTES && before + length > byte;
        while !ended && !is_complete(&line, length) {
            let Ok(block) = reader.fill_buf() else { break };
            if block.is_empty() {
                break;
            }
            let newline = block.iter().position(|byte| *byte == b'\n');
            ended = newline.is_some();
            let consumed = newline.map_or(block.len(), |newline| newline + 1);
            let kept = SHOWN_BYTES.saturating_sub(line.len()).min(consumed);
            line.extend_from_slice(&block[..kept]);
            reader.consume(consumed);
            length += consumed as u64;
        }
        number += 1;
        let is_line_end = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if before + length > byte && !is_line_end(&line) {
            let start = byte.saturating_sub(before) as usize;
            // The byte itself may belong to the end of this line.
            if !is_line_end(line.get(start..)?) || !ended {
                // A byte order mark is no part of the text.
                let mark = if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
                    3
                } else {
                    0
                };
                let start = start.max(mark);
                let first = String::from_utf8_lossy(&line[mark..start]).into_owned();
                let text = String::from_utf8_lossy(&line[mark..]);
                let text = text.trim_end_matches(['\r', '\n']).to_owned();
                let start = first.len().min(text.len());
                return text.is_char_boundary(start).then_some(SourceLine {
                    number,
                    text,
                    start,
                });
            }
        }
        if length == 0 {
            return None;
        }
        before += length;
    }
}

/// The span of a cell, or of the whole record if no cell is given. `start` is where the record
/// begins in the line.
fn cell_span(line: &str, start: usize, index: Option<usize>, separator: u8) -> Range<usize> {
    let Some(index) = index else {
        return start..line.len();
    };
    let (mut cell_start, mut passed, mut quoted) = (start, 0, false);
    for (place, byte) in line.bytes().enumerate().skip(start) {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == separator && !quoted {
            if passed == index {
                return cell_start..place;
            }
            passed += 1;
            cell_start = place + 1;
        }
    }
    if passed == index {
        cell_start..line.len()
    } else {
        start..line.len()
    }
}
