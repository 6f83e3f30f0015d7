//! One office of a verification file, as a formula sees it.

use super::chain::Branch;
use super::closing::Closing;
use super::formula::{erlang_c, wait_mdc, wait_mg1, wait_mmc, wait_panel, waits_by_class};
use super::{leaving, permits, residents, settling};
use crate::draw::Law;
use crate::model::{Discipline, Duration, Model, OfficeIndex, Place, Step};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// What was found, and what the formula wants.
pub type Unfit = (String, String);

/// Says so.
pub fn unfit<T>(found: impl Into<String>, wanted: &str) -> Result<T, Unfit> {
    Err((found.into(), wanted.to_owned()))
}

/// What comes to an office for one step.
pub struct Stream<'a> {
    /// Arrivals a second.
    pub rate: f64,
    /// Their work.
    pub work: &'a Law,
    /// The class of their step, 0 first.
    class: u32,
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
    fn open_share(&self) -> f64 {
        let frame = &self.model.frame;
        let calendar = &self.model.calendars[self.model.offices[self.office].calendar];
        let open = calendar.open(frame.measured_to) - calendar.open(frame.measured_from);
        open as f64 / f64::from(frame.measured_to - frame.measured_from)
    }

    /// Whether all work is exponential with one mean.
    pub fn is_exponential(&self) -> bool {
        self.all_are(|law| matches!(law, Law::Exponential(_)))
    }

    fn is_constant(&self) -> bool {
        self.all_are(|law| matches!(law, Law::Fixed(_)))
    }

    /// Whether all work follows such a law, with one mean.
    fn all_are(&self, such: impl Fn(&Law) -> bool) -> bool {
        let mean = self.mean();
        let is_it = |law: &Law| such(law) && (law.mean() / mean - 1.0).abs() < 1e-12;
        self.streams.iter().all(|stream| is_it(stream.work))
    }

    /// The panel's days between two meetings, in seconds, and how many it takes at most.
    fn meetings(&self) -> Option<(f64, u32)> {
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

/// Where the formula of a wait comes from.
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

/// Where that of the share that waits does.
pub fn waits_source(formula: Formula) -> &'static str {
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

/// An office under a formula.
///
/// # Errors
///
/// What the formula does not allow.
pub fn station<'a>(
    model: &'a Model,
    office: OfficeIndex,
    formula: Formula,
    flows: &[Vec<f64>],
) -> Result<Station<'a>, Unfit> {
    let of = &model.offices[office];
    let officers = model.levers[of.officers.0 as usize].base;
    let (order, wanted) = match formula {
        Formula::priority => (
            of.discipline == Discipline::Priority,
            "`hours = \"always\"`, `queue.priority`, one branch, whole officers",
        ),
        Formula::panel => (
            matches!(of.discipline, Discipline::Panel { .. }),
            "`hours = \"always\"`, `queue.panel`, one branch",
        ),
        Formula::closing => (
            of.discipline == Discipline::FirstCome,
            "hours at which it closes, first come first served, one branch, whole officers",
        ),
        Formula::mmck => (
            of.discipline == Discipline::FirstCome && of.capacity.is_some(),
            "`hours = \"always\"`, first come first served, `capacity`, one branch, whole officers",
        ),
        Formula::patience
        | Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc => (
            of.discipline == Discipline::FirstCome,
            "`hours = \"always\"`, first come first served, one branch, whole officers",
        ),
        Formula::residents | Formula::validity => (false, "no office"),
    };
    if of.capacity.is_some() && !leaving::is_of(formula) {
        return unfit(
            format!("office `{}` that turns away when it is full", of.id),
            "no `capacity`, for only a single office with room for so many has a formula (\"mmck\")",
        );
    }
    let closes = !model.calendars[of.calendar].is_always();
    let plain = order
        && closes == (formula == Formula::closing)
        && of.branches == 1
        && !of.unlimited
        && officers.fract() <= 0.0;
    if !plain {
        return unfit(format!("office `{}`", of.id), wanted);
    }
    if of.rhythm.is_some() {
        return unfit(
            format!("office `{}` with hours of arrival", of.id),
            "a Poisson stream that is the same at any hour: no `arrivals`",
        );
    }
    if of.load.is_some() {
        return unfit(
            format!("office `{}` with a `load`", of.id),
            "`officers` alone: those of a load, and their other duties, follow from the calibration",
        );
    }
    let mut streams = Vec::new();
    for (number, (procedure, flow)) in model.procedures.iter().zip(flows).enumerate() {
        for (step, visits) in procedure.steps.iter().zip(flow) {
            let rate = procedure.background_a_year / YEAR_SECONDS * visits;
            if step.place == Place::Office(office) && rate > 0.0 {
                if step.work.mean() <= 0.0 {
                    return unfit(
                        format!("`{}.{}` without work", procedure.id, step.id),
                        "work at every step that is done at the office",
                    );
                }
                streams.push(Stream {
                    rate,
                    work: &step.work,
                    class: step.priority,
                    procedure: number,
                });
            }
        }
    }
    let station = Station {
        model,
        office,
        servers: officers as u32,
        streams,
    };
    check(model, &station, formula)?;
    comes_at_random(model, office, formula, flows)?;
    Ok(station)
}

