//! What a step of an errand's chain is like today: everything that its verbs look up,
//! side by side, with the values that levers have for the desk's other cases.

use super::errand::{Errand, LAST};
use super::slab::NONE;
use super::world::World;
use crate::draw::{Key, Law, Luck, Purpose};
use crate::limits::MOST_CHAIN_STEPS;
use crate::model::{Duration, Graph, Place, Procedure, Slot, bits};

/// The steps of a procedure one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The first step.
    pub first: u8,
    /// For each step the one that follows, or none.
    pub next: [u8; MOST_CHAIN_STEPS],
    /// The place of its first step among the sheets.
    pub sheets: u32,
}

/// The chain of each procedure whose other cases can be kept as errands: its steps
/// follow one another at offices, no clock runs and nobody gives up.
#[must_use]
pub fn chains(procedures: &[Procedure]) -> Vec<Option<Chain>> {
    let mut sheets = 0;
    let chain = |procedure: &Procedure| {
        let chain = chain(procedure, sheets)?;
        sheets += procedure.steps.len() as u32;
        Some(chain)
    };
    procedures.iter().map(chain).collect()
}

fn chain(procedure: &Procedure, sheets: u32) -> Option<Chain> {
    let graph: &Graph = &procedure.graph;
    let steps = procedure.steps.len();
    let at_offices = procedure
        .steps
        .iter()
        .all(|step| matches!(step.place, Place::Office(_)));
    let is_whole = graph.active.count_ones() as usize == steps;
    let first = graph.first();
    let single = |set: u32| set.count_ones() <= 1;
    let is_chain = graph.shares.is_none()
        && first.is_power_of_two()
        && (0..steps).all(|step| single(graph.before[step]) && single(graph.next[step]));
    let nothing_moves_it = procedure.clocks.is_empty() && procedure.background_patience.is_none();
    if !(nothing_moves_it && at_offices && is_whole && is_chain && steps <= MOST_CHAIN_STEPS) {
        return None;
    }
    let mut next = [LAST; MOST_CHAIN_STEPS];
    for (step, next) in next.iter_mut().enumerate().take(steps) {
        *next = bits(graph.next[step]).next().map_or(LAST, |s| s as u8);
    }
    Some(Chain {
        first: first.trailing_zeros() as u8,
        next,
        sheets,
    })
}

/// A law with today's multiplier and spread.
#[derive(Debug, Clone, Copy)]
struct Time<'a> {
    law: &'a Law,
    scale: f64,
    spread: f64,
}

impl Time<'_> {
    /// Seconds for a cause, and half a second to round them by.
    #[inline]
    fn drawn(&self, luck: Luck, key: Key, purpose: Purpose, round: u32) -> f64 {
        let value = match self.law {
            Law::Fixed(value) => *value,
            law => law.quantile(luck.uniform(key, purpose, round)),
        };
        let value = super::token::spread_about(value, self.law, self.spread);
        value * self.scale + 0.5
    }
}

/// A step of a chain today.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Its key.
    pub key: Key,
    /// The procedure.
    pub procedure: u16,
    /// The step.
    pub step: u8,
    /// The step that follows, or none.
    pub next: u8,
    /// Where a returned file re-enters.
    pub return_to: u8,
    /// Its office.
    pub office: u16,
    /// The branch of its office, if there is only one.
    pub only_branch: u32,
    /// The chance that a file comes back.
    pub returned: f64,
    /// How far that chance belongs to the file.
    pub frailty: f64,
    /// The chance that it is refused.
    pub refused: f64,
    /// Class in a priority queue.
    pub priority: u32,
    /// Whether what is handed in at the counter may be incomplete.
    pub may_be_incomplete: bool,
    work: Time<'a>,
    passage: Option<(Time<'a>, &'a Duration)>,
}

impl<'a> Sheet<'a> {
    /// Officer's seconds of an errand at this step.
    #[inline]
    pub fn work_of(&self, luck: Luck, errand: &Errand) -> u32 {
        let round = errand.round_at(self);
        let seconds = self
            .work
            .drawn(luck, errand.step_key, Purpose::StepWork, round);
        super::token::whole_seconds(seconds, || round)
    }

    /// Seconds that an errand passes without an officer after this step, and of which
    /// law; none if it goes on at once.
    #[inline]
    pub fn passage_of(&self, luck: Luck, errand: &Errand) -> Option<(f64, &'a Duration)> {
        let (time, law) = self.passage.as_ref()?;
        let round = errand.round_at(self);
        let seconds = time.drawn(luck, errand.step_key, Purpose::StepPassage, round);
        (seconds >= 1.0).then_some((seconds, *law))
    }
}

/// All steps of all chains, under the values of today's levers for the desks' other cases.
pub fn sheets<'a>(world: &World<'a>, background: &[f64]) -> Vec<Sheet<'a>> {
    let value = |slot: Slot| background[slot.0 as usize];
    let mut sheets = Vec::new();
    for (number, chain) in world.chains.iter().enumerate() {
        let Some(chain) = chain else { continue };
        let procedure = &world.model.procedures[number];
        for (step, of) in procedure.steps.iter().enumerate() {
            let Place::Office(office) = of.place else {
                continue;
            };
            let only = world.branches[office] == 1;
            sheets.push(Sheet {
                key: of.key,
                procedure: number as u16,
                step: step as u8,
                next: chain.next[step],
                return_to: of.return_to as u8,
                office: office as u16,
                only_branch: if only {
                    world.first_branch[office]
                } else {
                    NONE
                },
                returned: value(of.returned),
                frailty: of.frailty,
                refused: value(of.refuse),
                priority: of.priority,
                may_be_incomplete: value(procedure.complete) < 1.0,
                work: Time {
                    law: &of.work,
                    scale: value(of.work_scale),
                    spread: value(of.spread),
                },
                passage: of.passage.as_ref().map(|passage| {
                    let time = Time {
                        law: &passage.law,
                        scale: value(of.passage_scale),
                        spread: value(of.spread),
                    };
                    (time, passage)
                }),
            });
        }
    }
    sheets
}
