//! What a target or an event observes: the only list of these indicators.

use crate::scenario::keys::Root;
use crate::scenario::{Id, JurisdictionId, nearest, one_of};

/// What a target or an event observes, by what it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// Of the cases of a procedure.
    Procedure(CaseFigure),
    /// Share of agreements made within some days.
    Agreement,
    /// Organisations of a kind settled a year.
    Organisation,
    /// Share of applications awarded.
    Programme,
    Jurisdiction(JurisdictionFigure),
}

/// A figure of the cases of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseFigure {
    /// Cases completed a year.
    Completed,
    /// Cases filed a year.
    Filed,
    /// Median days from filing to decision.
    ElapsedMedianDays,
    /// Mean days from filing to decision, of a procedure or of one of its steps.
    ElapsedMeanDays,
    /// Share of decided cases that are refused.
    RefusedShare,
    /// Share of cases returned at least once.
    ReturnedShare,
    /// Share of decided cases that are granted.
    GrantedShare,
    /// Share of cases decided by a clock.
    DeemedShare,
    /// Share of cases that breach a clock.
    BreachShare,
    /// Mean number of rounds of a case.
    RoundsMean,
}

/// A figure of a jurisdiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JurisdictionFigure {
    /// Long-stay residents.
    Residents,
    /// Realised projects a year.
    RealisedProjects,
}

/// What may follow the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Nothing,
    /// A step of the procedure, or nothing.
    OptionalStep,
    /// A clock of the procedure.
    Clock,
    /// A whole number of days.
    Days,
}

/// Kind, name in a scenario and what follows.
const KINDS: &[(TargetKind, &str, Detail)] = {
    use CaseFigure as Case;
    use TargetKind::{Agreement, Jurisdiction, Organisation, Procedure, Programme};
    &[
        (Procedure(Case::Completed), "completed", Detail::Nothing),
        (Procedure(Case::Filed), "filed", Detail::Nothing),
        (
            Procedure(Case::ElapsedMedianDays),
            "elapsed_median_days",
            Detail::Nothing,
        ),
        (
            Procedure(Case::ElapsedMeanDays),
            "elapsed_mean_days",
            Detail::OptionalStep,
        ),
        (
            Procedure(Case::RefusedShare),
            "refused_share",
            Detail::Nothing,
        ),
        (
            Procedure(Case::ReturnedShare),
            "returned_share",
            Detail::Nothing,
        ),
        (
            Procedure(Case::GrantedShare),
            "granted_share",
            Detail::Nothing,
        ),
        (Procedure(Case::DeemedShare), "deemed_share", Detail::Clock),
        (Procedure(Case::BreachShare), "breach_share", Detail::Clock),
        (Agreement, "agreed_within_share", Detail::Days),
        (Organisation, "settled", Detail::Nothing),
        (Programme, "awarded_share", Detail::Nothing),
        (
            Jurisdiction(JurisdictionFigure::Residents),
            "residents",
            Detail::Nothing,
        ),
        (
            Jurisdiction(JurisdictionFigure::RealisedProjects),
            "realised_projects",
            Detail::Nothing,
        ),
        (Procedure(Case::RoundsMean), "rounds_mean", Detail::Nothing),
    ]
};

/// The indicator of a target or event, its ids known to the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetIndicator {
    /// What is observed.
    pub kind: TargetKind,
    /// The id of what it is of.
    pub id: String,
    /// The id of a step or clock, or a number of days.
    pub detail: Option<String>,
}

impl TargetIndicator {
    /// Reads an indicator of a scenario, such as `deemed_share.<procedure>.<clock>`.
    ///
    /// # Errors
    ///
    /// The part that names nothing in the scenario.
    pub fn parse(text: &str, root: &Root) -> Result<Self, IndicatorError> {
        let parts: Vec<&str> = text.split('.').collect();
        let (name, rest) = parts.split_first().unwrap_or((&"", &[]));
        let Some((kind, _, detail)) = KINDS.iter().find(|row| row.1 == *name) else {
            let names: Vec<&str> = KINDS.iter().map(|row| row.1).collect();
            let error = IndicatorError::new(&format!("unknown indicator `{name}`"), one_of(&names));
            return Err(error.near(name, &names));
        };
        let (id, rest) = match (rest, detail) {
            ([id], Detail::Nothing | Detail::OptionalStep) => (id, None),
            ([id, text], Detail::OptionalStep | Detail::Clock | Detail::Days) => (id, Some(*text)),
            _ => {
                let form = format!("the name, then <{}>{}", kind.noun(), detail.form());
                return Err(IndicatorError::new(
                    "the address has too few or too many parts",
                    form,
                ));
            }
        };
        is_known(id, kind.noun(), &kind.ids(root))?;
        if let Some(text) = rest {
            detail.check(text, id, root)?;
        }
        Ok(Self {
            kind: *kind,
            id: (*id).to_owned(),
            detail: rest.map(str::to_owned),
        })
    }
}

