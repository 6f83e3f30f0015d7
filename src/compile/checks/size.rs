//! How much there is of anything: counts, rates and stocks against the limits of the
//! program.

use std::collections::BTreeMap;

use super::super::compiler::Compiler;
use super::frame::highest;
use crate::limits::{self, about};
use crate::scenario::Figure;
use crate::scenario::keys::{Direction, Need, Queue};
use crate::scenario::split_address;

/// Whether no table has more entries than the program takes.
pub(super) fn check_counts(compiler: &mut Compiler<'_>) -> bool {
    let before = compiler.faults.count();
    tables(compiler);
    compiler.faults.count() == before
}

pub(super) fn check(compiler: &mut Compiler<'_>) {
    inner_tables(compiler);
    routes(compiler);
    people(compiler);
    volumes(compiler);
    durations(compiler);
}

/// Reports a table with more entries than the program takes.
fn count(compiler: &mut Compiler<'_>, address: &str, number: usize, most: usize, things: &str) {
    if number > most {
        compiler.error(
            address,
            format!("there are {} {things}", about(number as f64)),
            format!("at most {most} {things}"),
        );
    }
}

fn tables(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    let kinds = "kinds of organisation";
    for (address, number, most, things) in [
        (
            "jurisdiction",
            root.jurisdiction.len(),
            limits::JURISDICTIONS,
            "jurisdictions",
        ),
        ("field", root.field.len(), limits::FIELDS, "fields"),
        (
            "activity",
            root.activity.len(),
            limits::ACTIVITIES,
            "activity classes",
        ),
        ("office", root.office.len(), limits::OFFICES, "offices"),
        (
            "agreement",
            root.agreement.len(),
            limits::AGREEMENTS,
            "agreements",
        ),
        (
            "procedure",
            root.procedure.len(),
            limits::PROCEDURES,
            "procedures",
        ),
        (
            "project",
            root.project.len(),
            limits::PROJECTS,
            "kinds of project",
        ),
        (
            "programme",
            root.programme.len(),
            limits::PROGRAMMES,
            "programmes",
        ),
        (
            "organisation",
            root.organisation.len(),
            limits::ORGANISATIONS,
            kinds,
        ),
        ("reform", root.reform.len(), limits::REFORMS, "reforms"),
        ("surface", root.surface.len(), limits::SURFACES, "surfaces"),
        // Named by needs and procedures; no table declares them.
        (
            "project",
            compiler.classes.len(),
            limits::CLASSES,
            "classes of applicant or risk",
        ),
    ] {
        count(compiler, address, number, most, things);
    }
}

/// Tables within tables.
fn inner_tables(compiler: &mut Compiler<'_>) {
    for (id, stay) in &compiler.root.stay {
        let address = format!("stay.{id}.bundle");
        let things = "welfare procedures";
        count(
            compiler,
            &address,
            stay.bundle.len(),
            limits::BUNDLE,
            things,
        );
    }
    for (id, procedure) in &compiler.root.procedure {
        let address = |key: &str| format!("procedure.{id}.{key}");
        let (steps, clocks) = (procedure.step.len(), procedure.clock.len());
        let limit = super::super::graph::limit(procedure);
        count(compiler, &address("step"), steps, limit, "steps");
        count(
            compiler,
            &address("clock"),
            clocks,
            limits::CLOCKS,
            "clocks",
        );
    }
    for (id, project) in &compiler.root.project {
        let address = format!("project.{id}.need");
        let things = "needs in one kind of project";
        count(
            compiler,
            &address,
            project.need.len(),
            limits::NEEDS,
            things,
        );
    }
}

/// Procedures of one route, by jurisdiction: met on leaving it, and on entering it.
type Stages<'a> = BTreeMap<(&'a str, &'a str), [usize; 2]>;

/// A crossing keeps its stages as a set of bits. Counted are all procedures of the need's
/// routes, whatever partners and classes they are for.
fn routes(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    let mut stages: Stages<'_> = BTreeMap::new();
    for (id, procedure) in &root.procedure {
        let place = procedure.jurisdiction.as_str();
        let on_entry = procedure.direction != Direction::exit;
        stages
            .entry((procedure.route_or(id).as_str(), place))
            .or_default()[usize::from(on_entry)] += 1;
    }
    for (id, project) in &root.project {
        for (name, need) in &project.need {
            let address = format!("project.{id}.need.{name}.route");
            let [exits, entries] = most_met(need, &stages);
            let met = exits + entries;
            if met > limits::STAGES {
                compiler.error(
                    &address,
                    format!("one crossing may pass through {met} procedures"),
                    format!("at most {} procedures", limits::STAGES),
                );
            }
        }
    }
    for (id, organisation) in &root.organisation {
        let place = organisation.jurisdiction.as_str();
        let routes = organisation.route.iter();
        let met: usize = routes
            .filter_map(|route| stages.get(&(route.as_str(), place)))
            .map(|[exits, entries]| exits + entries)
            .sum();
        let address = format!("organisation.{id}.route");
        count(
            compiler,
            &address,
            met,
            limits::STAGES,
            "procedures before settlement",
        );
    }
}

