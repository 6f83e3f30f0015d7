//! Procedures, their steps and their clocks.

use super::calendars;
use super::laws;
use super::site::Site;
use crate::draw::{Key, Law};
use crate::limits::{MOST_CLOCKS, MOST_STEPS};
use crate::model::{Clock, Graph, Place, Procedure, Shares, Step};
use crate::scenario::keys::{self, Id, Stop, Validity};

/// The procedures, in the order of their ids.
pub fn procedures(site: &mut Site) -> Vec<Procedure> {
    let root = site.root;
    root.procedure
        .iter()
        .filter_map(|(id, given)| procedure(site, id, given))
        .collect()
}

fn procedure(site: &mut Site, id: &Id, given: &keys::Procedure) -> Option<Procedure> {
    let own = format!("procedure.{id}");
    let at = |key: &str| format!("{own}.{key}");
    let jurisdiction = site.jurisdiction(given.jurisdiction.as_str(), &at("jurisdiction"));
    let calendar = calendars::of_jurisdiction(site, &given.jurisdiction);
    let day = site.calendars.day_length(calendar);
    let meets = meets(site, given, &own);
    let (after, after_transit) = after(site, given, &own);
    let replaced_by = replaced_by(site, id.as_str());
    let graph = graph(site, given, &own)?;
    let steps = steps(site, id, given, &graph, day);
    let clocks = clocks(site, given, &graph, &own);
    let adhoc = laws::duration_of(site, given.adhoc.as_ref(), &at("adhoc"), day);
    let prepare = laws::duration_of(site, given.prepare.as_ref(), &at("prepare"), day);
    let correct = laws::duration_of(site, given.correct.as_ref(), &at("correct"), day);
    let patience = laws::duration_of(site, given.patience.as_ref(), &at("patience"), day);
    let others = given.background_patience.as_ref();
    let background_patience = laws::duration_of(site, others, &at("background_patience"), day);
    // Who states no share of those who know it means the channel's.
    let aware = given.aware_share.as_deref().or_else(|| {
        let channel = site.root.awareness.get(&given.channel)?;
        Some(&*channel.share)
    });
    // A random validity is known by its mean.
    let mean = given.validity.as_ref().map(|validity| match validity {
        Validity::exponential(law) => &*law.mean_days,
    });
    let valid_days = given.valid_days.as_deref().or(mean);
    let route = given.route.as_ref().unwrap_or(id);
    let in_force = if given.in_force { 1.0 } else { 0.0 };
    let slots = &mut site.slots;
    Some(Procedure {
        id: id.to_string(),
        key: Key::named(&format!("procedure:{id}")),
        jurisdiction,
        channel: given.channel,
        direction: given.direction,
        route: site.routes.get(route.as_str()).unwrap_or(0),
        class: given
            .class
            .as_ref()
            .and_then(|class| site.classes.get(class.as_str())),
        meets,
        after,
        after_transit,
        replaced_by,
        in_force: slots.share(at("in_force"), None, in_force),
        pathway: slots.share(at("pathway_share"), given.pathway_share.as_deref(), 1.0),
        adhoc_share: slots.share(at("adhoc_share"), given.adhoc_share.as_deref(), 0.0),
        adhoc,
        exempt: slots.share(at("exempt_share"), given.exempt_share.as_deref(), 0.0),
        unclear: slots.share(at("unclear_share"), given.unclear_share.as_deref(), 0.0),
        unclear_file: slots.share(
            at("unclear_file_share"),
            given.unclear_file_share.as_deref(),
            1.0,
        ),
        aware: slots.share(at("aware_share"), aware, 1.0),
        complete: slots.share(at("complete_share"), given.complete_share.as_deref(), 1.0),
        valid_days: slots.amount(at("valid_days"), valid_days, 0.0),
        is_validity_random: given.validity.is_some(),
        holder: given.holder,
        scope: given.scope,
        prepare,
        prepare_scale: slots.multiplier(at("prepare")),
        correct,
        correct_scale: slots.multiplier(at("correct")),
        patience,
        background_patience,
        refile_share: value_of(given.refile_share.as_ref().map(|p| p.value)),
        background_a_year: value_of(given.background_a_year.as_ref().map(|p| p.value)),
        fee: slots.amount(at("fee"), given.fee.as_deref(), 0.0),
        hours_a_document: value_of(given.hours_a_document.as_ref().map(|p| p.value)),
        steps,
        clocks,
        graph,
        calendar,
        demand_a_holder: 0.0,
    })
}

fn value_of(given: Option<f64>) -> f64 {
    given.unwrap_or(0.0)
}

