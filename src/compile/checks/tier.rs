//! Tiers of offices and the procedures that they alone meet.

use super::super::compiler::Compiler;
use crate::scenario::Id;
use crate::scenario::keys::Procedure;

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    for (id, office) in &root.office {
        let address = format!("office.{id}.tier");
        match office.tier.len() {
            0 => {}
            1 => {
                compiler.error(
                    &address,
                    "the office has one tier",
                    "at least two tiers, or none",
                );
            }
            _ => compiler.adds_to_one(&address, office.tier.values().map(|share| share.value)),
        }
    }
    for (id, procedure) in &root.procedure {
        if let Some(tier) = &procedure.tier {
            of_procedure(compiler, id, procedure, tier);
        }
    }
}

/// A procedure's tier is one of exactly one of its offices.
fn of_procedure(compiler: &mut Compiler<'_>, id: &Id, procedure: &Procedure, tier: &Id) {
    if !compiler.is_whole("office") || !compiler.is_whole(&format!("procedure.{id}")) {
        return;
    }
    let root = compiler.root;
    let named: std::collections::BTreeSet<&Id> = procedure
        .step
        .values()
        .filter_map(|step| step.office.as_ref())
        .collect();
    let offices = || {
        named
            .iter()
            .filter_map(|id| Some((*id, root.office.get(*id)?)))
    };
    let having: Vec<&Id> = offices()
        .filter(|(_, office)| office.tier.contains_key(tier))
        .map(|(id, _)| id)
        .collect();
    let found = match having.as_slice() {
        [_] => return,
        [] => format!("no office of its steps has the tier `{tier}`"),
        [one, other, ..] => format!("both `{one}` and `{other}` have the tier `{tier}`"),
    };
    let known = offices().flat_map(|(_, office)| office.tier.keys().map(Id::as_str));
    compiler
        .error(
            &format!("procedure.{id}.tier"),
            found,
            "a tier of exactly one office of its steps, listed in `[office.<id>.tier]`",
        )
        .suggest(tier.as_str(), known);
}
