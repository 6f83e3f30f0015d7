//! Worlds in which one thing alone stands in the way, as edits of a calibrated model.

use std::collections::BTreeSet;

use crate::model::{Channel, LeverId, Loss, Model, Policy, Procedure, Transform};
use crate::stats::DeepCause;
use crate::study::counterfactual::{each_procedure, set, set_calls, take_no_time};

/// What alone stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnlyWorld {
    /// Where reforms act: missing pathways and closed calls, low awareness, or time.
    Cause(DeepCause),
    /// Everywhere: the procedures, calls and part of matching of one channel.
    Channel(Channel),
}

/// The share that is left of pathways and open calls, or of those who know.
const HALF: f64 = 0.5;
/// By how much passage and preparation are longer.
const LONGER: f64 = 3.0;
/// Needs refused, abandoned and late, where the only setback is to be late.
const LATE_ALONE: [u32; 3] = [0, 0, 1];

impl OnlyWorld {
    /// Every one: three causes, six channels.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let causes = DeepCause::ALL.into_iter().map(Self::Cause);
        let channels = Channel::ALL.iter().copied().map(Self::Channel);
        causes.chain(channels).collect()
    }

    /// Whether a loss is one that this world should have.
    #[must_use]
    pub fn expects(self, cause: Loss, channel: Channel, origin: Option<Loss>) -> bool {
        // What was feared, or why a need is missing.
        let cause = origin.unwrap_or(cause);
        match self {
            Self::Channel(own) => channel == own,
            Self::Cause(DeepCause::Pathway) => matches!(cause, Loss::NoPathway | Loss::Ineligible),
            Self::Cause(DeepCause::Awareness) => cause == Loss::Unaware,
            Self::Cause(DeepCause::Procedure) => matches!(cause, Loss::Late | Loss::Delayed),
        }
    }

    /// The model of this world.
    #[must_use]
    pub fn edited(self, mut model: Model) -> Model {
        // Beliefs begin from trust and learn what the world teaches.
        model.belief.success = Some(1.0);
        model.belief.delay_days = Some(0.0);
        model.belief.setbacks.clear();
        match self {
            Self::Cause(cause) => only_cause(&mut model, cause),
            Self::Channel(channel) => only_channel(&mut model, channel),
        }
        model
    }
}

/// Where reforms act nobody is exempt, and one deep cause alone is in the way; elsewhere nothing
/// is.
fn only_cause(model: &mut Model, cause: DeepCause) {
    let focal = model.reforming.clone();
    let others: Vec<bool> = focal.iter().map(|focal| !focal).collect();
    set(model, &others, 1.0, |procedure| vec![procedure.exempt]);
    set(model, &focal, 0.0, |procedure| vec![procedure.exempt]);
    let is_time = cause == DeepCause::Procedure;
    model.transform = Transform {
        matched: true,
        begun: false,
        // An open call is a way, and has to be known.
        funded: is_time,
        at_once: true,
        exempt: false,
        pathway: cause != DeepCause::Pathway,
        aware: cause != DeepCause::Awareness,
        never_refused: true,
        patient: true,
        lasting: true,
        immediate: false,
        unlimited_officers: true,
        nobody_leaves: true,
        complete: false,
        undated: !is_time,
    };
    forget_filings(model, &focal);
    fear_lateness_alone(model);
    for kind in &mut model.kinds {
        kind.needs.iter_mut().for_each(|need| need.transit = None);
    }
    each_procedure(model, &focal, |procedure| procedure.quit = 0.0);
    set(model, &focal, 1.0, |procedure| vec![procedure.complete]);
    set(model, &focal, 0.0, |procedure| {
        procedure.steps.iter().map(|step| step.returned).collect()
    });
    match cause {
        DeepCause::Pathway => {
            set(model, &focal, HALF, |procedure| vec![procedure.pathway]);
            set(model, &focal, 0.0, |procedure| {
                vec![procedure.unclear, procedure.plan, procedure.adhoc_share]
            });
            set_calls(model, &others, 1.0, |programme| programme.open);
            set_calls(model, &focal, HALF, |programme| programme.open);
        }
        DeepCause::Awareness => {
            set(model, &focal, HALF, |procedure| vec![procedure.aware]);
            let all = vec![true; focal.len()];
            set_calls(model, &all, 1.0, |programme| programme.open);
            set_calls(model, &others, 1.0, |programme| programme.aware);
            set_calls(model, &focal, HALF, |programme| programme.aware);
        }
        DeepCause::Procedure => {
            set(model, &focal, LONGER, |procedure| {
                let steps = procedure.steps.iter().map(|step| step.passage_scale);
                steps.chain([procedure.prepare_scale]).collect()
            });
            take_no_time(model, &others);
            return;
        }
    }
    let all = vec![true; focal.len()];
    take_no_time(model, &all);
}

/// No filing makes a later one easier: a permit that spares the next case would be an exemption,
/// and a memory of the last case would be knowledge. Both depend on which needs filed before, so
/// a reform of the order of procedures would act on every cause.
fn forget_filings(model: &mut Model, focal: &[bool]) {
    set(model, focal, 0.0, |procedure| vec![procedure.valid_days]);
    model.awareness.clear();
}

