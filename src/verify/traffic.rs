//! Traffic equations: mean visits of a file to each step of its procedure.
//!
//! In an ordered procedure the engine draws the refusal once per file and step, even if the file
//! returns. So whether a step will refuse a file is a property of the file. The files of a procedure fall into classes: those that step k will
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
//! If files go by shares, return and refusal are drawn at each visit, and all files are of one
//! class.

use super::queueing_formulas::visits;
use super::unfit::{Unfit, unfit};
use crate::calibrate::{base, takes_background};
use crate::model::{AtLimit, Duration, Model, Place, Procedure, bits};

/// Mean visits of one file to each step of each procedure.
///
/// # Errors
///
/// The reason why the model has no traffic equations.
pub fn mean_visits(model: &Model) -> Result<Vec<Vec<f64>>, Unfit> {
    let has_researchers = model
        .jurisdictions
        .iter()
        .any(|jurisdiction| jurisdiction.researchers > 0);
    let other_applicants = [
        (
            has_researchers && !model.kinds.is_empty(),
            "researchers file for projects",
        ),
        (!model.organisations.is_empty(), "organisations settle"),
        (model.stays.iter().any(Option::is_some), "residents file"),
    ];
    if let Some((_, found)) = other_applicants.iter().find(|(file, _)| *file) {
        return unfit(
            *found,
            "only `background_a_year`, because no formula covers other arrivals",
        );
    }
    model
        .procedures
        .iter()
        .map(|procedure| {
            check_route(model, procedure)?;
            check_hours(model, procedure)?;
            Ok(procedure_visits(model, procedure))
        })
        .collect()
}

/// Checks that the route of a file is a Markov chain within each class.
fn check_route(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let id = &procedure.id;
    let first = procedure.graph.first();
    let has_several_first = procedure.graph.shares.is_none() && first.count_ones() != 1;
    if has_several_first || base(model, procedure.complete) < 1.0 {
        return unfit(
            format!("`{id}` has several first steps or incomplete files"),
            "one first step and `complete_share = 1`",
        );
    }
    let refuses = |step: usize| refuse_share(model, procedure, step) > 0.0;
    if procedure.refile_share > 0.0 && (0..procedure.steps.len()).any(refuses) {
        return unfit(
            format!("refused files of `{id}` are filed again"),
            "`refile_share = 0`",
        );
    }
    if procedure.background_a_year > 0.0 && !takes_background(procedure) {
        return unfit(
            format!("`{id}` begins with an agreement, so it has no background cases"),
            "a first step at an office",
        );
    }
    if procedure
        .clocks
        .iter()
        .any(|clock| clock.at_limit != AtLimit::nothing)
    {
        return unfit(
            format!("a time limit of `{id}` changes the route of a file"),
            "no clock, or `at_limit = \"nothing\"`",
        );
    }
    for (i, step) in procedure.steps.iter().enumerate() {
        let address = format!("`{id}.{}`", step.id);
        if step.elapsed.is_some() {
            return unfit(
                format!("{address} has `elapsed`"),
                "`passage`, because with `elapsed` it follows from the calibration",
            );
        }
        // The engine draws one frailty for a file, so the probability of a return depends on
        // earlier returns.
        if base(model, step.returned) > 0.0 && step.frailty > 0.0 {
            return unfit(
                format!("returns at {address} depend on the file"),
                "`frailty = 0`",
            );
        }
        if procedure.graph.next[i].count_ones() > 1 {
            return unfit(
                format!("the procedure forks after {address}"),
                "a chain of steps",
            );
        }
    }
    Ok(())
}

/// The probability that a step refuses a file. An agreement and its step share one draw, so the
/// larger probability decides.
fn refuse_share(model: &Model, procedure: &Procedure, step: usize) -> f64 {
    let step = &procedure.steps[step];
    let refuse = base(model, step.refuse);
    match step.place {
        Place::Office(_) => refuse,
        Place::Agreement(agreement) => refuse.max(base(model, model.agreements[agreement].refuse)),
    }
}

/// Mean visits of one file to each step of a procedure.
fn procedure_visits(model: &Model, procedure: &Procedure) -> Vec<f64> {
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
        let class_visits = visits(&entry, &moves(model, procedure, &certain));
        for (sum, visits) in mean.iter_mut().zip(class_visits) {
            *sum += weight * visits;
        }
    }
    mean
}

/// The classes of the files in a chain of steps: their shares, and the first step that will
/// refuse them, if any.
fn classes(procedure: &Procedure, refuse: &[f64]) -> Vec<(f64, Option<usize>)> {
    let mut classes = Vec::new();
    let mut kept = 1.0;
    let mut next = bits(procedure.graph.first()).next();
    while let Some(step) = next {
        classes.push((kept * refuse[step], Some(step)));
        kept *= 1.0 - refuse[step];
        next = bits(procedure.graph.next[step]).next();
    }
    classes.push((kept, None));
    classes.retain(|(weight, _)| *weight > 0.0);
    classes
}

/// The probabilities of going from each step to each, for given probabilities of refusal. The
/// engine draws a return before a refusal.
fn moves(model: &Model, procedure: &Procedure, refuse: &[f64]) -> Vec<Vec<f64>> {
    let n = procedure.steps.len();
    let shares = procedure.graph.shares.as_ref();
    let mut moves = vec![vec![0.0; n]; n];
    for (i, step) in procedure.steps.iter().enumerate() {
        let returned = base(model, step.returned);
        let goes_on = (1.0 - returned) * (1.0 - refuse[i]);
        moves[i][step.return_to.index()] += returned;
        for (next, share) in shares.iter().flat_map(|s| s.after(i).iter().enumerate()) {
            moves[i][next] += goes_on * share;
        }
        for next in bits(procedure.graph.next[i]) {
            moves[i][next] += goes_on;
        }
    }
    moves
}

/// Checks that no time counts opening hours except at an office with a queue: otherwise files
/// would arrive in bunches after each opening, which no formula covers.
fn check_hours(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let id = &procedure.id;
    let counts_hours =
        |time: &Duration| time.working && !model.calendars[procedure.calendar].is_always();
    if procedure.correct.as_ref().is_some_and(counts_hours) {
        return unfit(
            format!("corrections of `{id}` count working time"),
            "`correct` in hours or days",
        );
    }
    for step in &procedure.steps {
        let passage = match step.place {
            Place::Office(_) => step.passage.as_ref(),
            Place::Agreement(agreement) => Some(&model.agreements[agreement].passage),
        };
        if passage.is_some_and(counts_hours) {
            return unfit(
                format!("passage of `{id}.{}` counts working time", step.id),
                "`passage` in hours or days",
            );
        }
        let Place::Office(office) = step.place else {
            continue;
        };
        let office = &model.offices[office];
        if office.unlimited
            && step.work.mean() > 0.0
            && !model.calendars[office.calendar].is_always()
        {
            return unfit(
                format!(
                    "office `{}` has unlimited officers but closing hours",
                    office.id
                ),
                "`hours = \"always\"` and no `pace`",
            );
        }
        if office.unlimited && office.rhythm.is_some() {
            return unfit(
                format!("office `{}` has hours of arrival", office.id),
                "no `arrivals`: the same arrival rate at all hours",
            );
        }
    }
    Ok(())
}
