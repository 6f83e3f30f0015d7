//! Two changes must not set one lever to different values: no order of reforms
//! would then be the right one.

use std::collections::BTreeMap;

use super::super::compiler::Compiler;
use super::super::select::acts_on;
use crate::scenario::Figure;
use crate::scenario::keys::{Change, Reform};

/// A number that a draw decides: its central value and, if it has a range, its address.
/// Two parameters with ranges are drawn independently, so they never agree.
#[derive(PartialEq)]
struct Drawn(u64, String);

/// To what a change sets a lever, and when and how it comes in.
#[derive(PartialEq)]
struct Course {
    starts: String,
    value: Drawn,
    lead: Drawn,
    ramp: Drawn,
    half_life: Drawn,
    floor: Drawn,
    intensity: Drawn,
}

/// A change that sets a lever.
struct Set {
    address: String,
    course: Course,
}

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let mut sets: BTreeMap<(String, &str), Set> = BTreeMap::new();
    for (id, reform) in &compiler.root.reform {
        for (name, change) in &reform.change {
            let (Some(lever), Some(value)) = (change.lever, &change.set) else {
                continue;
            };
            let address = format!("reform.{id}.change.{name}");
            for reached in acts_on(compiler.root, change).addresses() {
                let set = Set {
                    address: address.clone(),
                    course: course(compiler, reform, change, value),
                };
                let Some(first) = sets.get(&(reached.clone(), lever.as_str())) else {
                    sets.insert((reached, lever.as_str()), set);
                    continue;
                };
                if first.course == set.course {
                    continue;
                }
                let place = compiler.place(&format!("{}.set", first.address));
                let found = format!("`{lever}` of `{reached}` is set twice");
                compiler
                    .error(
                        &format!("{address}.set"),
                        found,
                        "one `set`, or two with the same value, dates, ramp and decay, and no ranges",
                    )
                    .second(place, "also set here")
                    .cure("replace one of them with `raise`, `lower` or `scale`");
                break;
            }
        }
    }
}

fn course(compiler: &Compiler<'_>, reform: &Reform, change: &Change, value: &Figure) -> Course {
    let starts = change
        .starts
        .or(reform.starts)
        .unwrap_or(compiler.root.study.start);
    let decay =
        (change.decay_half_life_years.as_deref()).or(reform.decay_half_life_years.as_deref());
    let ramp = change.ramp_days.as_deref().or(reform.ramp_days.as_deref());
    let floor = change
        .decay_floor
        .as_deref()
        .or(reform.decay_floor.as_deref());
    Course {
        starts: starts.to_string(),
        value: drawn(Some(value), 0.0),
        lead: drawn(reform.lead_days.as_deref(), 0.0),
        ramp: drawn(ramp, 0.0),
        // Absent and 0 differ for decay only, where absent means that nothing decays.
        half_life: drawn(decay, f64::INFINITY),
        floor: drawn(floor, 0.0),
        intensity: drawn(reform.intensity.as_deref(), 1.0),
    }
}

fn drawn(figure: Option<&Figure>, default: f64) -> Drawn {
    let value = figure.map_or(default, |figure| figure.value);
    let ranged = figure.filter(|figure| figure.low.is_some() || figure.high.is_some());
    let address = ranged.map_or_else(String::new, |figure| figure.address.to_string());
    Drawn(value.to_bits(), address)
}
