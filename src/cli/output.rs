//! Standard output and standard error. Everything that a command prints passes here, and
//! no failure to print makes it panic.
//!
//! A result that cannot be printed is an error, unless its reader has closed the pipe, as
//! `head` does. A notice that cannot be printed is lost, and the command continues.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use super::exit::Exit;

/// Prints a result on standard output.
///
/// # Errors
///
/// When not all of it can be printed.
pub fn result(text: &str) -> Result<(), Exit> {
    let mut out = io::stdout().lock();
    let shown = without_controls(text);
    check_printed(out.write_all(shown.as_bytes()).and_then(|()| out.flush()))
}

/// Prints a result and a line break.
///
/// # Errors
///
/// As [`result`].
pub fn line(text: impl fmt::Display) -> Result<(), Exit> {
    result(&format!("{text}\n"))
}

/// Prints a line on standard error.
pub fn notice(text: impl fmt::Display) {
    message(&text.to_string());
}

/// Prints a message on standard error, with a line break at its end. It may be coloured.
pub fn message(text: &str) {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let mut err = io::stderr().lock();
    let _ = err.write_all(format!("{text}{end}").as_bytes());
}

/// Whether notices go to a terminal.
pub fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Whether messages may be coloured.
pub fn colours() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Ends on a command line without a command: help, version, or a fault in it.
pub fn usage(error: &clap::Error) -> ExitCode {
    if error.kind() == clap::error::ErrorKind::InvalidUtf8 {
        let strange: Vec<String> = std::env::args_os()
            .filter(|word| word.to_str().is_none())
            .map(|word| format!("`{}`", word.display()))
            .collect();
        notice(format!(
            "error: {} is not UTF-8; give the file a name in UTF-8 (only folders and logs may have others)",
            strange.join(", ")
        ));
        return ExitCode::from(2);
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    if error.use_stderr() {
        return ExitCode::from(2);
    }
    match check_printed(printed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => {
            message(exit.message().unwrap_or_default());
            exit.code()
        }
    }
}

fn check_printed(result: io::Result<()>) -> Result<(), Exit> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Exit::input(format!(
            "cannot print the result: {error}; send standard output to another place"
        ))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A text without control characters, which a label could use to rewrite the terminal.
fn without_controls(text: &str) -> String {
    let is_plain = |letter: char| letter == '\n' || letter == '\t' || !letter.is_control();
    text.chars()
        .map(|letter| if is_plain(letter) { letter } else { '\u{fffd}' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_result_rewrites_the_terminal() {
        assert_eq!(
            without_controls("a\tb\n\u{1b}[2Jc\r"),
            "a\tb\n\u{fffd}[2Jc\u{fffd}"
        );
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        assert!(check_printed(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        let full = check_printed(Err(io::ErrorKind::StorageFull.into()));
        assert!(matches!(full, Err(Exit::Input(_))));
    }
}
