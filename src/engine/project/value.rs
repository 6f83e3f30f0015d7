//! The value that a project realises when it converges, and the causes of its losses.

use crate::engine::ledger::fact::{Fact, Listener, LossPart};
use crate::engine::record::{CrossingId, ProjectId};
use crate::engine::run::Run;
use crate::model::{Channel, Instant, Loss, NeedIndex, OfficeIndex, Span, needs_in};
use crate::time::YEAR_SECONDS;

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn converge(&mut self, project: ProjectId) {
        let p = self.state.projects[project];
        let now = self.state.now;
        let fact = self.project_fact(&p.potential);
        let kind = &self.world.model.kinds[fact.kind];
        let potential = fact.potential;
        let has = || needs_in(p.has);
        let weight = |i: NeedIndex| kind.needs[i].weight;
        let total: f64 = has().map(weight).sum();
        // An optional need whose permit has run out cannot be used.
        let present = has()
            .filter(|&i| {
                let is_valid = |crossing| self.is_valid(crossing);
                self.is_present(project, i) && p.needs[i.index()].is_some_and(is_valid)
            })
            .fold(0_u8, |set, i| set | 1 << i.index());
        let missing = p.has & !present;
        let complete = if missing == 0 {
            potential
        } else {
            // Completeness, constant elasticity of substitution with x in {0, 1}.
            let there: f64 = needs_in(present).map(|i| weight(i) / total).sum();
            (potential as f64 * libm::pow(there, 1.0 / kind.theta)) as u64
        };
        let delay = now - p.earliest;
        let realised = if delay == Span::ZERO {
            complete
        } else {
            let years = f64::from(delay) / YEAR_SECONDS;
            (complete as f64 * crate::draw::exp(-self.world.model.frame.rho * years)) as u64
        };
        let mut losses = Vec::new();
        if complete < potential {
            let weights: Vec<(Channel, Option<OfficeIndex>, f64)> = needs_in(missing)
                .map(|i| (kind.needs[i].channel, None, weight(i)))
                .collect();
            split(
                potential - complete,
                Loss::Incomplete,
                &weights,
                &mut losses,
            );
        }
        let arrived = |i: NeedIndex| {
            p.needs[i.index()].map_or(Instant::START, |crossing| self.arrived(crossing))
        };
        let last = has()
            .filter(|&i| kind.needs[i].essential)
            .max_by_key(|&i| (arrived(i), std::cmp::Reverse(i)));
        if let Some(last) = last
            && let Some(crossing) = p.needs[last.index()]
            && realised < complete
        {
            let weights = self.days_by_office(crossing, kind.needs[last].channel);
            split(complete - realised, Loss::Delayed, &weights, &mut losses);
        }
        let stranded: u64 = needs_in(present).map(|i| u64::from(now - arrived(i))).sum();
        self.state.tally.realised += realised;
        self.state.tally.lost += potential - realised;
        self.count(&fact);
        self.close_project(project);
        self.listener.record(&Fact::ProjectEnded {
            project: fact,
            begun: Some(p.begun),
            converged: Some(now),
            realised,
            losses: &losses,
            last: last.map(|i| kind.needs[i].kind),
            stranded,
        });
    }

    /// The days of a need's waiting ledger by office, to split a loss over.
    fn days_by_office(
        &self,
        crossing: CrossingId,
        channel: Channel,
    ) -> Vec<(Channel, Option<OfficeIndex>, f64)> {
        let mut days: Vec<(Channel, Option<OfficeIndex>, f64)> = Vec::new();
        let trail = self.state.crossings[crossing].trail;
        for segment in self.state.trails.chain(trail).segments() {
            let office = segment.place.office.get();
            let ticks = f64::from(segment.length);
            match days.iter_mut().find(|(_, known, _)| *known == office) {
                Some((_, _, sum)) => *sum += ticks,
                None => days.push((channel, office, ticks)),
            }
        }
        days.sort_by_key(|(_, office, _)| *office);
        if days.is_empty() {
            days.push((channel, None, 1.0));
        }
        days
    }
}

/// Splits a loss by weights; the rounding remainder goes to the largest part.
fn split(
    value: u64,
    cause: Loss,
    weights: &[(Channel, Option<OfficeIndex>, f64)],
    losses: &mut Vec<LossPart>,
) {
    if value == 0 || weights.is_empty() {
        return;
    }
    let total: f64 = weights.iter().map(|(_, _, weight)| weight).sum();
    let mut largest = 0;
    let start = losses.len();
    let mut left = value;
    for (i, (channel, office, weight)) in weights.iter().enumerate() {
        let part = if total > 0.0 {
            ((value as f64 * (weight / total)) as u64).min(left)
        } else {
            0
        };
        left -= part;
        if *weight > weights[largest].2 {
            largest = i;
        }
        losses.push(LossPart {
            cause,
            channel: *channel,
            office: *office,
            value: part,
        });
    }
    losses[start + largest].value += left;
}
