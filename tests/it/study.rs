//! Laws that every study keeps, on a tiny world.

use std::fmt::Write;

use tidegate::model::{Loss, MODEL_VERSION};
use tidegate::report::describe;
use tidegate::scenario::Scenario;
use tidegate::stats::tables::Tables;
use tidegate::stats::{Booked, DayStatistic, Indicator};
use tidegate::study::{self, Extras, Plan, Threads, WarmedUp, Watch};

use crate::assert_file;
use crate::support::{
    Folder, calibrated, compare, load, load_text, load_with, packages, policy, text_of,
};

fn tiny() -> Scenario {
    load("scenarios/tiny.toml")
}

/// Two replications of some packages on two threads.
fn plan(scenario: &Scenario, names: &str) -> Plan {
    Plan {
        replications: 2,
        threads: Some(2),
        ..crate::support::plan(scenario, names)
    }
}

fn world(tables: &Tables, package: &str, indicator: &Indicator) -> Option<f64> {
    let row = tables
        .indicators
        .iter()
        .find(|row| row.package == package && row.indicator == *indicator && row.is_total());
    row.and_then(|row| row.statistic.estimate)
}

/// Evidence-only runs double the branches; a thread's stack must hold any number.
#[test]
fn one_thread_carries_out_every_combination_of_reforms() {
    let scenario = tiny();
    let plan = Plan {
        replications: 1,
        years: Some(1.0),
        threads: Some(1),
        extras: Extras::Usual,
        ..plan(&scenario, "all")
    };
    assert_eq!(compare(&scenario, &plan).packages.len(), 64);
}

#[test]
fn identities_hold_in_every_run_and_frictionless_converges_wholly() {
    let scenario = tiny();
    let plan = Plan {
        draws: 3,
        extras: Extras::Usual,
        ..plan(&scenario, "baseline,singles,full")
    };
    let done = compare(&scenario, &plan);
    let broken: Vec<_> = done.tables.audit.iter().filter(|row| !row.ok).collect();
    assert!(broken.is_empty(), "{broken:?}");
    let whole = done
        .tables
        .audit
        .iter()
        .filter(|row| row.identity.starts_with("potential = realised where"));
    assert!(whole.count() > 0, "the frictionless world is checked");
    assert_eq!((done.replications, done.draws, done.partial), (2, 3, false));
    assert!(
        done.tables
            .indicators
            .iter()
            .any(|row| row.package == "full@rho-low")
    );
    assert!(done.tables.losses.iter().any(|row| row.unlock.is_some()));
}

#[test]
fn a_reform_that_changes_nothing_changes_every_output_by_exactly_zero() {
    let text = r#"
        extends = ["scenarios/tiny.toml"]
        format = 1
        title = "Nothing"
        [reform.nothing]
        ramp_days = 100
        [reform.nothing.change.shares]
        select = { jurisdiction = ["XAA"] }
        lever = "complete_share"
        raise = 0
        [reform.nothing.change.officers]
        select = { jurisdiction = ["XAA"] }
        lever = "officers"
        scale = 1
        [reform.nothing.change.validity]
        select = { procedure = ["xaa-permit"] }
        lever = "valid_days"
        add = 0
        [reform.idle]
        intensity = 0
        [reform.idle.change.card]
        select = { procedure = ["xaa-card"] }
        remove = ["card"]
        [reform.idle.change.returns]
        select = { procedure = ["xaa-data-out"], step = ["completeness"] }
        lever = "return_share"
        set = 0
    "#;
    let scenario = load_text(text);
    let done = compare(&scenario, &plan(&scenario, "nothing,idle,idle+nothing"));
    assert!(done.tables.differences.len() > 100);
    for row in &done.tables.differences {
        assert_eq!(row.statistic.estimate, Some(0.0), "{row:?}");
        // A single value has no interval.
        assert_eq!(
            row.statistic.low.unwrap_or_default().to_bits(),
            0,
            "{row:?}"
        );
    }
    let losses = |package: &str| -> Vec<_> {
        let rows = done
            .tables
            .losses
            .iter()
            .filter(|row| row.package == package);
        rows.map(|row| {
            (
                row.cause,
                row.channel,
                row.office.clone(),
                row.value.to_bits(),
            )
        })
        .collect()
    };
    assert_eq!(losses("baseline"), losses("nothing"));
    assert_eq!(losses("baseline"), losses("idle"));
}

