//! What a scenario is compiled with: its keys, the numbers of its names, and its faults.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::Options;
use super::calendars::Calendars;
use super::lever_ids::{LeverIds, Numbered};
use crate::draw::Distribution;
use crate::id::NounIndex;
use crate::model::ClassIndex;
use crate::scenario::keys::{Id, JurisdictionId, Root};
use crate::scenario::{Fault, Faults, Level, Node, Place, Scenario, one_of, split_address};

/// The kinds of thing that a key names by their id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Jurisdiction,
    /// A field of research.
    Field,
    Office,
    Agreement,
    Procedure,
    /// A route: procedures make it up, none declares it.
    Route,
    /// A kind of project.
    Project,
    Reform,
    Stay,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Jurisdiction,
        Self::Field,
        Self::Office,
        Self::Agreement,
        Self::Procedure,
        Self::Route,
        Self::Project,
        Self::Reform,
        Self::Stay,
    ];

    /// What users call it.
    const fn word(self) -> &'static str {
        if matches!(self, Self::Route) {
            return "route of procedures";
        }
        self.table()
    }

    /// The table of a scenario that declares it.
    const fn table(self) -> &'static str {
        match self {
            Self::Jurisdiction => "jurisdiction",
            Self::Field => "field",
            Self::Office => "office",
            Self::Agreement => "agreement",
            Self::Procedure | Self::Route => "procedure",
            Self::Project => "project",
            Self::Reform => "reform",
            Self::Stay => "stay",
        }
    }

    /// All of the kind, each with its number.
    fn numbered(self, root: &Root) -> Numbered<'_> {
        match self {
            Self::Jurisdiction => {
                Numbered::new(root.jurisdiction.keys().map(JurisdictionId::as_str))
            }
            Self::Field => Numbered::new(root.field.keys().map(Id::as_str)),
            Self::Office => Numbered::new(root.office.keys().map(Id::as_str)),
            Self::Agreement => Numbered::new(root.agreement.keys().map(Id::as_str)),
            Self::Procedure => Numbered::new(root.procedure.keys().map(Id::as_str)),
            Self::Route => {
                let procedures = root.procedure.iter();
                Numbered::new(procedures.map(|(id, given)| given.route_or(id).as_str()))
            }
            Self::Project => Numbered::new(root.project.keys().map(Id::as_str)),
            Self::Reform => Numbered::new(root.reform.keys().map(Id::as_str)),
            Self::Stay => Numbered::new(root.stay.keys().map(JurisdictionId::as_str)),
        }
    }
}

/// Faults from which on no name is suggested: to compare names takes long, and few are shown.
const SUGGESTED: usize = 1000;

/// A scenario on its way to a model.
pub struct Compiler<'a> {
    /// The scenario as read; knows every place.
    pub scenario: &'a Scenario,
    /// Its keys, with drawn values for a draw.
    pub root: &'a Root,
    /// What else the model is built with.
    pub options: &'a Options,
    /// What is wrong.
    pub faults: Faults,
    /// What would be right if all keys could be read; never shown.
    consequences: Faults,
    /// The records (as `office.a` or `procedure.a.step.b`) with a part that could not be read.
    unreadable: BTreeSet<String>,
    pub lever_ids: LeverIds,
    pub calendars: Calendars,
    /// Numbers of classes.
    pub classes: Numbered<'a>,
    /// Gamma distributions of mean 1 by the bits of their spread: their table is dear.
    pub gammas: BTreeMap<u64, Distribution>,
    numbers: [Numbered<'a>; Kind::ALL.len()],
}

impl<'a> Compiler<'a> {
    /// Begins with the keys of `root` and the faults that reading has found.
    pub fn new(
        scenario: &'a Scenario,
        root: &'a Root,
        options: &'a Options,
        faults: Faults,
    ) -> Self {
        let needs = root.project.values().flat_map(|kind| kind.need.values());
        let procedures = root.procedure.values();
        let classes = procedures
            .filter_map(|procedure| procedure.class.as_ref())
            .chain(needs.flat_map(|need| need.class.keys()));
        let errors = faults
            .list()
            .iter()
            .filter(|fault| fault.level == Level::Error);
        Self {
            scenario,
            root,
            options,
            unreadable: errors.map(|fault| record(&fault.address)).collect(),
            consequences: faults.same_files(),
            faults,
            lever_ids: LeverIds::default(),
            calendars: Calendars::default(),
            classes: Numbered::new(classes.map(Id::as_str)),
            gammas: BTreeMap::new(),
            numbers: Kind::ALL.map(|kind| kind.numbered(root)),
        }
    }

