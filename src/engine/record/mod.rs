//! The records of a run: plain data, without behaviour.

mod background_file;
mod belief;
mod case;
mod crossing;
mod file;
mod ids;
mod potential;
mod project;
mod tally;
mod time_at;
mod token;

pub use background_file::BackgroundFile;
pub use belief::{Decided, Held, MidnightCounts, Public, Setback, UNKNOWN_SETBACKS};
pub use case::{Case, CasePhase, ClockState};
pub use crossing::{Crossing, HomeSide, NeedSummary, Owner, Progress, RemoteSide, Side};
pub use file::{File, PackedFile};
pub use ids::{
    BackgroundId, BranchId, CaseId, ClockId, CrossingId, ProjectId, RouteId, StreamIndex, TokenId,
    kind,
};
pub use potential::{PotentialProject, PotentialResident, ResidentIndex, opposite};
pub use project::{Application, ProjectState};
pub use tally::Tally;
pub use time_at::TimeAt;
pub use token::{Officer, Phase, Token};

#[cfg(test)]
mod tests {
    use crate::engine::agenda::Entry;
    use crate::engine::office::branch::Ticket;

    use super::*;

    /// Files that wait or are served are looked up once or twice an event, so their records fit in
    /// a cache line.
    #[test]
    fn what_is_under_way_is_small() {
        let line = 64;
        assert!(size_of::<Token>() <= line);
        assert!(size_of::<BackgroundFile>() <= line);
        assert!(size_of::<Entry>() + size_of::<Ticket>() <= line / 2);
    }
}
