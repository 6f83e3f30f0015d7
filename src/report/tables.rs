//! Every table as CSV, and the data dictionary beside them.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::csv_table::write_csv;
use super::disk::{self, Error};
use super::text::dictionary as text;
use crate::stats::table::{Column, TableInfo, TableRow, TableVisitor};
use crate::stats::tables::Tables;

/// The statistic as columns; they close a row.
const STATISTIC: [Column; 4] = {
    let [estimate, low, high, n] = text::STATISTIC;
    [column(estimate), column(low), column(high), column(n)]
};

const fn column((name, meaning): (&'static str, &'static str)) -> Column {
    Column { name, meaning }
}

/// Writes `tables/<name>.csv` for every table and `tables/README.md`.
pub(super) fn write(tables: &Tables, dir: &Path, files: &mut Vec<String>) -> Result<(), Error> {
    let mut dictionary = format!("{}{}", text::FORMAT, text::SPREADS);
    // Optional tables come last.
    for optional in [false, true] {
        tables.visit(&mut Writer {
            optional,
            dir,
            files,
            text: &mut dictionary,
        })?;
    }
    let name = "tables/README.md";
    disk::write(dir, name, dictionary.as_bytes())?;
    files.push(name.to_owned());
    Ok(())
}

/// Writes either the optional tables or the others.
struct Writer<'a> {
    optional: bool,
    dir: &'a Path,
    files: &'a mut Vec<String>,
    text: &'a mut String,
}

impl TableVisitor for Writer<'_> {
    type Error = Error;

    fn table<R: TableRow>(&mut self, rows: &[R]) -> Result<(), Error> {
        let table = R::TABLE;
        if table.optional != self.optional || (table.optional && rows.is_empty()) {
            return Ok(());
        }
        write_rows(rows, self.dir, self.files)?;
        self.text.push_str(&section(&table));
        Ok(())
    }
}

/// Writes a table outside a study, with its data dictionary.
pub(super) fn write_one<R: TableRow>(
    rows: &[R],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    write_rows(rows, dir, files)?;
    write_dictionary(&[R::TABLE], dir, files)
}

/// Writes one table.
pub(super) fn write_rows<R: TableRow>(
    rows: &[R],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    let name = format!("tables/{}.csv", R::TABLE.name);
    disk::stream(dir, &name, |file| csv(rows, file))?;
    files.push(name);
    Ok(())
}

/// Writes the data dictionary of tables outside a study.
pub(super) fn write_dictionary(
    tables: &[TableInfo],
    dir: &Path,
    files: &mut Vec<String>,
) -> Result<(), Error> {
    let name = "tables/README.md";
    let sections: String = tables.iter().map(section).collect();
    let dictionary = format!("{}{sections}", text::FORMAT);
    disk::write(dir, name, dictionary.as_bytes())?;
    files.push(name.to_owned());
    Ok(())
}

fn csv<R: TableRow>(rows: &[R], file: &mut dyn io::Write) -> io::Result<()> {
    write_csv(columns(&R::TABLE).map(|column| column.name), rows, file)
}

fn columns(table: &TableInfo) -> impl Iterator<Item = &Column> {
    let closing: &[Column] = if table.statistic { &STATISTIC } else { &[] };
    table.columns.iter().chain(closing)
}

/// The meaning of a table and its columns.
fn section(table: &TableInfo) -> String {
    let mut text = format!(
        "\n## {}.csv\n\n{}\n\n| {} |\n|---|---|\n",
        table.name,
        table.meaning,
        text::COLUMNS.join(" | ")
    );
    for column in columns(table) {
        let _ = writeln!(text, "| `{}` | {} |", column.name, column.meaning);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Loss};
    use crate::stats::tables::{LossRow, Statistic};
    use crate::stats::{BASELINE, Booked, Uncertainty};

    #[test]
    fn missing_is_empty_and_the_statistic_closes_the_row() {
        let losses = [LossRow {
            package: BASELINE.clone(),
            jurisdiction: String::new(),
            period: None,
            host: None,
            cause: Booked::Lost(Loss::Late),
            channel: Some(Channel::data),
            office: "a,b".into(),
            origin: None,
            value: 3.0,
            share: 0.1,
            unlock: None,
            spread: Uncertainty::Stochastic,
            statistic: Statistic {
                estimate: Some(0.1),
                low: None,
                high: Some(1e-9),
                n: 7,
                ..Statistic::default()
            },
        }];
        let mut bytes = Vec::new();
        csv(&losses, &mut bytes).expect("written");
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "package,jurisdiction,period,host,cause,channel,office,origin,value,share,unlock,spread,estimate,low,high,n\n\
             baseline,,,,late,data,\"a,b\",,3.0,0.1,,luck,0.1,,1e-9,7\n"
        );
    }
}
