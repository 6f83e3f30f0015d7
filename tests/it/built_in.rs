//! The scenarios that the program carries.

use tidegate::scenario::{Origin, resolve};

use crate::support::load;

#[test]
fn the_built_in_scenarios_load_in_any_folder() {
    for name in ["tiny", "theory/mm1"] {
        let scenario = load(name);
        let first = scenario.faults().files()[0].origin.clone();
        assert_eq!(first, Origin::Embedded(format!("{name}.toml")));
        assert!(!resolve(&scenario).toml.is_empty());
    }
}
