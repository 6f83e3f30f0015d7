//! Officers of each office from its arrivals and its load.

use super::Ground;
use super::flows::Flows;
use super::gates::{days, wall_seconds};
use super::queue::{Hours, overflow, wait};
use super::routes::institutions;
use super::visits::Visits;
use crate::draw::Distribution;
use crate::model::{Discipline, Model, Office, OfficeIndex, Place, Procedure};

/// Where load and elapsed time exclude each other, officers are added until the
/// queue takes at most this part of the elapsed time.
const QUEUE_AT_MOST: f64 = 0.6;

/// ... or officers are idle for the rest of this load.
const LOAD_AT_LEAST: f64 = 0.3;

/// Officers are added by this factor at a time.
const MORE: f64 = 1.05;

/// From what an office's officers follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Officers without limit.
    Unlimited,
    /// A panel: its meetings and places.
    Panel,
    /// The stated number of officers.
    Officers,
    /// The stated load.
    Load,
    /// The stated load, but no branch has less than one officer.
    OneOfficer,
    /// Both are stated: the officers' other duties fill the load.
    OtherDuties,
    /// Known elapsed times, which the stated load would exceed.
    Elapsed,
    /// Nothing is stated: one officer.
    Nothing,
}

/// What the calibration found of an office.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeRow {
    pub office: OfficeIndex,
    /// Its branches (of an internal office, about).
    pub branches: f64,
    /// Cases a year that reach it, all branches, without other duties.
    pub cases: f64,
    /// Research cases among these.
    pub research: f64,
    /// Officer's seconds that they take.
    pub work: f64,
    /// Cases a year of the officers' other duties.
    pub other_duties: f64,
    /// The distribution of their work.
    pub duty: Distribution,
    /// Load aimed at.
    pub target: Option<f64>,
    /// Load reached; of a panel, arrivals over places.
    pub load: f64,
    /// Load of the busiest branch.
    pub busiest: f64,
    /// Officers a branch.
    pub officers: f64,
    /// From what they follow.
    pub basis: Basis,
    /// Expected wait for an officer, in open seconds.
    pub queue_open: f64,
    /// Expected wait for an officer, in days of the wall clock.
    pub queue_days: f64,
}

/// Yearly arrivals at an office.
#[derive(Debug, Clone, Default)]
struct Arrivals {
    cases: f64,
    research: f64,
    work: f64,
    second: f64,
    /// The step that brings most of the work.
    main: Option<(f64, Distribution)>,
}

/// Sets the officers of every office and tells of each what it came to.
pub fn staff(
    model: &mut Model,
    ground: &Ground,
    filed: &[f64],
    measured: Option<&Flows>,
) -> Vec<OfficeRow> {
    let arrivals = arrivals(model, &ground.visits, filed, measured);
    let rows: Vec<OfficeRow> = arrivals
        .iter()
        .enumerate()
        .map(|(office, arrivals)| row(model, ground, OfficeIndex::from_index(office), arrivals))
        .collect();
    for row in &rows {
        let lever = model.offices[row.office].officers;
        model.levers[lever.index()].base = row.officers;
    }
    rows
}

/// Whether the procedure has background cases: they enter at an office.
#[must_use]
pub fn takes_background(procedure: &Procedure) -> bool {
    procedure
        .graph
        .first_steps()
        .any(|step| matches!(procedure.steps[step].place, Place::Office(_)))
}

fn arrivals(
    model: &Model,
    visits: &[Visits],
    filed: &[f64],
    measured: Option<&Flows>,
) -> Vec<Arrivals> {
    let scale = f64::from(model.frame.scale);
    let count = model.offices.len();
    let mut research = vec![Arrivals::default(); count];
    let mut others = vec![Arrivals::default(); count];
    for (number, procedure) in model.procedures.iter().enumerate() {
        let background = if takes_background(procedure) {
            procedure.background_a_year / scale
        } else {
            0.0
        };
        let times = visits[number].steps.iter().zip(&visits[number].background);
        for (step, (own, other)) in procedure.steps.iter().zip(times) {
            let Place::Office(office) = step.place else {
                continue;
            };
            if step.work.mean() > 0.0 {
                research[office.index()].add(filed[number] * own, &step.work);
                others[office.index()].add(background * other, &step.work);
            }
        }
    }
    for (office, own) in research.iter_mut().enumerate() {
        own.research = own.cases;
        let reached = measured.and_then(|flows| flows.reached.get(office));
        if let Some(reached) = reached
            && own.cases > 0.0
        {
            own.thin(reached / own.cases);
        }
    }
    research
        .into_iter()
        .zip(others)
        .map(|(own, others)| own.and(others))
        .collect()
}

