//! Targets and expectations: what they name must exist.

use super::super::compiler::{Compiler, Kind, id_of};
use crate::scenario::Figure;
use crate::scenario::Read;
use crate::scenario::keys::{Root, Target};
use crate::scenario::{Id, JurisdictionId};

/// The indicator of a target, understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Indicator {
    /// Cases completed a year.
    Completed(Id),
    /// Cases filed a year.
    Filed(Id),
    /// Median days from filing to decision.
    ElapsedMedianDays(Id),
    /// Mean days from filing to decision, of a procedure or of one of its steps.
    ElapsedMeanDays(Id, Option<Id>),
    /// Share of decided cases that are refused.
    RefusedShare(Id),
    /// Share of cases returned at least once.
    ReturnedShare(Id),
    /// Share of decided cases that are granted.
    GrantedShare(Id),
    /// Share of cases decided by a clock.
    DeemedShare(Id, Id),
    /// Share of cases that breach a clock.
    BreachShare(Id, Id),
    /// Share of agreements made within days.
    AgreedWithinShare(Id, f64),
    /// Organisations settled.
    Settled(Id),
    /// Share of applications awarded.
    AwardedShare(Id),
    /// Long-stay residents.
    Residents(JurisdictionId),
    /// Realised projects a year.
    RealisedProjects(JurisdictionId),
    /// Mean number of rounds of a case.
    RoundsMean(Id),
}

/// The names of indicators and what follows each.
const NAMES: &[(&str, &str)] = &[
    ("completed", "<procedure>"),
    ("filed", "<procedure>"),
    ("elapsed_median_days", "<procedure>"),
    ("elapsed_mean_days", "<procedure>[.<step>]"),
    ("refused_share", "<procedure>"),
    ("returned_share", "<procedure>"),
    ("granted_share", "<procedure>"),
    ("deemed_share", "<procedure>.<clock>"),
    ("breach_share", "<procedure>.<clock>"),
    ("agreed_within_share", "<agreement>.<days>"),
    ("settled", "<organisation>"),
    ("awarded_share", "<programme>"),
    ("residents", "<jurisdiction>"),
    ("realised_projects", "<jurisdiction>"),
    ("rounds_mean", "<procedure>"),
];

impl Indicator {
    /// Understands a text of a scenario.
    ///
    /// # Errors
    ///
    /// The part that is not understood.
    pub fn parse(text: &str, root: &Root) -> Result<Self, Misread> {
        let mut parts = text.split('.');
        let name = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let procedure = || {
            one(
                &rest,
                "procedure",
                "<procedure>",
                &ids(root.procedure.keys()),
            )
        };
        match name {
            "completed" => procedure().map(Self::Completed),
            "filed" => procedure().map(Self::Filed),
            "elapsed_median_days" => procedure().map(Self::ElapsedMedianDays),
            "elapsed_mean_days" if rest.len() == 2 => inner(root, &rest, "step")
                .map(|(procedure, step)| Self::ElapsedMeanDays(procedure, Some(step))),
            "elapsed_mean_days" => {
                procedure().map(|procedure| Self::ElapsedMeanDays(procedure, None))
            }
            "refused_share" => procedure().map(Self::RefusedShare),
            "returned_share" => procedure().map(Self::ReturnedShare),
            "granted_share" => procedure().map(Self::GrantedShare),
            "rounds_mean" => procedure().map(Self::RoundsMean),
            "deemed_share" => inner(root, &rest, "clock")
                .map(|(procedure, clock)| Self::DeemedShare(procedure, clock)),
            "breach_share" => inner(root, &rest, "clock")
                .map(|(procedure, clock)| Self::BreachShare(procedure, clock)),
            "agreed_within_share" => {
                let id = one(
                    rest.get(..1).unwrap_or_default(),
                    "agreement",
                    "<agreement>.<days>",
                    &ids(root.agreement.keys()),
                )?;
                let days = rest
                    .get(1)
                    .and_then(|days| days.parse::<u32>().ok())
                    .filter(|_| rest.len() == 2);
                let days = days.ok_or_else(|| {
                    Misread::new(
                        "no whole number of days",
                        "`agreed_within_share.<agreement>.<days>`",
                    )
                })?;
                Ok(Self::AgreedWithinShare(id, f64::from(days)))
            }
            "settled" => one(
                &rest,
                "organisation",
                "<organisation>",
                &ids(root.organisation.keys()),
            )
            .map(Self::Settled),
            "awarded_share" => one(
                &rest,
                "programme",
                "<programme>",
                &ids(root.programme.keys()),
            )
            .map(Self::AwardedShare),
            "residents" => jurisdiction(root, &rest).map(Self::Residents),
            "realised_projects" => jurisdiction(root, &rest).map(Self::RealisedProjects),
            _ => {
                let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
                let mut misread = Misread::new(
                    &format!("no indicator `{name}`"),
                    &crate::scenario::one_of(&names),
                );
                misread.near = crate::scenario::nearest(name, names).map(str::to_owned);
                Err(misread)
            }
        }
    }
}

