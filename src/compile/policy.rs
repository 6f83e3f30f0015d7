//! From a package to the changes it makes to a model.
//!
//! What a change acts on is worked out in `select`. Here each address gets its
//! place in the model.

use std::collections::BTreeMap;

use super::effort;
use super::level;
use super::levers::{self, Better};
use super::select::{acts_on, parallel_steps, restructured};
use super::structure::{self, Edited};
use super::{Options, Package, drawn};
use crate::draw::Key;
use crate::limits::{self, about};
use crate::model::levers::{Level, Operation, Step, compose};
use crate::model::{LeverId, Model, Move, ParallelProcedures, Policy, ProcedureIndex};
use crate::scenario::keys::{Change, Id, Lever, Reform, Root};
use crate::scenario::{Faults, Figure, Grade, Scenario};

/// Puts the policy of a package together.
pub struct PolicyBuilder<'a> {
    /// The scenario as read.
    pub scenario: &'a Scenario,
    /// Its keys with drawn values.
    pub root: &'a Root,
    /// The model it changes.
    pub model: &'a Model,
    /// What is wrong.
    pub faults: Faults,
    /// Changes of levers by the lever's address.
    moves: BTreeMap<String, Vec<Step>>,
    /// Changes of graphs.
    pub edits: Vec<Edited>,
    /// Procedures side by side.
    pub parallel: Vec<ParallelProcedures>,
    /// Whether every change is made at the favourable end of its range, at once and for good.
    at_ceiling: bool,
    /// Seed and number of the draw.
    draw: (u64, u32),
}

/// How a package changes the model, with the drawn sizes of its changes.
///
/// # Errors
///
/// Structural changes that together leave a procedure without a step, are too many for one
/// procedure, or change the order of a procedure that has none.
pub fn policy(
    scenario: &Scenario,
    model: &Model,
    package: &Package,
    options: &Options,
) -> Result<Policy, Faults> {
    let name = package.name();
    let reaches = |reform: &Id, _: &Id| package.reforms().contains(reform);
    policy_of(scenario, model, &name, options, &reaches)
}

/// How one change of one reform, alone, changes the model.
///
/// # Errors
///
/// As [`policy`].
pub fn policy_of_change(
    scenario: &Scenario,
    model: &Model,
    (reform, change): (&str, &str),
    options: &Options,
) -> Result<Policy, Faults> {
    let name = format!("{reform}.{change}");
    let reaches = |of: &Id, id: &Id| of.as_str() == reform && id.as_str() == change;
    policy_of(scenario, model, &name, options, &reaches)
}

