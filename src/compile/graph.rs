//! The order of a procedure's steps, the spans of its clocks, and the order of procedures.

use super::compiler::Compiler;
use super::units::{self, Quantity, Unit};
use crate::limits;
use crate::model::{Graph, Shares, StepIndex, bits};
use crate::scenario::Id;
use crate::scenario::keys::{Clock, Distribution, Procedure, Step, Ways};

/// Working hours of a day and days of a week, for a rough sum of durations.
const HOURS_A_WD: f64 = 8.0;
const WD_A_DAY: f64 = 5.0 / 7.0;

/// The graph of a procedure's steps. Without any, or with more than a graph can hold, which
/// are faults of their own, it is empty.
pub fn graph(compiler: &mut Compiler, address: &str, given: &Procedure) -> Graph {
    let count = given.step.len();
    if count == 0 || count > limit(given) {
        return Graph::new(Vec::new(), 0);
    }
    let before = before(compiler, address, given);
    if let Some(circle) = circle(&before) {
        let names = names(&circle, given.step.keys());
        compiler
            .error(
                &format!("{address}.step.{}.after", names[0]),
                format!("these steps wait for one another: {}", chain(&names)),
                "an order without a cycle",
            )
            .cure("to send a file back, use `return_share` and `return_to`, not `after`");
        return Graph::new(Vec::new(), 0);
    }
    if !given.begins.is_empty() {
        return Graph::by_shares(shares(given));
    }
    let sets = before.iter().map(|steps| set_of(steps)).collect();
    Graph::new(sets, u32::MAX >> (32 - count as u32))
}

/// The most steps that a procedure may have.
pub fn limit(given: &Procedure) -> usize {
    if given.begins.is_empty() {
        limits::STEPS
    } else {
        limits::STEPS_BY_SHARES
    }
}

fn set_of(steps: &[usize]) -> u32 {
    steps.iter().fold(0, |set, step| set | 1 << step)
}

/// The steps that each step waits for. One that is named and not declared is a fault.
fn before(compiler: &mut Compiler, address: &str, given: &Procedure) -> Vec<Vec<usize>> {
    let mut predecessors = Vec::new();
    for (name, step) in &given.step {
        let after = format!("{address}.step.{name}.after");
        compiler.each_once(&step.after, &after);
        let ids = step.after.iter().enumerate();
        let numbers = ids.filter_map(|(index, id)| {
            step_index(compiler, address, given, id, || format!("{after}.{index}"))
        });
        predecessors.push(numbers.map(StepIndex::index).collect());
    }
    predecessors
}

/// The index of a step among those of its procedure; a fault of the key at `key` where the
/// procedure has no such step.
pub fn step_index(
    compiler: &mut Compiler,
    address: &str,
    given: &Procedure,
    id: &Id,
    key: impl FnOnce() -> String,
) -> Option<StepIndex> {
    let number = given.step.keys().position(|step| step == id);
    if number.is_none() && !compiler.is_declared(&format!("{address}.step"), id.as_str()) {
        let step_ids = given.step.keys().map(Id::as_str);
        compiler.missing("step", id.as_str(), &key(), step_ids);
    }
    number.map(StepIndex::from_index)
}

/// Where files go by shares.
fn shares(given: &Procedure) -> Shares {
    let row = |ways: &Ways| {
        let shares = given.step.keys().map(|id| ways.get(id));
        shares
            .map(|share| share.map_or(0.0, |share| share.value))
            .collect()
    };
    let then = given.step.values().map(|step| row(&step.then)).collect();
    Shares::new(row(&given.begins), then)
}

/// Where files that a step returns go: to the step itself, or to one before it.
pub fn return_to(
    compiler: &mut Compiler,
    address: &str,
    given: &Procedure,
    graph: &Graph,
    (own, name, step): (StepIndex, &Id, &Step),
) -> StepIndex {
    let key = format!("{address}.step.{name}.return_to");
    let Some(id) = &step.return_to else {
        return own;
    };
    let Some(to) = step_index(compiler, address, given, id, || key.clone()) else {
        return own;
    };
    let is_before = || {
        let later = graph.later.get(to.index());
        later.is_none_or(|later| later & 1 << own.index() != 0)
    };
    if given.begins.is_empty() && to != own && !is_before() && compiler.is_whole(address) {
        let found = format!("`{id}` does not come before `{name}`");
        compiler.error(&key, found, "this step, or a step before it");
    }
    to
}

/// The first and the last step of a clock's span. Ends that make no span are a fault.
pub fn ends(
    compiler: &mut Compiler,
    address: &str,
    given: &Procedure,
    graph: &Graph,
    (name, clock): (&Id, &Clock),
) -> Option<(StepIndex, StepIndex)> {
    let key = format!("{address}.clock.{name}");
    let [first, last] = clock.span.as_slice() else {
        let found = format!("the span names {} steps", clock.span.len());
        compiler.error(&format!("{key}.span"), found, "the first and the last step");
        return None;
    };
    let from = step_index(compiler, address, given, first, || format!("{key}.span.0"));
    let to = step_index(compiler, address, given, last, || format!("{key}.span.1"));
    let (from, to) = (from?, to?);
    let after = graph.later.get(from.index())?;
    let by_shares = !given.begins.is_empty();
    if from != to && after & 1 << to.index() == 0 && !by_shares && compiler.is_whole(address) {
        let found = format!("`{first}` does not come before `{last}`");
        compiler.error(
            &format!("{key}.span"),
            found,
            "the first step, then a later one",
        );
        return None;
    }
    let (limit, limit_key) = match (&clock.limit_wd, &clock.limit_days) {
        (Some(limit), _) => (limit.value, "limit_wd"),
        (None, Some(limit)) => (limit.value * WD_A_DAY, "limit_days"),
        (None, None) => return Some((from, to)),
    };
    let shortest = least_wd(graph, given, from.index(), to.index());
    if limit < shortest {
        let found = format!(
            "the limit is {limit:.1} working days, but every file takes at least {shortest:.1}"
        );
        compiler.warn(
            &format!("{key}.{limit_key}"),
            found,
            "a limit that a file can meet",
        );
    }
    Some((from, to))
}