impl Arrivals {
    fn add(&mut self, cases: f64, work: &Distribution) {
        let seconds = cases * work.mean();
        self.cases += cases;
        self.work += seconds;
        self.second += cases * work.second_moment();
        if self.main.as_ref().is_none_or(|(most, _)| seconds > *most) {
            self.main = Some((seconds, work.clone()));
        }
    }

    fn thin(&mut self, factor: f64) {
        self.cases *= factor;
        self.research *= factor;
        self.work *= factor;
        self.second *= factor;
    }

    fn and(self, other: Self) -> Self {
        let main = match (self.main, other.main) {
            (Some(own), Some(more)) => Some(if more.0 > own.0 { more } else { own }),
            (own, more) => own.or(more),
        };
        Self {
            cases: self.cases + other.cases,
            research: self.research + other.research,
            work: self.work + other.work,
            second: self.second + other.second,
            main,
        }
    }
}

fn row(model: &Model, ground: &Ground, id: OfficeIndex, arrivals: &Arrivals) -> OfficeRow {
    let office = &model.offices[id];
    let hours = &ground.hours[office.calendar.index()];
    let branches = if office.internal {
        institutions(model, office.jurisdiction.index())
    } else {
        f64::from(office.branches)
    };
    let stated = model.levers[office.officers.index()].base;
    let duty = arrivals
        .main
        .as_ref()
        .map_or(Distribution::Fixed(0.0), |(_, distribution)| {
            distribution.clone()
        });
    let mut row = OfficeRow {
        office: id,
        branches,
        cases: arrivals.cases,
        research: arrivals.research,
        work: arrivals.work,
        other_duties: 0.0,
        duty,
        target: office.load,
        load: 0.0,
        busiest: 0.0,
        officers: stated,
        basis: Basis::Unlimited,
        queue_open: 0.0,
        queue_days: 0.0,
    };
    if office.unlimited {
        return row;
    }
    if let Discipline::Panel { every, at_most } = office.discipline {
        panel(model, hours, &mut row, f64::from(every), f64::from(at_most));
        return row;
    }
    set_officers(model, hours, arrivals, &mut row);
    let tightest = ground.tightest[id.index()];
    row.queue_open = spare_the_elapsed(model, hours, arrivals, tightest, &mut row);
    if let Some(room) = office.capacity {
        row.queue_open = row.queue_open.min(longest_wait(arrivals, &row, room));
    }
    row.load = load(hours, &row);
    row.busiest = row.load * busiest(model, office, &row);
    row.queue_days = waited(hours, row.queue_open);
    row
}

/// Load of the busiest branch over the mean. With stated weights it is the
/// greatest; else neighbourhoods are even up to an institution more or less, and
/// an institution drawn by its researchers is (1 + cv^2) times the mean.
fn busiest(model: &Model, office: &Office, row: &OfficeRow) -> f64 {
    if !office.weights.is_empty() {
        let mut before = 0.0;
        let mut most = 0.0_f64;
        for end in &office.weights {
            most = most.max(end - before);
            before = *end;
        }
        return most * row.branches;
    }
    if office.internal || row.branches <= 1.0 || row.cases <= 0.0 {
        return 1.0;
    }
    let cv = model.jurisdictions[office.jurisdiction.index()].institution_cv;
    let a_branch = institutions(model, office.jurisdiction.index()) / row.branches;
    let one_more = (1.0 + cv * cv) / a_branch.max(1.0);
    // Background cases come evenly.
    let share = row.research / (row.cases + row.other_duties);
    1.0 + share * one_more / 2.0
}

fn panel(model: &Model, hours: &Hours, row: &mut OfficeRow, every: f64, places: f64) {
    let office = &model.offices[row.office];
    let day = f64::from(model.calendars[office.calendar].day_length());
    let interval = every * day;
    let a_meeting = row.cases / row.branches * interval / hours.open_a_year.max(1.0);
    row.basis = Basis::Panel;
    row.load = a_meeting / places;
    row.busiest = row.load;
    let left = if a_meeting > 0.0 {
        overflow(a_meeting, places) / a_meeting
    } else {
        0.0
    };
    row.queue_open = interval * (0.5 + left);
    row.queue_days = days(row.queue_open / hours.open_share.max(1e-9));
}

