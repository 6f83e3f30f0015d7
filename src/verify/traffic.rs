//! Traffic equations: how often a file comes to each step of its procedure.
//!
//! In an ordered procedure the engine draws the refusal of a step once per file and step,
//! however often the file comes back. Whether a step will refuse a file is therefore a
//! property of the file. The files of a procedure fall into classes: those that step k will
//! refuse, for each k, and those that no step will refuse. A file's class is independent of
//! every other file's, so the arrivals of each class are a Poisson stream. Within a class the
//! route is a Markov chain: returns are drawn anew at each visit, and refusal is certain or
//! impossible. Visits are the mean over classes.
//!
//! Queues with first come first served and exponential work of one mean keep their product
//! form with such classes: the theorem allows a routing chain for each class (Baskett,
//! Chandy, Muntz and Palacios 1975, Journal of the ACM 22, 248-260). A wait does not depend on
//! the class of the file that waits, so the formulas of the stations need the total rate
//! alone.
//!
//! Where files go by shares, return and refusal are drawn anew at each visit, and all files
//! are of one class.

use super::formula::visits;
use super::unfit::{Unfit, unfit};
use crate::calibrate::takes_background;
use crate::model::{AtLimit, Duration, Model, Place, Procedure, Slot, bits};

/// Mean visits of one file to each step of each procedure.
///
/// # Errors
///
/// What in the model has no traffic equations.
pub fn flows(model: &Model) -> Result<Vec<Vec<f64>>, Unfit> {
    let has_researchers = model.jurisdictions.iter().any(|at| at.researchers > 0);
    let others = [
        (
            has_researchers && !model.kinds.is_empty(),
            "researchers with projects",
        ),
        (!model.organisations.is_empty(), "organisations that settle"),
        (model.stays.iter().any(Option::is_some), "residents"),
    ];
    if let Some((_, who)) = others.iter().find(|(file, _)| *file) {
        return unfit(
            *who,
            "only `background_a_year`: no formula knows when others file",
        );
    }
    model
        .procedures
        .iter()
        .map(|procedure| {
            allows(model, procedure)?;
            keeps_no_hours(model, procedure)?;
            Ok(mean_visits(model, procedure))
        })
        .collect()
}

fn base(model: &Model, slot: Slot) -> f64 {
    model.levers[slot.0 as usize].base
}

/// That the way of a file through a procedure is a Markov chain within each class.
fn allows(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let id = &procedure.id;
    let first = procedure.graph.first();
    let several = procedure.graph.shares.is_none() && first.count_ones() != 1;
    if several || base(model, procedure.complete) < 1.0 {
        return unfit(
            format!("`{id}` with several first steps or incomplete files"),
            "one first step and `complete_share = 1`",
        );
    }
    let refuses = |step: usize| refuse_share(model, procedure, step) > 0.0;
    if procedure.refile_share > 0.0 && (0..procedure.steps.len()).any(refuses) {
        return unfit(
            format!("`{id}` whose refused files are filed again"),
            "`refile_share = 0`",
        );
    }
    if procedure.background_a_year > 0.0 && !takes_background(procedure) {
        return unfit(
            format!("`{id}`, which begins with an agreement: nobody else files it"),
            "a first step at an office",
        );
    }
    if procedure
        .clocks
        .iter()
        .any(|clock| clock.at_limit != AtLimit::nothing)
    {
        return unfit(
            format!("`{id}` with a limit that changes the way of a file"),
            "no clock, or `at_limit = \"nothing\"`",
        );
    }
    for (i, step) in procedure.steps.iter().enumerate() {
        let own = format!("`{id}.{}`", step.id);
        if step.elapsed.is_some() {
            return unfit(
                format!("{own} with a known `elapsed`"),
                "`passage`: what `elapsed` leaves for it is found by the calibration",
            );
        }
        // The engine draws one proneness to return for a file, so the chance of a return
        // depends on the returns before it.
        if base(model, step.returned) > 0.0 && step.frailty > 0.0 {
            return unfit(
                format!("{own} whose returns depend on the file"),
                "`frailty = 0`",
            );
        }
        if procedure.graph.next[i].count_ones() > 1 {
            return unfit(format!("a fork after {own}"), "a chain of steps");
        }
    }
    Ok(())
}

