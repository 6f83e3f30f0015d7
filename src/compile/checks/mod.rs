//! What the keys of a scenario must mean together.

mod event;
mod frame;
mod graph;
mod indicator;
mod law;
mod office;
mod procedure;
mod project;
mod reform;
mod sets;
mod shares;
mod size;

pub use frame::YEARS;

use crate::scenario::keys::Root;
use crate::scenario::{Fault, Faults, Node, Place, Tables, one_of, place_of};

/// Checks a scenario that could be read.
pub fn check(root: &Root, tree: &Node, tables: &Tables, faults: &mut Faults) {
    let mut check = Check {
        root,
        tree,
        tables,
        faults,
    };
    let known = check.faults.count();
    size::check(&mut check);
    if check.faults.count() > known {
        return;
    }
    frame::check(&mut check);
    law::check(&mut check);
    office::check(&mut check);
    procedure::check(&mut check);
    graph::check(&mut check);
    shares::check(&mut check);
    project::check(&mut check);
    reform::check(&mut check);
    sets::check(&mut check);
    indicator::check(&mut check);
    event::check(&mut check);
}

/// A scenario under check, with words for its faults.
struct Check<'a> {
    root: &'a Root,
    tree: &'a Node,
    tables: &'a Tables,
    faults: &'a mut Faults,
}

impl Check<'_> {
    fn place(&self, address: &str) -> Place {
        place_of(self.tree, address)
    }

    fn error(
        &mut self,
        address: &str,
        found: impl Into<String>,
        wanted: impl Into<String>,
    ) -> &mut Fault {
        let place = self.place(address);
        self.faults.error(place, found, wanted).at(address)
    }

    fn warn(
        &mut self,
        address: &str,
        found: impl Into<String>,
        wanted: impl Into<String>,
    ) -> &mut Fault {
        let place = self.place(address);
        self.faults.warn(place, found, wanted).at(address)
    }

    /// A reference must lead to a thing of the scenario.
    fn refer<'b>(
        &mut self,
        address: &str,
        kind: &str,
        id: &str,
        among: impl IntoIterator<Item = &'b str>,
    ) {
        let among: Vec<&str> = among.into_iter().collect();
        if !among.contains(&id) {
            self.error(address, format!("no {kind} `{id}`"), id_of(kind))
                .suggest(id, among);
        }
    }

    /// Each reference of a list must lead to a thing, and stand once.
    fn refer_all<'b>(
        &mut self,
        address: &str,
        kind: &str,
        ids: &[impl ToString],
        among: impl IntoIterator<Item = &'b str>,
    ) {
        if ids.is_empty() {
            return;
        }
        let among: Vec<&str> = among.into_iter().collect();
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        for (index, id) in ids.iter().enumerate() {
            let own = format!("{address}.{index}");
            self.refer(&own, kind, id, among.iter().copied());
            if ids[..index].contains(id) {
                self.error(&own, format!("`{id}` twice"), "each id once");
            }
        }
    }

    /// Reports unless exactly one of several keys of a table is given.
    fn exactly_one(&mut self, address: &str, keys: &[(&str, bool)]) -> bool {
        let given: Vec<&str> = keys
            .iter()
            .filter(|(_, given)| *given)
            .map(|(key, _)| *key)
            .collect();
        let names: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
        let wanted = format!("exactly one of {}", one_of(&names));
        match given.as_slice() {
            [_] => true,
            [] => {
                self.error(address, "none of the keys that exclude one another", wanted);
                false
            }
            [first, second, ..] => {
                let place = self.place(&format!("{address}.{first}"));
                let found = format!("`{second}` beside `{first}`");
                self.error(&format!("{address}.{second}"), found, wanted)
                    .second(place, "the other key");
                false
            }
        }
    }

    /// Reports a key that has no meaning in its table.
    fn needless(&mut self, address: &str, key: &str, given: bool, why: &str) {
        if given {
            self.error(
                &format!("{address}.{key}"),
                format!("`{key}` {why}"),
                format!("no `{key}`"),
            );
        }
    }

    /// Reports shares that do not add to 1.
    fn adds_to_one(&mut self, address: &str, shares: impl IntoIterator<Item = f64>) {
        /// Shares written with three decimals may miss 1 by their rounding.
        const NEAR: f64 = 1e-3;
        let sum: f64 = shares.into_iter().sum();
        if (sum - 1.0).abs() > NEAR {
            self.error(
                address,
                format!("shares that add to {}", rounded(sum)),
                "shares that add to 1",
            );
        }
    }
}

/// A number for people, without the noise of binary fractions.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What a reference should be.
pub(super) fn id_of(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("the id of {article} {kind} of the scenario")
}
