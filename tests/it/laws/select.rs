//! What `select` reaches: the register of reforms lists exactly what the policy moves, and
//! each further key narrows.

use std::collections::BTreeSet;

use tidegate::compile::load_text;
use tidegate::model::{Model, Policy, ProcedureIndex};
use tidegate::scenario::Scenario;
use tidegate::scenario::keys::{Channel, Lever};
use tidegate::stats::reforms;

use super::random_world::Dice;
use crate::support::{built, packages, policy};

/// Selections tried.
const TRIES: u64 = 300;

/// A scenario of one reform with one change of the tiny world; none if the change is refused.
fn scenario(change: &str) -> Option<Scenario> {
    let text = format!(
        "extends = [\"scenarios/tiny.toml\"]\nformat = 1\ntitle = \"A selection\"\n\
         [reform.probe]\nlabel = {{ en = \"Probe\" }}\n[reform.probe.change.probe]\n{change}"
    );
    load_text("selection", &text, &[]).ok()
}

fn policy_of(scenario: &Scenario) -> (Model, Policy) {
    let model = built(scenario);
    let policy = policy(scenario, &model, &packages("probe", scenario)[0]);
    (model, policy)
}

/// The addresses of all that a policy moves.
fn moved(model: &Model, policy: &Policy) -> BTreeSet<String> {
    let procedure = |number: &ProcedureIndex| format!("procedure.{}", model.procedures[*number].id);
    let levers = policy.moves.iter().map(|moved| moved.lever.index());
    levers
        .map(|slot| model.levers[slot].address.clone())
        .chain(policy.structure.keys().map(procedure))
        .chain(
            policy
                .parallel
                .iter()
                .flat_map(|change| change.procedures.iter().map(procedure)),
        )
        .collect()
}

fn registered(scenario: &Scenario, model: &Model) -> BTreeSet<String> {
    let rows = reforms(scenario, model);
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| row.reform == "probe")
        .collect();
    for row in &rows {
        assert!(!row.before.is_empty() && !row.after.is_empty(), "{row:?}");
    }
    let count = rows.len();
    let addresses: BTreeSet<String> = rows.into_iter().map(|row| row.address).collect();
    assert_eq!(addresses.len(), count, "no address twice");
    addresses
}

/// A key of `select` with one or two patterns.
fn key(dice: &mut Dice, key: &str, ids: &[&str]) -> String {
    let patterns: Vec<String> = (0..=dice.below(2))
        .map(|_| {
            let id = dice.one(ids);
            let length = 1 + dice.below(id.len());
            let prefix = dice.chance(0.4) && key != "jurisdiction" && key != "channel";
            if prefix {
                format!("\"{}*\"", &id[..length])
            } else {
                format!("\"{id}\"")
            }
        })
        .collect::<BTreeSet<String>>()
        .into_iter()
        .collect();
    format!("{key} = [{}]", patterns.join(", "))
}

/// The keys of a random `select` over the tiny world, each by itself.
fn keys(dice: &mut Dice) -> Vec<String> {
    let channels: Vec<&str> = Channel::ALL
        .iter()
        .map(|channel| channel.as_str())
        .collect();
    let all: [(&str, &[&str], f64); 7] = [
        ("jurisdiction", &["XAA", "XBB", "XCC"], 0.5),
        ("channel", &channels, 0.5),
        ("procedure", &PROCEDURES, 0.5),
        ("step", &STEPS, 0.3),
        ("office", &OFFICES, 0.3),
        ("clock", &["law", "limit"], 0.1),
        ("agreement", &["transfer"], 0.1),
    ];
    let mut keys = Vec::new();
    for (name, ids, chance) in all {
        if dice.chance(chance) {
            keys.push(key(dice, name, ids));
        }
    }
    keys
}

const PROCEDURES: [&str; 10] = [
    "xaa-trip",
    "xaa-visa",
    "xaa-permit",
    "xaa-card",
    "xaa-data-out",
    "xaa-genetic-out",
    "xaa-transfer",
    "xaa-import",
    "xaa-grant",
    "xaa-settle",
];
const STEPS: [&str; 8] = [
    "check",
    "completeness",
    "negotiate",
    "sign",
    "ethics",
    "review",
    "card",
    "assess",
];
const OFFICES: [&str; 8] = [
    "xaa-sign-off",
    "xaa-bureau",
    "xaa-police",
    "xaa-consulate",
    "xaa-data",
    "xaa-panel",
    "xaa-customs",
    "xaa-registry",
];

fn lever_change(lever: Lever, keys: &[String]) -> String {
    format!(
        "select = {{ {} }}\nlever = \"{lever}\"\nscale = 0.5\n",
        keys.join(", ")
    )
}

/// Procedures with their steps.
const GRAPHS: [(&str, &[&str]); 4] = [
    ("xaa-trip", &["sign-off", "approve"]),
    ("xaa-permit", &["check", "review"]),
    ("xaa-genetic-out", &["ethics", "review", "deliver"]),
    ("xaa-settle", &["sponsor", "register", "bank"]),
];

