//! Refusals, whose visits are worked out by hand.

use super::{row, verified};

/// Three desks; the first and the second refuse files for good, the third sends files back to
/// the first.
const REFUSALS: &str = r#"
format = 1
title = "Refusals in a loop"

[study]
start = 2023-01-01
warm_up_years = 1
years = 10
discount_a_year = 0
rho_a_year = 0

[jurisdiction.XAA]
label = { en = "Always open" }
researchers = 0
hours = "always"

[office.intake]
jurisdiction = "XAA"
queue.first_come = {}
officers = 1

[office.board]
jurisdiction = "XAA"
queue.first_come = {}
officers = 2

[procedure.file]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 4000

[procedure.file.step.sort]
office = "intake"
after = []
refuse_share = 0.25
work.exponential = { mean_hours = 0.5 }

[procedure.file.step.weigh]
office = "board"
after = ["sort"]
refuse_share = 0.2
return_share = 0.1
work.exponential = { mean_hours = 1.2 }

[procedure.file.step.seal]
office = "intake"
after = ["weigh"]
return_share = 0.4
return_to = "sort"
work.exponential = { mean_hours = 0.5 }
"#;

/// A refusal is drawn once per file and step: of the files that come back, none is refused at
/// a step that they have passed. Visits worked out by hand.
#[test]
fn verify_draws_a_refusal_once_per_file_and_step() {
    let ended = verified(REFUSALS);
    // The last step is reached by 0.75 x 0.8 of the files, which pass the whole chain
    // 1 / (1 - 0.4) times; the others come to their last step once, but for returns there.
    let rounds = 1.0 / 0.6;
    let [sealed, refused] = [0.75 * 0.8, 0.75 * 0.2];
    let sort = 0.25 + refused + sealed * rounds;
    let weigh = (refused + sealed * rounds) / 0.9;
    let seal = sealed * rounds;
    let hour = 4000.0 / (365.25 * 24.0);
    for (office, expected) in [
        ("intake", hour * (sort + seal) * 0.5),
        ("board", hour * weigh * 1.2 / 2.0),
    ] {
        let [theory, estimate] = row(&ended, office, "utilisation");
        assert!((theory - expected).abs() < 2e-6, "{theory}, not {expected}");
        assert!((estimate / theory - 1.0).abs() < 0.01, "{ended:?}");
    }
}

/// An office that has more work than hours because passed files are not refused again: with a
/// fresh draw at each visit its load would be 0.91.
#[test]
fn verify_sees_that_a_loop_saturates_an_office() {
    let full = REFUSALS.replace("background_a_year = 4000", "background_a_year = 7600");
    let ended = verified(&full);
    ended.does_not_print("Jackson");
    ended.says("office `intake` has load 1.04");
}

/// By shares a refusal is drawn anew at each visit, as before.
#[test]
fn verify_draws_a_refusal_by_shares_at_each_visit() {
    let shares = REFUSALS
        .replace(
            "background_a_year = 4000",
            "background_a_year = 4000\nbegins = { sort = 1 }",
        )
        .replace("after = []", "then = { weigh = 1 }")
        .replace("after = [\"sort\"]", "then = { seal = 1 }")
        .replace("after = [\"weigh\"]\n", "");
    let ended = verified(&shares);
    // sort = 1 + 0.4 seal, weigh = 0.75 sort / 0.9, seal = 0.9 x 0.8 weigh.
    let sort = 1.0 / (1.0 - 0.4 * 0.75 * 0.8);
    let seal = 0.75 * 0.8 * sort;
    let expected = 4000.0 / (365.25 * 24.0) * (sort + seal) * 0.5;
    let [theory, _] = row(&ended, "intake", "utilisation");
    assert!((theory - expected).abs() < 2e-6, "{theory}, not {expected}");
}

/// An agreement that is not reached ends a file as a refusal does.
#[test]
fn verify_counts_the_refusals_of_an_agreement() {
    let agreed = REFUSALS
        .replace(
            "office = \"board\"\nafter = [\"sort\"]\nrefuse_share = 0.2\nreturn_share = 0.1\nwork.exponential = { mean_hours = 1.2 }",
            "agreement = \"terms\"\nafter = [\"sort\"]",
        )
        + "\n[agreement.terms]\nrefuse_share = 0.5\npassage.fixed = { days = 1 }\n";
    let ended = verified(&agreed);
    let passes = 0.75 * 0.5 / 0.6;
    let expected = 4000.0 / (365.25 * 24.0) * (0.25 + 0.375 + 2.0 * passes) * 0.5;
    let [theory, _] = row(&ended, "intake", "utilisation");
    assert!((theory - expected).abs() < 2e-6, "{theory}, not {expected}");
}
