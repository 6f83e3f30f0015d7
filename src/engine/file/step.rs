//! A token at its step: its record, its work, its passage.

use crate::draw::{Distribution, Key, Purpose};
use crate::engine::agenda::Due;
use crate::engine::file::timing::{spread_about, whole_seconds};
use crate::engine::ledger::fact::Listener;
use crate::engine::ledger::trail::{TrailEnd, Where};
use crate::engine::record::{Case, CaseId, CrossingId, File, Phase, Token, TokenId};
use crate::engine::run::Run;
use crate::id::PackedOption;
use crate::model::{
    AgreementIndex, CalendarIndex, Cause, Duration, Graph, Instant, JurisdictionIndex, LeverId,
    OfficeIndex, Place, Procedure, Reading, Span, Step, StepIndex,
};

/// A token at its step, with the data that an event looks up repeatedly.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct StepContext<'a> {
    pub token: TokenId,
    pub case: CaseId,
    /// What the case serves, or none.
    pub crossing: Option<CrossingId>,
    /// The key of its step within its case. It also orders the token's agenda entries among those
    /// of one instant.
    pub key: Key,
    /// The index of its step.
    pub number: StepIndex,
    pub procedure: &'a Procedure,
    pub step: &'a Step,
}

impl StepContext<'_> {
    /// Whether its case is a research case.
    pub fn is_research(&self) -> bool {
        self.crossing.is_some()
    }

    /// The office of its step; none for an agreement.
    pub fn office(&self) -> PackedOption<OfficeIndex> {
        match self.step.place {
            Place::Office(office) => office.into(),
            Place::Agreement(_) => PackedOption::NONE,
        }
    }
}

