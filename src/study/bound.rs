//! Bounds on the expected size of a run, checked before it begins.

use crate::calibrate::Volume;
use crate::calibrate::{Basis, Calibration};
use crate::compile::Options;
use crate::limits::{self, about};
use crate::model::Model;
use crate::scenario::{Faults, Problem, Scenario};

/// Refuses a model whose offices would need more officers than the program takes, or
/// whose run would have more events than the scenario's bound.
///
/// # Errors
///
/// A fault at the key that asks for most.
pub fn check(
    scenario: &Scenario,
    model: &Model,
    calibration: &Calibration,
    options: &Options,
) -> Result<(), Faults> {
    let mut problems: Vec<Problem> = too_thin(model).into_iter().collect();
    problems.extend(too_many_officers(model, calibration));
    problems.extend(too_many_events(
        scenario.events_at_most,
        model,
        calibration,
        options,
    ));
    scenario.locate(problems)
}

/// A scenario with researchers must keep some once it is thinned: a world without any has
/// no indicators.
fn too_thin(model: &Model) -> Option<Problem> {
    let scale = u64::from(model.frame.scale);
    let researchers = model.jurisdictions.iter().map(|place| place.researchers);
    let most = researchers.max().unwrap_or(0);
    if model.kinds.is_empty() || most == 0 || most / scale > 0 {
        return None;
    }
    Some(Problem {
        address: "study.scale".to_owned(),
        found: format!(
            "one researcher in {scale} leaves nobody: no jurisdiction has more than {most}"
        ),
        expected: format!("a scale of at most {most}"),
        cure: Some("`--scale` overrides the `scale` of the scenario".to_owned()),
    })
}

fn too_many_officers(model: &Model, calibration: &Calibration) -> impl Iterator<Item = Problem> {
    let too_many = calibration.offices.iter().filter(|row| {
        let follows = match row.basis {
            Basis::Load | Basis::Elapsed => true,
            Basis::Unlimited
            | Basis::Panel
            | Basis::Officers
            | Basis::OneOfficer
            | Basis::OtherDuties
            | Basis::Nothing => false,
        };
        // NaN is refused too.
        follows && (row.officers > limits::OFFICERS || row.officers.is_nan())
    });
    let cure = "check the work and the cases a year of the procedures that name this office";
    too_many.map(move |row| Problem {
        address: format!("office.{}.load", model.offices[row.office].id),
        found: format!(
            "the load takes {} officers at a branch",
            about(row.officers)
        ),
        expected: format!("at most {} officers", about(limits::OFFICERS)),
        cure: Some(cure.to_owned()),
    })
}

fn too_many_events(
    bound: f64,
    model: &Model,
    calibration: &Calibration,
    options: &Options,
) -> Option<Problem> {
    let volume = Volume::new(model, calibration);
    let expected = volume.events();
    let allowed = if options.draw == 0 {
        bound
    } else {
        bound * limits::DRAW_OVER_CENTRAL
    };
    // NaN is refused too.
    if expected <= allowed {
        return None;
    }
    let greatest = volume.greatest()?;
    let of_draw = if options.draw == 0 {
        String::new()
    } else {
        format!(" of draw {}", options.draw)
    };
    let size = format!(
        "a run{of_draw} would have about {} events, {} of them from this key",
        about(expected),
        about(greatest.events),
    );
    Some(Problem {
        address: greatest.address.clone(),
        found: size,
        expected: format!("at most {} events a run", about(allowed)),
        cure: Some(format!(
            "lower the value, simulate one researcher in more (--scale) or fewer years \
             (--years), or lift the bound with --events-at-most {:.0e}",
            expected * 1.5
        )),
    })
}
