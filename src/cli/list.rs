//! `list`: what there is.

use super::arguments::{Listed, What};
use super::ending::Ending;
use super::show;
use crate::model::Package;
use crate::scenario::{self, keys::Lever};
use crate::stats::INDICATORS;

pub fn list(options: &Listed) -> Result<(), Ending> {
    match options.what {
        What::Scenarios => {
            for name in scenario::built_in() {
                println!("{name}");
            }
        }
        What::Packages => {
            let scenario = scenario::load(&options.scenario, &[]).map_err(Ending::faults)?;
            let names =
                Package::parse_list("baseline,singles,full", &scenario).map_err(Ending::input)?;
            for package in names {
                println!("{package}");
            }
        }
        What::Indicators => {
            let rows: Vec<Vec<String>> = INDICATORS
                .iter()
                .map(|row| {
                    vec![
                        row.name.to_owned(),
                        row.unit.to_owned(),
                        row.meaning.to_owned(),
                    ]
                })
                .collect();
            print!(
                "{}",
                show::columns(&["indicator", "unit", "meaning"], &rows)
            );
        }
        What::Levers => {
            for lever in Lever::ALL {
                println!("{lever}");
            }
        }
        What::Parameters => {
            let scenario = scenario::load(&options.scenario, &[]).map_err(Ending::faults)?;
            print!("{}", scenario::register::markdown(&scenario.root));
        }
        What::Keys => print!("{}", scenario::schema::markdown()),
    }
    Ok(())
}