/// That files come to an office as its formula has it: as a Poisson stream from outside, or
/// from offices whose output is one, or has the product form with it.
fn comes_at_random(
    model: &Model,
    office: OfficeIndex,
    formula: Formula,
    flows: &[Vec<f64>],
) -> Result<(), Unfit> {
    let from_outside = match formula {
        Formula::mg1 | Formula::mdc | Formula::priority | Formula::panel | Formula::closing => true,
        Formula::mmc | Formula::jackson | Formula::tandem => false,
        _ => return Ok(()),
    };
    for (procedure, flow) in model.procedures.iter().zip(flows) {
        let here = |step: &Step| step.place == Place::Office(office);
        if procedure.background_a_year <= 0.0 || !procedure.steps.iter().any(here) {
            continue;
        }
        let id = &procedure.id;
        for (number, (step, visits)) in procedure.steps.iter().zip(flow).enumerate() {
            let straight = procedure.graph.shares.is_none()
                && procedure.graph.first() & (1 << number) != 0
                && *visits <= 1.0 + 1e-9;
            if from_outside && here(step) && *visits > 0.0 && !straight {
                return unfit(
                    format!(
                        "`{id}.{}`, to which files come again, or from elsewhere",
                        step.id
                    ),
                    "files that come to the office once and straight from outside: only those \
                     come as a Poisson stream",
                );
            }
            let Place::Office(other) = step.place else {
                continue;
            };
            let of = &model.offices[other];
            let plain = matches!(step.work, Law::Exponential(_))
                && of.discipline == Discipline::FirstCome
                && of.capacity.is_none()
                && model.calendars[of.calendar].is_always();
            if !from_outside && other != office && !of.unlimited && !plain {
                return unfit(
                    format!("`{id}.{}` on the way of its files", step.id),
                    "exponential work, first come first served, always open and with room for all \
                     at every office that they pass",
                );
            }
        }
    }
    Ok(())
}

fn check(model: &Model, station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let id = &model.offices[station.office].id;
    if station.streams.is_empty() {
        return unfit(format!("office `{id}` to which nothing comes"), "arrivals");
    }
    if leaving::is_of(formula) {
        return leaving::check(station, formula);
    }
    let gives_up = |stream: &&Stream<'_>| {
        let procedure = &station.model.procedures[stream.procedure];
        procedure.background_patience.is_some()
    };
    if let Some(stream) = station.streams.iter().find(gives_up) {
        let procedure = &station.model.procedures[stream.procedure].id;
        return unfit(
            format!("`{procedure}`, whose applicants give up"),
            "no `background_patience`, for only a single office that they leave has a formula \
             (\"patience\")",
        );
    }
    let (load, most) = match (formula, station.meetings()) {
        (Formula::panel, Some((every, most))) => (station.rate() * every / f64::from(most), 1.0),
        (Formula::closing, _) => (station.load(), station.open_share()),
        _ => (station.load(), 1.0),
    };
    if load >= most {
        return unfit(
            format!("office `{id}` with load {}", load / most),
            "a load above 0 and below 1",
        );
    }
    let once_each = |stream: &Stream<'_>| {
        let steps = &model.procedures[stream.procedure].steps;
        let here = |place| place == Place::Office(station.office);
        steps.iter().filter(|step| here(step.place)).count() == 1
    };
    match formula {
        Formula::mmc | Formula::jackson | Formula::tandem | Formula::closing
            if !station.is_exponential() =>
        {
            unfit(
                format!("work at `{id}` that is not exponential with one mean"),
                "`work.exponential`, the same for every step at the office",
            )
        }
        Formula::mdc if !station.is_constant() => unfit(
            format!("work at `{id}` that is not constant"),
            "`work.fixed`, the same for every step at the office",
        ),
        Formula::priority if station.servers > 1 && !station.is_exponential() => unfit(
            format!(
                "{} officers at `{id}` whose work is not exponential with one mean",
                station.servers
            ),
            "`officers = 1`, or `work.exponential`, the same for every step at the office",
        ),
        Formula::priority if !station.streams.iter().all(once_each) => unfit(
            format!("a procedure that comes to `{id}` at several steps"),
            "one step of each procedure",
        ),
        Formula::mg1 if station.servers != 1 => unfit(
            format!("{} officers at `{id}`", station.servers),
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
