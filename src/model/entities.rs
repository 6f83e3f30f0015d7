//! What there is: jurisdictions, offices, procedures, projects, programmes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tier::{Tier, TierOf};
use super::{
    AgreementIndex, AreaIndex, AtLimit, Belief, Calendar, CalendarIndex, Channel, ClassIndex,
    Direction, Files, From, Graph, Holder, Instant, JurisdictionIndex, Lever, LeverId, Matching,
    OfficeIndex, ProcedureIndex, ProgrammeIndex, ResourceKind, Rhythm, Scope, Span, Stay,
    StepIndex, Surface,
};
use crate::draw::{Distribution, Key};
use crate::id::with_indices;

/// A model ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Title of the scenario.
    pub title: String,
    /// The frame of time and what counts.
    pub frame: Frame,
    /// Jurisdictions.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Fields of research.
    pub fields: Vec<Field>,
    /// Activity classes of researchers; none: all are alike.
    pub activities: Vec<Activity>,
    /// Who works with whom: `corridors[origin][destination]`, rows add to 1.
    pub corridors: Vec<Vec<f64>>,
    /// Whether a corridor is simulated.
    pub simulated: Vec<Vec<bool>>,
    /// How projects find partners.
    pub matching: Option<Matching>,
    /// What people know, by channel.
    pub awareness: BTreeMap<Channel, Awareness>,
    /// Whether some reform of the scenario may lower a share who know a procedure.
    pub aware_may_fall: bool,
    /// What people believe.
    pub belief: Belief,
    /// Calendars that offices and procedures refer to, shared by all copies of the model:
    /// they hold every day of the study.
    pub calendars: Arc<Vec<Calendar>>,
    /// Offices.
    pub offices: Vec<Office>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// Areas whose procedures honour each other's permits.
    pub areas: Vec<Area>,
    /// Kinds of project.
    pub kinds: Vec<ProjectKind>,
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Organisations that want to settle.
    pub organisations: Vec<Organisation>,
    /// Residents, by jurisdiction.
    pub stays: Vec<Option<Stay>>,
    /// Counts of filings, and the shares solved to meet them.
    pub surfaces: Vec<Surface>,
    /// Every lever with its base.
    pub levers: Vec<Lever>,
    /// Names of routes; a need and a procedure meet by their number.
    pub routes: Vec<String>,
    /// Names of classes of applicant or risk.
    pub classes: Vec<String>,
    /// Whether some change of some reform selects each jurisdiction.
    pub reforming: Vec<bool>,
    /// Transforms in force.
    pub transform: Transform,
}

impl Model {
    /// The programmes of each jurisdiction.
    #[must_use]
    pub fn programmes_by_jurisdiction(&self) -> Vec<Vec<ProgrammeIndex>> {
        let mut programmes = vec![Vec::new(); self.jurisdictions.len()];
        for (index, programme) in with_indices(&self.programmes) {
            programmes[programme.jurisdiction.index()].push(index);
        }
        programmes
    }
}

/// Time and what counts. Days count from the first simulated day.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// First simulated day.
    pub first_day: jiff::civil::Date,
    /// First measured instant.
    pub measured_from: Instant,
    /// First instant after the measured years.
    pub measured_to: Instant,
    /// Last instant at which anything may still be decided.
    pub end: Instant,
    /// Loss of value a year of delay.
    pub rho: f64,
    /// Interest a year.
    pub discount: f64,
    /// One researcher in this many is simulated.
    pub scale: u32,
    /// First instant of each measured year, and the end.
    pub year_starts: Vec<Instant>,
    /// The calendar years measured.
    pub years: Vec<i16>,
    /// The first measured year, by number, in which reforms have settled; as many as there are
    /// years if none is.
    pub first_settled_year: usize,
    /// First instant of every calendar year, warm-up and run-off included.
    pub turns_of_year: Vec<Instant>,
    /// First instant of each month from the first simulated day on.
    pub month_starts: Vec<Instant>,
}

impl Frame {
    /// Whether a project counts that may start from a day on: it is one of the
    /// measured years.
    #[inline]
    #[must_use]
    pub fn counts(&self, earliest: Instant) -> bool {
        (self.measured_from..self.measured_to).contains(&earliest)
    }

    /// Measured years in which reforms have settled.
    #[must_use]
    pub fn settled_years(&self) -> usize {
        self.years.len() - self.first_settled_year
    }
}

