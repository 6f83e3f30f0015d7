//! Effort: a reorganisation shortens passage by more than its change of structure.

use tidegate::stats::Indicator;

use crate::support::{compare, load_text, plan};

/// Two circulations of ten and twenty days, one after the other, then side by side or one alone.
const WORLD: &str = r#"
format = 1
title = "Effort"
[study]
start = 2023-01-02
warm_up_years = 0
years = 1
discount_a_year = 0
[jurisdiction.AAA]
researchers = 0
[office.desk]
jurisdiction = "AAA"
hours = "always"
queue.first_come = {}
officers = 50
[procedure.permit]
jurisdiction = "AAA"
channel = "data"
direction = "exit"
background_a_year = 400
[procedure.permit.step.first]
office = "desk"
after = []
passage.fixed = { days = 10 }
[procedure.permit.step.second]
office = "desk"
after = ["first"]
passage.fixed = { days = 20 }
[reform.together]
[reform.together.change.parallel]
select = { procedure = ["permit"] }
parallel = ["first", "second"]
background = true
[reform.less]
[reform.less.change.remove]
select = { procedure = ["permit"] }
remove = ["first"]
background = true
[reform.idle]
[reform.idle.change.officers]
select = { office = ["desk"] }
lever = "officers"
scale = 1
"#;

/// Mean days from filing to decision with a package.
fn days(effort: &str, package: &str) -> f64 {
    let scenario = load_text(&format!("{WORLD}{effort}"));
    let done = compare(&scenario, &plan(&scenario, package));
    let mut rows = done.tables.procedures.iter();
    let row = rows.find(|row| row.package == package);
    row.expect("a row").elapsed_days_mean.expect("a mean")
}

const HALF: &str = "[prior.effort]\nmedian = 0.5\nlog_sd = 0\nacts = true\n";
const OFF: &str = "[prior.effort]\nmedian = 0.5\nlog_sd = 0\n";

#[test]
fn a_changed_graph_takes_the_factor_and_no_other() {
    let close = |value: f64, expected: f64| {
        assert!((value - expected).abs() < 0.01, "{value} is not {expected}");
    };
    for effort in ["", OFF] {
        close(days(effort, "baseline"), 30.0);
        close(days(effort, "together"), 20.0);
        close(days(effort, "less"), 20.0);
    }
    close(days(HALF, "baseline"), 30.0);
    close(days(HALF, "together"), 10.0);
    close(days(HALF, "less"), 10.0);
    // Both reforms have the same factor at the centre: it acts once.
    close(days(HALF, "less+together"), 10.0);
    close(days(HALF, "idle"), 30.0);
}

/// A size of the reform on the same procedure that was measured as an elapsed effect holds the
/// effort already.
#[test]
fn a_measured_elapsed_effect_exempts_its_procedure() {
    let measured = "[reform.together.change.measured]\nselect = { procedure = [\"permit\"] }\n\
                    lever = \"passage\"\nbackground = true\n\
                    scale = { value = 0.8, low = 0.8, high = 0.8, grade = \"measured\", source = \"A1-09\" }\n";
    let value = days(&format!("{measured}{HALF}"), "together");
    assert!((value - 16.0).abs() < 0.01, "{value}");
}

#[test]
fn what_changes_no_structure_changes_nothing() {
    let scenario = load_text(&format!("{WORLD}{HALF}"));
    let done = compare(&scenario, &plan(&scenario, "baseline,idle"));
    for row in &done.tables.differences {
        let zero = row
            .statistic
            .estimate
            .is_none_or(|change| change.abs() <= 0.0);
        assert!(zero || row.indicator == Indicator::ReformCost, "{row:?}");
    }
}
