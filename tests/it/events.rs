//! Natural experiments: the built-in events, and what no event may do.

use std::fs;
use std::sync::OnceLock;

use tidegate::model::MODEL_VERSION;
use tidegate::scenario::keys::Event;
use tidegate::verify::{EVENTS, EventResults, EventSummary, IntervalBand, predict_events};

use crate::support::{Folder, OrFail, load, names_in, text_of, tidegate};

const FOLDER: &str = "scenarios/events";

/// The ids of the facts that say what came after.
fn outcomes(event: &Event) -> Vec<String> {
    let observed = event.after.as_deref().or(event.change.as_deref());
    let source = observed.and_then(|figure| figure.source.as_deref());
    let facts = source.unwrap_or_default().split(';');
    facts.map(|fact| fact.trim().to_owned()).collect()
}

#[test]
fn every_event_of_the_folder_is_built_in() {
    let files = names_in(FOLDER).into_iter();
    let files = files.filter(|name| name != "results.csv");
    let files: Vec<String> = files.map(|name| format!("{FOLDER}/{name}")).collect();
    let mut listed: Vec<&str> = EVENTS.to_vec();
    listed.sort_unstable();
    assert_eq!(files, listed);
    for path in EVENTS {
        let name = path.strip_prefix("scenarios/").unwrap_or(path);
        let carried = load(name.strip_suffix(".toml").unwrap_or(name));
        assert!(carried.warnings.is_empty(), "{path}: {}", carried.warnings);
        assert_eq!(carried.root.reform.len(), 1, "{path}: one reform");
        for (id, event) in &carried.root.event {
            for fact in outcomes(event) {
                assert!(!fact.is_empty(), "{path}: {id} names its source");
            }
            assert!(event.note.is_some(), "{path}: {id} says why it compares");
        }
    }
}

/// The built-in events in two draws, predicted once for all tests.
fn built_in_predictions() -> &'static EventResults {
    static PREDICTIONS: OnceLock<EventResults> = OnceLock::new();
    PREDICTIONS.get_or_init(|| predict_events(&[], 2, 1).or_fail())
}

/// Calibration meets what is known of the world before a reform.
#[test]
fn the_figure_before_is_met_at_the_central_parameters() {
    let predictions = built_in_predictions();
    let mut met = 0;
    for row in &predictions.rows {
        let known = row.observed_before.filter(|before| *before > 0.0);
        let Some((known, simulated)) = known.zip(row.before_central) else {
            continue;
        };
        let name = format!("{}.{}: {simulated} of {known}", row.scenario, row.event);
        assert!((simulated / known - 1.0).abs() < 0.03, "{name}");
        met += 1;
    }
    assert_eq!(met, 10);
}

#[test]
fn the_built_in_events_run_and_the_fitted_ones_do_not_count() {
    let predictions = built_in_predictions();
    assert_eq!(predictions.residual, 0);
    for row in &predictions.rows {
        let name = format!("{}.{}", row.scenario, row.event);
        assert_eq!(row.draws, 2, "{name} is measured in every draw");
        assert!(row.predicted.is_some() && row.within.is_some(), "{name}");
        assert!(row.observed.is_finite(), "{name}");
        assert_eq!(row.fitted, row.fits.is_some(), "{name}");
    }
    let fitted = predictions.rows.iter().filter(|row| row.fitted).count() as u32;
    assert!(fitted > 0, "some of them have chosen a value");
    let summary = EventSummary::from_rows(&predictions.rows);
    assert_eq!(summary.fitted, fitted);
    assert_eq!(summary.predictions, predictions.rows.len() as u32 - fitted);
    // A fitted event that comes out exactly right is still no prediction.
    let mut rows = predictions.rows.clone();
    for row in &mut rows {
        row.fitted = true;
        row.within = Some(IntervalBand::Middle80);
    }
    let summary = EventSummary::from_rows(&rows);
    let counted = (summary.predictions, summary.within_80, summary.within_95);
    assert_eq!(counted, (0, 0, 0));
    assert_eq!(summary.median_log_ratio, None);
}

/// Outside the tables of its events, and the values that they have chosen, a file knows
/// nothing of what came after: neither in a source nor in a comment.
#[test]
fn only_figures_from_before_stand_outside_an_event() {
    for path in EVENTS {
        let read = load(path);
        let text = text_of(path);
        let wrong: Vec<String> = read
            .root
            .event
            .values()
            .flat_map(|event| known_beforehand(&text, event))
            .collect();
        assert!(wrong.is_empty(), "{path}:\n{}", wrong.join("\n"));
    }
    // The test sees what it looks for.
    let path = "scenarios/events/shanghai-single-window.toml";
    let text = text_of(path);
    for leak in ["# E-02; A1-09\n", "x = { source = \"A1-09\" }\n"] {
        let leaked = format!("{leak}{text}");
        let event = load(path).root.event.into_values().next();
        let wrong = event.map_or_else(Vec::new, |event| known_beforehand(&leaked, &event));
        assert_eq!(wrong.len(), 1, "{leak}");
    }
}

