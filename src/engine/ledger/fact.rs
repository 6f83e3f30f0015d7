//! The facts that the engine reports. It counts only what the audits need; statistics are
//! computed elsewhere, once.

use crate::engine::ledger::trail::Trail;
use crate::model::{
    AgreementIndex, Basis, Channel, FieldIndex, Instant, JurisdictionIndex, Loss, OfficeIndex,
    OrganisationIndex, ProcedureIndex, ProgrammeIndex, ProjectKindIndex, ResourceKind, Span,
    StepIndex,
};

/// Receives the facts of a run.
pub trait Listener {
    /// Records a fact.
    fn record(&mut self, fact: &Fact<'_>);
}

/// A listener that ignores all facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NullListener;

impl Listener for NullListener {
    fn record(&mut self, _: &Fact<'_>) {}
}

/// A potential project, as facts name it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProjectFact {
    /// The lead's side hosts or guests; here the host's jurisdiction.
    pub host: JurisdictionIndex,
    /// The other side.
    pub guest: JurisdictionIndex,
    /// The lead's field.
    pub field: FieldIndex,
    /// Kind of project.
    pub kind: ProjectKindIndex,
    /// Its formation.
    pub formed: Instant,
    /// Its earliest start.
    pub earliest: Instant,
    /// Potential value in millionths.
    pub potential: u64,
}

/// One part of a project's potential value that was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossPart {
    /// Cause.
    pub cause: Loss,
    /// Channel.
    pub channel: Channel,
    /// Office, if there is one.
    pub office: Option<OfficeIndex>,
    /// What lies behind the cause: of deterred value what was feared, of incomplete value why
    /// the need is missing.
    pub origin: Option<Loss>,
    /// The parameter that decided it.
    pub basis: Basis,
    /// Millionths.
    pub value: u64,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Approved on its merits.
    Approved,
    /// Approved because a clock ran out.
    Deemed,
    /// Refused.
    Refused,
    /// Given up by the applicant.
    Abandoned,
    /// Withdrawn because its project ended.
    Withdrawn,
}