/// How the changes that `reaches` admits, by the ids of their reform and of themselves, change
/// the model.
fn policy_of(
    scenario: &Scenario,
    model: &Model,
    name: &str,
    options: &Options,
    reaches: &dyn Fn(&Id, &Id) -> bool,
) -> Result<Policy, Faults> {
    let root = drawn(scenario, options);
    let mut builder = PolicyBuilder {
        scenario,
        root: &root,
        model,
        faults: scenario.faults(),
        moves: BTreeMap::new(),
        edits: Vec::new(),
        parallel: Vec::new(),
        at_ceiling: options.at_ceiling,
        draw: (options.seed, options.draw),
    };
    // Changes come in the order of ids, whatever the order of the package.
    for (id, reform) in &root.reform {
        for (change_id, change) in &reform.change {
            let is_left_out = options.without_assumed && is_assumed(change);
            if reaches(id, change_id) && !is_left_out {
                builder.change(id, reform, change_id, change);
            }
        }
    }
    builder.check_wishes();
    let structure = structure::structures(&mut builder);
    let moves = builder.place_moves();
    if builder.faults.has_errors() {
        return Err(builder.faults);
    }
    Ok(Policy {
        name: name.to_owned(),
        moves,
        structure,
        parallel: builder.parallel,
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

/// The end of a size's range that lets more projects succeed. It is the high end where a greater
/// size moves the lever the right way, otherwise the low end. A size without a range stays.
fn favourable(lever: Lever, operation: Make, figure: &Figure) -> f64 {
    let rises = match operation(figure.value) {
        Operation::Set(_) | Operation::Raise(_) | Operation::Scale(_) | Operation::Add(_) => true,
        Operation::Lower(_) => false,
    };
    let end = match levers::better(lever) {
        Better::Neither => None,
        Better::More if rises => figure.high,
        Better::Less if !rises => figure.high,
        Better::More | Better::Less => figure.low,
    };
    end.unwrap_or(figure.value)
}

impl PolicyBuilder<'_> {
    /// Records a fault of the key at `address`.
    pub fn fault(&mut self, address: &str, found: impl Into<String>, expected: impl Into<String>) {
        let place = self.scenario.place(address);
        self.faults.error(place, found, expected).at(address);
    }

    /// The numbers of the procedures that a structural change acts on.
    fn procedures(&self, change: &Change) -> Vec<usize> {
        let ids = restructured(self.root, change);
        let known = self.root.procedure.keys().enumerate();
        known
            .filter(|(_, id)| ids.contains(id))
            .map(|(number, _)| number)
            .collect()
    }

    /// Wishes to settle are the one rate that a reform moves: no package may bring it
    /// beyond what a scenario may state.
    fn check_wishes(&mut self) {
        let mut beyond: Vec<(String, f64)> = Vec::new();
        for organisation in &self.model.organisations {
            let lever = &self.model.levers[organisation.arrivals.0 as usize];
            let Some(steps) = self.moves.get(&lever.address) else {
                continue;
            };
            let wishes = steps
                .iter()
                .map(|step| step.level.start + step.level.ramp)
                .map(|day| compose(lever.base, lever.range, steps, day, false))
                .fold(0.0, f64::max);
            if wishes > limits::STOCK {
                beyond.push((lever.address.clone(), wishes));
            }
        }
        for (address, wishes) in beyond {
            let found = format!(
                "with this package, {} organisations a year want to settle",
                about(wishes)
            );
            self.fault(&address, found, format!("at most {}", about(limits::STOCK)));
        }
    }

    /// The moves of the model's levers, in their order.
    fn place_moves(&mut self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (number, lever) in self.model.levers.iter().enumerate() {
            if let Some(steps) = self.moves.remove(&lever.address) {
                let lever = LeverId(number as u32);
                moves.push(Move { lever, steps });
            }
        }
        let missing: Vec<String> = std::mem::take(&mut self.moves).into_keys().collect();
        for address in missing {
            let found = format!("the model has no lever `{address}`");
            self.fault(&address, found, "a lever of the model");
        }
        moves
    }

    fn change(&mut self, reform_id: &Id, reform: &Reform, id: &Id, change: &Change) {
        let address = format!("reform.{reform_id}.change.{id}");
        let level = if self.at_ceiling {
            level::at_once(self.root, self.model.frame.first_day, reform, change)
        } else {
            level::stated(self.root, self.model.frame.first_day, reform, change)
        };
        // A change does under another reform's name what it does under its own.
        let key = Key::named(&format!("change:{id}"));
        if let Some(lever) = change.lever {
            self.lever(change, lever, level);
        } else if !change.open.is_empty() {
            // Closing the gap to 1 is what opening means, so that two reforms may open the
            // same procedure on different days.
            self.moved(change, "in_force", Operation::Raise(1.0), level);
        } else {
            let procedures = self.procedures(change);
            let edits_steps = !(change.remove.is_empty() && change.merge.is_empty());
            if edits_steps || parallel_steps(self.root, change) {
                let effort = effort::Effort::of_reform(self.root, reform, (reform_id, self.draw));
                let model = self.model;
                let factor = |procedure: usize| effort.on(&model.procedures[procedure].id);
                structure::edit(self, change, &procedures, &address, (key, level), &factor);
            } else {
                self.parallel.push(ParallelProcedures {
                    key,
                    level,
                    procedures: procedures
                        .into_iter()
                        .map(ProcedureIndex::from_index)
                        .collect(),
                });
            }
        }
    }

    fn lever(&mut self, change: &Change, lever: Lever, level: Level) {
        for (operation, figure) in operations(change) {
            let size = if self.at_ceiling {
                favourable(lever, operation, figure)
            } else {
                figure.value
            };
            self.moved(change, lever.as_str(), operation(size), level);
        }
    }

    /// Records a change of the lever `name` of all that the change acts on.
    fn moved(&mut self, change: &Change, name: &str, operation: Operation, level: Level) {
        let step = Step {
            operation,
            level,
            background: change.background,
        };
        for owner in acts_on(self.root, change).addresses() {
            let steps = self.moves.entry(format!("{owner}.{name}")).or_default();
            steps.push(step);
        }
    }
}