/// The lines that cite what came after in an event without being part of one.
fn known_beforehand(text: &str, event: &Event) -> Vec<String> {
    let chosen = event.fits.as_deref().and_then(|fits| fits.rsplit_once('.'));
    let mut table = "";
    let mut wrong = Vec::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix('[') {
            table = header.trim_end_matches(']');
        }
        let key = line.split(['=', '.']).next().unwrap_or_default().trim();
        if table.starts_with("event.") || chosen == Some((table, key)) {
            continue;
        }
        for fact in outcomes(event) {
            let leaks = line.match_indices(&fact).any(|(at, _)| {
                let rest = &line[at + fact.len()..];
                let another = rest.starts_with(|next: char| next.is_ascii_digit());
                !another && !rest.starts_with(", before") && !rest.starts_with(", change")
            });
            if leaks {
                wrong.push(line.to_owned());
            }
        }
    }
    wrong
}

/// A file that lies over a built-in event.
fn over(folder: &Folder, name: &str, rest: &str) -> String {
    let base = fs::canonicalize(FOLDER).or_fail();
    let base = base.join("shanghai-single-window.toml");
    let text = format!(
        "format = 1\ntitle = \"Over an event\"\nextends = [{:?}]\n{rest}",
        base.to_string_lossy()
    );
    let path = folder.write(&format!("{name}.toml"), text);
    path.to_string_lossy().into_owned()
}

const NULL: &str = r#"
[reform.null.change.same-work]
select = { procedure = ["permits"] }
lever = "work"
scale = 1
background = true

[event.null]
reform = "null"
indicator = "elapsed_mean_days.permits"
counts = "all"
before = 16.8
after = 16.8
"#;

#[test]
fn a_reform_that_changes_nothing_predicts_exactly_nothing() {
    let folder = Folder::new();
    let file = over(&folder, "null", NULL);
    let predictions = predict_events(&[file], 8, 3).or_fail();
    let predicted = |id: &str| {
        let row = predictions.rows.iter().find(|row| row.event == id);
        row.expect(id).predicted
    };
    let null = predicted("null").expect("it is measured");
    let all = [
        null.median,
        null.middle_80.0,
        null.middle_80.1,
        null.middle_95.0,
        null.middle_95.1,
    ];
    assert!(all.iter().all(|change| change.to_bits() == 0), "{all:?}");
    let other = predicted("category-a");
    assert!(
        other.is_some_and(|change| change.middle_95.1 < -0.2),
        "{other:?}"
    );
}

#[test]
fn a_prediction_is_the_same_on_any_number_of_threads() {
    let file = ["scenarios/events/funds-abroad.toml".to_owned()];
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.or_fail()
            .install(|| predict_events(&file, 6, 1).or_fail())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_miss_is_no_failure_and_a_file_without_event_is() {
    let event = "scenarios/events/jiaxing-joint-office.toml";
    let missed = tidegate(["verify", "--events", event, "--draws", "4", "--json"]);
    let json = missed.succeeds().json();
    assert_eq!(json["events"][0]["inside"], "no", "{json}");
    assert_eq!(json["summary"]["predictions"], 1);
    tidegate(["verify", "--events", "scenarios/tiny.toml"])
        .fails_with(1)
        .says("[event.<id>]");
    tidegate(["verify", "--draws", "4"]).fails_with(2);
}

/// What the page shows beside the finding is what the command prints. It takes half a minute:
/// `.ci/full` runs it, and `BLESS=1` writes the file anew.
#[test]
#[ignore = "half a minute; .ci/full runs it"]
fn the_results_of_the_page_are_those_of_the_command() {
    const FILE: &str = "scenarios/events/results.csv";
    let printed = tidegate(["verify", "--events", "--json"])
        .succeeds()
        .printed;
    let object: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let mut text = "event,label,kind,observed,predicted,low,high,inside,model_version\n".to_owned();
    for row in object["events"].as_array().expect("a list") {
        let predicted = &row["predicted"];
        if row["from_nothing"] == true || predicted.is_null() {
            continue;
        }
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let number = |value: &serde_json::Value| {
            let value = value.as_f64().expect("a number");
            ((value * 1e4).round() / 1e4).to_string()
        };
        let scenario = load(format!("events/{}", word("scenario")));
        let event = scenario.root.event.iter();
        let label = event
            .filter(|(id, _)| id.as_str() == word("event"))
            .find_map(|(_, event)| event.label.as_ref()?.get("en").cloned());
        let cells = [
            format!("{}.{}", word("scenario"), word("event")),
            label.unwrap_or_default().replace(',', ";"),
            word("kind"),
            number(&row["observed"]),
            number(&predicted["median"]),
            number(&predicted["low_95"]),
            number(&predicted["high_95"]),
            word("inside"),
            MODEL_VERSION.to_string(),
        ];
        text += &(cells.join(",") + "\n");
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, &text).expect("the file can be written");
    }
    assert_eq!(text_of(FILE), text, "BLESS=1 writes it anew");
}
