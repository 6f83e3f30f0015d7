//! Networks of offices that `verify` knows by their form, and what keeps a formula from them.

use super::{refused, verified, verify};

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

/// A user's network of offices is known by its form and tested against theory by default.
/// Where no formula applies, a message says why, and a formula that the file asks for is
/// refused.
#[test]
fn verify_knows_a_network_by_its_form() {
    let ended = verified(NETWORK);
    assert_eq!(
        ended.printed.matches("Jackson 1963").count(),
        3,
        "{ended:?}"
    );
    assert_eq!(ended.printed.matches(" holds ").count(), 10, "{ended:?}");
    ended.does_not_print("archive");
    let ranked = NETWORK.replacen("queue.first_come", "queue.priority", 1);
    let ended = verified(&ranked);
    ended.does_not_print("Jackson");
    ended.says("office `reception`").says("first come");
    let asked = format!("{NETWORK}\n[expect.desk]\noffice = \"review\"\nformula = \"mdc\"\n");
    let ended = refused(&asked);
    ended.says("not constant").says("work.fixed");
}

/// A network that others file at, or that files leave, has no formula; a message says why.
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
    for (text, cause, cure) in [
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
        // What is declined is known before a run: few are enough.
        let ended = verify(&text, 4);
        assert!(matches!(ended.code, Some(0 | 4)), "{ended:?}");
        ended.does_not_print("Jackson");
        ended.says(cause).says(cure);
    }
}

/// A formula that a file asks for is not tested on arrivals that it does not allow: that is a
/// fault of the file.
#[test]
fn verify_wants_arrivals_that_a_formula_allows() {
    let expects = |formula: &str, office: &str| {
        format!(
            "{NETWORK}\n[expect.own]\noffice = \"{office}\"\nprocedure = \"file\"\nformula = \"{formula}\"\n"
        )
    };
    for (text, cause) in [
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
        refused(&text).says(cause);
    }
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
    refused(&limit("approve")).says("a time limit of `file` changes the route of a file");
    verified(&limit("nothing"));
}
