//! Offices: who works there, and how queues are served.

use std::collections::BTreeSet;

use super::super::compiler::Compiler;
use super::frame::highest;
use crate::limits;
use crate::scenario::Id;
use crate::scenario::keys::{Office, Per, Queue};

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let procedures = compiler.root.procedure.values();
    let busy: BTreeSet<&Id> = procedures
        .flat_map(|procedure| procedure.step.values())
        .filter_map(|step| step.office.as_ref())
        .collect();
    for (id, office) in &compiler.root.office {
        let address = format!("office.{id}");
        staff(compiler, &address, office);
        branches(compiler, &address, office);
        let weights = compiler.scenario.tables.branch_weights.get(id);
        if let Some(weights) = weights {
            if weights.len() != office.branches as usize {
                let found = format!(
                    "the table has {} branches and `branches` is {}",
                    weights.len(),
                    office.branches
                );
                compiler.error(
                    &format!("{address}.branch_weights"),
                    found,
                    "one row for each branch",
                );
            }
            if weights.iter().map(|branch| branch.weight).sum::<f64>() <= 0.0 {
                compiler.error(
                    &format!("{address}.branch_weights"),
                    "the weights add to 0",
                    "at least one weight above 0",
                );
            }
        }
        let hours = compiler.scenario.tables.arrivals.get(id);
        if hours.is_some_and(|hours| hours.iter().sum::<f64>() <= 0.0) {
            compiler.error(
                &format!("{address}.arrivals"),
                "the weights add to 0",
                "at least one hour with a weight above 0",
            );
        }
        if office.pace.is_some() && !office.unlimited {
            compiler.error(
                &format!("{address}.pace"),
                "`pace` without `unlimited = true`",
                "both or neither",
            );
        }
        if !busy.contains(id) {
            compiler.warn(
                &address,
                format!("no step uses the office `{id}`"),
                "a step that names the office",
            );
        }
    }
}

fn staff(compiler: &mut Compiler<'_>, address: &str, office: &Office) {
    if office.unlimited {
        let why = "does not apply with `unlimited = true`";
        compiler.needless(address, "officers", office.officers.is_some(), why);
        compiler.needless(address, "load", office.load.is_some(), why);
        compiler.needless(address, "backlog", office.backlog.is_some(), why);
        compiler.needless(address, "capacity", office.capacity.is_some(), why);
        if matches!(office.queue, Queue::panel(_)) {
            compiler.error(
                &format!("{address}.queue"),
                "a panel does not apply with `unlimited = true`",
                "another queue, or `unlimited = false`",
            );
        }
        return;
    }
    room(compiler, address, office);
    if office.officers.is_none() && office.load.is_none() {
        compiler.error(
            address,
            "`officers` or `load` is missing",
            "`officers`, `load`, or `unlimited = true`",
        );
    }
    if let Some(officers) = &office.officers {
        let lowest = officers.low.unwrap_or(officers.value);
        if lowest < 1.0 {
            compiler.error(
                &format!("{address}.officers"),
                format!("a branch has {lowest} officers"),
                "at least 1 officer",
            );
        }
        if highest(officers) > limits::OFFICERS {
            let found = format!("a branch has {} officers", highest(officers));
            compiler.error(
                &format!("{address}.officers"),
                found,
                format!("at most {} officers", limits::OFFICERS),
            );
        }
    }
    if let Some(load) = &office.load
        && load.low.unwrap_or(load.value) <= 0.0
    {
        compiler.error(
            &format!("{address}.load"),
            "the load is 0",
            "a load above 0",
        );
    }
    if let Queue::panel(panel) = &office.queue
        && panel.at_most.low.unwrap_or(panel.at_most.value) < 1.0
    {
        compiler.error(
            &format!("{address}.queue.panel.at_most"),
            "the panel takes less than one case at a meeting",
            "at least 1 case",
        );
    }
}

/// What a branch has room for: its officers' cases and the backlog at least. How many
/// officers keep a load depends on how many are turned away, which depends on the
/// officers.
fn room(compiler: &mut Compiler<'_>, address: &str, office: &Office) {
    let Some(capacity) = office.capacity else {
        return;
    };
    let key_address = format!("{address}.capacity");
    let room = f64::from(capacity);
    if office.load.is_some() {
        let found = "`capacity` and `load` are both given";
        compiler
            .error(&key_address, found, "exactly one key: `capacity` or `load`")
            .cure("give `officers` instead of `load`: a load cannot set the officers where files are turned away");
    } else if let Some(officers) = &office.officers
        && room < highest(officers).ceil()
    {
        let officers = highest(officers).ceil();
        compiler.error(
            &key_address,
            format!("the capacity is {capacity} cases for {officers} officers"),
            format!("at least {officers}, one case for each officer"),
        );
    } else if let Some(backlog) = &office.backlog
        && room < highest(backlog).round()
    {
        let backlog = highest(backlog).round();
        compiler.error(
            &key_address,
            format!("the capacity is {capacity} cases and the backlog {backlog}"),
            format!("at least {backlog}, the backlog"),
        );
    } else if capacity == 0 {
        compiler.error(&key_address, "the capacity is 0", "at least 1 case");
    }
}

fn branches(compiler: &mut Compiler<'_>, address: &str, office: &Office) {
    match office.per {
        Per::jurisdiction if office.branches == 0 => {
            compiler.error(
                &format!("{address}.branches"),
                "the office has no branch",
                "at least 1 branch",
            );
        }
        Per::jurisdiction if office.branches > limits::BRANCHES => {
            let found = format!("the office has {} branches", office.branches);
            compiler.error(
                &format!("{address}.branches"),
                found,
                format!("at most {} branches", limits::BRANCHES),
            );
        }
        Per::jurisdiction => {}
        Per::institution => {
            let why = "does not apply with per = \"institution\"";
            compiler.needless(address, "branches", office.branches != 1, why);
            compiler.needless(
                address,
                "branch_weights",
                office.branch_weights.is_some(),
                why,
            );
        }
    }
}
