//! No input stops the machine: counts, rates, stocks, events and memory have limits, and
//! each is message before anything begins.

use std::fmt::Write;

use tidegate::calibrate::{Volume, calibrate};
use tidegate::compile::{self, Options};
use tidegate::limits;
use tidegate::scenario::Faults;
use tidegate::study::{self, Correction, Plan, StudyError, Unwatched, calibrated};

use crate::support::{Ended, Folder, OrFail, built, compare, load, load_with, plan, tidegate};

const TINY: &str = "scenarios/tiny.toml";

/// The message of what is refused.
#[track_caller]
fn message<T>(result: Result<T, Faults>) -> String {
    result.err().expect("a fault").to_string()
}

/// A run of the tiny world that is refused.
#[track_caller]
fn refused(words: &[&str]) -> Ended {
    let ended = tidegate(["run", "tiny", "-q"]).with(words).ends();
    assert_ne!(ended.code, Some(0), "{ended:?}");
    ended
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
            let set = format!("{key}={value}");
            let message = message(compile::load(TINY, std::slice::from_ref(&set)));
            assert!(message.contains("at most"), "{set}: {message}");
            assert!(message.contains(&format!("in `{key}`")), "{message}");
        }
    }
}

/// A class is named where it is used; there may be no more than their index can hold.
#[test]
fn too_many_classes_are_a_fault() {
    let mut text =
        "format = 1\nextends = [\"tiny\"]\n[project.joint.need.sample.class]\n".to_owned();
    for class in 0..=limits::CLASSES {
        let _ = writeln!(text, "c{class} = 0");
    }
    let message = message(compile::load_text("text", &text, &[]));
    assert!(
        message.contains("classes of applicant or risk"),
        "{message}"
    );
    assert!(message.contains("at most 10000"), "{message}");
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
        refused(&["--set", &format!("{key}={value}"), "--set", researchers])
            .says("events")
            .says("--events-at-most")
            .says(&format!("in `{key}`"));
    }
    let more = "procedure.xaa-card.background_a_year=1e5";
    refused(&["--set", more, "--events-at-most", "1e5"]).says("at most 100000 events");
    tidegate(["run", "tiny", "-q", "--set", more]).succeeds();
}

#[test]
fn the_expected_events_are_about_those_of_a_run() {
    for name in ["tiny", "stress"] {
        let scenario = load(name);
        let (model, calibration) =
            calibrated(&scenario, &Options::default(), &Correction::default()).or_fail();
        let expected = Volume::new(&model, &calibration).events();
        let done = compare(&scenario, &plan(&scenario, "baseline"));
        let ratio = expected / done.events as f64;
        assert!((0.6..1.6).contains(&ratio), "{name}: {ratio}");
    }
}

