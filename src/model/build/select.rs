//! What a change reaches: from the keys of `select` to levers.
//!
//! Every key narrows. A pattern that means nothing, a selection that reaches
//! nothing, and a lever that does not belong to what is selected are faults.

use super::policy::Draft;
use crate::model::{Agreement, Organisation, Place, Procedure, Programme, Slot, Stay, Step};
use crate::scenario::Pattern;
use crate::scenario::keys::{self, Channel, Id, Lever, Root, Select};

/// What a lever belongs to, and which of its levers it is.
#[derive(Clone, Copy)]
enum Target {
    Procedure(fn(&Procedure) -> Slot),
    Step(fn(&Step) -> Slot),
    Clock,
    Office,
    Agreement(fn(&Agreement) -> Slot),
    Programme(fn(&Programme) -> Slot),
    Organisation(fn(&Organisation) -> Slot),
    Stay(fn(&Stay) -> Slot),
}

/// The levers that a change of `lever` moves, in the order of ids.
pub fn slots(draft: &mut Draft, lever: Lever, select: &Select, address: &str) -> Vec<Slot> {
    let target = target(lever, select);
    check_keys(draft, lever, target, select, address);
    check_patterns(draft, select, address);
    let slots = reached(draft, target, select);
    if slots.is_empty() {
        draft.fault(
            &format!("{address}.select"),
            format!("a selection without any `{lever}`"),
            "a selection that reaches something",
        );
    }
    slots
}

/// The procedures that a change reaches, by number.
pub fn procedures(draft: &mut Draft, select: &Select, address: &str) -> Vec<usize> {
    check_patterns(draft, select, address);
    let chosen = chosen_procedures(draft, select);
    if chosen.is_empty() {
        draft.fault(
            &format!("{address}.select"),
            "a selection without any procedure",
            "a selection that reaches something",
        );
    }
    chosen
}

fn target(lever: Lever, select: &Select) -> Target {
    let agreed = !select.agreement.is_empty();
    match lever {
        Lever::pathway_share => Target::Procedure(|p| p.pathway),
        Lever::adhoc_share => Target::Procedure(|p| p.adhoc_share),
        Lever::exempt_share => Target::Procedure(|p| p.exempt),
        Lever::unclear_share => Target::Procedure(|p| p.unclear),
        Lever::unclear_file_share => Target::Procedure(|p| p.unclear_file),
        Lever::aware_share => Target::Procedure(|p| p.aware),
        Lever::complete_share => Target::Procedure(|p| p.complete),
        Lever::valid_days if agreed => Target::Agreement(|a| a.valid_days),
        Lever::valid_days => Target::Procedure(|p| p.valid_days),
        Lever::prepare => Target::Procedure(|p| p.prepare_scale),
        Lever::correct => Target::Procedure(|p| p.correct_scale),
        Lever::fee => Target::Procedure(|p| p.fee),
        Lever::return_share => Target::Step(|s| s.returned),
        Lever::refuse_share if agreed => Target::Agreement(|a| a.refuse),
        Lever::refuse_share => Target::Step(|s| s.refuse),
        Lever::work => Target::Step(|s| s.work_scale),
        Lever::passage if agreed => Target::Agreement(|a| a.passage_scale),
        Lever::passage => Target::Step(|s| s.passage_scale),
        Lever::spread if agreed => Target::Agreement(|a| a.spread),
        Lever::spread => Target::Step(|s| s.spread),
        Lever::documents => Target::Step(|s| s.documents),
        Lever::screens => Target::Step(|s| s.screens),
        Lever::limit => Target::Clock,
        Lever::officers => Target::Office,
        Lever::open_share => Target::Programme(|p| p.open),
        Lever::budget => Target::Programme(|p| p.budget_scale),
        Lever::exit_hazard_a_year => Target::Stay(|s| s.exit),
        Lever::arrivals_a_year => Target::Organisation(|o| o.arrivals),
        Lever::close_hazard_a_year => Target::Organisation(|o| o.close),
    }
}

