//! Rows as text for a terminal.

use std::fmt::Write;

use crate::stats::tables::{Office, Statistic, Tables};
use crate::stats::{PackageKey, Uncertainty};

/// The results of a run: world indicators of every package, one line each. A scenario without
/// projects has no such indicators; it shows its procedures and offices.
pub fn results(tables: &Tables) -> String {
    if tables.procedures.is_empty() {
        indicators(tables)
    } else {
        procedures(tables)
    }
}

/// The procedures and offices of every package, a line each.
fn procedures(tables: &Tables) -> String {
    let mut packages: Vec<&PackageKey> = tables.procedures.iter().map(|row| &row.package).collect();
    packages.dedup();
    let optional = |value: Option<f64>| value.map_or_else(String::new, number);
    let mut text = String::new();
    for package in packages {
        let rows = tables
            .procedures
            .iter()
            .filter(|row| row.package == *package);
        let cells = rows.map(|row| {
            let mean = Statistic {
                estimate: row.elapsed_days_mean,
                ..row.statistic
            };
            vec![
                row.procedure.clone(),
                number(row.filed),
                number(row.decided),
                optional(row.refused_share),
                optional(row.returned_share),
                statistic(&mean),
                optional(row.elapsed_days_median),
                optional(row.elapsed_days_p90),
            ]
        });
        let _ = writeln!(text, "\n{package}");
        text += &columns(
            &[
                "procedure",
                "filed a year",
                "decided a year",
                "refused",
                "returned",
                "throughput days, mean",
                "median",
                "90 % quantile",
            ],
            &cells.collect::<Vec<_>>(),
        );
        text.push('\n');
        text += &offices(tables, package);
    }
    text
}

/// The offices of a package.
fn offices(tables: &Tables, package: &PackageKey) -> String {
    let optional = |value: Option<f64>| value.map_or_else(String::new, number);
    // An office whose work takes no time is left out.
    let serves = |row: &&Office| row.cases + row.background > 0.0 || row.load.is_some();
    let rows = tables.offices.iter().filter(|row| row.package == *package);
    let rows = rows.filter(serves);
    let cells = rows.map(|row| {
        vec![
            row.office.clone(),
            number(row.cases + row.background),
            optional(row.load),
            optional(row.utilisation),
            optional(row.queue_days_mean),
            optional(row.queue_days_p90),
        ]
    });
    columns(
        &[
            "office",
            "visits a year",
            "load",
            "utilisation",
            "waiting days, mean",
            "90 % quantile",
        ],
        &cells.collect::<Vec<_>>(),
    )
}

/// World indicators of every package, one line each.
fn indicators(tables: &Tables) -> String {
    let mut text = String::new();
    let rows = tables.indicators.iter().filter(|row| row.is_total());
    let mut package = None;
    for row in rows {
        if package != Some(&row.package) {
            package = Some(&row.package);
            let _ = writeln!(text, "\n{}", row.package);
        }
        let spread = match row.spread {
            Uncertainty::Stochastic => String::new(),
            Uncertainty::Parametric => format!(" ({})", row.spread),
        };
        let _ = writeln!(
            text,
            "  {:<44} {:>24} {}{spread}",
            row.indicator.to_string(),
            statistic(&row.statistic),
            row.unit
        );
    }
    text
}

/// A table with aligned columns.
pub fn columns(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain(head.get(column).map(|cell| cell.chars().count()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    line(&head) + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// A number with its interval.
fn statistic(statistic: &Statistic) -> String {
    let Some(estimate) = statistic.estimate else {
        return String::new();
    };
    match statistic.low.zip(statistic.high) {
        Some((low, high)) => format!("{} ({} to {})", number(estimate), number(low), number(high)),
        None => number(estimate),
    }
}

/// The columns in which some row says something, as a table.
pub fn filled_columns(head: &[&str], rows: &[Vec<String>]) -> String {
    let is_filled =
        |column: &usize| rows.is_empty() || rows.iter().any(|row| !row[*column].is_empty());
    let kept: Vec<usize> = (0..head.len()).filter(is_filled).collect();
    let head: Vec<&str> = kept.iter().map(|column| head[*column]).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| kept.iter().map(|column| row[*column].clone()).collect())
        .collect();
    columns(&head, &rows)
}

/// A whole number, with a comma before every three digits.
pub fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value < 0.0 && digits != "0" {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number short enough to read.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        grouped(value)
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_have_commas() {
        assert_eq!(number(5692.0), "5,692");
        assert_eq!(number(-1_234_567.0), "-1,234,567");
        assert_eq!(number(999.0), "999.0");
        assert_eq!(grouped(-0.2), "0");
    }

    #[test]
    fn empty_columns_are_left_out() {
        let rows = [vec!["a".to_owned(), String::new(), "1".to_owned()]];
        assert_eq!(
            filled_columns(&["id", "known", "n"], &rows),
            "id  n\na   1\n"
        );
    }
}
