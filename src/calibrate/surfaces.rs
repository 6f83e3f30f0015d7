//! Shares that are solved, so that the expected filings meet a count.

use crate::model::Model;

/// A factor is solved when no round moves it by more than this part.
pub const SOLVED: f64 = 1e-7;

/// Moves the factor of each surface towards its count, given the filings a year that the
/// equations expect, with by how much pilots found more of each procedure. Returns the largest
/// part by which a factor moved.
pub fn step(model: &mut Model, filed: &[f64], found: &[f64]) -> f64 {
    let mut moved: f64 = 0.0;
    for number in 0..model.surfaces.len() {
        let surface = &model.surfaces[number];
        let place = surface.procedure.index();
        let simulated = filed[place] * found.get(place).copied().unwrap_or(1.0);
        let own = simulated * model.stands_for(surface.procedure);
        let most = model.greatest_factor(surface);
        // Filings rise with the factor nearly in proportion.
        let aimed = surface.factor * surface.wanted() / own.max(f64::MIN_POSITIVE);
        let factor = aimed.clamp(surface.low, most);
        moved = moved.max((factor / surface.factor - 1.0).abs());
        model.surfaces[number].own = own;
        model.set_factor(number, factor);
    }
    set_background(model);
    moved
}

/// Takes over the factors of a calibrated model of the same world.
pub fn take_over(model: &mut Model, calibrated: &Model) {
    for number in 0..model.surfaces.len() {
        let id = &model.surfaces[number].id;
        let mut known = calibrated.surfaces.iter();
        if let Some(known) = known.find(|known| known.id == *id) {
            model.surfaces[number].own = known.own;
            model.set_factor(number, known.factor);
        }
    }
    set_background(model);
}

/// Background cases are what research filings leave of a count.
fn set_background(model: &mut Model) {
    for surface in model
        .surfaces
        .iter()
        .filter(|surface| surface.has_background)
    {
        let own = if surface.is_clamped() {
            surface.own
        } else {
            surface.wanted()
        };
        let background = &mut model.procedures[surface.procedure].background_a_year;
        *background = (surface.count - own).max(0.0);
    }
}
