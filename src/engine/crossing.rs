//! A crossing on its route: procedures, the journey, arrival.

use super::agenda::Due;
use super::fact::{Fact, Listener, Outcome};
use super::gate::Gate;
use super::run::{Run, is};
use super::slab::NONE;
use super::state::{Crossing, Owner, Progress};
use super::trail::{NOWHERE, no_segments};
use super::world::Stage;
use crate::draw::{Key, Purpose};
use crate::model::{Cause, Channel, DAY, Loss, ResourceKind, Tick, bits};
use crate::time::midnight_from;

/// What is told of a need when it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Its channel.
    pub channel: Channel,
    /// Its kind.
    pub kind: ResourceKind,
    /// The earliest start of its project.
    pub earliest: Tick,
    /// When it was filed first, as far as is known at home.
    pub filed: Tick,
    /// When its crossing was decided, as far as is known at home.
    pub decided: Tick,
}

/// No class.
pub const NO_CLASS: u16 = u16::MAX;

impl<L: Listener> Run<'_, '_, L> {
    /// A new crossing; its trail begins now.
    pub(super) fn add_crossing(
        &mut self,
        owner: Owner,
        key: Key,
        route: u32,
        (home, places): (u16, [u16; 2]),
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
            ended: 0,
            valid_until: Tick::MAX,
            valid_abroad: Tick::MAX,
            other: NONE,
            abroad_from: Tick::MAX,
            told: 0,
            home,
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
        if c.progress == Progress::Waiting {
            self.book_crossing(crossing, Cause::OtherResources);
            self.state.crossings[crossing].progress = Progress::Procedures;
            self.advance(crossing);
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
            let is_abroad = matches!(c.owner, Owner::Abroad { .. });
            if c.done & part == part && !is_abroad {
                if arriving {
                    self.present(crossing);
                } else {
                    self.ready(crossing);
                }
                return;
            }
            let own = part & self.own_stages(c);
            let turn = bits(own & !c.begun).find(|&i| Self::may_begin(c, &stages[i], i));
            let Some(i) = turn else {
                self.tell_other_side(crossing);
                return;
            };
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
        c.ended = self.state.now;
        self.advance(crossing);
    }

    /// A stage has failed for good: the need will not come.
    pub(super) fn stage_failed(
        &mut self,
        crossing: u32,
        cause: Loss,
        procedure: u16,
        office: Option<u16>,
    ) {
        if let Owner::Abroad { .. } = self.state.crossings[crossing].owner {
            self.failed_abroad(crossing, cause, procedure, office);
            return;
        }
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
            Owner::Abroad { .. } => {}
        }
    }

    /// All procedures before the journey are done.
    fn ready(&mut self, crossing: u32) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Ready;
        c.arrived = now;
        if c.decided == Tick::MAX {
            c.decided = if c.ended == 0 { now } else { c.ended };
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
            // Whether it is ready is for home to say.
            Owner::Abroad { .. } => {}
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
        let ends = if transit == 0 {
            at
        } else {
            // It crosses a border: it is there at midnight.
            midnight_from(at.saturating_add(transit))
        };
        self.announce(crossing, ends);
        if ends == self.state.now {
            self.journey_ends(crossing, stamp);
            return;
        }
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
            Owner::Abroad { .. } => {}
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
        c.told = 0;
        c.progress = Progress::Procedures;
        self.begin_abroad(crossing, self.state.now);
        self.advance(crossing);
    }

    /// Ends a crossing: its open cases are withdrawn, its trail is read out.
    pub(super) fn end_crossing(&mut self, crossing: u32) {
        let c = self.state.crossings[crossing];
        let Owner::Need { project, need } = c.owner else {
            self.end_record(crossing, None);
            self.tell_passed(&c);
            return;
        };
        let of = self.need_kind(project, usize::from(need));
        let told = Told {
            channel: of.channel,
            kind: of.kind,
            earliest: self.state.projects[project].earliest,
            filed: c.filed,
            decided: c.decided,
        };
        self.state.post.forget(crossing);
        // What waits abroad alone is told by whom it waits for, unless that is what has
        // just been heard.
        let is_written = c.since == self.state.now && is(c.trail);
        if !is(c.cases) && !is_written && self.waits_abroad(crossing) {
            self.withdraw_abroad(crossing, Some(told));
            self.end_record(crossing, None);
        } else {
            self.withdraw_abroad(crossing, None);
            self.end_record(crossing, Some(told));
        }
    }

    /// Ends the record of a crossing on one side: its open cases are withdrawn, and what
    /// there is to tell of the need is told.
    pub(super) fn end_record(&mut self, crossing: u32, told: Option<Told>) {
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
        } else if matches!(c.owner, Owner::Abroad { .. }) && c.progress != Progress::Waiting {
            // What is done here waits to be known at home.
            self.book_crossing(crossing, Cause::Transit);
        } else {
            self.book_crossing(crossing, Cause::OtherResources);
        }
        if let Some(told) = told {
            self.tell_ended(crossing, &told);
        }
        let segments = self.state.crossings[crossing].segments;
        self.state.trails.release(segments);
        self.state.tally.crossings_ended += 1;
        let stamp = self.stamp();
        let c = &mut self.state.crossings[crossing];
        c.stamp = stamp;
        c.progress = Progress::Missing;
        self.state.crossings.free(crossing);
    }

    /// Tells what became of a need.
    fn tell_ended(&mut self, crossing: u32, told: &Told) {
        let now = self.state.now;
        let c = self.state.crossings[crossing];
        let (filed, decided) = (told.filed.min(c.filed), told.decided.min(c.decided));
        let crossed = (filed != Tick::MAX && decided != Tick::MAX && decided >= filed)
            .then_some((filed, decided));
        let trail = self.state.trails.chain(c.trail);
        self.hear.hear(&Fact::NeedEnded {
            channel: told.channel,
            kind: told.kind,
            origin: c.places[0],
            destination: c.places[1],
            key: c.key.bits(),
            earliest: told.earliest,
            crossing: crossed,
            elapsed: now - c.from,
            trail,
        });
        self.state.tally.lived += u64::from(now - c.from);
        self.state.tally.trailed += u64::from(trail.whole());
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
