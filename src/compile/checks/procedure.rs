//! Procedures and steps, key by key.

use super::super::compiler::{Compiler, Kind};
use super::frame::highest;
use crate::scenario::keys::{Clock, Holder, Procedure, Scope, Step};
use crate::scenario::{Id, JurisdictionId};

/// Above it hardly a file ever leaves the loop of returns.
const FRAILTY_AT_MOST: f64 = 0.9;

pub(super) fn check(compiler: &mut Compiler<'_>) {
    for (id, procedure) in &compiler.root.procedure {
        let address = format!("procedure.{id}");
        partners(compiler, &address, id, procedure);
        shares(compiler, &address, procedure);
        if procedure.valid_days.is_some() && procedure.validity.is_some() {
            compiler.exactly_one(&address, &[("valid_days", true), ("validity", true)]);
        }
        if procedure.step.is_empty() {
            compiler.error(
                &address,
                format!("`{id}` has no step"),
                format!("at least one `[procedure.{id}.step.<id>]`"),
            );
        }
        background_without_office(compiler, &address, id, procedure);
        area(compiler, &address, id, procedure);
        if procedure.plan_share.is_some() && procedure.plan_closes.is_none() {
            compiler.error(
                &format!("{address}.plan_share"),
                "`plan_closes` is missing",
                "`plan_closes`, the day on which the plan of the next year is closed (\"12-01\")",
            );
        }
        for (name, step) in &procedure.step {
            check_step(compiler, &format!("{address}.step.{name}"), step);
        }
        for (name, clock) in &procedure.clock {
            check_clock(compiler, &format!("{address}.clock.{name}"), clock);
        }
    }
}

/// A scope of an area and its name go together, and one area has one kind of holder.
fn area(compiler: &mut Compiler<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let key_address = format!("{address}.area");
    let Some(name) = &procedure.area else {
        if procedure.scope == Scope::area {
            compiler.error(
                &format!("{address}.scope"),
                "`area` is missing",
                "`area`, the name of the area",
            );
        }
        return;
    };
    if procedure.scope != Scope::area {
        compiler.needless(address, "area", true, "applies only with scope = \"area\"");
        return;
    }
    if procedure.holder == Holder::project {
        compiler.error(
            &key_address,
            "a grant of an area that only one project holds",
            "holder = \"researcher\" or \"institution\"",
        );
        return;
    }
    let root = compiler.root;
    let first = root
        .procedure
        .iter()
        .find(|(_, other)| other.scope == Scope::area && other.area.as_ref() == Some(name));
    if let Some((other, given)) = first
        && (given.holder != procedure.holder
            || given.validity.is_some() != procedure.validity.is_some())
    {
        let place = compiler.place(&format!("procedure.{other}.area"));
        compiler
            .error(
                &key_address,
                format!("`{other}` and `{id}` grant different permits of the area `{name}`"),
                "the same `holder`, and `validity` in both or in neither",
            )
            .second(place, "also of this area");
    }
}

/// Background cases enter at an office. A procedure that begins elsewhere has none.
fn background_without_office(
    compiler: &mut Compiler<'_>,
    address: &str,
    id: &Id,
    procedure: &Procedure,
) {
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
        compiler.warn(
            &format!("{address}.background_a_year"),
            format!("`{id}` gets no background cases: no first step is at an office"),
            "a first step at an office, or no `background_a_year`",
        );
    }
}

fn partners(compiler: &mut Compiler<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let reaches = |other: &JurisdictionId| {
        *other != procedure.jurisdiction && !procedure.except.contains(other)
    };
    if !procedure.partners.is_empty() && !procedure.partners.iter().any(reaches) {
        compiler.error(
            &format!("{address}.partners"),
            "no partner is left",
            "a partner other than this jurisdiction and those in `except`",
        );
    }
    instead_of(compiler, address, id, procedure);
    if let Some(index) = procedure.after.iter().position(|other| other == id) {
        compiler.error(
            &format!("{address}.after.{index}"),
            format!("`{id}` waits for itself"),
            "another procedure",
        );
    }
}

