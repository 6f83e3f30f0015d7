//! Where the text of a scenario comes from: a file on disk, or one of the files
//! carried inside the program.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// Bytes that one file may have at most; a device never ends.
const AT_MOST: u64 = 64 << 20;

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A path on disk.
    Disk(PathBuf),
    /// A file carried inside the program, by its name under `scenarios/`.
    Embedded(String),
    /// A text that is in no file; paths it names are looked up in the
    /// current folder.
    Given,
}

impl Origin {
    /// What a user calls it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Disk(path) => path.display().to_string().replace('\\', "/"),
            Self::Embedded(name) => format!("built-in:{name}"),
            Self::Given => "given".to_owned(),
        }
    }

    /// The file that a text of this origin calls `path`.
    #[must_use]
    pub fn beside(&self, path: &str) -> Self {
        match self {
            Self::Disk(own) => Self::Disk(tidy(&own.parent().unwrap_or(Path::new("")).join(path))),
            Self::Embedded(own) => {
                let path = tidy(&Path::new(own).parent().unwrap_or(Path::new("")).join(path));
                Self::Embedded(path.display().to_string().replace('\\', "/"))
            }
            Self::Given => Self::Disk(tidy(Path::new(path))),
        }
    }

    /// Reads the text.
    ///
    /// # Errors
    ///
    /// The reason in words, when there is no such file, it cannot be read, it is
    /// too large, or it is not UTF-8.
    pub fn read(&self) -> Result<String, String> {
        match self {
            Self::Disk(path) => read_disk(path),
            Self::Embedded(name) => super::embedded::text(name)
                .map(str::to_owned)
                .ok_or_else(|| "there is no built-in file of this name".to_owned()),
            Self::Given => Err("no file".to_owned()),
        }
    }

    /// Reads the text, unpacked where gzip packed it (RFC 1952), whatever the file is
    /// called.
    ///
    /// # Errors
    ///
    /// As [`Origin::read`], and when what is packed is broken or cut short.
    pub fn read_unpacked(&self) -> Result<String, String> {
        const PACKED: [u8; 2] = [0x1f, 0x8b];
        let Self::Disk(path) = self else {
            return self.read();
        };
        let bytes = read_bytes(path)?;
        if !bytes.starts_with(&PACKED) {
            return utf8(bytes);
        }
        let mut text = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .take(AT_MOST + 1)
            .read_to_end(&mut text)
            .map_err(|_| "the gzip file is damaged or incomplete".to_owned())?;
        if text.len() as u64 > AT_MOST {
            return Err(format!(
                "it is larger than {} MiB when unpacked",
                AT_MOST >> 20
            ));
        }
        utf8(text)
    }
}

/// The scenario file that a text of origin `from` means by `path`: a file beside it where
/// there is one, else the built-in scenario of that name. A folder is no scenario file.
#[must_use]
pub(super) fn find(from: &Origin, path: &str) -> Origin {
    let beside = from.beside(path);
    let exists = match &beside {
        Origin::Disk(file) => fs::metadata(file).is_ok_and(|there| !there.is_dir()),
        Origin::Embedded(name) => super::embedded::text(name).is_some(),
        Origin::Given => false,
    };
    if exists {
        return beside;
    }
    let name = path.strip_prefix("scenarios/").unwrap_or(path);
    let candidates = [name.to_owned(), format!("{name}.toml")];
    let built_in = candidates
        .into_iter()
        .find(|name| super::embedded::text(name).is_some());
    built_in.map_or(beside, Origin::Embedded)
}

fn read_disk(path: &Path) -> Result<String, String> {
    read_bytes(path).and_then(utf8)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    if path.as_os_str().is_empty() {
        return Err("the path is empty".to_owned());
    }
    // A message of the system differs between systems; the kind does not.
    let explain = |error: &std::io::Error| match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        kind => kind.to_string(),
    };
    if fs::metadata(path)
        .map_err(|error| explain(&error))?
        .is_dir()
    {
        return Err("it is a folder".to_owned());
    }
    let file = fs::File::open(path).map_err(|error| explain(&error))?;
    let mut bytes = Vec::new();
    file.take(AT_MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| explain(&error))?;
    if bytes.len() as u64 > AT_MOST {
        return Err(format!("it is larger than {} MiB", AT_MOST >> 20));
    }
    Ok(bytes)
}

/// The text of bytes, or the line on which they stop being UTF-8.
pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..good]
            .split(|byte| *byte == b'\n')
            .count();
        format!("line {line} is not UTF-8")
    })
}

/// The path without `.` and with each `x/..` taken out, so that one file has one
/// name however it was reached.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}
