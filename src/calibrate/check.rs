//! What `check` finds in a calibrated model: loads, and what is probably not as intended.

use std::collections::BTreeSet;

use super::{Basis, Calibration, OfficeRow, Split};
use crate::model::{Clock, DAY, Model, Place, Policy, Procedure, bits};

/// What is probably not as meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// What it is about, as an address.
    pub subject: String,
    /// What is the matter.
    pub concern: Concern,
}

/// Why a change cannot move any outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Every lever that it moves has the value already.
    SameValue,
    /// The steps or procedures have this order already.
    SameOrder,
    /// Nobody files the procedures that it acts on.
    NobodyFiles,
}

/// What is the matter.
#[derive(Debug, Clone, PartialEq)]
pub enum Concern {
    /// An office has more work than open time: its queue grows without end.
    Overload { load: f64 },
    /// The mean load can be borne, that of the busiest branch cannot.
    BusiestBranch { load: f64 },
    /// No branch has less than one officer, who has less to do than stated.
    OneOfficer {
        /// Load aimed at.
        target: f64,
        /// Load reached.
        load: f64,
    },
    /// The stated load would take more than the known elapsed time.
    ElapsedWins {
        /// Load aimed at.
        target: f64,
        /// Load reached.
        load: f64,
    },
    /// Work alone takes longer than the known elapsed time.
    WorkExceedsElapsed {
        /// Days of work, by the office's hours.
        work: f64,
        /// Known days.
        known: f64,
    },
    /// Queue and work alone take longer than the known elapsed time.
    QueueExceedsElapsed {
        /// Days in the queue and with an officer.
        taken: f64,
        /// Known days.
        known: f64,
    },
    /// Neither officers nor load are stated.
    NoOfficers,
    /// The steps of a span take longer than its limit even where nobody waits.
    LimitTooShort {
        /// The limit in days of the wall clock.
        limit: f64,
        /// Days that the shortest way takes.
        shortest: f64,
    },
    /// No case can come to the step: one before it always refuses.
    Unreachable,
    /// A change of a reform that cannot move any outcome.
    IdleChange(Idle),
    /// Nobody files it: no need, resident or organisation comes this way.
    NeverFiled,
    /// The changes of a package leave the range of a lever, which is held at its end.
    Clamped {
        package: String,
        /// What the changes come to.
        value: f64,
        /// Where it is held.
        held: f64,
    },
    /// The shares of a surface cannot meet its count within their range.
    CountMissed {
        /// The factor on the shares.
        factor: f64,
        /// Research filings a year with it.
        own: f64,
        /// Research filings a year that the count leaves.
        wanted: f64,
    },
    /// Projects of a kind that may start on the first measured days would have had
    /// to form before the first day: the first year measures another mix of kinds.
    LeadExceedsWarmUp {
        /// Days from formation to earliest start.
        lead: f64,
        /// Days before the first measured one.
        warm_up: f64,
    },
}

/// The load of every office and what is probably not as meant.
#[must_use]
pub fn load_report(model: &Model, calibration: &Calibration) -> (Vec<OfficeRow>, Vec<Warning>) {
    let mut warnings = Vec::new();
    for row in &calibration.offices {
        office(model, row, &mut warnings);
    }
    for split in &calibration.splits {
        step(model, split, &mut warnings);
    }
    for surface in model.surfaces.iter().filter(|surface| surface.is_clamped()) {
        let missed = Concern::CountMissed {
            factor: surface.factor,
            own: surface.own,
            wanted: surface.wanted(),
        };
        warn(&mut warnings, format!("surface.{}", surface.id), missed);
    }
    for (number, procedure) in model.procedures.iter().enumerate() {
        // Officers' other duties come after those of the scenario and are no
        // procedure of its own.
        if number >= calibration.flows.filed.len() {
            break;
        }
        if calibration.flows.filed[number] <= 0.0
            && procedure.background_a_year <= 0.0
            && model.levers[procedure.in_force.0 as usize].base > 0.0
        {
            warn(
                &mut warnings,
                format!("procedure.{}", procedure.id),
                Concern::NeverFiled,
            );
        }
        let splits: Vec<&Split> = calibration
            .splits
            .iter()
            .filter(|split| split.procedure == number)
            .collect();
        for clock in &procedure.clocks {
            limit(model, procedure, clock, &splits, &mut warnings);
        }
    }
    let warm_up = f64::from(model.frame.measured_from) / f64::from(DAY);
    for kind in &model.kinds {
        let lead = f64::from(kind.lead) / f64::from(DAY);
        if lead > warm_up && !kind.resident_led {
            warn(
                &mut warnings,
                format!("project.{}.lead_days", kind.id),
                Concern::LeadExceedsWarmUp { lead, warm_up },
            );
        }
    }
    (calibration.offices.clone(), warnings)
}

