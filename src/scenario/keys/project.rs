//! Potential projects and their needs.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Distribution, Id, Label, ResourceKind};

record! {
    /// A kind of potential joint project.
    pub struct Project {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Potential projects a year that one researcher would lead with a foreign partner. At
        /// most 1,000, also after the factor of a field.
        pub rate_a_year: Parameter<AtLeastZero>,
        /// Factor on the rate, by field. Default: 1.
        pub field: BTreeMap<Id, Parameter<AtLeastZero>>,
        /// Share of the projects that are with the lead's standing partner institution, drawn
        /// once for each researcher by the weights of `gravity` over all jurisdictions; the
        /// partner is any of its researchers. The others find a partner anew. Default: 0.
        pub repeat_share: Option<Parameter<Share>>,
        /// Share hosted by the lead's jurisdiction. The partner's hosts the rest.
        pub hosted_by_lead_share: Parameter<Share>,
        /// Value of a project.
        pub value: Distribution,
        /// Days from formation to earliest start.
        pub lead_days: Parameter<AtLeastZero>,
        /// Days from earliest to last start.
        pub window_days: Parameter<AboveZero>,
        /// Substitution between needs. At 1 needs add up; near 0 the weakest need decides.
        pub theta: Parameter<Share>,
        /// Needs, at most 8. Their weights are scaled to add to 1.
        pub need: BTreeMap<Id, Need>,
    }
}

record! {
    /// A resource that a project needs.
    pub struct Need {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Kind of resource.
        pub kind: ResourceKind,
        /// Share of projects that have this need.
        pub share: Parameter<Share>,
        /// True: the project cannot start without it.
        pub essential: bool = true,
        /// Weight of the need in the completeness of the project.
        pub weight: Parameter<AboveZero>,
        /// Side that the resource comes from. It goes to the other side.
        pub from: From = From::guest,
        /// When the applicant files.
        pub files: Files = Files::initiation,
        /// Days before the earliest start; only with `files = "before"`.
        pub files_days_before: Option<Parameter<AtLeastZero>>,
        /// Routes of procedures that the need must pass. One crossing passes at most 32
        /// procedures.
        pub route: Vec<Id>,
        /// Share of needs in each class of applicant or risk. The rest have no class.
        pub class: BTreeMap<Id, Parameter<Share>>,
        /// True: the money comes from a programme of the jurisdiction. Only for funds.
        pub awarded: bool = false,
        /// True: a post, which starts a long stay on arrival. Only for researchers.
        pub post: bool = false,
        /// Days for which the resource stays usable after arrival. Default: without limit.
        pub shelf_life_days: Option<Parameter<AboveZero>>,
        /// Share of crossings that carry a risk.
        pub risk_share: Option<Parameter<Share>>,
        /// Duration of the journey.
        pub transit: Option<Distribution>,
        /// Share of needs that are bound to a date, as for a conference or a field season: they
        /// must arrive within `bound_window_days`, whatever the window of the project. Only for
        /// researchers who visit.
        pub bound_share: Option<Parameter<Share>>,
        /// Days from the earliest start to the date of a bound need.
        pub bound_window_days: Option<Parameter<AtLeastZero>>,
        /// Time before the earliest start at which a bound need is filed, instead of `files`. The
        /// deadlines of its procedures can make it longer. Default: as `files` says.
        pub bound_lead: Option<Distribution>,
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
        /// When the award is decided, or at initiation if there is no award.
        award,
        /// `files_days_before` days before the earliest start.
        before,
    }
}
