//! Where a model is put together: the drawn keys, the numbers of names, and the faults that
//! depend on the options of a run.

use std::collections::BTreeMap;

use super::Options;
use super::calendars::Calendars;
use super::slots::{Numbered, Slots};
use crate::draw::Law;
use crate::model::{JurisdictionIndex, OfficeIndex};
use crate::scenario::keys::{Id, JurisdictionId, Root};
use crate::scenario::{Faults, Scenario};

/// A model under construction.
pub struct Site<'a> {
    /// The scenario as read; knows every place.
    pub scenario: &'a Scenario,
    /// Its keys with drawn values.
    pub root: &'a Root,
    /// What else it is built with.
    pub options: &'a Options,
    /// What is wrong.
    pub faults: Faults,
    /// Levers.
    pub slots: Slots,
    /// Calendars.
    pub calendars: Calendars,
    /// Numbers of jurisdictions.
    pub jurisdictions: Numbered,
    /// Numbers of offices.
    pub offices: Numbered,
    /// Numbers of agreements.
    pub agreements: Numbered,
    /// Numbers of procedures.
    pub procedures: Numbered,
    /// Numbers of kinds of project.
    pub kinds: Numbered,
    /// Numbers of routes.
    pub routes: Numbered,
    /// Numbers of classes.
    pub classes: Numbered,
    /// Gamma laws of mean 1 by the bits of their spread: their table is dear.
    pub gammas: BTreeMap<u64, Law>,
}

impl<'a> Site<'a> {
    /// An empty site.
    pub fn new(scenario: &'a Scenario, root: &'a Root, options: &'a Options) -> Self {
        let needs = || root.project.values().flat_map(|kind| kind.need.values());
        let routes = root
            .procedure
            .iter()
            .map(|(id, procedure)| procedure.route.as_ref().unwrap_or(id))
            .chain(needs().flat_map(|need| &need.route))
            .chain(root.organisation.values().flat_map(|kind| &kind.route));
        let classes = root
            .procedure
            .values()
            .filter_map(|procedure| procedure.class.as_ref())
            .chain(needs().flat_map(|need| need.class.keys()));
        Self {
            scenario,
            root,
            options,
            faults: scenario.faults(),
            slots: Slots::default(),
            calendars: Calendars::default(),
            jurisdictions: Numbered::new(root.jurisdiction.keys().map(JurisdictionId::as_str)),
            offices: Numbered::new(root.office.keys().map(Id::as_str)),
            agreements: Numbered::new(root.agreement.keys().map(Id::as_str)),
            procedures: Numbered::new(root.procedure.keys().map(Id::as_str)),
            kinds: Numbered::new(root.project.keys().map(Id::as_str)),
            routes: Numbered::new(routes.map(Id::as_str)),
            classes: Numbered::new(classes.map(Id::as_str)),
            gammas: BTreeMap::new(),
        }
    }

    /// Records a fault of the key at `address`.
    pub fn fault(&mut self, address: &str, found: impl Into<String>, wanted: impl Into<String>) {
        let place = self.scenario.place(address);
        self.faults.error(place, found, wanted).at(address);
    }

    /// The number of a jurisdiction.
    pub fn jurisdiction(&self, id: &JurisdictionId) -> JurisdictionIndex {
        JurisdictionIndex::from_index(number(&self.jurisdictions, id.as_str()))
    }

    /// The number of an office.
    pub fn office(&self, id: &Id) -> OfficeIndex {
        OfficeIndex::from_index(number(&self.offices, id.as_str()))
    }

    /// The number of an agreement.
    pub fn agreement(&self, id: &Id) -> usize {
        number(&self.agreements, id.as_str())
    }

    /// The number of a procedure.
    pub fn procedure(&self, id: &Id) -> usize {
        number(&self.procedures, id.as_str())
    }

    /// The number of a kind of project.
    pub fn kind(&self, id: &Id) -> usize {
        number(&self.kinds, id.as_str())
    }
}

/// The number of a name. The checks have refused names that lead nowhere.
fn number(numbers: &Numbered, id: &str) -> usize {
    let number = numbers.get(id);
    debug_assert!(number.is_some(), "`{id}` is not checked");
    number.unwrap_or_default()
}