/// Every step on a path between the ends of a clock's span.
pub fn span(graph: &Graph, from: StepIndex, to: StepIndex) -> u32 {
    let (from, to) = (from.index(), to.index());
    let between = (0..graph.later.len())
        .filter(|&step| graph.later[from] & (1 << step) != 0 && graph.later[step] & (1 << to) != 0)
        .fold(0, |set, step| set | 1 << step);
    between | 1 << from | 1 << to
}

/// Reports procedures that wait for one another, from the procedures that each waits for.
pub fn check_order(compiler: &mut Compiler, after: &[Vec<usize>]) {
    if let Some(circle) = circle(after) {
        let names = names(&circle, compiler.root.procedure.keys());
        compiler.error(
            &format!("procedure.{}.after", names[0]),
            format!("these procedures wait for one another: {}", chain(&names)),
            "an order without a cycle",
        );
    }
}

/// A circle of a graph, given the predecessors of each node. It begins with its least node.
///
/// What is left when all that waits for nothing is taken away, over and over, are circles and
/// what waits for them (Kahn 1962).
fn circle(before: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut awaited = vec![Vec::new(); before.len()];
    for (node, list) in before.iter().enumerate() {
        for other in list {
            awaited[*other].push(node);
        }
    }
    let mut open: Vec<usize> = (0..before.len()).filter(|node| waits[*node] == 0).collect();
    while let Some(done) = open.pop() {
        for node in &awaited[done] {
            waits[*node] -= 1;
            if waits[*node] == 0 {
                open.push(*node);
            }
        }
    }
    let mut node = waits.iter().position(|count| *count > 0)?;
    let mut path: Vec<usize> = Vec::new();
    while !path.contains(&node) {
        path.push(node);
        node = *before[node].iter().find(|other| waits[**other] > 0)?;
    }
    let start = path.iter().position(|other| *other == node)?;
    let mut circle = path.split_off(start);
    circle.reverse();
    let least = (0..circle.len()).min_by_key(|place| circle[*place])?;
    circle.rotate_left(least);
    Some(circle)
}

fn names<'a>(numbers: &[usize], ids: impl Iterator<Item = &'a Id>) -> Vec<&'a str> {
    let ids: Vec<&str> = ids.map(Id::as_str).collect();
    numbers.iter().map(|number| ids[*number]).collect()
}

fn chain(names: &[&str]) -> String {
    let closed: Vec<&str> = names.iter().chain(names.first()).copied().collect();
    closed.join(" -> ")
}

/// The least working days between the start of step `first` and the end of step `last`: the
/// longest of the branches, since all must end.
fn least_wd(graph: &Graph, given: &Procedure, first: usize, last: usize) -> f64 {
    let steps: Vec<&Step> = given.step.values().collect();
    let earlier = |step: usize| {
        graph
            .later
            .iter()
            .filter(|set| *set & 1 << step != 0)
            .count()
    };
    // A step has more steps before it than each of these has.
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|step| earlier(*step));
    let mut ends = vec![0.0; steps.len()];
    for step in order {
        let awaited = bits(graph.before[step]).map(|other| ends[other]);
        let start = awaited.fold(0.0, f64::max);
        let is_inside = step == first || graph.later[first] & 1 << step != 0;
        ends[step] = start + if is_inside { step_wd(steps[step]) } else { 0.0 };
    }
    ends[last]
}

/// The least working days of one step.
fn step_wd(step: &Step) -> f64 {
    let least = |distribution: &Option<Distribution>, hours_a_wd: f64| {
        distribution.as_ref().map_or(0.0, |distribution| {
            distribution_wd(distribution, hours_a_wd)
        })
    };
    let on_the_wall = 24.0 / WD_A_DAY;
    let served = least(&step.work, HOURS_A_WD) + least(&step.passage, on_the_wall);
    least(&step.elapsed, on_the_wall).max(served)
}

/// The least working days that a distribution can give.
fn distribution_wd(distribution: &Distribution, hours_a_wd: f64) -> f64 {
    let in_wd = |unit: Unit, value: f64| match unit {
        Unit::Minutes => value / 60.0 / hours_a_wd,
        Unit::Hours => value / hours_a_wd,
        Unit::WorkingDays => value,
        Unit::Days => value * WD_A_DAY,
        Unit::Bare => 0.0,
    };
    let wd =
        |(_, unit, figure): &Quantity<'_>| in_wd(*unit, figure.map_or(0.0, |figure| figure.value));
    match distribution {
        Distribution::fixed(distribution) => units::fixed(distribution).iter().map(wd).sum(),
        Distribution::triangular(distribution) => units::triangular(distribution)
            .iter()
            .map(|[low, ..]| wd(low))
            .sum(),
        Distribution::quantiles(distribution) => {
            let units = units::quantiles(distribution);
            let least = units
                .iter()
                .filter_map(|(_, unit, values)| Some((*unit, *values.first()?)));
            least
                .map(|(unit, value)| in_wd(unit, value * distribution.factor.value))
                .sum()
        }
        // These distributions reach down to 0, or close to it.
        Distribution::exponential(_)
        | Distribution::lognormal(_)
        | Distribution::gamma(_)
        | Distribution::geometric(_)
        | Distribution::mixture(_) => 0.0,
    }
}
