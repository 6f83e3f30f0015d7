//! Packages of reforms and their names.

use std::fmt;

use crate::scenario::keys::{Id, Root};
use crate::scenario::{Scenario, nearest};

/// The order in which the families of reform are named; others follow by id.
const ORDER: [&str; 6] = [
    "top-level-design",
    "laws",
    "coordination",
    "policies",
    "procedures",
    "guidance",
];

/// The largest number of reforms with a list of all combinations that can still be run.
const COMBINED_AT_MOST: usize = 10;

/// Reforms in force together. The baseline is the package of none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package {
    reforms: Vec<Id>,
    whole: bool,
}

/// A name that is no package of the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPackage {
    /// What was asked for.
    pub name: String,
    /// What is the matter with it.
    pub reason: String,
    /// What was probably meant.
    pub near: Option<String>,
}

impl fmt::Display for UnknownPackage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "package `{}`: {}", self.name, self.reason)?;
        match &self.near {
            Some(near) => write!(formatter, "; did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownPackage {}

impl Package {
    /// No reform.
    #[must_use]
    pub const fn baseline() -> Self {
        Self {
            reforms: Vec::new(),
            whole: false,
        }
    }

    /// Reforms of a scenario that has `known` of them.
    #[must_use]
    pub fn new(mut reforms: Vec<Id>, known: usize) -> Self {
        reforms.sort_by(|a, b| rank(a).cmp(&rank(b)));
        // A scenario's only reform keeps its name.
        let whole = reforms.len() == known && reforms.len() > 1;
        Self { reforms, whole }
    }

    /// Every reform of the scenario.
    #[must_use]
    pub fn full(scenario: &Scenario) -> Self {
        package_of(&scenario.root, all_reforms(&scenario.root))
    }

    /// One reform of the scenario alone.
    #[must_use]
    pub fn single(scenario: &Scenario, reform: &Id) -> Self {
        package_of(&scenario.root, vec![reform.clone()])
    }

    /// Each reform alone, in canonical order.
    #[must_use]
    pub fn singles(scenario: &Scenario) -> Vec<Self> {
        let reforms = all_reforms(&scenario.root).into_iter();
        reforms
            .map(|id| package_of(&scenario.root, vec![id]))
            .collect()
    }

    /// Every combination: by the number of reforms, then in canonical order.
    ///
    /// # Errors
    ///
    /// When the scenario has more reforms than can be combined.
    pub fn every_combination(scenario: &Scenario) -> Result<Vec<Self>, UnknownPackage> {
        let reforms = all_reforms(&scenario.root);
        if reforms.len() > COMBINED_AT_MOST {
            return Err(UnknownPackage {
                name: "all".to_owned(),
                reason: format!(
                    "every combination of {} reforms is too many; {COMBINED_AT_MOST} can be combined",
                    reforms.len()
                ),
                near: None,
            });
        }
        let mut places: Vec<Vec<usize>> = (0..1_usize << reforms.len())
            .map(|set| (0..reforms.len()).filter(|i| set & (1 << i) != 0).collect())
            .collect();
        places.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let packages = places.iter().map(|places| {
            let chosen = places.iter().map(|place| reforms[*place].clone());
            package_of(&scenario.root, chosen.collect())
        });
        Ok(packages.collect())
    }

    /// One package: `baseline`, a reform, reforms joined by `+`, or `full`.
    ///
    /// # Errors
    ///
    /// When the scenario has no such reform.
    pub fn parse(name: &str, scenario: &Scenario) -> Result<Self, UnknownPackage> {
        match name {
            "baseline" => return Ok(Self::baseline()),
            "full" => return Ok(Self::full(scenario)),
            _ => {}
        }
        let mut reforms = Vec::new();
        for part in name.split('+') {
            let id = scenario.root.reform.keys().find(|id| **id == *part);
            match id {
                Some(id) if !reforms.contains(id) => reforms.push(id.clone()),
                Some(id) => {
                    return Err(UnknownPackage {
                        name: name.to_owned(),
                        reason: format!("`{id}` stands twice"),
                        near: None,
                    });
                }
                None => return Err(unknown(name, part, scenario)),
            }
        }
        Ok(package_of(&scenario.root, reforms))
    }

    /// A list with commas, in which `singles` and `all` mean several
    /// packages. A package named twice counts once, at its first place.
    ///
    /// # Errors
    ///
    /// When one of the names is no package of the scenario.
    pub fn parse_list(list: &str, scenario: &Scenario) -> Result<Vec<Self>, UnknownPackage> {
        let mut packages: Vec<Self> = Vec::new();
        for name in list.split(',').map(str::trim) {
            let named = match name {
                "singles" => Self::singles(scenario),
                "all" => Self::every_combination(scenario)?,
                one => vec![Self::parse(one, scenario)?],
            };
            for package in named {
                if !packages.contains(&package) {
                    packages.push(package);
                }
            }
        }
        Ok(packages)
    }

    /// The reforms, in canonical order.
    #[must_use]
    pub fn reforms(&self) -> &[Id] {
        &self.reforms
    }

    /// Whether it is the baseline.
    #[must_use]
    pub fn is_baseline(&self) -> bool {
        self.reforms.is_empty()
    }

    /// Whether it holds every reform of a scenario that has several.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.whole
    }

    /// How many reforms it holds.
    #[must_use]
    pub fn size(&self) -> usize {
        self.reforms.len()
    }

    /// Its name in tables and on the command line.
    #[must_use]
    pub fn name(&self) -> String {
        if self.reforms.is_empty() {
            return "baseline".to_owned();
        }
        if self.whole {
            return "full".to_owned();
        }
        let names: Vec<&str> = self.reforms.iter().map(Id::as_str).collect();
        names.join("+")
    }
}

impl fmt::Display for Package {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())
    }
}

fn package_of(root: &Root, reforms: Vec<Id>) -> Package {
    Package::new(reforms, root.reform.len())
}

fn all_reforms(root: &Root) -> Vec<Id> {
    let mut reforms: Vec<Id> = root.reform.keys().cloned().collect();
    reforms.sort_by(|a, b| rank(a).cmp(&rank(b)));
    reforms
}

fn rank(id: &Id) -> (usize, &str) {
    let place = ORDER.iter().position(|known| *id == **known);
    (place.unwrap_or(ORDER.len()), id.as_str())
}

fn unknown(name: &str, part: &str, scenario: &Scenario) -> UnknownPackage {
    if ["baseline", "full", "singles", "all"].contains(&part) {
        return UnknownPackage {
            name: name.to_owned(),
            reason: format!(
                "`{part}` stands alone and cannot be joined by `+`; only reforms can, and every \
                 package is compared with the baseline anyway"
            ),
            near: None,
        };
    }
    let reforms = all_reforms(&scenario.root);
    let words = ["baseline", "full", "singles", "all"];
    let among = reforms.iter().map(Id::as_str).chain(words);
    UnknownPackage {
        name: name.to_owned(),
        reason: match reforms.iter().map(Id::as_str).collect::<Vec<_>>() {
            known if known.is_empty() => "the scenario has no reform at all".to_owned(),
            known => format!(
                "the scenario has no reform `{part}`, it has {}",
                known.join(", ")
            ),
        },
        near: nearest(part, among).map(str::to_owned),
    }
}
