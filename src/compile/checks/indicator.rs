//! Targets and expectations: what they name must exist.

use super::super::compiler::{Compiler, Kind};
use super::super::target_indicator::TargetIndicator;
use crate::scenario::keys::Target;
use crate::scenario::{Figure, Read};

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    let mut addresses: Vec<String> = Vec::new();
    root.visit(&mut |figure: &Figure| addresses.push(figure.address.to_string()));
    for (id, target) in &root.target {
        check_target(compiler, &format!("target.{id}"), target, &addresses);
    }
    for (id, expect) in &root.expect {
        let address = format!("expect.{id}");
        if let Some(office) = &expect.office {
            compiler.refer(Kind::Office, office.as_str(), &format!("{address}.office"));
        }
        if let Some(procedure) = &expect.procedure {
            let address = format!("{address}.procedure");
            compiler.refer(Kind::Procedure, procedure.as_str(), &address);
        }
    }
}

fn check_target(compiler: &mut Compiler<'_>, address: &str, target: &Target, addresses: &[String]) {
    check_indicator(compiler, address, &target.indicator);
    check_fits(compiler, address, target.fits.as_ref(), addresses);
    if target.fits.is_some() && !target.fitted {
        compiler.warn(
            &format!("{address}.fits"),
            "`fits` without `fitted = true`",
            "`fitted = true` beside `fits`",
        );
    }
}

/// The `indicator` of a target or event must be understood.
pub(super) fn check_indicator(compiler: &mut Compiler<'_>, address: &str, indicator: &str) {
    if let Err(error) = TargetIndicator::parse(indicator, compiler.root)
        && !compiler.is_unreadable_among(indicator.split('.'))
    {
        let fault = compiler.error(&format!("{address}.indicator"), error.found, error.expected);
        if let Some(near) = error.near {
            fault.cure(format!("did you mean `{near}`?"));
        }
    }
}

/// What a target or event `fits` must be one of these parameters.
pub(super) fn check_fits(
    compiler: &mut Compiler<'_>,
    address: &str,
    fits: Option<&String>,
    addresses: &[String],
) {
    match fits {
        Some(fits) if !addresses.contains(fits) && !compiler.is_lost(fits) => {
            compiler
                .error(
                    &format!("{address}.fits"),
                    format!("unknown parameter `{fits}`"),
                    "the address of a parameter in the scenario",
                )
                .suggest(fits, addresses.iter().map(String::as_str));
        }
        Some(_) | None => {}
    }
}