    /// Where the value of an address is written.
    pub fn place(&self, address: &str) -> Place {
        self.scenario.place(address)
    }

    /// Records an error of the key at `address`.
    pub fn error(
        &mut self,
        address: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> &mut Fault {
        let place = self.place(address);
        let faults = if self.is_consequence(address) {
            &mut self.consequences
        } else {
            &mut self.faults
        };
        faults.error(place, found, expected).at(address)
    }

    /// Records a warning of the key at `address`.
    pub fn warn(
        &mut self,
        address: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> &mut Fault {
        let place = self.place(address);
        self.faults.warn(place, found, expected).at(address)
    }

    /// How many faults there are, with those that are never shown.
    pub fn count(&self) -> usize {
        self.faults.count() + self.consequences.count()
    }

    /// Whether everything at the address and below it could be read.
    pub fn is_whole(&self, address: &str) -> bool {
        let from = (Bound::Included(address), Bound::Unbounded);
        let after = self.unreadable.range::<str, _>(from);
        let mut below = after.map_while(|record| record.strip_prefix(address));
        !below.any(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether all tables that a change of a reform can reach could be read.
    pub fn is_reach_whole(&self) -> bool {
        let reached = [
            "procedure",
            "office",
            "programme",
            "agreement",
            "stay",
            "organisation",
        ];
        reached.iter().all(|table| self.is_whole(table))
    }

    /// Whether a fault of the key at `address` may follow from one that reading has found.
    pub fn is_consequence(&self, address: &str) -> bool {
        self.unreadable.contains(&record(address)) || !self.is_whole(address)
    }

    /// Whether the record that holds an address, or one around it, could not be read.
    pub fn is_lost(&self, address: &str) -> bool {
        let around = self.unreadable.iter().any(|record| {
            let rest = address.strip_prefix(record.as_str());
            rest.is_some_and(|rest| rest.starts_with('.'))
        });
        around || self.is_consequence(address)
    }

    /// Whether something unreadable has one of these names.
    pub fn is_unreadable_among<'b>(&self, mut names: impl Iterator<Item = &'b str>) -> bool {
        names.any(|name| {
            let mut records = self.unreadable.iter();
            records.any(|record| record.split('.').any(|part| part == name))
        })
    }

    /// The number of a thing, where there is one.
    pub fn find(&self, kind: Kind, id: &str) -> Option<usize> {
        self.numbers[kind as usize].get(id)
    }

    /// How many there are of a kind.
    pub fn len(&self, kind: Kind) -> usize {
        self.numbers[kind as usize].len()
    }

    /// The names of a kind, in order.
    pub fn names(&self, kind: Kind) -> Vec<String> {
        self.numbers[kind as usize].names()
    }

    /// The index of a class.
    pub fn class(&self, id: &Id) -> Option<ClassIndex> {
        let place = self.classes.get(id.as_str());
        place.map(ClassIndex::from_index)
    }

    /// The number of the thing that the key at `address` names. Where there is none, that is
    /// a fault, and the number is 0.
    pub fn number(&mut self, kind: Kind, id: &str, address: impl FnOnce() -> String) -> usize {
        let number = self.find(kind, id);
        if number.is_none() {
            self.refer(kind, id, &address());
        }
        number.unwrap_or_default()
    }

    /// The same as an index of its type.
    pub fn index<I: NounIndex>(
        &mut self,
        kind: Kind,
        id: &str,
        address: impl FnOnce() -> String,
    ) -> I {
        I::from_index(self.number(kind, id, address))
    }

    /// The numbers of the things that the list at `address` names: each must exist, and be
    /// named once.
    pub fn numbers(&mut self, kind: Kind, ids: &[impl ToString], address: &str) -> Vec<usize> {
        self.numbers_or(kind, ids, address, None)
    }

    /// As [`Compiler::numbers`]; a word that the list may hold as well has no number.
    pub fn numbers_or(
        &mut self,
        kind: Kind,
        ids: &[impl ToString],
        address: &str,
        word: Option<&'static str>,
    ) -> Vec<usize> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.each_once(&ids, address);
        let mut numbers = Vec::new();
        for (index, id) in ids.iter().enumerate() {
            if let Some(number) = self.find(kind, id) {
                numbers.push(number);
            } else {
                self.refer_or(kind, id, &format!("{address}.{index}"), word);
            }
        }
        numbers
    }

    /// Reports ids that a list names again.
    pub fn each_once(&mut self, ids: &[impl ToString], address: &str) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.iter().map(ToString::to_string).enumerate() {
            if seen.contains(&id) {
                let found = format!("`{id}` is listed twice");
                self.error(&format!("{address}.{index}"), found, "each id once");
            }
            seen.insert(id);
        }
    }

    /// Reports the key at `address` unless it names a thing of the kind.
    pub fn refer(&mut self, kind: Kind, id: &str, address: &str) {
        self.refer_or(kind, id, address, None);
    }

    /// As [`Compiler::refer`]; the key may hold a word as well.
    pub fn refer_or(&mut self, kind: Kind, id: &str, address: &str, word: Option<&'static str>) {
        if self.find(kind, id).is_some() || word == Some(id) {
            return;
        }
        let declared = match kind {
            Kind::Route => !self.is_whole("procedure"),
            _ => self.is_declared(kind.table(), id),
        };
        if !declared {
            let declared = self.scenario.tree.get(kind.table()).and_then(Node::table);
            let names: Vec<String> = match kind {
                Kind::Route => self.names(kind),
                _ => declared.map_or_else(Vec::new, |table| table.keys().cloned().collect()),
            };
            let among = names.iter().map(String::as_str).chain(word);
            self.missing(kind.word(), id, address, among);
        }
    }

    /// Whether a table declares an id, even if what it says of it cannot be read.
    pub fn is_declared(&self, table: &str, id: &str) -> bool {
        self.unreadable.contains(table)
            || self.scenario.tree.find(&format!("{table}.{id}")).is_some()
    }

    /// Reports that the key at `address` names nothing.
    pub fn missing<'b>(
        &mut self,
        kind: &str,
        id: &str,
        address: &str,
        among: impl IntoIterator<Item = &'b str>,
    ) {
        let is_suggested = self.faults.count() < SUGGESTED;
        let fault = self.error(address, format!("unknown {kind} `{id}`"), id_of(kind));
        if is_suggested {
            fault.suggest(id, among);
        }
    }

