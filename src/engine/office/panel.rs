//! Panels: offices that take cases at sittings.

use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{BranchId, Officer};
use crate::engine::run::Run;
use crate::id::with_indices;
use crate::model::{Discipline, OfficeIndex};

impl<L: Listener> Run<'_, '_, L> {
    /// A panel meets and takes the first cases of its queue, which are then served in parallel.
    pub(in crate::engine) fn panel_meets(&mut self, branch: BranchId, meeting: u32) {
        let office = self.state.branches[branch].office;
        let definition = &self.world.model.offices[office];
        let Discipline::Panel { every, at_most } = definition.discipline else {
            return;
        };
        // More officers let a panel take more cases at a sitting.
        let base = self.world.model.levers[definition.officers.index()].base;
        let more = if base > 0.0 {
            self.value(definition.officers) / base
        } else {
            1.0
        };
        let most = (f64::from(at_most) * more + 0.5) as u32;
        for _ in 0..most {
            let Some(file) = self.take_from_queue(branch) else {
                break;
            };
            self.begin_service(file, Officer::Boundless);
        }
        let calendar = &self.world.model.calendars[definition.calendar];
        let next = calendar.opening_of(u64::from(meeting + 1) * u64::from(every));
        let key = definition.key.with(u64::from(branch.index()));
        self.due(next, Due::PanelMeets(branch), key, meeting + 1);
    }

    pub(in crate::engine) fn open_panels(&mut self) {
        for (id, office) in with_indices::<OfficeIndex, _>(&self.world.model.offices) {
            let Discipline::Panel { every, .. } = office.discipline else {
                continue;
            };
            if !self.state.has(self.world.serves[id.index()]) {
                continue;
            }
            let calendar = &self.world.model.calendars[office.calendar];
            let first = calendar.opening_of(u64::from(every));
            for number in 0..self.world.branches[id.index()] {
                let branch = self.world.branch_of(id, number);
                self.due(
                    first,
                    Due::PanelMeets(branch),
                    office.key.with(u64::from(branch.index())),
                    1,
                );
            }
        }
    }
}
