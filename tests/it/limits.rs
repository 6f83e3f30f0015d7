//! No input stops the machine: counts, rates, stocks, events and memory have limits, and
//! each is said before anything begins.

use std::fmt::Write;
use std::fs;

use tidegate::calibrate::Volume;
use tidegate::calibrate::calibrate;
use tidegate::compile::{Options, build};
use tidegate::compile::{load, load_text};
use tidegate::limits;
use tidegate::scenario::{Faults, Scenario};
use tidegate::study::{Correction, Extras, Failure, Plan, Unwatched, calibrated, compare};

use super::command::{folder, output};

const TINY: &str = "scenarios/tiny.toml";

fn tiny(set: &str) -> Result<Scenario, Faults> {
    load(TINY, &[set.to_owned()])
}

fn message<T>(result: Result<T, Faults>) -> String {
    result.map_or_else(|faults| faults.to_string(), |_| "no fault".to_owned())
}

/// The message of a run that is refused, and what the program says of it.
fn refused(arguments: &[&str]) -> String {
    let all: Vec<&str> = ["run", "tiny", "-q"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let ended = output(&all);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success(), "{arguments:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn absurd_rates_and_stocks_are_faults_at_their_keys() {
    for key in [
        "procedure.xaa-card.background_a_year",
        "project.joint.rate_a_year",
        "project.joint.field.life",
        "organisation.union.arrivals_a_year",
        "organisation.union.stock",
        "stay.XAA.stock",
        "stay.XAA.projects_a_year",
        "jurisdiction.XAA.researchers",
        "project.joint.window_days",
        "office.xaa-bureau.backlog",
    ] {
        for value in ["1e12", "1e18", "1e308"] {
            let said = message(tiny(&format!("{key}={value}")));
            assert!(said.contains("at most"), "{key}={value}: {said}");
            assert!(said.contains(&format!("in `{key}`")), "{key}: {said}");
        }
    }
}

#[test]
fn a_run_of_too_many_events_is_refused_at_the_key_that_brings_most() {
    for (key, value) in [
        ("procedure.xaa-card.background_a_year", "1e10"),
        ("organisation.union.arrivals_a_year", "1e8"),
        ("stay.XAA.stock", "1e8"),
        ("project.joint.field.life", "2000"),
    ] {
        let researchers = "jurisdiction.XBB.researchers=1e7";
        let said = refused(&["--set", &format!("{key}={value}"), "--set", researchers]);
        assert!(said.contains("events"), "{said}");
        assert!(said.contains("--events-at-most"), "{said}");
        assert!(said.contains(&format!("in `{key}`")), "{said}");
    }
    let more = "procedure.xaa-card.background_a_year=1e5";
    let said = refused(&["--set", more, "--events-at-most", "1e5"]);
    assert!(said.contains("at most 100000 events"), "{said}");
    assert!(
        output(&["run", "tiny", "-q", "--set", more])
            .status
            .success()
    );
}

#[test]
fn the_expected_events_are_about_those_of_a_run() {
    for name in ["tiny", "stress"] {
        let scenario = load(name, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let options = Options::default();
        let (model, found) = calibrated(&scenario, &options, &Correction::default())
            .unwrap_or_else(|faults| panic!("{faults}"));
        let expected = Volume::new(&model, &found).events();
        let plan = plan(None);
        let done = compare(&scenario, &plan, &Unwatched).unwrap_or_else(|f| panic!("{f:?}"));
        let ratio = expected / done.events as f64;
        assert!((0.6..1.6).contains(&ratio), "{name}: {ratio}");
    }
}

fn plan(memory: Option<u64>) -> Plan {
    Plan {
        packages: Vec::new(),
        replications: 1,
        draws: 0,
        split: false,
        seed: 1,
        scale: None,
        years: None,
        threads: Some(1),
        memory,
        name: None,
        extras: Extras::None,
    }
}

#[test]
fn a_world_without_room_is_refused_before_it_is_made() {
    let scenario = tiny("jurisdiction.XBB.researchers=1e7").unwrap_or_else(|f| panic!("{f}"));
    match compare(&scenario, &plan(Some(500_000_000)), &Unwatched) {
        Err(Failure::Memory {
            bytes, free, cure, ..
        }) => {
            assert!(bytes > 1e9 && free == 500_000_000, "{bytes}");
            assert!(cure.contains("--scale"));
        }
        other => panic!("not refused: {:?}", other.map(|done| done.events)),
    }
    let scenario = load(TINY, &[]).unwrap_or_else(|f| panic!("{f}"));
    let plan = Plan {
        replications: 10_000,
        ..plan(Some(500_000_000))
    };
    match compare(&scenario, &plan, &Unwatched) {
        Err(Failure::Memory { what, cure, .. }) => {
            assert!(what.contains("10000 runs"), "{what}");
            assert!(cure.contains("fewer replications"));
        }
        other => panic!("not refused: {:?}", other.map(|done| done.events)),
    }
}

#[test]
fn officers_beyond_number_are_refused_and_calibration_ends() {
    for hours in ["8e6", "100"] {
        let set = format!("procedure.xaa-permit.step.check.work.lognormal.mean_hours={hours}");
        let mut scenario = load(
            TINY,
            &[set, "procedure.xaa-permit.background_a_year=1e8".to_owned()],
        )
        .unwrap_or_else(|faults| panic!("{faults}"));
        scenario.recalibrate();
        scenario.events_at_most = f64::INFINITY;
        let said = message(calibrated(
            &scenario,
            &Options::default(),
            &Correction::default(),
        ));
        assert!(said.contains("officers at a branch"), "{said}");
        assert!(said.contains("in `office.xaa-bureau.load`"), "{said}");
        let mut model = build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"));
        calibrate(&mut model, None);
    }
}

#[test]
fn counts_beyond_their_limits_are_said_when_they_are_counted() {
    let mut text = format!("format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n");
    for step in 0..5_000 {
        let _ = writeln!(
            text,
            "[procedure.xaa-trip.step.s{step}]\noffice = \"xaa-sign-off\"\nafter = [\"{}\"]",
            if step == 0 {
                "approve".to_owned()
            } else {
                format!("s{}", step - 1)
            }
        );
    }
    let said = message(load_text("many", &text, &[]));
    assert!(said.contains("at most 32 steps"), "{said}");
    assert!(said.contains("in `procedure.xaa-trip.step`"), "{said}");

    let mut text = format!("format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n");
    for number in 0..=limits::JURISDICTIONS {
        let letter = |place: usize| char::from(b'A' + (number / place % 26) as u8);
        let id: String = [letter(676), letter(26), letter(1)].iter().collect();
        let _ = writeln!(
            text,
            "[jurisdiction.{id}]\nresearchers = 9\nweekend = [\"sunday\"]"
        );
    }
    let said = message(load_text("many", &text, &[]));
    assert!(said.contains("at most 1000 jurisdictions"), "{said}");

    let mut text = format!("format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n");
    for need in 0..9 {
        let _ = writeln!(
            text,
            "[project.joint.need.more{need}]\nkind = \"data\"\nshare = 0.5\nweight = 1"
        );
    }
    let said = message(load_text("many", &text, &[]));
    assert!(said.contains("at most 8 needs"), "{said}");
}

#[test]
fn a_package_cannot_bring_wishes_beyond_the_limit() {
    let place = folder();
    let file = place.path().join("wishes.toml");
    let text = "format = 1\ntitle = \"wishes\"\nextends = [\"tiny.toml\"]\n\
        [reform.wish]\n[reform.wish.change.more]\nselect = { organisation = [\"union\"] }\n\
        lever = \"arrivals_a_year\"\nscale = 1e12\n";
    // The extended file is looked up beside it.
    for name in ["tiny.toml", "tiny/XAA.csv", "tiny/corridors.csv"] {
        let to = place.path().join(name);
        fs::create_dir_all(to.parent().unwrap_or(place.path())).unwrap_or_else(|e| panic!("{e}"));
        fs::copy(format!("scenarios/{name}"), to).unwrap_or_else(|error| panic!("{error}"));
    }
    fs::write(&file, text).unwrap_or_else(|error| panic!("{error}"));
    let path = file.to_string_lossy().into_owned();
    let ended = output(&["run", &path, "-q", "--packages", "wish"]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("wishes to settle"), "{said}");
}

#[test]
fn no_more_threads_are_started_than_there_are_cores() {
    let ended = output(&["run", "tiny", "--threads", "9999"]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{said}");
    assert!(said.contains("instead of 9999"), "{said}");
}

#[test]
fn a_world_with_nobody_in_it_is_an_error() {
    let said = refused(&["--scale", "100000"]);
    assert!(said.contains("leaves nobody"), "{said}");
    assert!(
        output(&["run", "tiny", "-q", "--scale", "100"])
            .status
            .success()
    );
}

#[test]
fn options_say_what_they_expect() {
    for (arguments, wanted) in [
        (["--years", "-1"], "years must be"),
        (["--years", "0"], "years must be"),
        (["--years", "5e-324"], "at least one day"),
        (["--scale", "-1"], "is not in"),
        (["--threads", "-1"], "is not in"),
    ] {
        let said = refused(&arguments);
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    let said = refused(&["--set", "study.years=2", "--set", "study.years=1"]);
    assert!(
        said.contains("`study.years=2` and `study.years=1`"),
        "{said}"
    );
    let said = refused(&["--set", "procedure.xaa-data-out.exempt=0.2"]);
    assert!(said.contains("xaa-data-out.exempt_share"), "{said}");
    let said = refused(&["--packages", "baseline+full"]);
    assert!(said.contains("stands alone"), "{said}");
}

#[test]
fn an_overloaded_office_is_named_before_a_run_begins() {
    let said = |scenario: &str| {
        let ended = output(&["run", scenario]);
        String::from_utf8_lossy(&ended.stderr).into_owned()
    };
    assert!(said("stress").contains("`flooded` (load 1.33)"));
    assert!(!said("tiny").contains("warning"));
}

#[test]
fn rows_of_corridors_by_an_unknown_code_are_counted() {
    let place = folder();
    for name in ["tiny.toml", "tiny/XAA.csv", "tiny/corridors.csv"] {
        let to = place.path().join(name);
        fs::create_dir_all(to.parent().unwrap_or(place.path())).unwrap_or_else(|e| panic!("{e}"));
        fs::copy(format!("scenarios/{name}"), to).unwrap_or_else(|error| panic!("{error}"));
    }
    let table = place.path().join("tiny/corridors.csv");
    let mut text = fs::read_to_string(&table).unwrap_or_default();
    text.push_str("XAA,XBD,0.1,assumed,\nXBD,XAA,0.1,assumed,\n");
    fs::write(&table, text).unwrap_or_else(|error| panic!("{error}"));
    let path = place
        .path()
        .join("tiny.toml")
        .to_string_lossy()
        .into_owned();
    let scenario = load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let said = scenario.warnings.to_string();
    assert!(said.contains("2 rows of corridors are left out"), "{said}");
    assert!(said.contains("no jurisdiction `XBD`"), "{said}");
    // A table of a larger world leaves out more than it uses, and that is meant.
    let stress = load("stress", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(!stress.warnings.to_string().contains("left out"));
}

#[test]
fn missing_holidays_of_many_jurisdictions_are_one_warning() {
    let scenario = load("baseline", &["study.years=100".to_owned()]);
    let said = scenario
        .unwrap_or_else(|faults| panic!("{faults}"))
        .warnings
        .to_string();
    assert!(said.matches("no holiday of").count() <= 2, "{said}");
    assert!(said.contains("to 2122"), "{said}");
}
