//! Funding: calls, merit, fixed budgets.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::{News, Word};
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::people::generator::which_programme;
use crate::engine::record::{Application, Progress, ProjectId};
use crate::engine::run::Run;
use crate::id::{PackedOption, with_indices};
use crate::model::{Basis, Channel, Files, Loss, ProgrammeIndex, Reason, needs_in};

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn open_calls(&mut self) {
        for (programme, definition) in with_indices(&self.world.model.programmes) {
            if self.state.has(definition.jurisdiction) {
                self.next_call(programme, 0);
            }
        }
    }

    fn next_call(&mut self, programme: ProgrammeIndex, call: usize) {
        let definition = &self.world.model.programmes[programme];
        if let Some(&closes) = definition.calls.get(call) {
            self.due(
                closes,
                Due::CallCloses(programme),
                definition.key,
                call as u32,
            );
        }
    }

    /// A begun project with a need for an award applies to a programme of the
    /// jurisdiction the money would come from.
    pub(in crate::engine) fn apply_for_award(&mut self, project: ProjectId) {
        let Some(need) = self.awarded_need(project) else {
            return;
        };
        let Some(crossing) = self.state.projects[project].needs[need.index()] else {
            return;
        };
        let c = self.state.crossings[crossing];
        // No programme: own money, on the need's own route.
        let among = &self.world.programmes_of[c.places[0].index()];
        let Some(programme) = which_programme(self.world.luck, c.key, among) else {
            return;
        };
        let definition = &self.world.model.programmes[programme];
        self.state.projects[project].programme = programme.into();
        self.state.crossings[crossing].route = self.world.routes.of_programmes[programme.index()];
        if self.world.model.transform.at_once {
            self.state.tally.awards_made += 1;
            self.award(project);
            return;
        }
        // Potential projects include only those that would win if every call were open.
        let merit = self.uniform(c.key, Purpose::Merit, 0);
        let application = Application {
            home: c.home,
            project,
            stamp: self.state.projects[project].stamp,
            merit,
            key: c.key,
        };
        let word = Word::Applies {
            programme,
            application,
            holds: true,
        };
        self.send(c.home, definition.jurisdiction, c.key, word);
    }

    /// A programme receives an application, or the withdrawal of one from abroad.
    pub(in crate::engine) fn take_application(
        &mut self,
        programme: ProgrammeIndex,
        application: Application,
        holds: bool,
    ) {
        let p = programme.index();
        if holds {
            self.state.applications[p].push(application);
        } else {
            self.state.withdrawn[p].push(application.key);
        }
    }

    /// Withdraws the application of a project that ends, if it lies abroad.
    pub(in crate::engine) fn withdraw_application(&mut self, project: ProjectId) {
        let p = self.state.projects[project];
        let Some(programme) = p.programme.get() else {
            return;
        };
        let abroad = self.world.model.programmes[programme].jurisdiction;
        let Some(need) = self.awarded_need(project) else {
            return;
        };
        let Some(crossing) = p.needs[need.index()] else {
            return;
        };
        if abroad == p.potential.lead_at {
            return;
        }
        let c = &self.state.crossings[crossing];
        if c.progress == Progress::Waiting {
            let application = Application {
                home: c.home,
                project,
                stamp: p.stamp,
                merit: 0.0,
                key: c.key,
            };
            let (key, word) = (
                c.key,
                Word::Applies {
                    programme,
                    application,
                    holds: false,
                },
            );
            self.send(c.home, abroad, key, word);
        }
    }

    /// An optional award is lost: its project no longer waits for it.
    fn no_longer_awaits(&mut self, project: ProjectId) {
        if self.state.projects[project].live {
            self.state.projects[project].programme = PackedOption::NONE;
        }
    }

    pub(in crate::engine) fn call_closes(&mut self, programme: ProgrammeIndex, call: u32) {
        let p = programme.index();
        let definition = &self.world.model.programmes[programme];
        let applied = std::mem::take(&mut self.state.applications[p]);
        self.state.reviewed[p].push((call, applied));
        let u = self.uniform(definition.key.with(u64::from(call)), Purpose::Review, 0);
        let calendar = self.world.model.jurisdictions[definition.jurisdiction].calendar;
        let decided = self.later(
            self.state.now,
            definition.review.distribution.quantile(u),
            definition.review.working,
            calendar,
        );
        // A programme's decision is a message, delivered at midnight.
        let decided = crate::time::midnight_from(decided);
        self.due(decided, Due::AwardsDecided(programme), definition.key, call);
        self.next_call(programme, call as usize + 1);
    }

    /// Awards in order of merit until the budget is spent.
    pub(in crate::engine) fn awards_decided(&mut self, programme: ProgrammeIndex, call: u32) {
        let p = programme.index();
        let Some(place) = self.state.reviewed[p].iter().position(|(c, _)| *c == call) else {
            return;
        };
        let (_, mut applied) = self.state.reviewed[p].remove(place);
        let here = self.world.model.programmes[programme].jurisdiction;
        let mut withdrawn = std::mem::take(&mut self.state.withdrawn[p]);
        withdrawn.sort_unstable();
        applied.retain(|a| {
            if a.home != here {
                return withdrawn.binary_search(&a.key).is_err();
            }
            let project = &self.state.projects[a.project];
            project.live && project.stamp == a.stamp
        });
        applied.sort_by(|a, b| b.merit.total_cmp(&a.merit).then(a.key.cmp(&b.key)));
        let definition = &self.world.model.programmes[programme];
        let budget = (definition.budget_awards * self.value(definition.budget_scale) + 0.5) as u32;
        let key = definition.key.with(u64::from(call));
        let unlimited = self.world.model.transform.funded;
        let won = if unlimited {
            applied.len()
        } else {
            let domestic = |drawn| self.uniform(key, Purpose::BackgroundMerit, drawn);
            let merits = applied.iter().map(|application| application.merit);
            winners(merits, definition.applications, budget, domestic)
        };
        let displaced = if unlimited {
            0
        } else {
            budget.min(definition.applications) - (budget - won as u32).min(definition.applications)
        };
        self.listener.record(&Fact::Awarded {
            programme,
            at: self.state.now,
            applied: applied.len() as u32,
            awarded: won as u32,
            displaced,
        });
        for (i, application) in applied.into_iter().enumerate() {
            self.state.tally.awards_made += u64::from(i < won);
            let word = Word::Awarded {
                project: application.project,
                stamp: application.stamp,
                won: i < won,
            };
            self.send(here, application.home, application.key, word);
        }
    }

    /// A project learns whether its application has won.
    pub(in crate::engine) fn decided_on(&mut self, project: ProjectId, stamp: u32, won: bool) {
        let p = &self.state.projects[project];
        if !p.live || p.stamp != stamp {
            // The project has ended since; the award lapses.
            self.state.tally.awards_taken += u64::from(won);
            return;
        }
        if won {
            self.award(project);
        } else if let Some(need) = self.awarded_need(project) {
            let programme = p.programme;
            let reason = Reason {
                cause: Loss::Unfunded,
                basis: programme
                    .get()
                    .map_or(Basis::Notice(p.kind), Basis::Success),
            };
            self.need_failed(project, need, reason, Channel::programmes, None);
            self.no_longer_awaits(project);
            if self.state.projects[project].live {
                self.release_waiting(project);
            }
        }
    }

    /// Makes an award: the money and the needs that waited for it set out.
    fn award(&mut self, project: ProjectId) {
        self.state.tally.awards_taken += 1;
        self.release_waiting(project);
    }

    /// Needs that waited for the award begin.
    pub(in crate::engine) fn release_waiting(&mut self, project: ProjectId) {
        let stamp = self.state.projects[project].stamp;
        for i in needs_in(self.state.projects[project].has) {
            let p = &self.state.projects[project];
            if !p.live || p.stamp != stamp {
                return;
            }
            let Some(crossing) = p.needs[i.index()] else {
                continue;
            };
            if self.state.crossings[crossing].progress != Progress::Waiting {
                continue;
            }
            let need = self.need_kind(project, i);
            if need.awarded || need.files == Files::award {
                let stamp = self.state.crossings[crossing].stamp;
                self.tell_other_side(crossing, News::Begins(self.state.now));
                self.procedures_begin(crossing, stamp);
            }
        }
    }
}

