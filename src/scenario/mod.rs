//! Scenario files: from text to a checked tree of typed keys, with every fault
//! at its place.

mod day;
mod embedded;
mod fault;
mod id;
pub mod keys;
mod parameter;
mod record;
pub mod shape;
mod source;
mod tree;

use record::Read;

pub use day::{Day, Hours, MonthDay};
pub use fault::{Fault, Faults, Level, Place, nearest};
pub use id::{Id, JurisdictionId, Pattern, TablePath};
pub use parameter::{AboveZero, AtLeastZero, Bounds, Figure, Grade, Parameter, Real, Share};
pub use source::Origin;
pub use tree::{Node, Value, join_address, split_address};

/// A scenario as its files say it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The typed keys.
    pub root: keys::Root,
    /// The tree they were read from, which knows every place.
    pub tree: Node,
    /// What is probably not as meant.
    pub warnings: Faults,
}

/// Shows every parameter of a scenario, in order of the keys.
pub fn visit_parameters<'a>(root: &'a keys::Root, each: &mut dyn FnMut(&'a Figure)) {
    root.visit(each);
}

/// Hands out every parameter of a scenario, to replace values by draws.
pub fn visit_parameters_mut(root: &mut keys::Root, each: &mut dyn FnMut(&mut Figure)) {
    root.visit_mut(each);
}

/// Reads a scenario.
///
/// # Errors
///
/// All faults of the scenario's files.
pub fn load(path: &str, _sets: &[String]) -> Result<Scenario, Faults> {
    let mut faults = Faults::new();
    let origin = Origin::Given.beside(path);
    let text = match origin.read() {
        Ok(text) => text,
        Err(reason) => {
            let file = faults.add_file(&origin.name(), origin, "");
            faults.error(
                Place::new(file, 0..0),
                format!("cannot read `{path}`: {reason}"),
                "a scenario file",
            );
            return Err(faults);
        }
    };
    let file = faults.add_file(&origin.name(), origin, &text);
    let mut tree = tree::parse(file, &text, &mut faults);
    tree.set_addresses("");
    let root = keys::Root::read(&tree, &mut faults);
    match root {
        Some(root) if !faults.has_errors() => Ok(Scenario {
            root,
            tree,
            warnings: faults,
        }),
        Some(_) | None => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_format_loads() {
        let scenario =
            load("tests/valid/format.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let mut addresses = Vec::new();
        visit_parameters(&scenario.root, &mut |figure| {
            addresses.push(figure.address.to_string())
        });
        assert!(addresses.contains(&"procedure.chn-data-out.step.check.return_share".to_owned()));
        assert!(addresses.contains(&"study.rho_a_year".to_owned()));
    }
}