/// A change of structure: steps of one or two procedures, or procedures of a route.
fn structural_change(dice: &mut Dice) -> String {
    let list = |ids: &BTreeSet<&str>| {
        let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        quoted.join(", ")
    };
    let some = |dice: &mut Dice, ids: &[&'static str]| -> BTreeSet<&'static str> {
        (0..=dice.below(3)).map(|_| dice.one(ids)).collect()
    };
    let form = dice.one(&["remove", "merge", "parallel", "open", "together"]);
    if ["open", "together"].contains(&form) {
        let form = if form == "together" { "parallel" } else { form };
        let listed = some(
            dice,
            &["xaa-data-out", "xaa-genetic-out", "xaa-data-notice"],
        );
        let selected = list(&some(
            dice,
            &["xaa-data-out", "xaa-genetic-out", "xaa-data-notice"],
        ));
        let listed = list(&listed);
        return format!("select = {{ procedure = [{selected}] }}\n{form} = [{listed}]\n");
    }
    let (procedure, steps) = dice.one(&GRAPHS);
    let mut selected = BTreeSet::from([procedure]);
    if dice.chance(0.2) {
        selected.insert(dice.one(&GRAPHS).0);
    }
    let (selected, listed) = (list(&selected), list(&some(dice, steps)));
    format!("select = {{ procedure = [{selected}] }}\n{form} = [{listed}]\n")
}

#[test]
fn the_register_lists_exactly_what_the_policy_moves() {
    let mut dice = Dice::new(28);
    let (mut levers, mut structures) = (0, 0);
    for _ in 0..TRIES {
        let keys = keys(&mut dice);
        let structural = dice.chance(0.3);
        let change = if structural {
            structural_change(&mut dice)
        } else {
            lever_change(dice.one(Lever::ALL), &keys)
        };
        let Some(scenario) = scenario(&change) else {
            continue;
        };
        let (model, policy) = policy_of(&scenario);
        assert_eq!(
            registered(&scenario, &model),
            moved(&model, &policy),
            "{change}"
        );
        *(if structural {
            &mut structures
        } else {
            &mut levers
        }) += 1;
    }
    assert!(levers > 40 && structures > 20, "{levers} and {structures}");
}

#[test]
fn a_further_key_of_select_never_adds_anything() {
    let mut dice = Dice::new(29);
    let mut tried = 0;
    for _ in 0..TRIES {
        let lever = dice.one(&[
            Lever::officers,
            Lever::passage,
            Lever::exempt_share,
            Lever::limit,
        ]);
        let keys = keys(&mut dice);
        let [fewer @ .., _] = keys.as_slice() else {
            continue;
        };
        let (Some(narrow), Some(wide)) = (
            scenario(&lever_change(lever, &keys)),
            scenario(&lever_change(lever, fewer)),
        ) else {
            continue;
        };
        // An agreement in `select` turns to another kind of thing.
        if keys.iter().any(|key| key.starts_with("agreement")) {
            continue;
        }
        let moves = |scenario: &Scenario| {
            let (model, policy) = policy_of(scenario);
            moved(&model, &policy)
        };
        let (narrow, wide) = (moves(&narrow), moves(&wide));
        assert!(narrow.is_subset(&wide), "{lever}: {keys:?}");
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn officers_are_selected_by_the_place_of_their_office() {
    // The consulate is in XBB and handles procedures of XAA.
    let offices = |select: &str| -> Vec<String> {
        let change = format!("select = {{ {select} }}\nlever = \"officers\"\nscale = 2\n");
        let scenario = scenario(&change).unwrap_or_else(|| panic!("{select} is refused"));
        let (model, policy) = policy_of(&scenario);
        moved(&model, &policy).into_iter().collect()
    };
    assert_eq!(
        offices("jurisdiction = [\"XAA\"], channel = [\"personnel\"]"),
        [
            "office.xaa-bureau.officers",
            "office.xaa-police.officers",
            "office.xaa-sign-off.officers"
        ]
    );
    assert_eq!(
        offices("procedure = [\"xaa-visa\"]"),
        ["office.xaa-consulate.officers"]
    );
}

#[test]
fn steps_that_are_negotiated_are_moved_through_their_agreement_alone() {
    let passage = |select: &str| {
        scenario(&format!(
            "select = {{ {select} }}\nlever = \"passage\"\nscale = 0.5\n"
        ))
    };
    assert!(passage("procedure = [\"xaa-transfer\"]").is_none());
    let Some(both) = passage("procedure = [\"xaa-grant\", \"xaa-transfer\"]") else {
        panic!("xaa-grant has steps at offices");
    };
    let (model, policy) = policy_of(&both);
    let addresses = moved(&model, &policy);
    assert!(!addresses.is_empty());
    assert!(
        addresses
            .iter()
            .all(|address| address.starts_with("procedure.xaa-grant."))
    );
}