/// Offices with more work than open time, with their loads. Where there is no more room,
/// no queue grows.
#[must_use]
pub fn overloads(model: &Model, calibration: &Calibration) -> Vec<(String, f64)> {
    let grows = |row: &&OfficeRow| row.load >= 1.0 && model.offices[row.office].capacity.is_none();
    let rows = calibration.offices.iter().filter(grows);
    rows.map(|row| (model.offices[row.office].id.clone(), row.load))
        .collect()
}

/// Levers that packages bring out of their range, each with the first package that
/// does: of packages listed from the smallest on, the others hold it.
#[must_use]
pub fn clamps(model: &Model, policies: &[(String, Policy)]) -> Vec<Warning> {
    let mut reported = BTreeSet::new();
    let mut warnings = Vec::new();
    for (package, policy) in policies {
        for step in &policy.moves {
            let lever = &model.levers[step.lever.index()];
            if let Some((value, held)) = step.clamped(lever)
                && reported.insert(step.lever)
            {
                let concern = Concern::Clamped {
                    package: package.clone(),
                    value,
                    held,
                };
                warn(&mut warnings, lever.address.clone(), concern);
            }
        }
    }
    warnings
}

fn warn(warnings: &mut Vec<Warning>, subject: String, concern: Concern) {
    warnings.push(Warning { subject, concern });
}

fn office(model: &Model, row: &OfficeRow, warnings: &mut Vec<Warning>) {
    let subject = format!("office.{}", model.offices[row.office].id);
    let (load, target) = (row.load, row.target.unwrap_or(row.load));
    // Where there is no more room, no queue grows.
    let grows = model.offices[row.office].capacity.is_none();
    if load >= 1.0 && grows {
        warn(warnings, subject.clone(), Concern::Overload { load });
    } else if row.busiest >= 1.0 && grows {
        let load = row.busiest;
        warn(warnings, subject.clone(), Concern::BusiestBranch { load });
    }
    match row.basis {
        // A hundredth below is what one officer more or less of many would make too.
        Basis::OneOfficer if target - load > 0.01 => {
            warn(warnings, subject, Concern::OneOfficer { target, load });
        }
        Basis::Elapsed => warn(warnings, subject, Concern::ElapsedWins { target, load }),
        Basis::Nothing if row.cases > 0.0 => warn(warnings, subject, Concern::NoOfficers),
        Basis::Nothing
        | Basis::OneOfficer
        | Basis::Unlimited
        | Basis::Panel
        | Basis::Officers
        | Basis::Load
        | Basis::OtherDuties => {}
    }
}

fn step(model: &Model, split: &Split, warnings: &mut Vec<Warning>) {
    let procedure = &model.procedures[split.procedure];
    let subject = || {
        let step = &procedure.steps[split.step].id;
        format!("procedure.{}.step.{step}", procedure.id)
    };
    if split.visits <= 0.0 && procedure.graph.is_active(split.step) {
        warn(warnings, subject(), Concern::Unreachable);
    }
    let Some(known) = split.known else { return };
    let (work, taken) = (
        days(split.work),
        days(split.queue + split.work + split.excess),
    );
    let known = days(known);
    if work > known {
        warn(
            warnings,
            subject(),
            Concern::WorkExceedsElapsed { work, known },
        );
    } else if taken > known {
        warn(
            warnings,
            subject(),
            Concern::QueueExceedsElapsed { taken, known },
        );
    }
}

