//! The expected number of projects.

use crate::engine::people::population::Population;
use crate::id::indices;
use crate::model::{Instant, JurisdictionIndex, Model};
use crate::time::YEAR_SECONDS;

/// Projects to be expected in a span, those that are not attainable and those that only
/// residents lead left out of account.
pub(in crate::engine) fn expected(
    model: &Model,
    population: &Population,
    span: [Instant; 2],
) -> f64 {
    let places = model.jurisdictions.len();
    let years = f64::from(span[1] - span[0]) / YEAR_SECONDS;
    let of_all = indices(places).map(|place| {
        let with_each = expected_with_each(model, population, place);
        with_each.map(|(_, rate)| rate).sum::<f64>()
    });
    of_all.sum::<f64>() * years
}

/// The expected number a year of the leads of one jurisdiction, with each partner's jurisdiction.
pub fn expected_with_each<'a>(
    model: &'a Model,
    population: &Population,
    place: JurisdictionIndex,
) -> impl Iterator<Item = (JurisdictionIndex, f64)> + use<'a> {
    let of_kinds = model.kinds.iter().filter(|kind| !kind.resident_led);
    let by_field = of_kinds.map(|kind| {
        let rates = kind.rate_by_field.iter().zip(&model.fields);
        rates.map(|(rate, field)| rate * field.share).sum::<f64>()
    });
    let rate = population.researchers(place) as f64 * by_field.sum::<f64>();
    indices::<JurisdictionIndex>(model.jurisdictions.len())
        .filter(move |to| model.simulated[place.index()][to.index()])
        .map(move |to| (to, model.corridors[place.index()][to.index()] * rate))
}
