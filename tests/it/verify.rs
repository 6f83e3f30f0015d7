//! What `verify` holds against theory, and what it declines.

use std::fs;

use super::command::{folder, output};

/// Theory, audits, a reform that changes nothing, no friction, one thread and many:
/// with as few replications as decide every row.
#[test]
fn verify_holds_for_the_built_in_files_and_world() {
    let output = output(&["verify", "--replications", "20"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    for row in [
        "a reform that changes nothing",
        "frictionless",
        "one thread and many",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
}

const NETWORK: &str = r#"
format = 1
title = "Two desks of a user's own"

[study]
start = 2023-01-01
warm_up_years = 1
years = 5
discount_a_year = 0
rho_a_year = 0

[jurisdiction.XAA]
label = { en = "Always open" }
researchers = 0
hours = "always"

[office.reception]
jurisdiction = "XAA"
queue.first_come = {}
officers = 2

[office.archive]
jurisdiction = "XAA"
queue.first_come = {}
unlimited = true

[office.review]
jurisdiction = "XAA"
queue.first_come = {}
officers = 1

[procedure.file]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 7305

[procedure.file.step.look]
office = "reception"
after = []
work.exponential = { mean_hours = 1.5 }

[procedure.file.step.search]
office = "archive"
after = ["look"]
work.lognormal = { mean_hours = 2, cv = 1 }

[procedure.file.step.judge]
office = "review"
after = ["search"]
return_share = 0.1
return_to = "look"
work.exponential = { mean_hours = 0.7 }
"#;

/// A user's own network of offices is known by its form and held against theory without
/// being asked; where no formula applies, it is said what stands in the way, and a formula
/// that is asked for all the same is refused.
#[test]
fn verify_knows_a_network_by_its_form() {
    let (code, table, told) = verified(NETWORK);
    assert_eq!(code, Some(0), "{table}{told}");
    assert_eq!(table.matches("Jackson 1963").count(), 3, "{table}");
    assert_eq!(table.matches(" holds ").count(), 10, "{table}");
    assert!(!table.contains("archive"), "nobody waits there: {table}");
    let ranked = NETWORK.replacen("queue.first_come", "queue.priority", 1);
    let (code, table, told) = verified(&ranked);
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(!table.contains("Jackson"), "{table}");
    assert!(told.contains("office `reception`") && told.contains("first come"));
    let asked = format!("{NETWORK}\n[expect.desk]\noffice = \"review\"\nformula = \"mdc\"\n");
    let (code, _, told) = verified(&asked);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("not constant") && told.contains("work.fixed"));
}

const COUNTER: &str = r#"
format = 1
title = "A counter of a user's own"

[study]
start = 2023-01-01
warm_up_years = 1
years = 5
discount_a_year = 0
rho_a_year = 0

[jurisdiction.XAA]
label = { en = "Always open" }
researchers = 0
hours = "always"

[office.counter]
jurisdiction = "XAA"
queue.first_come = {}
officers = 2

[procedure.file]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 21915

[procedure.file.step.serve]
office = "counter"
after = []
work.exponential = { mean_hours = 0.9 }
"#;

/// The exit code, table and messages of `verify` on a text.
fn verified(text: &str) -> (Option<i32>, String, String) {
    verified_by(text, "20")
}

fn verified_by(text: &str, replications: &str) -> (Option<i32>, String, String) {
    let place = folder();
    let path = place.path().join("own.toml");
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    let path = path.to_string_lossy().into_owned();
    let output = output(&["verify", &path, "--replications", replications]);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), table, told)
}

/// A single office that files leave unserved is known by its form, though more comes than
/// its officers can do.
#[test]
fn verify_knows_an_office_that_files_leave() {
    let little = COUNTER.replace("officers = 2", "officers = 2\ncapacity = 5");
    let (code, table, told) = verified(&little);
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(
        table.contains("share turned away") && table.contains("M/M/c/K"),
        "{table}"
    );
    let patience =
        "background_a_year = 21915\nbackground_patience.exponential = { mean_hours = 2 }";
    let impatient = COUNTER.replace("background_a_year = 21915", patience);
    let (code, table, told) = verified(&impatient);
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(
        table.contains("gives up while waiting") && table.contains("M/M/c+M"),
        "{table}"
    );
    // Patience with a memory has no such formula.
    let (code, table, told) = verified(&impatient.replace(
        "background_patience.exponential = { mean_hours = 2 }",
        "background_patience.fixed = { hours = 2 }",
    ));
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(!table.contains("M/M/c+M") && told.contains("background_patience.exponential"));
}

