//! The folder of a fit of flows: tables and charts.

use std::path::Path;

use super::charts::{self, Gallery};
use super::disk::Error;
use super::tables;
use super::written::Written;
use crate::flows::{DICTIONARY, FlowTables};

/// Writes every table of a fit of flows with its dictionary, and its charts.
///
/// # Errors
///
/// As [`super::write_tables`].
pub fn write_flows(flow_tables: &FlowTables, dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    let files = &mut written.files;
    tables::write_rows(&flow_tables.fits, dir, files)?;
    tables::write_rows(&flow_tables.coefficients, dir, files)?;
    tables::write_rows(&flow_tables.elasticities, dir, files)?;
    tables::write_rows(&flow_tables.memory, dir, files)?;
    tables::write_rows(&flow_tables.forecasts, dir, files)?;
    tables::write_rows(&flow_tables.pairs, dir, files)?;
    tables::write_rows(&flow_tables.refusals, dir, files)?;
    tables::write_rows(&flow_tables.refusal_origins, dir, files)?;
    tables::write_rows(&flow_tables.refusal_scenario, dir, files)?;
    tables::write_dictionary(&DICTIONARY, dir, files)?;
    written.add_charts(&draw_flows(flow_tables), dir)?;
    Ok(written)
}

/// Every chart of a fit of flows that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw_flows(flow_tables: &FlowTables) -> Gallery {
    charts::flows(flow_tables)
}