#[test]
fn one_thread_gives_the_bytes_of_four() {
    let scenario = tiny();
    let one = Plan {
        draws: 2,
        threads: Some(1),
        ..plan(&scenario, "baseline,laws,full")
    };
    let four = Plan {
        threads: Some(4),
        ..one.clone()
    };
    let (one, four) = (compare(&scenario, &one), compare(&scenario, &four));
    assert!(
        one.tables == four.tables,
        "the number of threads changed a table"
    );
}

#[test]
fn the_order_of_a_file_changes_no_table() {
    let text = text_of("scenarios/tiny.toml");
    let mut blocks: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('[') {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    let head = blocks.remove(0);
    blocks.reverse();
    let folder = Folder::with_tiny();
    let turned = load(folder.write("tiny.toml", head + &blocks.concat()));
    let plain = tiny();
    let (plain, turned) = (
        compare(&plain, &plan(&plain, "full")),
        compare(&turned, &plan(&turned, "full")),
    );
    assert!(
        plain.tables == turned.tables,
        "the order of tables in the file reached a result"
    );
}

#[test]
fn losses_and_what_is_realised_add_up_to_the_potential() {
    let scenario = tiny();
    let done = compare(&scenario, &plan(&scenario, "full"));
    for package in ["baseline", "full"] {
        for place in ["", "XAA"] {
            let rows = done.tables.losses.iter().filter(|row| {
                row.package == package
                    && row.jurisdiction == place
                    && row.period.is_none()
                    && row.host.is_none()
            });
            let sum: f64 = rows.map(|row| row.share).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{package} {place}: {sum}");
        }
        let days = done
            .tables
            .waiting
            .iter()
            .filter(|row| row.package == package && row.jurisdiction.is_empty());
        let sum: f64 = days.map(|row| row.share).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{package}: {sum}");
    }
}

/// The threads that a study reports as held back.
#[derive(Default)]
struct HeldBack(std::sync::Mutex<Option<Threads>>);

impl Watch for HeldBack {
    fn progress(&self, _done: usize, _of: usize) {}

    fn stop(&self) -> bool {
        false
    }

    fn held_back(&self, threads: &Threads) {
        if let Ok(mut held_back) = self.0.lock() {
            *held_back = Some(*threads);
        }
    }
}

#[test]
fn threads_beyond_memory_are_held_back_and_change_no_table() {
    let scenario = tiny();
    let plan = Plan {
        threads: Some(3),
        ..plan(&scenario, "baseline,full")
    };
    let with_memory = |memory| {
        let watch = HeldBack::default();
        let plan = Plan {
            memory: Some(memory),
            ..plan.clone()
        };
        let done = study::compare(&scenario, &plan, &watch).expect("the study runs");
        (done.tables, watch.0.into_inner().ok().flatten())
    };
    let (tables, all) = with_memory(u64::MAX);
    assert_eq!(all, None, "where all fit nothing is reported");
    // Room for the world and for the figures of its runs, and no more.
    let little = 3_000_000;
    let (of_one, one) = with_memory(little);
    let Some(one) = one else {
        panic!("three threads do not fit into {little} bytes");
    };
    assert_eq!((one.wanted, one.started, one.free), (3, 1, little));
    assert!(one.bytes_each > 0);
    let (of_two, two) = with_memory(one.bytes_each * 2);
    assert_eq!(two.map(|threads| threads.started), Some(2));
    assert!(of_one == tables && of_two == tables);
}

#[test]
fn a_run_for_its_share_alone_has_the_share_of_the_whole_run() {
    let scenario = tiny();
    let warm = WarmedUp::new(calibrated(&scenario), 1, 0);
    for package in packages("baseline,full", &scenario) {
        let policy = policy(&scenario, warm.model(), &package);
        let never = || false;
        let whole = warm.run(&policy, &never).expect("nobody stops a run");
        let share = warm.clone().into_run_for_share(&policy, &never);
        let share = share.expect("nobody stops a run");
        let all = whole.sums.total();
        let convergence = all.realised as f64 / all.potential as f64;
        assert_eq!(share.convergence, Some(convergence));
        assert_eq!(share.events, whole.sums.events);
        assert_eq!(share.checks, whole.checks);
    }
}

#[test]
fn without_impatience_no_delay_costs_anything() {
    let scenario = load_with("tiny", &["study.rho_a_year=0"]);
    let done = compare(&scenario, &plan(&scenario, "baseline"));
    let delayed = done
        .tables
        .losses
        .iter()
        .filter(|row| row.cause == Booked::Lost(Loss::Delayed));
    assert_eq!(delayed.count(), 0);
}

#[test]
fn the_headline_of_the_tiny_world() {
    let scenario = tiny();
    let done = compare(&scenario, &plan(&scenario, "baseline,singles,full"));
    let mut text = String::new();
    for package in &done.packages {
        for indicator in [
            Indicator::Convergence,
            Indicator::ProjectsRealised,
            Indicator::AssemblyDays(DayStatistic::Median),
            Indicator::Exposure,
            Indicator::ReformCost,
        ] {
            let value = world(&done.tables, package, &indicator)
                .map_or_else(String::new, |value| format!("{value:.6}"));
            let _ = writeln!(text, "{package} {indicator} {value}");
        }
    }
    let path = format!("tests/golden/tiny-model-{MODEL_VERSION}.txt");
    // Blessing writes a new file, never another text into one that stands: other results
    // have another version.
    let stands = std::path::Path::new(&path).exists();
    assert!(
        !stands || std::fs::read_to_string(&path).unwrap_or_default() == text,
        "{path}: the results are others; raise MODEL_VERSION in src/model/mod.rs, delete \
         {path}, and write the next one with BLESS=1\n{text}"
    );
    assert_file(&path, &text);
}

/// The note of a file on the errors of corridors applies to the corridors that it names.
#[test]
fn a_note_on_corridors_appears_only_with_its_corridors() {
    let notes = |more: &str| {
        let text = format!(
            "format = 1\ntitle = \"Tiny\"\nextends = [\"scenarios/tiny.toml\"]\n[gravity]\njudged = \"half.\"\n{more}"
        );
        let scenario = load_text(&text);
        let plan = Plan {
            replications: 1,
            ..plan(&scenario, "baseline")
        };
        describe(&scenario, &plan, &compare(&scenario, &plan)).notes
    };
    let note = "Corridors: half.".to_owned();
    let corridors = "corridors = \"scenarios/tiny/corridors.csv\"\n";
    assert!(notes(corridors).contains(&note));
    assert!(!notes("").contains(&note), "corridors of another file");
}

#[test]
fn every_indicator_of_the_list_is_in_the_tables() {
    let scenario = tiny();
    let plan = Plan {
        extras: Extras::Usual,
        ..plan(&scenario, "baseline,full")
    };
    let tables = compare(&scenario, &plan).tables;
    let levels = tables.indicators.iter().map(|row| &row.indicator);
    let differences = tables.differences.iter().map(|row| &row.indicator);
    let series = tables.series.iter().map(|row| &row.indicator);
    let corridors = tables.corridors.iter().map(|row| &row.indicator);
    let mut missing = Indicator::definitions();
    for indicator in levels.chain(differences).chain(series).chain(corridors) {
        let form = indicator.definition("").form;
        missing.retain(|definition| definition.form != form);
    }
    assert!(missing.is_empty(), "no run has {missing:?}");
}