/// The chance that a step refuses a file; an agreement and its step share one draw, which
/// the greater chance decides.
fn refuse_share(model: &Model, procedure: &Procedure, step: usize) -> f64 {
    let step = &procedure.steps[step];
    let own = base(model, step.refuse);
    match step.place {
        Place::Office(_) => own,
        Place::Agreement(agreement) => own.max(base(model, model.agreements[agreement].refuse)),
    }
}

/// Mean visits of one file to each step.
fn mean_visits(model: &Model, procedure: &Procedure) -> Vec<f64> {
    let n = procedure.steps.len();
    let refuse: Vec<f64> = (0..n)
        .map(|step| refuse_share(model, procedure, step))
        .collect();
    if let Some(shares) = &procedure.graph.shares {
        return visits(shares.begins(), &moves(model, procedure, &refuse));
    }
    let mut entry = vec![0.0; n];
    bits(procedure.graph.first()).for_each(|step| entry[step] = 1.0);
    let mut mean = vec![0.0; n];
    for (weight, refused_at) in classes(procedure, &refuse) {
        let mut certain = vec![0.0; n];
        if let Some(step) = refused_at {
            certain[step] = 1.0;
        }
        let of_class = visits(&entry, &moves(model, procedure, &certain));
        for (sum, visits) in mean.iter_mut().zip(of_class) {
            *sum += weight * visits;
        }
    }
    mean
}

/// The classes of the files of a chain of steps: the share of each, and the first step that
/// will refuse it, if one will.
fn classes(procedure: &Procedure, refuse: &[f64]) -> Vec<(f64, Option<usize>)> {
    let mut classes = Vec::new();
    let mut kept = 1.0;
    let mut at = bits(procedure.graph.first()).next();
    while let Some(step) = at {
        classes.push((kept * refuse[step], Some(step)));
        kept *= 1.0 - refuse[step];
        at = bits(procedure.graph.next[step]).next();
    }
    classes.push((kept, None));
    classes.retain(|(weight, _)| *weight > 0.0);
    classes
}

/// The chance of going from each step to each, where steps refuse with the given chances.
/// The engine decides on a return before it decides on a refusal.
fn moves(model: &Model, procedure: &Procedure, refuse: &[f64]) -> Vec<Vec<f64>> {
    let n = procedure.steps.len();
    let shares = procedure.graph.shares.as_ref();
    let mut moves = vec![vec![0.0; n]; n];
    for (i, step) in procedure.steps.iter().enumerate() {
        let returned = base(model, step.returned);
        let goes_on = (1.0 - returned) * (1.0 - refuse[i]);
        moves[i][step.return_to] += returned;
        for (next, share) in shares.iter().flat_map(|s| s.after(i).iter().enumerate()) {
            moves[i][next] += goes_on * share;
        }
        for next in bits(procedure.graph.next[i]) {
            moves[i][next] += goes_on;
        }
    }
    moves
}

/// That no time on the way of a file counts opening hours except at an office with a queue:
/// files would arrive in bunches after each opening, which no formula allows.
fn keeps_no_hours(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let id = &procedure.id;
    let keeps = |time: &Duration| time.working && !model.calendars[procedure.calendar].is_always();
    if procedure.correct.as_ref().is_some_and(keeps) {
        return unfit(
            format!("`{id}` whose corrections count working time"),
            "`correct` in hours or days",
        );
    }
    for step in &procedure.steps {
        let passage = match step.place {
            Place::Office(_) => step.passage.as_ref(),
            Place::Agreement(agreement) => Some(&model.agreements[agreement].passage),
        };
        if passage.is_some_and(keeps) {
            return unfit(
                format!("`{id}.{}` whose passage counts working time", step.id),
                "`passage` in hours or days",
            );
        }
        let Place::Office(office) = step.place else {
            continue;
        };
        let of = &model.offices[office];
        if of.unlimited && step.work.mean() > 0.0 && !model.calendars[of.calendar].is_always() {
            return unfit(
                format!("office `{}`, where nobody waits but for its hours", of.id),
                "`hours = \"always\"` and no `pace`",
            );
        }
        if of.unlimited && of.rhythm.is_some() {
            return unfit(
                format!("office `{}` with hours of arrival", of.id),
                "a Poisson stream that is the same at any hour: no `arrivals`",
            );
        }
    }
    Ok(())
}
