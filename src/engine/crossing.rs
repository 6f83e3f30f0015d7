//! A crossing on its route: procedures, the journey, arrival.

use super::agenda::Due;
use super::fact::{Fact, Listener, Outcome};
use super::gate::Gate;
use super::run::{Run, is, next_midnight};
use super::slab::NONE;
use super::state::{Crossing, Owner, Progress};
use super::trail::{NOWHERE, no_segments};
use super::world::Stage;
use crate::draw::{Key, Purpose};
use crate::model::{Cause, DAY, Loss, Tick, bits};

/// No class.
pub const NO_CLASS: u16 = u16::MAX;

impl<L: Listener> Run<'_, '_, L> {
    /// A new crossing; its trail begins now.
    pub(super) fn add_crossing(
        &mut self,
        owner: Owner,
        key: Key,
        route: u32,
        places: [u16; 2],
        people: [u32; 2],
        institutions: [u32; 2],
    ) -> u32 {
        let now = self.state.now;
        let stamp = self.stamp();
        self.state.tally.crossings_begun += 1;
        self.state.crossings.add(Crossing {
            owner,
            key,
            route,
            done: 0,
            begun: 0,
            skipped: 0,
            abreast: self.abreast(key, route),
            cases: NONE,
            trail: NONE,
            segments: no_segments(matches!(owner, Owner::Need { .. })),
            from: now,
            since: now,
            filed: Tick::MAX,
            arrived: Tick::MAX,
            decided: Tick::MAX,
            departs: Tick::MAX,
            valid_until: Tick::MAX,
            people,
            institutions,
            places,
            class: NO_CLASS,
            renewal: 0,
            progress: Progress::Waiting,
            was_present: false,
            in_place: false,
            risky: false,
            screened: false,
            stamp,
        })
    }

    /// Stages that a reform has put side by side for this crossing.
    fn abreast(&self, key: Key, route: u32) -> u32 {
        let day = f64::from(self.state.now / DAY);
        let stages = &self.world.route(route).stages;
        self.world
            .policy
            .abreast
            .iter()
            .filter(|change| {
                self.happens(
                    change.key.of(key),
                    Purpose::Structure,
                    0,
                    change.level.on(day),
                )
            })
            .map(|change| {
                stages
                    .iter()
                    .enumerate()
                    .filter(|(_, stage)| change.procedures.contains(&usize::from(stage.procedure)))
                    .fold(0, |set, (i, _)| set | 1 << i)
            })
            .fold(0, |all, set| all | set)
    }

