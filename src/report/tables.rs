//! Every table as CSV, and the data dictionary beside them.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::csv_table::write_csv;
use super::disk::{self, Error};
use crate::stats::dictionary::{Column, DICTIONARY, Described, PROCEDURES};
use crate::stats::tables::Tables;

/// The statistic as columns; they close a row.
const STATISTIC: [Column; 4] = [
    Column::new("estimate", "Mean over replications."),
    Column::new("low", "Low end of the 95 % interval."),
    Column::new("high", "High end of the 95 % interval."),
    Column::new("n", "Replications."),
];

/// Writes `tables/<name>.csv` for every table and `tables/README.md`.
pub(super) fn write(tables: &Tables, dir: &Path, files: &mut Vec<String>) -> Result<(), Error> {
    for table in DICTIONARY {
        let name = format!("tables/{}.csv", table.name);
        disk::stream(dir, &name, |file| csv(table, tables, file))?;
        files.push(name);
    }
    let mut text = dictionary();
    if !tables.procedures.is_empty() {
        write_rows(&PROCEDURES, &tables.procedures, dir, files)?;
        text += &section(&PROCEDURES);
    }
    let name = "tables/README.md";
    disk::write(dir, name, text.as_bytes())?;
    files.push(name.to_owned());
    Ok(())
}

/// Writes one table that is no table of a study, with its data dictionary.
pub(super) fn write_one<R: Serialize>(
    table: &Described,
    rows: &[R],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    write_rows(table, rows, dir, files)?;
    write_dictionary(std::slice::from_ref(table), dir, files)
}

/// Writes one table.
pub(super) fn write_rows<R: Serialize>(
    table: &Described,
    rows: &[R],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    let name = format!("tables/{}.csv", table.name);
    disk::stream(dir, &name, |file| self::rows(table, rows, file))?;
    files.push(name);
    Ok(())
}

/// Writes the data dictionary of tables that are no tables of a study.
pub(super) fn write_dictionary(
    tables: &[Described],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    let name = "tables/README.md";
    let sections: String = tables.iter().map(section).collect();
    let text = format!("{FORMAT}{sections}");
    disk::write(dir, name, text.as_bytes())?;
    files.push(name.to_owned());
    Ok(())
}

/// One table of a study.
fn csv(table: &Described, tables: &Tables, file: &mut dyn io::Write) -> io::Result<()> {
    match table.name {
        "replications" => rows(table, &tables.replications, file),
        "indicators" => rows(table, &tables.indicators, file),
        "differences" => rows(table, &tables.differences, file),
        "spread" => rows(table, &tables.spread, file),
        "losses" => rows(table, &tables.losses, file),
        "waiting" => rows(table, &tables.waiting, file),
        "offices" => rows(table, &tables.offices, file),
        "distributions" => rows(table, &tables.distributions, file),
        "series" => rows(table, &tables.series, file),
        "corridors" => rows(table, &tables.corridors, file),
        "effects" => rows(table, &tables.effects, file),
        "reforms" => rows(table, &tables.reforms, file),
        "targets" => rows(table, &tables.targets, file),
        "assumptions" => rows(table, &tables.assumptions, file),
        "audit" => rows(table, &tables.audit, file),
        other => Err(io::Error::other(format!(
            "the dictionary names a table without rows: {other}"
        ))),
    }
}

fn rows<R: Serialize>(table: &Described, rows: &[R], file: &mut dyn io::Write) -> io::Result<()> {
    write_csv(columns(table).map(|column| column.name), rows, file)
}

fn columns(table: &Described) -> impl Iterator<Item = &Column> {
    let closing: &[Column] = if table.statistic { &STATISTIC } else { &[] };
    table.columns.iter().chain(closing)
}

/// How every table is written.
const FORMAT: &str = "# Tables\n\n\
     UTF-8, comma between columns, dot as decimal sign, first line the names of the columns.\n\
     An empty cell is a missing value, never 0; an empty dimension means all.\n\
     A number is written with the fewest digits that read back as the same number.\n\
     A text that begins with `=`, `+`, `-`, `@`, a tab or a line break has an apostrophe before it,\n\
     so that no spreadsheet takes it for a formula; take it away where you compare texts.\n";

fn dictionary() -> String {
    let mut text = format!(
        "{FORMAT}\
         `luck` is the spread over replications at central parameters; `luck and unknowns` adds the\n\
         spread of the parameters over their ranges. Intervals are 95 %.\n",
    );
    for table in DICTIONARY {
        text.push_str(&section(table));
    }
    text
}

/// What a table and its columns mean.
fn section(table: &Described) -> String {
    let mut text = format!(
        "\n## {}.csv\n\n{}\n\n| column | meaning |\n|---|---|\n",
        table.name, table.meaning
    );
    for column in columns(table) {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tables::{Loss, Statistic};

    #[test]
    fn missing_is_empty_and_the_statistic_closes_the_row() {
        let tables = Tables {
            losses: vec![Loss {
                package: "baseline".into(),
                jurisdiction: String::new(),
                cause: "late".into(),
                channel: "data".into(),
                office: "a,b".into(),
                value: 3.0,
                share: 0.1,
                unlock: None,
                statistic: Statistic {
                    estimate: Some(0.1),
                    low: None,
                    high: Some(1e-9),
                    n: 7,
                },
            }],
            ..Tables::default()
        };
        let table = DICTIONARY.iter().find(|table| table.name == "losses");
        let mut bytes = Vec::new();
        csv(table.expect("a table of losses"), &tables, &mut bytes).expect("written");
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "package,jurisdiction,cause,channel,office,value,share,unlock,estimate,low,high,n\n\
             baseline,,late,data,\"a,b\",3.0,0.1,,0.1,,1e-9,7\n"
        );
    }

    #[test]
    fn every_table_of_the_dictionary_has_a_writer_and_a_section() {
        for table in DICTIONARY {
            let mut bytes = Vec::new();
            csv(table, &Tables::default(), &mut bytes).expect(table.name);
            assert!(dictionary().contains(&format!("## {}.csv", table.name)));
        }
    }
}
