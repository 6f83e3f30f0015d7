//! Draws of the parameters within their ranges.

use super::Options;
use crate::draw::{Key, Luck, Purpose};
use crate::scenario::keys::Root;
use crate::scenario::{Figure, Scenario, visit_parameters_mut};

/// The keys of a scenario with every parameter at its value in the draw of
/// `options`. The frame of time is never drawn: replications must share it.
#[must_use]
pub fn drawn(scenario: &Scenario, options: &Options) -> Root {
    let mut root = scenario.root.clone();
    if options.draw > 0 {
        visit_parameters_mut(&mut root, &mut |figure| {
            figure.value = drawn_value(figure, options);
        });
    }
    root
}

/// The value of a parameter in the draw of `options`: below one half the uniform
/// runs evenly from the lowest to the central value, above it from there to the
/// highest, so that the central value is the median.
#[must_use]
pub fn drawn_value(figure: &Figure, options: &Options) -> f64 {
    let (Some(low), Some(high)) = (figure.low, figure.high) else {
        return figure.value;
    };
    if options.draw == 0 || is_frame(&figure.address) {
        return figure.value;
    }
    let luck = Luck::new(options.seed, u64::from(options.draw));
    let u = luck.uniform(Key::named(&figure.address), Purpose::Parameter, 0);
    if u < 0.5 {
        low + (figure.value - low) * 2.0 * u
    } else {
        figure.value + (high - figure.value) * (2.0 * u - 1.0)
    }
}

fn is_frame(address: &str) -> bool {
    address == "study.years" || address == "study.warm_up_years"
}
