//! What a run keeps: plain data, without any verb.

mod background_file;
mod belief;
mod case;
mod crossing;
mod file;
mod ids;
mod potential;
mod project;
mod tally;
mod token;

pub use background_file::BackgroundFile;
pub use belief::{Decided, Held, Known, Public};
pub use case::{Case, CasePhase, ClockState};
pub use crossing::{Crossing, HomeSide, NO_CLASS, NeedSummary, Owner, Progress, RemoteSide, Side};
pub use file::{File, PackedFile};
pub use ids::{
    BackgroundId, BranchId, CaseId, ClockId, CrossingId, ProjectId, RouteId, TokenId, kind,
};
pub use potential::{NOBODY, PotentialProject, PotentialResident, opposite};
pub use project::{Application, NO_PROGRAMME, ProjectState};
pub use tally::Tally;
pub use token::{Officer, Phase, Token};
