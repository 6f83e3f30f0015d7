//! The whole file.

use std::collections::BTreeMap;

use super::super::record::record;
use super::{
    Agreement, Awareness, Belief, Channel, Event, Expect, Field, Gravity, Id, Institution,
    Jurisdiction, JurisdictionId, Matching, Office, Organisation, Procedure, Programme, Project,
    Reform, Stay, Study, Target,
};

record! {
    /// A scenario.
    pub struct Root {
        /// Version of the format: 1.
        pub format: u32,
        /// What the scenario is about.
        pub title: String,
        /// Files merged under this one, key by key; this file wins. At most 256 files in all.
        pub extends: Vec<String>,
        /// Files merged beside this one; a key may stand in one of them only.
        pub include: Vec<String>,
        /// The frame.
        pub study: Study,
        /// Jurisdictions, at most 1,000.
        pub jurisdiction: BTreeMap<JurisdictionId, Jurisdiction>,
        /// Size laws of institutions, by jurisdiction, or `default`.
        pub institution: BTreeMap<String, Institution>,
        /// Fields of research, at most 1,000.
        pub field: BTreeMap<Id, Field>,
        /// Who works with whom.
        pub gravity: Option<Gravity>,
        /// How projects find partners.
        pub matching: Option<Matching>,
        /// What people know, by channel.
        pub awareness: BTreeMap<Channel, Awareness>,
        /// What people believe.
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
        /// Organisations that want to settle, at most 10,000 kinds.
        pub organisation: BTreeMap<Id, Organisation>,
        /// Long-stay residents, by jurisdiction.
        pub stay: BTreeMap<JurisdictionId, Stay>,
        /// Reforms, at most 1,000.
        pub reform: BTreeMap<Id, Reform>,
        /// Figures the baseline is held against.
        pub target: BTreeMap<Id, Target>,
        /// Natural experiments: what real reforms did.
        pub event: BTreeMap<Id, Event>,
        /// What theory expects, in verification files.
        pub expect: BTreeMap<Id, Expect>,
    }
}
