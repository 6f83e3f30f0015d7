//! Adds facts to sums.

use super::axes::Slice;
use super::run_sums::{RunSums, Scope};
use crate::engine::fact::Outcome;
use crate::engine::{Fact, Listener};
use crate::model::{
    Channel, Instant, JurisdictionIndex, OfficeIndex, ProcedureIndex, Span, StepIndex,
};

/// Crossings of a channel that are added up together.
const TOGETHER: usize = 1 << 16;

impl Listener for RunSums {
    #[expect(
        clippy::inline_always,
        reason = "the variant is known at every call site, so inlining removes the match"
    )]
    #[inline(always)]
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded { .. } = fact {
            return self.project_ended(fact);
        }
        if self.scope == Scope::Projects {
            return;
        }
        match *fact {
            Fact::ProjectEnded { .. } => {}
            Fact::NeedEnded { .. } => self.need_ended(fact),
            Fact::Passed { .. } => self.passed(fact),
            Fact::Arrived { .. } => self.arrived(fact),
            Fact::Filed {
                case: _,
                procedure,
                research,
                at,
                fee,
                hours,
            } => self.filed(procedure, research, at, fee, hours),
            Fact::Decided { .. } => self.decided(fact),
            Fact::StepEnded {
                case: _,
                key: _,
                procedure,
                step,
                research,
                elapsed,
                at,
                returned,
            } => self.step_ended((procedure, step), research, elapsed, at, returned),
            Fact::Served {
                key: _,
                office,
                research,
                waited,
                work,
                at,
            } => self.served(office, research, waited, work, at),
            Fact::Reached {
                office,
                research,
                work,
                at,
            } => self.reached(office, research, work, at),
            Fact::TurnedAway {
                office,
                research,
                at,
            } => self.turned_away(office, research, at),
            Fact::Awarded { .. } => self.awarded(fact),
            Fact::Agreed { .. } => self.agreed(fact),
            Fact::Residents { .. } => self.residents_changed(fact),
            Fact::StayYear { .. } => self.stay_year(fact),
            Fact::Organisation { .. } => self.organisation(fact),
        }
    }
}

impl RunSums {
    #[inline(never)]
    fn project_ended(&mut self, fact: &Fact<'_>) {
        let Fact::ProjectEnded {
            project,
            begun,
            converged,
            realised,
            losses,
            last,
            stranded,
        } = *fact
        else {
            return;
        };
        if !self.axes.measured(project.earliest) {
            return;
        }
        // Totals over the years are added when the run is closed.
        let place = |slice| self.axes.index(slice);
        let places = [
            place(Slice::Host(project.host)),
            place(Slice::Partner(project.guest)),
            place(Slice::Field(project.field)),
            self.cohort(project.host, project.earliest),
        ];
        for place in places {
            let sums = &mut self.projects[place];
            sums.projects += 1;
            sums.potential += project.potential;
            sums.realised += realised;
            sums.begun += u64::from(begun.is_some());
            sums.stranded += stranded;
            if let Some(converged) = converged {
                sums.converged += 1;
                sums.assembly
                    .add(converged - begun.unwrap_or(project.formed));
            }
            if let Some(last) = last {
                sums.last[last as usize] += 1;
            }
        }
        let period = self.axes.period(self.axes.year(project.earliest));
        for loss in losses {
            let office = loss.office.into();
            let key = (project.host, loss.cause, loss.channel, office, loss.origin);
            self.losses.entry(key)[period as usize] += loss.value;
            self.bases.entry((loss.cause, loss.basis))[period as usize] += loss.value;
        }
        let corridor = self.corridors.entry((project.guest, project.host));
        corridor.potential += project.potential;
        corridor.realised += realised;
        let month = self.axes.month(project.earliest);
        for place in [0, 1 + project.host.index()] {
            self.months[place][month].potential += project.potential;
            self.months[place][month].realised += realised;
        }
    }

