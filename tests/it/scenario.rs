//! Reading scenarios: round trips, regimes, edits, and inputs that mean harm.

use proptest::prelude::*;
use tidegate::compile;
use tidegate::scenario::keys::Distribution;
use tidegate::scenario::{
    Figure, Id, JurisdictionId, Scenario, init_like, resolve, visit_parameters,
    visit_parameters_mut,
};

use crate::support::{Folder, OrFail, load, load_text, load_with, text_of};

fn figure(scenario: &Scenario, address: &str) -> Figure {
    let mut figures = Vec::new();
    visit_parameters(&scenario.root, &mut |figure| {
        if &*figure.address == address {
            figures.push(figure.clone());
        }
    });
    figures.pop().expect(address)
}

/// Writes a resolved scenario into a folder and reads it again.
fn again(scenario: &Scenario) -> Scenario {
    let folder = Folder::new();
    let resolved = resolve(scenario);
    for (path, text) in &resolved.tables {
        folder.write(path, text);
    }
    load(folder.write("scenario.toml", &resolved.toml))
}

#[test]
fn a_resolved_scenario_reads_as_the_same() {
    for path in [
        "tests/valid/format.toml",
        "tests/valid/whole.toml",
        "tests/valid/regime.toml",
        "scenarios/theory/patience.toml",
        "scenarios/theory/validity.toml",
    ] {
        let first = load(path);
        let second = again(&first);
        assert_eq!(resolve(&first), resolve(&second), "{path}");
        let mut root = first.root.clone();
        // The tables are in another folder; all else is the same.
        for (id, jurisdiction) in &mut root.jurisdiction {
            jurisdiction
                .holidays
                .clone_from(&second.root.jurisdiction[id].holidays);
        }
        for (id, office) in &mut root.office {
            office
                .branch_weights
                .clone_from(&second.root.office[id].branch_weights);
        }
        root.gravity.clone_from(&second.root.gravity);
        assert_eq!(root, second.root, "{path}");
        assert_eq!(first.tables, second.tables, "{path}");
    }
}

#[test]
fn a_regime_is_copied_for_each_of_its_users_and_the_file_wins() {
    let scenario = load("tests/valid/regime.toml");
    let ids: Vec<String> = scenario
        .root
        .procedure
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(ids, ["aus-visa", "nzl-visa"]);
    assert_eq!(scenario.root.office["aus-desk"].jurisdiction, "AUS");
    assert_eq!(
        figure(&scenario, "procedure.aus-visa.step.decide.refuse_share")
            .value
            .to_string(),
        "0.02"
    );
    assert_eq!(
        figure(&scenario, "procedure.nzl-visa.step.decide.refuse_share")
            .value
            .to_string(),
        "0.1"
    );
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
}

#[test]
fn a_file_wins_over_what_it_extends_and_is_added_to_what_it_includes() {
    let scenario = load("tests/valid/whole.toml");
    assert_eq!(scenario.root.title, "Everything at once");
    assert!(scenario.root.extends.is_empty() && scenario.root.include.is_empty());
    let step = &scenario.root.procedure["a-data"].step["check"];
    assert_eq!(
        step.work.as_ref().map(Distribution::as_str),
        Some("gamma"),
        "another kind of law takes the place of the old one"
    );
    assert_eq!(scenario.tables.corridors.len(), 2);
}

#[test]
fn an_edit_keeps_the_grade_and_leaves_a_range_it_breaks() {
    let address = "procedure.chn-data-out.step.check.return_share";
    let inside = figure(
        &load_with("tests/valid/format.toml", &[&format!("{address}=0.5")]),
        address,
    );
    assert_eq!(
        (inside.value.to_string(), inside.low.is_some()),
        ("0.5".to_owned(), true)
    );
    let outside = figure(
        &load_with("tests/valid/format.toml", &[&format!("{address} = 0.9")]),
        address,
    );
    assert_eq!(
        (outside.value.to_string(), outside.low.is_some()),
        ("0.9".to_owned(), false)
    );
    assert_eq!(outside.source.as_deref(), Some("A2-04"));
    let added = load_with(
        "tests/valid/format.toml",
        &[
            "office.chn-data.hours=\"always\"",
            "procedure.chn-genetic-out.exempt_share=0.1",
        ],
    );
    assert_eq!(
        added.root.office["chn-data"]
            .hours
            .map(|hours| hours.to_string())
            .as_deref(),
        Some("always")
    );
    assert_eq!(
        figure(&added, "procedure.chn-genetic-out.exempt_share")
            .value
            .to_string(),
        "0.1"
    );
}

