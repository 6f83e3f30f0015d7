//! Procedures, their steps and their clocks.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Channel, Distribution, Id, JurisdictionId, Label, MonthDay, TablePath};

/// Steps that a file may enter, each with its share.
pub type Ways = BTreeMap<Id, Parameter<Share>>;

record! {
    /// A procedure of one jurisdiction, which needs on its route must pass.
    ///
    /// A need must pass the procedures of each route that it names: at its origin those with
    /// direction `exit`, at its destination those with `entry` or `internal`. `partners`,
    /// `except` and `class` limit a procedure to some needs.
    pub struct Procedure {
        /// Jurisdiction of the procedure.
        pub jurisdiction: JurisdictionId,
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Channel of the procedure.
        pub channel: Channel,
        /// Whether it applies on leaving, on entering, or inside the jurisdiction.
        pub direction: Direction,
        /// Route that the procedure is part of ("visit", "post", "dataset", ...). Default: its own
        /// id.
        pub route: Option<Id>,
        /// Applies only to this class of applicant or risk.
        pub class: Option<Id>,
        /// Only applicants whom an office of its steps takes under this tier meet it. Default: all
        /// do.
        pub tier: Option<Id>,
        /// Applies only if the other end of the corridor is one of these.
        pub partners: Vec<JurisdictionId>,
        /// Does not apply if the other end of the corridor is one of these.
        pub except: Vec<JurisdictionId>,
        /// Procedures of the same route that must end first. "transit": begins on arrival.
        pub after: Vec<Id>,
        /// False: the procedure applies only after a reform opens it.
        pub in_force: bool = true,
        /// Procedures of the same route and jurisdiction that this one replaces while it is in
        /// force.
        pub instead_of: Vec<Id>,
        /// Share of needs for which a legal pathway exists.
        pub pathway_share: Option<Parameter<Share>>,
        /// Share of needs without a legal pathway that find the slow ad-hoc route.
        pub adhoc_share: Option<Parameter<Share>>,
        /// Extra time of the ad-hoc route, before filing.
        pub adhoc: Option<Distribution>,
        /// Share of needs that need no approval.
        pub exempt_share: Option<Parameter<Share>>,
        /// Share of needs with a legal status that is unclear to the applicant.
        pub unclear_share: Option<Parameter<Share>>,
        /// Share of unclear needs that file needlessly, or ask and go on. The others give up (no
        /// pathway).
        pub unclear_file_share: Option<Parameter<Share>>,
        /// Share of eligible applicants who know the procedure. Default: the awareness of the
        /// channel.
        pub aware_share: Option<Parameter<Share>>,
        /// Share of filings that are complete. The others are returned at once.
        pub complete_share: Option<Parameter<Share>>,
        /// Days for which a grant stays valid. Default: a grant covers one need only.
        pub valid_days: Option<Parameter<AtLeastZero>>,
        /// Random validity instead of `valid_days`; give at most one of the two. The lever
        /// `valid_days` changes the mean.
        pub validity: Option<Validity>,
        /// The holder of a grant.
        pub holder: Holder = Holder::project,
        /// Whether a grant covers one corridor, all, or all procedures of an area.
        pub scope: Scope = Scope::corridor,
        /// Name of the area that grants belong to, for example of states with a common visa. All
        /// procedures of one area honour each other's grants, those of other jurisdictions from
        /// the next midnight on. Only with `scope = "area"`.
        pub area: Option<Id>,
        /// The applicant's preparation before filing.
        pub prepare: Option<Distribution>,
        /// The applicant's time to correct a returned file.
        pub correct: Option<Distribution>,
        /// Share of needs that must be in the plan of the year: their project must have formed
        /// before the plan was closed, in the year before its earliest start. The others have no
        /// pathway. Only with `plan_closes`.
        pub plan_share: Option<Parameter<Share>>,
        /// Day of each year on which the plan of the next year is closed ("12-01").
        pub plan_closes: Option<MonthDay>,
        /// Share of research cases that are given up each time a file is returned, at the counter
        /// or by a step. Background cases are never given up so.
        pub quit_share: Option<Parameter<Share>>,
        /// CSV with `destination,days,...,grade,source`: days before the earliest start by which
        /// a need that is bound to a date must be filed, by the other end of its corridor.
        pub deadline_days: Option<TablePath>,
        /// Time that an applicant waits after filing before giving up. Default: without limit.
        pub patience: Option<Distribution>,
        /// The same for background cases. An applicant who gives up leaves the queue. An
        /// officer at work on the case finishes it.
        pub background_patience: Option<Distribution>,
        /// Share of refused applicants who file again, once, with the same case.
        pub refile_share: Option<Parameter<Share>>,
        /// Background cases a year (firms, teachers, families), over all branches. They pass
        /// the same steps and count in no research indicator. At most 10 billion.
        pub background_a_year: Option<Parameter<AtLeastZero>>,
        /// Fee that the applicant pays for one filing.
        pub fee: Option<Parameter<AtLeastZero>>,
        /// Hours that the applicant works on one document.
        pub hours_a_document: Option<Parameter<AtLeastZero>>,
        /// Part of the preparation, and of the chances that a filing is incomplete or returned,
        /// that does not change with the number of documents. Default: 1, all of it.
        pub fixed_part: Option<Parameter<Share>>,
        /// Steps at which a file begins, each with its share. The shares add to 1. Files then
        /// move between steps at random: each step uses `then` instead of `after`.
        pub begins: Ways,
        /// Steps, at most 32.
        pub step: BTreeMap<Id, Step>,
        /// Clocks, at most 3.
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
    /// Distribution of the time for which a grant stays valid.
    pub enum Validity {
        /// Exponential with the given mean: the grant is equally likely to end on any day.
        exponential(MeanValidity),
    }
}

record! {
    /// A random validity given by its mean.
    pub struct MeanValidity {
        /// Mean in calendar days.
        pub mean_days: Parameter<AboveZero>,
    }
}

record! {
    /// One step. Give exactly one of `office` and `agreement`.
    pub struct Step {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Office that works on the step.
        pub office: Option<Id>,
        /// Agreement that is negotiated in the step.
        pub agreement: Option<Id>,
        /// Steps that must end first. A step without any begins at filing. Steps with the same
        /// predecessors run in parallel.
        pub after: Vec<Id>,
        /// Next steps, each with its share. If the shares add to less than 1, the rest of the
        /// files are approved here. A file may go to an earlier step or repeat this one. Only
        /// with `begins` in the procedure.
        pub then: Ways,
        /// Time that an officer works. Default: none, and no time passes; a file that enters
        /// the step again takes one second.
        pub work: Option<Distribution>,
        /// Time that the file travels or circulates without an officer at work.
        pub passage: Option<Distribution>,
        /// Observed elapsed time of the step at baseline load. Use it instead of `passage`,
        /// which then follows as elapsed time minus work and waiting.
        pub elapsed: Option<Distribution>,
        /// Probability that the file is returned for correction, in each round.
        pub return_share: Option<Parameter<Share>>,
        /// Step at which a corrected file re-enters. Default: this step.
        pub return_to: Option<Id>,
        /// How strongly returns depend on the file rather than on the round, from 0 to 0.9. At
        /// 0 all rounds are alike. Near 0.9 some files are returned a dozen times. The file's
        /// part is drawn once per case and is the same at every step and visit.
        pub frailty: Option<Parameter<Share>>,
        /// Probability of refusal. Without `begins` it is drawn once per case and step: a case
        /// that comes back to the step gets the same answer, and a refiled case gets a new one.
        /// With `begins` it is drawn at each visit. At each visit a return is drawn first.
        pub refuse_share: Option<Parameter<Share>>,
        /// Number of documents required.
        pub documents: Option<Parameter<AtLeastZero>>,
        /// Share of risky crossings that this step detects.
        pub screens: Option<Parameter<Share>>,
        /// Class in a priority queue; 0 is served first.
        pub priority: u32 = 0,
    }
}

record! {
    /// A time limit for a span of steps. Give exactly one of `limit_wd` and `limit_days`.
    pub struct Clock {
        /// First and last step of the span. It includes every step on a path between them.
        pub span: Vec<Id>,
        /// Limit in working days of the jurisdiction.
        pub limit_wd: Option<Parameter<AboveZero>>,
        /// Limit in calendar days.
        pub limit_days: Option<Parameter<AboveZero>>,
        /// What stops the clock. A return always stops it.
        pub stops_while: Vec<Stop>,
        /// What happens when the clock expires.
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
    /// What happens when a clock expires.
    pub unit enum AtLimit {
        /// Nothing. The breach is counted.
        nothing,
        /// The case is approved without screening.
        approve,
        /// The case is refused.
        refuse,
        /// The case goes to the head of its queue.
        escalate,
    }
}

choice! {
    /// Where a procedure applies.
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
        /// The researcher's institution.
        institution,
        /// The project. The grant covers this project only.
        project,
    }
}

choice! {
    /// Corridors that a grant covers.
    pub unit enum Scope {
        /// The corridor of the application.
        corridor,
        /// Every corridor.
        all,
        /// Every procedure that names the same `area`, on every corridor.
        area,
    }
}