/// Of a network that others file at, or that files leave, no formula is made up: it is said
/// what stands in the way.
#[test]
fn verify_declines_what_has_no_formula() {
    let organisation = "[organisation.union]\njurisdiction = \"XAA\"\narrivals_a_year = 4\nstock = 1\n\
        route = [\"file\"]\n";
    let resident = "[institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n\
        [field.all]\nshare = 1\n[stay.XAA]\nstock = 5\nexit_hazard_a_year = 0.2\nprojects_a_year = 0\n\
        project = \"joint\"\n[stay.XAA.bundle.file]\nhazard = 0.9\n[project.joint]\nrate_a_year = 1\n\
        hosted_by_lead_share = 0.5\nvalue.fixed = { value = 1 }\nlead_days = 30\nwindow_days = 30\n\
        theta = 0.5\n[project.joint.need.set]\nkind = \"data\"\nshare = 1\nweight = 1\n";
    let filed_by = |more: &str| format!("{NETWORK}\n{more}");
    let little = NETWORK.replacen("officers = 2", "officers = 2\ncapacity = 9", 1);
    let impatient = NETWORK.replace(
        "background_a_year = 7305",
        "background_a_year = 7305\nbackground_patience.exponential = { mean_hours = 9 }",
    );
    // Nobody waits for an officer there, but for the morning.
    let closed = NETWORK.replace(
        "unlimited = true",
        "unlimited = true\nhours = \"09:00-17:00\"",
    );
    let working = NETWORK
        .replace("hours = \"always\"", "hours = \"09:00-17:00\"")
        .replace(
            "queue.first_come = {}",
            "queue.first_come = {}\nhours = \"always\"",
        )
        .replace(
            "work.lognormal = { mean_hours = 2, cv = 1 }",
            "work.lognormal = { mean_hours = 2, cv = 1 }\npassage.fixed = { wd = 2 }",
        );
    let known = NETWORK.replace(
        "work.lognormal = { mean_hours = 2, cv = 1 }",
        "work.lognormal = { mean_hours = 2, cv = 1 }\nelapsed.fixed = { days = 2 }",
    );
    let other_duties = NETWORK.replacen("officers = 2", "officers = 2\nload = 0.8", 1);
    let brief = NETWORK.replace("mean_hours = 0.7", "mean_hours = 0.007");
    let agreed = NETWORK
        .replace("office = \"reception\"", "agreement = \"terms\"")
        .replace("work.exponential = { mean_hours = 1.5 }", "")
        + "\n[agreement.terms]\npassage.fixed = { days = 1 }\n";
    for (text, found, wanted) in [
        (known, "`file.search` has `elapsed`", "`passage`"),
        (
            other_duties,
            "office `reception` has a `load`",
            "only `officers`",
        ),
        (
            brief,
            "`file.judge` has 25 s of work",
            "at least two minutes of work",
        ),
        (
            agreed,
            "`file` begins with an agreement",
            "a first step at an office",
        ),
        (
            closed,
            "office `archive` has unlimited officers but closing hours",
            "`hours = \"always\"`",
        ),
        (
            working,
            "passage of `file.search` counts working time",
            "`passage` in hours or days",
        ),
        (
            filed_by(organisation),
            "organisations settle",
            "only `background_a_year`",
        ),
        (
            filed_by(resident),
            "residents file",
            "only `background_a_year`",
        ),
        (
            little,
            "office `reception` turns files away",
            "no `capacity`",
        ),
        (impatient, "applicants of `file` give up", "no product form"),
    ] {
        let (code, table, told) = verified(&text);
        assert_eq!(code, Some(0), "{table}{told}");
        assert!(!table.contains("Jackson"), "{table}");
        assert!(told.contains(found) && told.contains(wanted), "{told}");
    }
}

/// A formula that a file asks for is not held against arrivals that it does not allow: that
/// is a fault of the file.
#[test]
fn verify_wants_arrivals_that_a_formula_allows() {
    let expects = |formula: &str, office: &str| {
        format!(
            "{NETWORK}\n[expect.own]\noffice = \"{office}\"\nprocedure = \"file\"\nformula = \"{formula}\"\n"
        )
    };
    for (text, found) in [
        (
            expects("mg1", "review"),
            "files come to `file.judge` repeatedly, or from another step",
        ),
        (
            expects("mmc", "review").replace(
                "work.exponential = { mean_hours = 1.5 }",
                "work.fixed = { hours = 1.5 }",
            ),
            "files pass `file.look`, which changes their arrivals",
        ),
    ] {
        let (code, table, told) = verified(&text);
        assert_eq!(code, Some(1), "{table}{told}");
        assert!(told.contains(found), "{told}");
    }
}

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

/// The theory and the estimate of a row of `verify`'s table.
fn row(table: &str, subject: &str, quantity: &str) -> [f64; 2] {
    let line = table
        .lines()
        .find(|line| line.contains(&format!(" {subject} ")) && line.contains(quantity))
        .unwrap_or_else(|| panic!("{subject}, {quantity}: {table}"));
    let (_, numbers) = line.split_once(quantity).unwrap_or_default();
    let mut numbers = numbers.split_whitespace().map(str::parse);
    let mut next = || match numbers.next() {
        Some(Ok(number)) => number,
        _ => panic!("{line}"),
    };
    [next(), next()]
}

