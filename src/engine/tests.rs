//! The engine on the tiny world.

use super::*;
use crate::compile::{Options, build};
use crate::draw::Luck;
use crate::model::{Model, Policy, Transform};

#[derive(Default, Debug, PartialEq)]
struct Sums {
    potential: u64,
    realised: u64,
    losses: std::collections::BTreeMap<(&'static str, String), u64>,
}

impl Listener for Sums {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project,
            realised,
            losses,
            ..
        } = fact
        {
            self.potential += project.potential;
            self.realised += realised;
            let booked: u64 = losses.iter().map(|part| part.value).sum();
            assert_eq!(
                project.potential,
                realised + booked,
                "the loss ledger balances"
            );
            for part in *losses {
                *self
                    .losses
                    .entry((part.cause.name(), format!("{:?}", part.channel)))
                    .or_default() += part.value;
            }
        }
    }
}

fn run_tiny(transform: Transform) -> (Sums, Vec<Check>, u64) {
    run_edited(transform, &[])
}

fn edited(transform: Transform, edits: &[String]) -> Model {
    let scenario =
        crate::compile::load("scenarios/tiny.toml", edits).unwrap_or_else(|f| panic!("{f:?}"));
    let options = Options {
        transform,
        ..Options::default()
    };
    build(&scenario, &options).unwrap_or_else(|f| panic!("{f:?}"))
}

fn run_edited(transform: Transform, edits: &[String]) -> (Sums, Vec<Check>, u64) {
    let model = edited(transform, edits);
    let population = Population::new(&model, 1);
    let formation = Formation::new(&model, &population, Luck::new(1, 0), model.frame.end);
    let (sums, mut state) = run(&model, &population, &formation);
    let events = state.events();
    let policy = Policy::default();
    let world = World::new(&model, &policy, &population, &formation, Luck::new(1, 0));
    (sums, state.audit(&world), events)
}

fn run(model: &Model, population: &Population, formation: &Formation) -> (Sums, State) {
    let policy = Policy::default();
    let world = World::new(model, &policy, population, formation, Luck::new(1, 0));
    let mut sums = Sums::default();
    let mut state = warm_up(&world, &mut sums);
    run_on(
        &world,
        &mut state,
        Instant::midnight(model.frame.end.day()),
        &mut sums,
    );
    (sums, state)
}

#[test]
fn the_ledgers_of_the_tiny_world_balance() {
    let (sums, checks, events) = run_tiny(Transform::default());
    for check in checks {
        assert_eq!(check.residual, 0, "{check:?}");
    }
    assert!(events > 10_000);
    assert!(!sums.losses.is_empty());
    assert!(sums.realised > 0 && sums.realised < sums.potential);
}

#[test]
fn without_friction_everything_is_realised() {
    let (sums, checks, _) = run_tiny(Transform::FRICTIONLESS);
    for check in checks {
        assert_eq!(check.residual, 0, "{check:?}");
    }
    assert!(sums.potential > 0);
    assert_eq!(sums.realised, sums.potential, "of projects that have ended");
}

/// Residents who form a project every day lead the first of them as soon as they are there,
/// although their posts become known at midnight.
#[test]
fn without_friction_no_resident_comes_too_late_to_lead() {
    let edits = [
        "stay.XAA.projects_a_year=400",
        // Their posts are led from abroad.
        "project.post.hosted_by_lead_share=0",
    ];
    let edits = edits.map(ToOwned::to_owned);
    let (sums, _, _) = run_edited(Transform::FRICTIONLESS, &edits);
    let (few, _, _) = run_tiny(Transform::FRICTIONLESS);
    assert!(sums.potential > 2 * few.potential, "they lead many");
    assert_eq!(sums.realised, sums.potential);
}

/// What is learnt is kept only for leads and communities that may look it up again: as far
/// as each stream of projects tells, or exactly, a run comes to what it comes to where
/// all is kept.
#[test]
fn what_nobody_looks_up_again_may_be_left_out() {
    let edits = [
        "stay.XAA.projects_a_year=20",
        "project.joint.rate_a_year=0.4",
    ];
    let model = edited(Transform::default(), &edits.map(ToOwned::to_owned));
    let (population, luck) = (Population::new(&model, 1), Luck::new(1, 0));
    let end = model.frame.end;
    let exact = Formation::new(&model, &population, luck, end);
    let by_streams = Formation::passing(&model, &population, luck, end);
    let all = exact.with_all_marked();
    let run = |formation: &Formation| run(&model, &population, formation);
    let kept = |state: &State| -> usize {
        let parts = state.parts.iter();
        parts.map(|part| part.experiences.len()).sum()
    };
    let (sums, state) = run(&all);
    let all_kept = kept(&state);
    let (of_streams, state) = run(&by_streams);
    let some_kept = kept(&state);
    let (of_exact, state) = run(&exact);
    assert_eq!(of_streams, sums);
    assert_eq!(of_exact, sums);
    assert!(0 < kept(&state) && kept(&state) <= some_kept);
    assert!(some_kept * 10 < all_kept * 9, "{some_kept} of {all_kept}");
}

/// What waits or is served is looked up once or twice an event: its record is a line of
/// the cache.
#[test]
fn what_is_under_way_is_small() {
    let line = 64;
    assert!(size_of::<record::Token>() <= line);
    assert!(size_of::<record::BackgroundFile>() <= line);
    assert!(size_of::<agenda::Entry>() + size_of::<office::branch::Ticket>() <= line / 2);
}
