//! Levers as they are declared, and names that get numbers.

use std::collections::BTreeMap;

use super::levers::range;
use crate::model::levers::{Lever, LeverId, Range};
use crate::scenario::Figure;
use crate::scenario::keys;

/// The levers declared so far.
#[derive(Debug, Default)]
pub struct LeverIds {
    /// In order of declaration.
    pub levers: Vec<Lever>,
}

impl LeverIds {
    /// A lever of the thing at `address`: as given, else the default.
    pub fn lever(
        &mut self,
        lever: keys::Lever,
        address: &str,
        given: Option<&Figure>,
        default: f64,
    ) -> LeverId {
        let base = given.map_or(default, |figure| figure.value);
        self.push(format!("{address}.{lever}"), base, range(lever))
    }

    /// A lever that the scenario does not state itself, with its value at the baseline.
    pub fn share(&mut self, lever: keys::Lever, address: &str, base: f64) -> LeverId {
        self.push(format!("{address}.{lever}"), base, range(lever))
    }

    /// A multiplier, 1 at the baseline.
    pub fn multiplier(&mut self, lever: keys::Lever, address: &str) -> LeverId {
        self.lever(lever, address, None, 1.0)
    }

    /// Whether the procedure at `address` is in force, which `open` moves.
    pub fn in_force(&mut self, address: &str, in_force: bool) -> LeverId {
        let base = if in_force { 1.0 } else { 0.0 };
        self.push(format!("{address}.in_force"), base, Range::Share)
    }

    fn push(&mut self, address: String, base: f64, range: Range) -> LeverId {
        self.levers.push(Lever {
            address,
            base,
            range,
        });
        LeverId((self.levers.len() - 1) as u32)
    }
}

/// Names in order, each with its number.
#[derive(Debug, Default)]
pub struct Numbered<'a>(BTreeMap<&'a str, usize>);

impl<'a> Numbered<'a> {
    /// Numbers names in their order.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut numbered: BTreeMap<&str, usize> = names.into_iter().map(|name| (name, 0)).collect();
        for (number, place) in numbered.values_mut().enumerate() {
            *place = number;
        }
        Self(numbered)
    }

    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The names in order.
    pub fn names(&self) -> Vec<String> {
        self.0.keys().map(ToString::to_string).collect()
    }
}
