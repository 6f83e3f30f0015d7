//! One office of a verification file under a formula.

use super::birth_death::BirthDeathQueue;
use super::closing_queue::ClosingQueue;
use super::queueing_formulas::{
    erlang_c, wait_mdc, wait_mg1, wait_mmc, wait_panel, waits_by_class,
};
use super::{permits, residents, settling, unserved_files};
use crate::calibrate::base;
use crate::draw::Law;
use crate::model::{Discipline, Duration, Model, Place, Step};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// Why a formula does not apply: what was found, and what it requires.
pub type Unfit = (String, String);

/// An error of type [`Unfit`].
pub fn unfit<T>(found: impl Into<String>, wanted: &str) -> Result<T, Unfit> {
    Err((found.into(), wanted.to_owned()))
}

/// The arrivals at an office for one step.
pub struct ArrivalStream<'a> {
    /// Arrivals a second.
    pub rate: f64,
    /// Distribution of work.
    pub work: &'a Law,
    /// Priority class of the step, 0 first.
    class: u32,
    /// Index of the procedure.
    pub procedure: usize,
}

/// An office with its arrivals.
pub struct Station<'a> {
    /// The model.
    pub model: &'a Model,
    /// Index of the office.
    pub office: usize,
    /// Number of officers.
    pub servers: u32,
    /// The arrivals.
    pub streams: Vec<ArrivalStream<'a>>,
}

