//! Offices and the agreements that no office decides.

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Hours, JurisdictionId, Label, Law, TablePath};

record! {
    /// The desk that handles researchers' files. Not its whole agency: the rest
    /// of the desk's work is `background` in a procedure.
    pub struct Office {
        /// Where it stands; its working hours and holidays follow.
        pub jurisdiction: JurisdictionId,
        /// What people call it.
        pub label: Option<Label>,
        /// Branches, each with its own officers and queue; an institution's
        /// files always go to the same branch. At most 100,000. `per` = "institution" replaces
        /// it.
        pub branches: u32 = 1,
        /// CSV with `branch,weight`: the share of institutions of each branch.
        pub branch_weights: Option<TablePath>,
        /// "jurisdiction" (default) or "institution": one branch at each
        /// institution of the jurisdiction (its internal offices).
        pub per: Per = Per::jurisdiction,
        /// Opening hours, local time ("09:00-17:00"), or "always". Default: the
        /// jurisdiction's hours.
        pub hours: Option<Hours>,
        /// Other jurisdictions on whose public holidays it is closed too (a consulate).
        pub also_closed: Vec<JurisdictionId>,
        /// The order of service.
        pub queue: Queue,
        /// Officers at each branch. At least 1 and at most a million; only the fraction above a whole
        /// number works part of each day.
        pub officers: Option<Parameter<AboveZero>>,
        /// True: nobody ever waits here; work starts at once.
        pub unlimited: bool = false,
        /// Share of officers' open time that is worked at the baseline. With it
        /// officers follow from arrivals and work; with `officers` as well, the
        /// officers' other duties are added as background work.
        pub load: Option<Parameter<Share>>,
        /// Cases that a branch takes at most, waiting and in service together; what comes
        /// while it is full is turned away, which is a refusal by the office. None:
        /// everything waits.
        pub capacity: Option<u32>,
        /// Officer's cost of one hour of work, for `burden` and reform cost.
        pub cost_an_hour: Option<Parameter<AtLeastZero>>,
        /// CSV with `weekday,hour,weight`: when in the week the desk's other cases that
        /// begin here come, local time; hours that it leaves out bring none. Default: as
        /// likely at any hour.
        pub arrivals: Option<TablePath>,
        /// CSV with `weekday,hour,weight`: how quickly work goes on in each open hour of the
        /// week, local time, over the quickest; in hours that it leaves out it stands still.
        /// What a slow hour lacks counts as closed. Only with `unlimited`. Default: at one
        /// pace.
        pub pace: Option<TablePath>,
        /// Cases waiting on the first day, a branch, where load is 1 or more; at most 10
        /// million.
        pub backlog: Option<Parameter<AtLeastZero>>,
    }
}

choice! {
    /// What an office has one branch for.
    pub unit enum Per {
        /// A fixed number of branches in the jurisdiction.
        jurisdiction,
        /// One at each institution.
        institution,
    }
}

choice! {
    /// Queue discipline. Exactly one key.
    pub enum Queue {
        /// First come, first served.
        first_come(NoKeys),
        /// The lowest `priority` of the step first, then first come.
        priority(NoKeys),
        /// The case whose clock runs out first; cases without clock last.
        nearest_limit(NoKeys),
        /// A panel that meets at intervals.
        panel(Panel),
    }
}

record! {
    /// An empty table.
    pub struct NoKeys {
    }
}

record! {
    /// A panel: at each meeting it takes the first cases of its queue, which
    /// are then worked on side by side.
    pub struct Panel {
        /// Working days from one meeting to the next.
        pub every_wd: Parameter<AboveZero>,
        /// Cases taken at one meeting, at most; itself at most a million.
        pub at_most: Parameter<AboveZero>,
    }
}

record! {
    /// A contract between two institutions, on which no office decides: passage
    /// and refusal only. A step names it with `agreement` in place of `office`.
    pub struct Agreement {
        /// What people call it.
        pub label: Option<Label>,
        /// How long the two sides negotiate.
        pub passage: Law,
        /// Chance that no contract comes about.
        pub refuse_share: Option<Parameter<Share>>,
        /// Days that a contract between the two institutions stays valid and
        /// spares the next negotiation; none: each case its own.
        pub valid_days: Option<Parameter<AtLeastZero>>,
    }
}