/// A refusal is drawn once per file and step: of the files that come back, none is refused at
/// a step that they have passed. Visits worked out by hand.
#[test]
fn verify_draws_a_refusal_once_per_file_and_step() {
    let (code, table, told) = verified(REFUSALS);
    assert_eq!(code, Some(0), "{table}{told}");
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
        let [theory, estimate] = row(&table, office, "utilisation");
        assert!((theory - expected).abs() < 2e-6, "{theory}, not {expected}");
        assert!((estimate / theory - 1.0).abs() < 0.01, "{table}");
    }
}

/// An office that has more work than hours because passed files are not refused again: with a
/// fresh draw at each visit its load would be 0.91.
#[test]
fn verify_sees_that_a_loop_saturates_an_office() {
    let full = REFUSALS.replace("background_a_year = 4000", "background_a_year = 7600");
    let (code, table, told) = verified(&full);
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(!table.contains("Jackson"), "{table}");
    assert!(told.contains("office `intake` has load 1.04"), "{told}");
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
    let (code, table, told) = verified(&shares);
    assert_eq!(code, Some(0), "{table}{told}");
    // sort = 1 + 0.4 seal, weigh = 0.75 sort / 0.9, seal = 0.9 x 0.8 weigh.
    let sort = 1.0 / (1.0 - 0.4 * 0.75 * 0.8);
    let seal = 0.75 * 0.8 * sort;
    let expected = 4000.0 / (365.25 * 24.0) * (sort + seal) * 0.5;
    let [theory, _] = row(&table, "intake", "utilisation");
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
    let (code, table, told) = verified(&agreed);
    assert_eq!(code, Some(0), "{table}{told}");
    let passes = 0.75 * 0.5 / 0.6;
    let expected = 4000.0 / (365.25 * 24.0) * (0.25 + 0.375 + 2.0 * passes) * 0.5;
    let [theory, _] = row(&table, "intake", "utilisation");
    assert!((theory - expected).abs() < 2e-6, "{theory}, not {expected}");
}

/// A limit that grants, refuses or moves files forward changes the queue that a formula
/// describes.
#[test]
fn verify_declines_a_limit_that_changes_the_queue() {
    let limit = |what: &str| {
        format!(
            "{NETWORK}\n[procedure.file.clock.law]\nspan = [\"look\", \"judge\"]\nlimit_days = 1\n\
             at_limit = \"{what}\"\n\n[expect.own]\noffice = \"review\"\nformula = \"jackson\"\n"
        )
    };
    let (code, table, told) = verified(&limit("approve"));
    assert_eq!(code, Some(1), "{table}{told}");
    assert!(
        told.contains("a time limit of `file` changes the route of a file"),
        "{told}"
    );
    let (code, table, told) = verified(&limit("nothing"));
    assert_eq!(code, Some(0), "{table}{told}");
}

/// A desk at load 0.9 whose relaxation time is 2 h / (1 - sqrt 0.9)^2, a month.
fn busy_desk(warm_up_years: &str, years: &str) -> String {
    COUNTER
        .replace(
            "warm_up_years = 1",
            &format!("warm_up_years = {warm_up_years}"),
        )
        .replace("years = 5", &format!("years = {years}"))
        .replace("officers = 2", "officers = 1")
        .replace("background_a_year = 21915", "background_a_year = 3944.7")
        .replace("mean_hours = 0.9", "mean_hours = 2")
}

/// What differs from theory while the queue still fills is undecided, not wrong; after a
/// warm-up of five relaxation times the same desk holds.
#[test]
fn verify_decides_nothing_while_a_queue_fills() {
    let (code, table, told) = verified_by(&busy_desk("0", "0.25"), "400");
    assert_eq!(code, Some(4), "{table}{told}");
    let [theory, estimate] = row(&table, "counter", "mean number in queue");
    assert!(estimate < 0.95 * theory, "{table}");
    assert!(!table.contains(" fails "), "{table}");
    for words in [
        "warms up for 0.0 years; expected at least 0.4",
        "office `counter` with load 0.90 (0.09 years)",
        "`study.warm_up_years`",
        "need a longer warm-up",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (code, table, told) = verified_by(&busy_desk("0.5", "5"), "100");
    assert_eq!(code, Some(0), "{table}{told}");
    assert!(!told.contains("warm"), "{told}");
    // A file that comes back at once brings its work again and slows the queue: the same load
    // in half the files needs twice the time.
    let back = busy_desk("0.5", "5")
        .replace("background_a_year = 3944.7", "background_a_year = 1972.35")
        .replace("after = []", "after = []\nreturn_share = 0.5");
    let (_, _, told) = verified_by(&back, "2");
    assert!(told.contains("(0.17 years)"), "{told}");
}
