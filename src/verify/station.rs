//! One office of a verification file under a formula.

use super::birth_death::BirthDeathQueue;
use super::closing_queue::ClosingQueue;
use super::queueing_formulas::{
    erlang_c, wait_mdc, wait_mg1, wait_mmc, wait_panel, waits_by_class,
};
use super::settling;
use crate::draw::Distribution;
use crate::model::{Discipline, Duration, Model, OfficeIndex};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// The arrivals at an office for one step.
pub struct ArrivalStream<'a> {
    /// Arrivals a second.
    pub rate: f64,
    /// Distribution of work.
    pub work: &'a Distribution,
    /// Priority class of the step, 0 first.
    pub class: u32,
    /// Index of the procedure.
    pub procedure: usize,
}

/// An office with its arrivals.
pub struct Station<'a> {
    pub model: &'a Model,
    /// Index of the office.
    pub office: OfficeIndex,
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
        self.mean_over_arrivals(Distribution::mean)
    }

    /// Mean of a moment of work over all arrivals.
    fn mean_over_arrivals(&self, moment: impl Fn(&Distribution) -> f64) -> f64 {
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
    pub fn open_share(&self) -> f64 {
        let frame = &self.model.frame;
        let calendar = &self.model.calendars[self.model.offices[self.office].calendar];
        let open = calendar.open(frame.measured_to) - calendar.open(frame.measured_from);
        open as f64 / f64::from(frame.measured_to - frame.measured_from)
    }

    /// Whether all work is exponential with one mean.
    pub fn is_exponential(&self) -> bool {
        self.all_work_is(|distribution| matches!(distribution, Distribution::Exponential(_)))
    }

    pub fn is_constant(&self) -> bool {
        self.all_work_is(|distribution| matches!(distribution, Distribution::Fixed(_)))
    }

    /// Whether all work has distributions of one form, with one mean.
    fn all_work_is(&self, has_form: impl Fn(&Distribution) -> bool) -> bool {
        let mean = self.mean_work();
        let fits = |distribution: &Distribution| {
            has_form(distribution) && (distribution.mean() / mean - 1.0).abs() < 1e-12
        };
        self.streams.iter().all(|stream| fits(stream.work))
    }

    /// Seconds between two meetings of a panel, and the largest number of files at a meeting.
    pub fn panel(&self) -> Option<(f64, u32)> {
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
            Formula::mg1 => wait_mg1(
                rate,
                mean,
                self.mean_over_arrivals(Distribution::second_moment),
            ),
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
            rate * self.mean_over_arrivals(Distribution::second_moment) / 2.0
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
            return self.mean_work().max(patience.distribution.mean());
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
        let spread = self.mean_over_arrivals(Distribution::second_moment)
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
            patience: self.patience().map(|patience| patience.distribution.mean()),
        }
    }
}
