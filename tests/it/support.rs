//! What tests share: the program as its users run it, folders to run it in, and worlds to run
//! whose audits are checked.

use std::ffi::OsStr;
use std::fmt::{self, Display};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

mod study;
mod trial;
mod worlds;

pub use study::{built, calibrated, compare, load, load_text, load_with, packages, plan, policy};
pub use trial::{Trial, assert_audits_hold, run_before};
pub(crate) use worlds::{one_desk, one_year};

/// A result that a test needs: an error ends the test with its message.
pub trait OrFail<T> {
    fn or_fail(self) -> T;
}

impl<T, E: Display> OrFail<T> for Result<T, E> {
    #[track_caller]
    fn or_fail(self) -> T {
        match self {
            Ok(value) => value,
            Err(error) => panic!("{error}"),
        }
    }
}

/// The program with some arguments: `tidegate(["check", "tiny"]).succeeds()`.
pub fn tidegate<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Run {
    Run(Command::new(env!("CARGO_BIN_EXE_tidegate"))).with(words)
}

/// A script of the shell that finds the program as `tidegate`.
pub fn shell(script: &str) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_tidegate"));
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let folder = program.parent().into_iter().map(Path::to_owned);
    let paths = std::env::join_paths(folder.chain(std::env::split_paths(&paths))).or_fail();
    let mut command = Command::new("sh");
    command.env("PATH", paths);
    Run(command).with(["-c", script])
}

/// A run of the program that has not started.
#[must_use]
pub struct Run(Command);

impl Run {
    /// With further arguments.
    pub fn with<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.0.args(words);
        self
    }

    /// With its results in a folder.
    pub fn into(self, folder: impl AsRef<Path>) -> Self {
        self.with([OsStr::new("--output"), folder.as_ref().as_os_str()])
    }

    /// In a folder.
    pub fn inside(mut self, folder: impl AsRef<Path>) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// With its results and its messages sent elsewhere.
    pub fn sending(mut self, results: Stdio, messages: Stdio) -> Self {
        self.0.stdout(results).stderr(messages);
        self
    }

    /// Starts it.
    #[track_caller]
    pub fn start(mut self) -> Child {
        self.0.spawn().or_fail()
    }

    /// Runs it, whatever its exit code.
    #[track_caller]
    pub fn ends(mut self) -> Ended {
        let call = format!("{:?}", self.0);
        let output = self.0.output().or_fail();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let ended = Ended {
            call,
            code: output.status.code(),
            printed: text(&output.stdout),
            messages: text(&output.stderr),
        };
        assert!(!ended.messages.contains("panicked"), "{ended:?}");
        ended
    }

    /// Runs it, and expects the exit code 0.
    #[track_caller]
    pub fn succeeds(self) -> Ended {
        self.fails_with(0)
    }

    /// Runs it, and expects an exit code.
    #[track_caller]
    pub fn fails_with(self, code: i32) -> Ended {
        let ended = self.ends();
        assert_eq!(ended.code, Some(code), "{ended:?}");
        ended
    }

    /// Starts it, interrupts it as Ctrl-C does when it first reports progress, and waits for
    /// its end.
    #[cfg(unix)]
    #[track_caller]
    pub fn interrupted_in_progress(self) -> Ended {
        let call = format!("{:?}", self.0);
        let mut child = self.sending(Stdio::null(), Stdio::piped()).start();
        let mut messages = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        while !line.trim_end().ends_with("runs") {
            line.clear();
            let length = messages.read_line(&mut line).or_fail();
            assert!(length > 0, "no line of progress from {call}");
        }
        interrupt(&child);
        let mut rest = String::new();
        messages.read_to_string(&mut rest).or_fail();
        Ended {
            call,
            code: child.wait().or_fail().code(),
            printed: String::new(),
            messages: rest,
        }
    }
}

/// Interrupts a program as Ctrl-C does.
#[cfg(unix)]
pub fn interrupt(child: &Child) {
    let process = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &process]).status();
    assert!(sent.or_fail().success());
}