impl Station<'_> {
    /// All arrivals a second.
    pub fn rate(&self) -> f64 {
        self.streams.iter().map(|stream| stream.rate).sum()
    }

    /// Mean work.
    fn mean_work(&self) -> f64 {
        self.mean_over_arrivals(Law::mean)
    }

    /// Mean of a moment of work over all arrivals.
    fn mean_over_arrivals(&self, moment: impl Fn(&Law) -> f64) -> f64 {
        let streams = self.streams.iter();
        let sum: f64 = streams
            .map(|stream| stream.rate * moment(stream.work))
            .sum();
        sum / self.rate()
    }

    /// The load: work per officer and time.
    pub fn load(&self) -> f64 {
        self.rate() * self.mean_work() / f64::from(self.servers)
    }

    /// The share of time at which the office is open, which is the largest possible load.
    fn open_share(&self) -> f64 {
        let frame = &self.model.frame;
        let calendar = &self.model.calendars[self.model.offices[self.office].calendar];
        let open = calendar.open(frame.measured_to) - calendar.open(frame.measured_from);
        open as f64 / f64::from(frame.measured_to - frame.measured_from)
    }

    /// Whether all work is exponential with one mean.
    pub fn is_exponential(&self) -> bool {
        self.all_work_is(|law| matches!(law, Law::Exponential(_)))
    }

    fn is_constant(&self) -> bool {
        self.all_work_is(|law| matches!(law, Law::Fixed(_)))
    }

    /// Whether all work has distributions of one form, with one mean.
    fn all_work_is(&self, has_form: impl Fn(&Law) -> bool) -> bool {
        let mean = self.mean_work();
        let fits = |law: &Law| has_form(law) && (law.mean() / mean - 1.0).abs() < 1e-12;
        self.streams.iter().all(|stream| fits(stream.work))
    }

    /// Seconds between two meetings of a panel, and the largest number of files at a meeting.
    fn panel(&self) -> Option<(f64, u32)> {
        let office = &self.model.offices[self.office];
        match office.discipline {
            Discipline::Panel { every, at_most } => {
                let day = self.model.calendars[office.calendar].day_length();
                Some((f64::from(every) * f64::from(day), at_most))
            }
            Discipline::FirstCome | Discipline::Priority | Discipline::NearestLimit => None,
        }
    }

    /// The mean wait of every stream. If the office closes, it includes the closed hours that
    /// interrupt work.
    pub fn stream_waits(&self, formula: Formula) -> Vec<f64> {
        let (rate, mean) = (self.rate(), self.mean_work());
        let wait = match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => wait_mmc(self.servers, rate, mean),
            Formula::mg1 => wait_mg1(rate, mean, self.mean_over_arrivals(Law::second_moment)),
            Formula::mdc => wait_mdc(self.servers, rate, mean),
            Formula::panel => self
                .panel()
                .map_or(f64::NAN, |(every, most)| wait_panel(most, rate, every)),
            Formula::closing => {
                let queue = ClosingQueue {
                    servers: self.servers,
                    rate,
                    mean,
                };
                let frame = &self.model.frame;
                let calendar = &self.model.calendars[self.model.offices[self.office].calendar];
                let window = [frame.measured_from, frame.measured_to];
                queue.mean_number(calendar, window) / rate - mean
            }
            Formula::priority => return self.waits_by_class(),
            Formula::mmck | Formula::patience => {
                self.birth_death_queue().steady_state().wait_of_served().1
            }
            Formula::residents | Formula::validity => f64::NAN,
        };
        vec![wait; self.streams.len()]
    }

    fn waits_by_class(&self) -> Vec<f64> {
        let mut classes: Vec<u32> = self.streams.iter().map(|stream| stream.class).collect();
        classes.sort_unstable();
        classes.dedup();
        let class_load = |class: &u32| -> f64 {
            let streams = self.streams.iter();
            let in_class = streams.filter(|stream| stream.class == *class);
            let work: f64 = in_class
                .map(|stream| stream.rate * stream.work.mean())
                .sum();
            work / f64::from(self.servers)
        };
        let loads: Vec<f64> = classes.iter().map(class_load).collect();
        let (rate, mean) = (self.rate(), self.mean_work());
        let until_free = if self.servers == 1 {
            rate * self.mean_over_arrivals(Law::second_moment) / 2.0
        } else {
            erlang_c(self.servers, rate * mean) * mean / f64::from(self.servers)
        };
        let waits = waits_by_class(until_free, &loads);
        let stream_waits = self.streams.iter().map(|stream| {
            let place = classes.partition_point(|class| *class < stream.class);
            waits[place]
        });
        stream_waits.collect()
    }

    /// The share of arrivals that wait; none if the formula does not give it.
    pub fn waiting_share(&self, formula: Formula) -> Option<f64> {
        match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => {
                Some(erlang_c(self.servers, self.rate() * self.mean_work()))
            }
            Formula::priority if self.servers > 1 => {
                Some(erlang_c(self.servers, self.rate() * self.mean_work()))
            }
            Formula::mg1 | Formula::priority => Some(self.load()),
            Formula::mmck | Formula::patience => {
                Some(self.birth_death_queue().steady_state().wait_of_served().0)
            }
            Formula::mdc
            | Formula::panel
            | Formula::closing
            | Formula::residents
            | Formula::validity => None,
        }
    }

    /// The patience of the first stream, if it has any.
    pub fn patience(&self) -> Option<&Duration> {
        let first = self.streams.first()?;
        let procedure = &self.model.procedures[first.procedure];
        procedure.background_patience.as_ref()
    }

    /// The relaxation time of the office in seconds.
    pub fn relaxation(&self, formula: Formula) -> f64 {
        let model = self.model;
        let mut procedures: Vec<usize> =
            self.streams.iter().map(|stream| stream.procedure).collect();
        procedures.sort_unstable();
        procedures.dedup();
        let filing_rate =
            |number: &usize| model.procedures[*number].background_a_year / YEAR_SECONDS;
        // Files are counted once; their work is summed over all visits.
        let rate: f64 = procedures.iter().map(filing_rate).sum();
        let visits = self.rate() / rate;
        let servers = f64::from(self.servers);
        if let Some(patience) = self.patience().filter(|_| formula == Formula::patience) {
            // Every file leaves at least at the slower rate of work and patience, and so does a
            // difference in the number of files.
            return self.mean_work().max(patience.law.mean());
        }
        let work = self.mean_work() * visits;
        if formula == Formula::mmck
            && let Some(room) = model.offices[self.office].capacity
        {
            return settling::finite_queue_relaxation(servers, rate, work, f64::from(room));
        }
        if let Some((every, most)) = self.panel() {
            return settling::queue_relaxation(f64::from(most), rate, every * visits, 0.5);
        }
        let spread = self.mean_over_arrivals(Law::second_moment)
            / (2.0 * self.mean_work() * self.mean_work());
        settling::queue_relaxation(servers * self.open_share(), rate, work, spread)
    }

    /// The queue as a birth-death process.
    pub fn birth_death_queue(&self) -> BirthDeathQueue {
        BirthDeathQueue {
            servers: self.servers,
            rate: self.rate(),
            mean: self.mean_work(),
            room: self.model.offices[self.office].capacity,
            patience: self.patience().map(|patience| patience.law.mean()),
        }
    }
}

