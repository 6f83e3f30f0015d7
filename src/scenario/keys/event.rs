//! Natural experiments: what a real reform did.

use super::super::parameter::{AtLeastZero, Parameter, Real};
use super::super::record::record;
use super::{Counts, Id, Label};

record! {
    /// What was observed when a real reform came into force. `verify --events` compares it
    /// with the prediction of the scenario, which uses only what was known before. No other
    /// parameter may cite the source of the outcome. Two citations are allowed: `A1-09, before`
    /// for the time before, and `A1-09, change` for what the reform changed. The parameter in
    /// `fits` may cite any part of the source.
    pub struct Event {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// The reform in the scenario that represents it.
        pub reform: Id,
        /// What was observed: the address of an indicator, written as in a target.
        pub indicator: String,
        /// The cases counted: "all" cases, or only "research" cases.
        pub counts: Counts = Counts::research,
        /// The figure before the reform, in the indicator's unit.
        pub before: Option<Parameter<AtLeastZero>>,
        /// The figure after the reform; needs `before`. Give exactly one of `after` and `change`.
        pub after: Option<Parameter<AtLeastZero>>,
        /// The change as a share of the figure before: -0.4 is 40 % less.
        pub change: Option<Parameter<Real>>,
        /// Events of one kind of reform share a family: the effort of one is never learnt from
        /// another. Default: the reform alone.
        pub family: Option<Id>,
        /// Whether a parameter was fitted to this event. If so, the event tests no prediction.
        pub fitted: bool = false,
        /// The parameter fitted to this event; needs `fitted = true`.
        pub fits: Option<String>,
        /// Why the two figures are comparable, and what they omit.
        pub note: Option<String>,
    }
}