/// A run of the program that has ended.
pub struct Ended {
    call: String,
    pub code: Option<i32>,
    /// Standard output.
    pub printed: String,
    /// Standard error.
    pub messages: String,
}

/// All of it, for the message of a test that fails.
impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            call,
            code,
            printed,
            messages,
        } = self;
        write!(f, "{call}\nexit code {code:?}\n")?;
        write!(f, "--- printed\n{printed}\n--- messages\n{messages}")
    }
}

impl Ended {
    /// Expects words in its messages.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.messages.contains(words), "`{words}` in\n{self:?}");
        self
    }

    /// Expects a text that is not in its messages.
    #[track_caller]
    pub fn does_not_say(&self, words: &str) -> &Self {
        assert!(!self.messages.contains(words), "no `{words}` in\n{self:?}");
        self
    }

    /// Expects no message.
    #[track_caller]
    pub fn is_silent(&self) -> &Self {
        assert!(self.messages.is_empty(), "{self:?}");
        self
    }

    /// Expects words in what it printed.
    #[track_caller]
    pub fn prints(&self, words: &str) -> &Self {
        assert!(self.printed.contains(words), "`{words}` in\n{self:?}");
        self
    }

    /// Expects a text that is not in what it printed.
    #[track_caller]
    pub fn does_not_print(&self, words: &str) -> &Self {
        assert!(!self.printed.contains(words), "no `{words}` in\n{self:?}");
        self
    }

    /// What it printed, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.printed).or_fail()
    }
}

/// A folder of a test, removed at its end.
pub struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().or_fail())
    }

    /// A folder with a copy of the files of `tiny`.
    pub fn with_tiny() -> Self {
        let folder = Self::new();
        for name in ["tiny.toml", "tiny/XAA.csv", "tiny/corridors.csv"] {
            folder.write(name, text_of(format!("scenarios/{name}")));
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in it.
    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    /// The same as text, for an argument of the program.
    pub fn address(&self, name: &str) -> String {
        self.at(name).to_string_lossy().into_owned()
    }

    /// Writes a file, with the folders above it. Its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap_or(&path)).or_fail();
        fs::write(&path, bytes).or_fail();
        path
    }

    /// Makes a folder in it.
    pub fn make(&self, name: &str) {
        fs::create_dir_all(self.at(name)).or_fail();
    }

    /// Whether it has such a file or folder.
    pub fn holds(&self, name: &str) -> bool {
        self.at(name).exists()
    }

    /// The text of a file in it.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        text_of(self.at(name))
    }

    /// The content of a JSON file in it.
    #[track_caller]
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).or_fail()
    }

    /// The names of the files and folders in it, in order.
    pub fn names(&self) -> Vec<String> {
        names_in(self.path())
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        self.path()
    }
}

/// A file or folder of real data, which the project does not contain: below the folder that
/// the variable `TIDEGATE_DATA` names. None, with a message, where it is not there.
#[expect(clippy::print_stderr, reason = "a test that is skipped says why")]
pub fn real_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TIDEGATE_DATA").unwrap_or_default();
    let path = Path::new(&folder).join(name);
    let is_there = !folder.is_empty() && path.exists();
    if !is_there {
        eprintln!("skipped: no {name} in a folder that TIDEGATE_DATA names");
    }
    is_there.then_some(path)
}

/// The bytes of a file packed by gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .or_fail()
}

/// The text of a file.
#[track_caller]
pub fn text_of(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// All files in a folder and below it, in order; none where there is no such folder.
pub fn files_below(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.as_ref().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let list = if path.is_dir() {
                &mut folders
            } else {
                &mut files
            };
            list.push(path);
        }
    }
    files.sort();
    files
}

/// Whether the name of a file ends in one of these ways, as `toml`.
pub fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let end = path.extension().unwrap_or_default();
    endings.iter().any(|ending| end == *ending)
}

/// The names of the files and folders in a folder, in order.
#[track_caller]
pub fn names_in(folder: impl AsRef<Path>) -> Vec<String> {
    let entries = fs::read_dir(folder).or_fail().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