/// What a procedure takes the place of: others that the same need would meet.
fn instead_of(compiler: &mut Compiler<'_>, address: &str, id: &Id, procedure: &Procedure) {
    let path = format!("{address}.instead_of");
    compiler.numbers(Kind::Procedure, &procedure.instead_of, &path);
    for (index, other) in procedure.instead_of.iter().enumerate() {
        let key_address = format!("{path}.{index}");
        let Some(replaced) = compiler.root.procedure.get(other) else {
            continue;
        };
        if other == id {
            compiler.error(
                &key_address,
                format!("`{id}` replaces itself"),
                "another procedure",
            );
        } else if replaced.instead_of.contains(id) {
            compiler.error(
                &key_address,
                format!("`{id}` and `{other}` replace each other"),
                "`instead_of` in only one of the two",
            );
        } else if replaced.jurisdiction != procedure.jurisdiction
            || replaced.route_or(other) != procedure.route_or(id)
        {
            compiler.error(
                &key_address,
                format!("`{other}` has another route or jurisdiction"),
                "a procedure with the same route and jurisdiction",
            );
        }
    }
}

fn shares(compiler: &mut Compiler<'_>, address: &str, procedure: &Procedure) {
    if procedure.adhoc.is_some() && procedure.adhoc_share.is_none() {
        compiler.error(
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
        compiler.error(
            &format!("{address}.adhoc_share"),
            "`adhoc_share` without `adhoc`",
            "both or neither",
        );
    }
    if procedure.unclear_file_share.is_some() && procedure.unclear_share.is_none() {
        let found = "`unclear_file_share` without `unclear_share`";
        compiler.warn(
            &format!("{address}.unclear_file_share"),
            found,
            "both: `unclear_file_share` is a share of the unclear needs",
        );
    }
}

fn check_step(compiler: &mut Compiler<'_>, address: &str, step: &Step) {
    compiler.exactly_one(
        address,
        &[
            ("office", step.office.is_some()),
            ("agreement", step.agreement.is_some()),
        ],
    );
    if step.agreement.is_some() {
        let why = "does not apply to an agreement, which no office decides";
        compiler.needless(address, "work", step.work.is_some(), why);
        compiler.needless(address, "passage", step.passage.is_some(), why);
        compiler.needless(address, "elapsed", step.elapsed.is_some(), why);
        compiler.needless(address, "refuse_share", step.refuse_share.is_some(), why);
        compiler.needless(address, "return_share", step.return_share.is_some(), why);
    }
    if step.elapsed.is_some() && step.passage.is_some() {
        compiler.exactly_one(address, &[("elapsed", true), ("passage", true)]);
    }
    returns(compiler, address, step);
}

fn returns(compiler: &mut Compiler<'_>, address: &str, step: &Step) {
    let Some(share) = &step.return_share else {
        for (key, given) in [
            ("return_to", step.return_to.is_some()),
            ("frailty", step.frailty.is_some()),
        ] {
            if given {
                compiler.warn(
                    &format!("{address}.{key}"),
                    format!("`{key}` without `return_share`"),
                    "`return_share`, the share of files returned",
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
        compiler.error(
            &format!("{address}.frailty"),
            format!("the frailty is {frailty}"),
            format!("at most {FRAILTY_AT_MOST}"),
        );
    }
    if highest(share) >= 1.0 && frailty <= 0.0 {
        compiler
            .error(
                &format!("{address}.return_share"),
                "every file is returned every time",
                "a return share below 1",
            )
            .cure("lower the share, or set `frailty` so that files differ");
    }
}

fn check_clock(compiler: &mut Compiler<'_>, address: &str, clock: &Clock) {
    compiler.exactly_one(
        address,
        &[
            ("limit_wd", clock.limit_wd.is_some()),
            ("limit_days", clock.limit_days.is_some()),
        ],
    );
}
