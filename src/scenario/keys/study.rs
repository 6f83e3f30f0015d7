//! The frame of a study, and the words that many tables share.

use std::collections::BTreeMap;

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};
use super::{Day, JurisdictionId};

record! {
    /// When, for how long, and what counts.
    pub struct Study {
        /// First measured day.
        pub start: Day,
        /// Years before it that only fill queues.
        pub warm_up_years: Parameter<AtLeastZero>,
        /// Measured years, from one day to 100 years;
        /// projects that may start then are followed to their end.
        pub years: Parameter<AboveZero>,
        /// Interest at which money of later years counts less.
        pub discount_a_year: Parameter<Share>,
        /// Loss of value a year of 365.25 days of delay, and the same rate in what researchers expect.
        pub rho_a_year: Parameter<AtLeastZero> = Parameter::assumed(0.0),
        /// Jurisdictions whose corridors are simulated; empty: all.
        pub focal: Vec<JurisdictionId>,
        /// One researcher in this many is simulated; offices and background are thinned alike.
        pub scale: u32 = 1,
        /// Unit of money in costs.
        pub currency: Option<String>,
    }
}

choice! {
    /// The six aspects of the blockage.
    pub unit enum Channel {
        /// Entry and exit of researchers.
        personnel,
        /// Cross-border flow of scientific data.
        data,
        /// Samples, reagents, equipment.
        materials,
        /// Openness of programmes, use of funds abroad.
        programmes,
        /// Settlement of international organisations.
        organisations,
        /// Services and welfare of foreign talent.
        welfare,
    }
}

choice! {
    /// What crosses.
    pub unit enum ResourceKind {
        /// People.
        researchers,
        /// Datasets.
        data,
        /// Lots.
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

/// What people call a thing, by language ("en", "zh").
pub type Label = BTreeMap<String, String>;
