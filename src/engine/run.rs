//! A run: the order of events in a day.

use std::sync::Arc;

use crate::draw::{Key, Purpose};
use crate::engine::agenda::{Due, Entry};
use crate::engine::file::chain_step;
use crate::engine::file::chain_step::ChainStep;
use crate::engine::ledger::fact::Listener;
use crate::engine::office::staffing;
use crate::engine::office::staffing::Staffing;
use crate::engine::part::Part;
use crate::engine::people::batch::Batch;
use crate::engine::record::{File, PotentialResident};
use crate::engine::world::World;
use crate::id::PackedOption;
use crate::model::levers::compose;
use crate::model::{CalendarIndex, Instant, LeverId, Reading};

/// The least number of entries a day for which prefetching pays off.
const BUSY_DAY: usize = 256;

/// A run: the world that it reads, the state that it changes, and its listener.
pub struct Run<'a, 'w, L> {
    pub world: &'a World<'w>,
    pub state: &'a mut Part,
    pub listener: &'a mut L,
    /// The latest reading: its calendar, its instant and its value.
    calendar_cache: (PackedOption<CalendarIndex>, Instant, Reading),
    /// The staffing of the offices today.
    pub(in crate::engine) staffing: Vec<Staffing>,
    /// The steps of background files as they are today.
    pub(in crate::engine) chain_steps: Vec<ChainStep<'a>>,
    /// Whether the policy moves officers.
    moves_officers: bool,
    /// No day has begun yet under this policy.
    is_first_day: bool,
}

impl<'a, 'w, L: Listener> Run<'a, 'w, L> {
    /// A run that continues from a state.
    pub fn new(world: &'a World<'w>, state: &'a mut Part, listener: &'a mut L) -> Self {
        Self {
            staffing: staffing::staffing(world, &state.values),
            chain_steps: chain_step::chain_steps(world, &state.background),
            moves_officers: staffing::are_moved(world),
            is_first_day: true,
            calendar_cache: (PackedOption::NONE, Instant::NEVER, Reading::default()),
            world,
            state,
            listener,
        }
    }
}

impl<L: Listener> Run<'_, '_, L> {
    /// Schedules every event that has no cause within the run.
    pub fn open(&mut self) {
        self.open_background();
        self.open_panels();
        self.open_calls();
        self.open_stays();
        self.open_organisations();
    }

    /// One day, from midnight to midnight.
    pub fn pass_day(&mut self) {
        let day = self.state.now.day();
        self.begin_day(day);
        let tomorrow = Instant::midnight(day + 1);
        self.day(tomorrow);
        self.state.now = tomorrow;
        let frame = &self.world.model.frame;
        if tomorrow == frame.measured_from || tomorrow == frame.measured_to {
            self.mark_branches(tomorrow == frame.measured_from);
        }
    }

    fn begin_day(&mut self, day: u32) {
        self.state.agenda.begin_day(day as usize);
        let on = f64::from(day);
        let is_first = std::mem::replace(&mut self.is_first_day, false);
        let (mut are_moved, mut is_moved) = (false, false);
        for step in &self.world.policy.moves {
            if !is_first && !step.may_change_on(on) {
                continue;
            }
            let index = step.lever.index();
            let lever = &self.world.model.levers[index];
            let value = compose(lever.base, lever.range, &step.steps, on, false);
            let before = std::mem::replace(&mut self.state.values[index], value);
            is_moved |= before.to_bits() != value.to_bits();
            let background = compose(lever.base, lever.range, &step.steps, on, true);
            let before = std::mem::replace(&mut self.state.background[index], background);
            are_moved |= before.to_bits() != background.to_bits();
        }
        if is_moved {
            self.expect_hours_anew();
        }
        if are_moved {
            self.chain_steps = chain_step::chain_steps(self.world, &self.state.background);
        }
        if self.moves_officers {
            self.staffing = staffing::staffing(self.world, &self.state.values);
        }
        self.spread_word();
        self.wishes_of_day(Instant::midnight(day));
        let frame = &self.world.model.frame;
        if frame.turns_of_year.contains(&self.state.now) {
            self.publish();
        }
        self.open_mail();
    }

    /// Begins a batch of potential projects; `potential_residents` includes those of the batch.
    pub fn begin_batch(
        &mut self,
        batch: &Arc<Batch>,
        potential_residents: &Arc<Vec<PotentialResident>>,
    ) {
        let state = &mut *self.state;
        state.batch = Arc::clone(batch);
        state.next_project = 0;
        state.potential_residents = Arc::clone(potential_residents);
        let count = potential_residents.len();
        state.resident.resize(count, false);
        state.resident_since.resize(count, Instant::START);
        state.bundle.resize(count, (0, 0));
    }

    /// When the next project led in this part forms.
    fn next_formed(&mut self) -> Instant {
        let state = &mut *self.state;
        while let Some(potential) = state.batch.projects.get(state.next_project) {
            if state.has(potential.lead_at) {
                return potential.formed;
            }
            state.next_project += 1;
        }
        Instant::NEVER
    }

