//! Procedures, their steps and their clocks.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Channel, Id, JurisdictionId, Label, Law};

/// Steps that a file may come to, each with its share.
pub type Ways = BTreeMap<Id, Parameter<Share>>;

record! {
    /// A procedure of one jurisdiction: what a need of a route must pass.
    ///
    /// A need meets the procedures whose `route` it names, at its origin (`exit`)
    /// and at its destination (`entry`, `internal`), if the other end of the
    /// corridor is among `partners` and the need has the `class`.
    pub struct Procedure {
        /// Whose procedure it is.
        pub jurisdiction: JurisdictionId,
        /// What people call it.
        pub label: Option<Label>,
        /// The aspect it belongs to.
        pub channel: Channel,
        /// Whether it is met on leaving, on entering, or inside.
        pub direction: Direction,
        /// The route it is part of ("visit", "post", "dataset", ...). Default: its own id.
        pub route: Option<Id>,
        /// Only for this class of applicant or risk.
        pub class: Option<Id>,
        /// Only where the other end of the corridor is one of these.
        pub partners: Vec<JurisdictionId>,
        /// Not where the other end of the corridor is one of these.
        pub except: Vec<JurisdictionId>,
        /// Procedures of the same route that must end first; "transit" = begins on arrival.
        pub after: Vec<Id>,
        /// False: stands in the scenario for a reform to open.
        pub in_force: bool = true,
        /// Procedures of the same route that need not be met where this one is in force:
        /// another way, not another hurdle.
        pub instead_of: Vec<Id>,
        /// Share of needs for which a legal way exists.
        pub pathway_share: Option<Parameter<Share>>,
        /// Where there is no legal way: share that finds the slow ad-hoc route.
        pub adhoc_share: Option<Parameter<Share>>,
        /// Extra days of the ad-hoc route, before filing.
        pub adhoc: Option<Law>,
        /// Share of needs that need no approval.
        pub exempt_share: Option<Parameter<Share>>,
        /// Share of needs whose legal status is unclear to the applicant.
        pub unclear_share: Option<Parameter<Share>>,
        /// Of those unclear: share that files needlessly or asks and goes on; the rest give up (no pathway).
        pub unclear_file_share: Option<Parameter<Share>>,
        /// Share of eligible applicants who know it; default: the channel's awareness.
        pub aware_share: Option<Parameter<Share>>,
        /// Share of filings complete at the counter; the others go back at once.
        pub complete_share: Option<Parameter<Share>>,
        /// Days for which a grant stays valid; none: serves one need only.
        pub valid_days: Option<Parameter<AtLeastZero>>,
        /// The same at random. At most one of the two is given; the lever `valid_days`
        /// moves the mean.
        pub validity: Option<Validity>,
        /// Who holds the grant.
        pub holder: Holder = Holder::project,
        /// Whether a grant serves one corridor or all.
        pub scope: Scope = Scope::corridor,
        /// The applicant's preparation before filing.
        pub prepare: Option<Law>,
        /// The applicant's time to correct a returned file.
        pub correct: Option<Law>,
        /// How long an applicant waits after filing before giving up; none: without end.
        pub patience: Option<Law>,
        /// The same of the desk's other cases. Who gives up leaves the queue; an officer
        /// finishes the work in hand.
        pub background_patience: Option<Law>,
        /// Share of refused applicants who file again (the same case, once).
        pub refile_share: Option<Parameter<Share>>,
        /// The desk's other cases a year (firms, teachers, families), all branches
        /// together, with the same steps; outside the index. At most 10 billion.
        pub background_a_year: Option<Parameter<AtLeastZero>>,
        /// What one filing costs the applicant in fees.
        pub fee: Option<Parameter<AtLeastZero>>,
        /// Hours of the applicant's own work on one document.
        pub hours_a_document: Option<Parameter<AtLeastZero>>,
        /// Steps at which a file begins, each with its share; they add to 1. With it the
        /// file goes its way by shares: each step says `then` in place of `after`.
        pub begins: Ways,
        /// The steps, at most 32.
        pub step: BTreeMap<Id, Step>,
        /// The clocks, at most 3.
        pub clock: BTreeMap<Id, Clock>,
    }
}

