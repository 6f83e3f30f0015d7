//! Potential projects and their needs.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Id, Label, Law, ResourceKind};

record! {
    /// A kind of potential joint project.
    pub struct Project {
        /// What people call it.
        pub label: Option<Label>,
        /// Potential projects a year that a researcher would lead with a partner abroad. At
        /// most 1,000, also after the multiplier of a field.
        pub rate_a_year: Parameter<AtLeastZero>,
        /// Multiplier of the rate by field; default 1.
        pub field: BTreeMap<Id, Parameter<AtLeastZero>>,
        /// Share hosted by the lead's jurisdiction; the rest by the partner's.
        pub hosted_by_lead_share: Parameter<Share>,
        /// Its value.
        pub value: Law,
        /// Days from formation to earliest start.
        pub lead_days: Parameter<AtLeastZero>,
        /// Days from earliest to last start.
        pub window_days: Parameter<AboveZero>,
        /// Substitution between needs: 1 they add up, towards 0 the weakest decides.
        pub theta: Parameter<Share>,
        /// Its needs, at most 8; weights are scaled to add to 1.
        pub need: BTreeMap<Id, Need>,
    }
}

record! {
    /// What a project needs at its place.
    pub struct Need {
        /// What people call it.
        pub label: Option<Label>,
        /// Which resource.
        pub kind: ResourceKind,
        /// Share of projects of the kind that have this need.
        pub share: Parameter<Share>,
        /// Without it the project cannot start.
        pub essential: bool = true,
        /// Its weight in completeness.
        pub weight: Parameter<AboveZero>,
        /// Where it comes from; it goes to the other side.
        pub from: From = From::guest,
        /// When the applicant files.
        pub files: Files = Files::initiation,
        /// With `files = "before"`: days before earliest start.
        pub files_days_before: Option<Parameter<AtLeastZero>>,
        /// Routes of procedures it passes; one crossing meets at most 32 procedures.
        pub route: Vec<Id>,
        /// Share of needs in each class of applicant or risk; the rest have none.
        pub class: BTreeMap<Id, Parameter<Share>>,
        /// For funds: the money comes from a programme of its jurisdiction.
        pub awarded: bool = false,
        /// A post: its arrival starts a long stay.
        pub post: bool = false,
        /// Days it stays usable after arrival.
        pub shelf_life_days: Option<Parameter<AboveZero>>,
        /// Share of crossings that carry a risk.
        pub risk_share: Option<Parameter<Share>>,
        /// The journey.
        pub transit: Option<Law>,
    }
}

choice! {
    /// Where a need comes from.
    pub unit enum From {
        /// From the guest's jurisdiction to the host's.
        guest,
        /// From the host's jurisdiction to the guest's.
        host,
    }
}

choice! {
    /// When a need's procedures begin.
    pub unit enum Files {
        /// When the project begins.
        initiation,
        /// When the award is decided; at initiation where there is none.
        award,
        /// A stated number of days before earliest start.
        before,
    }
}