/// The source of the formula of a wait.
pub fn wait_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::mg1 => "Pollaczek 1930, Khinchine 1932 (Kleinrock 1975, 5.6)",
        Formula::jackson => "Jackson 1963, theorem 1 (Kleinrock 1975, 4.8)",
        Formula::tandem => "Burke 1956 (Kleinrock 1975, 4.1)",
        Formula::mdc => "Crommelin 1932",
        Formula::priority => "Cobham 1954",
        Formula::panel => "bulk service (Bailey 1954)",
        Formula::closing => "Kolmogorov 1931, by uniformisation (Jensen 1953)",
        Formula::mmck => "M/M/c/K (Erlang 1917; Kleinrock 1975, 3.6 and 3.7)",
        Formula::patience => "M/M/c+M (Palm 1957; Garnett, Mandelbaum and Reiman 2002)",
        Formula::residents => residents::SOURCE,
        Formula::validity => permits::SOURCE,
    }
}

/// The source of the formula of the share that waits.
pub fn waiting_share_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::jackson | Formula::tandem => {
            "arrivals see the network without themselves (Sevcik and Mitrani 1981)"
        }
        Formula::mg1
        | Formula::priority
        | Formula::mdc
        | Formula::panel
        | Formula::closing
        | Formula::mmck
        | Formula::patience
        | Formula::residents
        | Formula::validity => "Poisson arrivals see time averages (Wolff 1982)",
    }
}

/// Builds an office under a formula.
///
/// # Errors
///
/// The reason why the formula does not apply.
pub fn build_station<'a>(
    model: &'a Model,
    number: usize,
    formula: Formula,
    visits: &[Vec<f64>],
) -> Result<Station<'a>, Unfit> {
    let office = &model.offices[number];
    let officers = base(model, office.officers);
    let (has_discipline, wanted) = match formula {
        Formula::priority => (
            office.discipline == Discipline::Priority,
            "`hours = \"always\"`, `queue.priority`, one branch, whole officers",
        ),
        Formula::panel => (
            matches!(office.discipline, Discipline::Panel { .. }),
            "`hours = \"always\"`, `queue.panel`, one branch",
        ),
        Formula::closing => (
            office.discipline == Discipline::FirstCome,
            "closing hours, first come first served, one branch, whole officers",
        ),
        Formula::mmck => (
            office.discipline == Discipline::FirstCome && office.capacity.is_some(),
            "`hours = \"always\"`, first come first served, `capacity`, one branch, whole officers",
        ),
        Formula::patience
        | Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc => (
            office.discipline == Discipline::FirstCome,
            "`hours = \"always\"`, first come first served, one branch, whole officers",
        ),
        Formula::residents | Formula::validity => (false, "no `office`"),
    };
    if office.capacity.is_some() && !unserved_files::applies_to(formula) {
        return unfit(
            format!("office `{}` turns files away when it is full", office.id),
            "no `capacity`: only a single office with one has a formula (\"mmck\")",
        );
    }
    let closes = !model.calendars[office.calendar].is_always();
    let fits = has_discipline
        && closes == (formula == Formula::closing)
        && office.branches == 1
        && !office.unlimited
        && officers.fract() <= 0.0;
    if !fits {
        return unfit(
            format!("office `{}` does not fit the formula", office.id),
            wanted,
        );
    }
    if office.rhythm.is_some() {
        return unfit(
            format!("office `{}` has hours of arrival", office.id),
            "no `arrivals`: the same arrival rate at all hours",
        );
    }
    if office.load.is_some() {
        return unfit(
            format!("office `{}` has a `load`", office.id),
            "only `officers`: with a `load` they follow from the calibration",
        );
    }
    let mut streams = Vec::new();
    for (index, (procedure, visits)) in model.procedures.iter().zip(visits).enumerate() {
        for (step, visits) in procedure.steps.iter().zip(visits) {
            let rate = procedure.background_a_year / YEAR_SECONDS * visits;
            if step.place == Place::Office(number) && rate > 0.0 {
                if step.work.mean() <= 0.0 {
                    return unfit(
                        format!("`{}.{}` has no work", procedure.id, step.id),
                        "work at every step of the office",
                    );
                }
                streams.push(ArrivalStream {
                    rate,
                    work: &step.work,
                    class: step.priority,
                    procedure: index,
                });
            }
        }
    }
    let station = Station {
        model,
        office: number,
        servers: officers as u32,
        streams,
    };
    check(model, &station, formula)?;
    check_arrivals(model, number, formula, visits)?;
    Ok(station)
}