    #[inline(never)]
    fn need_ended(&mut self, fact: &Fact<'_>) {
        let Fact::NeedEnded {
            channel,
            destination,
            origin,
            key,
            earliest,
            crossing,
            trail,
            ..
        } = *fact
        else {
            return;
        };
        if !self.axes.measured(earliest) {
            return;
        }
        if self.scope == Scope::Everything {
            for segment in trail.segments() {
                let place = segment.place;
                let account = (destination, channel, place.procedure, place.office);
                let sums = self.waiting.entry(account);
                // Adding zeros costs less than a test for them.
                let Some(causes) = segment.by_cause() else {
                    continue;
                };
                for (sum, ticks) in sums.iter_mut().zip(causes) {
                    *sum += u64::from(*ticks);
                }
            }
        }
        let Some((filed, decided)) = crossing else {
            return;
        };
        let places = self.crossing_places(origin, destination, earliest);
        self.add_crossing(channel, key, places, decided - filed);
    }

    /// The time from filing to outcome of a crossing. Crossings are added to slices in
    /// batches by channel: one at a time they would scatter over memory.
    fn add_crossing(&mut self, channel: Channel, key: u64, places: [usize; 3], seconds: Span) {
        if self.is_paired {
            self.crossings[channel as usize].push((key, seconds));
        }
        let places = places.map(|place| place as u16);
        let crossed = &mut self.crossed[channel as usize];
        crossed.push((places, seconds));
        if crossed.len() >= TOGETHER {
            self.add_up_crossings(channel as usize);
        }
    }

    #[inline(never)]
    fn passed(&mut self, fact: &Fact<'_>) {
        let Fact::Passed {
            channel,
            jurisdiction,
            key,
            filed,
            decided,
        } = *fact
        else {
            return;
        };
        // By day of decision: a run ends with its last project, so by day of filing the late
        // filings would be counted in part only.
        if !self.axes.measured(decided) {
            return;
        }
        let places = self.crossing_places(jurisdiction, jurisdiction, decided);
        self.add_crossing(channel, key, places, decided - filed);
    }

    #[inline(never)]
    fn arrived(&mut self, fact: &Fact<'_>) {
        let Fact::Arrived {
            kind,
            origin,
            destination,
            at,
            risky,
            screened,
        } = *fact
        else {
            return;
        };
        if !self.axes.measured(at) {
            return;
        }
        for place in self.crossing_places(origin, destination, at) {
            let sums = &mut self.arrivals[place];
            sums.kinds[kind as usize] += 1;
            sums.risky += u64::from(risky);
            sums.unscreened += u64::from(risky && !screened);
        }
    }

    /// The places of a crossing among the sums: of its destination, origin and cohort.
    fn crossing_places(
        &self,
        origin: JurisdictionIndex,
        destination: JurisdictionIndex,
        at: Instant,
    ) -> [usize; 3] {
        [
            self.axes.index(Slice::Host(destination)),
            self.axes.index(Slice::Partner(origin)),
            self.cohort(destination, at),
        ]
    }

    /// The place of a host's cohort among the sums, at an instant within the measured years.
    #[inline]
    fn cohort(&self, host: JurisdictionIndex, at: Instant) -> usize {
        self.axes.cohort(self.axes.year(at), self.axes.group(host))
    }

    #[inline(never)]
    fn filed(
        &mut self,
        procedure: ProcedureIndex,
        research: bool,
        at: Instant,
        fee: f64,
        hours: f64,
    ) {
        if !self.axes.measured(at) {
            return;
        }
        let year = self.axes.year(at);
        self.procedures[procedure.index()][usize::from(!research)].filed[year] += 1;
        if research {
            self.burden[year].applicants += (hours * 3600.0).round() as u64;
            self.burden[year].fees += (fee * 1e6).round() as u64;
        }
    }

    #[inline(never)]
    fn decided(&mut self, fact: &Fact<'_>) {
        let Fact::Decided {
            case: _,
            procedure,
            research,
            filed,
            at,
            rounds,
            outcome,
            breached,
            deemed,
            clocked,
        } = *fact
        else {
            return;
        };
        if !self.axes.measured(at) {
            return;
        }
        let sums = &mut self.procedures[procedure.index()][usize::from(!research)];
        match outcome {
            Outcome::Approved => sums.approved += 1,
            Outcome::Deemed => sums.deemed += 1,
            Outcome::Refused => sums.refused += 1,
            Outcome::Abandoned => sums.abandoned += 1,
            Outcome::Withdrawn => sums.withdrawn += 1,
        }
        if matches!(outcome, Outcome::Abandoned | Outcome::Withdrawn) {
            return;
        }
        sums.rounds += u64::from(rounds);
        sums.returned += u64::from(rounds > 0);
        sums.elapsed.add(at - filed);
        if breached | deemed | clocked == 0 {
            return;
        }
        for clock in 0..sums.clocked.len() {
            let bit = |set: u32| u64::from(set >> clock & 1);
            sums.breached[clock] += bit(breached);
            sums.by_clock[clock] += bit(deemed);
            sums.clocked[clock] += bit(clocked);
        }
    }