    /// The events of one day: potential projects and the agenda, in time.
    fn day(&mut self, tomorrow: Instant) {
        // With few events a day the records are in the cache anyway.
        let prefetches = self.world.prefetches && self.state.agenda.today().planned() >= BUSY_DAY;
        loop {
            let formed = self.next_formed().min(tomorrow);
            while let Some(entry) = self.state.agenda.take_today(formed) {
                self.state.now = entry.time;
                if prefetches {
                    self.prefetch_records();
                }
                self.happen(entry);
            }
            if formed >= tomorrow {
                return;
            }
            self.state.now = formed;
            let potential = self.state.batch.projects[self.state.next_project];
            self.state.next_project += 1;
            self.form(&potential);
        }
    }

    fn happen(&mut self, entry: Entry) {
        // A background case counts when it reaches its office.
        self.state.events += u64::from(!matches!(entry.due, Due::BackgroundCase(_)));
        let stamp = entry.stamp;
        match entry.due {
            Due::ServiceEnds(file) => match file.unpack() {
                File::Full(token) => self.service_ends(token, stamp),
                File::Background(background) => self.background_served(background),
            },
            Due::PassageEnds(file) => match file.unpack() {
                File::Full(token) => self.passage_ends(token, stamp),
                File::Background(background) => self.background_step_ends(background),
            },
            Due::CorrectionEnds(file) => match file.unpack() {
                File::Full(token) => self.correction_ends(token, stamp),
                File::Background(background) => self.background_corrected(background),
            },
            Due::PreparationEnds(file) => match file.unpack() {
                File::Full(case) => self.preparation_ends(case, stamp),
                File::Background(background) => self.receive_background(background),
            },
            Due::ClockEnds(clock) => self.clock_ends(clock, stamp),
            Due::PatienceEnds(case) => self.patience_ends(case, stamp),
            Due::ProcedureBegins(crossing) => self.procedures_begin(crossing, stamp),
            Due::JourneyBegins(crossing) => self.journey_begins(crossing, stamp),
            Due::JourneyEnds(crossing) => self.journey_ends(crossing, stamp),
            Due::Spoils(crossing) => self.spoils(crossing, stamp),
            Due::NeedDate(crossing) => self.date_comes(crossing, stamp),
            Due::Inquiry(project) => self.inquire(project, stamp),
            Due::Assembly(project) => self.assembly(project, stamp),
            Due::LastStart(project) => self.last_start(project, stamp),
            Due::CallCloses(programme) => self.call_closes(programme, stamp),
            Due::AwardsDecided(programme) => self.awards_decided(programme, stamp),
            Due::StayYear(resident) => self.stay_year(resident),
            Due::BackgroundCase(stream) => self.background_case(stream, stamp),
            Due::PanelMeets(branch) => self.panel_meets(branch, stamp),
            Due::PartTimeBegins(branch) => self.part_time_begins(branch),
            Due::OrganisationComes(kind) => self.organisation_comes(kind, stamp),
            Due::OrganisationCloses(kind) => self.organisation_closes(kind),
        }
    }

    /// Schedules an event.
    pub(in crate::engine) fn due(&mut self, time: Instant, due: Due, order: Key, stamp: u32) {
        debug_assert!(time >= self.state.now, "{due:?} in the past");
        if time == Instant::NEVER || time > self.world.model.frame.end {
            return;
        }
        self.state.agenda.add(Entry {
            time,
            due,
            order: order.bits(),
            stamp,
        });
    }

    /// The reading of a calendar now, cached because an event reads its calendar many times.
    #[inline]
    pub(in crate::engine) fn read(&mut self, calendar: CalendarIndex) -> Reading {
        let now = self.state.now;
        if (self.calendar_cache.0, self.calendar_cache.1) != (calendar.into(), now) {
            self.calendar_cache = (
                calendar.into(),
                now,
                self.world.model.calendars[calendar].read(now),
            );
        }
        self.calendar_cache.2
    }

    /// The value of a lever for research cases.
    pub(in crate::engine) fn value(&self, lever: LeverId) -> f64 {
        self.state.values[lever.index()]
    }

    /// The value of a lever for a research or a background case.
    pub(in crate::engine) fn value_for(&self, lever: LeverId, research: bool) -> f64 {
        if research {
            self.state.values[lever.index()]
        } else {
            self.state.background[lever.index()]
        }
    }

    /// The uniform of an entity, a purpose and a round.
    pub(in crate::engine) fn uniform(&self, entity: Key, purpose: Purpose, round: u32) -> f64 {
        self.world.luck.uniform(entity, purpose, round)
    }

    /// Whether an event of this probability happens.
    pub(in crate::engine) fn happens(
        &self,
        entity: Key,
        purpose: Purpose,
        round: u32,
        chance: f64,
    ) -> bool {
        self.world.luck.happens(entity, purpose, round, chance)
    }

    fn mark_branches(&mut self, start: bool) {
        let now = self.state.now;
        let state = &mut *self.state;
        for (branch, mark) in state.branches.iter_mut().zip(&mut state.marks) {
            let office = &self.world.model.offices[branch.office];
            let calendar = &self.world.model.calendars[office.calendar];
            branch.bring_up_to(now, calendar.read(now).open, calendar);
            mark[usize::from(!start)] = branch.sums;
        }
    }
}
