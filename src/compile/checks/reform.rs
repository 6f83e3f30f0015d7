//! Changes: one form each, reaching something, with a lever that belongs to it.

use super::super::compiler::{Compiler, Kind, id_of};
use super::super::levers::{Owner, owner, range};
use super::super::select::{narrows, parallel_steps, procedures, selection};
use crate::model::levers::Range;
use crate::scenario::keys::{Change, Lever, Procedure, Reform};
use crate::scenario::{Id, Pattern};

pub(super) fn check(compiler: &mut Compiler<'_>) {
    for (id, reform) in &compiler.root.reform {
        let address = format!("reform.{id}");
        dates(compiler, &address, reform);
        for (name, change) in &reform.change {
            let path = format!("{address}.change.{name}");
            let named = check_select(compiler, &path, change);
            if !form(compiler, &path, change) {
                continue;
            }
            let whole = compiler.is_reach_whole();
            if named && whole && selection(compiler.root, change).addresses().is_empty() {
                compiler.error(
                    &format!("{path}.select"),
                    "`select` matches nothing",
                    "keys that match at least one thing together",
                );
            }
            match change.lever {
                Some(lever) => check_lever(compiler, &path, change, lever),
                None if whole => check_structure(compiler, &path, change),
                None => {}
            }
        }
    }
}

fn dates(compiler: &mut Compiler<'_>, address: &str, reform: &Reform) {
    let start = compiler.root.study.start;
    let start_days = std::iter::once((format!("{address}.starts"), reform.starts)).chain(
        reform
            .change
            .iter()
            .map(|(name, change)| (format!("{address}.change.{name}.starts"), change.starts)),
    );
    // Without a readable study nothing is early or late.
    let start_days = start_days.filter(|_| compiler.is_whole("study"));
    let start_days: Vec<_> = start_days
        .filter_map(|(path, starts)| Some((path, starts?)))
        .collect();
    let end = f64::from(start.0.year()) + compiler.root.study.years.value;
    for (path, starts) in start_days {
        if starts < start {
            compiler.error(
                &path,
                format!("{starts} is before the study"),
                format!("{start} (the first measured day) or later"),
            );
        } else if f64::from(starts.0.year()) > end {
            compiler.warn(
                &path,
                format!("{starts} is after the study"),
                "a day within the study",
            );
        }
    }
    if reform.change.is_empty() {
        compiler.error(
            address,
            "the reform changes nothing",
            format!("at least one `[{address}.change.<id>]`"),
        );
    }
    if reform.decay_floor.is_some() && reform.decay_half_life_years.is_none() {
        let changes = reform
            .change
            .values()
            .any(|change| change.decay_half_life_years.is_some());
        if !changes && compiler.is_whole(address) {
            compiler.error(
                &format!("{address}.decay_floor"),
                "`decay_floor` without `decay_half_life_years`",
                "both or neither",
            );
        }
    }
}

