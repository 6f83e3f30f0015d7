//! The generated descriptions of the format are those in `docs/`.

use tidegate::scenario::schema;

#[test]
fn the_schema_describes_the_keys() {
    super::assert_file("docs/scenario.schema.json", &schema::json());
}

#[test]
fn the_list_describes_the_keys() {
    super::assert_file("docs/format.md", &schema::markdown());
}
