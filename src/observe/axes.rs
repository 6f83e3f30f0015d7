//! The dimensions of sums: one at a time, but for periods, which hosts divide further.

use std::ops::Range;

use crate::id::indices;
use crate::model::{FieldIndex, HostGroup, Instant, JurisdictionIndex, Model, Period};

/// A value of one dimension, or a period and a group of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// Everything.
    All,
    /// A host jurisdiction (of a need: its destination).
    Host(JurisdictionIndex),
    /// A partner jurisdiction (of a need: its origin).
    Partner(JurisdictionIndex),
    /// A field of research.
    Field(FieldIndex),
    /// A measured year, from 0.
    Year(usize),
    /// A period and a group of hosts; either may be all.
    Section(Option<Period>, Option<HostGroup>),
}

impl Slice {
    /// Its period and its group of hosts; none is all.
    #[must_use]
    pub const fn section(self) -> (Option<Period>, Option<HostGroup>) {
        match self {
            Self::Section(period, group) => (period, group),
            Self::All | Self::Host(_) | Self::Partner(_) | Self::Field(_) | Self::Year(_) => {
                (None, None)
            }
        }
    }
}

/// The measured time and the sizes of the dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axes {
    /// First measured tick.
    pub from: Instant,
    /// First tick after the measured years.
    pub to: Instant,
    pub jurisdictions: usize,
    /// Whether reforms change each jurisdiction.
    reforming: Vec<bool>,
    pub fields: usize,
    /// The first measured year, from 0, in which reforms have settled.
    pub first_settled_year: usize,
    /// First tick of each measured year, and the end.
    pub year_starts: Vec<Instant>,
    /// First tick of each measured calendar month, and the end.
    pub month_starts: Vec<Instant>,
    /// Year and month of each measured day, looked up for every fact.
    days: Vec<(u16, u16)>,
}

