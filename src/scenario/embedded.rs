//! The scenario files that the program carries, so that it runs where there is
//! no folder `scenarios/`.

/// The text of the built-in file `name` (its path under `scenarios/`).
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, text)| *text)
}

/// The built-in files by name.
const FILES: &[(&str, &str)] = &[];