/// The keys of a selection that are given.
fn given(select: &Select) -> Vec<&'static str> {
    [
        ("jurisdiction", select.jurisdiction.is_empty()),
        ("channel", select.channel.is_empty()),
        ("procedure", select.procedure.is_empty()),
        ("step", select.step.is_empty()),
        ("clock", select.clock.is_empty()),
        ("office", select.office.is_empty()),
        ("programme", select.programme.is_empty()),
        ("agreement", select.agreement.is_empty()),
        ("organisation", select.organisation.is_empty()),
        ("stay", select.stay.is_empty()),
    ]
    .into_iter()
    .filter(|(_, empty)| !empty)
    .map(|(key, _)| key)
    .collect()
}

fn check_keys(draft: &mut Draft, lever: Lever, target: Target, select: &Select, address: &str) {
    let (what, fitting): (&str, &[&str]) = match target {
        Target::Procedure(_) => ("a procedure", &["jurisdiction", "channel", "procedure"]),
        Target::Step(_) => (
            "a step",
            &["jurisdiction", "channel", "procedure", "step", "office"],
        ),
        Target::Clock => (
            "a clock",
            &["jurisdiction", "channel", "procedure", "clock"],
        ),
        Target::Office => (
            "an office",
            &["jurisdiction", "channel", "procedure", "step", "office"],
        ),
        Target::Agreement(_) => ("a agreement", &["agreement"]),
        Target::Programme(_) => ("a programme", &["jurisdiction", "channel", "programme"]),
        Target::Organisation(_) => (
            "an organisation",
            &["jurisdiction", "channel", "organisation"],
        ),
        Target::Stay(_) => ("a stay", &["jurisdiction", "channel", "stay"]),
    };
    for key in given(select) {
        if !fitting.contains(&key) {
            draft.fault(
                &format!("{address}.select.{key}"),
                format!("`{key}` selected for `{lever}`, a lever of {what}"),
                format!("only the keys {}", fitting.join(", ")),
            );
        }
    }
}

/// A pattern that means nothing at all is a slip of the pen.
fn check_patterns(draft: &mut Draft, select: &Select, address: &str) {
    let root = draft.root;
    let at = |key: &str| format!("{address}.select.{key}");
    draft.each_means(&select.procedure, &root.procedure.keys(), &at("procedure"));
    draft.each_means(&select.office, &root.office.keys(), &at("office"));
    draft.each_means(&select.programme, &root.programme.keys(), &at("programme"));
    draft.each_means(&select.agreement, &root.agreement.keys(), &at("agreement"));
    draft.each_means(
        &select.organisation,
        &root.organisation.keys(),
        &at("organisation"),
    );
    if !(select.step.is_empty() && select.clock.is_empty()) {
        let chosen: Vec<&keys::Procedure> =
            chosen(root, select).map(|(_, _, given)| given).collect();
        let of_chosen = chosen.iter().copied();
        let steps = of_chosen.clone().flat_map(|given| given.step.keys());
        draft.each_means(&select.step, &steps, &at("step"));
        let clocks = of_chosen.flat_map(|given| given.clock.keys());
        draft.each_means(&select.clock, &clocks, &at("clock"));
    }
    for id in &select.stay {
        if !root.stay.contains_key(id) {
            draft.fault(
                &at("stay"),
                format!("no stay `{id}`"),
                "the jurisdiction of a table `stay`",
            );
        }
    }
    for id in &select.jurisdiction {
        if !root.jurisdiction.contains_key(id) {
            draft.fault(
                &at("jurisdiction"),
                format!("no jurisdiction `{id}`"),
                "the id of a table `jurisdiction`",
            );
        }
    }
}

fn chosen_procedures(draft: &Draft, select: &Select) -> Vec<usize> {
    chosen(draft.root, select)
        .map(|(number, _, _)| number)
        .collect()
}

/// The procedures that a selection reaches, with their numbers.
fn chosen<'a>(
    root: &'a Root,
    select: &'a Select,
) -> impl Iterator<Item = (usize, &'a Id, &'a keys::Procedure)> {
    let all = root.procedure.iter().enumerate();
    all.map(|(number, (id, given))| (number, id, given))
        .filter(|(_, id, given)| {
            narrows(&select.jurisdiction, &given.jurisdiction)
                && narrows(&select.channel, &given.channel)
                && matches(&select.procedure, id)
        })
}

