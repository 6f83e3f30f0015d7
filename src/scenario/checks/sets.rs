//! Two changes must not set one lever to different values: no order of reforms
//! would then be the right one.

use std::collections::BTreeMap;

use super::super::keys::{Change, Reform};
use super::super::select::selection;
use super::Check;

/// When and how a change comes in.
#[derive(PartialEq)]
struct Course {
    starts: String,
    numbers: [u64; 5],
}

/// A change that sets a lever.
struct Set {
    address: String,
    value: f64,
    course: Course,
}

pub(super) fn check(check: &mut Check<'_>) {
    let mut sets: BTreeMap<(String, &str), Set> = BTreeMap::new();
    for (id, reform) in &check.root.reform {
        for (name, change) in &reform.change {
            let (Some(lever), Some(set)) = (change.lever, &change.set) else {
                continue;
            };
            let address = format!("reform.{id}.change.{name}");
            for reached in selection(check.root, change).addresses() {
                let own = Set {
                    address: address.clone(),
                    value: set.value,
                    course: course(check, reform, change),
                };
                let Some(first) = sets.get(&(reached.clone(), lever.as_str())) else {
                    sets.insert((reached, lever.as_str()), own);
                    continue;
                };
                if first.value.to_bits() == own.value.to_bits() && first.course == own.course {
                    continue;
                }
                let place = check.place(&format!("{}.set", first.address));
                let found = format!("`{lever}` of `{reached}` is set twice");
                check
                    .error(
                        &format!("{address}.set"),
                        found,
                        "one `set`, or the same value, dates, ramp and decay",
                    )
                    .second(place, "set here as well")
                    .cure("write one of them as `raise`, `lower` or `scale`");
                break;
            }
        }
    }
}

fn course(check: &Check<'_>, reform: &Reform, change: &Change) -> Course {
    let starts = change
        .starts
        .or(reform.starts)
        .unwrap_or(check.root.study.start);
    // Absent and 0 differ for decay only, where absent means that nothing decays.
    let number = |value: Option<f64>, default: f64| value.unwrap_or(default).to_bits();
    let decay = change
        .decay_half_life_years
        .as_ref()
        .or(reform.decay_half_life_years.as_ref());
    let ramp = change.ramp_days.as_ref().or(reform.ramp_days.as_ref());
    let floor = change.decay_floor.as_ref().or(reform.decay_floor.as_ref());
    Course {
        starts: starts.to_string(),
        numbers: [
            number(reform.lead_days.as_ref().map(|days| days.value), 0.0),
            number(ramp.map(|days| days.value), 0.0),
            number(decay.map(|years| years.value), f64::INFINITY),
            number(floor.map(|share| share.value), 0.0),
            number(reform.intensity.as_ref().map(|share| share.value), 1.0),
        ],
    }
}
