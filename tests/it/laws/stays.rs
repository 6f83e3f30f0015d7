//! Stays with a natural length: the first day is stationary, and no policy moves the length.

use tidegate::compile::Options;
use tidegate::model::{Model, Policy, Transform};
use tidegate::observe::{RunSums, Slice};
use tidegate::study::{self, Correction, WarmedUp};

use crate::support::{OrFail, Trial, load_text, packages, policy};

/// Six posts of ten find a legal way, a month passes at an office, and some leave every year
/// unless they renew a permit. Most projects are those that only residents could lead. Beliefs do
/// not move.
const WORLD: &str = r#"
format = 1
title = "Stays"

[study]
start = 2023-01-01
warm_up_years = 1
years = 12
discount_a_year = 0
rho_a_year = 0

[jurisdiction.XAA]
label = { en = "A", zh = "甲" }
researchers = 2000

[jurisdiction.XBB]
label = { en = "B", zh = "乙" }
researchers = 2000

[institution.default]
researchers_mean = 10
researchers_cv = 0.5

[field.all]
share = 1

[belief]
half_life_days = 365000
success = 1
delay_days = 0
weight = 0

[project.post]
rate_a_year = 0.2
hosted_by_lead_share = 1
value.fixed = { value = 1 }
lead_days = 60
window_days = 120
theta = 0.5

[project.post.need.guest]
kind = "researchers"
share = 1
weight = 1
post = true
route = ["post"]

[project.own]
rate_a_year = 0
hosted_by_lead_share = 1
value.fixed = { value = 1 }
lead_days = 60
window_days = 30
theta = 0.5

[project.own.need.guest]
kind = "researchers"
share = 1
weight = 1

[office.desk]
jurisdiction = "XAA"
hours = "always"
queue.first_come = {}
unlimited = true

[procedure.permit]
jurisdiction = "XAA"
channel = "personnel"
direction = "entry"
route = "post"
pathway_share = 0.6

[procedure.permit.step.look]
office = "desk"
after = []
work.fixed = { hours = 1 }
passage.fixed = { days = 90 }

[procedure.renewal]
jurisdiction = "XAA"
channel = "welfare"
direction = "internal"
pathway_share = 0.8

[procedure.renewal.step.look]
office = "desk"
after = []
work.fixed = { hours = 1 }

[stay.XAA]
natural_exit_a_year = 0.1
years_at_most = 15
exit_hazard_a_year = 0.3
projects_a_year = 0.5
project = "own"

[stay.XAA.bundle.renewal]
hazard = 0.5
need_share = 0.75

[reform.policies]
label = { en = "Who has come stays", zh = "留住人才" }

[reform.policies.change.stay]
select = { stay = ["XAA"] }
lever = "exit_hazard_a_year"
scale = 0.2
"#;

/// One run of the baseline, calibrated with a pilot of its own.
fn ran(seed: u64) -> (Model, RunSums) {
    let scenario = load_text(WORLD);
    let options = Options {
        seed,
        ..Options::default()
    };
    let correction = Correction::new(&scenario, &options).or_fail();
    let (model, _) = study::calibrated(&scenario, &options, &correction).or_fail();
    let run = WarmedUp::new(model.clone(), seed, 0).run(&Policy::default(), &|| false);
    (model, run.expect("nobody stops a run").sums)
}

fn convergence(sums: &RunSums, year: usize) -> f64 {
    let sums = &sums.projects[sums.axes.index(Slice::Year(year))];
    sums.realised as f64 / sums.potential as f64
}

/// Mean residents of a measured year.
fn residents(sums: &RunSums, model: &Model, year: usize) -> f64 {
    let years = &model.frame.year_starts;
    sums.residents[0].seconds[year] as f64 / f64::from(years[year + 1] - years[year])
}

