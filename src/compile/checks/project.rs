//! Projects and their needs, programmes, organisations, stays, agreements.

use std::collections::BTreeSet;

use super::Check;
use super::frame::ids;
use crate::scenario::Id;
use crate::scenario::keys::{Files, Need, ResourceKind};

pub(super) fn check(check: &mut Check<'_>) {
    let root = check.root;
    for (id, project) in &root.project {
        let fields: Vec<&str> = root.field.keys().map(Id::as_str).collect();
        for field in project.field.keys() {
            check.refer(
                &format!("project.{id}.field.{field}"),
                "field",
                field.as_str(),
                fields.iter().copied(),
            );
        }
        if project.need.is_empty() {
            check.error(
                &format!("project.{id}"),
                format!("no need in `{id}`"),
                format!("at least one `[project.{id}.need.<id>]`"),
            );
        }
        for (name, need) in &project.need {
            check_need(check, &format!("project.{id}.need.{name}"), need);
        }
    }
    classes(check);
    programmes(check);
    organisations(check);
    stays(check);
}

/// The routes that procedures make up.
fn routes<'a>(check: &Check<'a>) -> BTreeSet<&'a str> {
    check
        .root
        .procedure
        .iter()
        .map(|(id, procedure)| procedure.route.as_ref().unwrap_or(id).as_str())
        .collect()
}

fn check_need(check: &mut Check<'_>, address: &str, need: &Need) {
    let routes = routes(check);
    check.refer_all(
        &format!("{address}.route"),
        "route of procedures",
        &need.route,
        routes,
    );
    match (need.files, &need.files_days_before) {
        (Files::before, None) => {
            check.error(
                &format!("{address}.files"),
                "no `files_days_before`",
                "the days before earliest start",
            );
        }
        (Files::initiation | Files::award, Some(_)) => {
            check.needless(
                address,
                "files_days_before",
                true,
                "has a meaning only with files = \"before\"",
            );
        }
        (Files::before, Some(_)) | (Files::initiation | Files::award, None) => {}
    }
    let sum: f64 = need.class.values().map(|share| share.value).sum();
    if sum > 1.0 + 1e-9 {
        check.error(
            &format!("{address}.class"),
            format!("shares that add to {}", super::rounded(sum)),
            "shares that add to at most 1",
        );
    }
    if need.awarded && need.kind != ResourceKind::funds {
        check.error(
            &format!("{address}.awarded"),
            format!("`awarded` for {}", need.kind),
            "kind = \"funds\"",
        );
    }
    if need.awarded && check.root.programme.is_empty() {
        check.error(
            &format!("{address}.awarded"),
            "no programme in the scenario",
            "a programme that awards the money",
        );
    }
    if need.post && need.kind != ResourceKind::researchers {
        check.error(
            &format!("{address}.post"),
            format!("`post` for {}", need.kind),
            "kind = \"researchers\"",
        );
    }
}

/// A procedure for a class that no need has is never met.
fn classes(check: &mut Check<'_>) {
    let root = check.root;
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
            let found = format!("no need has a class `{class}`");
            check
                .warn(
                    &format!("procedure.{id}.class"),
                    found,
                    "a class of `[project.<id>.need.<id>.class]`",
                )
                .suggest(class.as_str(), classes.iter().copied());
        }
    }
}

fn programmes(check: &mut Check<'_>) {
    let root = check.root;
    let procedures: Vec<&str> = root.procedure.keys().map(Id::as_str).collect();
    for (id, programme) in &root.programme {
        let address = format!("programme.{id}");
        let known: Vec<&str> = ids(check).collect();
        check.refer(
            &format!("{address}.jurisdiction"),
            "jurisdiction",
            programme.jurisdiction.as_str(),
            known,
        );
        for (key, procedure) in [("agree", &programme.agree), ("remit", &programme.remit)] {
            if let Some(procedure) = procedure {
                check.refer(
                    &format!("{address}.{key}"),
                    "procedure",
                    procedure.as_str(),
                    procedures.iter().copied(),
                );
            }
        }
        if programme.calls.is_empty() {
            check.error(
                &format!("{address}.calls"),
                "no call",
                "at least one closing date",
            );
        }
        let days: BTreeSet<_> = programme.calls.iter().collect();
        if days.len() < programme.calls.len() {
            check.error(
                &format!("{address}.calls"),
                "a closing date twice",
                "each date once",
            );
        }
    }
}

fn organisations(check: &mut Check<'_>) {
    let root = check.root;
    for (id, organisation) in &root.organisation {
        let address = format!("organisation.{id}");
        let known: Vec<&str> = ids(check).collect();
        check.refer(
            &format!("{address}.jurisdiction"),
            "jurisdiction",
            organisation.jurisdiction.as_str(),
            known,
        );
        let routes = routes(check);
        check.refer_all(
            &format!("{address}.route"),
            "route of procedures",
            &organisation.route,
            routes,
        );
    }
}

fn stays(check: &mut Check<'_>) {
    let root = check.root;
    let procedures: Vec<&str> = root.procedure.keys().map(Id::as_str).collect();
    let projects: Vec<&str> = root.project.keys().map(Id::as_str).collect();
    for (id, stay) in &root.stay {
        let address = format!("stay.{id}");
        let known: Vec<&str> = ids(check).collect();
        check.refer(&address, "jurisdiction", id.as_str(), known);
        check.refer(
            &format!("{address}.project"),
            "project",
            stay.project.as_str(),
            projects.iter().copied(),
        );
        for procedure in stay.bundle.keys() {
            check.refer(
                &format!("{address}.bundle.{procedure}"),
                "procedure",
                procedure.as_str(),
                procedures.iter().copied(),
            );
        }
    }
}
