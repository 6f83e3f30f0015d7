//! `levers`: each change of the reforms alone; and changes that can move nothing.

use crate::support::{Folder, tidegate};

const IDLE: &str = r#"format = 1
title = "Changes that move nothing, and one that does"
extends = ["tiny"]

[reform.idle]
label = { en = "Idle", zh = "无" }

[reform.idle.change.same-value]
select = { procedure = ["xaa-permit"] }
lever = "complete_share"
set = { value = 0.65, grade = "assumed" }

[reform.idle.change.nobody-files]
select = { procedure = ["idle-form"] }
lever = "complete_share"
set = { value = 1, grade = "assumed" }

[reform.idle.change.visa-free]
select = { channel = ["personnel"], jurisdiction = ["XAA"] }
lever = "exempt_share"
raise = { value = 0.9, grade = "assumed" }

[procedure.idle-form]
label = { en = "A form that nobody needs", zh = "无人需要的表格" }
jurisdiction = "XAA"
channel = "welfare"
direction = "internal"
complete_share = 0.5

[procedure.idle-form.step.read]
office = "xaa-bureau"
after = []
work.fixed = { hours = 1 }
"#;

/// `check` names them with the reason, and runs agree: they are the baseline's, bit for bit.
#[test]
fn a_change_that_moves_nothing_is_named_and_is_exactly_zero() {
    let folder = Folder::new();
    folder.write("idle.toml", IDLE);
    let checked = tidegate(["check", "idle.toml"])
        .inside(folder.path())
        .succeeds();
    for words in [
        "reform.idle.change.same-value: the change moves nothing: what it sets has this value",
        "reform.idle.change.nobody-files: the change moves nothing: nobody files",
    ] {
        checked.prints(words);
    }
    checked.does_not_print("reform.idle.change.visa-free: the change moves nothing");
    let words = ["levers", "idle.toml", "--replications", "2", "--json", "-q"];
    let result = tidegate(words).inside(folder.path()).succeeds().json();
    let changes = result["changes"].as_array().expect("a list");
    let of = |name: &str| {
        let mut rows = changes.iter();
        rows.find(|row| row["reform"] == "idle" && row["change"] == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    for name in ["same-value", "nobody-files"] {
        assert_eq!(of(name)["moves_nothing"], true, "{name}");
        assert_eq!(of(name)["estimate"], 0.0, "{name}");
    }
    assert_eq!(of("visa-free")["moves_nothing"], false);
    assert!(of("visa-free")["estimate"].as_f64() > Some(0.01));
    assert_eq!(of("visa-free")["n"], 2);
    // The reforms of the scenario that it extends are measured too.
    assert!(changes.len() > 10, "{}", changes.len());
}

#[test]
fn levers_of_a_scenario_without_reforms_say_so() {
    let folder = Folder::new();
    let text = "format = 1\ntitle = \"None\"\n[study]\nstart = 2024-01-01\nyears = 1\n\
                warm_up_years = 0\ndiscount_a_year = 0\n\
                [jurisdiction.XAA]\nresearchers = 10\n";
    folder.write("none.toml", text);
    let ended = tidegate(["levers", "none.toml"])
        .inside(folder.path())
        .fails_with(1);
    ended.says("no reform with a change");
}
