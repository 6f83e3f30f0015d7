//! The study, and the enums that many tables share.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Day, JurisdictionId};

record! {
    /// Period, scale and scope of the study.
    pub struct Study {
        /// First measured day.
        pub start: Day,
        /// Years simulated before `start` to fill the queues. They are not measured.
        pub warm_up_years: Parameter<AtLeastZero>,
        /// Measured years, from one day to 100 years. Projects that may start in this period
        /// are followed to their end.
        pub years: Parameter<AboveZero>,
        /// First day on which the reforms have settled. Measured years that start on it or later
        /// are the settled years, those before are the transition. Default: every project that
        /// may start forms after the last central ramp and one year of public figures.
        pub settled_from: Option<Day>,
        /// Discount rate for costs in later years.
        pub discount_a_year: Parameter<Share>,
        /// Rate at which a project loses value by delay, per year of 365.25 days. Researchers
        /// expect the same rate.
        pub rho_a_year: Parameter<AtLeastZero> = Parameter::assumed(0.0),
        /// Jurisdictions with simulated corridors. Default: all.
        pub focal: Vec<JurisdictionId>,
        /// One researcher in this number is simulated. Offices and background cases are reduced by
        /// the same factor.
        pub scale: u32 = 1,
        /// Addresses of parameters, at most ten, `*` for any part: `compare --structure` also looks
        /// for the largest deep cause where these lie at the ends of their ranges.
        pub corners: Vec<String>,
        /// Currency of all costs.
        pub currency: Option<String>,
    }
}

choice! {
    /// The six channels of cross-border research.
    pub unit enum Channel {
        /// Entry and exit of researchers.
        personnel,
        /// Scientific data across borders.
        data,
        /// Samples, reagents and equipment.
        materials,
        /// Openness of programmes and use of funds abroad.
        programmes,
        /// Settlement of international organisations.
        organisations,
        /// Services and welfare for foreign researchers.
        welfare,
    }
}

choice! {
    /// Kinds of resource that cross borders.
    pub unit enum ResourceKind {
        /// People.
        researchers,
        /// Datasets.
        data,
        /// Lots of materials.
        materials,
        /// Awards and tranches.
        funds,
    }
}

choice! {
    /// Days of the week.
    pub unit enum Weekday {
        /// Monday.
        monday,
        /// Tuesday.
        tuesday,
        /// Wednesday.
        wednesday,
        /// Thursday.
        thursday,
        /// Friday.
        friday,
        /// Saturday.
        saturday,
        /// Sunday.
        sunday,
    }
}

/// Display name by language ("en", "zh").
pub type Label = BTreeMap<String, String>;