/// Nothing is refused and nobody gives up, so a need that is filed can only be late. Leads who have
/// no record of last year to go by fear just that.
fn fear_lateness_alone(model: &mut Model) {
    let places = model.jurisdictions.len();
    for origin in 0..places {
        for destination in 0..places {
            for channel in Channel::ALL {
                let place = (origin, destination, *channel as usize);
                model.belief.setbacks.insert(place, LATE_ALONE);
            }
        }
    }
}

/// Everything of the other channels is out of the way.
fn only_channel(model: &mut Model, channel: Channel) {
    let is_other = |procedure: &Procedure| procedure.channel != channel;
    let procedures = model.procedures.iter();
    let others: Vec<LeverId> = procedures
        .filter(|procedure| is_other(procedure))
        .map(|procedure| procedure.exempt)
        .collect();
    for lever in others {
        model.levers[lever.index()].base = 1.0;
    }
    model.transform = Transform {
        matched: !matches!(channel, Channel::welfare | Channel::organisations),
        funded: channel != Channel::programmes,
        at_once: channel != Channel::programmes,
        ..Transform::default()
    };
    if channel != Channel::programmes {
        let all = vec![true; model.reforming.len()];
        set_calls(model, &all, 1.0, |programme| programme.aware);
    }
    if let Some(matching) = &mut model.matching {
        let hosts = matching.constant_organisations.len();
        if channel == Channel::welfare {
            matching.constant_organisations = vec![Some(matching.organisations_full); hosts];
        }
        if channel == Channel::organisations {
            matching.residents_full = vec![vec![0.0; hosts]; hosts];
        }
    }
    if channel == Channel::organisations {
        // A project that only a resident could lead is a matter of services.
        for stay in model.stays.iter_mut().flatten() {
            stay.projects_a_year = 0.0;
        }
    }
    for kind in &mut model.kinds {
        for need in kind.needs.iter_mut().filter(|need| need.channel != channel) {
            need.bound = 0.0;
            need.shelf_life = None;
            need.transit = None;
        }
    }
}

/// A policy without its changes of exemption, tier and validity, which act in no such world.
#[must_use]
pub fn without_exemptions(model: &Model, mut policy: Policy) -> Policy {
    let procedures = model.procedures.iter();
    let of_procedures = procedures.flat_map(|one| [one.exempt, one.in_force, one.valid_days]);
    let tiers = model.offices.iter().flat_map(|office| &office.tiers);
    let of_tiers = tiers.filter_map(|tier| tier.lever);
    let of_agreements = model
        .agreements
        .iter()
        .map(|agreement| agreement.valid_days);
    let left_out: BTreeSet<usize> = of_procedures
        .chain(of_tiers)
        .chain(of_agreements)
        .map(LeverId::index)
        .collect();
    policy
        .moves
        .retain(|one| !left_out.contains(&one.lever.index()));
    policy
}

/// Whether a policy lets procedures of two jurisdictions run in parallel. Their offices exchange
/// messages at midnight, so a need that must pass one after the other waits for a night even where
/// nothing takes time.
#[must_use]
pub fn saves_a_night(model: &Model, policy: &Policy) -> bool {
    policy.parallel.iter().any(|change| {
        let procedures = change.procedures.iter();
        let places = procedures.map(|procedure| model.procedures[*procedure].jurisdiction);
        places.collect::<BTreeSet<_>>().len() > 1
    })
}

/// Whether a policy moves a lever of what alone stands in the way. None for a channel: nothing is
/// said of reforms there.
#[must_use]
pub fn acts(world: OnlyWorld, model: &Model, policy: &Policy) -> Option<bool> {
    let OnlyWorld::Cause(cause) = world else {
        return None;
    };
    let procedures = || {
        let all = model.procedures.iter();
        all.filter(|procedure| model.reforming[procedure.jurisdiction.index()])
    };
    let steps = || procedures().flat_map(|procedure| &procedure.steps);
    let levers: BTreeSet<usize> = match cause {
        DeepCause::Pathway => procedures()
            .flat_map(|one| [one.pathway, one.unclear, one.plan, one.adhoc_share])
            .chain(model.programmes.iter().map(|one| one.open))
            .map(LeverId::index)
            .collect(),
        DeepCause::Awareness => procedures()
            .map(|one| one.aware)
            .chain(model.programmes.iter().map(|one| one.aware))
            .map(LeverId::index)
            .collect(),
        DeepCause::Procedure => procedures()
            .flat_map(|one| [one.prepare_scale, one.correct_scale])
            .chain(
                steps()
                    .flat_map(|one| [one.work_scale, one.passage_scale, one.spread, one.documents]),
            )
            .chain(
                procedures()
                    .flat_map(|one| &one.clocks)
                    .map(|clock| clock.limit),
            )
            .chain(
                model
                    .agreements
                    .iter()
                    .flat_map(|one| [one.passage_scale, one.spread]),
            )
            .map(LeverId::index)
            .collect(),
    };
    let moves = policy
        .moves
        .iter()
        .any(|one| levers.contains(&one.lever.index()));
    let changes_order = cause == DeepCause::Procedure
        && !(policy.structure.is_empty() && policy.parallel.is_empty());
    Some(moves || changes_order)
}
