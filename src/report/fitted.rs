//! A file of fitted values over a scenario.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::disk::Instead;
use super::folder::FolderError;
use super::new_file::NewFile;
use super::text::files;
use crate::scenario::{Scenario, quoted, split_address};
use crate::study::{Fit, parameter};

/// Writes `text` beside a scenario file, as `<stem>.fitted.toml`.
///
/// # Errors
///
/// When the file cannot be written whole.
pub fn write_fitted(scenario: &Path, text: &str) -> Result<PathBuf, FolderError> {
    let stem = scenario.file_stem().unwrap_or_default().to_string_lossy();
    let folder = scenario.parent().unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let path = folder.join(format!("{stem}.fitted.toml"));
    let file = NewFile::begin(&path, Instead::Print("--print"))?;
    file.write(|file| file.write_all(text.as_bytes()))?;
    Ok(path)
}

/// The text of a file that extends a scenario with fitted values.
#[must_use]
pub fn fitted_file(scenario: &Scenario, fits: &[Fit]) -> String {
    let values: Vec<Value> = fits
        .iter()
        .filter_map(|fit| {
            let figure = parameter(scenario, &fit.address)?;
            let number = |value: f64| format!("{value:?}");
            let mut keys = vec![("value".to_owned(), number(fit.value))];
            for (name, end) in [("low", figure.low), ("high", figure.high)] {
                keys.extend(end.map(|end| (name.to_owned(), number(end))));
            }
            keys.push((
                "grade".to_owned(),
                format!("{:?}", figure.grade.to_string()),
            ));
            let source = figure.source.as_ref();
            keys.extend(source.map(|source| ("source".to_owned(), quoted(source))));
            Some(Value {
                address: split_address(&fit.address),
                keys,
                comment: files::fitted_to(&fit.target, fit.before),
            })
        })
        .collect();
    fitted_text(&format!("{}.toml", scenario.name), &values)
}

/// A parameter with its fitted value.
struct Value {
    /// The parts of its address.
    address: Vec<String>,
    /// Its keys, each with its value as TOML.
    keys: Vec<(String, String)>,
    /// The comment with its target.
    comment: String,
}

/// The text of a file that extends `scenario` with fitted values.
fn fitted_text(scenario: &str, values: &[Value]) -> String {
    let mut text = format!(
        "{}format = 1\nextends = [{}]\n",
        files::fitted(&one_line(scenario)),
        quoted(scenario)
    );
    for value in values {
        let path: Vec<String> = value.address.iter().map(|part| key(part)).collect();
        let _ = writeln!(
            text,
            "\n# {}\n[{}]",
            one_line(&value.comment),
            path.join(".")
        );
        for (name, shown) in &value.keys {
            let _ = writeln!(text, "{name} = {shown}");
        }
    }
    text
}

/// A text on one line, so that it stays within its comment.
fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn key(part: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !part.is_empty() && part.chars().all(plain) {
        part.to_owned()
    } else {
        quoted(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_gives_a_file_that_reads_back() {
        let hard = "a \"b\"\n\u{202e}\u{1}c";
        let value = Value {
            address: vec!["target".to_owned(), hard.to_owned()],
            keys: vec![("source".to_owned(), quoted(hard))],
            comment: format!("Fitted to {hard}."),
        };
        let text = fitted_text(hard, &[value]);
        let read: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(read["extends"][0].as_str(), Some(hard));
        assert_eq!(read["target"][hard]["source"].as_str(), Some(hard));
    }
}
