//! Long stays: how long they last, and who is there on the first day.

use jiff::ToSpan;
use jiff::civil::Date;

use super::entities::Frame;
use super::indices::{ProcedureIndex, ProjectKindIndex};
use super::levers::LeverId;
use crate::draw::standard_exponential;
use crate::model::{Instant, Span};

/// Residents of a jurisdiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Stay {
    /// Residents on the first day: stated or, with a natural length, what arrivals sustain.
    pub stock: u32,
    /// Exit a year.
    pub exit: LeverId,
    /// Welfare procedures: procedure, multiplier on exit, share in need.
    pub bundle: Vec<(ProcedureIndex, f64, f64)>,
    /// Projects a year of a resident.
    pub projects_a_year: f64,
    /// Their kind.
    pub kind: ProjectKindIndex,
    /// Years at most.
    pub years_at_most: Option<f64>,
    /// Stays that end by themselves, if they do.
    pub natural: Option<NaturalStay>,
}

impl Stay {
    /// Those who could lead the projects of residents at one time: the residents or, with a
    /// natural length, all holders of posts. One in `scale` is simulated.
    #[must_use]
    pub fn could_lead(&self, scale: u32) -> f64 {
        self.natural.as_ref().map_or_else(
            || f64::from(self.stock) / f64::from(scale),
            NaturalStay::holders,
        )
    }

    /// Sets which share of all holders of posts live there, and with it the stock.
    pub fn sustain(&mut self, sustained: Sustained, scale: u32) {
        if let Some(natural) = &mut self.natural {
            natural.sustained = sustained;
            let residents = natural.holders() * natural.sustained_share();
            self.stock = (residents * f64::from(scale)).round() as u32;
        }
    }
}

/// Stays whose length is drawn before any policy acts: exponential, cut at the longest stay.
#[derive(Debug, Clone, PartialEq)]
pub struct NaturalStay {
    /// Rate a year at which they end, which no lever moves.
    pub exit_a_year: f64,
    /// Longest stay in years, or infinite.
    pub longest: f64,
    /// Simulated posts needed, by kind of project.
    pub posts: Vec<PostStream>,
    /// What the baseline makes of them, found by calibration.
    pub sustained: Sustained,
}

/// Posts that the projects of one kind need in a jurisdiction.
#[derive(Debug, Clone, PartialEq)]
pub struct PostStream {
    /// Posts a year, by the jurisdiction that their holders come from.
    pub a_year: Vec<f64>,
    /// Time from the formation of a project to its earliest start.
    pub lead: Span,
}

impl PostStream {
    /// Posts a year from everywhere.
    #[must_use]
    pub fn whole(&self) -> f64 {
        self.a_year.iter().sum()
    }
}

/// How many of the posts needed the baseline fills, and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sustained {
    /// Share of the posts needed that are taken up.
    pub taken_up: f64,
    /// Years from the earliest start of a post to its holder's arrival.
    pub late_years: f64,
    /// Mean of the product of the multipliers on the exit of a year.
    pub multiplier: f64,
    /// Probability of leaving at the end of a year.
    pub exit: f64,
}

impl Sustained {
    /// Everybody comes at once, and nobody leaves before the natural end.
    pub const ALL: Self = Self {
        taken_up: 1.0,
        late_years: 0.0,
        multiplier: 1.0,
        exit: 0.0,
    };
}

impl NaturalStay {
    /// Mean natural length in years: (1 - exp(-h T)) / h with hazard h and longest stay T.
    #[must_use]
    pub fn mean_years(&self) -> f64 {
        -libm::expm1(-self.exit_a_year * self.longest) / self.exit_a_year
    }

    /// Posts needed a year.
    #[must_use]
    pub fn posts_a_year(&self) -> f64 {
        self.posts.iter().map(PostStream::whole).sum()
    }

    /// Expected holders of past posts whose natural length has not ended (Little's law): posts
    /// needed a year times mean natural length.
    #[must_use]
    pub fn holders(&self) -> f64 {
        self.posts_a_year() * self.mean_years()
    }

    /// A natural length in years, by inversion.
    #[must_use]
    pub fn length(&self, u: f64) -> f64 {
        (standard_exponential(u) / self.exit_a_year).min(self.longest)
    }

    /// Years since the post of a holder on the first day began, by inversion: in a stationary
    /// population ages have a density that is proportional to the survivors.
    #[must_use]
    pub fn age(&self, u: f64) -> f64 {
        let ended = -libm::expm1(-self.exit_a_year * self.longest);
        (-libm::log1p(-u * ended) / self.exit_a_year).min(self.longest)
    }

    /// The rest of the length of a holder of this age, by inversion.
    #[must_use]
    pub fn rest(&self, age: f64, u: f64) -> f64 {
        (standard_exponential(u) / self.exit_a_year).min(self.longest - age)
    }

