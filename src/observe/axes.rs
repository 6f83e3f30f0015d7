//! The dimensions of sums, one at a time.

use crate::model::{Instant, Model};

/// A value of one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    /// Everything.
    All,
    /// A host jurisdiction (of a need: its destination).
    Host(usize),
    /// A partner jurisdiction (of a need: its origin).
    Partner(usize),
    /// A field of research.
    Field(usize),
    /// A measured year, from 0.
    Year(usize),
}

/// The measured time and the sizes of the dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axes {
    /// First measured tick.
    pub from: Instant,
    /// First tick after the measured years.
    pub to: Instant,
    /// Jurisdictions.
    pub jurisdictions: usize,
    /// Fields.
    pub fields: usize,
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
            fields: model.fields.len(),
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

    /// All slices of projects, in the order in which their sums are kept.
    pub fn slices(&self) -> impl Iterator<Item = Slice> {
        let (places, fields, years) = (self.jurisdictions, self.fields, self.years());
        std::iter::once(Slice::All)
            .chain((0..places).map(Slice::Host))
            .chain((0..places).map(Slice::Partner))
            .chain((0..fields).map(Slice::Field))
            .chain((0..years).map(Slice::Year))
    }

    /// How many slices there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + 2 * self.jurisdictions + self.fields + self.years()
    }

    /// The place of a slice among the sums.
    #[inline]
    #[must_use]
    pub fn index(&self, slice: Slice) -> usize {
        match slice {
            Slice::All => 0,
            Slice::Host(place) => 1 + place,
            Slice::Partner(place) => 1 + self.jurisdictions + place,
            Slice::Field(field) => 1 + 2 * self.jurisdictions + field,
            Slice::Year(year) => 1 + 2 * self.jurisdictions + self.fields + year,
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
