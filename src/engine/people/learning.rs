//! Awareness and beliefs, and how experience changes them.

use crate::draw::{Key, Purpose};
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{
    Case, CaseId, CrossingId, Held, HomeSide, Owner, PotentialProject, Setback, UNKNOWN_SETBACKS,
    opposite,
};
use crate::engine::run::Run;
use crate::model::{
    Channel, DAY, From, Instant, InstitutionIndex, JurisdictionIndex, ProcedureIndex,
    ResearcherIndex, Span,
};

/// How many entries of `word` ahead their memories are prefetched.
const WORD_AHEAD: usize = 32;

impl<L: Listener> Run<'_, '_, L> {
    /// Whether an applicant knows a procedure: by herself, from memory, or from her institution's
    /// memory. If she does, whether she might forget it.
    pub(in crate::engine) fn is_aware(
        &self,
        procedure: ProcedureIndex,
        place: JurisdictionIndex,
        person: ResearcherIndex,
        institution: InstitutionIndex,
        jurisdiction: JurisdictionIndex,
    ) -> Option<bool> {
        let floor = self.world.aware_floor[procedure.index()];
        if floor >= 1.0 {
            return Some(false);
        }
        let definition = &self.world.model.procedures[procedure];
        let who = self.world.researcher_key(place, person);
        let share = self.value(definition.aware);
        let key = definition.key.within(who);
        let u = self.uniform(key, Purpose::Aware, 0);
        let may_forget = u >= floor;
        let Some(awareness) = self.world.awareness[definition.channel as usize] else {
            return (u < share).then_some(may_forget);
        };
        let spread = awareness.organisation_share * self.organisations_fill(jurisdiction);
        let share = if spread > 0.0 {
            1.0 - (1.0 - share) * (1.0 - spread)
        } else {
            share
        };
        if u < share {
            return Some(may_forget);
        }
        let now = self.state.now;
        let remembers = |key: Key| {
            self.state
                .memories
                .get(key.bits())
                .is_some_and(|until| until > now)
        };
        if remembers(key) {
            return Some(may_forget);
        }
        let memory = definition
            .key
            .within(self.world.institution_key(place, institution));
        let learns = awareness.institution_share > 0.0
            && remembers(memory)
            && self.happens(
                key,
                Purpose::AwareInstitution,
                0,
                awareness.institution_share,
            );
        learns.then_some(may_forget)
    }

    /// Filing teaches the applicant and her institution; word reaches collaborators.
    pub(in crate::engine) fn learn_from_filing(&mut self, case: CaseId) {
        let record = self.state.cases[case];
        let procedure = record.procedure;
        let definition = &self.world.model.procedures[procedure];
        let Some(awareness) = self.world.awareness[definition.channel as usize] else {
            return;
        };
        if self.world.aware_floor[procedure.index()] >= 1.0 {
            // Everyone knows it, so no memory of it is ever looked up.
            return;
        }
        let Some(crossing) = record.crossing else {
            return;
        };
        let c = self.state.crossings[crossing];
        let side = usize::from(c.places[0] != record.jurisdiction);
        let place = record.jurisdiction;
        // A memory fades with a constant hazard: half are gone after the half-life.
        let asked = [Purpose::Memory, Purpose::WordTaken];
        let [u, taken] = self.world.luck.uniform_pair(record.key, asked, 0);
        let lasts = -awareness.half_life_days * libm::log2(1.0 - u) * f64::from(DAY);
        let until = Instant::from_seconds_f64(f64::from(self.state.now) + lasts);
        let who = self.world.researcher_key(place, c.people[side]);
        let key = definition.key.within(who);
        if record.may_forget {
            self.remember(key, until);
        }
        if let Some(memory) = self.memory_of_institution(&record) {
            self.remember(memory, until);
        }
        let researchers = self.world.population.researchers(place);
        if researchers == 0 {
            return;
        }
        let (first, count) = self.world.population.members(place, record.institution);
        // The colleagues who remember are independent draws, so only their number is drawn here.
        let takers = awareness.takers.partition_point(|below| *below <= taken);
        for i in 0..takers as u32 {
            // Collaborators are keyed draws among colleagues and cost no memory.
            let u = self.uniform(who, Purpose::WordTo, i);
            let friend = first + (u * count as f64) as u64;
            let friend = ResearcherIndex::from_index(friend as usize);
            let key = definition
                .key
                .within(self.world.researcher_key(place, friend));
            if self.may_forget(procedure, key) {
                self.state.word.push((key.bits(), until));
            }
        }
    }

