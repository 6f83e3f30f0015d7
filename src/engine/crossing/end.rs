//! The end of a crossing and its report.

use crate::engine::crossing::border::News;
use crate::engine::ledger::fact::{Fact, Listener, Outcome};
use crate::engine::record::{CaseId, Crossing, CrossingId, NeedSummary, Owner, Progress, Side};
use crate::engine::run::Run;
use crate::model::{Cause, Instant};

impl<L: Listener> Run<'_, '_, L> {
    /// Ends a crossing: its open cases are withdrawn and its trail is reported.
    pub(in crate::engine) fn end_crossing(&mut self, crossing: CrossingId) {
        let c = self.state.crossings[crossing];
        let Side::Home(home) = c.side else { return };
        let Owner::Need { project, need } = home.owner else {
            self.end_record(crossing, None);
            self.tell_passed(&c, home.decided);
            return;
        };
        let need = self.need_kind(project, need);
        let summary = NeedSummary {
            channel: need.channel,
            kind: need.kind,
            earliest: self.state.projects[project].earliest,
            filed: c.filed,
            decided: home.decided,
        };
        self.state.mailbox.forget(crossing);
        // If the crossing waits only for procedures abroad, that side reports its end, unless it
        // has just reported.
        let is_written = c.since == self.state.now && c.trail.is_some();
        if c.cases.is_none() && !is_written && self.waits_abroad(crossing) {
            self.tell_other_side(crossing, News::Ended(Some(summary)));
            self.end_record(crossing, None);
        } else {
            self.tell_other_side(crossing, News::Ended(None));
            self.end_record(crossing, Some(summary));
        }
    }

    /// Ends the record of a crossing on one side: its open cases are withdrawn, and its need
    /// is reported, if there is a summary.
    pub(in crate::engine) fn end_record(
        &mut self,
        crossing: CrossingId,
        summary: Option<NeedSummary>,
    ) {
        let now = self.state.now;
        let c = self.state.crossings[crossing];
        let mut owner_trail = None;
        let open = self.open_cases(crossing);
        // A trail written up to this instant belongs to the case that has just ended.
        let is_written = c.since == now && c.trail.is_some();
        for (i, case) in open.iter().enumerate() {
            let trail = self.close_trail(*case);
            // Otherwise the first open case, in the order of procedures, owns the time.
            if i == 0 {
                owner_trail = Some(if is_written { c.trail } else { trail });
            }
            self.end_case(*case, trail, Outcome::Withdrawn);
        }
        if let Some(trail) = owner_trail {
            self.state.crossings[crossing].trail = trail;
            self.state.crossings[crossing].since = now;
        } else if c.progress == Progress::Journey {
            self.book_journey(crossing);
        } else if c.is_abroad() && c.progress != Progress::Waiting {
            // This side is done, and home does not know it yet.
            self.book_crossing(crossing, Cause::Transit);
        } else {
            self.book_crossing(crossing, Cause::OtherResources);
        }
        if let Some(summary) = summary {
            self.tell_ended(crossing, &summary);
        }
        let segments = self.state.crossings[crossing].segments;
        self.state.trails.release(segments);
        self.state.tally.crossings_ended += 1;
        let stamp = self.stamp();
        let c = &mut self.state.crossings[crossing];
        c.stamp = stamp;
        c.progress = Progress::Missing;
        self.state.crossings.free(crossing);
    }

    /// Reports the end of a need.
    fn tell_ended(&mut self, crossing: CrossingId, summary: &NeedSummary) {
        let now = self.state.now;
        let c = self.state.crossings[crossing];
        let (filed, decided) = (summary.filed.min(c.filed), summary.decided);
        let crossed = (filed != Instant::NEVER && decided != Instant::NEVER && decided >= filed)
            .then_some((filed, decided));
        let trail = self.state.trails.chain(c.trail);
        self.listener.record(&Fact::NeedEnded {
            channel: summary.channel,
            kind: summary.kind,
            origin: c.places[0],
            destination: c.places[1],
            key: c.key.bits(),
            earliest: summary.earliest,
            crossing: crossed,
            elapsed: now - c.from,
            trail,
        });
        self.state.tally.lived += u64::from(now - c.from);
        self.state.tally.trailed += u64::from(trail.whole());
    }

    /// Reports that an organisation or a resident's entitlement has passed, if it has.
    fn tell_passed(&mut self, c: &Crossing, decided: Instant) {
        let Some(stage) = self.world.route(c.route).stages.first() else {
            return;
        };
        if c.filed == Instant::NEVER || decided == Instant::NEVER || decided < c.filed {
            return;
        }
        self.listener.record(&Fact::Passed {
            channel: self.world.model.procedures[stage.procedure].channel,
            jurisdiction: c.places[1],
            key: c.key.bits(),
            filed: c.filed,
            decided,
        });
    }

    /// The open cases of a crossing, in the order of its route.
    pub(in crate::engine) fn open_cases(&self, crossing: CrossingId) -> Vec<CaseId> {
        let mut open = Vec::new();
        let mut next = self.state.crossings[crossing].cases;
        while let Some(case) = next {
            open.push(case);
            next = self.state.cases[case].next;
        }
        open.sort_by_key(|case| self.state.cases[*case].stage);
        open
    }
}
