//! Procedures, their steps and their clocks.

use std::collections::BTreeSet;

use super::calendars;
use super::compiler::{Compiler, Kind};
use super::distributions;
use super::graph;
use super::projects::span;
use crate::draw::{Distribution, Key};
use crate::id::with_indices;
use crate::model::{
    AgreementIndex, Area, AreaIndex, Clock, Graph, Place, Procedure, ProcedureIndex, Span, Step,
    StepIndex,
};
use crate::model::{OfficeIndex, TierOf};
use crate::scenario::Figure;
use crate::scenario::keys::{self, Id, Lever, MonthDay, Root, Stop, Validity};

/// The procedures, in the order of their ids.
pub fn procedures(compiler: &mut Compiler) -> Vec<Procedure> {
    let root = compiler.root;
    let procedures: Vec<Procedure> = root
        .procedure
        .iter()
        .map(|(id, given)| procedure(compiler, id, given))
        .collect();
    // A procedure after itself is a fault of its own.
    let others = procedures.iter().enumerate().map(|(number, procedure)| {
        let after = procedure.after.iter().copied();
        let others = after.map(ProcedureIndex::index);
        others.filter(|other| *other != number).collect()
    });
    graph::check_order(compiler, &others.collect::<Vec<_>>());
    procedures
}

fn procedure(compiler: &mut Compiler, id: &Id, given: &keys::Procedure) -> Procedure {
    let path = format!("procedure.{id}");
    let jurisdiction = compiler.index(Kind::Jurisdiction, given.jurisdiction.as_str(), || {
        format!("{path}.jurisdiction")
    });
    let calendar = calendars::of_jurisdiction(compiler, &given.jurisdiction);
    let day = compiler.calendars.day_length(calendar);
    let meets = meets(compiler, given, &path);
    let deadlines = deadlines(compiler, id);
    let after_transit = given.after.iter().any(|id| *id == *"transit");
    let after = format!("{path}.after");
    let after = compiler.numbers_or(Kind::Procedure, &given.after, &after, Some("transit"));
    let after = after.into_iter().map(ProcedureIndex::from_index).collect();
    let replaced_by = replaced_by(compiler, id);
    let graph = graph::graph(compiler, &path, given);
    let steps = steps(compiler, id, given, &graph, day);
    let clocks = clocks(compiler, given, &graph, &path);
    let adhoc = distributions::duration_of(compiler, given.adhoc.as_ref(), day);
    let prepare = distributions::duration_of(compiler, given.prepare.as_ref(), day);
    let correct = distributions::duration_of(compiler, given.correct.as_ref(), day);
    let patience = distributions::duration_of(compiler, given.patience.as_ref(), day);
    let others = given.background_patience.as_ref();
    let background_patience = distributions::duration_of(compiler, others, day);
    let aware = aware_share(compiler.root, given);
    let valid_days = valid_days(given);
    let route = compiler.find(Kind::Route, given.route_or(id).as_str());
    let class = given.class.as_ref().and_then(|class| compiler.class(class));
    let tier = given
        .tier
        .as_ref()
        .and_then(|tier| tier_of(compiler, given, tier));
    let lever_ids = &mut compiler.lever_ids;
    macro_rules! lever {
        ($key:ident, $default:expr) => {
            lever_ids.lever(Lever::$key, &path, given.$key.as_deref(), $default)
        };
    }
    Procedure {
        id: id.to_string(),
        key: Key::named(&format!("procedure:{id}")),
        jurisdiction,
        channel: given.channel,
        direction: given.direction,
        route: route.unwrap_or_default(),
        class,
        tier,
        meets,
        after,
        after_transit,
        replaced_by,
        in_force: lever_ids.in_force(&path, given.in_force),
        pathway: lever!(pathway_share, 1.0),
        adhoc_share: lever!(adhoc_share, 0.0),
        adhoc,
        exempt: lever!(exempt_share, 0.0),
        unclear: lever!(unclear_share, 0.0),
        unclear_file: lever!(unclear_file_share, 1.0),
        plan: lever!(plan_share, 0.0),
        plan_closed: given
            .plan_closes
            .map_or(Span::ZERO, MonthDay::until_turn_of_year),
        aware: lever_ids.lever(Lever::aware_share, &path, aware, 1.0),
        complete: lever!(complete_share, 1.0),
        valid_days: lever_ids.lever(Lever::valid_days, &path, valid_days, 0.0),
        is_validity_random: given.validity.is_some(),
        holder: given.holder,
        scope: given.scope,
        area: area_of(compiler.root, given),
        prepare,
        prepare_scale: lever_ids.multiplier(Lever::prepare, &path),
        correct,
        correct_scale: lever_ids.multiplier(Lever::correct, &path),
        quit: value_of(given.quit_share.as_deref()),
        deadlines,
        patience,
        background_patience,
        refile_share: value_of(given.refile_share.as_deref()),
        background_a_year: value_of(given.background_a_year.as_deref()),
        fee: lever!(fee, 0.0),
        hours_a_document: value_of(given.hours_a_document.as_deref()),
        fixed_part: given.fixed_part.as_ref().map_or(1.0, |part| part.value),
        steps,
        clocks,
        graph,
        calendar,
        demand_a_holder: 0.0,
        area_valid_days: None,
    }
}

