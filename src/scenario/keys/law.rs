//! Laws of durations and values, and the units they are written in.

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};

choice! {
    /// The law of a duration or a value. Exactly one key names the law. No duration is
    /// longer than 1,000 years.
    pub enum Law {
        /// Always the same.
        fixed(FixedLaw),
        /// Exponential with the stated mean.
        exponential(MeanLaw),
        /// Lognormal with the stated mean and coefficient of variation.
        lognormal(SpreadLaw),
        /// Gamma with the stated mean and coefficient of variation.
        gamma(SpreadLaw),
        /// Triangular between low and high with its peak at mode.
        triangular(TriangularLaw),
        /// The number of trials to the first success, each taking the stated time.
        geometric(GeometricLaw),
        /// One of several laws, each with a share; the shares add to 1.
        mixture(MixtureLaw),
    }
}

record! {
    /// A constant. Exactly one unit is given. `wd` is a working day of the
    /// jurisdiction whose calendar applies; `value` is for laws without a unit.
    pub struct FixedLaw {
        /// Minutes.
        pub minutes: Option<Parameter<AtLeastZero>>,
        /// Hours.
        pub hours: Option<Parameter<AtLeastZero>>,
        /// Working days.
        pub wd: Option<Parameter<AtLeastZero>>,
        /// Calendar days of 24 hours.
        pub days: Option<Parameter<AtLeastZero>>,
        /// Without a unit (a project's value).
        pub value: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// A law known by its mean. Exactly one unit is given.
    pub struct MeanLaw {
        /// Mean in minutes.
        pub mean_minutes: Option<Parameter<AboveZero>>,
        /// Mean in hours.
        pub mean_hours: Option<Parameter<AboveZero>>,
        /// Mean in working days.
        pub mean_wd: Option<Parameter<AboveZero>>,
        /// Mean in calendar days.
        pub mean_days: Option<Parameter<AboveZero>>,
        /// Mean without a unit.
        pub mean: Option<Parameter<AboveZero>>,
    }
}

record! {
    /// A law known by its mean and coefficient of variation.
    pub struct SpreadLaw {
        /// Mean in minutes.
        pub mean_minutes: Option<Parameter<AboveZero>>,
        /// Mean in hours.
        pub mean_hours: Option<Parameter<AboveZero>>,
        /// Mean in working days.
        pub mean_wd: Option<Parameter<AboveZero>>,
        /// Mean in calendar days.
        pub mean_days: Option<Parameter<AboveZero>>,
        /// Mean without a unit.
        pub mean: Option<Parameter<AboveZero>>,
        /// Standard deviation divided by mean.
        pub cv: Parameter<AboveZero>,
    }
}

record! {
    /// A triangular law. All three points in one unit.
    pub struct TriangularLaw {
        /// Least, in hours.
        pub low_hours: Option<Parameter<AtLeastZero>>,
        /// Most likely, in hours.
        pub mode_hours: Option<Parameter<AtLeastZero>>,
        /// Greatest, in hours.
        pub high_hours: Option<Parameter<AtLeastZero>>,
        /// Least, in working days.
        pub low_wd: Option<Parameter<AtLeastZero>>,
        /// Most likely, in working days.
        pub mode_wd: Option<Parameter<AtLeastZero>>,
        /// Greatest, in working days.
        pub high_wd: Option<Parameter<AtLeastZero>>,
        /// Least, in calendar days.
        pub low_days: Option<Parameter<AtLeastZero>>,
        /// Most likely, in calendar days.
        pub mode_days: Option<Parameter<AtLeastZero>>,
        /// Greatest, in calendar days.
        pub high_days: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// Trials at a steady pace until one succeeds.
    pub struct GeometricLaw {
        /// Chance that one trial succeeds.
        pub share: Parameter<Share>,
        /// Calendar days that one trial takes. Exactly one of the two is given.
        pub every_days: Option<Parameter<AboveZero>>,
        /// Working days that one trial takes.
        pub every_wd: Option<Parameter<AboveZero>>,
    }
}

record! {
    /// Several laws of one unit, each with its share.
    pub struct MixtureLaw {
        /// The parts.
        pub parts: Vec<MixturePart>,
    }
}

record! {
    /// One part of a mixture. Exactly one law is given.
    pub struct MixturePart {
        /// Its share.
        pub share: Parameter<Share>,
        /// A constant.
        pub fixed: Option<FixedLaw>,
        /// Exponential.
        pub exponential: Option<MeanLaw>,
        /// Lognormal.
        pub lognormal: Option<SpreadLaw>,
        /// Gamma.
        pub gamma: Option<SpreadLaw>,
        /// Triangular.
        pub triangular: Option<TriangularLaw>,
    }
}