/// Each pattern must match something; returns whether all do. Steps and clocks are looked
/// for in the matched procedures.
fn check_select(compiler: &mut Compiler<'_>, address: &str, change: &Change) -> bool {
    let root = compiler.root;
    let select = &change.select;
    let before = compiler.count();
    let mut matched: Vec<&Procedure> = procedures(root, select)
        .map(|(_, procedure)| procedure)
        .collect();
    if matched.is_empty() {
        // The keys that match no procedure are reported; their steps are not missing as well.
        matched = root.procedure.values().collect();
    }
    let steps = matched.iter().flat_map(|procedure| procedure.step.keys());
    let clocks = matched.iter().flat_map(|procedure| procedure.clock.keys());
    let offices = root.office.values();
    let tiers = offices.flat_map(|office| office.tier.keys().rev().skip(1));
    let lists: [(&str, &[Pattern], Vec<&Id>); 8] = [
        (
            "procedure",
            &select.procedure,
            root.procedure.keys().collect(),
        ),
        ("step", &select.step, steps.collect()),
        ("clock", &select.clock, clocks.collect()),
        ("office", &select.office, root.office.keys().collect()),
        ("tier", &select.tier, tiers.collect()),
        (
            "programme",
            &select.programme,
            root.programme.keys().collect(),
        ),
        (
            "agreement",
            &select.agreement,
            root.agreement.keys().collect(),
        ),
        (
            "organisation",
            &select.organisation,
            root.organisation.keys().collect(),
        ),
    ];
    for (kind, patterns, known) in lists {
        for (index, pattern) in patterns.iter().enumerate() {
            if !known.iter().any(|id| pattern.matches(id)) && compiler.is_reach_whole() {
                let found = format!("`{pattern}` matches no {kind}");
                compiler
                    .error(
                        &format!("{address}.select.{kind}.{index}"),
                        found,
                        id_of(kind),
                    )
                    .suggest(pattern.as_str(), known.iter().map(|id| id.as_str()));
            }
        }
    }
    let address = format!("{address}.select");
    let jurisdictions = &select.jurisdiction;
    compiler.numbers(
        Kind::Jurisdiction,
        jurisdictions,
        &format!("{address}.jurisdiction"),
    );
    compiler.numbers(Kind::Stay, &select.stay, &format!("{address}.stay"));
    compiler.count() == before
}

/// A lever with one operation, or one structural change.
fn form(compiler: &mut Compiler<'_>, address: &str, change: &Change) -> bool {
    let operations = [
        ("set", change.set.is_some()),
        ("raise", change.raise.is_some()),
        ("lower", change.lower.is_some()),
        ("scale", change.scale.is_some()),
        ("add", change.add.is_some()),
    ];
    let structural = [
        ("remove", !change.remove.is_empty()),
        ("merge", !change.merge.is_empty()),
        ("parallel", !change.parallel.is_empty()),
        ("open", !change.open.is_empty()),
    ];
    let keys: Vec<(&str, bool)> = [("lever", change.lever.is_some())]
        .into_iter()
        .chain(structural)
        .collect();
    if !compiler.exactly_one(address, &keys) {
        return false;
    }
    if change.lever.is_some() {
        return compiler.exactly_one(address, &operations);
    }
    for (key, given) in operations {
        compiler.needless(address, key, given, "applies only with a `lever`");
    }
    operations.iter().all(|(_, given)| !given)
}

fn check_lever(compiler: &mut Compiler<'_>, address: &str, change: &Change, lever: Lever) {
    let fits = narrows(owner(lever, &change.select));
    let is_share = range(lever) == Range::Share;
    for key in given(change) {
        if !fits.contains(&key) {
            let found = format!("`{key}` cannot select what `{lever}` changes");
            compiler.error(
                &format!("{address}.select.{key}"),
                found,
                crate::scenario::one_of(fits),
            );
        }
    }
    if let Some(set) = &change.set {
        let (low, high) = (set.low.unwrap_or(set.value), set.high.unwrap_or(set.value));
        if is_share && (low < 0.0 || high > 1.0) {
            compiler.error(
                &format!("{address}.set"),
                format!("`{lever}` is set to {}", set.value),
                "a share from 0 to 1",
            );
        } else if low < 0.0 {
            compiler.error(
                &format!("{address}.set"),
                format!("`{lever}` is set to {}", set.value),
                "a number of at least 0",
            );
        }
    }
}

/// The keys of `select` that are given.
fn given(change: &Change) -> Vec<&'static str> {
    let select = &change.select;
    let keys = [
        ("jurisdiction", !select.jurisdiction.is_empty()),
        ("channel", !select.channel.is_empty()),
        ("procedure", !select.procedure.is_empty()),
        ("step", !select.step.is_empty()),
        ("clock", !select.clock.is_empty()),
        ("office", !select.office.is_empty()),
        ("tier", !select.tier.is_empty()),
        ("programme", !select.programme.is_empty()),
        ("agreement", !select.agreement.is_empty()),
        ("organisation", !select.organisation.is_empty()),
        ("stay", !select.stay.is_empty()),
    ];
    keys.into_iter()
        .filter(|(_, given)| *given)
        .map(|(key, _)| key)
        .collect()
}