/// The office of the steps that has a tier, and the tier's place there.
fn tier_of(compiler: &Compiler, given: &keys::Procedure, tier: &Id) -> Option<TierOf> {
    let root = compiler.root;
    let mut offices = given.step.values().filter_map(|step| step.office.as_ref());
    offices.find_map(|id| {
        let place = root
            .office
            .get(id)?
            .tier
            .keys()
            .position(|own| own == tier)?;
        let office = compiler.find(Kind::Office, id.as_str())?;
        Some((OfficeIndex::from_index(office), place))
    })
}

/// Names of the areas that issue permits, in order.
fn area_names(root: &Root) -> Vec<&Id> {
    let procedures = root.procedure.values();
    let names: BTreeSet<&Id> = procedures.filter_map(named_area).collect();
    names.into_iter().collect()
}

/// The area that a procedure with such a scope names.
fn named_area(given: &keys::Procedure) -> Option<&Id> {
    given
        .area
        .as_ref()
        .filter(|_| given.scope == keys::Scope::area)
}

fn area_of(root: &Root, given: &keys::Procedure) -> Option<AreaIndex> {
    let name = named_area(given)?;
    let place = area_names(root).into_iter().position(|other| other == name);
    place.map(AreaIndex::from_index)
}

/// The areas that issue permits, in the order of their names.
pub fn areas(root: &Root, procedures: &[Procedure]) -> Vec<Area> {
    with_indices(&area_names(root))
        .map(|(area, name)| {
            let own = procedures.iter().filter(|other| other.area == Some(area));
            let jurisdictions: BTreeSet<_> = own.map(|other| other.jurisdiction).collect();
            Area {
                key: Key::named(&format!("area:{name}")),
                jurisdictions: jurisdictions.into_iter().collect(),
            }
        })
        .collect()
}

/// The share of applicants who know a procedure; where it states none, its channel's.
fn aware_share<'a>(root: &'a Root, given: &'a keys::Procedure) -> Option<&'a Figure> {
    let channel = root.awareness.get(&given.channel);
    let general = channel.map(|awareness| &*awareness.share);
    given.aware_share.as_deref().or(general)
}

/// How long a grant is valid. A random validity is known by its mean.
fn valid_days(given: &keys::Procedure) -> Option<&Figure> {
    let mean = given.validity.as_ref().map(|validity| match validity {
        Validity::exponential(distribution) => &*distribution.mean_days,
    });
    given.valid_days.as_deref().or(mean)
}

fn value_of(given: Option<&Figure>) -> f64 {
    given.map_or(0.0, |figure| figure.value)
}

/// For each jurisdiction, whether the procedure is met with that other end.
fn meets(compiler: &mut Compiler, given: &keys::Procedure, path: &str) -> Vec<bool> {
    let mut meets = vec![given.partners.is_empty(); compiler.len(Kind::Jurisdiction)];
    for (key, list, met) in [
        ("partners", &given.partners, true),
        ("except", &given.except, false),
    ] {
        for number in compiler.numbers(Kind::Jurisdiction, list, &format!("{path}.{key}")) {
            meets[number] = met;
        }
    }
    meets
}

/// The deadline of each other end; empty where the procedure has none.
fn deadlines(compiler: &Compiler, id: &Id) -> Vec<Span> {
    let Some(days) = compiler.scenario.tables.deadlines.get(id) else {
        return Vec::new();
    };
    let places = compiler.root.jurisdiction.keys();
    places
        .map(|place| days.get(place).map_or(Span::ZERO, |days| span(*days)))
        .collect()
}