/// Whether the steps of a clock's span can be done within its limit on average
/// even where nobody waits for an officer.
fn limit(
    model: &Model,
    procedure: &Procedure,
    clock: &Clock,
    splits: &[&Split],
    warnings: &mut Vec<Warning>,
) {
    let graph = &procedure.graph;
    let mut ends = vec![0.0_f64; procedure.steps.len()];
    for _ in 0..procedure.steps.len() {
        for step in bits(clock.span & graph.active) {
            let begins = bits(graph.before[step] & clock.span).map(|before| ends[before]);
            ends[step] = begins.fold(0.0, f64::max) + least(model, splits, step, clock);
        }
    }
    let shortest = days(ends[clock.to.index()]);
    let limit = model.levers[clock.limit.0 as usize].base;
    let limit = if clock.working {
        // Working days as days of the wall clock.
        let calendar = &model.calendars[procedure.calendar];
        let frame = &model.frame;
        let open = calendar.open(frame.measured_to) - calendar.open(frame.measured_from);
        let wall = f64::from(frame.measured_to - frame.measured_from);
        limit * f64::from(calendar.day_length()) / (open as f64).max(1.0) * wall / f64::from(DAY)
    } else {
        limit
    };
    if shortest > limit {
        let subject = format!("procedure.{}.clock.{}", procedure.id, clock.id);
        warn(
            warnings,
            subject,
            Concern::LimitTooShort { limit, shortest },
        );
    }
}

/// Seconds of a step without queue, as far as the clock runs.
fn least(model: &Model, splits: &[&Split], step: usize, clock: &Clock) -> f64 {
    let Some(split) = splits.iter().find(|split| split.step == step) else {
        return 0.0;
    };
    let passage = if clock.stops_in_passage {
        0.0
    } else {
        split.passage
    };
    match model.procedures[split.procedure].steps[step].place {
        Place::Office(_) => split.work + passage,
        Place::Agreement(_) => passage,
    }
}

fn days(seconds: f64) -> f64 {
    seconds / f64::from(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::calibrate;
    use crate::compile::load;
    use crate::compile::{Options, build};

    fn warnings(change: impl Fn(&mut Model)) -> Vec<Warning> {
        let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let mut model =
            build(&scenario, &Options::default()).unwrap_or_else(|faults| panic!("{faults}"));
        change(&mut model);
        let calibration = calibrate(&mut model, None);
        load_report(&model, &calibration).1
    }

    #[test]
    fn too_much_work_is_named() {
        let reported = warnings(|model| {
            for procedure in &mut model.procedures {
                procedure.background_a_year *= 1000.0;
            }
        });
        let overload = |warning: &Warning| matches!(warning.concern, Concern::Overload { .. });
        assert!(reported.iter().any(overload), "{reported:?}");
    }

    #[test]
    fn a_limit_of_an_hour_is_named() {
        let reported = warnings(|model| {
            let limits: Vec<usize> = model
                .procedures
                .iter()
                .flat_map(|procedure| &procedure.clocks)
                .map(|clock| clock.limit.0 as usize)
                .collect();
            for limit in limits {
                model.levers[limit].base = 1.0 / 24.0;
            }
        });
        let short = |warning: &Warning| matches!(warning.concern, Concern::LimitTooShort { .. });
        assert!(reported.iter().any(short), "{reported:?}");
    }

    #[test]
    fn a_lead_longer_than_the_warm_up_is_named() {
        let exceeds =
            |warning: &Warning| matches!(warning.concern, Concern::LeadExceedsWarmUp { .. });
        let reported = warnings(|model| {
            for kind in &mut model.kinds {
                kind.lead = model.frame.measured_from.since_start() + DAY;
            }
        });
        assert!(reported.iter().any(exceeds), "{reported:?}");
        let reported = warnings(|model| {
            for kind in &mut model.kinds {
                kind.lead = model.frame.measured_from.since_start();
            }
        });
        assert!(!reported.iter().any(exceeds), "{reported:?}");
    }

    #[test]
    fn a_step_behind_certain_refusal_is_named() {
        let reported = warnings(|model| {
            let gates: Vec<usize> = model
                .procedures
                .iter()
                .filter(|procedure| procedure.steps.len() > 1)
                .flat_map(|procedure| {
                    bits(procedure.graph.first())
                        .map(|step| procedure.steps[step].refuse.0 as usize)
                })
                .collect();
            for gate in gates {
                model.levers[gate].base = 1.0;
            }
        });
        let never = |warning: &Warning| warning.concern == Concern::Unreachable;
        assert!(reported.iter().any(never), "{reported:?}");
    }
}
