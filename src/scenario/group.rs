//! Groups of parameters: what is not known of a world, in a dozen parts that a reader
//! can name, and that could be measured apart from one another.

use std::collections::BTreeMap;
use std::fmt;

use super::figure::Figure;
use super::keys::{Channel, Root};
use super::record::Read;
use super::tree::split_address;

/// A group of parameters. Each parameter that a result can depend on is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Rules and shares of a channel's procedures: who needs them, who passes, what is
    /// asked for, how often a file comes back, how long a grant is valid.
    Procedures(Channel),
    /// How long work, passage and preparation take, officers, and the desks' other cases.
    Times,
    /// What people know of procedures, and what they believe of success and delay.
    Knowledge,
    /// Rates, values, needs, leads and windows of projects, what delay costs them, and the
    /// counts that their filings must meet.
    Projects,
    /// How projects find partners.
    Matching,
    /// Researchers, institutions, residents, organisations that want to settle.
    People,
    /// Programmes, fees, and the costs of officers' hours and of reforms.
    Money,
    /// What reforms change, and how soon.
    Reforms,
}

impl Group {
    /// All groups, in the order of tables.
    pub const ALL: [Self; 13] = [
        Self::Procedures(Channel::personnel),
        Self::Procedures(Channel::data),
        Self::Procedures(Channel::materials),
        Self::Procedures(Channel::programmes),
        Self::Procedures(Channel::organisations),
        Self::Procedures(Channel::welfare),
        Self::Times,
        Self::Knowledge,
        Self::Projects,
        Self::Matching,
        Self::People,
        Self::Money,
        Self::Reforms,
    ];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Procedures(Channel::personnel) => "procedures.personnel",
            Self::Procedures(Channel::data) => "procedures.data",
            Self::Procedures(Channel::materials) => "procedures.materials",
            Self::Procedures(Channel::programmes) => "procedures.programmes",
            Self::Procedures(Channel::organisations) => "procedures.organisations",
            Self::Procedures(Channel::welfare) => "procedures.welfare",
            Self::Times => "times",
            Self::Knowledge => "knowledge",
            Self::Projects => "projects",
            Self::Matching => "matching",
            Self::People => "people",
            Self::Money => "money",
            Self::Reforms => "reforms",
        }
    }

    /// What it holds.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Procedures(_) => {
                "rules and shares of the channel's procedures: needs, pathways, exemptions, documents, returns, refusals, validity, limits"
            }
            Self::Times => {
                "work, passage, elapsed time, preparation, correction, patience, officers, loads, background cases"
            }
            Self::Knowledge => {
                "shares of researchers who know a procedure, word of mouth, memory, weights and half-lives of beliefs"
            }
            Self::Projects => {
                "rates, values, needs, classes, risks, leads, windows, substitution, loss by delay"
            }
            Self::Matching => {
                "base and ceiling of matching, and the residents and organisations that fill the gap"
            }
            Self::People => {
                "researchers, institutions, fields, activity classes, residents and their stays, organisations"
            }
            Self::Money => {
                "programmes, awards, fees, costs of officers' hours and of reforms, discount"
            }
            Self::Reforms => "sizes, leads, ramps and decays of changes",
        }
    }

    /// The group of the parameter at an address. None where no result depends on it: the frame
    /// of time, which is never drawn, and figures that results are only compared with. None
    /// where it follows from others: what the calibration solves.
    #[must_use]
    pub fn of_address(address: &str, root: &Root) -> Option<Self> {
        let parts = split_address(address);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (head, rest) = parts.split_first()?;
        if root.is_solved(address) {
            return None;
        }
        match (*head, rest) {
            ("study", ["rho_a_year"]) | ("project" | "surface", _) => Some(Self::Projects),
            ("target", [id, "observed"]) if root.is_kept(id) => Some(Self::Projects),
            ("awareness" | "belief", _) | ("procedure" | "programme", [_, "aware_share"]) => {
                Some(Self::Knowledge)
            }
            ("study", ["discount_a_year"])
            | ("programme", _)
            | ("office", [_, "cost_an_hour"])
            | ("procedure", [_, "fee"])
            | ("reform", [_, "cost_once" | "cost_a_year"]) => Some(Self::Money),
            ("reform" | "prior", _) => Some(Self::Reforms),
            ("jurisdiction", [_, "residents_share" | "organisations_stock"]) => {
                Some(Self::Matching)
            }
            (
                "jurisdiction" | "institution" | "field" | "activity" | "organisation" | "stay",
                _,
            ) => Some(Self::People),
            ("matching", _) => Some(Self::Matching),
            ("office", [id, "tier", ..]) => tiered_for(id, root).map(Self::Procedures),
            ("office", _) | ("agreement", [_, "passage", ..]) => Some(Self::Times),
            ("agreement", [id, ..]) => negotiated_for(id, root).map(Self::Procedures),
            ("procedure", [id, keys @ ..]) => of_procedure(id, keys, root),
            _ => None,
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Distributions of time and what keeps a desk busy are of one group; all else that a procedure
/// says is of its channel.
fn of_procedure(id: &str, keys: &[&str], root: &Root) -> Option<Group> {
    match keys {
        ["prepare" | "correct" | "patience" | "adhoc", ..]
        | ["background_a_year" | "hours_a_document"]
        | ["step", _, "work" | "passage" | "elapsed", ..] => Some(Group::Times),
        _ => {
            let procedure = root.procedure.get(id)?;
            Some(Group::Procedures(procedure.channel))
        }
    }
}

/// The channel of the first procedure of a tier with a step at an office.
fn tiered_for(office: &str, root: &Root) -> Option<Channel> {
    let is_there =
        |step: &super::keys::Step| step.office.as_ref().is_some_and(|own| *own == *office);
    let mut procedures = root.procedure.values();
    let first = procedures
        .find(|procedure| procedure.tier.is_some() && procedure.step.values().any(is_there))?;
    Some(first.channel)
}

/// The channel of the first procedure that negotiates an agreement.
fn negotiated_for(agreement: &str, root: &Root) -> Option<Channel> {
    let negotiates = |step: &super::keys::Step| {
        step.agreement
            .as_ref()
            .is_some_and(|own| *own == *agreement)
    };
    let mut procedures = root.procedure.values();
    let first = procedures.find(|procedure| procedure.step.values().any(negotiates))?;
    Some(first.channel)
}

/// Whether draws of a parameter differ.
#[must_use]
pub fn is_uncertain(figure: &Figure) -> bool {
    figure
        .low
        .zip(figure.high)
        .is_some_and(|(low, high)| low < high)
}

/// The parameters of each group: how many there are, and how many are uncertain.
#[must_use]
pub fn groups(root: &Root) -> BTreeMap<Group, (usize, usize)> {
    let mut counts: BTreeMap<Group, (usize, usize)> = BTreeMap::new();
    root.visit(&mut |figure| {
        if let Some(group) = Group::of_address(&figure.address, root) {
            let (total, uncertain) = counts.entry(group).or_default();
            *total += 1;
            *uncertain += usize::from(is_uncertain(figure));
        }
    });
    counts
}
