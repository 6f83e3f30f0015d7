//! Draws of the parameters within their ranges.

use std::borrow::Cow;

use super::Options;
use crate::draw::{Key, Purpose, RandomStream};
use crate::scenario::keys::Root;
use crate::scenario::{Figure, Group, Scenario, visit_parameters_mut};

/// From which of two hypercubes a draw takes its parameters: they are cut alike, and a
/// draw of one says nothing of the same draw of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cube {
    /// All from the first: the draws of every study.
    First,
    /// All from the second.
    Second,
    /// One group from the second, all others from the first.
    FirstBut(Group),
}

/// The keys of a scenario with every parameter at its value in the draw of
/// `options`. The frame of time is never drawn: replications must share it. Nor is what the
/// calibration solves.
#[must_use]
pub fn drawn<'a>(scenario: &'a Scenario, options: &Options) -> Cow<'a, Root> {
    if options.draw == 0 {
        return Cow::Borrowed(&scenario.root);
    }
    let mut root = scenario.root.clone();
    visit_parameters_mut(&mut root, &mut |figure| {
        if scenario.root.is_solved(&figure.address) {
            return;
        }
        let second = match options.cube {
            Cube::First => false,
            Cube::Second => true,
            Cube::FirstBut(group) => {
                Group::of_address(&figure.address, &scenario.root) == Some(group)
            }
        };
        figure.value = value_in(figure, options, second);
    });
    Cow::Owned(root)
}

/// The value of a parameter in the draw of `options`: below one half its uniform
/// runs evenly from the lowest to the central value, above it from there to the
/// highest, so that the central value is the median.
///
/// The draws of a study are a Latin hypercube (`McKay`, Beckman, Conover 1979): the unit
/// interval of each parameter is cut into as many parts as there are draws, and each
/// draw falls into a part of its own, so that few draws span every range. `second` takes
/// the second of two hypercubes.
fn value_in(figure: &Figure, options: &Options, second: bool) -> f64 {
    let (Some(low), Some(high)) = (figure.low, figure.high) else {
        return figure.value;
    };
    if options.draw == 0 || is_frame(&figure.address) {
        return figure.value;
    }
    let u = stratified(Key::named(&figure.address), options, second);
    if u < 0.5 {
        low + (figure.value - low) * 2.0 * u
    } else {
        figure.value + (high - figure.value) * (2.0 * u - 1.0)
    }
}

/// The uniform of a parameter in a draw.
fn stratified(parameter: Key, options: &Options, second: bool) -> f64 {
    // Two rounds for each hypercube.
    let round = if second { 2 } else { 0 };
    let luck = |draw: u32| RandomStream::new(options.seed, u64::from(draw));
    let order = |draw: u32| (luck(draw).bits(parameter, Purpose::Parameter, round), draw);
    let draws = options.draws.max(options.draw);
    // The parts are given out in the order of one number a draw, which is a permutation
    // that no other parameter shares.
    let this = order(options.draw);
    let part = (1..=draws).filter(|draw| order(*draw) < this).count();
    let within = luck(options.draw).uniform(parameter, Purpose::Parameter, round + 1);
    (part as f64 + within) / f64::from(draws)
}

fn is_frame(address: &str) -> bool {
    address == "study.years" || address == "study.warm_up_years"
}