#[test]
fn a_world_without_room_is_refused_before_it_is_made() {
    let little = |scenario| Plan {
        memory: Some(500_000_000),
        ..plan(scenario, "baseline")
    };
    let scenario = load_with(TINY, &["jurisdiction.XBB.researchers=1e7"]);
    match study::compare(&scenario, &little(&scenario), &Unwatched) {
        Err(StudyError::Memory {
            bytes, free, cure, ..
        }) => {
            assert!(bytes > 1e9 && free == 500_000_000, "{bytes}");
            assert!(cure.contains("--scale"));
        }
        other => panic!("not refused: {:?}", other.map(|done| done.events)),
    }
    let scenario = load(TINY);
    let plan = Plan {
        replications: 10_000,
        ..little(&scenario)
    };
    match study::compare(&scenario, &plan, &Unwatched) {
        Err(StudyError::Memory { what, cure, .. }) => {
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
        let background = "procedure.xaa-permit.background_a_year=1e8";
        let mut scenario = load_with(TINY, &[&set, background]);
        scenario.recalibrate();
        scenario.events_at_most = f64::INFINITY;
        let (options, correction) = (Options::default(), Correction::default());
        let message = message(calibrated(&scenario, &options, &correction));
        assert!(message.contains("officers at a branch"), "{message}");
        assert!(message.contains("in `office.xaa-bureau.load`"), "{message}");
        calibrate(&mut built(&scenario), None);
    }
}

/// The message of a text that is refused.
#[track_caller]
fn refusal(text: &str) -> String {
    message(compile::load_text("many", text, &[]))
}

#[test]
fn counts_beyond_their_limits_are_reported_when_they_are_counted() {
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
    let message = refusal(&text);
    assert!(message.contains("at most 32 steps"), "{message}");
    assert!(
        message.contains("in `procedure.xaa-trip.step`"),
        "{message}"
    );

    let mut text = format!("format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n");
    for number in 0..=limits::JURISDICTIONS {
        let letter = |place: usize| char::from(b'A' + (number / place % 26) as u8);
        let id: String = [letter(676), letter(26), letter(1)].iter().collect();
        let _ = writeln!(
            text,
            "[jurisdiction.{id}]\nresearchers = 9\nweekend = [\"sunday\"]"
        );
    }
    let message = refusal(&text);
    assert!(message.contains("at most 1000 jurisdictions"), "{message}");

    let mut text = format!("format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n");
    for need in 0..9 {
        let _ = writeln!(
            text,
            "[project.joint.need.more{need}]\nkind = \"data\"\nshare = 0.5\nweight = 1"
        );
    }
    let message = refusal(&text);
    assert!(message.contains("at most 8 needs"), "{message}");
}

/// A procedure of `steps` steps in a row, by shares.
fn by_shares(steps: usize) -> String {
    let mut text = format!(
        "format = 1\ntitle = \"many\"\nextends = [\"{TINY}\"]\n[procedure.chain]\n\
         jurisdiction = \"XAA\"\nchannel = \"personnel\"\ndirection = \"internal\"\n\
         begins = {{ s0 = 1 }}\n"
    );
    for step in 0..steps {
        let _ = writeln!(
            text,
            "[procedure.chain.step.s{step}]\noffice = \"xaa-sign-off\""
        );
        if step + 1 < steps {
            let _ = writeln!(text, "then = {{ s{} = 1 }}", step + 1);
        }
    }
    text
}

#[test]
fn more_steps_go_by_shares_than_in_a_fixed_order() {
    assert!(compile::load_text("many", &by_shares(256), &[]).is_ok());
    let message = refusal(&by_shares(257));
    assert!(message.contains("at most 256 steps"), "{message}");
    assert!(message.contains("in `procedure.chain.step`"), "{message}");
    let shorter = "[reform.short]\n[reform.short.change.out]\n\
        select = { procedure = [\"chain\"] }\nremove = [\"s7\"]\n";
    let folder = Folder::new();
    let file = folder.write("shorter.toml", format!("{}{shorter}", by_shares(40)));
    tidegate(["run", &file.to_string_lossy(), "-q", "--packages", "short"])
        .fails_with(1)
        .says("`chain` has 40 steps")
        .says("at most 32 steps");
}

#[test]
fn a_package_cannot_bring_wishes_beyond_the_limit() {
    let folder = Folder::with_tiny();
    let text = "format = 1\ntitle = \"wishes\"\nextends = [\"tiny.toml\"]\n\
        [reform.wish]\n[reform.wish.change.more]\nselect = { organisation = [\"union\"] }\n\
        lever = \"arrivals_a_year\"\nscale = 1e12\n";
    folder.write("wishes.toml", text);
    tidegate([
        "run",
        &folder.address("wishes.toml"),
        "-q",
        "--packages",
        "wish",
    ])
    .fails_with(1)
    .says("want to settle");
}

#[test]
fn no_more_threads_are_started_than_there_are_cores() {
    tidegate(["run", "tiny", "--threads", "9999"])
        .succeeds()
        .says("instead of 9999");
}

#[test]
fn a_world_with_nobody_in_it_is_an_error() {
    refused(&["--scale", "100000"]).says("leaves nobody");
    tidegate(["run", "tiny", "-q", "--scale", "100"]).succeeds();
}

#[test]
fn options_say_what_they_expect() {
    for (words, message) in [
        (["--years", "-1"], "years must be"),
        (["--years", "0"], "years must be"),
        (["--years", "5e-324"], "at least one day"),
        (["--scale", "-1"], "is not in"),
        (["--threads", "-1"], "is not in"),
    ] {
        refused(&words).says(message);
    }
    refused(&["--set", "study.years=2", "--set", "study.years=1"])
        .says("`study.years=2` and `study.years=1`");
    refused(&["--set", "procedure.xaa-data-out.exempt=0.2"]).says("xaa-data-out.exempt_share");
    refused(&["--packages", "baseline+full"]).says("stands alone");
}

#[test]
fn an_overloaded_office_is_named_before_a_run_begins() {
    tidegate(["run", "stress"])
        .ends()
        .says("`flooded` (load 1.38)");
    tidegate(["run", "tiny"]).ends().does_not_say("warning");
}

#[test]
fn rows_of_corridors_by_an_unknown_code_are_counted() {
    let folder = Folder::with_tiny();
    let mut text = folder.text("tiny/corridors.csv");
    text.push_str("XAA,XBD,0.1,assumed,\nXBD,XAA,0.1,assumed,\n");
    folder.write("tiny/corridors.csv", text);
    let warnings = load(folder.at("tiny.toml")).warnings.to_string();
    assert!(
        warnings.contains("2 rows of corridors are ignored"),
        "{warnings}"
    );
    assert!(warnings.contains("no jurisdiction `XBD`"), "{warnings}");
    // A table of a larger world leaves out more than it uses, on purpose.
    let stress = load("stress");
    assert!(!stress.warnings.to_string().contains("ignored"));
}

#[test]
fn missing_holidays_of_many_jurisdictions_are_one_warning() {
    let scenario = load_with("baseline", &["study.years=100"]);
    let warnings = scenario.warnings.to_string();
    assert!(warnings.matches("no holiday of").count() <= 2, "{warnings}");
    assert!(warnings.contains("to 2122"), "{warnings}");
}
