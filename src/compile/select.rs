//! What a change acts on: the only reading of `select`.
//!
//! Every key narrows: one more key never adds anything (`tests/it/laws/select.rs`).

use std::collections::BTreeSet;

use super::levers::{Owner, owner};

use crate::scenario::keys::{Change, Channel, Procedure, Root, Select};
use crate::scenario::{Id, JurisdictionId, Pattern};

/// What a change reaches, in order of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    Procedures(Vec<Id>),
    /// Steps, each with its procedure.
    Steps(Vec<(Id, Id)>),
    /// Clocks, each with its procedure.
    Clocks(Vec<(Id, Id)>),
    Offices(Vec<Id>),
    /// Tiers, each with its office.
    Tiers(Vec<(Id, Id)>),
    Programmes(Vec<Id>),
    Agreements(Vec<Id>),
    Stays(Vec<JurisdictionId>),
    Organisations(Vec<Id>),
}

impl Selection {
    /// The addresses of what is reached.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        let plain = |kind: &str, ids: &[Id]| ids.iter().map(|id| format!("{kind}.{id}")).collect();
        let inner = |kind: &str, ids: &[(Id, Id)]| {
            ids.iter()
                .map(|(procedure, id)| format!("procedure.{procedure}.{kind}.{id}"))
                .collect()
        };
        match self {
            Self::Procedures(ids) => plain("procedure", ids),
            Self::Steps(ids) => inner("step", ids),
            Self::Clocks(ids) => inner("clock", ids),
            Self::Offices(ids) => plain("office", ids),
            Self::Tiers(ids) => {
                let each = ids.iter();
                each.map(|(office, tier)| format!("office.{office}.tier.{tier}"))
                    .collect()
            }
            Self::Programmes(ids) => plain("programme", ids),
            Self::Agreements(ids) => plain("agreement", ids),
            Self::Stays(ids) => ids.iter().map(|id| format!("stay.{id}")).collect(),
            Self::Organisations(ids) => plain("organisation", ids),
        }
    }
}

/// The keys of `select` that narrow a kind of thing.
#[must_use]
pub const fn narrows(owner: Owner) -> &'static [&'static str] {
    match owner {
        Owner::Procedure => &["jurisdiction", "channel", "procedure"],
        Owner::Step | Owner::Office => &["jurisdiction", "channel", "procedure", "step", "office"],
        Owner::Tier => &[
            "jurisdiction",
            "channel",
            "procedure",
            "step",
            "office",
            "tier",
        ],
        Owner::Clock => &["jurisdiction", "channel", "procedure", "clock"],
        Owner::Programme => &["jurisdiction", "channel", "programme"],
        Owner::Agreement => &["agreement"],
        Owner::Stay => &["jurisdiction", "channel", "stay"],
        Owner::Organisation => &["jurisdiction", "channel", "organisation"],
    }
}

/// What the `select` of a change matches: the owners of its lever, or procedures if it is
/// structural.
#[must_use]
pub fn selection(root: &Root, change: &Change) -> Selection {
    let kind = change
        .lever
        .map_or(Owner::Procedure, |lever| owner(lever, &change.select));
    select(root, &change.select, kind)
}

/// What a change acts on. The policy that runs and the register of reforms are both made
/// from this list, so that they cannot differ.
///
/// A lever acts on its owners. A structural change acts on the matched procedures that have
/// the steps it names, or on the procedures that it lists itself (`open`, and `parallel`
/// with procedures).
#[must_use]
pub fn acts_on(root: &Root, change: &Change) -> Selection {
    if change.lever.is_some() {
        selection(root, change)
    } else {
        Selection::Procedures(restructured(root, change))
    }
}

/// The procedures that a structural change acts on, each once, in the order of ids.
#[must_use]
pub fn restructured(root: &Root, change: &Change) -> Vec<Id> {
    let having = |enough: &dyn Fn(&Procedure) -> bool| {
        let matched = procedures(root, &change.select);
        let ids = matched.filter(|(_, procedure)| enough(procedure));
        ids.map(|(id, _)| id.clone()).collect()
    };
    let count = |procedure: &Procedure, steps: &[Id]| {
        let ids: BTreeSet<&Id> = steps.iter().collect();
        let known = ids
            .into_iter()
            .filter(|id| procedure.step.contains_key(*id));
        known.count()
    };
    if !change.remove.is_empty() {
        having(&|procedure| count(procedure, &change.remove) > 0)
    } else if let Some(first) = change.merge.first() {
        // Where the first does not exist, the others have nothing to join.
        having(&|procedure| {
            procedure.step.contains_key(first) && count(procedure, &change.merge) > 1
        })
    } else if !change.parallel.is_empty() && parallel_steps(root, change) {
        having(&|procedure| count(procedure, &change.parallel) > 1)
    } else {
        let listed = change.parallel.iter().chain(&change.open);
        let unique: BTreeSet<&Id> = listed.collect();
        unique.into_iter().cloned().collect()
    }
}