/// A jurisdiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Jurisdiction {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Researchers.
    pub researchers: u64,
    /// Mean size of an institution.
    pub institution_mean: f64,
    /// Spread of the size.
    pub institution_cv: f64,
    /// Calendar of its working days.
    pub calendar: CalendarIndex,
}

/// A field of research.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its id in the scenario.
    pub id: String,
    /// Share of researchers.
    pub share: f64,
}

/// A class of researchers by how often they form projects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activity {
    /// Share of researchers; all shares add to 1.
    pub share: f64,
    /// Factor on the rate of formation; its mean over researchers is 1.
    pub factor: f64,
}

/// An area whose procedures honour each other's permits.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// The key of its random draws.
    pub key: Key,
    /// The jurisdictions of its procedures, each once.
    pub jurisdictions: Vec<JurisdictionIndex>,
}

/// What people know of a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Awareness {
    /// Days until half have forgotten.
    pub half_life_days: f64,
    /// Chance to know from a colleague.
    pub institution_share: f64,
    /// Collaborators whom word reaches.
    pub collaborators: u32,
    /// Chance that word is taken in.
    pub word_share: f64,
    /// For each number of collaborators below all, the chance that no more take it in.
    pub takers: Vec<f64>,
    /// Share of the gap that organisations close.
    pub organisation_share: f64,
}

/// A duration with the time it runs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Duration {
    /// Distribution, in seconds.
    pub distribution: Distribution,
    /// Whether the seconds are open seconds of a calendar, or of the clock on the wall.
    pub working: bool,
}

/// An office.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// The jurisdiction it is in.
    pub jurisdiction: JurisdictionIndex,
    /// Branches; of an internal office, none (institutions are counted by the engine).
    pub branches: u32,
    /// Running sums of the branches' shares; empty: equal shares.
    pub weights: Vec<f64>,
    /// One branch at each institution.
    pub internal: bool,
    /// When it is open.
    pub calendar: CalendarIndex,
    /// Order of service.
    pub discipline: Discipline,
    /// Nobody ever waits.
    pub unlimited: bool,
    /// Officers a branch.
    pub officers: LeverId,
    /// Load aimed at.
    pub load: Option<f64>,
    /// Whether officers were stated (else they follow from the load).
    pub officers_stated: bool,
    /// When in the week background cases that begin here come; none: at any hour.
    pub rhythm: Option<Rhythm>,
    /// Cases that a branch takes at most, waiting and in service.
    pub capacity: Option<u32>,
    /// Cost of an hour of work.
    pub cost_an_hour: f64,
    /// Cases waiting on the first day, a branch.
    pub backlog: u32,
    /// Tiers of applicants, best first.
    pub tiers: Vec<Tier>,
}

/// Order of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    FirstCome,
    /// Lowest class first.
    Priority,
    /// Nearest limit first.
    NearestLimit,
    /// A panel.
    Panel {
        /// Working days between meetings.
        every: u32,
        /// Cases at one meeting.
        at_most: u32,
    },
}

/// An agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Its id in the scenario.
    pub id: String,
    /// Time of negotiation.
    pub passage: Duration,
    /// Multiplier on it.
    pub passage_scale: LeverId,
    /// Multiplier on its spread.
    pub spread: LeverId,
    /// Chance that none comes about.
    pub refuse: LeverId,
    /// Validity in days; 0: each case its own.
    pub valid_days: LeverId,
}

