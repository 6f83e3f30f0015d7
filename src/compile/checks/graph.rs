//! The graph of a procedure's steps, its clocks, and the order of procedures.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::scenario::Id;
use crate::scenario::keys::{FixedLaw, Law, Procedure, Step};

/// Predecessors of each node.
type Graph<'a> = BTreeMap<&'a Id, Vec<&'a Id>>;

/// Working hours of a day and days of a week, for a rough sum of durations.
const HOURS_A_WD: f64 = 8.0;
const WD_A_DAY: f64 = 5.0 / 7.0;

pub(super) fn check(check: &mut Check<'_>) {
    let root = check.root;
    for (id, procedure) in &root.procedure {
        let address = format!("procedure.{id}");
        check_steps(check, &address, procedure);
    }
    let order: Graph<'_> = root
        .procedure
        .iter()
        .map(|(id, procedure)| (id, known(&procedure.after, &root.procedure)))
        .collect();
    if let Some(cycle) = cycle(&order) {
        let address = format!("procedure.{}.after", cycle[0]);
        check.error(
            &address,
            format!("procedures that wait for one another: {}", chain(&cycle)),
            "an order without a circle",
        );
    }
}

/// The predecessors that exist; the others have a fault of their own.
fn known<'a, T>(after: &'a [Id], among: &BTreeMap<Id, T>) -> Vec<&'a Id> {
    after.iter().filter(|id| among.contains_key(*id)).collect()
}

fn check_steps(check: &mut Check<'_>, address: &str, procedure: &Procedure) {
    let names: Vec<&str> = procedure.step.keys().map(Id::as_str).collect();
    for (name, step) in &procedure.step {
        let own = format!("{address}.step.{name}");
        check.refer_all(
            &format!("{own}.after"),
            "step",
            &step.after,
            names.iter().copied(),
        );
        if let Some(back) = &step.return_to {
            check.refer(
                &format!("{own}.return_to"),
                "step",
                back.as_str(),
                names.iter().copied(),
            );
        }
    }
    let graph: Graph<'_> = procedure
        .step
        .iter()
        .map(|(id, step)| (id, known(&step.after, &procedure.step)))
        .collect();
    if let Some(cycle) = cycle(&graph) {
        let place = format!("{address}.step.{}.after", cycle[0]);
        check
            .error(
                &place,
                format!("steps that wait for one another: {}", chain(&cycle)),
                "an order without a circle",
            )
            .cure("a file goes back by `return_share` and `return_to`, not by `after`");
        return;
    }
    for (name, step) in &procedure.step {
        let Some(back) = step
            .return_to
            .as_ref()
            .filter(|back| procedure.step.contains_key(*back))
        else {
            continue;
        };
        let ordered = procedure.begins.is_empty();
        if ordered && back != name && !before(&graph, name).contains(back) {
            let found = format!("`{back}`, which does not come before `{name}`");
            check.error(
                &format!("{address}.step.{name}.return_to"),
                found,
                "this step or one before it",
            );
        }
    }
    for (name, clock) in &procedure.clock {
        let own = format!("{address}.clock.{name}");
        let [first, last] = clock.span.as_slice() else {
            let found = format!("a span of {} steps", clock.span.len());
            check.error(&format!("{own}.span"), found, "the first and the last step");
            continue;
        };
        for (index, end) in [first, last].into_iter().enumerate() {
            check.refer(
                &format!("{own}.span.{index}"),
                "step",
                end.as_str(),
                names.iter().copied(),
            );
        }
        let exist = procedure.step.contains_key(first) && procedure.step.contains_key(last);
        if !exist {
            continue;
        }
        if first != last && !before(&graph, last).contains(first) {
            let found = format!("`{first}`, which does not come before `{last}`");
            check.error(
                &format!("{own}.span"),
                found,
                "the first step, then one after it",
            );
            continue;
        }
        let limit = clock.limit_wd.as_ref().map(|limit| limit.value);
        let limit = limit.or(clock
            .limit_days
            .as_ref()
            .map(|limit| limit.value * WD_A_DAY));
        let shortest = least_wd(&graph, procedure, first, last);
        if let Some(limit) = limit.filter(|limit| *limit < shortest) {
            let key = if clock.limit_wd.is_some() {
                "limit_wd"
            } else {
                "limit_days"
            };
            let found = format!(
                "a limit of {limit:.1} working days where no file takes less than {shortest:.1}"
            );
            check.warn(&format!("{own}.{key}"), found, "a limit that can be kept");
        }
    }
}

/// Every node that must end before `node`.
fn before<'a>(graph: &Graph<'a>, node: &Id) -> BTreeSet<&'a Id> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Id> = graph.get(node).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if seen.insert(next) {
            open.extend(graph.get(next).into_iter().flatten());
        }
    }
    seen
}