fn check_structure(compiler: &mut Compiler<'_>, address: &str, change: &Change) {
    let root = compiler.root;
    for key in given(change) {
        let fits = narrows(Owner::Procedure);
        if !fits.contains(&key) {
            let found = format!("`{key}` cannot select steps or procedures");
            compiler.error(
                &format!("{address}.select.{key}"),
                found,
                crate::scenario::one_of(fits),
            );
        }
    }
    for (index, id) in change.open.iter().enumerate() {
        let path = format!("{address}.open.{index}");
        compiler.refer(Kind::Procedure, id.as_str(), &path);
        if root
            .procedure
            .get(id)
            .is_some_and(|procedure| procedure.in_force)
        {
            compiler.warn(
                &path,
                format!("`{id}` is already in force"),
                "a procedure with `in_force = false`",
            );
        }
    }
    for (key, list) in [("merge", &change.merge), ("parallel", &change.parallel)] {
        if list.len() == 1 {
            compiler.error(
                &format!("{address}.{key}"),
                format!("`{key}` lists only one id"),
                "at least two ids",
            );
        }
    }
    let of_procedures = !change.parallel.is_empty() && !parallel_steps(root, change);
    let is_procedure = |id: &Id| root.procedure.contains_key(id);
    if of_procedures && change.parallel.iter().all(is_procedure) {
        check_listed(compiler, address, change, "parallel", &change.parallel);
        compiler.each_once(&change.parallel, &format!("{address}.parallel"));
    } else {
        steps_exist(compiler, address, change);
    }
    if !change.open.is_empty() {
        check_listed(compiler, address, change, "open", &change.open);
    }
    let all_removed = |procedure: &Procedure| {
        let mut steps = procedure.step.keys();
        steps.all(|step| change.remove.contains(step))
    };
    if !change.remove.is_empty() && procedures(root, &change.select).any(|(_, p)| all_removed(p)) {
        compiler
            .error(
                &format!("{address}.remove"),
                "all steps of a procedure are removed",
                "at least one remaining step",
            )
            .cure("to drop the whole procedure, raise its `exempt_share` to 1");
    }
}

/// A change that lists procedures acts on those alone; a `select` that matches none of them
/// means something else.
fn check_listed(
    compiler: &mut Compiler<'_>,
    address: &str,
    change: &Change,
    key: &str,
    listed: &[Id],
) {
    let mut matched = procedures(compiler.root, &change.select);
    if !matched.any(|(id, _)| listed.contains(id)) {
        compiler
            .error(
                &format!("{address}.select"),
                format!("`select` matches no procedure listed in `{key}`"),
                format!("a procedure listed in `{key}`"),
            )
            .cure(format!(
                "`{key}` changes only the procedures it lists; select some of those"
            ));
    }
}

/// The named steps must exist in every procedure that the change matches.
fn steps_exist(compiler: &mut Compiler<'_>, address: &str, change: &Change) {
    let root = compiler.root;
    for (key, steps) in [
        ("remove", &change.remove),
        ("merge", &change.merge),
        ("parallel", &change.parallel),
    ] {
        let address = format!("{address}.{key}");
        for (index, step) in steps.iter().enumerate() {
            let lacks = |(_, procedure): &(&Id, &Procedure)| !procedure.step.contains_key(step);
            let Some((id, procedure)) = procedures(root, &change.select).find(lacks) else {
                continue;
            };
            let found = format!("no step `{step}` in `{id}`");
            compiler
                .error(
                    &format!("{address}.{index}"),
                    found,
                    "a step of every selected procedure",
                )
                .suggest(step.as_str(), procedure.step.keys().map(Id::as_str));
        }
        compiler.each_once(steps, &address);
    }
}
