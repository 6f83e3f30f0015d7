//! `export`: writes the files of a built-in scenario, to be read and changed.

use std::path::PathBuf;

use super::arguments::Exported;
use super::exit::Exit;
use super::output;
use crate::compile::load;
use crate::report;
use crate::scenario::built_in;

pub fn export(options: &Exported) -> Result<(), Exit> {
    let scenario = load(&options.scenario, &[]).map_err(Exit::faults)?;
    let Some(name) = scenario.built_in_name() else {
        let names: Vec<&str> = built_in().collect();
        return Err(Exit::Usage(format!(
            "error: `{}` is a file of yours; expected a built-in scenario: {}",
            options.scenario,
            names.join(", ")
        )));
    };
    let files: Vec<(PathBuf, &str)> = (scenario.carried_files().into_iter())
        .map(|(file, text)| (options.folder.join(file), text))
        .collect();
    report::write_files(&files, options.force, "DIR").map_err(Exit::input)?;
    let path = options.folder.join(format!("{name}.toml"));
    output::notice(format_args!(
        "{} files are written; `tidegate compare {}` runs them",
        files.len(),
        path.display()
    ));
    output::line(path.display())
}
