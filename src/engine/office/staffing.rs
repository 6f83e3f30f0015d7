//! The staffing of offices today, from the levers of the day.

use std::ops::Index;

use crate::engine::world::World;
use crate::model::{CalendarIndex, Discipline, LeverId, OfficeIndex, Span};

/// How an office takes the cases that come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// At once: it has officers without limit.
    AtOnce,
    /// A panel takes the first cases of its queue at each sitting.
    AtSittings,
    /// One for each officer who is free.
    InTurn,
    /// The same, if its branch has room.
    WhileThereIsRoom,
}

/// An office today; every branch has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staffing {
    pub calendar: CalendarIndex,
    /// Officers who work all open hours.
    pub full: u32,
    /// Time a day of the one who works part of it; none: there is none.
    pub part: Span,
    /// How it takes cases.
    pub admission: Admission,
    /// Cases that a branch has room for, waiting and in service.
    pub room: u32,
}

impl Index<OfficeIndex> for Vec<Staffing> {
    type Output = Staffing;

    #[inline]
    fn index(&self, office: OfficeIndex) -> &Staffing {
        &self[office.index()]
    }
}

/// Less than a minute a day is no officer.
const LEAST_PART: Span = Span::from_seconds(60);

/// The offices under the values that levers have today.
pub fn staffing(world: &World<'_>, values: &[f64]) -> Vec<Staffing> {
    let transform = &world.model.transform;
    let boundless = transform.unlimited_officers;
    let staffing = |office: &crate::model::Office| {
        let officers = values[office.officers.index()].max(1.0);
        let full = officers as u32;
        let day = world.model.calendars[office.calendar].day_length();
        let part = Span::from_seconds_f64(f64::from(day) * (officers - f64::from(full)));
        // Without queues there is always room; a case that is turned away is refused.
        let takes_all = boundless || transform.never_refused;
        let capacity = office.capacity.filter(|_| !takes_all);
        Staffing {
            calendar: office.calendar,
            full,
            part: if part < LEAST_PART { Span::ZERO } else { part },
            admission: if office.unlimited || boundless {
                Admission::AtOnce
            } else if matches!(office.discipline, Discipline::Panel { .. }) {
                Admission::AtSittings
            } else if capacity.is_some() {
                Admission::WhileThereIsRoom
            } else {
                Admission::InTurn
            },
            room: capacity.unwrap_or(u32::MAX),
        }
    };
    world.model.offices.iter().map(staffing).collect()
}

/// Whether a policy moves the number of officers anywhere.
pub fn are_moved(world: &World<'_>) -> bool {
    let moved = |lever: LeverId| world.policy.moves.iter().any(|step| step.lever == lever);
    let mut offices = world.model.offices.iter();
    offices.any(|office| moved(office.officers))
}