fn narrows<T: PartialEq>(list: &[T], own: &T) -> bool {
    list.is_empty() || list.contains(own)
}

fn matches(patterns: &[Pattern], id: &Id) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(id))
}

fn reached(draft: &Draft, target: Target, select: &Select) -> Vec<Slot> {
    match target {
        Target::Procedure(slot) => chosen_procedures(draft, select)
            .into_iter()
            .map(|number| slot(&draft.model.procedures[number]))
            .collect(),
        Target::Step(slot) => chosen_steps(draft, select).map(slot).collect(),
        Target::Clock => clocks(draft, select),
        Target::Office => offices(draft, select),
        Target::Agreement(slot) => {
            let ids = draft.root.agreement.keys();
            ids.zip(&draft.model.agreements)
                .filter(|(id, _)| matches(&select.agreement, id))
                .map(|(_, agreement)| slot(agreement))
                .collect()
        }
        Target::Programme(slot) => {
            let all = draft.root.programme.iter();
            all.zip(&draft.model.programmes)
                .filter(|((id, given), _)| {
                    narrows(&select.jurisdiction, &given.jurisdiction)
                        && narrows(&select.channel, &Channel::programmes)
                        && matches(&select.programme, id)
                })
                .map(|(_, programme)| slot(programme))
                .collect()
        }
        Target::Organisation(slot) => {
            let all = draft.root.organisation.iter();
            all.zip(&draft.model.organisations)
                .filter(|((id, given), _)| {
                    narrows(&select.jurisdiction, &given.jurisdiction)
                        && narrows(&select.channel, &Channel::organisations)
                        && matches(&select.organisation, id)
                })
                .map(|(_, organisation)| slot(organisation))
                .collect()
        }
        Target::Stay(slot) => {
            let ids = draft.root.jurisdiction.keys();
            ids.zip(&draft.model.stays)
                .filter(|(id, _)| {
                    narrows(&select.jurisdiction, id)
                        && narrows(&select.stay, id)
                        && narrows(&select.channel, &Channel::welfare)
                })
                .filter_map(|(_, stay)| stay.as_ref().map(slot))
                .collect()
        }
    }
}

/// Steps at offices; what two institutions negotiate is moved through the
/// agreement that they share with other procedures.
fn chosen_steps<'a>(draft: &'a Draft, select: &'a Select) -> impl Iterator<Item = &'a Step> {
    let offices = draft.root.office.keys();
    let at_office: Vec<bool> = offices.map(|id| matches(&select.office, id)).collect();
    chosen(draft.root, select)
        .flat_map(|(number, _, given)| {
            let steps = &draft.model.procedures[number].steps;
            given.step.keys().zip(steps)
        })
        .filter(move |(id, step)| {
            let in_place = match step.place {
                Place::Office(number) => at_office.get(number).is_some_and(|at| *at),
                Place::Agreement(_) => false,
            };
            in_place && matches(&select.step, id)
        })
        .map(|(_, step)| step)
}

fn clocks(draft: &Draft, select: &Select) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (number, _, given) in chosen(draft.root, select) {
        let clocks = given
            .clock
            .keys()
            .zip(&draft.model.procedures[number].clocks);
        slots.extend(
            clocks
                .filter(|(id, _)| matches(&select.clock, id))
                .map(|(_, clock)| clock.limit),
        );
    }
    slots
}

/// Offices by name or place; where procedures, channels or steps are selected,
/// those at which their steps are done.
fn offices(draft: &Draft, select: &Select) -> Vec<Slot> {
    let by_steps =
        !(select.procedure.is_empty() && select.channel.is_empty() && select.step.is_empty());
    let mut at_steps = vec![false; draft.model.offices.len()];
    if by_steps {
        for step in chosen_steps(draft, select) {
            match step.place {
                Place::Office(number) => at_steps[number] = true,
                Place::Agreement(_) => {}
            }
        }
    }
    draft
        .root
        .office
        .iter()
        .zip(&draft.model.offices)
        .enumerate()
        .filter(|(number, ((id, given), _))| {
            if by_steps {
                at_steps[*number]
            } else {
                narrows(&select.jurisdiction, &given.jurisdiction) && matches(&select.office, id)
            }
        })
        .map(|(_, (_, office))| office.officers)
        .collect()
}
