//! The cost of reforms.

use crate::compile::Package;
use crate::model::{DAY, Frame};
use crate::scenario::keys::{Reform, Root};
use crate::time::YEAR_DAYS;

/// Money spent over the measured years, discounted to their first day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cost {
    /// By reform, in the order of the package.
    pub reforms: Vec<(String, f64)>,
}

impl Cost {
    /// All reforms together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.reforms.iter().fold(0.0, |sum, (_, cost)| sum + cost)
    }
}

/// The cost of a package. `cost_once` is spent evenly over the ramp, at once
/// where there is none; `cost_a_year` from the day it comes in, in proportion to
/// how far it has come; both in proportion to the share carried out. A day's
/// money counts (1 + i)^(-days / 365.25), i the discount a year.
#[must_use]
pub fn cost_of(package: &Package, root: &Root, frame: &Frame) -> Cost {
    let reforms = package.reforms().iter();
    let reforms = reforms.filter_map(|id| {
        root.reform
            .get(id)
            .map(|reform| (id.to_string(), reform_cost(reform, root, frame)))
    });
    Cost {
        reforms: reforms.collect(),
    }
}

fn reform_cost(reform: &Reform, root: &Root, frame: &Frame) -> f64 {
    let once = reform.cost_once.as_ref().map_or(0.0, |cost| cost.value);
    let a_year = reform.cost_a_year.as_ref().map_or(0.0, |cost| cost.value);
    if once <= 0.0 && a_year <= 0.0 {
        return 0.0;
    }
    let first = root.study.start.0;
    let starts = reform.starts.map_or(first, |day| day.0).max(first);
    let lead = reform.lead_days.as_ref().map_or(0.0, |days| days.value);
    let waits = first
        .until(starts)
        .map_or(0.0, |span| f64::from(span.get_days()))
        + lead;
    let ramp = reform.ramp_days.as_ref().map_or(0.0, |days| days.value);
    let intensity = reform.intensity.as_ref().map_or(1.0, |share| share.value);
    let horizon = (frame.measured_to - frame.measured_from) / DAY;
    let mut sum = 0.0;
    let mut spent = 0.0;
    for day in 0..horizon {
        // How far it has come in by the end of the day.
        let since = f64::from(day) + 1.0 - waits;
        if since <= 0.0 {
            continue;
        }
        let level = if ramp > 0.0 {
            (since / ramp).min(1.0)
        } else {
            1.0
        };
        let today = once * (level - spent) + a_year * level / YEAR_DAYS;
        spent = level;
        sum += today * libm::pow(1.0 + frame.discount, -f64::from(day) / YEAR_DAYS);
    }
    sum * intensity
}
