//! Distributions of durations and values, and their units.

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::{choice, record};

choice! {
    /// The probability distribution of a duration or a value. Exactly one key names the
    /// distribution. No duration may exceed 1,000 years.
    pub enum Distribution {
        /// A constant.
        fixed(FixedValue),
        /// Exponential with the given mean.
        exponential(MeanAlone),
        /// Lognormal with the given mean and coefficient of variation.
        lognormal(MeanAndCv),
        /// Gamma with the given mean and coefficient of variation.
        gamma(MeanAndCv),
        /// Triangular between low and high, with its peak at mode.
        triangular(TriangularDistribution),
        /// The time until the first successful trial; each trial takes the given time.
        geometric(GeometricDistribution),
        /// Straight lines between given quantiles; no value lies beyond the first and the last.
        quantiles(QuantileDistribution),
        /// A mixture of distributions, each with a share; the shares add to 1.
        mixture(MixtureDistribution),
    }
}

record! {
    /// A constant. Give exactly one unit. `wd` means working days of the jurisdiction whose
    /// calendar applies. `value` has no unit.
    pub struct FixedValue {
        /// Minutes.
        pub minutes: Option<Parameter<AtLeastZero>>,
        /// Hours.
        pub hours: Option<Parameter<AtLeastZero>>,
        /// Working days.
        pub wd: Option<Parameter<AtLeastZero>>,
        /// Calendar days of 24 hours.
        pub days: Option<Parameter<AtLeastZero>>,
        /// Value without a unit (for a project's value).
        pub value: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// A distribution given by its mean. Give exactly one unit.
    pub struct MeanAlone {
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
    /// A distribution given by its mean and coefficient of variation. Give exactly one unit.
    pub struct MeanAndCv {
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
    /// A triangular distribution. Give all three points in one unit.
    pub struct TriangularDistribution {
        /// Lowest value, in hours.
        pub low_hours: Option<Parameter<AtLeastZero>>,
        /// Most likely value, in hours.
        pub mode_hours: Option<Parameter<AtLeastZero>>,
        /// Highest value, in hours.
        pub high_hours: Option<Parameter<AtLeastZero>>,
        /// Lowest value, in working days.
        pub low_wd: Option<Parameter<AtLeastZero>>,
        /// Most likely value, in working days.
        pub mode_wd: Option<Parameter<AtLeastZero>>,
        /// Highest value, in working days.
        pub high_wd: Option<Parameter<AtLeastZero>>,
        /// Lowest value, in calendar days.
        pub low_days: Option<Parameter<AtLeastZero>>,
        /// Most likely value, in calendar days.
        pub mode_days: Option<Parameter<AtLeastZero>>,
        /// Highest value, in calendar days.
        pub high_days: Option<Parameter<AtLeastZero>>,
    }
}

record! {
    /// Trials at regular intervals until one succeeds.
    pub struct GeometricDistribution {
        /// Probability that one trial succeeds.
        pub share: Parameter<Share>,
        /// Calendar days per trial. Give exactly one of `every_days` and `every_wd`.
        pub every_days: Option<Parameter<AboveZero>>,
        /// Working days per trial.
        pub every_wd: Option<Parameter<AboveZero>>,
    }
}

record! {
    /// Quantiles, as knots between which the quantile function is a straight line. Give the
    /// values in exactly one unit, in rising order, one for each probability.
    pub struct QuantileDistribution {
        /// Probabilities of the knots, from 0 to 1, never falling. Where two are equal, no value
        /// lies between those of the two knots.
        pub probabilities: Vec<f64>,
        /// Values in minutes.
        pub minutes: Vec<f64>,
        /// Values in hours.
        pub hours: Vec<f64>,
        /// Values in working days.
        pub wd: Vec<f64>,
        /// Values in calendar days of 24 hours.
        pub days: Vec<f64>,
        /// Values without a unit (for a project's value).
        pub values: Vec<f64>,
        /// A factor of all values. Its range, grade and source say how well they are known.
        pub factor: Parameter<AboveZero> = Parameter::assumed(1.0),
    }
}

record! {
    /// Several distributions, each with its share. All parts are in working days, or none is.
    pub struct MixtureDistribution {
        /// The parts.
        pub parts: Vec<MixturePart>,
    }
}

record! {
    /// One part of a mixture. Give exactly one distribution.
    pub struct MixturePart {
        /// Share of this part.
        pub share: Parameter<Share>,
        /// A constant.
        pub fixed: Option<FixedValue>,
        /// Exponential.
        pub exponential: Option<MeanAlone>,
        /// Lognormal.
        pub lognormal: Option<MeanAndCv>,
        /// Gamma.
        pub gamma: Option<MeanAndCv>,
        /// Triangular.
        pub triangular: Option<TriangularDistribution>,
    }
}
