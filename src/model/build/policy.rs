//! From a package to the changes it makes to a model.

use std::collections::BTreeMap;

use super::select;
use super::structure::{self, Edited};
use super::time::days_between;
use super::{Options, Package, drawn};
use crate::draw::Key;
use crate::limits::{self, about};
use crate::model::levers::{Level, Operation, Range, Step, compose};
use crate::model::{Abreast, Model, Move, Policy, Slot};
use crate::scenario::keys::{Change, Id, Reform, Root};
use crate::scenario::{Faults, Figure, Grade, Pattern, Scenario};

/// Days of a year in which a decay is counted.
const YEAR_DAYS: f64 = 365.25;

/// A policy in the making.
pub struct Draft<'a> {
    /// The scenario as read.
    pub scenario: &'a Scenario,
    /// Its keys with drawn values.
    pub root: &'a Root,
    /// The model it changes.
    pub model: &'a Model,
    /// What is wrong.
    pub faults: Faults,
    /// Changes of levers, each with where it stands.
    moves: BTreeMap<Slot, Vec<(Step, String)>>,
    /// Changes of graphs.
    pub edits: Vec<Edited>,
    /// Procedures side by side.
    pub abreast: Vec<Abreast>,
}

/// How a package changes the model, with the drawn sizes of its changes.
///
/// # Errors
///
/// Every change that reaches nothing or does not fit, and every two changes that
/// contradict each other.
pub fn policy(
    scenario: &Scenario,
    model: &Model,
    package: &Package,
    options: &Options,
) -> Result<Policy, Faults> {
    let root = drawn(scenario, options);
    let mut draft = Draft {
        scenario,
        root: &root,
        model,
        faults: scenario.faults(),
        moves: BTreeMap::new(),
        edits: Vec::new(),
        abreast: Vec::new(),
    };
    // Changes come in the order of ids, whatever the order of the package.
    for (id, reform) in &root.reform {
        if !package.reforms().contains(id) {
            continue;
        }
        for (name, change) in &reform.change {
            if options.without_assumed && is_assumed(change) {
                continue;
            }
            draft.change(id, reform, name, change);
        }
    }
    draft.check_sets();
    draft.check_wishes();
    let structure = structure::structures(&mut draft);
    if draft.faults.has_errors() {
        return Err(draft.faults);
    }
    let moves = draft.moves.into_iter().map(|(slot, steps)| Move {
        slot,
        steps: steps.into_iter().map(|(step, _)| step).collect(),
    });
    Ok(Policy {
        name: package.name(),
        moves: moves.collect(),
        structure,
        abreast: draft.abreast,
    })
}

/// The operation's kind and size.
type Sized<'a> = (Make, &'a Figure);

/// Makes an operation of its size.
type Make = fn(f64) -> Operation;

fn operations(change: &Change) -> Vec<Sized<'_>> {
    let all: [(Make, Option<&Figure>); 5] = [
        (Operation::Set, change.set.as_deref()),
        (Operation::Raise, change.raise.as_deref()),
        (Operation::Lower, change.lower.as_deref()),
        (Operation::Scale, change.scale.as_deref()),
        (Operation::Add, change.add.as_deref()),
    ];
    all.into_iter()
        .filter_map(|(operation, figure)| figure.map(|figure| (operation, figure)))
        .collect()
}

/// Whether the size of a change is only reasoned. Structural changes have no size.
fn is_assumed(change: &Change) -> bool {
    let sizes = operations(change);
    !sizes.is_empty()
        && sizes
            .iter()
            .all(|(_, figure)| figure.grade == Grade::assumed)
}