/// What is left of a graph when all that waits for nothing is taken away, over and over
/// (Kahn 1962): circles, and what waits for them.
fn in_circles<'a>(graph: &Graph<'a>) -> BTreeSet<&'a Id> {
    let mut waits: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut awaited: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for (id, after) in graph {
        let before = after.iter().filter(|before| graph.contains_key(*before));
        waits.insert(id, before.clone().count());
        for before in before {
            awaited.entry(before).or_default().push(id);
        }
    }
    let free = waits.iter().filter(|(_, count)| **count == 0);
    let mut open: Vec<&Id> = free.map(|(id, _)| *id).collect();
    while let Some(done) = open.pop() {
        for id in awaited.get(done).into_iter().flatten() {
            if let Some(count) = waits.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    open.push(id);
                }
            }
        }
    }
    let left = graph.keys().filter(|id| waits.get(*id) != Some(&0));
    left.copied().collect()
}

/// A circle of the graph, beginning with its least id.
fn cycle<'a>(graph: &Graph<'a>) -> Option<Vec<&'a Id>> {
    let left = in_circles(graph);
    let mut at = *left.first()?;
    let mut path: Vec<&Id> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        at = graph
            .get(at)?
            .iter()
            .copied()
            .find(|id| left.contains(id))?;
    }
    let start = path.iter().position(|id| *id == at)?;
    let mut cycle: Vec<&Id> = path.split_off(start);
    cycle.reverse();
    let least = cycle
        .iter()
        .enumerate()
        .min_by_key(|(_, id)| **id)
        .map_or(0, |(index, _)| index);
    cycle.rotate_left(least);
    // The ids of the graph's keys live as long as its predecessors.
    cycle
        .iter()
        .map(|id| graph.get_key_value(*id).map(|(id, _)| *id))
        .collect()
}

fn chain(cycle: &[&Id]) -> String {
    let names: Vec<&str> = cycle
        .iter()
        .chain(cycle.first())
        .map(|id| id.as_str())
        .collect();
    names.join(" -> ")
}

/// The least working days between the start of `first` and the end of `last`:
/// the longest of the branches, since all must end.
fn least_wd(graph: &Graph<'_>, procedure: &Procedure, first: &Id, last: &Id) -> f64 {
    let mut done: BTreeMap<&Id, f64> = BTreeMap::new();
    let mut open: Vec<&Id> = before(graph, last).into_iter().collect();
    open.push(last);
    // Steps are finished in order of their predecessors; a circle cannot be here.
    while let Some(index) = open.iter().position(|id| {
        graph
            .get(*id)
            .is_none_or(|after| after.iter().all(|id| done.contains_key(*id)))
    }) {
        let id = open.swap_remove(index);
        let start = graph
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|id| done.get(*id))
            .copied()
            .fold(0.0, f64::max);
        let inside = id == first || before(graph, id).contains(first);
        let own = procedure
            .step
            .get(id)
            .filter(|_| inside)
            .map_or(0.0, step_wd);
        done.insert(id, start + own);
    }
    done.get(last).copied().unwrap_or(0.0)
}

/// The least working days of one step.
fn step_wd(step: &Step) -> f64 {
    let of = |law: &Option<Law>, hours_a_wd: f64| {
        law.as_ref().map_or(0.0, |law| law_wd(law, hours_a_wd))
    };
    of(&step.elapsed, 24.0 / WD_A_DAY)
        .max(of(&step.work, HOURS_A_WD) + of(&step.passage, 24.0 / WD_A_DAY))
}

fn law_wd(law: &Law, hours_a_wd: f64) -> f64 {
    match law {
        Law::fixed(FixedLaw {
            minutes,
            hours,
            wd,
            days,
            value: _,
        }) => {
            let minutes = minutes
                .as_ref()
                .map_or(0.0, |minutes| minutes.value / 60.0 / hours_a_wd);
            let hours = hours.as_ref().map_or(0.0, |hours| hours.value / hours_a_wd);
            let days = days.as_ref().map_or(0.0, |days| days.value * WD_A_DAY);
            minutes + hours + days + wd.as_ref().map_or(0.0, |wd| wd.value)
        }
        Law::triangular(law) => {
            let hours = law
                .low_hours
                .as_ref()
                .map_or(0.0, |hours| hours.value / hours_a_wd);
            let days = law
                .low_days
                .as_ref()
                .map_or(0.0, |days| days.value * WD_A_DAY);
            hours + days + law.low_wd.as_ref().map_or(0.0, |wd| wd.value)
        }
        // These laws reach down to 0, or close to it.
        Law::exponential(_)
        | Law::lognormal(_)
        | Law::gamma(_)
        | Law::geometric(_)
        | Law::mixture(_) => 0.0,
    }
}
