//! How a command ends when it does not simply succeed.

use std::fmt;
use std::process::ExitCode;

use crate::log::LogFault;
use crate::scenario::Faults;

/// Why a command ends otherwise than well, as its exit code tells.
#[derive(Debug)]
pub enum Exit {
    /// 1: the input or the machine.
    Input(String),
    /// 2: the command line.
    Usage(String),
    /// 3: an audit or an expectation failed.
    Failed(String),
    /// 4: too few replications to tell.
    Undecided(String),
    /// 130: interrupted.
    Interrupted(String),
}

impl Exit {
    /// Faults of a scenario.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub fn faults(faults: Faults) -> Self {
        Self::Input(faults.render(super::output::colours()))
    }

    /// What is wrong with an event log.
    #[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
    pub fn log(fault: LogFault) -> Self {
        Self::Input(fault.render(super::output::colours()))
    }

    /// Anything that says in its own words what is wrong and how to cure it.
    pub fn input(error: impl fmt::Display) -> Self {
        Self::Input(format!("error: {error}"))
    }

    /// What to say, if anything.
    pub fn words(&self) -> Option<&str> {
        let (Self::Input(words)
        | Self::Usage(words)
        | Self::Failed(words)
        | Self::Undecided(words)
        | Self::Interrupted(words)) = self;
        (!words.is_empty()).then_some(words)
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
