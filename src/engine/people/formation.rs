//! Potential projects in the order in which they form: all at once, or batch by batch
//! while a run passes.
//!
//! Where few form, all are drawn before the first run and shared by all runs. Where many
//! do, each run draws those of a year when the year begins and forgets them when it is
//! over, so that its memory does not grow with the horizon. A project is a function of
//! its key, so both meet the same ones.

use std::sync::Arc;

use crate::draw::Luck;
use crate::engine::people::batch::Batch;
use crate::engine::people::expected::expected;
use crate::engine::people::generator::{PIECE, ProjectGenerator};
use crate::engine::people::population::Population;
use crate::engine::record::{PotentialProject, PotentialResident};
use crate::model::{DAY, Instant, Model, Span};

/// Length of a batch of those that are drawn while a run passes.
const LENGTH: Span = Span::from_seconds(365 * DAY.seconds());

/// So many bytes of projects are kept at most.
const KEPT_AT_MOST: f64 = 64e6;

/// All potential projects of a replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Formation {
    until: Instant,
    first_residents: Vec<PotentialResident>,
    /// All of them, where they are kept.
    whole: Option<Arc<Batch>>,
}

impl Formation {
    /// Draws every potential project that forms before `until`.
    #[must_use]
    pub fn new(model: &Model, population: &Population, luck: Luck, until: Instant) -> Self {
        let passing = Self::passing(model, population, luck, until);
        let generator =
            ProjectGenerator::new(model, population, luck, [Instant::START, until], until);
        let mut whole = generator.batch(&passing.first_residents);
        whole.mark_leads();
        Self {
            whole: Some(Arc::new(whole)),
            ..passing
        }
    }

    /// Those that form before `until`, each drawn when a run comes to its year.
    #[must_use]
    pub fn passing(model: &Model, population: &Population, luck: Luck, until: Instant) -> Self {
        let generator =
            ProjectGenerator::new(model, population, luck, [Instant::START, until], until);
        Self {
            until,
            first_residents: generator.first_residents(),
            whole: None,
        }
    }

    /// The one or the other, by how much memory it would take to keep them.
    #[must_use]
    pub fn fitting(model: &Model, population: &Population, luck: Luck, until: Instant) -> Self {
        let bytes = expected(model, population, [Instant::START, until])
            * size_of::<PotentialProject>() as f64;
        if bytes > KEPT_AT_MOST {
            Self::passing(model, population, luck, until)
        } else {
            Self::new(model, population, luck, until)
        }
    }

    /// The same projects, as if all that is learnt in any were looked up again.
    #[cfg(test)]
    #[must_use]
    pub fn with_all_marked(&self) -> Self {
        let mut marked = self.clone();
        if let Some(whole) = marked.whole.as_mut().map(Arc::make_mut) {
            for seed in &mut whole.seeds {
                (seed.led_before, seed.leads_again) = (true, true);
                (seed.believed_before, seed.believed_again) = (true, true);
            }
        }
        marked
    }

    /// The residents of the first day.
    #[must_use]
    pub fn first_residents(&self) -> &[PotentialResident] {
        &self.first_residents
    }

    /// All projects, where they are kept.
    #[must_use]
    pub fn whole(&self) -> Option<&Batch> {
        self.whole.as_deref()
    }

    /// The batch that begins at an instant, drawn by one thread or by all that have
    /// nothing else to do. `known` are the residents of the first day and of all batches
    /// before it.
    #[must_use]
    pub fn batch(
        &self,
        (model, population, luck): (&Model, &Population, Luck),
        from: Instant,
        known: &[PotentialResident],
        side_by_side: bool,
    ) -> Arc<Batch> {
        if from >= self.until {
            return Arc::new(Batch {
                to: Instant::NEVER,
                ..Batch::default()
            });
        }
        if let Some(whole) = &self.whole {
            return Arc::clone(whole);
        }
        let to = from.saturating_add(LENGTH).min(self.until);
        let generator = ProjectGenerator::new(model, population, luck, [from, to], self.until);
        Arc::new(if side_by_side {
            generator.batch_side_by_side(known, PIECE)
        } else {
            generator.batch(known)
        })
    }
}
