//! The value that a project realises when it converges, and the causes of its losses.

use crate::engine::ledger::fact::{Fact, Listener, LossPart};
use crate::engine::record::{CrossingId, ProjectId, ProjectState};
use crate::engine::run::Run;
use crate::model::{
    Basis, Channel, Instant, Loss, NeedIndex, OfficeIndex, ProjectKindIndex, Reason, Span, needs_in,
};
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
            let weights: Vec<WeightedPart> = needs_in(missing)
                .map(|i| {
                    let reason = self.why_missing(&p, i);
                    WeightedPart {
                        channel: kind.needs[i].channel,
                        office: None,
                        origin: Some(reason.cause),
                        basis: reason.basis,
                        weight: weight(i),
                    }
                })
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
            let weights = self.days_by_office(crossing, kind.needs[last].channel, fact.kind);
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

    /// Why a need is missing from a project that converges: lost before, run out, or not there
    /// in time.
    fn why_missing(&mut self, project: &ProjectState, need: NeedIndex) -> Reason {
        if let Some(reason) = project.missing[need.index()] {
            return reason;
        }
        let crossing = project.needs[need.index()];
        let home = crossing.and_then(|crossing| self.state.crossings[crossing].at_home());
        let cause = if home.is_some_and(|home| home.was_present) {
            Loss::Expired
        } else {
            Loss::Late
        };
        let basis = match crossing {
            Some(crossing) => self.time_basis(crossing, project.kind),
            None => Basis::Notice(project.kind),
        };
        Reason { cause, basis }
    }

    /// The days of a need's waiting ledger by office, to split a loss over.
    fn days_by_office(
        &self,
        crossing: CrossingId,
        channel: Channel,
        kind: ProjectKindIndex,
    ) -> Vec<WeightedPart> {
        let trail = self.state.crossings[crossing].trail;
        let basis = self.time_basis_of_arrival(crossing, kind);
        let mut days: Vec<WeightedPart> = Vec::new();
        let of_office = |office, weight| WeightedPart {
            channel,
            office,
            origin: None,
            basis,
            weight,
        };
        for segment in self.state.trails.chain(trail).segments() {
            let office = segment.place.office.get();
            let ticks = f64::from(segment.length);
            match days.iter_mut().find(|known| known.office == office) {
                Some(known) => known.weight += ticks,
                None => days.push(of_office(office, ticks)),
            }
        }
        days.sort_by_key(|known| known.office);
        if days.is_empty() {
            days.push(of_office(None, 1.0));
        }
        days
    }
}

/// A part of a loss before it is split.
pub(in crate::engine) struct WeightedPart {
    pub channel: Channel,
    pub office: Option<OfficeIndex>,
    pub origin: Option<Loss>,
    pub basis: Basis,
    pub weight: f64,
}

/// Splits a loss by weights; the rounding remainder goes to the largest part.
pub(in crate::engine) fn split(
    value: u64,
    cause: Loss,
    weights: &[WeightedPart],
    losses: &mut Vec<LossPart>,
) {
    if value == 0 || weights.is_empty() {
        return;
    }
    let total: f64 = weights.iter().map(|part| part.weight).sum();
    let mut largest = 0;
    let start = losses.len();
    let mut left = value;
    for (i, of_part) in weights.iter().enumerate() {
        let part = if total > 0.0 {
            ((value as f64 * (of_part.weight / total)) as u64).min(left)
        } else {
            0
        };
        left -= part;
        if of_part.weight > weights[largest].weight {
            largest = i;
        }
        losses.push(LossPart {
            cause,
            channel: of_part.channel,
            office: of_part.office,
            origin: of_part.origin,
            basis: of_part.basis,
            value: part,
        });
    }
    losses[start + largest].value += left;
}