/// A procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Procedure {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Whose it is.
    pub jurisdiction: JurisdictionIndex,
    /// Its aspect.
    pub channel: Channel,
    /// On leaving, on entering, or inside.
    pub direction: Direction,
    /// The route it is part of.
    pub route: usize,
    /// The class it is for.
    pub class: Option<ClassIndex>,
    /// The tier that alone meets it.
    pub tier: Option<TierOf>,
    /// For each jurisdiction, whether it is met with that other end.
    pub meets: Vec<bool>,
    /// Procedures that must end first.
    pub after: Vec<ProcedureIndex>,
    /// Begins on arrival.
    pub after_transit: bool,
    /// Procedures of the route in whose place this one need not be met, where they
    /// are in force.
    pub replaced_by: Vec<ProcedureIndex>,
    /// 1 if in force, 0 if a reform may open it.
    pub in_force: LeverId,
    /// Share that has a legal pathway.
    pub pathway: LeverId,
    /// Share that finds the ad-hoc route.
    pub adhoc_share: LeverId,
    /// Time of the ad-hoc route.
    pub adhoc: Option<Duration>,
    /// Exempt.
    pub exempt: LeverId,
    /// Unclear.
    pub unclear: LeverId,
    /// Unclear and files.
    pub unclear_file: LeverId,
    /// Must be in the plan of the year.
    pub plan: LeverId,
    /// Time from the closing of that plan to the turn of the year; zero without a plan.
    pub plan_closed: Span,
    /// Aware.
    pub aware: LeverId,
    /// Complete at the counter.
    pub complete: LeverId,
    /// Validity in days; 0: one need only.
    pub valid_days: LeverId,
    /// Whether validity is exponential with that mean, or always that.
    pub is_validity_random: bool,
    /// Who holds a grant.
    pub holder: Holder,
    /// How far it reaches.
    pub scope: Scope,
    /// The area that issues it, with a scope of one.
    pub area: Option<AreaIndex>,
    /// Preparation.
    pub prepare: Option<Duration>,
    /// Multiplier on preparation.
    pub prepare_scale: LeverId,
    /// Correction.
    pub correct: Option<Duration>,
    /// Multiplier on correction.
    pub correct_scale: LeverId,
    /// Share of research cases given up at each return.
    pub quit: f64,
    /// Time before the earliest start by which a need bound to a date is filed, by the other end
    /// of its corridor; empty: no deadline.
    pub deadlines: Vec<Span>,
    /// Patience.
    pub patience: Option<Duration>,
    /// Patience of background cases.
    pub background_patience: Option<Duration>,
    /// Refile after refusal.
    pub refile_share: f64,
    /// Other cases a year.
    pub background_a_year: f64,
    /// Fee of a filing.
    pub fee: LeverId,
    /// Applicant's hours a document.
    pub hours_a_document: f64,
    /// Part of preparation and of the chances of return that does not depend on documents.
    pub fixed_part: f64,
    /// Its steps, in the order of their ids.
    pub steps: Vec<Step>,
    /// Legal limits on the time of some steps.
    pub clocks: Vec<Clock>,
    /// The order of its steps.
    pub graph: Graph,
    /// Calendar of working days for limits and papers.
    pub calendar: CalendarIndex,
    /// Permits valid on the first day: demand a year of one holder.
    pub demand_a_holder: f64,
    /// In an area: how long such permits were granted for, in days, the mean over its procedures.
    pub area_valid_days: Option<f64>,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Who does it.
    pub place: Place,
    /// Officer's time.
    pub work: Distribution,
    /// Multiplier on work.
    pub work_scale: LeverId,
    /// Circulation.
    pub passage: Option<Duration>,
    /// Multiplier on passage.
    pub passage_scale: LeverId,
    /// Multiplier on spread.
    pub spread: LeverId,
    /// Known elapsed time at the baseline, in seconds of the wall clock or of work.
    pub elapsed: Option<Duration>,
    /// Work, passage and queue expected at the baseline, in seconds of the wall clock.
    pub expected: f64,
    /// Return.
    pub returned: LeverId,
    /// Where a returned file re-enters.
    pub return_to: StepIndex,
    /// How far the chance of return belongs to the file.
    pub frailty: f64,
    /// Refusal.
    pub refuse: LeverId,
    /// Documents.
    pub documents: LeverId,
    /// Share of risky crossings found.
    pub screens: LeverId,
    /// Class in a priority queue.
    pub priority: u32,
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An office.
    Office(OfficeIndex),
    /// Two institutions by agreement.
    Agreement(AgreementIndex),
}

/// A clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// Its id in the scenario.
    pub id: String,
    /// First step of its span.
    pub from: StepIndex,
    /// Last step of its span.
    pub to: StepIndex,
    /// Steps in its span.
    pub span: u32,
    /// The limit, in days of its kind.
    pub limit: LeverId,
    /// Whether those days are working days.
    pub working: bool,
    /// Whether passage stops it.
    pub stops_in_passage: bool,
    /// What happens when it runs out.
    pub at_limit: AtLimit,
}

/// A kind of project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectKind {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Potential projects a year of a researcher, by field.
    pub rate_by_field: Vec<f64>,
    /// Share hosted by the lead's side.
    pub hosted_by_lead: f64,
    /// Value.
    pub value: Distribution,
    /// Time from formation to earliest start.
    pub lead: Span,
    /// Time from earliest to last start.
    pub window: Span,
    /// Substitution between needs.
    pub theta: f64,
    /// Needs, in the order of their ids.
    pub needs: Vec<NeedKind>,
    /// Only residents lead it.
    pub resident_led: bool,
    /// Share that is with the lead's standing partner institution.
    pub repeat_share: f64,
}