/// The most procedures that a need meets on leaving any jurisdiction, and on entering any.
fn most_met<'a>(need: &'a Need, stages: &Stages<'a>) -> [usize; 2] {
    let mut by_place: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for route in &need.route {
        let of_route = stages.range((route.as_str(), "")..);
        let of_route = of_route.take_while(|((other, _), _)| *other == route.as_str());
        for ((_, place), [exits, entries]) in of_route {
            let sum = by_place.entry(place).or_default();
            *sum = [sum[0] + exits, sum[1] + entries];
        }
    }
    let most = |side: usize| by_place.values().map(|met| met[side]).max().unwrap_or(0);
    [most(0), most(1)]
}

fn people(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    for (id, jurisdiction) in &root.jurisdiction {
        let address = format!("jurisdiction.{id}.researchers");
        let figure = &jurisdiction.researchers;
        most(
            compiler,
            &address,
            figure,
            limits::RESEARCHERS,
            "researchers",
        );
    }
    for (channel, awareness) in &root.awareness {
        let address = format!("awareness.{channel}.collaborators");
        let (number, limit) = (awareness.collaborators, limits::COLLABORATORS);
        count(
            compiler,
            &address,
            number as usize,
            limit as usize,
            "collaborators",
        );
    }
    let limit = limits::PROJECTS_A_YEAR;
    for (id, project) in &root.project {
        let address = format!("project.{id}");
        let rate = highest(&project.rate_a_year);
        let things = "potential projects per researcher and year";
        let key = format!("{address}.rate_a_year");
        most(compiler, &key, &project.rate_a_year, limit, things);
        for (field, factor) in &project.field {
            let number = rate * highest(factor);
            if rate <= limit && number > limit {
                compiler.error(
                    &format!("{address}.field.{field}"),
                    format!("there are {} {things} in this field", about(number)),
                    format!("at most {limit}"),
                );
            }
        }
    }
    for (id, stay) in &root.stay {
        let address = |key: &str| format!("stay.{id}.{key}");
        if let Some(stock) = &stay.stock {
            most(
                compiler,
                &address("stock"),
                stock,
                limits::STOCK,
                "residents",
            );
        }
        let things = "potential projects per resident and year";
        let key = address("projects_a_year");
        most(compiler, &key, &stay.projects_a_year, limit, things);
    }
}

fn volumes(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    for (id, procedure) in &root.procedure {
        if let Some(cases) = &procedure.background_a_year {
            let address = format!("procedure.{id}.background_a_year");
            let things = "background cases a year";
            most(compiler, &address, cases, limits::CASES_A_YEAR, things);
        }
    }
    for (id, organisation) in &root.organisation {
        let (arrivals, stock) = (&organisation.arrivals_a_year, &organisation.stock);
        for (key, figure, things) in [
            ("arrivals_a_year", arrivals, "wishes to settle a year"),
            ("stock", stock, "settled organisations"),
        ] {
            let address = format!("organisation.{id}.{key}");
            most(compiler, &address, figure, limits::STOCK, things);
        }
    }
    for (id, programme) in &root.programme {
        let address = format!("programme.{id}.applications_a_call");
        let figure = &programme.applications_a_call;
        most(
            compiler,
            &address,
            figure,
            limits::STOCK,
            "applications of one call",
        );
    }
    for (id, office) in &root.office {
        let address = |key: &str| format!("office.{id}.{key}");
        if let Some(backlog) = &office.backlog {
            let things = "cases waiting at one branch";
            most(
                compiler,
                &address("backlog"),
                backlog,
                limits::BACKLOG,
                things,
            );
        }
        if let Queue::panel(panel) = &office.queue {
            let key = address("queue.panel.at_most");
            most(
                compiler,
                &key,
                &panel.at_most,
                limits::PANEL,
                "cases at one meeting",
            );
        }
    }
}

/// Reports a parameter whose range goes beyond a limit.
fn most(compiler: &mut Compiler<'_>, address: &str, figure: &Figure, most: f64, things: &str) {
    let number = highest(figure);
    if number > most {
        compiler.error(
            address,
            format!("there are {} {things}", about(number)),
            format!("at most {} {things}", about(most)),
        );
    }
}

/// Reports durations beyond a thousand years: their keys end with their unit.
fn durations(compiler: &mut Compiler<'_>) {
    let mut long: Vec<(&Figure, f64)> = Vec::new();
    crate::scenario::visit_parameters(compiler.root, &mut |figure| {
        let days = days_of(figure);
        if days > limits::DAYS {
            long.push((figure, days));
        }
    });
    for (figure, days) in long {
        let years = days / crate::time::YEAR_DAYS;
        compiler.error(
            &figure.address,
            format!("the duration is {} years", about(years)),
            format!("at most {:.0} years", limits::DAYS / crate::time::YEAR_DAYS),
        );
    }
}

/// The most days that a parameter may mean, if its key names a unit of time.
fn days_of(figure: &Figure) -> f64 {
    let key = split_address(&figure.address).pop().unwrap_or_default();
    let unit = key.rsplit('_').next().unwrap_or_default();
    let days = match unit {
        "minutes" => 1.0 / 1440.0,
        "hours" => 1.0 / 24.0,
        "days" | "wd" => 1.0,
        _ => 0.0,
    };
    highest(figure) * days
}