    /// Whether a person might not know a procedure by herself, so that her memory of it may be
    /// looked up.
    fn may_forget(&self, procedure: ProcedureIndex, key: Key) -> bool {
        !self.happens(
            key,
            Purpose::Aware,
            0,
            self.world.aware_floor[procedure.index()],
        )
    }

    fn remember(&mut self, key: Key, until: Instant) {
        self.state.remember(key.bits(), until);
    }

    /// Delivers word between collaborators, at midnight.
    pub(in crate::engine) fn spread_word(&mut self) {
        let mut word = std::mem::take(&mut self.state.word);
        for i in 0..word.len() {
            if let Some((key, _)) = word.get(i + WORD_AHEAD) {
                self.state.memories.prefetch(*key);
            }
            let (key, until) = word[i];
            self.state.remember(key, until);
        }
        // The allocation is used again.
        word.clear();
        self.state.word = word;
    }

    fn public_place(
        &self,
        origin: JurisdictionIndex,
        destination: JurisdictionIndex,
        channel: Channel,
    ) -> usize {
        let n = self.world.model.jurisdictions.len();
        (origin.index() * n + destination.index()) * Channel::ALL.len() + channel as usize
    }

    /// The community of a project's lead: her institution's field.
    pub(in crate::engine) fn community(&self, potential: &PotentialProject) -> Key {
        self.world
            .institution_key(potential.lead_at, potential.lead_institution)
            .with(potential.field.index() as u64)
    }

    /// The person who gains the experience of leading a project. In projects that only a resident
    /// could lead it is the resident, not her local colleague.
    fn lead_key(&self, potential: &PotentialProject) -> Key {
        match potential.resident.get() {
            None => self.world.researcher_key(potential.lead_at, potential.lead),
            Some(resident) => self.state.potential_residents[resident].key,
        }
    }

    /// The person on one side of a project.
    pub(in crate::engine) fn key_on_side(&self, potential: &PotentialProject, side: From) -> Key {
        if (side == From::host) == potential.lead_hosts {
            return self.lead_key(potential);
        }
        self.world
            .researcher_key(potential.partner_at, potential.partner)
    }

    /// What the lead of a potential project believes of a need's crossing:
    /// success and delay in days.
    pub(in crate::engine) fn believed(
        &self,
        potential: &PotentialProject,
        community: Key,
        channel: Channel,
        from: From,
    ) -> (f64, f64) {
        let belief = &self.world.model.belief;
        let place = self.place_of(potential, channel, from);
        let corridor = corridor_key(place);
        let held = potential
            .believed_before
            .then(|| self.state.beliefs.get(corridor.within(community).bits()));
        let shared = self.faded(place, held.flatten());
        if belief.own_weight <= 0.0 || !potential.led_before {
            return shared;
        }
        let experience = self
            .state
            .experiences
            .get(corridor.within(self.lead_key(potential)).bits());
        if experience.is_none() {
            return shared;
        }
        let experience = self.faded(place, experience);
        let w = belief.own_weight;
        (
            shared.0 + w * (experience.0 - shared.0),
            shared.1 + w * (experience.1 - shared.1),
        )
    }

    /// The place of the public figure of a need's crossing.
    fn place_of(&self, potential: &PotentialProject, channel: Channel, from: From) -> usize {
        let (origin, _) = potential.on_side(from);
        let (destination, _) = potential.on_side(opposite(from));
        self.public_place(origin, destination, channel)
    }

    /// How needs of a project's channel failed on their corridor last year, by setback.
    pub(in crate::engine) fn feared(
        &self,
        potential: &PotentialProject,
        channel: Channel,
        from: From,
    ) -> [u32; Setback::ALL.len()] {
        self.state.public[self.place_of(potential, channel, from)].setbacks
    }

