//! Rows as text for a terminal.

use std::fmt::Write;

use crate::stats::tables::{Statistic, Tables};

/// World indicators of every package, one line each.
pub fn indicators(tables: &Tables) -> String {
    let mut text = String::new();
    let rows = tables.indicators.iter().filter(|row| {
        [&row.jurisdiction, &row.partner, &row.field, &row.year]
            .iter()
            .all(|column| column.is_empty())
    });
    let mut package = "";
    for row in rows {
        if row.package != package {
            package = &row.package;
            let _ = writeln!(text, "\n{package}");
        }
        let spread = if row.spread == "luck" {
            ""
        } else {
            " (luck and unknowns)"
        };
        let _ = writeln!(
            text,
            "  {:<44} {:>24} {}{spread}",
            row.indicator,
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

/// A number short enough to read.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}
