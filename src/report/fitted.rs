//! A file of fitted values over a scenario.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::disk::{self, Error};

/// Writes `text` beside a scenario file, as `<stem>.fitted.toml`.
///
/// # Errors
///
/// When the file cannot be written whole.
pub fn write_fitted(scenario: &Path, text: &str) -> Result<PathBuf, Error> {
    let stem = scenario.file_stem().unwrap_or_default().to_string_lossy();
    let folder = scenario.parent().unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let name = format!("{stem}.fitted.toml");
    disk::write(folder, &name, text.as_bytes())?;
    Ok(folder.join(name))
}

/// A parameter with its fitted value.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The parts of its address.
    pub address: Vec<String>,
    /// Its keys, each with its value as TOML.
    pub keys: Vec<(String, String)>,
    /// What it was fitted to.
    pub comment: String,
}

/// The text of a file that extends `scenario` with fitted values.
#[must_use]
pub fn fitted_text(scenario: &str, values: &[Value]) -> String {
    let mut text = format!(
        "# Values that `tidegate fit targets` found. Run this file in place of {scenario}.\nformat = 1\nextends = [{scenario:?}]\n"
    );
    for value in values {
        let path: Vec<String> = value.address.iter().map(|part| key(part)).collect();
        let _ = writeln!(text, "\n# {}\n[{}]", value.comment, path.join("."));
        for (name, shown) in &value.keys {
            let _ = writeln!(text, "{name} = {shown}");
        }
    }
    text
}

fn key(part: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !part.is_empty() && part.chars().all(plain) {
        part.to_owned()
    } else {
        format!("{part:?}")
    }
}