    /// The key of an institution's memory of a case's procedure, if a filing leaves one.
    fn memory_of_institution(&self, case: &Case) -> Option<Key> {
        let procedure = case.procedure;
        let definition = &self.world.model.procedures[procedure];
        let awareness = self.world.awareness[definition.channel as usize]?;
        // If everyone knows a procedure, no memory of it is ever looked up.
        let is_asked =
            awareness.institution_share > 0.0 && self.world.aware_floor[procedure.index()] < 1.0;
        is_asked.then(|| {
            let place = case.jurisdiction;
            definition
                .key
                .within(self.world.institution_key(place, case.institution))
        })
    }

    /// A belief about a corridor and channel, relaxed towards the public figure since its renewal.
    fn faded(&self, place: usize, held: Option<Held>) -> (f64, f64) {
        let public = &self.state.public[place];
        held.map_or((public.success, public.delay), |held| {
            let days = f64::from(self.state.now - held.renewed) / f64::from(DAY);
            let kept = libm::exp2(-days / self.world.model.belief.half_life_days);
            (
                public.success + (f64::from(held.success) - public.success) * kept,
                public.delay + (f64::from(held.delay) - public.delay) * kept,
            )
        })
    }

    /// Updates beliefs and the public figure when a need is present for the first time, or is
    /// lost by a setback. `filed` is its first filing as far as is known; a need that arrives
    /// without a filing took no time.
    pub(in crate::engine) fn gain_experience(
        &mut self,
        crossing: CrossingId,
        setback: Option<Setback>,
        filed: Instant,
    ) {
        let now = self.state.now;
        let c = self.state.crossings[crossing];
        let Some(&HomeSide { owner, decided, .. }) = c.at_home() else {
            return;
        };
        let Owner::Need { project, need } = owner else {
            return;
        };
        let channel = self.need_kind(project, need).channel;
        let time = if filed == Instant::NEVER {
            Span::ZERO
        } else if decided != Instant::NEVER && decided >= filed {
            decided - filed
        } else {
            now - filed
        };
        let place = self.public_place(c.places[0], c.places[1], channel);
        self.state.public[place].year.count(setback, time);
        let potential = *self.potential_of(project);
        let delay = f64::from(time) / f64::from(DAY);
        let outcome = if setback.is_none() { 1.0 } else { 0.0 };
        let corridor = corridor_key(place);
        // Experience that is never looked up is not kept.
        if potential.believed_again {
            let community = corridor.within(self.community(&potential)).bits();
            let before = self.faded(place, self.state.beliefs.get(community));
            let w = self.world.model.belief.weight;
            self.state.beliefs.set(
                community,
                Held {
                    success: (before.0 + w * (outcome - before.0)) as f32,
                    delay: (before.1 + w * (delay - before.1)) as f32,
                    renewed: now,
                },
            );
        }
        if self.world.model.belief.own_weight > 0.0 && potential.leads_again {
            let key = corridor.within(self.lead_key(&potential)).bits();
            self.state.experiences.set(
                key,
                Held {
                    success: outcome as f32,
                    delay: delay as f32,
                    renewed: now,
                },
            );
        }
    }

    /// Publishes last year's means as the public figures, at the turn of the year.
    ///
    /// The first year of a run has no figure. Nothing was under way when it began, and failures are
    /// known at once but successes months later, so its means would be those of failures. Until the
    /// second turn of the year the reference is used.
    pub(in crate::engine) fn publish(&mut self) {
        let first = self.world.model.frame.turns_of_year.first().copied();
        let reference = &self.world.model.belief.setbacks;
        let n = self.world.model.jurisdictions.len();
        for (place, public) in self.state.public.iter_mut().enumerate() {
            let year = std::mem::take(&mut public.year);
            if first == Some(self.state.now) {
                continue;
            }
            if let Some((success, delay)) = year.means() {
                (public.success, public.delay) = (success, delay);
                public.published.add(year);
            }
            let setbacks = year.setbacks().or_else(|| {
                let (corridor, channel) = (place / Channel::ALL.len(), place % Channel::ALL.len());
                let at = (corridor / n, corridor % n, channel);
                reference.get(&at).copied()
            });
            public.setbacks = setbacks.unwrap_or(UNKNOWN_SETBACKS);
        }
    }
}

/// The key of a corridor and channel, which contains the keys of its beliefs.
#[inline]
fn corridor_key(place: usize) -> Key {
    const CORRIDOR: Key = Key::named("corridor");
    CORRIDOR.with(place as u64)
}
