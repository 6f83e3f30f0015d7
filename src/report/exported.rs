//! A built-in scenario as files that a user can read and change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::disk;
use super::learnt::Taken;

/// Writes the files of a built-in scenario below a folder. A file that is there with the same
/// text stays.
///
/// # Errors
///
/// When a file with another text is there and is not to be replaced, or when a file cannot be
/// written. Nothing is written in the first case.
pub fn write_exported(
    files: &BTreeMap<&str, &str>,
    dir: &Path,
    replace: bool,
) -> Result<(), Taken> {
    let differs = |name: &str, text: &str| {
        let path = dir.join(name);
        path.exists() && !fs::read(&path).is_ok_and(|there| there == text.as_bytes())
    };
    let other = files.iter().find(|(name, text)| differs(name, text));
    if let Some((name, _)) = other.filter(|_| !replace) {
        return Err(Taken::There(dir.join(name)));
    }
    for (name, text) in files {
        disk::write(dir, name, text.as_bytes()).map_err(Taken::Disk)?;
    }
    Ok(())
}