    /// Reports unless exactly one of several keys of a table is given.
    pub fn exactly_one(&mut self, address: &str, keys: &[(&str, bool)]) -> bool {
        let given: Vec<&str> = keys
            .iter()
            .filter(|(_, given)| *given)
            .map(|(key, _)| *key)
            .collect();
        let names: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
        let expected = format!("exactly one key: {}", one_of(&names));
        match given.as_slice() {
            [_] => true,
            [] => {
                self.error(address, "a required key is missing", expected);
                false
            }
            [first, second, ..] => {
                let place = self.place(&format!("{address}.{first}"));
                let found = format!("`{first}` and `{second}` are both given");
                self.error(&format!("{address}.{second}"), found, expected)
                    .second(place, "the other key");
                false
            }
        }
    }

    /// Reports a key that has no meaning in its table.
    pub fn needless(&mut self, address: &str, key: &str, given: bool, why: &str) {
        if given {
            self.error(
                &format!("{address}.{key}"),
                format!("`{key}` {why}"),
                format!("no `{key}`"),
            );
        }
    }

    /// Reports shares that do not add to 1.
    pub fn adds_to_one(&mut self, address: &str, shares: impl IntoIterator<Item = f64>) {
        /// Shares written with three decimals may miss 1 by their rounding.
        const NEAR: f64 = 1e-3;
        let sum: f64 = shares.into_iter().sum();
        if (sum - 1.0).abs() > NEAR {
            self.error(
                address,
                format!("the shares add to {}", rounded(sum)),
                "a sum of 1",
            );
        }
    }
}

/// The smallest record with a name of its own that holds an address: what depends on one
/// key of a record may be wrong in all of it.
fn record(address: &str) -> String {
    const UNNAMED: [&str; 8] = [
        "format", "title", "extends", "include", "study", "gravity", "matching", "belief",
    ];
    let mut parts = split_address(address);
    let inner = parts.get(2).map(String::as_str);
    let length = match inner {
        _ if UNNAMED.contains(&parts[0].as_str()) => 1,
        Some("step" | "clock" | "need" | "change") if parts.len() > 3 => 4,
        _ => 2,
    };
    parts.truncate(length);
    parts.join(".")
}

/// A number for people, without the noise of binary fractions.
pub fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What a reference should be.
pub fn id_of(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("the id of {article} {kind} in the scenario")
}
