//! Potential projects in the order in which they form, drawn all at once or year by year.
//!
//! A small number is drawn before the first run and shared by all runs. If there are many, each
//! run draws those of a year when it begins and drops them when it ends, so memory does not grow
//! with the horizon. A project is a function of its key, so both ways give the same projects.

use std::sync::Arc;

use crate::draw::RandomStream;
use crate::engine::people::batch::Batch;
use crate::engine::people::expected::expected;
use crate::engine::people::generator::{PIECE, ProjectGenerator};
use crate::engine::people::population::Population;
use crate::engine::record::{PotentialProject, PotentialResident};
use crate::model::{DAY, Instant, Model, Span};

/// Length of a batch that is drawn during a run.
const LENGTH: Span = Span::from_seconds(365 * DAY.seconds());

/// The most bytes of projects that are drawn before the first run.
const KEPT_AT_MOST: f64 = 64e6;

/// All potential projects of a replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Formation {
    until: Instant,
    first_residents: Vec<PotentialResident>,
    /// All projects, if they are drawn before the first run.
    whole: Option<Arc<Batch>>,
}

impl Formation {
    /// Draws every potential project that forms before `until`.
    #[must_use]
    pub fn new(model: &Model, population: &Population, luck: RandomStream, until: Instant) -> Self {
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

    /// Draws the projects that form before `until` year by year, during each run.
    #[must_use]
    pub fn passing(
        model: &Model,
        population: &Population,
        luck: RandomStream,
        until: Instant,
    ) -> Self {
        let generator =
            ProjectGenerator::new(model, population, luck, [Instant::START, until], until);
        Self {
            until,
            first_residents: generator.first_residents(),
            whole: None,
        }
    }

    /// Chooses between the two by the memory that all projects would take.
    #[must_use]
    pub fn fitting(
        model: &Model,
        population: &Population,
        luck: RandomStream,
        until: Instant,
    ) -> Self {
        let bytes = expected(model, population, [Instant::START, until])
            * size_of::<PotentialProject>() as f64;
        if bytes > KEPT_AT_MOST {
            Self::passing(model, population, luck, until)
        } else {
            Self::new(model, population, luck, until)
        }
    }

    /// The residents of the first day.
    #[must_use]
    pub fn first_residents(&self) -> &[PotentialResident] {
        &self.first_residents
    }

    /// All projects, if they are drawn before the first run.
    #[must_use]
    pub fn whole(&self) -> Option<&Batch> {
        self.whole.as_deref()
    }

    /// The batch that begins at an instant, drawn by one thread or by all idle threads.
    /// `residents_before` are the residents of the first day and of all earlier batches.
    #[must_use]
    pub fn batch(
        &self,
        (model, population, luck): (&Model, &Population, RandomStream),
        from: Instant,
        residents_before: &[PotentialResident],
        in_parallel: bool,
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
        Arc::new(if in_parallel {
            generator.batch_in_parallel(residents_before, PIECE)
        } else {
            generator.batch(residents_before)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::compile::{Options, build, load};
    use crate::engine::{Fact, Listener, World, run_on, warm_up};
    use crate::model::{Channel, Loss, Policy};

    /// The same projects, as if all that is learnt in any were looked up again.
    fn with_all_marked(formation: &Formation) -> Formation {
        let mut marked = formation.clone();
        if let Some(whole) = marked.whole.as_mut().map(Arc::make_mut) {
            for potential in &mut whole.projects {
                (potential.led_before, potential.leads_again) = (true, true);
                (potential.believed_before, potential.believed_again) = (true, true);
            }
        }
        marked
    }

    /// Potential, realised and lost value of the projects that have ended.
    #[derive(Default, Debug, PartialEq)]
    struct Sums(u64, u64, BTreeMap<(Loss, Channel), u64>);

    impl Listener for Sums {
        fn record(&mut self, fact: &Fact<'_>) {
            if let Fact::ProjectEnded {
                project,
                realised,
                losses,
                ..
            } = fact
            {
                self.0 += project.potential;
                self.1 += realised;
                for part in *losses {
                    *self.2.entry((part.cause, part.channel)).or_default() += part.value;
                }
            }
        }
    }

    /// Experiences are kept only for leads and communities that may look them up again. What
    /// is left out changes no result, whether each stream of projects is known or all projects.
    #[test]
    fn experiences_that_are_not_looked_up_again_may_be_left_out() {
        let edits = [
            "stay.XAA.projects_a_year=20",
            "project.joint.rate_a_year=0.4",
        ];
        let edits = edits.map(ToOwned::to_owned);
        let scenario = load("scenarios/tiny.toml", &edits).expect("a valid scenario");
        let model = build(&scenario, &Options::default()).expect("a valid model");
        let (population, luck) = (Population::new(&model, 1), RandomStream::new(1, 0));
        let policy = Policy::default();
        // The sums of a run, and how many experiences are kept at its end.
        let run = |formation: &Formation| {
            let world = World::new(&model, &policy, &population, formation, luck);
            let mut sums = Sums::default();
            let mut state = warm_up(&world, &mut sums);
            run_on(&world, &mut state, model.frame.end, &mut sums);
            let kept = state.parts.iter().map(|part| part.experiences.len());
            (sums, kept.sum::<usize>())
        };
        let end = model.frame.end;
        let exact = Formation::new(&model, &population, luck, end);
        let by_streams = Formation::passing(&model, &population, luck, end);
        let (sums, all_kept) = run(&with_all_marked(&exact));
        let (sums_by_streams, kept_by_streams) = run(&by_streams);
        let (exact_sums, exactly_kept) = run(&exact);
        assert_eq!(sums_by_streams, sums);
        assert_eq!(exact_sums, sums);
        assert!(0 < exactly_kept && exactly_kept <= kept_by_streams);
        assert!(
            kept_by_streams * 10 < all_kept * 9,
            "{kept_by_streams} of {all_kept}"
        );
    }
}
