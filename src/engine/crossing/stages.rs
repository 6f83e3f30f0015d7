//! The stages of a crossing: beginning, completion and failure.

use crate::draw::{Key, Purpose};
use crate::engine::crossing::border::{Failure, News};
use crate::engine::crossing::gate::Gate;
use crate::engine::crossing::route::Stage;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::ledger::trail::{NOWHERE, Segments};
use crate::engine::record::{
    CaseId, Crossing, CrossingId, HomeSide, Owner, Progress, RouteId, Setback, Side,
};
use crate::engine::run::Run;
use crate::id::PackedOption;
use crate::model::{
    Cause, Instant, InstitutionIndex, JurisdictionIndex, OfficeIndex, ProcedureIndex, Reason,
    ResearcherIndex, bits,
};

/// A crossing that begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct NewCrossing {
    /// What it serves.
    pub owner: Owner,
    pub key: Key,
    pub route: RouteId,
    /// The jurisdiction in which what it serves is at home.
    pub home: JurisdictionIndex,
    /// Origin and destination.
    pub places: [JurisdictionIndex; 2],
    /// Who applies there.
    pub people: [ResearcherIndex; 2],
    /// Their institutions.
    pub institutions: [InstitutionIndex; 2],
}

impl<L: Listener> Run<'_, '_, L> {
    /// Adds a crossing; its trail begins now.
    pub(in crate::engine) fn add_crossing(&mut self, new: NewCrossing) -> CrossingId {
        let now = self.state.now;
        let stamp = self.stamp();
        self.state.tally.crossings_begun += 1;
        self.state.crossings.add(Crossing {
            side: Side::Home(HomeSide::new(new.owner)),
            key: new.key,
            route: new.route,
            done: 0,
            begun: 0,
            skipped: 0,
            parallel: self.parallel_stages(new.key, new.route),
            cases: None,
            trail: None,
            segments: Segments::new(matches!(new.owner, Owner::Need { .. })),
            from: now,
            since: now,
            filed: Instant::NEVER,
            departs: Instant::NEVER,
            ended: Instant::START,
            valid_until: Instant::NEVER,
            other: None,
            known_to_other: 0,
            home: new.home,
            people: new.people,
            institutions: new.institutions,
            places: new.places,
            class: PackedOption::NONE,
            renewal: 0,
            progress: Progress::Waiting,
            screened: false,
            planned: true,
            stamp,
        })
    }

    /// Stages that a reform lets this crossing pass in parallel, by bit.
    fn parallel_stages(&self, key: Key, route: RouteId) -> u32 {
        let day = f64::from(self.state.now.day());
        let stages = &self.world.route(route).stages;
        self.world
            .policy
            .parallel
            .iter()
            .filter(|change| {
                self.happens(
                    change.key.within(key),
                    Purpose::Structure,
                    0,
                    change.level.on(day),
                )
            })
            .map(|change| {
                stages
                    .iter()
                    .enumerate()
                    .filter(|(_, stage)| change.procedures.contains(&stage.procedure))
                    .fold(0, |set, (i, _)| set | 1 << i)
            })
            .fold(0, |sum, set| sum | set)
    }

    /// Books the crossing's own time up to now to one cause.
    pub(in crate::engine) fn book_crossing(&mut self, crossing: CrossingId, cause: Cause) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.trail =
            self.state
                .trails
                .add(c.trail, &mut c.segments, [(cause, now - c.since)], NOWHERE);
        c.since = now;
    }

    pub(in crate::engine) fn procedures_begin(&mut self, crossing: CrossingId, stamp: u32) {
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

    /// Begins every stage whose predecessors are done. When all are done, the journey or the
    /// presence begins.
    pub(in crate::engine) fn advance(&mut self, crossing: CrossingId) {
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
            let is_abroad = c.is_abroad();
            if c.done & part == part && !is_abroad {
                if arriving {
                    self.present(crossing);
                } else {
                    self.ready(crossing);
                }
                return;
            }
            let own_part = part & self.own_stages(c);
            let turn = bits(own_part & !c.begun).find(|&i| Self::may_begin(c, &stages[i], i));
            let Some(i) = turn else {
                self.tell_other_side(crossing, News::StagesDone);
                return;
            };
            let stage = stages[i].clone();
            self.state.crossings[crossing].begun |= 1 << i;
            match self.gate(crossing, stage.procedure) {
                Gate::Open => {
                    self.state.crossings[crossing].done |= 1 << i;
                    self.state.crossings[crossing].skipped |= 1 << i;
                }
                Gate::Shut(reason) => {
                    self.stage_failed(crossing, reason, stage.procedure, None);
                    return;
                }
                Gate::File { adhoc, may_forget } => {
                    let case = self.new_case(crossing, i, stage.procedure);
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
        if c.parallel & (1 << i) != 0 {
            after &= !c.parallel;
        }
        after & !c.done == 0
    }

    /// The case of a stage that is begun.
    fn new_case(
        &mut self,
        crossing: CrossingId,
        stage: usize,
        procedure: ProcedureIndex,
    ) -> CaseId {
        // From here on the case books the time; several cases share the trail before it.
        let trail = self.state.crossings[crossing].trail;
        self.state.trails.share(trail);
        let c = &self.state.crossings[crossing];
        let side = self.side_of(c, procedure);
        let applicant = (c.places[side], c.institutions[side]);
        let definition = &self.world.model.procedures[procedure];
        let key = definition.key.within(c.key).with(u64::from(c.renewal));
        let office = self.world.first_office[procedure.index()];
        let home = office.map(|office| self.world.branch(office, applicant.0, applicant.1));
        self.add_case(key, procedure, Some(crossing), stage, applicant, home)
    }

    /// The side of a crossing on which a procedure is applied for.
    pub(in crate::engine) fn side_of(&self, c: &Crossing, procedure: ProcedureIndex) -> usize {
        usize::from(c.places[0] != self.world.model.procedures[procedure].jurisdiction)
    }

    pub(in crate::engine) fn stage_done(&mut self, crossing: CrossingId, stage: usize) {
        let c = &mut self.state.crossings[crossing];
        c.done |= 1 << stage;
        c.ended = self.state.now;
        self.advance(crossing);
    }

    /// A stage has failed for good, and the need with it.
    pub(in crate::engine) fn stage_failed(
        &mut self,
        crossing: CrossingId,
        reason: Reason,
        procedure: ProcedureIndex,
        office: Option<OfficeIndex>,
    ) {
        let Some(owner) = self.state.crossings[crossing].owner() else {
            let failure = Failure {
                reason,
                procedure,
                office,
            };
            self.tell_other_side(crossing, News::Failed(failure));
            return;
        };
        let channel = self.world.model.procedures[procedure].channel;
        if let Some(setback) = Setback::from_loss(reason.cause) {
            let filed = self.state.crossings[crossing].filed;
            self.gain_experience(crossing, Some(setback), filed);
        }
        match owner {
            Owner::Need { project, need } => {
                self.need_failed(project, need, reason, channel, office);
            }
            Owner::Organisation { organisation } => {
                self.end_crossing(crossing);
                self.listener.record(&Fact::Organisation {
                    organisation,
                    change: 0,
                    at: self.state.now,
                });
            }
            Owner::Resident { .. } => self.end_crossing(crossing),
        }
    }
}