    /// Probability that a holder whose post began that many years ago lives there: she took the
    /// post up, and left at the end of no year.
    #[must_use]
    pub fn chance_there(&self, age: f64) -> f64 {
        let years = age - self.sustained.late_years;
        if years < 0.0 {
            return 0.0;
        }
        self.sustained.taken_up * libm::pow(1.0 - self.sustained.exit, years.floor())
    }

    /// The share of all holders who live there: the mean of [`Self::chance_there`] over their
    /// ages. With Little's law it is arrivals a year times the mean realised stay, over holders.
    #[must_use]
    pub fn sustained_share(&self) -> f64 {
        let survive = |age: f64| crate::draw::exp(-self.exit_a_year * age.min(self.longest));
        let whole = 1.0 - survive(self.longest);
        let mut share = 0.0;
        let mut from = self.sustained.late_years;
        let mut there = self.sustained.taken_up;
        while from < self.longest && there * survive(from) > 1e-9 {
            share += there * (survive(from) - survive(from + 1.0)) / whole;
            there *= 1.0 - self.sustained.exit;
            from += 1.0;
        }
        share.clamp(0.0, 1.0)
    }
}

impl Frame {
    /// The midnight that begins the day some calendar years after the day of an instant. After a
    /// 29 February it is the 28th in a year without one. Counted from the same instant every time,
    /// so no rounding adds up.
    #[must_use]
    pub fn anniversary(&self, since: Instant, years: u32) -> Instant {
        let date = |days: u32| self.first_day.checked_add(i64::from(days).days());
        let later = date(since.day()).and_then(|date| date.checked_add(i64::from(years).years()));
        let days = later.and_then(|later| self.first_day.until(later));
        let day = days
            .ok()
            .and_then(|days| u32::try_from(days.get_days()).ok());
        day.filter(|day| *day < Instant::NEVER.day())
            .map_or(Instant::NEVER, Instant::midnight)
    }

    /// How many calendar years an anniversary of an instant lies after it.
    #[must_use]
    pub fn years_since(&self, since: Instant, anniversary: Instant) -> u32 {
        let year = |at: Instant| {
            let date = self.first_day.checked_add(i64::from(at.day()).days());
            date.map_or(0, Date::year)
        };
        u32::try_from(year(anniversary) - year(since)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, build, load};
    use crate::model::Model;

    fn tiny() -> Model {
        let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
        build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"))
    }

    #[test]
    fn a_year_ends_on_the_same_date_of_the_calendar() {
        let frame = tiny().frame;
        let date = |at: Instant| frame.first_day.checked_add(i64::from(at.day()).days());
        for day in [0, 1, 58, 59, 60, 200, 364, 365, 790] {
            let since = Instant::midnight(day);
            let began = date(since).expect("a date");
            for years in 0..30 {
                let at = frame.anniversary(since, years);
                let ended = date(at).expect("a date");
                assert_eq!(i32::from(ended.year() - began.year()), years as i32);
                assert_eq!(ended.month(), began.month());
                assert!(ended.day() == began.day() || (began.day(), ended.day()) == (29, 28));
                assert_eq!(frame.years_since(since, at), years);
                assert_eq!(at.since_midnight(), Span::ZERO);
            }
        }
    }

    fn stay() -> NaturalStay {
        NaturalStay {
            exit_a_year: 0.1,
            longest: 15.0,
            posts: vec![PostStream {
                a_year: vec![3.0, 1.0],
                lead: Span::ZERO,
            }],
            sustained: Sustained {
                taken_up: 0.6,
                late_years: 0.25,
                multiplier: 0.8,
                exit: 0.2,
            },
        }
    }

    /// Means over evenly spread uniforms are those of the formulas.
    #[test]
    fn ages_lengths_and_shares_agree() {
        let stay = stay();
        let n = 100_000;
        let mean = |of: &dyn Fn(f64) -> f64| {
            let each = (0..n).map(|i| of((f64::from(i) + 0.5) / f64::from(n)));
            each.sum::<f64>() / f64::from(n)
        };
        assert!((mean(&|u| stay.length(u)) - stay.mean_years()).abs() < 1e-3);
        assert!((stay.holders() - 4.0 * stay.mean_years()).abs() < 1e-9);
        // Stationary: the rest of a holder's length has the law of her age.
        let rest = mean(&|u| stay.rest(stay.age(u), (u * 7919.0).fract()));
        assert!((rest - mean(&|u| stay.age(u))).abs() < 0.01, "{rest}");
        let there = mean(&|u| stay.chance_there(stay.age(u)));
        assert!((there - stay.sustained_share()).abs() < 1e-4, "{there}");
    }

    /// If all come at once and nobody leaves early, all are there.
    #[test]
    fn all_are_there_if_nobody_leaves() {
        for longest in [15.0, f64::INFINITY] {
            let mut stay = stay();
            stay.longest = longest;
            stay.sustained = Sustained::ALL;
            assert!((stay.sustained_share() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_year_past_the_last_instant_never_ends() {
        let frame = tiny().frame;
        assert_eq!(frame.anniversary(Instant::midnight(9), 900), Instant::NEVER);
    }
}
