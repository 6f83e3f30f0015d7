//! Surfaces: what they keep is a count, what they solve is a share, and each is solved once.

use std::collections::BTreeMap;

use super::super::compiler::Compiler;
use super::super::surfaces::{counted_procedure, solvable};
use crate::scenario::keys::{Counts, Id, Surface, Target, is_of_pattern};
use crate::scenario::{Figure, Read};

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    if root.surface.is_empty() {
        return;
    }
    let mut parameters: Vec<String> = Vec::new();
    root.visit(&mut |figure: &Figure| parameters.push(figure.address.to_string()));
    let solvable: Vec<String> = solvable(compiler).into_iter().map(|one| one.0).collect();
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    let mut solved: BTreeMap<&str, String> = BTreeMap::new();
    for (id, surface) in &root.surface {
        let address = format!("surface.{id}");
        match root.target.get(&surface.keeps) {
            Some(target) => keeps(compiler, &address, surface, target, &mut kept),
            None => unknown_target(compiler, &address, &surface.keeps),
        }
        range(compiler, &address, surface);
        if surface.solves.is_empty() {
            let found = "the surface solves nothing";
            let expected = "at least one address, for example \"project.*.need.dataset.share\"";
            compiler.error(&format!("{address}.solves"), found, expected);
        }
        for (number, pattern) in surface.solves.iter().enumerate() {
            let at = format!("{address}.solves.{number}");
            let addresses = reached(compiler, &at, pattern, &solvable, &parameters);
            once(compiler, &at, &addresses, &mut solved);
        }
    }
}

fn unknown_target(compiler: &mut Compiler<'_>, address: &str, id: &Id) {
    if !compiler.is_declared("target", id.as_str()) {
        let targets = compiler.root.target.keys().map(Id::as_str);
        compiler.missing("target", id.as_str(), &format!("{address}.keeps"), targets);
    }
}

/// What is kept must be a count of filings that nothing else fixes.
fn keeps(
    compiler: &mut Compiler<'_>,
    address: &str,
    surface: &Surface,
    target: &Target,
    kept: &mut BTreeMap<String, String>,
) {
    let at = format!("{address}.keeps");
    let id = &surface.keeps;
    let Some(procedure) = counted_procedure(target, compiler.root) else {
        if !compiler.is_lost(&format!("target.{id}.indicator")) {
            let found = format!(
                "the target `{id}` counts no filings: `{}`",
                target.indicator
            );
            let expected = "a target with `filed.<procedure>` or `completed.<procedure>`";
            compiler.error(&at, found, expected);
        }
        return;
    };
    let least = target.observed.low.unwrap_or(target.observed.value);
    if least <= 0.0 {
        let found = format!("the count of `{id}` may be {least}");
        compiler.error(&format!("target.{id}.observed"), found, "a count above 0");
    }
    if let Some(other) = kept.get(&procedure) {
        let place = compiler.place(other);
        let found = format!("the filings of `{procedure}` are kept twice");
        let fault = compiler.error(&at, found, "one surface for each procedure");
        fault.second(place, "also kept here");
    }
    kept.insert(procedure.clone(), at.clone());
    if target.counts == Counts::research {
        let given = surface.research_share.is_some();
        let why = "has no meaning: the target counts research cases alone";
        compiler.needless(address, "research_share", given, why);
        return;
    }
    let background = format!("procedure.{procedure}.background_a_year");
    let given = compiler.root.procedure.get(procedure.as_str());
    if given.is_some_and(|given| given.background_a_year.is_some()) {
        let place = compiler.place(&at);
        let found = format!("`{procedure}` states background cases, and a surface keeps its count");
        compiler
            .error(&background, found, "no `background_a_year`")
            .second(place, "background cases are what this count leaves")
            .cure("remove `background_a_year`, and state `research_share` in the surface");
    }
}

fn range(compiler: &mut Compiler<'_>, address: &str, surface: &Surface) {
    if !(surface.low > 0.0 && surface.low <= 1.0) {
        let found = format!("the least factor is {}", surface.low);
        compiler.error(
            &format!("{address}.low"),
            found,
            "a factor above 0, at most 1",
        );
    }
    if !(surface.high >= 1.0 && surface.high.is_finite()) {
        let found = format!("the greatest factor is {}", surface.high);
        compiler.error(&format!("{address}.high"), found, "a factor of at least 1");
    }
}

/// The addresses that match a pattern; a fault where there is none.
fn reached<'a>(
    compiler: &mut Compiler<'_>,
    at: &str,
    pattern: &str,
    solvable: &'a [String],
    parameters: &[String],
) -> Vec<&'a str> {
    let is_meant = |address: &&String| is_of_pattern(address, pattern);
    // A bundle without `need_share` states none that could be multiplied.
    let solved = solvable.iter().filter(|one| parameters.contains(one));
    let found: Vec<&str> = solved.filter(is_meant).map(String::as_str).collect();
    if !found.is_empty() || compiler.is_lost(pattern) {
        return found;
    }
    if let Some(other) = parameters.iter().find(is_meant) {
        let found = format!("`{other}` cannot be solved");
        let expected = "the share of a need or of a class of needs, `need_share` of a resident's \
                        procedure, or `arrivals_a_year` of organisations";
        compiler.error(at, found, expected);
        return Vec::new();
    }
    compiler
        .error(
            at,
            format!("`{pattern}` matches nothing"),
            "the address of a share in the scenario; `*` stands for any id",
        )
        .suggest(pattern, solvable.iter().map(String::as_str));
    Vec::new()
}

/// Each share is solved by one surface, and listed there once.
fn once<'a>(
    compiler: &mut Compiler<'_>,
    at: &str,
    addresses: &[&'a str],
    solved: &mut BTreeMap<&'a str, String>,
) {
    let twice = addresses
        .iter()
        .find_map(|one| Some((*one, solved.get(one)?)));
    if let Some((one, first)) = twice {
        let place = compiler.place(first);
        let found = format!("`{one}` is solved twice");
        let fault = compiler.error(at, found, "each share in one surface, once");
        fault.second(place, "also solved here");
    }
    solved.extend(addresses.iter().map(|one| (*one, at.to_owned())));
}
