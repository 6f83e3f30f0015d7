//! The generated descriptions of the format are those in `docs/`.

use tidegate::scenario::{register, schema};

use crate::support::load;

#[test]
fn the_schema_describes_the_keys() {
    super::assert_file("docs/scenario.schema.json", &schema::json());
}

#[test]
fn the_list_describes_the_keys() {
    super::assert_file("docs/format.md", &schema::markdown());
}

#[test]
fn the_parameters_of_the_baseline_are_those_of_its_files() {
    let scenario = load("baseline");
    let head = "# Parameters of the baseline\n\nGenerated from its files; a test holds it. `tidegate \
                list parameters` tells all one by one. Sources are ids of\nthe [fact table](facts.md). *Stated*: \
                without a range, as written law or a choice of the\nscenario. Every study lists all of them \
                one by one in `tables/assumptions.csv`.\n\n";
    let text = format!("{head}{}", register::markdown(&scenario.root));
    super::assert_file("docs/parameters.md", &text);
}
