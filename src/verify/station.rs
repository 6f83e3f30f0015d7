//! One office of a verification file, as a formula sees it.

use super::chain::Branch;
use super::closing::Closing;
use super::formula::{erlang_c, wait_mdc, wait_mg1, wait_mmc, wait_panel, waits_by_class};
use super::settling;
use crate::draw::Law;
use crate::model::{Discipline, Duration, Model, OfficeIndex};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// What comes to an office for one step.
pub struct Stream<'a> {
    /// Arrivals a second.
    pub rate: f64,
    /// Their work.
    pub work: &'a Law,
    /// The class of their step, 0 first.
    pub class: u32,
    /// The procedure.
    pub procedure: usize,
}

/// An office with all that comes to it.
pub struct Station<'a> {
    /// The model.
    pub model: &'a Model,
    /// The office.
    pub office: OfficeIndex,
    /// Its officers.
    pub servers: u32,
    /// All that comes.
    pub streams: Vec<Stream<'a>>,
}

impl Station<'_> {
    /// Arrivals a second.
    pub fn rate(&self) -> f64 {
        self.streams.iter().map(|stream| stream.rate).sum()
    }

    fn mean(&self) -> f64 {
        self.moment(Law::mean)
    }

    fn moment(&self, of: impl Fn(&Law) -> f64) -> f64 {
        let of_all = self.streams.iter();
        let sum: f64 = of_all.map(|stream| stream.rate * of(stream.work)).sum();
        sum / self.rate()
    }

    /// Officers at work, as a share of them.
    pub fn load(&self) -> f64 {
        self.rate() * self.mean() / f64::from(self.servers)
    }

    /// The load that it could do at most: the share of time at which it is open.
    pub fn open_share(&self) -> f64 {
        let frame = &self.model.frame;
        let calendar = &self.model.calendars[self.model.offices[self.office].calendar];
        let open = calendar.open(frame.measured_to) - calendar.open(frame.measured_from);
        open as f64 / f64::from(frame.measured_to - frame.measured_from)
    }

    /// Whether all work is exponential with one mean.
    pub fn is_exponential(&self) -> bool {
        self.all_are(|law| matches!(law, Law::Exponential(_)))
    }

    pub fn is_constant(&self) -> bool {
        self.all_are(|law| matches!(law, Law::Fixed(_)))
    }

    /// Whether all work follows such a law, with one mean.
    fn all_are(&self, such: impl Fn(&Law) -> bool) -> bool {
        let mean = self.mean();
        let is_it = |law: &Law| such(law) && (law.mean() / mean - 1.0).abs() < 1e-12;
        self.streams.iter().all(|stream| is_it(stream.work))
    }

    /// The panel's days between two meetings, in seconds, and how many it takes at most.
    pub fn meetings(&self) -> Option<(f64, u32)> {
        let of = &self.model.offices[self.office];
        match of.discipline {
            Discipline::Panel { every, at_most } => {
                let day = self.model.calendars[of.calendar].day_length();
                Some((f64::from(every) * f64::from(day), at_most))
            }
            Discipline::FirstCome | Discipline::Priority | Discipline::NearestLimit => None,
        }
    }

    /// The mean wait of every stream; where the office closes, with the closed hours that
    /// interrupt work.
    pub fn waits_of_each(&self, formula: Formula) -> Vec<f64> {
        let (rate, mean) = (self.rate(), self.mean());
        let of_all = match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => wait_mmc(self.servers, rate, mean),
            Formula::mg1 => wait_mg1(rate, mean, self.moment(Law::second_moment)),
            Formula::mdc => wait_mdc(self.servers, rate, mean),
            Formula::panel => self
                .meetings()
                .map_or(f64::NAN, |(every, most)| wait_panel(most, rate, every)),
            Formula::closing => {
                let queue = Closing {
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
            Formula::mmck | Formula::patience => self.branch().steady().wait_of_served().1,
            Formula::residents | Formula::validity => f64::NAN,
        };
        vec![of_all; self.streams.len()]
    }

    fn waits_by_class(&self) -> Vec<f64> {
        let mut classes: Vec<u32> = self.streams.iter().map(|stream| stream.class).collect();
        classes.sort_unstable();
        classes.dedup();
        let load_of = |class: &u32| -> f64 {
            let own = self.streams.iter().filter(|stream| stream.class == *class);
            let work: f64 = own.map(|stream| stream.rate * stream.work.mean()).sum();
            work / f64::from(self.servers)
        };
        let loads: Vec<f64> = classes.iter().map(load_of).collect();
        let (rate, mean) = (self.rate(), self.mean());
        let until_free = if self.servers == 1 {
            rate * self.moment(Law::second_moment) / 2.0
        } else {
            erlang_c(self.servers, rate * mean) * mean / f64::from(self.servers)
        };
        let waits = waits_by_class(until_free, &loads);
        let of_each = self.streams.iter().map(|stream| {
            let place = classes.partition_point(|class| *class < stream.class);
            waits[place]
        });
        of_each.collect()
    }

    /// The share of arrivals that wait, where theory tells it.
    pub fn waits(&self, formula: Formula) -> Option<f64> {
        match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => {
                Some(erlang_c(self.servers, self.rate() * self.mean()))
            }
            Formula::priority if self.servers > 1 => {
                Some(erlang_c(self.servers, self.rate() * self.mean()))
            }
            Formula::mg1 | Formula::priority => Some(self.load()),
            Formula::mmck | Formula::patience => Some(self.branch().steady().wait_of_served().0),
            Formula::mdc
            | Formula::panel
            | Formula::closing
            | Formula::residents
            | Formula::validity => None,
        }
    }

    /// How long who comes waits before giving up, if anybody does: of the first stream.
    pub fn patience(&self) -> Option<&Duration> {
        let first = self.streams.first()?;
        let procedure = &self.model.procedures[first.procedure];
        procedure.background_patience.as_ref()
    }

    /// How long the office takes to forget that it began empty, in seconds.
    pub fn relaxation(&self, formula: Formula) -> f64 {
        let model = self.model;
        let mut files: Vec<usize> = self.streams.iter().map(|at| at.procedure).collect();
        files.sort_unstable();
        files.dedup();
        let filed = |number: &usize| model.procedures[*number].background_a_year / YEAR_SECONDS;
        // Files that come, each counted once, and the work that one brings over all its visits.
        let rate: f64 = files.iter().map(filed).sum();
        let visits = self.rate() / rate;
        let servers = f64::from(self.servers);
        if let Some(patience) = self.patience().filter(|_| formula == Formula::patience) {
            // Of two files one more or less, each leaves at its own pace at least: the number
            // there forgets as fast as the slower of work and patience.
            return self.mean().max(patience.law.mean());
        }
        let work = self.mean() * visits;
        if formula == Formula::mmck
            && let Some(room) = model.offices[self.office].capacity
        {
            return settling::of_full_queue(servers, rate, work, f64::from(room));
        }
        if let Some((every, most)) = self.meetings() {
            return settling::of_queue(f64::from(most), rate, every * visits, 0.5);
        }
        let spread = self.moment(Law::second_moment) / (2.0 * self.mean() * self.mean());
        settling::of_queue(servers * self.open_share(), rate, work, spread)
    }

    /// What comes and goes at its branch, as a chain of births and deaths.
    pub fn branch(&self) -> Branch {
        Branch {
            servers: self.servers,
            rate: self.rate(),
            mean: self.mean(),
            room: self.model.offices[self.office].capacity,
            patience: self.patience().map(|patience| patience.law.mean()),
        }
    }
}
