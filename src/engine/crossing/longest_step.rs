//! The step that owns most days of a need: what decides a loss of time.

use crate::engine::ledger::fact::Listener;
use crate::engine::ledger::trail::TrailEnd;
use crate::engine::record::{CaseId, CrossingId, TimeAt};
use crate::engine::run::Run;
use crate::id::PackedOption;
use crate::model::{Basis, ProjectKindIndex};

impl<L: Listener> Run<'_, '_, L> {
    /// What decides that a need comes too late, as far as is known at home: the step that owns
    /// most days, here or abroad as last reported.
    pub(in crate::engine) fn time_basis(
        &mut self,
        crossing: CrossingId,
        kind: ProjectKindIndex,
    ) -> Basis {
        let own = self.longest_step(crossing);
        let reported = self.state.mailbox.progress_of(crossing);
        let abroad = reported.and_then(|reported| reported.longest);
        let longest = TimeAt::longest([own, abroad].into_iter().flatten());
        longest.map_or(Basis::Notice(kind), TimeAt::basis)
    }

    /// What decides that a case takes too long that ends with this trail.
    pub(in crate::engine) fn time_basis_of_case(&self, case: CaseId, trail: TrailEnd) -> Basis {
        let procedure = self.state.cases[case].procedure;
        let longest = self.longest_of(trail);
        longest.map_or(Basis::Time(procedure, PackedOption::NONE), TimeAt::basis)
    }

    /// What decides that a need which has arrived came late.
    pub(in crate::engine) fn time_basis_of_arrival(
        &self,
        crossing: CrossingId,
        kind: ProjectKindIndex,
    ) -> Basis {
        let longest = self.longest_of(self.state.crossings[crossing].trail);
        longest.map_or(Basis::Notice(kind), TimeAt::basis)
    }

    /// The place of a procedure at which a need has spent most time on this side, up to now.
    pub(in crate::engine) fn longest_step(&mut self, crossing: CrossingId) -> Option<TimeAt> {
        // The first open case owns the time, as it does when the need ends.
        let trail = match self.open_cases(crossing).first() {
            Some(case) => self.close_trail(*case),
            None => self.state.crossings[crossing].trail,
        };
        self.longest_of(trail)
    }

    /// The place of a procedure that a chain has spent most time at.
    fn longest_of(&self, trail: TrailEnd) -> Option<TimeAt> {
        let mut times: Vec<TimeAt> = Vec::new();
        for segment in self.state.trails.chain(trail).segments() {
            let (place, time) = (segment.place, segment.length);
            let Some(procedure) = place.procedure.get() else {
                continue;
            };
            match times.iter_mut().find(|known| known.place == place) {
                Some(known) => known.time += time,
                None => times.push(TimeAt {
                    procedure,
                    place,
                    time,
                }),
            }
        }
        TimeAt::longest(times.into_iter())
    }
}