/// How many of some applications, best first, are among the best of all.
///
/// The merits of `n` domestic applications are uniform; their order statistics are
/// drawn from the top down (Rényi): the next is the last times U^(1/m), m the number
/// not yet drawn. Compared are logarithms.
fn winners(
    merits: impl Iterator<Item = f64>,
    n: u32,
    budget: u32,
    uniform: impl Fn(u32) -> f64,
) -> usize {
    let mut merits = merits.map(libm::log);
    let mut ours = merits.next();
    let (mut won, mut drawn) = (0, 0);
    let mut last = 0.0;
    let mut domestic = None;
    for _ in 0..budget {
        let Some(merit) = ours else { break };
        if domestic.is_none() && drawn < n {
            last += libm::log(uniform(drawn)) / f64::from(n - drawn);
            domestic = Some(last);
            drawn += 1;
        }
        match domestic {
            Some(other) if other > merit => domestic = None,
            Some(_) | None => {
                won += 1;
                ours = merits.next();
            }
        }
    }
    won
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// They are those that a sort of all merits puts within the budget.
        #[test]
        fn winners_are_the_best_of_all(
            mut ours in prop::collection::vec(1e-9_f64..1.0, 0..20),
            uniforms in prop::collection::vec(1e-9_f64..1.0, 0..60),
            budget in 0_u32..90,
        ) {
            ours.sort_by(|a, b| b.total_cmp(a));
            let n = uniforms.len() as u32;
            let mut merits: Vec<(f64, bool)> = ours.iter().map(|merit| (*merit, true)).collect();
            let mut last = 1.0;
            for (drawn, u) in uniforms.iter().enumerate() {
                last *= libm::pow(*u, 1.0 / f64::from(n - drawn as u32));
                merits.push((last, false));
            }
            merits.sort_by(|a, b| b.0.total_cmp(&a.0));
            let best = merits.iter().take(budget as usize).filter(|(_, is_ours)| *is_ours).count();
            let won = winners(ours.into_iter(), n, budget, |drawn| uniforms[drawn as usize]);
            prop_assert_eq!(won, best);
        }
    }
}