impl Axes {
    /// The axes of a model.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let frame = &model.frame;
        let mut month_starts = vec![frame.measured_from];
        let months = frame.month_starts.iter().copied();
        month_starts.extend(
            months.filter(|start| *start > frame.measured_from && *start < frame.measured_to),
        );
        month_starts.push(frame.measured_to);
        // Years and months begin at midnights, and so do the measured years.
        let days = (frame.measured_from.day()..frame.measured_to.day())
            .map(|day| {
                let place = |starts: &[Instant]| place_of(starts, Instant::midnight(day)) as u16;
                (place(&frame.year_starts), place(&month_starts))
            })
            .collect();
        Self {
            from: frame.measured_from,
            to: frame.measured_to,
            jurisdictions: model.jurisdictions.len(),
            reforming: model.reforming.clone(),
            fields: model.fields.len(),
            first_settled_year: frame.first_settled_year,
            year_starts: frame.year_starts.clone(),
            month_starts,
            days,
        }
    }

    /// Whether an instant lies in the measured years.
    #[inline]
    #[must_use]
    pub fn measured(&self, instant: Instant) -> bool {
        (self.from..self.to).contains(&instant)
    }

    /// Measured years, of 365.25 days.
    #[must_use]
    pub fn years_long(&self) -> f64 {
        f64::from(self.to - self.from) / crate::time::YEAR_SECONDS
    }

    /// Measured calendar years that have begun.
    #[must_use]
    pub fn years(&self) -> usize {
        self.year_starts.len().saturating_sub(1)
    }

    /// Measured months that have begun.
    #[must_use]
    pub fn months(&self) -> usize {
        self.month_starts.len() - 1
    }

    /// The measured year of an instant within the measured years.
    #[inline]
    #[must_use]
    pub fn year(&self, instant: Instant) -> usize {
        usize::from(self.day(instant).0)
    }

    /// The measured month of an instant within the measured years.
    #[inline]
    #[must_use]
    pub fn month(&self, instant: Instant) -> usize {
        usize::from(self.day(instant).1)
    }

    /// Year and month of a day, the first or last measured one for days before or after.
    #[inline]
    fn day(&self, instant: Instant) -> (u16, u16) {
        let day = instant.day().saturating_sub(self.from.day()) as usize;
        let last = self.days.len().saturating_sub(1);
        self.days.get(day.min(last)).copied().unwrap_or_default()
    }

    /// The group of a host.
    #[inline]
    #[must_use]
    pub fn group(&self, host: JurisdictionIndex) -> HostGroup {
        HostGroup::of_host(self.reforming[host.index()])
    }

    /// The period of a measured year.
    #[must_use]
    pub fn period(&self, year: usize) -> Period {
        if year < self.first_settled_year {
            Period::Transition
        } else {
            Period::Settled
        }
    }

    /// The measured years of a slice, by number.
    #[must_use]
    pub fn years_of(&self, slice: Slice) -> Range<usize> {
        let settled = self.first_settled_year;
        match slice {
            Slice::Year(year) => year..year + 1,
            Slice::Section(Some(Period::Transition), _) => 0..settled,
            Slice::Section(Some(Period::Settled), _) => settled..self.years(),
            Slice::All
            | Slice::Host(_)
            | Slice::Partner(_)
            | Slice::Field(_)
            | Slice::Section(None, _) => 0..self.years(),
        }
    }

    /// The slices by period and group of hosts that differ from all projects: periods where
    /// both have measured years, groups where both have jurisdictions.
    pub fn sections(&self) -> impl Iterator<Item = Slice> {
        let has_both_periods = (1..self.years()).contains(&self.first_settled_year);
        let has_both_groups = self.reforming.contains(&true) && self.reforming.contains(&false);
        let periods = [None, Some(Period::Transition), Some(Period::Settled)];
        let groups = [None, Some(HostGroup::Reforming), Some(HostGroup::Other)];
        periods
            .into_iter()
            .filter(move |period| period.is_none() || has_both_periods)
            .flat_map(move |period| groups.map(|group| (period, group)))
            .filter(move |(_, group)| group.is_none() || has_both_groups)
            .filter(|section| *section != (None, None))
            .map(|(period, group)| Slice::Section(period, group))
    }

    /// All slices of projects but the sections, in the order in which their sums are kept.
    pub fn slices(&self) -> impl Iterator<Item = Slice> {
        let (places, fields, years) = (self.jurisdictions, self.fields, self.years());
        std::iter::once(Slice::All)
            .chain(indices(places).map(Slice::Host))
            .chain(indices(places).map(Slice::Partner))
            .chain(indices(fields).map(Slice::Field))
            .chain((0..years).map(Slice::Year))
    }

    /// How many slices there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.index(Slice::Section(
            Some(Period::Settled),
            Some(HostGroup::Other),
        )) + 1
    }

    /// The place of the first cohort among the sums: the projects of a measured year and a
    /// group of hosts. Facts are added to cohorts; years, sections and totals follow from them
    /// when a run is closed.
    fn cohorts_from(&self) -> usize {
        1 + 2 * self.jurisdictions + self.fields + self.years()
    }

    /// The place of a cohort among the sums.
    #[inline]
    #[must_use]
    pub fn cohort(&self, year: usize, group: HostGroup) -> usize {
        self.cohorts_from() + HostGroup::ALL.len() * year + group as usize
    }

    /// The place of a slice among the sums.
    #[inline]
    #[must_use]
    pub fn index(&self, slice: Slice) -> usize {
        match slice {
            Slice::All | Slice::Section(None, None) => 0,
            Slice::Host(place) => 1 + place.index(),
            Slice::Partner(place) => 1 + self.jurisdictions + place.index(),
            Slice::Field(field) => 1 + 2 * self.jurisdictions + field.index(),
            Slice::Year(year) => 1 + 2 * self.jurisdictions + self.fields + year,
            Slice::Section(period, group) => {
                let period = period.map_or(0, |period| 1 + period as usize);
                let group = group.map_or(0, |group| 1 + group as usize);
                self.cohort(self.years(), HostGroup::Reforming) + 3 * period + group - 1
            }
        }
    }
}

fn place_of(starts: &[Instant], instant: Instant) -> usize {
    let last = starts.len().saturating_sub(2);
    starts
        .partition_point(|start| *start <= instant)
        .saturating_sub(1)
        .min(last)
}
