//! From facts to sums.

use super::axes::Slice;
use super::outcome::Outcome;
use crate::engine::fact::{LossPart, Outcome as Ending, ProjectFact};
use crate::engine::{Fact, Listener};
use crate::model::{ResourceKind, Tick};

/// What is heard of a project's end beside the project.
struct End<'a> {
    begun: Option<Tick>,
    converged: Option<Tick>,
    realised: u64,
    losses: &'a [LossPart],
    last: Option<ResourceKind>,
    stranded: u64,
}

/// A decided case.
struct Decision {
    elapsed: Tick,
    rounds: u32,
    ending: Ending,
    breached: u32,
    by_clock: u32,
    clocked: u32,
}

impl Listener for Outcome {
    fn hear(&mut self, fact: &Fact<'_>) {
        match *fact {
            Fact::ProjectEnded {
                project,
                begun,
                converged,
                realised,
                losses,
                last,
                stranded,
            } => {
                self.project(
                    &project,
                    &End {
                        begun,
                        converged,
                        realised,
                        losses,
                        last,
                        stranded,
                    },
                );
            }
            Fact::NeedEnded {
                channel,
                destination,
                origin,
                key,
                earliest,
                crossing,
                trail,
                ..
            } => {
                if !self.axes.measured(earliest) {
                    return;
                }
                for segment in trail {
                    let at = segment.place;
                    for (cause, ticks) in segment.parts() {
                        let place = (destination, channel, at.procedure, at.office, cause);
                        *self.waiting.entry(place).or_default() += u64::from(ticks);
                    }
                }
                let Some((filed, decided)) = crossing else {
                    return;
                };
                self.crossings[channel as usize].push((key, decided - filed));
                for slice in self.of_crossing(origin, destination, earliest) {
                    let place = self.axes.index(slice);
                    self.needs[channel as usize][place]
                        .elapsed
                        .add(decided - filed);
                }
            }
            Fact::Arrived {
                kind,
                origin,
                destination,
                at,
                risky,
                screened,
            } => {
                if !self.axes.measured(at) {
                    return;
                }
                for slice in self.of_crossing(origin, destination, at) {
                    let place = self.axes.index(slice);
                    let sums = &mut self.arrivals[place];
                    sums.kinds[kind as usize] += 1;
                    sums.risky += u64::from(risky);
                    sums.unscreened += u64::from(risky && !screened);
                }
            }
            Fact::Filed {
                procedure,
                research,
                at,
                fee,
                hours,
            } => {
                if !self.axes.measured(at) {
                    return;
                }
                let year = self.axes.year(at);
                self.procedures[usize::from(procedure)][usize::from(!research)].filed[year] += 1;
                if research {
                    self.burden[year].applicants += (hours * 3600.0).round() as u64;
                    self.burden[year].fees += (fee * 1e6).round() as u64;
                }
            }
            Fact::Decided {
                procedure,
                research,
                filed,
                at,
                rounds,
                outcome,
                breached,
                deemed,
                clocked,
            } => {
                if self.axes.measured(at) {
                    let decision = Decision {
                        elapsed: at - filed,
                        rounds,
                        ending: outcome,
                        breached,
                        by_clock: deemed,
                        clocked,
                    };
                    self.decided(procedure, research, &decision);
                }
            }
            Fact::StepEnded {
                procedure,
                step,
                research,
                elapsed,
                at,
                returned,
            } => {
                if self.axes.measured(at) {
                    let sums = &mut self.procedures[usize::from(procedure)][usize::from(!research)];
                    let sums = &mut sums.steps[usize::from(step)];
                    sums.ended += 1;
                    sums.returned += u64::from(returned);
                    sums.elapsed += u64::from(elapsed);
                }
            }
            Fact::Served {
                office,
                research,
                waited,
                work,
                at,
            } => {
                if !self.axes.measured(at) {
                    return;
                }
                let sums = &mut self.offices[usize::from(office)];
                sums.served[usize::from(!research)] += 1;
                sums.worked[usize::from(!research)] += work;
                sums.queue.add(waited);
                if research {
                    sums.queue_research.add(waited);
                    let year = self.axes.year(at);
                    self.burden[year].officers += work;
                    self.burden[year].office_cost +=
                        self.hour_costs[usize::from(office)] * work / 3600;
                }
            }
            Fact::Reached {
                office,
                research,
                work,
                at,
            } => {
                if self.axes.measured(at) {
                    let sums = &mut self.offices[usize::from(office)];
                    sums.came[usize::from(!research)] += 1;
                    sums.reached[usize::from(!research)] += work;
                }
            }
            Fact::Awarded {
                programme,
                at,
                applied,
                awarded,
                displaced,
            } => {
                if self.axes.measured(at) {
                    let sums = &mut self.programmes[usize::from(programme)][self.axes.year(at)];
                    sums.applied += u64::from(applied);
                    sums.awarded += u64::from(awarded);
                    sums.displaced += u64::from(displaced);
                }
            }
            Fact::Agreed {
                agreement,
                elapsed,
                reached,
                at,
            } => {
                if self.axes.measured(at) {
                    let sums = &mut self.agreements[usize::from(agreement)];
                    if reached {
                        sums.reached.add(elapsed);
                    } else {
                        sums.failed += 1;
                    }
                }
            }
            Fact::Residents {
                jurisdiction,
                change,
                at,
            } => {
                self.residents[usize::from(jurisdiction)].change(
                    at,
                    i64::from(change),
                    &self.axes.year_starts,
                );
            }
            Fact::StayYear {
                jurisdiction,
                left,
                needed,
                completed,
                at,
            } => {
                if self.axes.measured(at) {
                    let sums = &mut self.residents[usize::from(jurisdiction)];
                    sums.years += 1;
                    sums.left += u64::from(left);
                    sums.needed += u64::from(needed);
                    sums.completed += u64::from(completed);
                }
            }
            Fact::Organisation {
                organisation,
                change,
                at,
            } => self.organisation(organisation, change, at),
        }
    }
}

