//! Procedures and steps, key by key.

use super::Check;
use super::frame::{highest, ids};
use crate::scenario::keys::{Clock, Procedure, Step};
use crate::scenario::{Id, JurisdictionId};

/// Above it hardly a file ever leaves the loop of returns.
const FRAILTY_AT_MOST: f64 = 0.9;

pub(super) fn check(check: &mut Check<'_>) {
    for (id, procedure) in &check.root.procedure {
        let address = format!("procedure.{id}");
        references(check, &address, id, procedure);
        shares(check, &address, procedure);
        if procedure.valid_days.is_some() && procedure.validity.is_some() {
            check.exactly_one(&address, &[("valid_days", true), ("validity", true)]);
        }
        if procedure.step.is_empty() {
            check.error(
                &address,
                format!("no step in `{id}`"),
                format!("at least one `[procedure.{id}.step.<id>]`"),
            );
        }
        nobody_else_files(check, &address, id, procedure);
        for (name, step) in &procedure.step {
            check_step(check, &format!("{address}.step.{name}"), step);
        }
        for (name, clock) in &procedure.clock {
            check_clock(check, &format!("{address}.clock.{name}"), clock);
        }
    }
}

/// The desk's other cases enter at an office: none come where files begin elsewhere.
fn nobody_else_files(check: &mut Check<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let comes = procedure.background_a_year.as_ref();
    let mut first = procedure.step.iter().filter(|(name, step)| {
        if procedure.begins.is_empty() {
            step.after.is_empty()
        } else {
            procedure.begins.contains_key(*name)
        }
    });
    let enters = first.any(|(_, step)| step.office.is_some());
    if comes.is_some_and(|rate| rate.value > 0.0) && !enters && !procedure.step.is_empty() {
        check.warn(
            &format!("{address}.background_a_year"),
            format!("other cases of `{id}`, which begins at no office: none will come"),
            "a first step at an office, or no `background_a_year`",
        );
    }
}

fn references(check: &mut Check<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let own = &procedure.jurisdiction;
    check.refer(
        &format!("{address}.jurisdiction"),
        "jurisdiction",
        own.as_str(),
        ids(check),
    );
    for (key, list) in [
        ("partners", &procedure.partners),
        ("except", &procedure.except),
    ] {
        let among = ids(check);
        check.refer_all(&format!("{address}.{key}"), "jurisdiction", list, among);
    }
    let reaches = |other: &JurisdictionId| other != own && !procedure.except.contains(other);
    if !procedure.partners.is_empty() && !procedure.partners.iter().any(reaches) {
        check.error(
            &format!("{address}.partners"),
            "partners of whom none is left",
            "a partner that is neither the own jurisdiction nor in `except`",
        );
    }
    let root = check.root;
    let procedures = root.procedure.keys().map(Id::as_str);
    check.refer_all(
        &format!("{address}.after"),
        "procedure",
        &procedure.after,
        procedures.chain(["transit"]),
    );
    instead_of(check, address, id, procedure);
    if let Some(index) = procedure.after.iter().position(|other| other == id) {
        check.error(
            &format!("{address}.after.{index}"),
            format!("`{id}` after itself"),
            "another procedure",
        );
    }
}

/// What a procedure takes the place of: others that the same need would meet.
fn instead_of(check: &mut Check<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let root = check.root;
    let known = root.procedure.keys().map(Id::as_str);
    let own = format!("{address}.instead_of");
    check.refer_all(&own, "procedure", &procedure.instead_of, known);
    for (index, other) in procedure.instead_of.iter().enumerate() {
        let at = format!("{own}.{index}");
        let Some(replaced) = check.root.procedure.get(other) else {
            continue;
        };
        let route = |id: &Id, of: &Procedure| of.route.clone().unwrap_or_else(|| id.clone());
        if other == id {
            check.error(
                &at,
                format!("`{id}` instead of itself"),
                "another procedure",
            );
        } else if replaced.instead_of.contains(id) {
            check.error(
                &at,
                format!("`{id}` and `{other}` each instead of the other"),
                "one that stands in for the other",
            );
        } else if replaced.jurisdiction != procedure.jurisdiction
            || route(other, replaced) != route(id, procedure)
        {
            check.error(
                &at,
                format!("`{other}`, which is of another route or jurisdiction"),
                "a procedure that the same need would meet",
            );
        }
    }
}

