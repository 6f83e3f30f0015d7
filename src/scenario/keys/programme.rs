//! Programmes that award money.

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::record;
use super::{Id, JurisdictionId, Label, Law, MonthDay};

record! {
    /// A programme: calls with closing dates, merit review, a fixed budget.
    pub struct Programme {
        /// Whose money.
        pub jurisdiction: JurisdictionId,
        /// What people call it.
        pub label: Option<Label>,
        /// Closing dates of its calls, each year ("03-20").
        pub calls: Vec<MonthDay>,
        /// From closing to decision.
        pub review: Law,
        /// Chance that a call is open to the partner.
        pub open_share: Parameter<Share>,
        /// Base success rate of applications; no lever moves it.
        pub success_share: Parameter<Share>,
        /// Domestic applications of a call, outside the index; at most 100 million.
        pub applications_a_call: Parameter<AtLeastZero>,
        /// Money of one award.
        pub award: Parameter<AboveZero>,
        /// Budget of a call; none: what funds `success_share` of the domestic applications.
        pub budget_a_call: Option<Parameter<AtLeastZero>>,
        /// Procedure of the grant agreement after the award.
        pub agree: Option<Id>,
        /// Procedure by which the money crosses. Its pathway share says for how
        /// many awards money may cross at all.
        pub remit: Option<Id>,
    }
}
