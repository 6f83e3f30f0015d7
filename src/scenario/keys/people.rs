//! Jurisdictions, institutions, fields, and what people know and believe.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Hours, Id, JurisdictionId, Label, TablePath, Weekday};

record! {
    /// A jurisdiction, where researchers live and procedures apply.
    pub struct Jurisdiction {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Researchers, full-time equivalents; at most 100 million.
        pub researchers: Parameter<AtLeastZero>,
        /// Days of rest in each week. Default: none, so every day is a working day.
        pub weekend: Vec<Weekday>,
        /// CSV with `date,name,working`: public holidays and make-up working days.
        pub holidays: Option<TablePath>,
        /// Local time minus UTC, in hours. There is no daylight saving time.
        pub utc_offset_hours: f64 = 0.0,
        /// Working hours of its offices, unless an office has its own `hours`.
        pub hours: Hours = Hours::working(),
        /// The `regime` that this jurisdiction uses. Its tables are copied. In the copies, a
        /// text "@" becomes the id of the jurisdiction, and `@` within a text becomes the id
        /// in lower case.
        pub regime: Option<Id>,
        /// Latitude on the map, in degrees. Give `longitude` too.
        pub latitude: Option<f64>,
        /// Longitude on the map, in degrees. Give `latitude` too.
        pub longitude: Option<f64>,
        /// Share of its researchers who came from abroad. Acts in matching alone, and only
        /// where the jurisdiction is not in `study.focal`; its residents do not change then.
        /// Default: the residents of its `stay`.
        pub residents_share: Option<Parameter<Share>>,
        /// International organisations of every kind that are settled there. Acts in matching
        /// alone, and only where the jurisdiction is not in `study.focal`. Default: those of
        /// its tables `organisation`.
        pub organisations_stock: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// Distribution of the sizes of a jurisdiction's institutions. `institution.default`
    /// applies to jurisdictions without a table of their own.
    pub struct Institution {
        /// Mean number of researchers per institution.
        pub researchers_mean: Parameter<AboveZero>,
        /// Coefficient of variation of the size (lognormal).
        pub researchers_cv: Parameter<AtLeastZero>,
    }
}

record! {
    /// A field of research.
    pub struct Field {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Share of researchers in this field. The shares of all fields add to 1.
        pub share: Parameter<Share>,
    }
}

record! {
    /// A class of researchers by how often they form projects, independent of field. Every
    /// researcher belongs to one. Shares times factors add to 1, so that the classes leave the
    /// number of projects as it is. Where they are drawn, the shares are scaled to add to 1,
    /// then the factors to a mean of 1.
    pub struct Activity {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Share of researchers in this class. The shares of all classes add to 1.
        pub share: Parameter<Share>,
        /// Factor on the rate at which a researcher of the class forms projects.
        pub factor: Parameter<AtLeastZero>,
    }
}

record! {
    /// Collaboration between jurisdictions: one row for each ordered pair.
    pub struct Gravity {
        /// CSV with `origin,destination,weight,...,grade,source`: the weight of each
        /// destination among the foreign partners of a researcher. The weights of each origin
        /// are scaled to add to 1 over the jurisdictions in the scenario. A column `moves`, the
        /// researchers who moved, gives the origins of a jurisdiction's residents in matching;
        /// without it they follow researchers times weight.
        pub corridors: TablePath,
        /// The error of the corridors when they were compared with later data, in one
        /// sentence. The report prints it. Leave it out if no comparison was made.
        pub judged: Option<String>,
    }
}

record! {
    /// How a potential project finds its partner. The probability rises from `base` to
    /// `ceiling` as the host's residents from the partner's country, and its settled
    /// organisations, reach the numbers at which their part is full. A project above the
    /// ceiling is not attainable.
    pub struct Matching {
        /// Share of projects matched without residents and organisations.
        pub base: Parameter<Share>,
        /// Share matched when both are full; at least `base`.
        pub ceiling: Parameter<Share>,
        /// Part of the way from `base` to `ceiling` that residents make. Organisations make
        /// the rest.
        pub residents_part: Parameter<Share>,
        /// Residents per thousand researchers at which the residents' part is full. For one
        /// partner country it is this number times the country's share of the host's partners.
        pub residents_full: Parameter<AboveZero>,
        /// Settled organisations at which the organisations' part is full.
        pub organisations_full: Parameter<AboveZero>,
        /// Share of `organisations_stock` that are science organisations. Default: all.
        pub science_share: Option<Parameter<Share>>,
    }
}

record! {
    /// What researchers know about the procedures of a channel.
    pub struct Awareness {
        /// Share of researchers who know a procedure without having used it.
        pub share: Parameter<Share>,
        /// Days until half of those who filed have forgotten the procedure.
        pub half_life_days: Parameter<AboveZero>,
        /// Probability that a filing makes the procedure known to a colleague in the same
        /// institution and field.
        pub institution_share: Option<Parameter<Share>>,
        /// Collaborators who hear of a filing, at most 1,000.
        pub collaborators: u32 = 0,
        /// Probability that a collaborator who hears of a filing learns the procedure.
        pub word_share: Option<Parameter<Share>>,
        /// Share of the gap between awareness and 1 that settled organisations close at their
        /// maximum.
        pub organisation_share: Option<Parameter<Share>>,
    }
}

record! {
    /// What researchers believe about delay and success.
    pub struct Belief {
        /// Days until a community's belief has moved halfway back to the public figure.
        pub half_life_days: Parameter<AboveZero>,
        /// Weight of one new experience in a community's belief.
        pub weight: Parameter<Share>,
        /// Weight of a researcher's own last experience, relative to their community's belief.
        pub own_weight: Option<Parameter<Share>>,
        /// Strength of deterrence: the exponent of the hope that decides whether a project begins.
        /// 0: everybody begins. Default: 1.
        pub deterrence: Option<Parameter<AtLeastZero>>,
        /// What decides whether a project begins. Default: the hope of success alone.
        pub form: DeterrenceForm = DeterrenceForm::hope,
        /// With `form = "effort"`: value that an hour of an applicant must bring. Default: the
        /// calibration finds it, so that hope alone and effort deter the same share of value.
        pub effort_scale: Option<Parameter<AtLeastZero>>,
        /// With `form = "effort"`, which requires it: coefficient of variation of what an hour
        /// costs a lead (lognormal with median 1).
        pub effort_cv: Option<Parameter<AtLeastZero>>,
        /// Believed success at the start. Default: the calibrated figure of each corridor and
        /// channel.
        pub success: Option<Parameter<Share>>,
        /// Believed delay at the start, in days.
        pub delay_days: Option<Parameter<AtLeastZero>>,
    }
}

choice! {
    /// What decides whether a project begins.
    pub unit enum DeterrenceForm {
        /// Its hope of success, to the power of `deterrence`, against a uniform.
        hope,
        /// Its value times its hope, against the expected hours of its applicants.
        effort,
    }
}

record! {
    /// Foreign researchers who live in a jurisdiction. The id is that of the jurisdiction.
    pub struct Stay {
        /// Residents on the first day, at most 100 million. Required without
        /// `natural_exit_a_year`, and refused with it.
        pub stock: Option<Parameter<AtLeastZero>>,
        /// Probability of leaving within a year, when no procedure of the bundle is completed.
        pub exit_hazard_a_year: Parameter<Share>,
        /// Welfare procedures of each year, at most 32. Each completed procedure multiplies the
        /// exit hazard by a factor.
        pub bundle: BTreeMap<Id, BundleItem>,
        /// Projects a year and resident that only a resident could lead; at most 1,000.
        pub projects_a_year: Parameter<AtLeastZero>,
        /// The kind of project that residents lead.
        pub project: Id,
        /// Yearly rate at which stays end by themselves, whatever the policy. Each post then
        /// has a natural length, exponential with this rate; projects that only its holder
        /// could lead are drawn for that length. On the first day the holders of past posts
        /// are a stationary population; the share that arrivals sustain lives there.
        pub natural_exit_a_year: Option<Parameter<AboveZero>>,
        /// Longest stay, in years. It cuts the natural length.
        pub years_at_most: Option<Parameter<AboveZero>>,
    }
}

record! {
    /// One welfare procedure of a resident's year.
    pub struct BundleItem {
        /// Factor on the exit hazard of the year in which the procedure is completed.
        pub hazard: Parameter<Share>,
        /// Share of residents who need the procedure in a year.
        pub need_share: Option<Parameter<Share>>,
    }
}

record! {
    /// Organisations that want to settle.
    pub struct Organisation {
        /// Jurisdiction where they want to settle.
        pub jurisdiction: JurisdictionId,
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Organisations a year that want to settle, at most 100 million.
        pub arrivals_a_year: Parameter<AtLeastZero>,
        /// Organisations settled on the first day, at most 100 million.
        pub stock: Parameter<AtLeastZero>,
        /// Routes of procedures that lead to settlement.
        pub route: Vec<Id>,
        /// Probability that a settled organisation closes within a year.
        pub close_hazard_a_year: Option<Parameter<Share>>,
    }
}
