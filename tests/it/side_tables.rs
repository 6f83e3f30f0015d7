//! Drawn values, losses over draws, what lasts, and labels.

use tidegate::scenario::Scenario;
use tidegate::stats::tables::Tables;
use tidegate::stats::{Booked, Indicator, Uncertainty};
use tidegate::study::{Extras, Plan};

use crate::support::{compare, load_with, plan};

/// A study of a world with settled years.
fn study(draws: u32, extras: Extras) -> (Scenario, Tables) {
    let scenario = load_with("tiny", &["study.settled_from=2024-01-01"]);
    let plan = Plan {
        replications: 2,
        draws,
        extras,
        ..plan(&scenario, "singles,full")
    };
    let tables = compare(&scenario, &plan).tables;
    (scenario, tables)
}

/// What is realised in the ledger over draws is the headline, and the rows add up.
#[test]
fn the_ledger_over_draws_says_what_the_headline_says() {
    let (_, tables) = study(3, Extras::None);
    for package in ["baseline", "full"] {
        let rows: Vec<_> = tables
            .losses
            .iter()
            .filter(|row| row.package == package && row.spread == Uncertainty::Parametric)
            .filter(|row| row.period.is_none())
            .collect();
        let sum: f64 = rows.iter().map(|row| row.share).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{package}: {sum}");
        let realised = rows.iter().find(|row| row.cause == Booked::Realised);
        let realised = realised.map(|row| row.share).expect("a row");
        let mut levels = tables.indicators.iter().filter(|row| {
            row.package == package
                && row.indicator == Indicator::Convergence
                && row.spread == Uncertainty::Parametric
        });
        let headline = levels.find(|row| row.is_total()).expect("a row").statistic;
        let stated = headline.estimate.expect("an estimate");
        assert!((realised - stated).abs() < 1e-12, "{realised} {stated}");
    }
}

#[test]
fn every_parameter_with_a_range_has_a_value_in_each_draw() {
    let (_, tables) = study(3, Extras::None);
    let ranged: Vec<_> = tables
        .assumptions
        .iter()
        .filter_map(|row| Some((&row.address, row.low?, row.high?)))
        .collect();
    assert!(ranged.len() > 20);
    assert_eq!(tables.draws.len(), 3 * ranged.len());
    for row in &tables.draws {
        let found = ranged.iter().find(|(address, ..)| **address == row.address);
        let (_, low, high) = found.expect("a parameter with a range");
        let slack = 1e-4 * high.abs().max(low.abs());
        let within = (low - slack..=high + slack).contains(&row.value);
        assert!(within, "{row:?}: {low} to {high}");
    }
    let (_, central) = study(0, Extras::None);
    assert!(central.draws.is_empty());
}

#[test]
fn ids_have_labels_and_corridors_have_changes() {
    let (scenario, tables) = study(2, Extras::None);
    assert_eq!(tables.packages.len(), 8);
    assert_eq!(tables.places.len(), scenario.root.jurisdiction.len());
    assert_eq!(tables.offices_named.len(), scenario.root.office.len());
    let spreads = [Uncertainty::Stochastic, Uncertainty::Parametric];
    for spread in spreads {
        let mut changes = tables.corridor_differences.iter();
        assert!(changes.any(|row| row.spread == spread && row.package == "full"));
    }
}
