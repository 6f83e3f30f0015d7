//! Reforms, their changes, targets, and what a verification file expects.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Real, Share};
use super::super::record::{choice, record};
use super::{Channel, Day, Id, JurisdictionId, Label, Pattern};

record! {
    /// A family of reform: dated changes of levers.
    pub struct Reform {
        /// What people call it.
        pub label: Option<Label>,
        /// The day it starts; default: the first measured day.
        pub starts: Option<Day>,
        /// Days from the start until anything changes.
        pub lead_days: Option<Parameter<AtLeastZero>>,
        /// Days over which it comes in, evenly.
        pub ramp_days: Option<Parameter<AtLeastZero>>,
        /// Years in which half of the change is lost again; none: it lasts.
        pub decay_half_life_years: Option<Parameter<AboveZero>>,
        /// What the decay leaves in the end.
        pub decay_floor: Option<Parameter<Share>>,
        /// Share of the reform that is carried out.
        pub intensity: Option<Parameter<Share>>,
        /// Money spent once.
        pub cost_once: Option<Parameter<AtLeastZero>>,
        /// Money spent each year.
        pub cost_a_year: Option<Parameter<AtLeastZero>>,
        /// What it changes.
        pub change: BTreeMap<Id, Change>,
    }
}

record! {
    /// One change. Either a `lever` with exactly one of `set`, `raise`, `lower`,
    /// `scale`, `add`; or exactly one of `remove`, `merge`, `parallel`, `open`.
    pub struct Change {
        /// What it reaches; every key narrows.
        pub select: Select,
        /// The parameter that changes.
        pub lever: Option<Lever>,
        /// Its new value.
        pub set: Option<Parameter<Real>>,
        /// Closes this fraction of a share's gap to 1.
        pub raise: Option<Parameter<Share>>,
        /// Closes this fraction of a share's way to 0.
        pub lower: Option<Parameter<Share>>,
        /// Multiplies it.
        pub scale: Option<Parameter<AtLeastZero>>,
        /// Adds to it.
        pub add: Option<Parameter<Real>>,
        /// Steps taken out of the selected procedures.
        pub remove: Vec<Id>,
        /// Steps done as one: the first stays, the others go.
        pub merge: Vec<Id>,
        /// Steps of the selected procedures, or procedures of a route, that no
        /// longer wait for one another.
        pub parallel: Vec<Id>,
        /// Procedures that come into force.
        pub open: Vec<Id>,
        /// True: reaches the desk's other cases too.
        pub background: bool = false,
        /// Overrides the reform's start.
        pub starts: Option<Day>,
        /// Overrides the reform's ramp.
        pub ramp_days: Option<Parameter<AtLeastZero>>,
        /// Overrides the reform's decay.
        pub decay_half_life_years: Option<Parameter<AboveZero>>,
        /// Overrides the reform's floor of decay.
        pub decay_floor: Option<Parameter<Share>>,
        /// Why this form and this value.
        pub note: Option<String>,
    }
}

record! {
    /// What a change reaches. Lists of ids; `*` ends a prefix ("chn-*").
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
    /// The parameters that a reform can move.
    pub unit enum Lever {
        /// Of a procedure: share of needs for which a legal way exists.
        pathway_share,
        /// Of a procedure: where there is no legal way, share that finds the slow ad-hoc route.
        adhoc_share,
        /// Of a procedure: share of needs that need no approval.
        exempt_share,
        /// Of a procedure: share of needs whose legal status is unclear.
        unclear_share,
        /// Of a procedure: of those unclear, share that files and goes on.
        unclear_file_share,
        /// Of a procedure: share of eligible applicants who know it.
        aware_share,
        /// Of a procedure: share of filings complete at the counter.
        complete_share,
        /// Of a procedure or agreement: days for which a grant or contract stays valid.
        valid_days,
        /// Of a procedure: multiplier on the applicant's preparation (base 1).
        prepare,
        /// Of a procedure: multiplier on the applicant's correction (base 1).
        correct,
        /// Of a procedure: what one filing costs the applicant.
        fee,
        /// Of a step: chance that the file is returned for correction.
        return_share,
        /// Of a step or agreement: chance of refusal.
        refuse_share,
        /// Of a step: multiplier on work (base 1).
        work,
        /// Of a step or agreement: multiplier on passage (base 1).
        passage,
        /// Of a step or agreement: multiplier on the spread of work and passage about their mean (base 1).
        spread,
        /// Of a step: documents asked for.
        documents,
        /// Of a step: share of risky crossings that it finds.
        screens,
        /// Of a clock, in its own unit.
        limit,
        /// Of an office: officers a branch (reached by `scale`, base as calibrated).
        officers,
        /// Of a programme: chance that a call is open to the partner.
        open_share,
        /// Of a programme: multiplier on the budget (base 1).
        budget,
        /// Of a stay: chance a year of leaving.
        exit_hazard_a_year,
        /// Of an organisation: wishes to settle a year.
        arrivals_a_year,
        /// Of an organisation: chance a year that a settled one closes.
        close_hazard_a_year,
    }
}

record! {
    /// A figure the baseline is held against.
    pub struct Target {
        /// What people call it.
        pub label: Option<Label>,
        /// The figure.
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
        /// Whose cases it counts: "all" of the desk's, or only "research".
        pub counts: Counts = Counts::research,
        /// Whether it was used to fit a parameter.
        pub fitted: bool = false,
        /// The parameter that `fit targets` moves to meet it.
        pub fits: Option<String>,
        /// Why it is comparable, and what it leaves out.
        pub note: Option<String>,
    }
}

choice! {
    /// Whose cases a target counts.
    pub unit enum Counts {
        /// The index's own and the background.
        all,
        /// The index's own.
        research,
    }
}

record! {
    /// What theory says of an office in a verification file.
    pub struct Expect {
        /// Which office; empty: the whole network.
        pub office: Option<Id>,
        /// The procedure whose arrivals count.
        pub procedure: Option<Id>,
        /// The formula.
        pub formula: Formula,
    }
}

choice! {
    /// Formulas of queueing theory known to `verify`.
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
        /// M/M/c/K: an office that turns away (Erlang).
        mmck,
        /// M/M/c+M: files whose applicants give up (Palm).
        patience,
        /// Residents: immigration and death (M/G/infinity). Without office and procedure.
        residents,
        /// Needs that a permit of `procedure` covers: the loss formula of one place.
        validity,
    }
}