/// Why an indicator is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What was found.
    pub found: String,
    /// What was wanted.
    pub wanted: String,
    /// What was probably meant.
    pub near: Option<String>,
}

impl Misread {
    fn new(found: &str, wanted: &str) -> Self {
        Self {
            found: found.to_owned(),
            wanted: wanted.to_owned(),
            near: None,
        }
    }
}

fn ids<'a>(keys: impl Iterator<Item = &'a Id>) -> Vec<&'a str> {
    keys.map(Id::as_str).collect()
}

/// The one id that follows an indicator's name.
fn one(rest: &[&str], kind: &str, form: &str, known: &[&str]) -> Result<Id, Misread> {
    let [text] = rest else {
        return Err(Misread::new(
            "too few or too many parts",
            &format!("the name, then {form}"),
        ));
    };
    Id::new(text)
        .filter(|id| known.contains(&id.as_str()))
        .ok_or_else(|| {
            let mut misread = Misread::new(&format!("no {kind} `{text}`"), &id_of(kind));
            misread.near = crate::scenario::nearest(text, known.iter().copied()).map(str::to_owned);
            misread
        })
}

/// A procedure and a step or clock of it.
fn inner(root: &Root, rest: &[&str], kind: &str) -> Result<(Id, Id), Misread> {
    let form = format!("<procedure>.<{kind}>");
    let (Some(first), [_, second]) = (rest.get(..1), rest) else {
        return Err(Misread::new(
            "too few or too many parts",
            &format!("the name, then {form}"),
        ));
    };
    let procedure = one(first, "procedure", &form, &ids(root.procedure.keys()))?;
    let declared = root.procedure.get(&procedure);
    let known = match kind {
        "step" => declared.map(|given| ids(given.step.keys())),
        _ => declared.map(|given| ids(given.clock.keys())),
    };
    let inner = one(&[second], kind, &form, &known.unwrap_or_default())?;
    Ok((procedure, inner))
}

fn jurisdiction(root: &Root, rest: &[&str]) -> Result<JurisdictionId, Misread> {
    let [text] = rest else {
        return Err(Misread::new(
            "too few or too many parts",
            "the name, then <jurisdiction>",
        ));
    };
    let known = JurisdictionId::new(text).filter(|id| root.jurisdiction.contains_key(id));
    known.ok_or_else(|| {
        let mut misread = Misread::new(
            &format!("no jurisdiction `{text}`"),
            "the id of a jurisdiction of the scenario",
        );
        let all = root.jurisdiction.keys().map(JurisdictionId::as_str);
        misread.near = crate::scenario::nearest(text, all).map(str::to_owned);
        misread
    })
}

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
            "`fits` in a target that is not fitted",
            "`fitted = true`",
        );
    }
}

/// The `indicator` of a target or event must be understood.
pub(super) fn check_indicator(compiler: &mut Compiler<'_>, address: &str, indicator: &str) {
    if let Err(misread) = Indicator::parse(indicator, compiler.root)
        && !compiler.is_unreadable_among(indicator.split('.'))
    {
        let fault = compiler.error(
            &format!("{address}.indicator"),
            misread.found,
            misread.wanted,
        );
        if let Some(near) = misread.near {
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
                    format!("no parameter `{fits}`"),
                    "the address of a parameter of the scenario",
                )
                .suggest(fits, addresses.iter().map(String::as_str));
        }
        Some(_) | None => {}
    }
}
