//! Offices and the agreements that no office decides.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Distribution, Hours, Id, JurisdictionId, Label, TablePath};

record! {
    /// An office that handles researchers' files. It represents one desk, not a whole
    /// agency. The desk's other work is `background_a_year` in a procedure.
    pub struct Office {
        /// Jurisdiction of the office. Sets its working hours and holidays.
        pub jurisdiction: JurisdictionId,
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Branches, each with its own officers and queue. An institution always files at the
        /// same branch. At most 100,000. Not used with `per = "institution"`.
        pub branches: u32 = 1,
        /// CSV with `branch,weight`: the weight of each branch when institutions are assigned.
        pub branch_weights: Option<TablePath>,
        /// "jurisdiction": a fixed number of branches. "institution": one branch at each
        /// institution of the jurisdiction (an internal office).
        pub per: Per = Per::jurisdiction,
        /// Opening hours in local time ("09:00-17:00"), or "always". Default: the hours of the
        /// jurisdiction.
        pub hours: Option<Hours>,
        /// Other jurisdictions whose public holidays also close the office (for a consulate).
        pub also_closed: Vec<JurisdictionId>,
        /// The order of service.
        pub queue: Queue,
        /// Officers at each branch, from 1 to 1,000,000. With a fractional number, one more
        /// officer works that fraction of each day.
        pub officers: Option<Parameter<AboveZero>>,
        /// True: work on every case starts at once, without a queue.
        pub unlimited: bool = false,
        /// Share of the opening time in which officers work, at the baseline. The number of
        /// officers then follows from arrivals and work. If `officers` is given too, other
        /// duties of the officers are added as background work.
        pub load: Option<Parameter<Share>>,
        /// Most cases at one branch, waiting and in service together. A full branch turns new
        /// cases away, which counts as a refusal. Default: no limit.
        pub capacity: Option<u32>,
        /// Cost of one hour of an officer's work. Used for `burden` and the cost of reforms.
        pub cost_an_hour: Option<Parameter<AtLeastZero>>,
        /// CSV with `weekday,hour,weight`: arrivals over the week, in local time, of background
        /// cases that begin at this office. Hours that are not listed have no arrivals.
        /// Default: equal at all hours.
        pub arrivals: Option<TablePath>,
        /// CSV with `weekday,hour,weight`: speed of work in each open hour of the week, in local
        /// time, relative to the fastest hour. In hours that are not listed, work stops. Time
        /// lost in slow hours counts as closed. Only with `unlimited`. Default: the same speed
        /// in all hours.
        pub pace: Option<TablePath>,
        /// Cases waiting at each branch on the first simulated day, which is that of the warm-up,
        /// where load is 1 or more; at most 10 million.
        pub backlog: Option<Parameter<AtLeastZero>>,
        /// Tiers under which it takes research applicants, with the share of each; in the order of
        /// their ids, best first. The shares add to 1. A procedure with `tier` is met by one of
        /// them alone.
        pub tier: BTreeMap<Id, Parameter<Share>>,
    }
}

choice! {
    /// How the branches of an office are counted.
    pub unit enum Per {
        /// A fixed number of branches in the jurisdiction.
        jurisdiction,
        /// One branch at each institution.
        institution,
    }
}

choice! {
    /// Queue discipline: which case is served next. Give exactly one key.
    pub enum Queue {
        /// First come, first served.
        first_come(NoKeys),
        /// Lowest `priority` of the step first; among equals, first come, first served.
        priority(NoKeys),
        /// The case whose clock expires first. Cases without a clock come last.
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
    /// A panel. At each meeting it takes the first cases of its queue. Work on them then runs
    /// in parallel.
    pub struct Panel {
        /// Working days from one meeting to the next.
        pub every_wd: Parameter<AboveZero>,
        /// Most cases taken at one meeting; from 1 to 1,000,000.
        pub at_most: Parameter<AboveZero>,
    }
}

record! {
    /// A contract between two institutions. No office decides it, so it has only a passage
    /// and a refusal share. A step names it with `agreement` instead of `office`.
    pub struct Agreement {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// How long the two sides negotiate.
        pub passage: Distribution,
        /// Probability that no contract is signed.
        pub refuse_share: Option<Parameter<Share>>,
        /// Days for which a contract between two institutions stays valid. Until then they need
        /// no new negotiation. Default: each case needs its own contract.
        pub valid_days: Option<Parameter<AtLeastZero>>,
    }
}
