//! Reads the CSV tables that a scenario names.

use super::fault::{Faults, Place, nearest};
use super::id::TablePath;
use super::sheet::{Row, Sheet};
use super::source::Origin;
use super::tree::{Node, shorten};

/// Reads CSV files and points at their cells.
pub(super) struct Reader<'a> {
    /// Knows where each path is written.
    tree: &'a Node,
    /// Files already taken into the collector, so that several jurisdictions can
    /// share one and its faults are found once.
    opened: Vec<(Origin, u32, String)>,
    pub(super) faults: &'a mut Faults,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tree: &'a Node, faults: &'a mut Faults) -> Self {
        Self {
            tree,
            opened: Vec::new(),
            faults,
        }
    }
}

impl Reader<'_> {
    /// A table that has at least the stated columns.
    pub(super) fn sheet(
        &mut self,
        path: &TablePath,
        address: &str,
        columns: &[&str],
    ) -> Option<Sheet> {
        let (file, text) = self.open(path, address)?;
        let sheet = Sheet::of_text(file, text, None, self.faults)?;
        self.check_header(&sheet, columns).then_some(sheet)
    }

    fn open(&mut self, path: &TablePath, address: &str) -> Option<(u32, String)> {
        if let Some((_, file, text)) = self
            .opened
            .iter()
            .find(|(origin, _, _)| *origin == path.origin)
        {
            return Some((*file, text.clone()));
        }
        match path.origin.read() {
            Ok(text) => {
                let file = self
                    .faults
                    .add_file(&path.origin.name(), path.origin.clone(), &text);
                self.opened.push((path.origin.clone(), file, text.clone()));
                Some((file, text))
            }
            Err(reason) => {
                let place = self
                    .tree
                    .find(address)
                    .map_or(self.tree.place, |node| node.place);
                let found = format!("cannot read `{}`: {reason}", path.origin.name());
                self.faults
                    .error(
                        place,
                        found,
                        "a CSV file; paths start at the folder of the file that names them",
                    )
                    .at(address);
                None
            }
        }
    }

    fn check_header(&mut self, sheet: &Sheet, columns: &[&str]) -> bool {
        let (names, place) = (sheet.names(), sheet.head());
        let missing: Vec<&str> = columns
            .iter()
            .copied()
            .filter(|column| !names.iter().any(|name| name == column))
            .collect();
        if let Some(first) = missing.first() {
            let found = format!("no column `{}`", missing.join("`, `"));
            let fault = self.faults.error(
                place,
                found,
                format!("a first line with the columns {}", columns.join(",")),
            );
            if let Some(near) = nearest(first, names.iter().map(String::as_str)) {
                fault.cure(format!("did you mean `{first}` by `{near}`?"));
            }
        }
        let mut twice = names
            .iter()
            .enumerate()
            .filter(|(index, name)| names[..*index].contains(name));
        if let Some((_, name)) = twice.next() {
            self.faults.error(
                place,
                format!("the column `{}` is given twice", shorten(name)),
                "each column once",
            );
            return false;
        }
        missing.is_empty()
    }

    pub(super) fn bad(&mut self, row: Row, column: &str, expected: &str) {
        let text = row.cell(column);
        let found = if text.is_empty() {
            format!("an empty cell in `{column}`")
        } else {
            format!("`{column}` is {:?}", shorten(text))
        };
        self.faults.error(row.cell_place(column), found, expected);
    }

    pub(super) fn weight(&mut self, row: Row) -> Option<f64> {
        let weight = row.cell("weight").parse::<f64>().ok();
        let weight = weight.filter(|weight| weight.is_finite() && *weight >= 0.0);
        if weight.is_none() {
            self.bad(row, "weight", "a number of at least 0");
        }
        weight
    }

    pub(super) fn twice(&mut self, place: Place, what: &str, first: Place) {
        self.faults
            .error(place, format!("{what} is listed twice"), "each row once")
            .second(first, "first listed here");
    }
}
