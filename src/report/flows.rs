//! The folder of a fit of flows: tables and charts.

use std::path::Path;

use super::charts::{self, Gallery};
use super::disk::Error;
use super::{Written, tables};
use crate::flows::Tables;
use crate::flows::dictionary::DICTIONARY;

/// Writes every table of a fit of flows with its dictionary, and its charts.
///
/// # Errors
///
/// As [`super::write()`].
pub fn write_flows(found: &Tables, dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    let files = &mut written.files;
    let [
        fits,
        coefficients,
        elasticities,
        memory,
        forecasts,
        pairs,
        refusals,
        refusal_origins,
        refusal_scenario,
    ] = &DICTIONARY;
    tables::write_rows(fits, &found.fits, dir, files)?;
    tables::write_rows(coefficients, &found.coefficients, dir, files)?;
    tables::write_rows(elasticities, &found.elasticities, dir, files)?;
    tables::write_rows(memory, &found.memory, dir, files)?;
    tables::write_rows(forecasts, &found.forecasts, dir, files)?;
    tables::write_rows(pairs, &found.pairs, dir, files)?;
    tables::write_rows(refusals, &found.refusals, dir, files)?;
    tables::write_rows(refusal_origins, &found.refusal_origins, dir, files)?;
    tables::write_rows(refusal_scenario, &found.refusal_scenario, dir, files)?;
    tables::write_dictionary(&DICTIONARY, dir, files)?;
    super::hang(&draw_flows(found), dir, &mut written)?;
    Ok(written)
}

/// Every chart of a fit of flows that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw_flows(found: &Tables) -> Gallery {
    charts::flows(found)
}
