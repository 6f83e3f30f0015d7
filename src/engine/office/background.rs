//! Background cases: streams of filings that serve no research project.

use crate::draw::{Key, Purpose, standard_exponential};
use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{BranchId, StreamIndex};
use crate::engine::run::Run;
use crate::id::{indices, with_indices};
use crate::model::{Instant, InstitutionIndex, OfficeIndex, Place, ProcedureIndex};

impl<L: Listener> Run<'_, '_, L> {
    /// Streams of background cases: one for each procedure and branch of
    /// the office of its first step.
    pub(in crate::engine) fn open_background(&mut self) {
        if self.world.model.transform.exempt {
            // No research case meets an office, so background cases affect no result.
            return;
        }
        let count = self.world.streams.len();
        self.state.streams = vec![0; count];
        for stream in indices::<StreamIndex>(count) {
            let procedure = self.world.streams[stream.index()].procedure;
            let place = self.world.model.procedures[procedure].jurisdiction;
            if self.state.has(place) {
                self.next_background(stream);
            }
        }
        self.fill_backlogs();
    }

    fn next_background(&mut self, stream: StreamIndex) {
        let definition = &self.world.streams[stream.index()];
        let ordinal = self.state.streams[stream.index()];
        self.state.streams[stream.index()] += 1;
        let u = self.uniform(definition.key, Purpose::BackgroundGap, ordinal);
        let gap = standard_exponential(u) * definition.mean_gap;
        let time = match definition.rhythm {
            None => f64::from(self.state.now) + gap,
            Some(rhythm) => rhythm.after(self.state.now, gap),
        };
        if time < f64::from(Instant::NEVER) {
            // Rounded to the nearest second, so that the mean gap is kept.
            let time = Instant::from_seconds_f64(time + 0.5).max(self.state.now);
            let key = definition.key.with(u64::from(ordinal));
            self.due(time, Due::BackgroundCase(stream), key, ordinal);
        }
    }

    /// Hands in the next background case of a stream.
    pub(in crate::engine) fn background_case(&mut self, stream: StreamIndex, ordinal: u32) {
        let definition = self.world.streams[stream.index()];
        self.next_background(stream);
        self.hand_in_background(
            definition.procedure,
            definition.branch,
            definition.key.with(u64::from(ordinal)),
        );
    }

    #[inline]
    fn hand_in_background(&mut self, procedure: ProcedureIndex, branch: BranchId, key: Key) {
        if self.world.keeps_in_one_record(procedure) {
            self.add_background_file(procedure, branch, key);
            return;
        }
        // The branch of the first step determines those of later steps, so no institution is needed.
        let definition = &self.world.model.procedures[procedure];
        let case = self.add_case(
            key,
            procedure,
            None,
            0,
            (definition.jurisdiction, InstitutionIndex::from_index(0)),
            Some(branch),
        );
        self.file_background(case);
    }

    /// Fills the queues with the cases that wait on the first day.
    fn fill_backlogs(&mut self) {
        for (id, office) in with_indices::<OfficeIndex, _>(&self.world.model.offices) {
            if office.backlog == 0 || !self.state.has(self.world.serves[id.index()]) {
                continue;
            }
            let mut procedures = with_indices(&self.world.model.procedures);
            let first = procedures.find(|(_, procedure)| {
                let mut first = procedure.graph.first_steps();
                first.any(|step| procedure.steps[step].place == Place::Office(id))
            });
            let Some((procedure, _)) = first else {
                continue;
            };
            for number in 0..self.world.branches[id.index()] {
                let branch = self.world.branch_of(id, number);
                for n in 0..office.backlog {
                    let key = office
                        .key
                        .with(0x4241_434B)
                        .with(u64::from(branch.index()))
                        .with(u64::from(n));
                    self.hand_in_background(procedure, branch, key);
                }
            }
        }
    }
}