impl Draft<'_> {
    /// Records a fault of the key at `address`.
    pub fn fault(&mut self, address: &str, found: impl Into<String>, wanted: impl Into<String>) {
        let place = self.scenario.place(address);
        self.faults.error(place, found, wanted).at(address);
    }

    /// The number of a procedure that the key at `address` names.
    pub fn procedure(&mut self, id: &Id, address: &str) -> Option<usize> {
        let known = || self.root.procedure.keys();
        let number = known().position(|other| other == id);
        if number.is_none() {
            let place = self.scenario.place(address);
            self.faults
                .error(
                    place,
                    format!("no procedure `{id}`"),
                    "the id of a table `procedure`",
                )
                .at(address)
                .suggest(id.as_str(), known().map(Id::as_str));
        }
        number
    }

    /// Faults every pattern that means none of the ids.
    pub fn each_means<'i>(
        &mut self,
        patterns: &[Pattern],
        ids: &(impl Iterator<Item = &'i Id> + Clone),
        address: &str,
    ) {
        for pattern in patterns {
            if !ids.clone().any(|id| pattern.matches(id)) {
                let place = self.scenario.place(address);
                self.faults
                    .error(
                        place,
                        format!("`{pattern}`, which means nothing"),
                        "an id, or the beginning of ids and `*`",
                    )
                    .at(address)
                    .suggest(pattern.as_str(), ids.clone().map(Id::as_str));
            }
        }
    }

    fn change(&mut self, reform_id: &Id, reform: &Reform, id: &Id, change: &Change) {
        let address = format!("reform.{reform_id}.change.{id}");
        let level = self.level(reform, change);
        let key = Key::named(&format!("reform:{reform_id}/{id}"));
        let forms = [
            change.lever.is_some(),
            !change.remove.is_empty(),
            !change.merge.is_empty(),
            !change.parallel.is_empty(),
            !change.open.is_empty(),
        ];
        if forms.iter().filter(|form| **form).count() != 1 {
            self.fault(
                &address,
                "none or several of `lever`, `remove`, `merge`, `parallel`, `open`",
                "exactly one of them",
            );
            return;
        }
        if change.lever.is_some() {
            self.lever(change, &address, level);
        } else if !change.remove.is_empty() {
            structure::remove(self, change, &address, level, key);
        } else if !change.merge.is_empty() {
            structure::merge(self, change, &address, level, key);
        } else if !change.parallel.is_empty() {
            structure::parallel(self, change, &address, level, key);
        } else {
            self.open(change, &address, level);
        }
    }

    /// How far a change comes in: never before the first measured day.
    fn level(&self, reform: &Reform, change: &Change) -> Level {
        let value = |own: Option<f64>, general: Option<f64>| own.or(general);
        let first = self.root.study.start;
        let starts = change.starts.or(reform.starts).unwrap_or(first).max(first);
        let lead = reform.lead_days.as_ref().map_or(0.0, |days| days.value);
        let half_life = value(
            change.decay_half_life_years.as_ref().map(|p| p.value),
            reform.decay_half_life_years.as_ref().map(|p| p.value),
        );
        Level {
            start: days_between(self.model.frame.first_day, starts.0) as f64 + lead,
            ramp: value(
                change.ramp_days.as_ref().map(|p| p.value),
                reform.ramp_days.as_ref().map(|p| p.value),
            )
            .unwrap_or(0.0),
            half_life: half_life.map(|years| years * YEAR_DAYS),
            floor: value(
                change.decay_floor.as_ref().map(|p| p.value),
                reform.decay_floor.as_ref().map(|p| p.value),
            )
            .unwrap_or(0.0),
            intensity: reform.intensity.as_ref().map_or(1.0, |share| share.value),
        }
    }

    fn lever(&mut self, change: &Change, address: &str, level: Level) {
        let Some(moves) = change.lever else {
            return;
        };
        let sizes = operations(change);
        let [(operation, figure)] = sizes.as_slice() else {
            self.fault(
                address,
                format!("{} of `set`, `raise`, `lower`, `scale`, `add`", sizes.len()),
                "exactly one of them",
            );
            return;
        };
        let operation = operation(figure.value);
        let slots = select::slots(self, moves, &change.select, address);
        let shares = slots
            .iter()
            .all(|slot| self.model.levers[slot.0 as usize].range == Range::Share);
        match operation {
            Operation::Raise(_) | Operation::Lower(_) if !shares => self.fault(
                address,
                format!("`raise` or `lower` of `{moves}`, which is no share"),
                "`set`, `scale` or `add`",
            ),
            Operation::Set(value) if value < 0.0 || (shares && value > 1.0) => {
                self.fault(
                    &format!("{address}.set"),
                    format!("{value} for `{moves}`"),
                    if shares {
                        "a share from 0 to 1"
                    } else {
                        "a number of at least 0"
                    },
                );
            }
            Operation::Set(_)
            | Operation::Raise(_)
            | Operation::Lower(_)
            | Operation::Scale(_)
            | Operation::Add(_) => self.moved(&slots, operation, level, change.background, address),
        }
    }

    /// Procedures that come into force. Closing the gap to 1 is what opening means,
    /// so that two reforms may open the same one on different days.
    fn open(&mut self, change: &Change, address: &str, level: Level) {
        let mut slots = Vec::new();
        for id in &change.open {
            if let Some(number) = self.procedure(id, &format!("{address}.open")) {
                slots.push(self.model.procedures[number].in_force);
            }
        }
        self.moved(
            &slots,
            Operation::Raise(1.0),
            level,
            change.background,
            address,
        );
    }

    fn moved(
        &mut self,
        slots: &[Slot],
        operation: Operation,
        level: Level,
        background: bool,
        address: &str,
    ) {
        for slot in slots {
            let step = Step {
                operation,
                level,
                background,
            };
            self.moves
                .entry(*slot)
                .or_default()
                .push((step, address.to_owned()));
        }
    }

    /// Two sets of one lever must agree in value, dates, ramp and decay.
    fn check_sets(&mut self) {
        let mut clashes: Vec<(String, String, String)> = Vec::new();
        for (slot, steps) in &self.moves {
            let mut sets = steps
                .iter()
                .filter(|(step, _)| matches!(step.operation, Operation::Set(_)));
            let Some((first, address)) = sets.next() else {
                continue;
            };
            for (other, second) in sets {
                if other.operation != first.operation || other.level != first.level {
                    let lever = self.model.levers[slot.0 as usize].address.clone();
                    clashes.push((lever, address.clone(), second.clone()));
                }
            }
        }
        for (lever, first, second) in clashes {
            let place = self.scenario.place(&second);
            let other = self.scenario.place(&first);
            self.faults
                .error(
                    place,
                    format!("a second `set` of `{lever}`"),
                    "one `set` of a lever in a package, unless value, dates, ramp and decay agree",
                )
                .at(&second)
                .second(other, "the first");
        }
    }

    /// Wishes to settle are the one rate that a reform moves: no package may bring it
    /// beyond what a scenario may state.
    fn check_wishes(&mut self) {
        let organisations = self.model.organisations.iter();
        let beyond: Vec<(String, f64)> = organisations
            .filter_map(|organisation| {
                let steps = self.moves.get(&organisation.arrivals)?;
                let lever = &self.model.levers[organisation.arrivals.0 as usize];
                let only: Vec<Step> = steps.iter().map(|(step, _)| *step).collect();
                let days = only.iter().map(|step| step.level.start + step.level.ramp);
                let wishes = days
                    .map(|day| compose(lever.base, lever.range, &only, day, false))
                    .fold(0.0, f64::max);
                let (_, address) = steps.last()?;
                (wishes > limits::STOCK).then(|| (address.clone(), wishes))
            })
            .collect();
        for (address, wishes) in beyond {
            let found = format!(
                "the package brings the wishes to settle to {} a year",
                about(wishes)
            );
            let place = self.scenario.place(&address);
            self.faults
                .error(place, found, format!("at most {}", about(limits::STOCK)))
                .at(&address);
        }
    }
}
