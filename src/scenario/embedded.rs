//! The scenario files that the program carries, so that it runs where there is
//! no folder `scenarios/`.

/// Declares the carried files by their path under `scenarios/`.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// The carried files: name and text, in order of name.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../scenarios/", $name)))),*];
    };
}

// A test holds this list against the folder; `BLESS=1 cargo test embedded` writes it.
embedded! {}

/// The text of the built-in file `name` (its path under `scenarios/`).
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, text)| *text)
}

/// The names under which a user can call the built-in scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(name, _)| name.strip_suffix(".toml"))
        .filter(|name| !name.contains('/'))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{name}/"), names);
            } else if Path::new(&name)
                .extension()
                .is_some_and(|end| end == "toml" || end == "csv")
            {
                names.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let mut names = Vec::new();
        collect(Path::new("scenarios"), "", &mut names);
        names.sort();
        let listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        if listed == names {
            return;
        }
        let mut list = String::new();
        for name in &names {
            let _ = writeln!(list, "    {name:?},");
        }
        if std::env::var_os("BLESS").is_some() {
            let source = fs::read_to_string(file!()).unwrap_or_default();
            let (head, rest) = source.split_once("\nembedded! {\n").unwrap_or_default();
            let (_, tail) = rest.split_once("}\n").unwrap_or_default();
            fs::write(file!(), format!("{head}\nembedded! {{\n{list}}}\n{tail}"))
                .unwrap_or_default();
        }
        panic!("src/scenario/embedded.rs should list:\n{list}");
    }
}
