//! The exit of a command that does not succeed.

use std::fmt;
use std::process::ExitCode;

use crate::log::LogFault;
use crate::scenario::Faults;

/// Why a command does not succeed, by exit code.
#[derive(Debug)]
pub enum Exit {
    /// 1: the input or the machine.
    Input(String),
    /// 2: the command line.
    Usage(String),
    /// 3: an audit or an expectation failed.
    Failed(String),
    /// 4: too few replications to decide.
    Undecided(String),
    Interrupted(String),
}

impl Exit {
    /// Faults of a scenario.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub fn faults(faults: Faults) -> Self {
        Self::Input(faults.render(super::output::colours()))
    }

    /// A fault of an event log.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub fn log(fault: LogFault) -> Self {
        Self::Input(fault.render(super::output::colours()))
    }

    /// An error that names its cause and cure.
    pub fn input(error: impl fmt::Display) -> Self {
        Self::Input(format!("error: {error}"))
    }

    /// The message, if any.
    pub fn message(&self) -> Option<&str> {
        let (Self::Input(message)
        | Self::Usage(message)
        | Self::Failed(message)
        | Self::Undecided(message)
        | Self::Interrupted(message)) = self;
        (!message.is_empty()).then_some(message)
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Input(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::from(3),
            Self::Undecided(_) => ExitCode::from(4),
            Self::Interrupted(_) => ExitCode::from(130),
        }
    }
}