fn set_officers(model: &Model, hours: &Hours, arrivals: &Arrivals, row: &mut OfficeRow) {
    let office = &model.offices[row.office];
    let capacity = hours.open_a_year * row.branches;
    match (office.load, office.officers_stated) {
        (None, true) => row.basis = Basis::Officers,
        (None, false) => {
            row.officers = 1.0;
            row.basis = Basis::Nothing;
        }
        (Some(target), false) => {
            let wanted = arrivals.work / (capacity * target).max(f64::MIN_POSITIVE);
            row.officers = wanted.max(1.0);
            row.basis = if wanted < 1.0 {
                Basis::OneOfficer
            } else {
                Basis::Load
            };
        }
        (Some(target), true) => {
            row.basis = Basis::OtherDuties;
            let missing = capacity * row.officers * target - arrivals.work;
            let mean = row.duty.mean();
            if missing > 0.0 && mean > 0.0 {
                row.other_duties = missing / mean;
            }
        }
    }
}

/// Elapsed days win: where the queue at the stated load would leave a step no time
/// of its known elapsed time, other duties are given up or officers added. Returns the
/// queue that is left.
fn spare_the_elapsed(
    model: &Model,
    hours: &Hours,
    arrivals: &Arrivals,
    tightest: Option<(f64, f64)>,
    row: &mut OfficeRow,
) -> f64 {
    let mut left = queue(hours, arrivals, row);
    let Some((elapsed, work)) = tightest else {
        return left;
    };
    if matches!(row.basis, Basis::Officers | Basis::Nothing)
        || hours.elapsed(left + work) <= elapsed
    {
        return left;
    }
    row.basis = Basis::Elapsed;
    while load(hours, row) > LOAD_AT_LEAST
        && waited(hours, left) * crate::time::DAY_SECONDS > QUEUE_AT_MOST * elapsed
    {
        if row.other_duties > 0.01 * row.cases.max(1e-9) {
            row.other_duties /= MORE * MORE;
        } else if model.offices[row.office].officers_stated {
            row.other_duties = 0.0;
            return queue(hours, arrivals, row);
        } else {
            row.officers *= MORE;
        }
        left = queue(hours, arrivals, row);
    }
    left
}

/// The step of each office with the least elapsed time, if any is known: that in
/// seconds of the wall clock, and its work.
pub fn tightest(model: &Model, hours: &[Hours]) -> Vec<Option<(f64, f64)>> {
    let mut tightest: Vec<Option<(f64, f64)>> = vec![None; model.offices.len()];
    for procedure in &model.procedures {
        let share = hours[procedure.calendar.index()].open_share;
        for step in &procedure.steps {
            let (Place::Office(office), Some(elapsed)) = (step.place, step.elapsed.as_ref()) else {
                continue;
            };
            let elapsed = wall_seconds(elapsed, share);
            let known = &mut tightest[office.index()];
            if known.is_none_or(|(least, _)| elapsed.total_cmp(&least).is_lt()) {
                *known = Some((elapsed, step.work.mean()));
            }
        }
    }
    tightest
}

fn load(hours: &Hours, row: &OfficeRow) -> f64 {
    let capacity = hours.open_a_year * row.branches * row.officers;
    (row.work + row.other_duties * row.duty.mean()) / capacity.max(f64::MIN_POSITIVE)
}

/// Expected wait in open seconds, with the other duties in the same queue.
fn queue(hours: &Hours, arrivals: &Arrivals, row: &OfficeRow) -> f64 {
    let cases = row.cases + row.other_duties;
    if cases <= 0.0 {
        return 0.0;
    }
    let mean = (row.work + row.other_duties * row.duty.mean()) / cases;
    let second = (arrivals.second + row.other_duties * row.duty.second_moment()) / cases;
    let spread = (second / (mean * mean).max(f64::MIN_POSITIVE) - 1.0).max(0.0);
    let a_second = cases / row.branches / hours.open_a_year.max(1.0);
    wait(row.officers, a_second, mean, spread) + hours.after_closing(load(hours, row))
}

/// Where a branch has room for this number of cases, nobody waits longer than its officers take
/// for all that wait before, in open seconds.
fn longest_wait(arrivals: &Arrivals, row: &OfficeRow, room: u32) -> f64 {
    let mean = arrivals.work / arrivals.cases.max(f64::MIN_POSITIVE);
    (f64::from(room) - row.officers).max(0.0) * mean / row.officers
}

/// Days of the wall clock that a wait adds.
fn waited(hours: &Hours, open_seconds: f64) -> f64 {
    days(open_seconds / hours.open_share.max(1e-9))
}