    #[inline(never)]
    fn step_ended(
        &mut self,
        (procedure, step): (ProcedureIndex, StepIndex),
        research: bool,
        elapsed: Span,
        at: Instant,
        returned: bool,
    ) {
        if !self.axes.measured(at) {
            return;
        }
        let sums = &mut self.procedures[procedure.index()][usize::from(!research)];
        let sums = &mut sums.steps[step.index()];
        sums.ended += 1;
        sums.returned += u64::from(returned);
        sums.elapsed += u64::from(elapsed);
    }

    #[inline(never)]
    fn served(
        &mut self,
        office: OfficeIndex,
        research: bool,
        waited: Span,
        work: u64,
        at: Instant,
    ) {
        if !self.axes.measured(at) {
            return;
        }
        let sums = &mut self.offices[office.index()];
        sums.served[usize::from(!research)] += 1;
        sums.worked[usize::from(!research)] += work;
        sums.queue.add(waited);
        if research {
            sums.queue_research.add(waited);
            let year = self.axes.year(at);
            self.burden[year].officers += work;
            self.burden[year].office_cost += self.hour_costs[office.index()] * work / 3600;
        }
    }

    #[inline(never)]
    fn reached(&mut self, office: OfficeIndex, research: bool, work: u64, at: Instant) {
        if self.axes.measured(at) {
            let sums = &mut self.offices[office.index()];
            sums.came[usize::from(!research)] += 1;
            sums.reached[usize::from(!research)] += work;
        }
    }

    #[inline(never)]
    fn turned_away(&mut self, office: OfficeIndex, research: bool, at: Instant) {
        if self.axes.measured(at) {
            self.offices[office.index()].turned_away[usize::from(!research)] += 1;
        }
    }

    #[inline(never)]
    fn awarded(&mut self, fact: &Fact<'_>) {
        let Fact::Awarded {
            programme,
            at,
            applied,
            awarded,
            displaced,
        } = *fact
        else {
            return;
        };
        if self.axes.measured(at) {
            let sums = &mut self.programmes[programme.index()][self.axes.year(at)];
            sums.applied += u64::from(applied);
            sums.awarded += u64::from(awarded);
            sums.displaced += u64::from(displaced);
        }
    }

    #[inline(never)]
    fn agreed(&mut self, fact: &Fact<'_>) {
        let Fact::Agreed {
            agreement,
            elapsed,
            reached,
            at,
        } = *fact
        else {
            return;
        };
        if !self.axes.measured(at) {
            return;
        }
        let sums = &mut self.agreements[agreement.index()];
        if reached {
            sums.reached.add(elapsed);
        } else {
            sums.failed += 1;
        }
    }

    #[inline(never)]
    fn residents_changed(&mut self, fact: &Fact<'_>) {
        let Fact::Residents {
            jurisdiction,
            change,
            late,
            at,
        } = *fact
        else {
            return;
        };
        if at >= self.axes.to {
            return;
        }
        let measured = self.axes.measured(at);
        let sums = &mut self.residents[jurisdiction.index()];
        if measured && change > 0 {
            sums.came += 1;
            sums.late += u64::from(late);
        }
        sums.change(at, i64::from(change), &self.axes.year_starts);
    }

    #[inline(never)]
    fn stay_year(&mut self, fact: &Fact<'_>) {
        let Fact::StayYear {
            jurisdiction,
            left,
            is_natural,
            needed,
            completed,
            at,
        } = *fact
        else {
            return;
        };
        if self.axes.measured(at) {
            let sums = &mut self.residents[jurisdiction.index()];
            sums.years += 1;
            sums.left += u64::from(left);
            sums.natural += u64::from(is_natural);
            sums.needed += u64::from(needed);
            sums.completed += u64::from(completed);
        }
    }

    #[inline(never)]
    fn organisation(&mut self, fact: &Fact<'_>) {
        let Fact::Organisation {
            organisation,
            change,
            at,
        } = *fact
        else {
            return;
        };
        let sums = &mut self.organisations[organisation.index()];
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