fn shares(check: &mut Check<'_>, address: &str, procedure: &Procedure) {
    if procedure.adhoc.is_some() && procedure.adhoc_share.is_none() {
        check.error(
            &format!("{address}.adhoc"),
            "`adhoc` without `adhoc_share`",
            "both or neither",
        );
    }
    let finds = procedure
        .adhoc_share
        .as_ref()
        .is_some_and(|share| highest(share) > 0.0);
    if finds && procedure.adhoc.is_none() {
        check.error(
            &format!("{address}.adhoc_share"),
            "`adhoc_share` without `adhoc`",
            "both or neither",
        );
    }
    if procedure.unclear_file_share.is_some() && procedure.unclear_share.is_none() {
        let found = "`unclear_file_share` without `unclear_share`";
        check.warn(
            &format!("{address}.unclear_file_share"),
            found,
            "both, as it is a share of those unclear",
        );
    }
}

fn check_step(check: &mut Check<'_>, address: &str, step: &Step) {
    check.exactly_one(
        address,
        &[
            ("office", step.office.is_some()),
            ("agreement", step.agreement.is_some()),
        ],
    );
    let root = check.root;
    // Only a name that leads nowhere is compared with all others.
    if let Some(office) = &step.office
        && !root.office.contains_key(office)
    {
        let own = format!("{address}.office");
        let known = root.office.keys().map(Id::as_str);
        check.refer(&own, "office", office.as_str(), known);
    }
    if let Some(agreement) = &step.agreement {
        let known = root.agreement.keys().map(Id::as_str);
        check.refer(
            &format!("{address}.agreement"),
            "agreement",
            agreement.as_str(),
            known,
        );
        let why = "has no meaning in an agreement, on which no office decides";
        check.needless(address, "work", step.work.is_some(), why);
        check.needless(address, "passage", step.passage.is_some(), why);
        check.needless(address, "elapsed", step.elapsed.is_some(), why);
        check.needless(address, "refuse_share", step.refuse_share.is_some(), why);
        check.needless(address, "return_share", step.return_share.is_some(), why);
    }
    if step.elapsed.is_some() && step.passage.is_some() {
        check.exactly_one(address, &[("elapsed", true), ("passage", true)]);
    }
    returns(check, address, step);
}

fn returns(check: &mut Check<'_>, address: &str, step: &Step) {
    let Some(share) = &step.return_share else {
        for (key, given) in [
            ("return_to", step.return_to.is_some()),
            ("frailty", step.frailty.is_some()),
        ] {
            if given {
                check.warn(
                    &format!("{address}.{key}"),
                    format!("`{key}` without `return_share`"),
                    "a share of files returned",
                );
            }
        }
        return;
    };
    let frailty = step
        .frailty
        .as_ref()
        .map_or(0.0, |frailty| highest(frailty));
    if frailty > FRAILTY_AT_MOST {
        check.error(
            &format!("{address}.frailty"),
            format!("frailty {frailty}"),
            format!("at most {FRAILTY_AT_MOST}"),
        );
    }
    if highest(share) >= 1.0 && frailty <= 0.0 {
        check
            .error(
                &format!("{address}.return_share"),
                "every file is returned in every round",
                "a return share below 1",
            )
            .cure("lower the share, or give `frailty` so that rounds differ");
    }
}

fn check_clock(check: &mut Check<'_>, address: &str, clock: &Clock) {
    check.exactly_one(
        address,
        &[
            ("limit_wd", clock.limit_wd.is_some()),
            ("limit_days", clock.limit_days.is_some()),
        ],
    );
}