/// A fact.
#[derive(Debug, Clone, Copy)]
pub enum Fact<'a> {
    /// A potential project has ended; its value is booked.
    ProjectEnded {
        /// Which.
        project: ProjectFact,
        /// When it was begun, if it was.
        begun: Option<Instant>,
        /// When it converged, if it did.
        converged: Option<Instant>,
        /// Value realised, in millionths.
        realised: u64,
        /// Losses; with `realised` they add up to the potential.
        losses: &'a [LossPart],
        /// The need that arrived last, if it converged.
        last: Option<ResourceKind>,
        /// Seconds for which needs were ready while others were missing.
        stranded: u64,
    },
    /// A need of a begun project has ended.
    NeedEnded {
        /// Its channel.
        channel: Channel,
        /// What crosses.
        kind: ResourceKind,
        /// Where to.
        destination: JurisdictionIndex,
        /// Where from.
        origin: JurisdictionIndex,
        /// Its key, which identifies the same need in another world.
        key: u64,
        /// The year of its project's earliest start counts.
        earliest: Instant,
        /// When it was filed first, and when its crossing was decided.
        crossing: Option<(Instant, Instant)>,
        /// Time since initiation.
        elapsed: Span,
        /// The trail that owns it.
        trail: Trail<'a>,
    },
    /// An organisation or a resident's entitlement has passed its procedures.
    Passed {
        /// Its channel.
        channel: Channel,
        /// Where.
        jurisdiction: JurisdictionIndex,
        /// Its key, which identifies the same crossing in another world.
        key: u64,
        /// When it was filed first.
        filed: Instant,
        /// When it was decided.
        decided: Instant,
    },
    /// Something has arrived.
    Arrived {
        /// What.
        kind: ResourceKind,
        /// Where from.
        origin: JurisdictionIndex,
        /// Where to.
        destination: JurisdictionIndex,
        /// When.
        at: Instant,
        /// Whether it carries a risk, and whether a step screened for it.
        risky: bool,
        /// A step found or screened the risk.
        screened: bool,
    },
    /// A case was filed.
    Filed {
        /// Its key.
        case: u64,
        /// Its procedure.
        procedure: ProcedureIndex,
        /// A research case, not a background case.
        research: bool,
        /// When.
        at: Instant,
        /// Fee paid; 0 for a background case.
        fee: f64,
        /// Hours of the applicant's own work; 0 for a background case.
        hours: f64,
    },
    /// A case was decided or withdrawn.
    Decided {
        /// Its key.
        case: u64,
        /// Its procedure.
        procedure: ProcedureIndex,
        /// A research case, not a background case.
        research: bool,
        /// First filing.
        filed: Instant,
        /// Now.
        at: Instant,
        /// Returns, at the counter or by an officer.
        rounds: u32,
        /// How.
        outcome: Outcome,
        /// For each clock by bit: breached.
        breached: u32,
        /// For each clock by bit: decided by it.
        deemed: u32,
        /// For each clock by bit: it was running or had run.
        clocked: u32,
    },
    /// A step of a case ended.
    StepEnded {
        /// The key of its case.
        case: u64,
        /// The key of the step, as part of its case.
        key: u64,
        /// Its procedure.
        procedure: ProcedureIndex,
        /// The step.
        step: StepIndex,
        /// A research case, not a background case.
        research: bool,
        /// Time since it began.
        elapsed: Span,
        /// Now.
        at: Instant,
        /// The file went back.
        returned: bool,
    },
    /// An officer took a case.
    Served {
        /// The key of its step, as part of its case.
        key: u64,
        /// The office.
        office: OfficeIndex,
        /// A research case, not a background case.
        research: bool,
        /// Time it waited for an officer, of the wall clock.
        waited: Span,
        /// Officer's time it takes, seconds.
        work: u64,
        /// Now.
        at: Instant,
    },
    /// A case came to an office.
    Reached {
        /// The office.
        office: OfficeIndex,
        /// A research case, not a background case.
        research: bool,
        /// Officer's time it will take, seconds.
        work: u64,
        /// Now.
        at: Instant,
    },
    /// An office turned a case away because its branch was full.
    TurnedAway {
        /// The office.
        office: OfficeIndex,
        /// A research case, not a background case.
        research: bool,
        /// Now.
        at: Instant,
    },
    /// The awards of a call were decided.
    Awarded {
        /// The programme.
        programme: ProgrammeIndex,
        /// When.
        at: Instant,
        /// International applications.
        applied: u32,
        /// International awards.
        awarded: u32,
        /// Domestic awards crowded out.
        displaced: u32,
    },
    /// Agreements decided.
    Agreed {
        /// The agreement.
        agreement: AgreementIndex,
        /// Time it took.
        elapsed: Span,
        /// Whether an agreement was reached.
        reached: bool,
        /// Now.
        at: Instant,
    },
    /// The number of residents changed.
    Residents {
        /// Where.
        jurisdiction: JurisdictionIndex,
        /// By how much.
        change: i32,
        /// Of one who comes: the time since the earliest start of her post.
        late: Span,
        /// Now.
        at: Instant,
    },
    /// A resident's year ended.
    StayYear {
        /// Where.
        jurisdiction: JurisdictionIndex,
        /// Whether she left.
        left: bool,
        /// Whether her stay had reached its end.
        is_natural: bool,
        /// Welfare procedures needed and completed.
        needed: u32,
        /// Completed of them.
        completed: u32,
        /// Now.
        at: Instant,
    },
    /// An organisation wished to settle and was decided on, or a settled one closed.
    Organisation {
        /// Its kind.
        organisation: OrganisationIndex,
        /// Settled (+1), closed (-1) or failed (0).
        change: i32,
        /// Now.
        at: Instant,
    },
}
