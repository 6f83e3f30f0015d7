//! Natural experiments: what a real reform did.

use super::super::parameter::{AtLeastZero, Parameter, Real};
use super::super::record::record;
use super::{Counts, Id, Label};

record! {
    /// What was observed when a real reform came. `verify --events` sets beside it what the
    /// scenario, which knows only the time before, predicts. No other parameter may cite a
    /// source of what was observed, except as `A1-09, before` or `A1-09, change` (what was
    /// changed, never what it brought), or where `fits` names it.
    pub struct Event {
        /// What people call it.
        pub label: Option<Label>,
        /// The reform of the scenario that stands for it.
        pub reform: Id,
        /// What was observed: the address of an indicator, as in a target.
        pub indicator: String,
        /// Whose cases it counts: "all" of the desk's, or only "research".
        pub counts: Counts = Counts::research,
        /// The figure before, in the indicator's unit.
        pub before: Option<Parameter<AtLeastZero>>,
        /// The figure after; only beside `before`. Exactly one of `after` and `change` is given.
        pub after: Option<Parameter<AtLeastZero>>,
        /// By what share of the figure before it changed: -0.4 is two fifths less.
        pub change: Option<Parameter<Real>>,
        /// Whether what was observed has chosen the value of a lever; then it is no prediction.
        pub fitted: bool = false,
        /// The parameter whose value it has chosen; with `fitted = true`.
        pub fits: Option<String>,
        /// Why the two figures are comparable, and what they leave out.
        pub note: Option<String>,
    }
}
