//! The files written, and the writing of charts.

use std::path::Path;

use super::charts::{Gallery, Skipped};
use super::disk::{self, Error};

/// The files written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Files, relative to the folder, in the order of writing.
    pub files: Vec<String>,
    /// Charts left out, each with its reason.
    pub skipped: Vec<Skipped>,
}

impl Written {
    /// Writes the charts of a gallery as SVG and PNG.
    pub(super) fn add_charts(&mut self, gallery: &Gallery, dir: &Path) -> Result<(), Error> {
        for chart in &gallery.charts {
            let name = format!("charts/{}.svg", chart.name);
            disk::write(dir, &name, chart.svg().as_bytes())?;
            self.files.push(name);
            match chart.png() {
                Ok(bytes) => {
                    let name = format!("charts/{}.png", chart.name);
                    disk::write(dir, &name, &bytes)?;
                    self.files.push(name);
                }
                Err(reason) => self.skipped.push(Skipped {
                    chart: format!("{}.png", chart.name),
                    reason,
                }),
            }
        }
        self.skipped.extend(gallery.skipped.iter().cloned());
        Ok(())
    }
}
