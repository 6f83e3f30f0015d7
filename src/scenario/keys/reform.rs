//! Reforms, their changes, targets, and the expectations of verification files.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Real, Share};
use super::super::record::{choice, record};
use super::{Channel, Day, Id, JurisdictionId, Label, Pattern};

record! {
    /// A reform: a set of dated changes.
    pub struct Reform {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// First day of the reform. Default: the first measured day.
        pub starts: Option<Day>,
        /// Days from the start until anything changes.
        pub lead_days: Option<Parameter<AtLeastZero>>,
        /// Days over which the change grows linearly to its full size.
        pub ramp_days: Option<Parameter<AtLeastZero>>,
        /// Years until half of the change is lost. Default: the change lasts.
        pub decay_half_life_years: Option<Parameter<AboveZero>>,
        /// Share of the change that remains after decay.
        pub decay_floor: Option<Parameter<Share>>,
        /// Share of the reform that is implemented.
        pub intensity: Option<Parameter<Share>>,
        /// One-off cost.
        pub cost_once: Option<Parameter<AtLeastZero>>,
        /// Cost in each year.
        pub cost_a_year: Option<Parameter<AtLeastZero>>,
        /// Changes that the reform makes.
        pub change: BTreeMap<Id, Change>,
        /// What the facts say of the reform and no lever expresses.
        pub not_encoded: BTreeMap<Id, NotEncoded>,
    }
}

record! {
    /// A part of a reform that the facts give and that is not simulated.
    pub struct NotEncoded {
        /// Ids of the facts.
        pub source: String,
        /// Why no change represents it.
        pub reason: String,
    }
}

record! {
    /// One change. Give either a `lever` with exactly one of `set`, `raise`, `lower`, `scale`
    /// and `add`, or exactly one of `remove`, `merge`, `parallel` and `open`.
    pub struct Change {
        /// What the change applies to.
        pub select: Select,
        /// Parameter that changes.
        pub lever: Option<Lever>,
        /// New value of the parameter.
        pub set: Option<Parameter<Real>>,
        /// Closes this fraction of the gap between a share and 1.
        pub raise: Option<Parameter<Share>>,
        /// Reduces a share by this fraction.
        pub lower: Option<Parameter<Share>>,
        /// Multiplies the parameter by this factor.
        pub scale: Option<Parameter<AtLeastZero>>,
        /// Adds this number to the parameter.
        pub add: Option<Parameter<Real>>,
        /// Steps removed from the selected procedures.
        pub remove: Vec<Id>,
        /// Steps merged into one: the first stays, the others are removed.
        pub merge: Vec<Id>,
        /// Steps of the selected procedures, or procedures of a route, that no longer wait for
        /// each other.
        pub parallel: Vec<Id>,
        /// Procedures that come into force.
        pub open: Vec<Id>,
        /// True: the change also applies to background cases.
        pub background: bool = false,
        /// Replaces `starts` of the reform.
        pub starts: Option<Day>,
        /// Replaces `ramp_days` of the reform.
        pub ramp_days: Option<Parameter<AtLeastZero>>,
        /// Replaces `decay_half_life_years` of the reform.
        pub decay_half_life_years: Option<Parameter<AboveZero>>,
        /// Replaces `decay_floor` of the reform.
        pub decay_floor: Option<Parameter<Share>>,
        /// Reason for this form and this value.
        pub note: Option<String>,
    }
}

record! {
    /// Laws of what no single parameter states.
    pub struct Prior {
        /// How much more than the change of structure a reorganisation shortens.
        pub effort: Option<Effort>,
    }
}

record! {
    /// The effort factor of a reform: passage of cases that are filed under a graph that a reform
    /// changed is multiplied by it. The factor is lognormal: the median at the central
    /// parameters, one value for each reform in each draw.
    pub struct Effort {
        /// Median of the factor.
        pub median: Parameter<AboveZero>,
        /// Standard deviation of its logarithm.
        pub log_sd: Parameter<AtLeastZero>,
        /// Whether reforms have it. It is off in main results.
        pub acts: bool = false,
    }
}

impl Effort {
    /// A law that acts.
    #[must_use]
    pub fn acting(median: f64, log_sd: f64) -> Self {
        Self {
            median: Parameter::assumed(median),
            log_sd: Parameter::assumed(log_sd),
            acts: true,
        }
    }
}

record! {
    /// What a change applies to: what all of these keys match. Each key lists ids; a prefix
    /// followed by `*` matches all ids that begin with it ("chn-*").
    pub struct Select {
        /// Jurisdictions.
        pub jurisdiction: Vec<JurisdictionId>,
        /// Channels.
        pub channel: Vec<Channel>,
        /// Procedures.
        pub procedure: Vec<Pattern>,
        /// Steps of the selected procedures.
        pub step: Vec<Pattern>,
        /// Clocks of the selected procedures.
        pub clock: Vec<Pattern>,
        /// Offices.
        pub office: Vec<Pattern>,
        /// Tiers of the selected offices, without the last of each.
        pub tier: Vec<Pattern>,
        /// Programmes.
        pub programme: Vec<Pattern>,
        /// Agreements.
        pub agreement: Vec<Pattern>,
        /// Organisations.
        pub organisation: Vec<Pattern>,
        /// Stays, by jurisdiction.
        pub stay: Vec<JurisdictionId>,
    }
}

