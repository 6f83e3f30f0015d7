//! Jurisdictions, institutions, fields, and what people know and believe.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::record;
use super::{Hours, Id, JurisdictionId, Label, TablePath, Weekday};

record! {
    /// A jurisdiction: where researchers live and procedures are in force.
    pub struct Jurisdiction {
        /// What people call it.
        pub label: Option<Label>,
        /// Researchers, full-time equivalents; at most 100 million.
        pub researchers: Parameter<AtLeastZero>,
        /// Days of rest in each week.
        pub weekend: Vec<Weekday>,
        /// CSV `date,name,working` of public holidays and make-up working days.
        pub holidays: Option<TablePath>,
        /// Local time minus UTC, in hours; no summer time.
        pub utc_offset_hours: f64 = 0.0,
        /// Working hours of its offices unless an office says otherwise.
        pub hours: Hours = Hours::working(),
        /// A `regime` whose offices and procedures it uses; each is copied with
        /// `@` replaced by this jurisdiction's id.
        pub regime: Option<Id>,
        /// Latitude of its place on the map.
        pub latitude: Option<f64>,
        /// Longitude of its place on the map.
        pub longitude: Option<f64>,
    }
}

record! {
    /// The size law of a jurisdiction's institutions. `institution.default`
    /// serves all that have no table of their own.
    pub struct Institution {
        /// Mean number of researchers of an institution.
        pub researchers_mean: Parameter<AboveZero>,
        /// Coefficient of variation of the size (lognormal).
        pub researchers_cv: Parameter<AtLeastZero>,
    }
}

record! {
    /// A field of research.
    pub struct Field {
        /// What people call it.
        pub label: Option<Label>,
        /// Share of researchers; the shares add to 1.
        pub share: Parameter<Share>,
    }
}

record! {
    /// Who works with whom. One row an ordered pair.
    pub struct Gravity {
        /// CSV `origin,destination,weight,...,grade,source`: the share of each
        /// partner among a researcher's partners abroad. Weights of an origin are
        /// scaled to add to 1 over the jurisdictions of the scenario.
        pub corridors: TablePath,
        /// How far the corridors were off where they were held against what came, in a
        /// sentence; the page prints it. Left out where they were not.
        pub judged: Option<String>,
    }
}

record! {
    /// How a potential project finds its partner. The threshold is `base` plus
    /// each enabler's ceiling times how far it is filled.
    pub struct Matching {
        /// Share matched with every enabler at nothing.
        pub base: Parameter<Share>,
        /// What open programmes add at most; filled by the open share of the host's programmes.
        pub programmes: Parameter<Share>,
        /// What residents add at most; filled by residents per `residents_full`.
        pub residents: Parameter<Share>,
        /// Residents per thousand researchers at which the part is full.
        pub residents_full: Parameter<AboveZero>,
        /// What settled organisations add at most.
        pub organisations: Parameter<Share>,
        /// Settled organisations at which the part is full.
        pub organisations_full: Parameter<AboveZero>,
    }
}

record! {
    /// What researchers know of a channel's procedures.
    pub struct Awareness {
        /// Share who know a procedure without having met it.
        pub share: Parameter<Share>,
        /// Days until half of those who filed have forgotten.
        pub half_life_days: Parameter<AboveZero>,
        /// Chance that a colleague of the same institution and field knows what one of them filed.
        pub institution_share: Option<Parameter<Share>>,
        /// Collaborators whom word reaches after a filing, at most 1,000.
        pub collaborators: u32 = 0,
        /// Chance that word makes a collaborator know.
        pub word_share: Option<Parameter<Share>>,
        /// Share of a gap to 1 that settled organisations close when full.
        pub organisation_share: Option<Parameter<Share>>,
    }
}

record! {
    /// What researchers believe of delay and success.
    pub struct Belief {
        /// Days until a community's belief has moved half of its way back to the public figure.
        pub half_life_days: Parameter<AboveZero>,
        /// Weight of one new experience in a community's belief.
        pub weight: Parameter<Share>,
        /// Weight of her own last experience against her community's belief.
        pub own_weight: Option<Parameter<Share>>,
        /// Believed success at the start; none: the calibrated figure of each corridor and channel.
        pub success: Option<Parameter<Share>>,
        /// Believed delay at the start, in days.
        pub delay_days: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// Long-stay foreign researchers of a jurisdiction. The id is the jurisdiction.
    pub struct Stay {
        /// Residents on the first day, at most 100 million.
        pub stock: Parameter<AtLeastZero>,
        /// Chance a year of leaving, with nothing of the bundle completed.
        pub exit_hazard_a_year: Parameter<Share>,
        /// Welfare procedures of each year, at most 32, with what each completed one
        /// multiplies the hazard by.
        pub bundle: BTreeMap<Id, BundleItem>,
        /// Projects a year that only a resident could lead, each resident; at most 1,000.
        pub projects_a_year: Parameter<AtLeastZero>,
        /// The kind of project they lead.
        pub project: Id,
        /// Years a stay lasts at most.
        pub years_at_most: Option<Parameter<AboveZero>>,
    }
}

record! {
    /// One welfare procedure of a resident's year.
    pub struct BundleItem {
        /// Multiplier on the exit hazard of the year in which it is completed.
        pub hazard: Parameter<Share>,
        /// Share of residents who need it in a year.
        pub need_share: Option<Parameter<Share>>,
    }
}

record! {
    /// Organisations that want to settle.
    pub struct Organisation {
        /// Where.
        pub jurisdiction: JurisdictionId,
        /// What people call it.
        pub label: Option<Label>,
        /// Wishes to settle a year, at most 100 million.
        pub arrivals_a_year: Parameter<AtLeastZero>,
        /// Settled on the first day, at most 100 million.
        pub stock: Parameter<AtLeastZero>,
        /// The route of procedures to settlement.
        pub route: Vec<Id>,
        /// Chance a year that a settled one closes.
        pub close_hazard_a_year: Option<Parameter<Share>>,
    }
}