/// A need of a kind of project.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedKind {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// What crosses.
    pub kind: ResourceKind,
    /// Its channel.
    pub channel: Channel,
    /// Share of projects that have it.
    pub share: f64,
    /// Whether the project cannot start without it.
    pub essential: bool,
    /// Its weight.
    pub weight: f64,
    /// Where it comes from.
    pub from: From,
    /// When its procedures begin.
    pub files: Files,
    /// Time before earliest start, with `files = before`.
    pub files_before: Span,
    /// Its routes.
    pub routes: Vec<usize>,
    /// Classes with their shares; the rest have none.
    pub classes: Vec<(ClassIndex, f64)>,
    /// The money comes from a programme.
    pub awarded: bool,
    /// Its arrival starts a stay.
    pub post: bool,
    /// Time it stays usable after arrival.
    pub shelf_life: Option<Span>,
    /// Share that carries a risk.
    pub risk: f64,
    /// Journey, in seconds.
    pub transit: Option<Distribution>,
    /// Share that is bound to a date.
    pub bound: f64,
    /// Time from the earliest start to that date.
    pub bound_window: Span,
    /// Time before the earliest start at which a bound need is filed, in seconds; none: it is
    /// filed like the others.
    pub bound_lead: Option<Distribution>,
}

/// A programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Whose money.
    pub jurisdiction: JurisdictionIndex,
    /// Instants at which its calls close, over the whole time.
    pub calls: Vec<Instant>,
    /// Review.
    pub review: Duration,
    /// Open to partners.
    pub open: LeverId,
    /// Known to researchers elsewhere.
    pub aware: LeverId,
    /// Base success rate.
    pub success: f64,
    /// Domestic applications of a call.
    pub applications: u32,
    /// Money of an award.
    pub award: f64,
    /// Multiplier on the budget.
    pub budget_scale: LeverId,
    /// Budget of a call, in awards.
    pub budget_awards: f64,
    /// Grant agreement.
    pub agree: Option<ProcedureIndex>,
    /// Crossing of money.
    pub remit: Option<ProcedureIndex>,
}

/// Organisations of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// Its id in the scenario.
    pub id: String,
    /// The key of its random draws.
    pub key: Key,
    /// Where.
    pub jurisdiction: JurisdictionIndex,
    /// Wishes a year.
    pub arrivals: LeverId,
    /// Settled on the first day.
    pub stock: u32,
    /// Its route.
    pub routes: Vec<usize>,
    /// Chance a year that a settled one closes.
    pub close: LeverId,
}

/// Built-in transforms: what `frictionless` and `unlock` switch off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, each a row of the list"
)]
pub struct Transform {
    /// Every project that can be matched is.
    pub matched: bool,
    /// Every matched project begins.
    pub begun: bool,
    /// Every call is open, budgets without limit.
    pub funded: bool,
    /// An application is granted at once: no call date, no review, no budget.
    pub at_once: bool,
    /// Every need is exempt.
    pub exempt: bool,
    /// Every need has a pathway and a clear status.
    pub pathway: bool,
    /// Everybody knows every procedure and call.
    pub aware: bool,
    /// Nothing is refused.
    pub never_refused: bool,
    /// Nobody gives up.
    pub patient: bool,
    /// Nothing runs out or spoils.
    pub lasting: bool,
    /// Journeys, preparation, agreements and returns take no time.
    pub immediate: bool,
    /// Officers without limit.
    pub unlimited_officers: bool,
    /// No resident leaves.
    pub nobody_leaves: bool,
    /// Optional needs never miss the project.
    pub complete: bool,
    /// No need is bound to a date.
    pub undated: bool,
}

impl Transform {
    /// Everything that keeps a potential from its full value is off.
    pub const FRICTIONLESS: Self = Self {
        matched: true,
        begun: true,
        funded: true,
        at_once: true,
        exempt: true,
        pathway: true,
        aware: true,
        never_refused: true,
        patient: true,
        lasting: true,
        immediate: true,
        unlimited_officers: true,
        nobody_leaves: true,
        complete: true,
        undated: true,
    };
}