/// Mean, and its standard error.
fn mean(of: &[f64]) -> (f64, f64) {
    let n = of.len() as f64;
    let mean = of.iter().sum::<f64>() / n;
    let squares: f64 = of.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// The slope of the least-squares line through a value for each year.
fn slope(values: &[f64]) -> f64 {
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let from_middle = |year: usize| year as f64 - middle;
    let squares: f64 = (0..values.len())
        .map(|y| from_middle(y) * from_middle(y))
        .sum();
    let products = values.iter().enumerate().map(|(y, v)| from_middle(y) * v);
    products.sum::<f64>() / squares
}

/// Without reform nothing changes over twelve years but by luck: neither what is realised nor the
/// number of residents, which stays at that of the first day (Little's law).
#[test]
fn a_baseline_with_natural_stays_has_no_trend() {
    let (mut slopes, mut growth, mut apart, mut late) = (vec![], vec![], vec![], vec![]);
    for seed in 1..=12 {
        let (model, sums) = ran(seed);
        let shares: Vec<f64> = (0..12).map(|year| convergence(&sums, year)).collect();
        slopes.push(slope(&shares));
        let stay = model.stays[tidegate::model::JurisdictionIndex::from_index(0)]
            .as_ref()
            .expect("a stay");
        let there: Vec<f64> = (0..12)
            .map(|year| residents(&sums, &model, year) / f64::from(stay.stock))
            .collect();
        growth.push(slope(&there));
        apart.push(there.iter().sum::<f64>() / 12.0 - 1.0);
        let natural = stay.natural.as_ref().expect("a natural length");
        late.push(natural.sustained.late_years);
        // Six of ten find a way, and nobody fears that she will not.
        let taken_up = natural.sustained.taken_up;
        assert!((taken_up - 0.6).abs() < 0.05, "{natural:?}");
    }
    for (what, values) in [("slope", &slopes), ("growth", &growth), ("apart", &apart)] {
        let (mean, error) = mean(values);
        assert!(
            mean.abs() < 3.0 * error,
            "{what}: {mean} +- {error} of {values:?}"
        );
    }
    // The test could tell: without arrivals the number would halve in about three years.
    let (_, error) = mean(&growth);
    assert!(error < 0.01, "{error}");
    // Sixty days lie between formation and earliest start, ninety days the permit takes.
    let (late, _) = mean(&late);
    assert!((late * 365.25 - 31.0).abs() < 3.0, "{late}");
}

/// What could be realised, by year, and residents at the end, under some package.
fn under(package: &str) -> (Vec<u64>, f64) {
    let scenario = load_text(WORLD);
    let model = study::calibrated(&scenario, &Options::default(), &Correction::default());
    let model = model.or_fail().0;
    let policy = policy(&scenario, &model, &packages(package, &scenario)[0]);
    let run = WarmedUp::new(model.clone(), 3, 0).run(&policy, &|| false);
    let sums = run.expect("nobody stops a run").sums;
    let potential = (0..12).map(|y| sums.projects[sums.axes.index(Slice::Year(y))].potential);
    (potential.collect(), residents(&sums, &model, 11))
}

/// A reform that keeps residents longer changes who is there, never how long a stay could last.
#[test]
fn the_natural_length_is_the_same_under_every_package() {
    let (potential, before) = under("baseline");
    let (potential_after, after) = under("policies");
    assert_eq!(potential, potential_after);
    assert!(after > 1.3 * before, "{before} becomes {after}");
    let frictionless = Trial::text(WORLD).calibrated();
    let model = frictionless.transformed(Transform::FRICTIONLESS).model();
    let run = WarmedUp::new(model, 3, 0).run(&Policy::default(), &|| false);
    let sums = run.expect("nobody stops a run").sums;
    let whole = &sums.projects[sums.axes.index(Slice::All)];
    assert_eq!(whole.potential, potential.iter().sum::<u64>());
    assert_eq!(whole.realised, whole.potential, "nobody is missing there");
}

/// Residents of the first day are stated or follow from the length of stays, never both.
#[test]
fn a_stock_and_a_natural_length_exclude_each_other() {
    let faults = |text: &str| {
        let loaded = tidegate::compile::load_text("text", text, &[]);
        loaded.expect_err("a fault").to_string()
    };
    let both = WORLD.replace("projects_a_year", "stock = 50\nprojects_a_year");
    let message = faults(&both);
    for words in [
        "`stay.XAA.stock`",
        "natural_exit_a_year",
        "target",
        "residents.XAA",
    ] {
        assert!(message.contains(words), "{message}");
    }
    let neither = WORLD.replace("natural_exit_a_year = 0.1\n", "");
    let message = faults(&neither);
    for words in ["`stay.XAA`", "`stock`", "`natural_exit_a_year`"] {
        assert!(message.contains(words), "{message}");
    }
    let endless = WORLD
        .replace("natural_exit_a_year = 0.1", "natural_exit_a_year = 1e-9")
        .replace("years_at_most = 15\n", "");
    assert!(faults(&endless).contains("`years_at_most`"));
}