/// The procedures that name this one in their `instead_of`.
fn replaced_by(compiler: &Compiler, id: &Id) -> Vec<ProcedureIndex> {
    let others = compiler.root.procedure.iter();
    others
        .filter(|(_, other)| other.instead_of.contains(id))
        .filter_map(|(other, _)| compiler.find(Kind::Procedure, other.as_str()))
        .map(ProcedureIndex::from_index)
        .collect()
}

fn steps(
    compiler: &mut Compiler,
    procedure: &Id,
    given: &keys::Procedure,
    graph: &Graph,
    day: Span,
) -> Vec<Step> {
    let mut all = Vec::new();
    let address = format!("procedure.{procedure}");
    for (number, (id, step)) in given.step.iter().enumerate() {
        let path = format!("{address}.step.{id}");
        let (who, work) = who(compiler, step, &path);
        let own = (StepIndex::from_index(number), id, step);
        let return_to = graph::return_to(compiler, &address, given, graph, own);
        let passage = distributions::duration_of(compiler, step.passage.as_ref(), day);
        let elapsed = distributions::duration_of(compiler, step.elapsed.as_ref(), day);
        let lever_ids = &mut compiler.lever_ids;
        all.push(Step {
            id: id.to_string(),
            key: Key::named(&format!("{procedure}/{id}")),
            place: who,
            work,
            work_scale: lever_ids.multiplier(Lever::work, &path),
            passage,
            passage_scale: lever_ids.multiplier(Lever::passage, &path),
            spread: lever_ids.multiplier(Lever::spread, &path),
            elapsed,
            expected: 0.0,
            returned: lever_ids.lever(
                Lever::return_share,
                &path,
                step.return_share.as_deref(),
                0.0,
            ),
            return_to,
            frailty: value_of(step.frailty.as_deref()),
            refuse: lever_ids.lever(
                Lever::refuse_share,
                &path,
                step.refuse_share.as_deref(),
                0.0,
            ),
            documents: lever_ids.lever(Lever::documents, &path, step.documents.as_deref(), 0.0),
            screens: lever_ids.lever(Lever::screens, &path, step.screens.as_deref(), 0.0),
            priority: step.priority,
        });
    }
    all
}

/// Who does a step, and the officer's time it takes. Exactly one of the two is stated.
fn who(compiler: &mut Compiler, step: &keys::Step, path: &str) -> (Place, Distribution) {
    let agreement = step
        .agreement
        .as_ref()
        .map(|id| compiler.index(Kind::Agreement, id.as_str(), || format!("{path}.agreement")));
    let Some(office) = &step.office else {
        let agreement = agreement.unwrap_or(AgreementIndex::from_index(0));
        return (Place::Agreement(agreement), Distribution::Fixed(0.0));
    };
    let number = compiler.index(Kind::Office, office.as_str(), || format!("{path}.office"));
    let day = office_day(compiler, office);
    let work = distributions::work(compiler, step.work.as_ref(), day);
    (Place::Office(number), work)
}

fn office_day(compiler: &mut Compiler, id: &Id) -> Span {
    let Some(office) = compiler.root.office.get(id) else {
        return crate::model::DAY;
    };
    let calendar = calendars::calendar(
        compiler,
        &office.jurisdiction,
        office.hours,
        &office.also_closed,
    );
    compiler.calendars.day_length(calendar)
}

fn clocks(
    compiler: &mut Compiler,
    given: &keys::Procedure,
    graph: &Graph,
    path: &str,
) -> Vec<Clock> {
    let mut all = Vec::new();
    for (id, clock) in &given.clock {
        let Some((from, to)) = graph::ends(compiler, path, given, graph, (id, clock)) else {
            continue;
        };
        let limit = clock.limit_wd.as_deref().or(clock.limit_days.as_deref());
        let address = format!("{path}.clock.{id}");
        all.push(Clock {
            id: id.to_string(),
            from,
            to,
            span: graph::span(graph, from, to),
            limit: compiler.lever_ids.lever(Lever::limit, &address, limit, 0.0),
            working: clock.limit_wd.is_some(),
            stops_in_passage: clock.stops_while.contains(&Stop::passage),
            at_limit: clock.at_limit,
        });
    }
    all
}
