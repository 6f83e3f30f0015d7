//! Projects and their needs, and programmes.

use std::collections::BTreeSet;

use super::super::compiler::{Compiler, rounded};
use super::frame::highest;
use crate::scenario::Id;
use crate::scenario::keys::{Files, Need, ResourceKind};

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    for (id, project) in &root.project {
        if project.need.is_empty() {
            compiler.error(
                &format!("project.{id}"),
                format!("`{id}` has no need"),
                format!("at least one `[project.{id}.need.<id>]`"),
            );
        }
        let has_residents = root.stay.values().any(|stay| stay.project == *id);
        compiler.needless(
            &format!("project.{id}"),
            "repeat_share",
            project.repeat_share.is_some() && has_residents,
            "does not apply to projects of residents, which are with their country of origin",
        );
        for (name, need) in &project.need {
            check_need(compiler, &format!("project.{id}.need.{name}"), need);
        }
    }
    classes(compiler);
    programmes(compiler);
}

fn check_need(compiler: &mut Compiler<'_>, address: &str, need: &Need) {
    match (need.files, &need.files_days_before) {
        (Files::before, None) => {
            compiler.error(
                &format!("{address}.files"),
                "`files_days_before` is missing",
                "`files_days_before`, the days before the earliest start",
            );
        }
        (Files::initiation | Files::award, Some(_)) => {
            compiler.needless(
                address,
                "files_days_before",
                true,
                "applies only with files = \"before\"",
            );
        }
        (Files::before, Some(_)) | (Files::initiation | Files::award, None) => {}
    }
    bound(compiler, address, need);
    let sum: f64 = need.class.values().map(|share| share.value).sum();
    if sum > 1.0 + 1e-9 {
        compiler.error(
            &format!("{address}.class"),
            format!("the shares add to {}", rounded(sum)),
            "a sum of at most 1",
        );
    }
    if need.awarded && need.kind != ResourceKind::funds {
        compiler.error(
            &format!("{address}.awarded"),
            format!("`awarded` does not apply to {}", need.kind),
            "kind = \"funds\"",
        );
    }
    if need.awarded && compiler.root.programme.is_empty() && compiler.is_whole("programme") {
        compiler.error(
            &format!("{address}.awarded"),
            "the scenario has no programme",
            "at least one programme, which awards the money",
        );
    }
    if need.post && need.kind != ResourceKind::researchers {
        compiler.error(
            &format!("{address}.post"),
            format!("`post` does not apply to {}", need.kind),
            "kind = \"researchers\"",
        );
    }
}

/// Only a visit can be bound to a date, and a date needs a window.
fn bound(compiler: &mut Compiler<'_>, address: &str, need: &Need) {
    let Some(share) = &need.bound_share else {
        for (key, given) in [
            ("bound_window_days", need.bound_window_days.is_some()),
            ("bound_lead", need.bound_lead.is_some()),
        ] {
            compiler.needless(address, key, given, "applies only with `bound_share`");
        }
        return;
    };
    if need.kind != ResourceKind::researchers || need.post {
        compiler.error(
            &format!("{address}.bound_share"),
            "`bound_share` of a need that is no visit",
            "kind = \"researchers\" without `post`",
        );
    }
    if highest(share) > 0.0 && need.bound_window_days.is_none() {
        compiler.error(
            &format!("{address}.bound_share"),
            "`bound_window_days` is missing",
            "`bound_window_days`, the days from the earliest start to the date",
        );
    }
}

/// A procedure for a class that no need has is never met.
fn classes(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    if root.project.is_empty() {
        return;
    }
    let needs = root
        .project
        .values()
        .flat_map(|project| project.need.values());
    let classes: BTreeSet<&str> = needs
        .flat_map(|need| need.class.keys())
        .map(Id::as_str)
        .collect();
    for (id, procedure) in &root.procedure {
        if let Some(class) = procedure
            .class
            .as_ref()
            .filter(|class| !classes.contains(class.as_str()))
        {
            let found = format!("no need has the class `{class}`");
            compiler
                .warn(
                    &format!("procedure.{id}.class"),
                    found,
                    "a class listed in `[project.<id>.need.<id>.class]`",
                )
                .suggest(class.as_str(), classes.iter().copied());
        }
    }
}

fn programmes(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    for (id, programme) in &root.programme {
        let address = format!("programme.{id}");
        if programme.calls.is_empty() {
            compiler.error(
                &format!("{address}.calls"),
                "the programme has no call",
                "at least one closing date",
            );
        }
        let days: BTreeSet<_> = programme.calls.iter().collect();
        if days.len() < programme.calls.len() {
            compiler.error(
                &format!("{address}.calls"),
                "a closing date is listed twice",
                "each date once",
            );
        }
    }
}