#[test]
fn a_new_jurisdiction_begins_as_a_copy() {
    let scenario = load("tests/valid/regime.toml");
    let id = |text: &str| JurisdictionId::new(text).expect(text);
    let text = init_like(&scenario.tree, &id("AUS"), &id("XYZ")).or_fail();
    let whole = format!("{}\n{text}", resolve(&scenario).toml);
    let both = load_text(&whole);
    let copy = figure(&both, "procedure.xyz-visa.step.decide.refuse_share");
    assert_eq!(
        (copy.value.to_string(), copy.grade.as_str()),
        ("0.02".to_owned(), "assumed")
    );
    assert_eq!(
        both.root.procedure["xyz-visa"].step["decide"]
            .office
            .as_ref()
            .map(Id::as_str),
        Some("xyz-desk")
    );
    assert!(init_like(&scenario.tree, &id("QQQ"), &id("XYZ")).is_err());
}

#[test]
fn values_can_be_replaced_by_draws() {
    let mut scenario = load("tests/valid/format.toml");
    let mut count = 0;
    visit_parameters_mut(&mut scenario.root, &mut |figure| {
        figure.value = 0.25;
        count += 1;
    });
    assert!(count > 20, "{count} parameters");
    assert_eq!(
        figure(&scenario, "study.discount_a_year").value.to_string(),
        "0.25"
    );
}

#[test]
fn what_is_no_scenario_is_a_fault() {
    for path in [
        "",
        ".",
        "/",
        "tests/valid",
        "tests/valid/missing.toml",
        "a\0b",
        "/dev/zero",
    ] {
        let faults = compile::load(path, &[]).expect_err(path);
        assert!(
            faults.to_string().starts_with("error: "),
            "{path}: {faults}"
        );
    }
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    let dotted = format!("{} = 1", vec!["a"; 5000].join("."));
    let many = (0..200)
        .map(|index| format!("key{index} = 1"))
        .collect::<Vec<_>>()
        .join("\n");
    for text in [
        "",
        "\0",
        "a = 1\na = 2",
        "format = 99999999999999999999",
        "format = 1e999",
        &deep,
        &dotted,
        &many,
    ] {
        let faults = compile::load_text("text", text, &[]).expect_err("no scenario");
        assert!(faults.to_string().starts_with("error: "), "{faults}");
    }
    let faults = compile::load_text("text", &many, &[])
        .expect_err("no scenario")
        .to_string();
    assert!(faults.contains("... and "), "{faults}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let folder = Folder::new();
        folder.write("any.toml", &bytes);
        if let Err(faults) = compile::load(&folder.address("any.toml"), &[]) {
            prop_assert!(!faults.to_string().is_empty());
        }
    }

    #[test]
    fn no_damage_to_a_scenario_makes_it_panic(
        at in any::<prop::sample::Index>(),
        cut in 0usize..40,
        put in "[\\x00-\\x7fé中@]{0,6}",
    ) {
        let text = text_of("tests/valid/regime.toml");
        let mut letters: Vec<char> = text.chars().collect();
        let start = at.index(letters.len());
        let end = (start + cut).min(letters.len());
        letters.splice(start..end, put.chars());
        let text: String = letters.into_iter().collect();
        match compile::load_text("damaged", &text, &[]) {
            Ok(scenario) => drop(resolve(&scenario)),
            Err(faults) => prop_assert!(faults.to_string().starts_with("error") || faults.to_string().starts_with("warning")),
        }
    }

    #[test]
    fn no_edit_makes_it_panic(edit in "(study|office|procedure|reform)?[.a-z\"=0-9@{}\\[\\] ]{0,20}") {
        let _ = compile::load("tests/valid/format.toml", &[edit]).map_err(|faults| faults.to_string());
    }

    #[test]
    fn any_numbers_survive_the_round_trip(refuse in 0.0f64..=1.0, hours in 1e-9f64..8e6, priority in any::<u32>()) {
        let sets = [
            format!("procedure.nzl-visa.step.decide.refuse_share={refuse:?}"),
            format!("procedure.nzl-visa.step.decide.work.fixed.hours={hours:?}"),
            format!("procedure.nzl-visa.step.decide.priority={priority}"),
        ];
        let first = compile::load("tests/valid/regime.toml", &sets).map_err(|faults| TestCaseError::fail(faults.to_string()))?;
        let second = compile::load_text("again", &resolve(&first).toml, &[]).map_err(|faults| TestCaseError::fail(faults.to_string()))?;
        prop_assert_eq!(first.root, second.root);
    }
}