choice! {
    /// Parameters that a reform can change.
    pub unit enum Lever {
        /// Of a procedure: share of needs for which a legal pathway exists.
        pathway_share,
        /// Of a procedure: share of needs without a legal pathway that find the slow ad-hoc route.
        adhoc_share,
        /// Of a procedure: share of needs that need no approval.
        exempt_share,
        /// Of a procedure: share of needs with an unclear legal status.
        unclear_share,
        /// Of a procedure: share of unclear needs that file needlessly, or ask and go on.
        unclear_file_share,
        /// Of a procedure: share of needs that must be in the plan of the year.
        plan_share,
        /// Of a procedure: share of eligible applicants who know the procedure. Of a programme
        /// that `select` names: share of researchers elsewhere who know its calls.
        aware_share,
        /// Of a procedure: share of filings that are complete.
        complete_share,
        /// Of a procedure or agreement: days for which a grant or contract stays valid.
        valid_days,
        /// Of a procedure: factor on the applicant's preparation time (1 at the baseline).
        prepare,
        /// Of a procedure: factor on the applicant's correction time (1 at the baseline).
        correct,
        /// Of a procedure: fee that the applicant pays for one filing.
        fee,
        /// Of a step: probability that the file is returned for correction.
        return_share,
        /// Of a step or agreement: probability of refusal.
        refuse_share,
        /// Of a step: factor on work (1 at the baseline).
        work,
        /// Of a step or agreement: factor on passage (1 at the baseline).
        passage,
        /// Of a step or agreement: factor on the spread of work and passage around their mean (1 at
        /// the baseline).
        spread,
        /// Of a step: number of documents required.
        documents,
        /// Of a step: share of risky crossings that the step detects.
        screens,
        /// Of a clock: limit, in the unit of the clock.
        limit,
        /// Of an office: officers at each branch. Only with `scale`, from the calibrated number.
        officers,
        /// Of a tier of an office: its part of the applicants of this tier and the next. So
        /// `raise` takes a part of the next tier's share, and of no other.
        tier_share,
        /// Of a programme: probability that a call is open to the partner.
        open_share,
        /// Of a programme: factor on the budget (1 at the baseline).
        budget,
        /// Of a stay: probability of leaving within a year.
        exit_hazard_a_year,
        /// Of an organisation: organisations a year that want to settle.
        arrivals_a_year,
        /// Of an organisation: probability that a settled organisation closes within a year.
        close_hazard_a_year,
    }
}

record! {
    /// An observed figure that the baseline is compared with.
    pub struct Target {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Observed figure, in the indicator's unit.
        pub observed: Parameter<Real>,
        /// The indicator's address: `completed.<procedure>`, `filed.<procedure>`,
        /// `elapsed_median_days.<procedure>`, `elapsed_mean_days.<procedure>`,
        /// `refused_share.<procedure>`, `returned_share.<procedure>`,
        /// `granted_share.<procedure>`, `deemed_share.<procedure>.<clock>`,
        /// `breach_share.<procedure>.<clock>`, `elapsed_mean_days.<procedure>.<step>`,
        /// `agreed_within_share.<agreement>.<days>`, `settled.<organisation>`,
        /// `awarded_share.<programme>`, `residents.<jurisdiction>`,
        /// `realised_projects.<jurisdiction>`, `rounds_mean.<procedure>`.
        pub indicator: String,
        /// The cases counted: "all" cases, or only "research" cases.
        pub counts: Counts = Counts::research,
        /// Whether a parameter was fitted to this target.
        pub fitted: bool = false,
        /// Parameter that `fit targets` changes to meet the target.
        pub fits: Option<String>,
        /// Why the figure is comparable, and what it omits.
        pub note: Option<String>,
    }
}

choice! {
    /// The cases that a target or event counts.
    pub unit enum Counts {
        /// Research cases and background cases.
        all,
        /// Research cases only.
        research,
    }
}

record! {
    /// The formula that a verification file is tested against.
    pub struct Expect {
        /// Office that is tested. Default: the whole network.
        pub office: Option<Id>,
        /// Procedure that provides the arrivals.
        pub procedure: Option<Id>,
        /// Formula of queueing theory.
        pub formula: Formula,
    }
}

choice! {
    /// Formulas of queueing theory that `verify` knows.
    pub unit enum Formula {
        /// M/M/1 and M/M/c: Erlang C.
        mmc,
        /// M/G/1: Pollaczek and Khinchine.
        mg1,
        /// Jackson network with feedback.
        jackson,
        /// M/M/1 queues in tandem.
        tandem,
        /// M/D/c: constant work.
        mdc,
        /// Classes served in their order (Cobham).
        priority,
        /// A panel that meets at intervals (batch service).
        panel,
        /// M/M/c with closing hours.
        closing,
        /// M/M/c/K: an office that turns cases away when full (Erlang).
        mmck,
        /// M/M/c+M: applicants give up after a time (Palm).
        patience,
        /// Number of residents: immigration and death (M/G/infinity). Give no office and no
        /// procedure.
        residents,
        /// Needs that a valid permit of `procedure` covers: the loss formula with one server.
        validity,
    }
}
