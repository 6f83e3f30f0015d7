//! Procedures whose files go from step to step by shares.

use std::collections::BTreeSet;

use super::super::compiler::{Compiler, rounded};
use crate::scenario::Id;
use crate::scenario::keys::{Procedure, Ways};

/// Shares written with three decimals may miss 1 by their rounding.
const NEAR: f64 = 1e-3;

pub(super) fn check(compiler: &mut Compiler<'_>) {
    for (id, procedure) in &compiler.root.procedure {
        let address = format!("procedure.{id}");
        if !compiler.is_whole(&address) {
            continue;
        }
        if procedure.begins.is_empty() {
            for (name, step) in &procedure.step {
                if !step.then.is_empty() {
                    compiler
                        .error(
                            &format!("{address}.step.{name}.then"),
                            format!("`then` in `{id}`, which has no `begins`"),
                            "`begins` in the procedure, or `after` instead of `then`",
                        )
                        .cure(format!(
                            "if files begin at this step, write `begins = {{ {name} = 1 }}`"
                        ));
                }
            }
            continue;
        }
        by_shares(compiler, &address, procedure);
    }
}

fn by_shares(compiler: &mut Compiler<'_>, address: &str, procedure: &Procedure) {
    ways(
        compiler,
        &format!("{address}.begins"),
        procedure,
        &procedure.begins,
    );
    let shares = procedure.begins.values().map(|share| share.value);
    compiler.adds_to_one(&format!("{address}.begins"), shares);
    if let Some(clock) = procedure.clock.keys().next() {
        compiler.error(
            &format!("{address}.clock.{clock}"),
            "a clock in a procedure with `begins`",
            "no clock, or steps ordered by `after`",
        );
    }
    for (name, step) in &procedure.step {
        let path = format!("{address}.step.{name}");
        if !step.after.is_empty() {
            compiler.error(
                &format!("{path}.after"),
                "`after` in a procedure with `begins`",
                "`then` at the steps before this one",
            );
        }
        if step.agreement.is_some() {
            compiler.error(
                &format!("{path}.agreement"),
                "an agreement in a procedure with `begins`",
                "an office, or steps ordered by `after`",
            );
        }
        let key_address = format!("{path}.then");
        ways(compiler, &key_address, procedure, &step.then);
        let sum: f64 = step.then.values().map(|share| share.value).sum();
        if sum > 1.0 + NEAR {
            compiler.error(
                &key_address,
                format!("the shares add to {}", rounded(sum)),
                "a sum of at most 1; the rest is decided at this step",
            );
        }
    }
    for name in endless(procedure) {
        compiler
            .error(
                &format!("{address}.step.{name}.then"),
                format!("files that reach `{name}` are never decided"),
                "a path to a step that decides some files",
            )
            .cure("lower the shares of `then` so that they add to less than 1, or set a `refuse_share`");
    }
}

fn ways(compiler: &mut Compiler<'_>, address: &str, procedure: &Procedure, ways: &Ways) {
    for to in ways.keys() {
        if !procedure.step.contains_key(to) {
            let step_ids = procedure.step.keys().map(Id::as_str);
            compiler.missing("step", to.as_str(), &format!("{address}.{to}"), step_ids);
        }
    }
}

/// Steps that files come to and never leave towards a decision.
fn endless(procedure: &Procedure) -> Vec<&Id> {
    let goes = |from: &Id, among: &BTreeSet<&Id>| {
        let Some(step) = procedure.step.get(from) else {
            return false;
        };
        let mut onward = step.then.iter().filter(|(_, share)| share.value > 0.0);
        onward.any(|(to, _)| among.contains(to))
    };
    let decides = |id: &&Id| {
        procedure.step.get(*id).is_some_and(|step| {
            let onward: f64 = step.then.values().map(|share| share.value).sum();
            let refused = step.refuse_share.as_ref().map_or(0.0, |share| share.value);
            onward < 1.0 - 1e-9 || refused > 0.0
        })
    };
    let mut ends: BTreeSet<&Id> = procedure.step.keys().filter(decides).collect();
    loop {
        let more = procedure
            .step
            .keys()
            .find(|id| !ends.contains(id) && goes(id, &ends));
        let Some(more) = more else { break };
        ends.insert(more);
    }
    let mut reached: BTreeSet<&Id> = BTreeSet::new();
    let mut open: Vec<&Id> = procedure.begins.keys().collect();
    while let Some(step_id) = open.pop() {
        let Some((id, step)) = procedure.step.get_key_value(step_id) else {
            continue;
        };
        if reached.insert(id) {
            open.extend(
                step.then
                    .iter()
                    .filter(|(_, share)| share.value > 0.0)
                    .map(|(to, _)| to),
            );
        }
    }
    reached
        .into_iter()
        .filter(|id| !ends.contains(id))
        .collect()
}
