//! What the keys of a scenario must mean together. That an id leads to something is checked
//! where its number is looked up, as the model is put together.

mod distribution;
mod event;
mod frame;
mod indicator;
mod office;
mod procedure;
mod project;
mod quantiles;
mod reform;
mod sets;
mod shares;
mod size;
mod stay;
mod surface;
mod tier;

pub use frame::YEARS;

use super::compiler::Compiler;

/// Checks a scenario. Returns false, with nothing else checked, if there is too much of
/// anything: checks take a time that grows with the counts.
pub fn check(compiler: &mut Compiler<'_>) -> bool {
    if !size::check_counts(compiler) {
        return false;
    }
    size::check(compiler);
    frame::check(compiler);
    distribution::check(compiler);
    office::check(compiler);
    procedure::check(compiler);
    shares::check(compiler);
    project::check(compiler);
    reform::check(compiler);
    stay::check(compiler);
    tier::check(compiler);
    sets::check(compiler);
    indicator::check(compiler);
    surface::check(compiler);
    event::check(compiler);
    true
}
