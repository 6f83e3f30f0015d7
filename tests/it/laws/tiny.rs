//! The ledgers of the tiny world.

use std::collections::BTreeMap;

use tidegate::engine::{Fact, Listener, State};
use tidegate::model::{Channel, Loss, Policy, Transform};
use tidegate::study::Generated;

use crate::support::{Trial, run_before};

#[derive(Default, Debug, PartialEq)]
struct Sums {
    potential: u64,
    realised: u64,
    losses: BTreeMap<(Loss, Channel), u64>,
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
                *self.losses.entry((part.cause, part.channel)).or_default() += part.value;
            }
        }
    }
}

fn without_friction(sets: &[&str]) -> Sums {
    let trial = Trial::built_in("tiny").with(sets);
    trial.transformed(Transform::FRICTIONLESS).run()
}

#[test]
fn the_ledgers_of_the_tiny_world_balance() {
    let model = Trial::built_in("tiny").model();
    let policy = Policy::default();
    let formed = Generated::new(&model, 1, 0);
    let (state, sums): (State, Sums) = run_before(&formed.world(&model, &policy));
    assert!(state.events() > 10_000);
    assert!(!sums.losses.is_empty());
    assert!(sums.realised > 0 && sums.realised < sums.potential);
}

#[test]
fn without_friction_everything_is_realised() {
    let sums = without_friction(&[]);
    assert!(sums.potential > 0);
    assert_eq!(sums.realised, sums.potential, "of projects that have ended");
}

/// Residents who form a project every day lead the first of them as soon as they are there,
/// although their posts become known at midnight.
#[test]
fn without_friction_no_resident_comes_too_late_to_lead() {
    let many = without_friction(&[
        "stay.XAA.projects_a_year=400",
        // Their posts are led from abroad.
        "project.post.hosted_by_lead_share=0",
    ]);
    let few = without_friction(&[]);
    assert!(many.potential > 2 * few.potential, "they lead many");
    assert_eq!(many.realised, many.potential);
}
