//! Why a log cannot be used: file, line, what was found, what was expected, the cure.

use std::fmt;
use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::fault::{At, Fault};
use super::open;

/// Bytes of a line that are shown at most.
const SHOWN: usize = 4096;

/// Why a log cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFault(Box<Told>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    file: String,
    /// Line, from 1.
    line: Option<u64>,
    /// Byte of what was read, where no line can be told.
    byte: Option<u64>,
    /// The line's text with the bytes to mark.
    text: Option<(String, Range<usize>)>,
    found: String,
    wanted: String,
    cure: Option<String>,
}

impl LogFault {
    /// The line on which the fault stands, from 1, where it stands on one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The column of the fault in characters, from 1, where it is known.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        let (text, span) = self.0.text.as_ref()?;
        Some(text.get(..span.start)?.chars().count() + 1)
    }

    /// Turns the fault into text, with colour for a terminal or without.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let told = &*self.0;
        let wanted = format!("wanted: {}", told.wanted);
        let place = told.byte.map(|byte| {
            format!("it stands at byte {byte}; of a file, rather than a pipe, the line is shown")
        });
        let mut group = Group::with_title(Level::ERROR.primary_title(&told.found));
        if let Some((text, span)) = &told.text {
            group = group.element(
                Snippet::source(text)
                    .line_start(told.line.unwrap_or(1) as usize)
                    .path(&told.file)
                    .annotation(AnnotationKind::Primary.span(span.clone()).label(&wanted)),
            );
        } else {
            group = group
                .element(Origin::path(&told.file))
                .element(Level::NOTE.message(&wanted));
            if let Some(place) = &place {
                group = group.element(Level::NOTE.message(place));
            }
        }
        if let Some(cure) = &told.cure {
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

impl Fault {
    /// Looks the line up. The file is read again up to it: the text of a log is not held in
    /// memory. What cannot be read twice, as a pipe, has no line to show.
    pub(super) fn in_file(self, path: &Path) -> LogFault {
        let byte = match self.at {
            At::File => None,
            At::Byte(byte) | At::Cell { byte, .. } => Some(byte),
        };
        let line = byte.and_then(|byte| line_of(path, byte));
        let text = line.as_ref().and_then(|line| {
            let span = match self.at {
                At::File => return None,
                At::Byte(_) => line.start..line.text.len(),
                At::Cell {
                    index, separator, ..
                } => cell(&line.text, line.start, index, separator),
            };
            (span.end <= line.text.len()).then(|| (line.text.clone(), span))
        });
        LogFault(Box::new(Told {
            file: path.display().to_string().replace('\\', "/"),
            line: line.as_ref().map(|line| line.number),
            byte: byte.filter(|_| line.is_none()),
            text,
            found: self.found,
            wanted: self.wanted,
            cure: self.cure,
        }))
    }
}

/// A line of a file: its number from 1, its text and the byte of it that was asked for.
struct Line {
    number: u64,
    text: String,
    start: usize,
}

/// The line that holds a byte. A byte of a line's end counts to the next line that is
/// not empty, for the end of a record may be told as the beginning of the next.
fn line_of(path: &Path, byte: u64) -> Option<Line> {
    // A pipe would be empty by now, or wait for ever.
    if !std::fs::metadata(path).is_ok_and(|about| about.is_file()) {
        return None;
    }
    let mut reader = open::reader(path).ok()?.bytes;
    let (mut number, mut before) = (0, 0);
    loop {
        let mut held = Vec::new();
        let mut length = 0_u64;
        let mut ended = false;
        // A line of any length is passed, and the beginning of it is held. The line of the
        // byte need not be read to its end.
        let is_shown = |held: &[u8], length: u64| held.len() == SHOWN && before + length > byte;
        while !ended && !is_shown(&held, length) {
            let Ok(block) = reader.fill_buf() else { break };
            if block.is_empty() {
                break;
            }
            let taken = block.iter().position(|byte| *byte == b'\n');
            ended = taken.is_some();
            let taken = taken.map_or(block.len(), |newline| newline + 1);
            let room = SHOWN.saturating_sub(held.len()).min(taken);
            held.extend_from_slice(&block[..room]);
            reader.consume(taken);
            length += taken as u64;
        }
        number += 1;
        let bare = held.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if before + length > byte && !bare {
            // What stands after the asked byte may still be this line's end.
            let start = byte.saturating_sub(before) as usize;
            let rest = held.get(start..)?;
            let only_end = rest.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
            if !only_end || !ended {
                // A byte order mark is no part of the text.
                let mark = if number == 1 && held.starts_with(b"\xef\xbb\xbf") {
                    3
                } else {
                    0
                };
                let start = start.max(mark);
                let first = String::from_utf8_lossy(&held[mark..start]).into_owned();
                let text = String::from_utf8_lossy(&held[mark..]);
                let text = text.trim_end_matches(['\r', '\n']).to_owned();
                let start = first.len().min(text.len());
                return text.is_char_boundary(start).then_some(Line {
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

/// The span of a cell of the record that begins at a byte of a line; of the whole record
/// if no cell is named.
fn cell(line: &str, start: usize, index: Option<usize>, separator: u8) -> Range<usize> {
    let Some(index) = index else {
        return start..line.len();
    };
    let (mut at, mut passed, mut quoted) = (start, 0, false);
    for (place, byte) in line.bytes().enumerate().skip(start) {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == separator && !quoted {
            if passed == index {
                return at..place;
            }
            passed += 1;
            at = place + 1;
        }
    }
    if passed == index {
        at..line.len()
    } else {
        start..line.len()
    }
}
