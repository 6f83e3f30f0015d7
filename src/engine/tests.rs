//! The engine on the tiny world.

use super::*;
use crate::draw::Luck;
use crate::model::{Options, build};
use crate::model::{Policy, Transform};

#[derive(Default)]
struct Sums {
    potential: u64,
    realised: u64,
    losses: std::collections::BTreeMap<(&'static str, String), u64>,
}

impl Listener for Sums {
    fn hear(&mut self, fact: &Fact<'_>) {
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

fn run_edited(transform: Transform, edits: &[String]) -> (Sums, Vec<Check>, u64) {
    let scenario =
        crate::scenario::load("scenarios/tiny.toml", edits).unwrap_or_else(|f| panic!("{f:?}"));
    let options = Options {
        transform,
        ..Options::default()
    };
    let model = build(&scenario, &options).unwrap_or_else(|f| panic!("{f:?}"));
    let population = Population::new(&model, 1);
    let luck = Luck::new(1, 0);
    let formation = Formation::new(&model, &population, luck, model.frame.end);
    let policy = Policy::default();
    let world = World::new(&model, &policy, &population, &formation, luck);
    let mut sums = Sums::default();
    let mut state = warm_up(&world, &mut sums);
    run_on(
        &world,
        &mut state,
        model.frame.end / 86_400 * 86_400,
        &mut sums,
    );
    let events = state.events();
    (sums, state.audit(&world), events)
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
