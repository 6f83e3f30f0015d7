//! The parameters of a scenario as tables for people: those that are few one by
//! one, those that many offices, procedures and places have by key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::facts::linked;
use super::figure::{Figure, Grade};
use super::keys::Root;
use super::record::Read;

/// Tables that list their entries one by one.
const ONE_BY_ONE: &[&str] = &[
    "study",
    "gravity",
    "matching",
    "belief",
    "awareness",
    "field",
    "activity",
    "project",
    "target",
];

/// Keys whose tables are of many things by id.
const OF_MANY: &[&str] = &[
    "jurisdiction",
    "institution",
    "office",
    "agreement",
    "procedure",
    "step",
    "clock",
    "programme",
    "organisation",
    "stay",
    "bundle",
    "reform",
    "change",
    "regime",
    "parts",
];

/// Sources that are named of one key; the others are counted.
const SOURCES: usize = 6;

/// All parameters of a scenario as Markdown.
#[must_use]
pub fn markdown(root: &Root) -> String {
    let mut single: Vec<Figure> = Vec::new();
    let mut many: BTreeMap<String, Vec<Figure>> = BTreeMap::new();
    root.visit(&mut |figure: &Figure| {
        let address = &figure.address;
        let table = address.split('.').next().unwrap_or_default();
        if address.is_empty() {
            // A default that the file leaves out.
        } else if ONE_BY_ONE.contains(&table) {
            single.push(figure.clone());
        } else {
            many.entry(key(address)).or_default().push(figure.clone());
        }
    });
    let count: usize = single.len() + many.values().map(Vec::len).sum::<usize>();
    let mut text = format!("{count} parameters.\n\n## One by one\n\n");
    text.push_str(
        "| parameter | value | low | high | grade | source |\n|---|---|---|---|---|---|\n",
    );
    for figure in &single {
        let or_empty = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            figure.address,
            figure.value,
            or_empty(figure.low),
            or_empty(figure.high),
            grade(figure),
            cell(&linked(figure.source.as_deref().unwrap_or_default()))
        );
    }
    text.push_str("\n## Of many things, by key\n\nValues are the central ones.\n\n");
    text.push_str("| parameter | number | least | median | greatest | grades | sources |\n|---|---|---|---|---|---|---|\n");
    for (key, figures) in &many {
        text.push_str(&row(key, figures));
    }
    text
}

/// An address with the ids of what there are many of left out.
fn key(address: &str) -> String {
    let mut key: Vec<&str> = Vec::new();
    let mut is_id = false;
    for part in address.split('.') {
        key.push(if is_id { "*" } else { part });
        is_id = !is_id && OF_MANY.contains(&part);
    }
    key.join(".")
}

fn grade(figure: &Figure) -> String {
    if figure.low.is_none() && figure.source.is_none() && figure.grade == Grade::assumed {
        return "stated".to_owned();
    }
    figure.grade.to_string()
}

fn row(key: &str, figures: &[Figure]) -> String {
    let mut values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
    values.sort_by(f64::total_cmp);
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    for figure in figures {
        *grades.entry(grade(figure)).or_default() += 1;
    }
    let grades: Vec<String> = grades
        .iter()
        .map(|(grade, count)| format!("{count} {grade}"))
        .collect();
    let given = figures.iter().filter_map(|figure| figure.source.as_deref());
    let sources: BTreeSet<&str> = given.collect();
    let named: Vec<&str> = sources.iter().copied().take(SOURCES).collect();
    let mut cited = linked(&named.join("; "));
    if sources.len() > SOURCES {
        let _ = write!(cited, "; {} more", sources.len() - SOURCES);
    }
    format!(
        "| `{key}` | {} | {} | {} | {} | {} | {} |\n",
        values.len(),
        values.first().copied().unwrap_or_default(),
        values[values.len() / 2],
        values.last().copied().unwrap_or_default(),
        grades.join(", "),
        cell(&cited)
    )
}

/// A text that ends no cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_many_are_left_out() {
        assert_eq!(
            key("procedure.chn-visa.step.step.work.fixed.hours"),
            "procedure.*.step.*.work.fixed.hours"
        );
        assert_eq!(key("office.step.load"), "office.*.load");
        assert_eq!(key("risk.rate"), "risk.rate");
    }
}