    /// Writes the crossing's own time up to now to one cause.
    pub(super) fn book_crossing(&mut self, crossing: u32, cause: Cause) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.trail =
            self.state
                .trails
                .add(c.trail, &mut c.segments, [(cause, now - c.since)], NOWHERE);
        c.since = now;
    }

    pub(super) fn procedures_begin(&mut self, crossing: u32, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp {
            return;
        }
        match c.progress {
            Progress::Waiting => {
                self.book_crossing(crossing, Cause::OtherResources);
                self.state.crossings[crossing].progress = Progress::Procedures;
                self.advance(crossing);
            }
            Progress::Procedures | Progress::Arrival => {
                self.book_crossing(crossing, Cause::Transit);
                self.advance(crossing);
            }
            Progress::Ready | Progress::Journey | Progress::Present | Progress::Missing => {}
        }
    }

    /// Begins every stage whose turn has come; when all are done, the journey,
    /// or presence.
    pub(super) fn advance(&mut self, crossing: u32) {
        let stamp = self.state.crossings[crossing].stamp;
        loop {
            let c = &self.state.crossings[crossing];
            let arriving = match c.progress {
                Progress::Procedures => false,
                Progress::Arrival => true,
                Progress::Waiting
                | Progress::Ready
                | Progress::Journey
                | Progress::Present
                | Progress::Missing => return,
            };
            let route = self.world.route(c.route);
            let (stages, part) = (&route.stages, route.part(arriving));
            if c.done & part == part {
                if arriving {
                    self.present(crossing);
                } else {
                    self.ready(crossing);
                }
                return;
            }
            let turn = bits(part & !c.begun).find(|&i| Self::may_begin(c, &stages[i], i));
            let Some(i) = turn else { return };
            let stage = stages[i].clone();
            self.state.crossings[crossing].begun |= 1 << i;
            match self.gate(crossing, usize::from(stage.procedure)) {
                Gate::Open => {
                    self.state.crossings[crossing].done |= 1 << i;
                    self.state.crossings[crossing].skipped |= 1 << i;
                }
                Gate::Shut(cause) => {
                    self.stage_failed(crossing, cause, stage.procedure, None);
                    return;
                }
                Gate::File { adhoc, may_forget } => {
                    let case = self.new_case(crossing, i, usize::from(stage.procedure));
                    self.state.cases[case].may_forget = may_forget;
                    self.prepare(case, adhoc);
                }
            }
            if self.state.crossings[crossing].stamp != stamp {
                return;
            }
        }
    }

    fn may_begin(c: &Crossing, stage: &Stage, i: usize) -> bool {
        let mut after = stage.after;
        if c.abreast & (1 << i) != 0 {
            after &= !c.abreast;
        }
        after & !c.done == 0
    }

    /// The case of a stage that is begun.
    fn new_case(&mut self, crossing: u32, stage: usize, procedure: usize) -> u32 {
        // From here on the case writes the time; several cases share what was.
        let trail = self.state.crossings[crossing].trail;
        self.state.trails.share(trail);
        let c = &self.state.crossings[crossing];
        let own = self.side_of(c, procedure);
        let at = (c.places[own], c.institutions[own]);
        let of = &self.world.model.procedures[procedure];
        let key = of.key.of(c.key).with(u64::from(c.renewal));
        let office = self.world.first_office[procedure];
        let home = if is(office) {
            let place = usize::from(at.0);
            self.world.branch(office as usize, place, at.1)
        } else {
            NONE
        };
        self.add_case(key, procedure, crossing, stage, at, home)
    }

    /// The side of a crossing on which a procedure is applied for.
    pub(super) fn side_of(&self, c: &Crossing, procedure: usize) -> usize {
        usize::from(usize::from(c.places[0]) != self.world.model.procedures[procedure].jurisdiction)
    }

    pub(super) fn stage_done(&mut self, crossing: u32, stage: usize) {
        let c = &mut self.state.crossings[crossing];
        c.done |= 1 << stage;
        let of = &self.world.route(c.route).stages;
        let place = self.world.model.procedures[usize::from(of[stage].procedure)].jurisdiction;
        // What is handed to another jurisdiction arrives at midnight.
        let abroad = of.iter().enumerate().any(|(i, next)| {
            c.begun & (1 << i) == 0
                && next.after & (1 << stage) != 0
                && self.world.model.procedures[usize::from(next.procedure)].jurisdiction != place
        });
        if abroad {
            let (key, stamp) = (c.key, c.stamp);
            let at = next_midnight(self.state.now);
            self.due(at, Due::ProcedureBegins, key, crossing, stamp);
        } else {
            self.advance(crossing);
        }
    }

    /// A stage has failed for good: the need will not come.
    pub(super) fn stage_failed(
        &mut self,
        crossing: u32,
        cause: Loss,
        procedure: u16,
        office: Option<u16>,
    ) {
        let channel = self.world.model.procedures[usize::from(procedure)].channel;
        self.experience(crossing, false);
        match self.state.crossings[crossing].owner {
            Owner::Need { project, need } => {
                self.need_failed(project, usize::from(need), cause, channel, office);
            }
            Owner::Organisation { organisation } => {
                self.end_crossing(crossing);
                self.hear.hear(&Fact::Organisation {
                    organisation,
                    change: 0,
                    at: self.state.now,
                });
            }
            Owner::Resident { .. } => self.end_crossing(crossing),
        }
    }

    /// All procedures before the journey are done.
    fn ready(&mut self, crossing: u32) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Ready;
        c.arrived = now;
        if c.decided == Tick::MAX {
            c.decided = now;
        }
        if c.in_place {
            c.progress = Progress::Arrival;
            self.advance(crossing);
            return;
        }
        match c.owner {
            Owner::Need { project, need } => {
                let transit = self.transit_time(crossing);
                let earliest = self.state.projects[project].earliest;
                let begins = earliest.saturating_sub(transit).max(now);
                let of = self.need_kind(project, usize::from(need));
                // People and money travel when they are wanted; what does not
                // spoil goes at once.
                let at = if of.shelf_life.is_some()
                    || of.kind == crate::model::ResourceKind::researchers
                {
                    begins
                } else {
                    now
                };
                if at == now || self.holds_until(crossing, at) {
                    self.depart(crossing, at, transit);
                } else {
                    let c = &self.state.crossings[crossing];
                    let (key, stamp) = (c.key, c.stamp);
                    self.due(at, Due::JourneyBegins, key, crossing, stamp);
                }
            }
            Owner::Organisation { .. } | Owner::Resident { .. } => {
                self.state.crossings[crossing].progress = Progress::Arrival;
                self.advance(crossing);
            }
        }
    }

    fn transit_time(&self, crossing: u32) -> Tick {
        let c = &self.state.crossings[crossing];
        let Owner::Need { project, need } = c.owner else {
            return 0;
        };
        if self.world.model.transform.immediate {
            return 0;
        }
        let of = self.need_kind(project, usize::from(need));
        of.transit.as_ref().map_or(0, |law| {
            let u = self.uniform(c.key, Purpose::Transit, u32::from(c.renewal));
            law.quantile(u).min(f64::from(Tick::MAX / 4)) as Tick
        })
    }

    pub(super) fn journey_begins(&mut self, crossing: u32, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Ready {
            return;
        }
        self.book_crossing(crossing, Cause::OtherResources);
        let transit = self.transit_time(crossing);
        self.depart(crossing, self.state.now, transit);
    }

    /// Leaves, unless a permit has run out meanwhile: then it is renewed first. Where
    /// none can run out before it leaves, that is settled in advance.
    fn depart(&mut self, crossing: u32, at: Tick, transit: Tick) {
        if self.renew_expired(crossing) {
            return;
        }
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Journey;
        c.departs = at;
        let (key, stamp) = (c.key, c.stamp);
        if transit == 0 && at == self.state.now {
            self.journey_ends(crossing, stamp);
            return;
        }
        let ends = if transit == 0 {
            at
        } else {
            // It crosses a border: it is there at midnight.
            super::run::midnight_from(at.saturating_add(transit))
        };
        self.due(ends, Due::JourneyEnds, key, crossing, stamp);
    }

    /// Books the time of a crossing on its journey: it may have waited for its start.
    fn book_journey(&mut self, crossing: u32) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        let left = c.departs.clamp(c.since, now);
        let parts = [
            (Cause::OtherResources, left - c.since),
            (Cause::Transit, now - left),
        ];
        c.trail = self
            .state
            .trails
            .add(c.trail, &mut c.segments, parts, NOWHERE);
        c.since = now;
    }

    pub(super) fn journey_ends(&mut self, crossing: u32, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Journey {
            return;
        }
        self.book_journey(crossing);
        self.state.crossings[crossing].progress = Progress::Arrival;
        self.advance(crossing);
    }

    /// It is there.
    fn present(&mut self, crossing: u32) {
        let now = self.state.now;
        let first = {
            let c = &mut self.state.crossings[crossing];
            c.progress = Progress::Present;
            c.arrived = now;
            let first = !c.was_present;
            c.was_present = true;
            first
        };
        if first {
            self.experience(crossing, true);
        }
        match self.state.crossings[crossing].owner {
            Owner::Need { project, need } => {
                self.need_present(crossing, project, usize::from(need));
            }
            Owner::Organisation { organisation } => {
                let wish = self.state.crossings[crossing].key;
                self.end_crossing(crossing);
                self.settle(organisation, wish);
            }
            Owner::Resident { resident, item } => {
                self.state.bundle[resident as usize].1 |= 1 << item;
                self.end_crossing(crossing);
            }
        }
    }

    /// What has arrived spoils: it must come again.
    pub(super) fn spoils(&mut self, crossing: u32, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Present || c.renewal == u8::MAX {
            return;
        }
        self.book_crossing(crossing, Cause::OtherResources);
        let new = self.stamp();
        let c = &mut self.state.crossings[crossing];
        c.stamp = new;
        c.renewal += 1;
        c.done = 0;
        c.begun = 0;
        c.skipped = 0;
        c.in_place = false;
        c.progress = Progress::Procedures;
        self.advance(crossing);
    }

    /// Ends a crossing: its open cases are withdrawn, its trail is read out.
    pub(super) fn end_crossing(&mut self, crossing: u32) {
        let now = self.state.now;
        let c = self.state.crossings[crossing];
        let mut owner_trail = None;
        let open = self.open_cases(crossing);
        // A trail written up to this instant is that of the case that has ended it.
        let is_written = c.since == now && is(c.trail);
        for (i, case) in open.iter().enumerate() {
            let trail = self.close_trail(*case);
            // Else, of several open cases, the first by the order of procedures
            // owns the time.
            if i == 0 {
                owner_trail = Some(if is_written { c.trail } else { trail });
            }
            self.end_case(*case, trail, Outcome::Withdrawn);
        }
        if let Some(trail) = owner_trail {
            self.state.crossings[crossing].trail = trail;
            self.state.crossings[crossing].since = now;
        } else if c.progress == Progress::Journey {
            self.book_journey(crossing);
        } else {
            self.book_crossing(crossing, Cause::OtherResources);
        }
        let c = self.state.crossings[crossing];
        if let Owner::Need { project, need } = c.owner {
            let of = self.need_kind(project, usize::from(need));
            let (channel, kind) = (of.channel, of.kind);
            let earliest = self.state.projects[project].earliest;
            let crossed = (c.filed != Tick::MAX && c.decided != Tick::MAX && c.decided >= c.filed)
                .then_some((c.filed, c.decided));
            let trail = self.state.trails.chain(c.trail);
            self.hear.hear(&Fact::NeedEnded {
                channel,
                kind,
                origin: c.places[0],
                destination: c.places[1],
                key: c.key.bits(),
                earliest,
                crossing: crossed,
                elapsed: now - c.from,
                trail,
            });
            self.state.tally.lived += u64::from(now - c.from);
            self.state.tally.trailed += u64::from(trail.whole());
        }
        if !matches!(c.owner, Owner::Need { .. }) {
            self.tell_passed(&c);
        }
        self.state.trails.release(c.segments);
        self.state.tally.crossings_ended += 1;
        let stamp = self.stamp();
        let c = &mut self.state.crossings[crossing];
        c.stamp = stamp;
        c.progress = Progress::Missing;
        self.state.crossings.free(crossing);
    }

    /// Says that what is no need of a project has passed, if it was filed and has.
    fn tell_passed(&mut self, c: &Crossing) {
        let Some(stage) = self.world.route(c.route).stages.first() else {
            return;
        };
        if c.filed == Tick::MAX || c.decided == Tick::MAX || c.decided < c.filed {
            return;
        }
        self.hear.hear(&Fact::Passed {
            channel: self.world.model.procedures[usize::from(stage.procedure)].channel,
            jurisdiction: c.places[1],
            key: c.key.bits(),
            filed: c.filed,
            decided: c.decided,
        });
    }

    /// The open cases of a crossing, in the order of its route.
    pub(super) fn open_cases(&self, crossing: u32) -> Vec<u32> {
        let mut open = Vec::new();
        let mut at = self.state.crossings[crossing].cases;
        while is(at) {
            open.push(at);
            at = self.state.cases[at].next;
        }
        open.sort_by_key(|case| self.state.cases[*case].stage);
        open
    }
}