impl TargetKind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Procedure(_) => "procedure",
            Self::Agreement => "agreement",
            Self::Organisation => "organisation",
            Self::Programme => "programme",
            Self::Jurisdiction(_) => "jurisdiction",
        }
    }

    fn ids(self, root: &Root) -> Vec<&str> {
        match self {
            Self::Procedure(_) => root.procedure.keys().map(Id::as_str).collect(),
            Self::Agreement => root.agreement.keys().map(Id::as_str).collect(),
            Self::Organisation => root.organisation.keys().map(Id::as_str).collect(),
            Self::Programme => root.programme.keys().map(Id::as_str).collect(),
            Self::Jurisdiction(_) => root
                .jurisdiction
                .keys()
                .map(JurisdictionId::as_str)
                .collect(),
        }
    }
}

impl Detail {
    const fn form(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::OptionalStep => "[.<step>]",
            Self::Clock => ".<clock>",
            Self::Days => ".<days>",
        }
    }

    /// Checks the part that follows the id of a subject.
    fn check(self, text: &str, id: &str, root: &Root) -> Result<(), IndicatorError> {
        let procedure = root.procedure.get(id);
        match (self, procedure) {
            (Self::OptionalStep, Some(procedure)) => {
                let steps: Vec<&str> = procedure.step.keys().map(Id::as_str).collect();
                is_known(text, "step", &steps)
            }
            (Self::Clock, Some(procedure)) => {
                let clocks: Vec<&str> = procedure.clock.keys().map(Id::as_str).collect();
                is_known(text, "clock", &clocks)
            }
            (Self::Days, _) if text.parse::<u32>().is_err() => Err(IndicatorError::new(
                "the number of days is not a whole number",
                "`agreed_within_share.<agreement>.<days>`".to_owned(),
            )),
            (Self::Nothing | Self::OptionalStep | Self::Clock | Self::Days, _) => Ok(()),
        }
    }
}

fn is_known(text: &str, noun: &str, known: &[&str]) -> Result<(), IndicatorError> {
    if known.contains(&text) {
        return Ok(());
    }
    let error = IndicatorError::new(
        &format!("unknown {noun} `{text}`"),
        super::compiler::id_of(noun),
    );
    Err(error.near(text, known))
}

/// Why an indicator cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorError {
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What was probably meant.
    pub near: Option<String>,
}

impl IndicatorError {
    fn new(found: &str, expected: String) -> Self {
        Self {
            found: found.to_owned(),
            expected,
            near: None,
        }
    }

    fn near(self, text: &str, known: &[&str]) -> Self {
        let near = nearest(text, known.iter().copied()).map(str::to_owned);
        Self { near, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    fn read(text: &str) -> Result<TargetIndicator, String> {
        let root = scenario::read("scenarios/tiny.toml", &[]).map(|scenario| scenario.root);
        let root = root.map_err(|faults| faults.to_string())?;
        TargetIndicator::parse(text, &root).map_err(|error| error.found)
    }

    #[test]
    fn each_part_is_looked_up_in_the_scenario() {
        for (text, found) in [
            ("granted_share", "the address has too few or too many parts"),
            (
                "granted_share.xaa-permit.check",
                "the address has too few or too many parts",
            ),
            (
                "granted_share.xaa-permits",
                "unknown procedure `xaa-permits`",
            ),
            ("elapsed_mean_days.xaa-permit.chek", "unknown step `chek`"),
            (
                "breach_share.xaa-permit",
                "the address has too few or too many parts",
            ),
            ("breach_share.xaa-permit.none", "unknown clock `none`"),
            ("residents.XZZ", "unknown jurisdiction `XZZ`"),
        ] {
            assert_eq!(read(text), Err(found.to_owned()), "{text}");
        }
        let step = read("elapsed_mean_days.xaa-permit.check").map(|of| of.detail);
        assert_eq!(step, Ok(Some("check".to_owned())));
        assert!(read("residents.XAA").is_ok());
    }
}