/// Checks that arrivals fit the formula: a Poisson process from outside, or the output of offices
/// that keep the product form.
fn check_arrivals(
    model: &Model,
    office: usize,
    formula: Formula,
    visits: &[Vec<f64>],
) -> Result<(), Unfit> {
    let from_outside = match formula {
        Formula::mg1 | Formula::mdc | Formula::priority | Formula::panel | Formula::closing => true,
        Formula::mmc | Formula::jackson | Formula::tandem => false,
        _ => return Ok(()),
    };
    for (procedure, visits) in model.procedures.iter().zip(visits) {
        let is_here = |step: &Step| step.place == Place::Office(office);
        if procedure.background_a_year <= 0.0 || !procedure.steps.iter().any(is_here) {
            continue;
        }
        let id = &procedure.id;
        for (number, (step, visits)) in procedure.steps.iter().zip(visits).enumerate() {
            let is_first_and_only = procedure.graph.shares.is_none()
                && procedure.graph.first() & (1 << number) != 0
                && *visits <= 1.0 + 1e-9;
            if from_outside && is_here(step) && *visits > 0.0 && !is_first_and_only {
                return unfit(
                    format!(
                        "files come to `{id}.{}` repeatedly, or from another step",
                        step.id
                    ),
                    "files that come to the office once and directly from outside, because only they \
                     form a Poisson process",
                );
            }
            let Place::Office(other) = step.place else {
                continue;
            };
            let other_office = &model.offices[other];
            let keeps_poisson = matches!(step.work, Law::Exponential(_))
                && other_office.discipline == Discipline::FirstCome
                && other_office.capacity.is_none()
                && model.calendars[other_office.calendar].is_always();
            if !from_outside && other != office && !other_office.unlimited && !keeps_poisson {
                return unfit(
                    format!(
                        "files pass `{id}.{}`, which changes their arrivals",
                        step.id
                    ),
                    "exponential work, first come first served, `hours = \"always\"` and no \
                     `capacity` at every office that they pass",
                );
            }
        }
    }
    Ok(())
}

fn check(model: &Model, station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let id = &model.offices[station.office].id;
    if station.streams.is_empty() {
        return unfit(format!("office `{id}` has no arrivals"), "arrivals");
    }
    if unserved_files::applies_to(formula) {
        return unserved_files::check(station, formula);
    }
    let has_patience = |stream: &&ArrivalStream<'_>| {
        let procedure = &station.model.procedures[stream.procedure];
        procedure.background_patience.is_some()
    };
    if let Some(stream) = station.streams.iter().find(has_patience) {
        let procedure = &station.model.procedures[stream.procedure].id;
        return unfit(
            format!("applicants of `{procedure}` give up"),
            "no `background_patience`: only a single office with it has a formula (\"patience\")",
        );
    }
    let (load, limit) = match (formula, station.panel()) {
        (Formula::panel, Some((every, most))) => (station.rate() * every / f64::from(most), 1.0),
        (Formula::closing, _) => (station.load(), station.open_share()),
        _ => (station.load(), 1.0),
    };
    if load >= limit {
        return unfit(
            format!("office `{id}` has load {}", load / limit),
            "a load above 0 and below 1",
        );
    }
    let visits_once = |stream: &ArrivalStream<'_>| {
        let steps = &model.procedures[stream.procedure].steps;
        let here = |place| place == Place::Office(station.office);
        steps.iter().filter(|step| here(step.place)).count() == 1
    };
    match formula {
        Formula::mmc | Formula::jackson | Formula::tandem | Formula::closing
            if !station.is_exponential() =>
        {
            unfit(
                format!("work at `{id}` is not exponential with one mean"),
                "`work.exponential`, the same for every step at the office",
            )
        }
        Formula::mdc if !station.is_constant() => unfit(
            format!("work at `{id}` is not constant"),
            "`work.fixed`, the same for every step at the office",
        ),
        Formula::priority if station.servers > 1 && !station.is_exponential() => unfit(
            format!(
                "`{id}` has {} officers, and work is not exponential with one mean",
                station.servers
            ),
            "`officers = 1`, or `work.exponential`, the same for every step at the office",
        ),
        Formula::priority if !station.streams.iter().all(visits_once) => unfit(
            format!("a procedure visits `{id}` at several steps"),
            "one step of each procedure at the office",
        ),
        Formula::mg1 if station.servers != 1 => unfit(
            format!("`{id}` has {} officers", station.servers),
            "`officers = 1`",
        ),
        Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc
        | Formula::priority
        | Formula::panel
        | Formula::closing
        | Formula::mmck
        | Formula::patience
        | Formula::residents
        | Formula::validity => Ok(()),
    }
}