impl<'a, L: Listener> Run<'a, '_, L> {
    /// A token at its step.
    #[inline]
    pub(in crate::engine) fn step_context(&self, token: TokenId) -> StepContext<'a> {
        let record = &self.state.tokens[token];
        let procedure = &self.world.model.procedures[record.procedure];
        StepContext {
            token,
            case: record.case,
            crossing: record.crossing,
            key: record.key,
            number: record.step,
            procedure,
            step: &procedure.steps[record.step],
        }
    }

    pub(in crate::engine) fn procedure_of(&self, case: CaseId) -> &'a Procedure {
        &self.world.model.procedures[self.state.cases[case].procedure]
    }

    /// The graph that a case was filed under.
    pub(in crate::engine) fn graph_of(&self, case: CaseId) -> &'a Graph {
        let case = &self.state.cases[case];
        let procedure = case.procedure;
        self.world.structure[procedure.index()]
            .map_or(&self.world.model.procedures[procedure].graph, |structure| {
                &structure.graphs[usize::from(case.graph)]
            })
    }

    pub(in crate::engine) fn is_research(&self, case: CaseId) -> bool {
        self.state.cases[case].crossing.is_some()
    }

    /// How often the step of a token has ended before.
    pub(in crate::engine) fn round_of(&self, context: &StepContext<'_>) -> u32 {
        let case = &self.state.cases[context.case];
        match case.ended[Case::count_of(context.number)] {
            // Above the greatest count of a step, the rounds of the case are counted.
            u8::MAX => u32::from(u8::MAX) + u32::from(case.rounds),
            round => u32::from(round),
        }
    }

    /// Moves a token to a step of its case.
    pub(in crate::engine) fn set_step(&mut self, token: TokenId, step: StepIndex) {
        let record = &mut self.state.tokens[token];
        let key = self.world.model.procedures[record.procedure].steps[step].key;
        record.step = step;
        record.key = key.within(self.state.cases[record.case].key);
    }

    /// Adds a token at a step of a case.
    pub(in crate::engine) fn add_token(
        &mut self,
        case: CaseId,
        step: StepIndex,
        trail: TrailEnd,
    ) -> TokenId {
        let now = self.state.now;
        let stamp = self.stamp();
        let record = &mut self.state.cases[case];
        let key = self.world.model.procedures[record.procedure].steps[step].key;
        let token = self.state.tokens.add(Token {
            key: key.within(record.key),
            case,
            next: record.tokens,
            stamp,
            since: now,
            read: Reading::default(),
            began: now,
            trail,
            branch: None,
            work: 0,
            crossing: record.crossing,
            procedure: record.procedure,
            step,
            phase: Phase::Gone,
        });
        record.tokens = Some(token);
        token
    }

    /// Removes a token from its case and frees its record.
    pub(in crate::engine) fn drop_token(&mut self, token: TokenId) {
        self.unlink(token);
        self.free_token(token);
    }

    /// Removes a token from its case, but keeps its record.
    pub(in crate::engine) fn unlink(&mut self, token: TokenId) {
        let (case, next) = (self.state.tokens[token].case, self.state.tokens[token].next);
        let mut link = self.state.cases[case].tokens;
        if link == Some(token) {
            self.state.cases[case].tokens = next;
            return;
        }
        while let Some(earlier) = link {
            link = self.state.tokens[earlier].next;
            if link == Some(token) {
                self.state.tokens[earlier].next = next;
                return;
            }
        }
    }

    pub(in crate::engine) fn free_token(&mut self, token: TokenId) {
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Gone;
        record.stamp = record.stamp.wrapping_add(1);
        self.state.tokens.free(token);
    }

    /// Begins the step of a token.
    pub(in crate::engine) fn begin_step(&mut self, token: TokenId) {
        let now = self.state.now;
        let record = &mut self.state.tokens[token];
        record.began = now;
        record.since = now;
        let context = self.step_context(token);
        self.start_clocks(&context);
        match context.step.place {
            Place::Agreement(agreement) => self.negotiate(&context, agreement),
            Place::Office(office) => {
                let work = self.work_of(&context);
                if work == 0 {
                    self.begin_passage(&context);
                } else {
                    self.reach(&context, office, work);
                }
            }
        }
    }

    fn work_of(&self, context: &StepContext<'_>) -> u32 {
        let step = context.step;
        let distribution = (&step.work, step.work_scale, step.spread);
        whole_seconds(
            self.at_step(context, Purpose::StepWork, distribution),
            || self.round_of(context),
        )
    }

    fn at_step(
        &self,
        context: &StepContext<'_>,
        purpose: Purpose,
        distribution: (&Distribution, LeverId, LeverId),
    ) -> f64 {
        self.stretched(
            (context.key, context.is_research()),
            purpose,
            || self.round_of(context),
            distribution,
        )
    }

    /// A value of a distribution at the step with a key: its mean is scaled, its spread about the mean
    /// changed, and half a second added for rounding.
    #[inline]
    pub(in crate::engine) fn stretched(
        &self,
        (key, research): (Key, bool),
        purpose: Purpose,
        round: impl FnOnce() -> u32,
        (distribution, scale, spread): (&Distribution, LeverId, LeverId),
    ) -> f64 {
        let scale = self.value_for(scale, research);
        let spread = self.value_for(spread, research);
        let value = self.drawn(distribution, key, purpose, round);
        spread_about(value, distribution, spread) * scale + 0.5
    }

    /// A value of a distribution for an entity and purpose. A fixed value needs no draw.
    #[inline]
    pub(in crate::engine) fn drawn(
        &self,
        distribution: &Distribution,
        entity: Key,
        purpose: Purpose,
        round: impl FnOnce() -> u32,
    ) -> f64 {
        match distribution {
            Distribution::Fixed(value) => *value,
            distribution => distribution.quantile(self.uniform(entity, purpose, round())),
        }
    }

    /// Books times of a token of a crossing at one place.
    pub(in crate::engine) fn book_all<const N: usize>(
        &mut self,
        context: &StepContext<'_>,
        parts: [(Cause, Span); N],
        office: PackedOption<OfficeIndex>,
    ) {
        let Some(crossing) = context.crossing else {
            return;
        };
        let record = &mut self.state.tokens[context.token];
        let place = Where {
            procedure: record.procedure.into(),
            office,
        };
        let crossing = &mut self.state.crossings[crossing];
        let (trails, segments) = (&mut self.state.trails, &mut crossing.segments);
        record.trail = trails.add(record.trail, segments, parts, place);
    }

    /// Books the time of a token since `since` to one cause.
    pub(in crate::engine) fn book_since(&mut self, context: &StepContext<'_>, cause: Cause) {
        if context.is_research() {
            let ticks = self.state.now - self.state.tokens[context.token].since;
            self.book_all(context, [(cause, ticks)], context.office());
        }
    }

    pub(in crate::engine) fn begin_passage(&mut self, context: &StepContext<'a>) {
        let step = context.step;
        let Some(passage) = &step.passage else {
            self.state.tokens[context.token].since = self.state.now;
            self.step_ends(context);
            return;
        };
        let distribution = (&passage.distribution, step.passage_scale, step.spread);
        let seconds = self.at_step(context, Purpose::StepPassage, distribution);
        self.pass(context, passage, seconds * self.effort_of(context.case));
    }

    /// The factor of the reforms that changed the graph of a case on its passage.
    fn effort_of(&self, case: CaseId) -> f64 {
        let case = &self.state.cases[case];
        let structure = self.world.structure[case.procedure.index()];
        structure.map_or(1.0, |structure| structure.effort[usize::from(case.graph)])
    }

    /// Two institutions negotiate, unless an earlier contract is still valid.
    fn negotiate(&mut self, context: &StepContext<'a>, agreement: AgreementIndex) {
        let definition = &self.world.model.agreements[agreement];
        let now = self.state.now;
        let here = context.procedure.jurisdiction;
        if let Some(crossing) = context.crossing
            && let key = self.contract_key(crossing, agreement, here)
            && self
                .state
                .agreements
                .get(key.bits())
                .is_some_and(|until| until > now)
        {
            self.go_on(context);
            return;
        }
        let distribution = (
            &definition.passage.distribution,
            definition.passage_scale,
            definition.spread,
        );
        let mut seconds = self.at_step(context, Purpose::StepPassage, distribution);
        if self.world.model.transform.immediate {
            seconds = 0.0;
        }
        self.pass(context, &definition.passage, seconds);
    }

    fn pass(&mut self, context: &StepContext<'a>, passage: &Duration, seconds: f64) {
        let now = self.state.now;
        let record = &mut self.state.tokens[context.token];
        record.since = now;
        if seconds < 1.0 {
            self.step_ends(context);
            return;
        }
        record.phase = Phase::Passage;
        let stamp = record.stamp;
        self.stop_or_run_clocks(context.case, context.procedure);
        let ends = self.later(now, seconds, passage.working, context.procedure.calendar);
        self.due(
            ends,
            Due::PassageEnds(File::Full(context.token).pack()),
            context.key,
            stamp,
        );
    }

    /// The instant after some seconds of the wall clock or of open time in a calendar.
    pub(in crate::engine) fn later(
        &self,
        now: Instant,
        seconds: f64,
        working: bool,
        calendar: CalendarIndex,
    ) -> Instant {
        if working {
            self.world.model.calendars[calendar].after(now, seconds as u64)
        } else {
            now.saturating_add(Span::from_seconds_f64(seconds))
        }
    }

    pub(in crate::engine) fn passage_ends(&mut self, token: TokenId, stamp: u32) {
        let record = &self.state.tokens[token];
        if record.stamp != stamp || record.phase != Phase::Passage {
            return;
        }
        let context = self.step_context(token);
        self.book_since(&context, Cause::Passage);
        let record = &mut self.state.tokens[token];
        record.since = self.state.now;
        record.phase = Phase::Gone;
        self.stop_or_run_clocks(context.case, context.procedure);
        self.step_ends(&context);
    }

    /// The key under which a contract between the two institutions of a crossing is known
    /// in a jurisdiction.
    pub(in crate::engine) fn contract_key(
        &self,
        crossing: CrossingId,
        agreement: AgreementIndex,
        place: JurisdictionIndex,
    ) -> Key {
        let c = &self.state.crossings[crossing];
        let [a, b] = [0, 1].map(|side| {
            self.world
                .institution_key(c.places[side], c.institutions[side])
        });
        let id = &self.world.model.agreements[agreement].id;
        // Either side may be the applicant.
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Key::named(id)
            .within(low)
            .within(high)
            .with(place.index() as u64)
    }
}
