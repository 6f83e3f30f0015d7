//! Targets and expectations: what they name must exist.

use super::Check;
use crate::compile::TargetIndicator;
use crate::scenario::keys::Target;
use crate::scenario::{Figure, Id, Read};

pub(super) fn check(check: &mut Check<'_>) {
    let root = check.root;
    let mut addresses: Vec<String> = Vec::new();
    root.visit(&mut |figure: &Figure| addresses.push(figure.address.to_string()));
    for (id, target) in &root.target {
        check_target(check, &format!("target.{id}"), target, &addresses);
    }
    for (id, expect) in &root.expect {
        if let Some(office) = &expect.office {
            check.refer(
                &format!("expect.{id}.office"),
                "office",
                office.as_str(),
                root.office.keys().map(Id::as_str),
            );
        }
        if let Some(procedure) = &expect.procedure {
            let known: Vec<&str> = root.procedure.keys().map(Id::as_str).collect();
            check.refer(
                &format!("expect.{id}.procedure"),
                "procedure",
                procedure.as_str(),
                known,
            );
        }
    }
}

fn check_target(check: &mut Check<'_>, address: &str, target: &Target, addresses: &[String]) {
    check_indicator(check, address, &target.indicator);
    check_fits(check, address, target.fits.as_ref(), addresses);
    if target.fits.is_some() && !target.fitted {
        check.warn(
            &format!("{address}.fits"),
            "`fits` in a target that is not fitted",
            "`fitted = true`",
        );
    }
}

/// The `indicator` of a target or event must be understood.
pub(super) fn check_indicator(check: &mut Check<'_>, address: &str, indicator: &str) {
    if let Err(error) = TargetIndicator::parse(indicator, check.root) {
        let fault = check.error(&format!("{address}.indicator"), error.found, error.expected);
        if let Some(near) = error.near {
            fault.cure(format!("did you mean `{near}`?"));
        }
    }
}

/// What a target or event `fits` must be one of these parameters.
pub(super) fn check_fits(
    check: &mut Check<'_>,
    address: &str,
    fits: Option<&String>,
    addresses: &[String],
) {
    match fits {
        Some(fits) if !addresses.contains(fits) => {
            check
                .error(
                    &format!("{address}.fits"),
                    format!("no parameter `{fits}`"),
                    "the address of a parameter of the scenario",
                )
                .suggest(fits, addresses.iter().map(String::as_str));
        }
        Some(_) | None => {}
    }
}
