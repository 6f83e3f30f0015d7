//! The whole file.

use std::collections::BTreeMap;

use super::super::record::record;
use super::{
    Activity, Agreement, Awareness, Belief, Channel, Event, Expect, Field, Form, Gravity, Id,
    Institution, Jurisdiction, JurisdictionId, Matching, Office, Organisation, Prior, Procedure,
    Programme, Project, Reform, Stay, Study, Surface, Target,
};

record! {
    /// A scenario.
    pub struct Root {
        /// Version of the format: 1.
        pub format: u32,
        /// Title of the scenario.
        pub title: String,
        /// Files that this one builds on. They are merged key by key, and this file overrides
        /// them. At most 256 files in all.
        pub extends: Vec<String>,
        /// Files merged into this one. Each key may be in only one of them.
        pub include: Vec<String>,
        /// Period, scale and scope of the study.
        pub study: Study,
        /// Jurisdictions, at most 1,000.
        pub jurisdiction: BTreeMap<JurisdictionId, Jurisdiction>,
        /// Sizes of institutions, by jurisdiction, or `default`.
        pub institution: BTreeMap<String, Institution>,
        /// Fields of research, at most 1,000.
        pub field: BTreeMap<Id, Field>,
        /// Classes of researchers by how often they form projects, at most 100. Default: all
        /// are alike.
        pub activity: BTreeMap<Id, Activity>,
        /// Collaboration between jurisdictions.
        pub gravity: Option<Gravity>,
        /// How projects find partners.
        pub matching: Option<Matching>,
        /// What researchers know about procedures, by channel.
        pub awareness: BTreeMap<Channel, Awareness>,
        /// What researchers believe about delay and success.
        pub belief: Option<Belief>,
        /// Offices, at most 10,000.
        pub office: BTreeMap<Id, Office>,
        /// Agreements, at most 10,000.
        pub agreement: BTreeMap<Id, Agreement>,
        /// Procedures, at most 10,000.
        pub procedure: BTreeMap<Id, Procedure>,
        /// Kinds of project, at most 1,000.
        pub project: BTreeMap<Id, Project>,
        /// Programmes, at most 10,000.
        pub programme: BTreeMap<Id, Programme>,
        /// Kinds of organisation that want to settle, at most 10,000.
        pub organisation: BTreeMap<Id, Organisation>,
        /// Foreign researchers who live in a jurisdiction, by jurisdiction.
        pub stay: BTreeMap<JurisdictionId, Stay>,
        /// Reforms, at most 1,000.
        pub reform: BTreeMap<Id, Reform>,
        /// Other forms of the model, under which the reforms are compared again. At most 100.
        pub structure: BTreeMap<Id, Form>,
        /// Laws of what no single parameter states.
        pub prior: Option<Prior>,
        /// Observed figures that the baseline is compared with.
        pub target: BTreeMap<Id, Target>,
        /// Counts that fix a product of parameters, at most 1,000.
        pub surface: BTreeMap<Id, Surface>,
        /// Natural experiments: observed effects of real reforms.
        pub event: BTreeMap<Id, Event>,
        /// Formulas that a verification file is tested against.
        pub expect: BTreeMap<Id, Expect>,
    }
}

impl Root {
    /// Whether the calibration solves the parameter at an address, so that no draw takes it.
    #[must_use]
    pub fn is_solved(&self, address: &str) -> bool {
        self.surface
            .values()
            .any(|surface| surface.reaches(address))
    }

    /// Whether a surface keeps the figure of a target.
    #[must_use]
    pub fn is_kept(&self, target: &str) -> bool {
        self.surface
            .values()
            .any(|surface| surface.keeps == *target)
    }
}