/// For each jurisdiction, whether the procedure is met with that other end.
fn meets(site: &mut Site, given: &keys::Procedure, own: &str) -> Vec<bool> {
    let mut meets = vec![given.partners.is_empty(); site.jurisdictions.len()];
    for (list, key, met) in [
        (&given.partners, "partners", true),
        (&given.except, "except", false),
    ] {
        for id in list {
            let number = site.jurisdiction(id.as_str(), &format!("{own}.{key}"));
            if let Some(place) = meets.get_mut(number) {
                *place = met;
            }
        }
    }
    meets
}

/// The procedures that must end first, and whether the journey is among them.
fn after(site: &mut Site, given: &keys::Procedure, own: &str) -> (Vec<usize>, bool) {
    let address = format!("{own}.after");
    let before_transit: Vec<usize> = given
        .after
        .iter()
        .filter(|id| **id != *"transit")
        .map(|id| site.procedure(id.as_str(), &address))
        .collect();
    let after_transit = before_transit.len() < given.after.len();
    (before_transit, after_transit)
}

/// The procedures that name this one in their `instead_of`.
fn replaced_by(site: &mut Site, id: &str) -> Vec<usize> {
    let others: Vec<String> = site
        .root
        .procedure
        .iter()
        .filter(|(_, other)| other.instead_of.iter().any(|own| own.as_str() == id))
        .map(|(other, _)| other.to_string())
        .collect();
    others
        .iter()
        .map(|other| site.procedure(other, &format!("procedure.{other}")))
        .collect()
}

fn graph(site: &mut Site, given: &keys::Procedure, own: &str) -> Option<Graph> {
    let address = format!("{own}.step");
    let count = given.step.len();
    if count == 0 || count > MOST_STEPS {
        let wanted = format!("1 to {MOST_STEPS} steps");
        site.fault(&address, format!("{count} steps"), wanted);
        return None;
    }
    if !given.begins.is_empty() {
        return Some(Graph::by_shares(shares(given)));
    }
    let mut before = Vec::new();
    for (id, step) in &given.step {
        let mut set = 0;
        for other in &step.after {
            match given.step.keys().position(|id| id == other) {
                Some(place) => set |= 1 << place,
                None => missing_step(site, given, other, &format!("{address}.{id}.after")),
            }
        }
        before.push(set);
    }
    let graph = Graph::new(before, all(count));
    for (place, id) in given.step.keys().enumerate() {
        if graph.later[place] & (1 << place) != 0 {
            let found = format!("step `{id}` waits for itself");
            site.fault(
                &format!("{address}.{id}.after"),
                found,
                "an order without a circle",
            );
            return None;
        }
    }
    Some(graph)
}

/// Where files go by shares; ids that are no steps are faults of the scenario's checks.
fn shares(given: &keys::Procedure) -> Shares {
    let share = |id, of: &keys::Ways| of.get(id).map_or(0.0, |share| share.value);
    let row = |of: &keys::Ways| given.step.keys().map(|id| share(id, of)).collect();
    let then = given.step.values().map(|step| row(&step.then)).collect();
    Shares::new(row(&given.begins), then)
}

fn all(count: usize) -> u32 {
    u32::MAX >> (32 - count as u32)
}

fn missing_step(site: &mut Site, given: &keys::Procedure, id: &Id, address: &str) {
    let place = site.scenario.place(address);
    site.faults
        .error(
            place,
            format!("no step `{id}`"),
            "a step of the same procedure",
        )
        .at(address)
        .suggest(id.as_str(), given.step.keys().map(Id::as_str));
}

fn steps(
    site: &mut Site,
    procedure: &Id,
    given: &keys::Procedure,
    graph: &Graph,
    day: u32,
) -> Vec<Step> {
    let mut all = Vec::new();
    for (place, (id, step)) in given.step.iter().enumerate() {
        let own = format!("procedure.{procedure}.step.{id}");
        let at = |key: &str| format!("{own}.{key}");
        let (who, work) = who(site, step, &own);
        let return_to = return_to(site, given, step, graph, place, &own);
        if step.elapsed.is_some() && step.passage.is_some() {
            site.fault(
                &at("elapsed"),
                "`elapsed` beside `passage`",
                "one of the two",
            );
        }
        let passage = laws::duration_of(site, step.passage.as_ref(), &at("passage"), day);
        let elapsed = laws::duration_of(site, step.elapsed.as_ref(), &at("elapsed"), day);
        let slots = &mut site.slots;
        all.push(Step {
            id: id.to_string(),
            key: Key::named(&format!("{procedure}/{id}")),
            place: who,
            work,
            work_scale: slots.multiplier(at("work")),
            passage,
            passage_scale: slots.multiplier(at("passage")),
            spread: slots.multiplier(at("spread")),
            elapsed,
            expected: 0.0,
            returned: slots.share(at("return_share"), step.return_share.as_deref(), 0.0),
            return_to,
            frailty: value_of(step.frailty.as_ref().map(|p| p.value)),
            refuse: slots.share(at("refuse_share"), step.refuse_share.as_deref(), 0.0),
            documents: slots.amount(at("documents"), step.documents.as_deref(), 0.0),
            screens: slots.share(at("screens"), step.screens.as_deref(), 0.0),
            priority: step.priority,
        });
    }
    all
}

