//! Programmes that award money.

use super::super::parameter::{AboveZero, AtLeastZero, Parameter, Share};
use super::super::record::record;
use super::{Distribution, Id, JurisdictionId, Label, MonthDay};

record! {
    /// A funding programme: calls with closing dates, merit review and a fixed budget.
    pub struct Programme {
        /// Jurisdiction that pays.
        pub jurisdiction: JurisdictionId,
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Closing dates of the calls in each year ("03-20").
        pub calls: Vec<MonthDay>,
        /// Time from closing to decision.
        pub review: Distribution,
        /// Probability that a call is open to the partner, on the day on which partners meet.
        pub open_share: Parameter<Share>,
        /// Share of researchers elsewhere who know its calls, on the same day. Those of its own
        /// jurisdiction always do. Default: 1.
        pub aware_share: Option<Parameter<Share>>,
        /// Base success rate of applications. No lever changes it.
        pub success_share: Parameter<Share>,
        /// Domestic applications per call, which are background; at most 100 million.
        pub applications_a_call: Parameter<AtLeastZero>,
        /// Money of one award.
        pub award: Parameter<AboveZero>,
        /// Budget of one call. Default: enough for `success_share` of the domestic applications.
        pub budget_a_call: Option<Parameter<AtLeastZero>>,
        /// Procedure for the grant agreement after the award.
        pub agree: Option<Id>,
        /// Procedure for sending the money abroad. Its `pathway_share` is the share of awards
        /// that may be sent abroad.
        pub remit: Option<Id>,
    }
}
