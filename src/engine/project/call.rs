//! The gate of calls: whether the programmes that a project would ask for money let it apply.

use crate::draw::Purpose;
use crate::engine::ledger::fact::Listener;
use crate::engine::people::generator::which_programme;
use crate::engine::record::{PotentialProject, opposite};
use crate::engine::run::Run;
use crate::id::indices;
use crate::limits::NEEDS;
use crate::model::{Basis, Loss, NeedIndex, Reason, ResourceKind};

impl<L: Listener> Run<'_, '_, L> {
    /// The optional awards that a project must do without, by need, each with the cause; or why an
    /// essential one cannot be had.
    pub(super) fn calls(
        &self,
        potential: &PotentialProject,
    ) -> Result<[Option<Reason>; NEEDS], Reason> {
        let needs = &self.world.model.kinds[potential.kind].needs;
        let mut shut = [None; NEEDS];
        for need in indices::<NeedIndex>(needs.len()) {
            let Some(reason) = self.shut_by(potential, need) else {
                continue;
            };
            if needs[need].essential {
                return Err(reason);
            }
            shut[need.index()] = Some(reason);
        }
        Ok(shut)
    }

    /// Why the call for a need is shut to a project: it is not open to the partner, or the side
    /// that does not live with the programme does not know it. Both are read today; the draws
    /// are of the need, and of the researcher and the programme.
    fn shut_by(&self, potential: &PotentialProject, need: NeedIndex) -> Option<Reason> {
        let model = self.world.model;
        let definition = &model.kinds[potential.kind].needs[need];
        let asks = definition.awarded && definition.kind == ResourceKind::funds;
        if !asks || !potential.has(need) {
            return None;
        }
        let (payer, _) = potential.on_side(definition.from);
        let key = definition.key.within(potential.key);
        let among = &self.world.programmes_of[payer.index()];
        let programme = &model.programmes[which_programme(self.world.luck, key, among)?];
        let open = self.value(programme.open);
        if !model.transform.funded && !self.happens(key, Purpose::CallOpen, 0, open) {
            return Some(Reason {
                cause: Loss::Ineligible,
                basis: Basis::Share(programme.open),
            });
        }
        let who = self.key_on_side(potential, opposite(definition.from));
        let known = programme.key.within(who);
        let aware = self.value(programme.aware);
        if !model.transform.aware && !self.happens(known, Purpose::CallKnown, 0, aware) {
            return Some(Reason {
                cause: Loss::Unaware,
                basis: Basis::Share(programme.aware),
            });
        }
        None
    }
}