impl Outcome {
    fn of_crossing(&self, origin: u16, destination: u16, at: Tick) -> [Slice; 4] {
        [
            Slice::All,
            Slice::Host(usize::from(destination)),
            Slice::Partner(usize::from(origin)),
            Slice::Year(self.axes.year(at)),
        ]
    }

    fn project(&mut self, project: &ProjectFact, end: &End<'_>) {
        if !self.axes.measured(project.earliest) {
            return;
        }
        let slices = [
            Slice::All,
            Slice::Host(usize::from(project.host)),
            Slice::Partner(usize::from(project.guest)),
            Slice::Field(usize::from(project.field)),
            Slice::Year(self.axes.year(project.earliest)),
        ];
        for slice in slices {
            let sums = &mut self.projects[self.axes.index(slice)];
            sums.projects += 1;
            sums.potential += project.potential;
            sums.realised += end.realised;
            sums.begun += u64::from(end.begun.is_some());
            sums.stranded += end.stranded;
            if let Some(converged) = end.converged {
                sums.converged += 1;
                sums.assembly
                    .add(converged - end.begun.unwrap_or(project.formed));
            }
            if let Some(last) = end.last {
                sums.last[last as usize] += 1;
            }
        }
        for loss in end.losses {
            let office = loss.office.unwrap_or(super::NO_OFFICE);
            *self
                .losses
                .entry((project.host, loss.cause, loss.channel, office))
                .or_default() += loss.value;
        }
        let month = self.axes.month(project.earliest);
        let corridor = self
            .corridors
            .entry((project.guest, project.host))
            .or_default();
        let hosts = [0, 1 + usize::from(project.host)];
        for sums in [corridor] {
            sums.potential += project.potential;
            sums.realised += end.realised;
        }
        for place in hosts {
            self.months[place][month].potential += project.potential;
            self.months[place][month].realised += end.realised;
        }
    }

    fn decided(&mut self, procedure: u16, research: bool, decision: &Decision) {
        let sums = &mut self.procedures[usize::from(procedure)][usize::from(!research)];
        match decision.ending {
            Ending::Approved => sums.approved += 1,
            Ending::Deemed => sums.deemed += 1,
            Ending::Refused => sums.refused += 1,
            Ending::Abandoned => sums.abandoned += 1,
            Ending::Withdrawn => sums.withdrawn += 1,
        }
        if matches!(decision.ending, Ending::Abandoned | Ending::Withdrawn) {
            return;
        }
        sums.rounds += u64::from(decision.rounds);
        sums.returned += u64::from(decision.rounds > 0);
        sums.elapsed.add(decision.elapsed);
        for clock in 0..sums.clocked.len() {
            let bit = |set: u32| u64::from(set >> clock & 1);
            sums.breached[clock] += bit(decision.breached);
            sums.by_clock[clock] += bit(decision.by_clock);
            sums.clocked[clock] += bit(decision.clocked);
        }
    }

    fn organisation(&mut self, organisation: u16, change: i32, at: Tick) {
        let sums = &mut self.organisations[usize::from(organisation)];
        if at < self.axes.from {
            sums.before += i64::from(change);
        } else if at < self.axes.to {
            match change.signum() {
                1 => sums.settled += 1,
                -1 => sums.closed += 1,
                _ => sums.failed += 1,
            }
        }
    }
}