impl Procedure {
    /// The route of the procedure with this id.
    #[must_use]
    pub fn route_or<'a>(&'a self, id: &'a Id) -> &'a Id {
        self.route.as_ref().unwrap_or(id)
    }
}

choice! {
    /// For how long a grant stays valid.
    pub enum Validity {
        /// Exponential with the stated mean: it may end on any day alike.
        exponential(MeanValidity),
    }
}

record! {
    /// A random validity known by its mean.
    pub struct MeanValidity {
        /// Mean in calendar days.
        pub mean_days: Parameter<AboveZero>,
    }
}

record! {
    /// One step. Exactly one of `office` and `agreement` is given.
    pub struct Step {
        /// What people call it.
        pub label: Option<Label>,
        /// The office that does it.
        pub office: Option<Id>,
        /// The agreement negotiated instead.
        pub agreement: Option<Id>,
        /// Steps that must end first; empty: first. Two steps with the same
        /// predecessors run side by side.
        pub after: Vec<Id>,
        /// Where a file goes after this step, each with its share; what they leave of 1 is
        /// decided here, approved. A step before this one, or itself, is a loop. Only with
        /// the procedure's `begins`.
        pub then: Ways,
        /// How long an officer is busy. Left out, or nothing: none is, and no time passes; a
        /// file that comes to the step again takes a second.
        pub work: Option<Law>,
        /// How long the file travels or circulates with nobody busy.
        pub passage: Option<Law>,
        /// Known elapsed time of the step at baseline load. With it `passage` must
        /// be left out: passage becomes what work and queue leave of it.
        pub elapsed: Option<Law>,
        /// Chance that the file is returned for correction, each round.
        pub return_share: Option<Parameter<Share>>,
        /// Where it re-enters; default: this step.
        pub return_to: Option<Id>,
        /// How much of that chance belongs to the file rather than to the round:
        /// 0 every round alike, towards 0.9 some files come back a dozen times. The file's
        /// part is drawn once per case; it is the same at every step and visit.
        pub frailty: Option<Parameter<Share>>,
        /// Chance of refusal. Without `begins` it is drawn once per case and step: a case that
        /// comes back to the step gets the same answer, and a refiled case gets a new one. With
        /// `begins` it is drawn anew at each visit. A return is drawn first, at each visit.
        pub refuse_share: Option<Parameter<Share>>,
        /// Documents asked for.
        pub documents: Option<Parameter<AtLeastZero>>,
        /// Share of risky crossings that this step finds.
        pub screens: Option<Parameter<Share>>,
        /// Class in a priority queue; 0 first.
        pub priority: u32 = 0,
    }
}

record! {
    /// A limit over a span of steps. Exactly one of `limit_wd` and `limit_days`.
    pub struct Clock {
        /// First and last step of the span; every step on a path between them is in it.
        pub span: Vec<Id>,
        /// The limit in working days of the jurisdiction.
        pub limit_wd: Option<Parameter<AboveZero>>,
        /// The limit in calendar days.
        pub limit_days: Option<Parameter<AboveZero>>,
        /// What stops it. A return always does.
        pub stops_while: Vec<Stop>,
        /// What happens when it runs out.
        pub at_limit: AtLimit = AtLimit::nothing,
    }
}

choice! {
    /// What stops a clock.
    pub unit enum Stop {
        /// The file is with the applicant.
        returned,
        /// The file is in passage.
        passage,
    }
}

choice! {
    /// What happens when a clock runs out.
    pub unit enum AtLimit {
        /// Nothing; the breach is counted.
        nothing,
        /// The case is approved, unscreened.
        approve,
        /// The case is refused.
        refuse,
        /// The case goes to the head of its queue.
        escalate,
    }
}

choice! {
    /// When a procedure is met.
    pub unit enum Direction {
        /// On leaving the origin.
        exit,
        /// On entering the destination.
        entry,
        /// Inside the destination (or, for welfare and organisations, where they are).
        internal,
    }
}

choice! {
    /// Who holds a grant.
    pub unit enum Holder {
        /// The researcher.
        researcher,
        /// Her institution.
        institution,
        /// The project: the grant serves this project alone.
        project,
    }
}

choice! {
    /// How far a grant reaches.
    pub unit enum Scope {
        /// The corridor it was asked for.
        corridor,
        /// Every corridor.
        all,
    }
}
