//! A step of a background file's chain as it is today, with the values that levers have for
//! background cases. All data of an event lie together in memory.

use crate::draw::{Distribution, Key, Purpose, RandomStream};
use crate::engine::file::timing::{spread_about, whole_seconds};
use crate::engine::record::{BackgroundFile, BranchId};
use crate::engine::world::World;
use crate::id::with_indices;
use crate::model::{Duration, LeverId, OfficeIndex, Place, ProcedureIndex, StepIndex, steps_in};
use crate::model::{paperwork, return_share};

/// A distribution with today's multiplier and spread.
#[derive(Debug, Clone, Copy)]
struct Time<'a> {
    distribution: &'a Distribution,
    scale: f64,
    spread: f64,
}

impl Time<'_> {
    /// Seconds for a purpose, with half a second added for rounding.
    #[inline]
    fn drawn(&self, luck: RandomStream, key: Key, purpose: Purpose, round: u32) -> f64 {
        let value = match self.distribution {
            Distribution::Fixed(value) => *value,
            distribution => distribution.quantile(luck.uniform(key, purpose, round)),
        };
        let value = spread_about(value, self.distribution, self.spread);
        value * self.scale + 0.5
    }
}

/// A step of a chain today.
#[derive(Debug, Clone, Copy)]
pub struct ChainStep<'a> {
    pub key: Key,
    pub procedure: ProcedureIndex,
    pub step: StepIndex,
    /// The place of the step that follows, among the steps of all chains.
    pub next: Option<u32>,
    /// The place where a returned file re-enters.
    pub return_to: u32,
    pub office: OfficeIndex,
    /// The branch of its office, if there is only one.
    pub only_branch: Option<BranchId>,
    /// The chance that a file comes back.
    pub returned: f64,
    /// The frailty of that chance.
    pub frailty: f64,
    /// The chance that it is refused.
    pub refused: f64,
    /// Class in a priority queue.
    pub priority: u32,
    /// Whether a file handed in at the counter may be incomplete.
    pub may_be_incomplete: bool,
    work: Time<'a>,
    passage: Option<(Time<'a>, &'a Duration)>,
}

impl<'a> ChainStep<'a> {
    /// Officer's seconds of a background file at this step.
    #[inline]
    pub fn work_of(&self, luck: RandomStream, background: &BackgroundFile) -> u32 {
        let round = background.round_at(self.step);
        let seconds = self
            .work
            .drawn(luck, background.step_key, Purpose::StepWork, round);
        whole_seconds(seconds, || round)
    }

    /// Seconds that a background file passes without an officer after this step, and the distribution
    /// they come from; none if it goes on at once.
    #[inline]
    pub fn passage_of(
        &self,
        luck: RandomStream,
        background: &BackgroundFile,
    ) -> Option<(f64, &'a Duration)> {
        let (time, distribution) = self.passage.as_ref()?;
        let round = background.round_at(self.step);
        let seconds = time.drawn(luck, background.step_key, Purpose::StepPassage, round);
        (seconds >= 1.0).then_some((seconds, *distribution))
    }
}

/// All steps of all chains, under the values of today's levers for background cases.
pub fn chain_steps<'a>(world: &World<'a>, background: &[f64]) -> Vec<ChainStep<'a>> {
    let value = |lever: LeverId| background[lever.index()];
    let mut chain_steps = Vec::new();
    let chains = with_indices::<ProcedureIndex, _>(&world.chains);
    for (number, _) in chains.filter(|(_, chain)| chain.is_some()) {
        let procedure = &world.model.procedures[number];
        let paperwork = paperwork(world.model, procedure, background);
        let first = chain_steps.len();
        let place = |step: StepIndex| (first + step.index()) as u32;
        for (step, of) in with_indices(&procedure.steps) {
            let Place::Office(office) = of.place else {
                continue;
            };
            let only = world.branches[office.index()] == 1;
            chain_steps.push(ChainStep {
                key: of.key,
                procedure: number,
                step,
                next: steps_in(procedure.graph.next[step.index()])
                    .next()
                    .map(place),
                return_to: place(of.return_to),
                office,
                only_branch: only.then(|| world.branch_of(office, 0)),
                returned: return_share(value(of.returned), paperwork),
                frailty: of.frailty,
                refused: value(of.refuse),
                priority: of.priority,
                may_be_incomplete: value(procedure.complete) < 1.0,
                work: Time {
                    distribution: &of.work,
                    scale: value(of.work_scale),
                    spread: value(of.spread),
                },
                passage: of.passage.as_ref().map(|passage| {
                    let time = Time {
                        distribution: &passage.distribution,
                        scale: value(of.passage_scale),
                        spread: value(of.spread),
                    };
                    (time, passage)
                }),
            });
        }
    }
    chain_steps
}
