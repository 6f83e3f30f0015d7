//! The gates before a filing, in their order.

use crate::draw::Purpose;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{Crossing, CrossingId, Owner};
use crate::engine::run::Run;
use crate::model::{Basis, LeverId, Loss, Procedure, ProcedureIndex, Reason};

/// The result of the gate of a procedure.
pub(in crate::engine) enum Gate {
    /// The procedure does not apply, or no approval is needed.
    Open,
    /// The applicant files.
    File {
        /// Seconds of an ad-hoc route before the filing, and whether they are working time.
        adhoc: (f64, bool),
        /// Whether the applicant might forget the procedure.
        may_forget: bool,
    },
    /// The need is lost.
    Shut(Reason),
}

impl Gate {
    fn shut(cause: Loss, share: LeverId) -> Self {
        let basis = Basis::Share(share);
        Self::Shut(Reason { cause, basis })
    }
}

impl<L: Listener> Run<'_, '_, L> {
    /// The gates before a filing, in their order.
    pub(in crate::engine) fn gate(&self, crossing: CrossingId, procedure: ProcedureIndex) -> Gate {
        let model = self.world.model;
        let transform = &model.transform;
        let definition = &model.procedures[procedure];
        let c = &self.state.crossings[crossing];
        let key = definition.key.within(c.key);
        let happens = |purpose, share| self.happens(key, purpose, 0, self.value(share));
        if definition
            .class
            .is_some_and(|class| c.class != class.into())
        {
            return Gate::Open;
        }
        if !self.is_in_tier(c, definition) {
            return Gate::Open;
        }
        if !happens(Purpose::InForce, definition.in_force) {
            return Gate::Open;
        }
        if self.is_replaced(c, procedure) {
            return Gate::Open;
        }
        if transform.exempt || happens(Purpose::Exempt, definition.exempt) {
            return Gate::Open;
        }
        if self.covered(c, procedure) {
            return Gate::Open;
        }
        let mut extra = (0.0, false);
        if !transform.pathway && !happens(Purpose::Pathway, definition.pathway) {
            let Some(adhoc) = &definition.adhoc else {
                return Gate::shut(Loss::NoPathway, definition.pathway);
            };
            if !happens(Purpose::AdHoc, definition.adhoc_share) {
                return Gate::shut(Loss::NoPathway, definition.adhoc_share);
            }
            let u = self.uniform(key, Purpose::AdHocTime, 0);
            extra = (adhoc.distribution.quantile(u), adhoc.working);
        }
        // The need has one draw, whatever it crosses.
        if !transform.pathway
            && !c.planned
            && self.happens(c.key, Purpose::Plan, 0, self.value(definition.plan))
        {
            return Gate::shut(Loss::NoPathway, definition.plan);
        }
        if !transform.pathway
            && happens(Purpose::Unclear, definition.unclear)
            && !happens(Purpose::UnclearFile, definition.unclear_file)
        {
            return Gate::shut(Loss::NoPathway, definition.unclear_file);
        }
        // Memory matters only if some applicants do not know the procedure.
        let knows = if transform.aware {
            Some(false)
        } else {
            self.knows(c, procedure)
        };
        match knows {
            Some(may_forget) => Gate::File {
                adhoc: extra,
                may_forget,
            },
            None => Gate::shut(Loss::Unaware, definition.aware),
        }
    }

    /// Whether another procedure on the route of this need replaces a procedure.
    fn is_replaced(&self, c: &Crossing, procedure: ProcedureIndex) -> bool {
        self.world.model.procedures[procedure]
            .replaced_by
            .iter()
            .any(|&other| {
                let definition = &self.world.model.procedures[other];
                let stages = &self.world.route(c.route).stages;
                stages.iter().any(|stage| stage.procedure == other)
                    && definition.class.is_none_or(|class| c.class == class.into())
                    && self.is_in_tier(c, definition)
                    && self.happens(
                        definition.key.within(c.key),
                        Purpose::InForce,
                        0,
                        self.value(definition.in_force),
                    )
            })
    }

    /// Whether the office of a procedure takes the applicant under its tier. A need has one
    /// uniform, whatever it files; each case that is of no need has its own.
    pub(in crate::engine) fn is_in_tier(&self, c: &Crossing, definition: &Procedure) -> bool {
        let Some((office, tier)) = definition.tier else {
            return true;
        };
        let key = match c.owner() {
            Some(Owner::Need { .. }) | None => c.key,
            Some(Owner::Organisation { .. } | Owner::Resident { .. }) => {
                definition.key.within(c.key)
            }
        };
        let u = self.uniform(key, Purpose::Tier, 0);
        self.world.model.offices[office].tier(u, &self.state.values) == tier
    }

    /// Whether the applicant knows a procedure; if so, whether she might forget it.
    fn knows(&self, c: &Crossing, procedure: ProcedureIndex) -> Option<bool> {
        let definition = &self.world.model.procedures[procedure];
        let side = self.side_of(c, procedure);
        self.is_aware(
            procedure,
            c.places[side],
            c.people[side],
            c.institutions[side],
            definition.jurisdiction,
        )
    }
}
