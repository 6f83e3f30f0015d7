//! What keeps a run from never ending: bounds on what is expected of it, held before it
//! begins.

use crate::calibrate::Volume;
use crate::calibrate::{Basis, Calibration};
use crate::compile::Options;
use crate::limits::{self, about};
use crate::model::Model;
use crate::scenario::{Faults, Scenario};

/// Refuses a model whose offices would need more officers than the program takes, or
/// whose run would have more events than the scenario's bound.
///
/// # Errors
///
/// A fault at the key that asks for most.
pub fn hold(
    scenario: &Scenario,
    model: &Model,
    found: &Calibration,
    options: &Options,
) -> Result<(), Faults> {
    let mut faults = scenario.faults();
    nobody(scenario, model, &mut faults);
    officers(scenario, model, found, &mut faults);
    events(scenario, model, found, options, &mut faults);
    if faults.has_errors() {
        return Err(faults);
    }
    Ok(())
}

/// A scenario that has researchers must have some left once it is thinned: all indicators
/// of a world with nobody in it would be nothing.
fn nobody(scenario: &Scenario, model: &Model, faults: &mut Faults) {
    let scale = u64::from(model.frame.scale);
    let researchers = model.jurisdictions.iter().map(|place| place.researchers);
    let most = researchers.max().unwrap_or(0);
    if model.kinds.is_empty() || most == 0 || most / scale > 0 {
        return;
    }
    faults
        .error(
            scenario.place("study.scale"),
            format!(
                "one researcher in {scale} leaves nobody: no jurisdiction has more than {most}"
            ),
            format!("a scale of at most {most}"),
        )
        .at("study.scale")
        .cure("--scale takes the place of the scenario's `scale`");
}

fn officers(scenario: &Scenario, model: &Model, found: &Calibration, faults: &mut Faults) {
    for row in &found.offices {
        let follows = match row.basis {
            Basis::Load | Basis::Elapsed => true,
            Basis::Unlimited
            | Basis::Panel
            | Basis::Officers
            | Basis::OneOfficer
            | Basis::OtherDuties
            | Basis::Nothing => false,
        };
        // What is not a number is refused too.
        if !follows || row.officers <= limits::OFFICERS {
            continue;
        }
        let address = format!("office.{}.load", model.offices[row.office].id);
        faults
            .error(
                scenario.place(&address),
                format!(
                    "the load takes {} officers at a branch",
                    about(row.officers)
                ),
                format!("at most {} officers", about(limits::OFFICERS)),
            )
            .at(&address)
            .cure("check the work and the cases a year of the procedures that name this office");
    }
}

fn events(
    scenario: &Scenario,
    model: &Model,
    found: &Calibration,
    options: &Options,
    faults: &mut Faults,
) {
    let volume = Volume::new(model, found);
    let (all, bound) = (volume.events(), scenario.events_at_most);
    let allowed = if options.draw == 0 {
        bound
    } else {
        bound * limits::DRAW_OVER_CENTRAL
    };
    // What is not a number is refused too.
    if all <= allowed {
        return;
    }
    let Some(greatest) = volume.greatest() else {
        return;
    };
    let of_draw = if options.draw == 0 {
        String::new()
    } else {
        format!(" of draw {}", options.draw)
    };
    let found = format!(
        "a run{of_draw} would have about {} events, {} of them from this key",
        about(all),
        about(greatest.events),
    );
    faults
        .error(
            scenario.place(&greatest.address),
            found,
            format!("at most {} events a run", about(allowed)),
        )
        .at(&greatest.address)
        .cure(format!(
            "lower the value, simulate one researcher in more (--scale) or fewer years \
             (--years), or lift the bound with --events-at-most {:.0e}",
            all * 1.5
        ));
}