/// Who does a step, and the officer's time it takes.
fn who(site: &mut Site, step: &keys::Step, own: &str) -> (Place, Law) {
    match (&step.office, &step.agreement) {
        (Some(office), None) => {
            let number = site.office(office.as_str(), &format!("{own}.office"));
            let day = office_day(site, office);
            let work = laws::work(site, step.work.as_ref(), &format!("{own}.work"), day);
            (Place::Office(number), work)
        }
        (None, Some(agreement)) => {
            let number = site.agreement(agreement.as_str(), &format!("{own}.agreement"));
            if step.work.is_some() {
                site.fault(
                    &format!("{own}.work"),
                    "work without an office",
                    "an agreement is no officer's work",
                );
            }
            (Place::Agreement(number), Law::Fixed(0.0))
        }
        (Some(_), Some(_)) | (None, None) => {
            site.fault(
                own,
                "both or neither of `office` and `agreement`",
                "exactly one of them",
            );
            (Place::Agreement(0), Law::Fixed(0.0))
        }
    }
}

fn office_day(site: &mut Site, id: &Id) -> u32 {
    let Some(office) = site.root.office.get(id) else {
        return crate::model::DAY;
    };
    let calendar = calendars::calendar(
        site,
        &office.jurisdiction,
        office.hours,
        &office.also_closed,
    );
    site.calendars.day_length(calendar)
}

/// Where a returned file re-enters: this step or one before it.
fn return_to(
    site: &mut Site,
    given: &keys::Procedure,
    step: &keys::Step,
    graph: &Graph,
    place: usize,
    own: &str,
) -> usize {
    let Some(target) = &step.return_to else {
        return place;
    };
    let address = format!("{own}.return_to");
    let Some(found) = given.step.keys().position(|id| id == target) else {
        missing_step(site, given, target, &address);
        return place;
    };
    if graph.shares.is_none() && found != place && graph.later[found] & (1 << place) == 0 {
        site.fault(
            &address,
            format!("`{target}`, which does not come before"),
            "this step or one before it",
        );
    }
    found
}

fn clocks(site: &mut Site, given: &keys::Procedure, graph: &Graph, own: &str) -> Vec<Clock> {
    if given.clock.len() > MOST_CLOCKS {
        let found = format!("{} clocks", given.clock.len());
        let wanted = format!("at most {MOST_CLOCKS}");
        site.fault(&format!("{own}.clock"), found, wanted);
    }
    let mut all = Vec::new();
    for (id, clock) in &given.clock {
        let address = format!("{own}.clock.{id}");
        let Some((from, to, span)) = span(site, given, clock, graph, &address) else {
            continue;
        };
        let (limit, working) = match (&clock.limit_wd, &clock.limit_days) {
            (Some(limit), None) => (limit, true),
            (None, Some(limit)) => (limit, false),
            (Some(_), Some(_)) | (None, None) => {
                site.fault(
                    &address,
                    "both or neither of `limit_wd` and `limit_days`",
                    "exactly one of them",
                );
                continue;
            }
        };
        let limit = site
            .slots
            .amount(format!("{address}.limit"), Some(limit), 0.0);
        all.push(Clock {
            id: id.to_string(),
            from,
            to,
            span,
            limit,
            working,
            stops_in_passage: clock.stops_while.contains(&Stop::passage),
            at_limit: clock.at_limit,
        });
    }
    all
}

/// The ends of a clock's span and every step on a path between them.
fn span(
    site: &mut Site,
    given: &keys::Procedure,
    clock: &keys::Clock,
    graph: &Graph,
    address: &str,
) -> Option<(usize, usize, u32)> {
    let address = format!("{address}.span");
    let (first, last) = match clock.span.as_slice() {
        [only] => (only, only),
        [first, last] => (first, last),
        other => {
            site.fault(
                &address,
                format!("{} steps", other.len()),
                "the first and the last step of the span",
            );
            return None;
        }
    };
    let mut ends = [0; 2];
    for (end, id) in ends.iter_mut().zip([first, last]) {
        let Some(place) = given.step.keys().position(|other| other == id) else {
            missing_step(site, given, id, &address);
            return None;
        };
        *end = place;
    }
    let [from, to] = ends;
    if from != to && graph.later[from] & (1 << to) == 0 {
        site.fault(
            &address,
            format!("no path from `{first}` to `{last}`"),
            "two steps, the second after the first",
        );
        return None;
    }
    let between = (0..given.step.len())
        .filter(|&step| graph.later[from] & (1 << step) != 0 && graph.later[step] & (1 << to) != 0)
        .fold(0, |set, step| set | 1 << step);
    Some((from, to, between | 1 << from | 1 << to))
}
