//! Where beliefs start must not decide where they end.

use tidegate::model::{Options, Policy};
use tidegate::observe::{Outcome, Slice};
use tidegate::scenario::load;
use tidegate::study::{Correction, Warm, calibrated};

/// The tiny world over eight years, begun with the given beliefs.
fn ran(success: &str, delay: &str) -> Outcome {
    let sets = [
        format!("belief.success={success}"),
        format!("belief.delay_days={delay}"),
    ];
    let scenario = load("scenarios/tiny.toml", &sets).unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options {
        years: Some(8.0),
        ..Options::default()
    };
    let (model, _) = calibrated(&scenario, &options, &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let ran = Warm::new(model, 1, 0).run(&Policy::default(), &|| false);
    ran.unwrap_or_else(|| panic!("nobody stops it")).outcome
}

fn realised(outcome: &Outcome, year: usize) -> f64 {
    let sums = &outcome.projects[outcome.axes.index(Slice::Year(year))];
    sums.realised as f64 / sums.potential as f64
}

#[test]
fn worlds_that_begin_in_fear_and_in_trust_end_alike() {
    let (fear, trust) = (ran("0.3", "300"), ran("1", "0"));
    let apart = |year: usize| realised(&trust, year) - realised(&fear, year);
    assert!(apart(0) > 0.1, "at first beliefs matter: {}", apart(0));
    // Both follow what crossings show; what is left is less than a tenth of that.
    let end = f64::midpoint(apart(6), apart(7));
    assert!(end.abs() < 0.1 * apart(0), "{} becomes {end}", apart(0));
}

#[test]
fn a_memory_that_nobody_asks_for_may_be_left_out() {
    let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let (model, _) = calibrated(&scenario, &Options::default(), &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert!(!model.aware_may_fall, "no reform of it makes people forget");
    let mut keeps_all = model.clone();
    keeps_all.aware_may_fall = true;
    let run = |model| Warm::new(model, 1, 0).run(&Policy::default(), &|| false);
    let (few, all) = (run(model), run(keeps_all));
    let outcome = |ran: Option<tidegate::study::Ran>| {
        ran.unwrap_or_else(|| panic!("nobody stops it")).outcome
    };
    assert!(outcome(few) == outcome(all), "the same in every sum");
}