/// Whether `parallel` lists steps. It does if each id is a step of a matched procedure; else
/// it lists procedures.
#[must_use]
pub fn parallel_steps(root: &Root, change: &Change) -> bool {
    let is_step = |id: &Id| {
        procedures(root, &change.select).any(|(_, procedure)| procedure.step.contains_key(id))
    };
    change.parallel.iter().all(is_step)
}

/// What `select` reaches of a kind of thing.
#[must_use]
pub fn select(root: &Root, select: &Select, owner: Owner) -> Selection {
    let channel = |channel: Channel| select.channel.is_empty() || select.channel.contains(&channel);
    match owner {
        Owner::Procedure => {
            Selection::Procedures(procedures(root, select).map(|(id, _)| id.clone()).collect())
        }
        Owner::Step => Selection::Steps(steps(root, select)),
        Owner::Clock => Selection::Clocks(
            procedures(root, select)
                .flat_map(|(id, procedure)| {
                    procedure
                        .clock
                        .keys()
                        .map(move |clock| (id.clone(), clock.clone()))
                })
                .filter(|(_, clock)| among(&select.clock, clock))
                .collect(),
        ),
        Owner::Office => Selection::Offices(offices(root, select)),
        Owner::Tier => Selection::Tiers(tiers(root, select)),
        Owner::Programme => Selection::Programmes(
            (root.programme.iter())
                .filter(|(id, programme)| {
                    among(&select.programme, id)
                        && within(&select.jurisdiction, &programme.jurisdiction)
                        && channel(Channel::programmes)
                })
                .map(|(id, _)| id.clone())
                .collect(),
        ),
        Owner::Agreement => Selection::Agreements(
            root.agreement
                .keys()
                .filter(|id| among(&select.agreement, id))
                .cloned()
                .collect(),
        ),
        Owner::Stay => Selection::Stays(
            (root.stay.keys())
                .filter(|id| {
                    within(&select.stay, id)
                        && within(&select.jurisdiction, id)
                        && channel(Channel::welfare)
                })
                .cloned()
                .collect(),
        ),
        Owner::Organisation => Selection::Organisations(
            (root.organisation.iter())
                .filter(|(id, organisation)| {
                    among(&select.organisation, id)
                        && within(&select.jurisdiction, &organisation.jurisdiction)
                        && channel(Channel::organisations)
                })
                .map(|(id, _)| id.clone())
                .collect(),
        ),
    }
}

/// Whether an id is among patterns; no pattern means all.
fn among(patterns: &[Pattern], id: &Id) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(id))
}

fn within(ids: &[JurisdictionId], id: &JurisdictionId) -> bool {
    ids.is_empty() || ids.contains(id)
}

/// The procedures that `select` matches, in the order of ids.
pub fn procedures<'a>(
    root: &'a Root,
    select: &'a Select,
) -> impl Iterator<Item = (&'a Id, &'a Procedure)> {
    root.procedure.iter().filter(move |(id, procedure)| {
        among(&select.procedure, id)
            && within(&select.jurisdiction, &procedure.jurisdiction)
            && (select.channel.is_empty() || select.channel.contains(&procedure.channel))
    })
}

/// Steps at offices. The passage of a step that two institutions negotiate is a lever of
/// the agreement, which other procedures share.
fn steps(root: &Root, select: &Select) -> Vec<(Id, Id)> {
    let mut steps = Vec::new();
    for (id, procedure) in procedures(root, select) {
        for (name, step) in &procedure.step {
            let at_office =
                (step.office.as_ref()).is_some_and(|office| among(&select.office, office));
            if at_office && among(&select.step, name) {
                steps.push((id.clone(), name.clone()));
            }
        }
    }
    steps
}

/// Offices by id and by the jurisdiction they are in; channel, procedure and step
/// narrow to those at which such a step is done, whatever the procedure's jurisdiction.
fn offices(root: &Root, select: &Select) -> Vec<Id> {
    let by_step =
        !(select.channel.is_empty() && select.procedure.is_empty() && select.step.is_empty());
    let everywhere = Select {
        jurisdiction: Vec::new(),
        ..select.clone()
    };
    let at_steps: BTreeSet<&Id> = steps(root, &everywhere)
        .iter()
        .filter_map(|(procedure, step)| root.procedure.get(procedure)?.step.get(step))
        .filter_map(|step| step.office.as_ref())
        .collect();
    (root.office.iter())
        .filter(|(id, office)| {
            among(&select.office, id) && within(&select.jurisdiction, &office.jurisdiction)
        })
        .filter(|(id, _)| !by_step || at_steps.contains(id))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Tiers that have a next one to take from.
fn tiers(root: &Root, select: &Select) -> Vec<(Id, Id)> {
    let mut tiers = Vec::new();
    for id in offices(root, select) {
        let of_office = root.office.get(&id).map(|office| &office.tier);
        let names: Vec<&Id> = of_office.into_iter().flat_map(|tier| tier.keys()).collect();
        let but_last = names.split_last().map_or(&[][..], |(_, before)| before);
        let chosen = but_last.iter().filter(|tier| among(&select.tier, tier));
        tiers.extend(chosen.map(|tier| (id.clone(), (*tier).clone())));
    }
    tiers
}
