//! The formation of a project: matching with a partner, initiation, and its needs.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::News;
use crate::engine::crossing::stages::NewCrossing;
use crate::engine::ledger::fact::{Fact, Listener, LossPart, ProjectFact};
use crate::engine::project::value::{WeightedPart, split};
use crate::engine::record::{
    Owner, PotentialProject, Progress, ProjectId, ProjectState, Setback, UNKNOWN_SETBACKS, opposite,
};
use crate::engine::run::Run;
use crate::id::{PackedOption, indices, with_indices};
use crate::limits::NEEDS;
use crate::model::{
    Basis, Channel, Files, Fill, Instant, JurisdictionIndex, Loss, Matching, NeedIndex, NeedKind,
    Reason, needs_in,
};
use crate::time::{YEAR_DAYS, next_midnight};

/// What keeps a lead from beginning a project.
struct Deterrent {
    /// The channel feared most.
    channel: Channel,
    /// How needs failed there, by setback.
    setbacks: [u32; Setback::ALL.len()],
    /// The part of the fear that is of delay.
    delayed: f64,
}

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn potential_of(&self, project: ProjectId) -> &PotentialProject {
        &self.state.projects[project].potential
    }

    pub(in crate::engine) fn need_kind(&self, project: ProjectId, need: NeedIndex) -> &NeedKind {
        &self.world.model.kinds[self.state.projects[project].kind].needs[need]
    }

    pub(in crate::engine) fn project_fact(&self, potential: &PotentialProject) -> ProjectFact {
        ProjectFact {
            host: potential.host(),
            guest: potential.guest(),
            field: potential.field,
            kind: potential.kind,
            formed: potential.formed,
            earliest: potential.earliest(self.world.model),
            potential: potential.value,
        }
    }

    /// Counts a project that is decided, if it is one of those that count.
    pub(in crate::engine) fn count(&mut self, project: &ProjectFact) {
        let counts = self.world.model.frame.counts(project.earliest);
        self.state.tally.counted += u64::from(counts);
    }

    /// A potential project forms.
    pub(in crate::engine) fn form(&mut self, potential: &PotentialProject) {
        let model = self.world.model;
        let counts = model.frame.counts(potential.earliest(model));
        self.state.tally.to_count += u64::from(counts);
        self.state.tally.potential += potential.value;
        self.state.events += 1;
        // Where every attainable project meets, so does one that only a resident could lead.
        let has_lead = model.transform.matched
            || potential
                .resident
                .get()
                .is_none_or(|resident| self.state.resident[resident.index()]);
        if !has_lead {
            self.lose_unmatched(potential, Channel::welfare, Basis::Stay(potential.lead_at));
            return;
        }
        let purposes = [Purpose::Matching, Purpose::Initiation];
        let [meeting, resolve] = self.world.luck.uniform_pair(potential.key, purposes, 0);
        if let Some((channel, basis)) = self.unmatched(potential, meeting) {
            self.lose_unmatched(potential, channel, basis);
            return;
        }
        let shut = match self.calls(potential) {
            Ok(shut) => shut,
            Err(reason) => {
                self.lose_shut_out(potential, reason);
                return;
            }
        };
        if let Some(deterrent) = self.deterred(potential, resolve) {
            self.lose_deterred(potential, &deterrent);
            return;
        }
        self.begin_project(potential, shut);
    }

    /// The channel whose unfilled part of the threshold prevents the match, and what decided it, if
    /// this uniform finds no partner.
    fn unmatched(&self, potential: &PotentialProject, u: f64) -> Option<(Channel, Basis)> {
        let model = self.world.model;
        let matching = model.matching.as_ref()?;
        if model.transform.matched {
            return None;
        }
        let fill = self.fill(matching, potential);
        let threshold = matching.threshold(fill);
        if u < threshold {
            return None;
        }
        // The unfilled parts are stacked above the threshold, residents first.
        let [residents, organisations] = matching.parts();
        let residents = residents * (1.0 - fill.residents);
        let organisations = organisations * (1.0 - fill.organisations);
        let above = u - threshold;
        Some(if above < residents {
            (Channel::welfare, Basis::Residents)
        } else if above < residents + organisations {
            (Channel::organisations, Basis::Organisations)
        } else {
            (Channel::organisations, Basis::Ceiling)
        })
    }

    /// How full the parts of residents and organisations are at the host of a project.
    fn fill(&self, matching: &Matching, potential: &PotentialProject) -> Fill {
        let (host, guest) = (potential.host(), potential.guest());
        let (h, g) = (host.index(), guest.index());
        // Counts of another jurisdiction are those published at midnight.
        let (residents, settled) = if potential.lead_at == host {
            (self.state.residents[h][g], self.state.settled[h])
        } else {
            let known = &self.state.at_midnight;
            (known.residents[h][g], known.settled[h])
        };
        let scale = f64::from(self.world.model.frame.scale);
        matching.fill((host, guest), residents as f64 * scale, settled as f64)
    }

    /// How far settled organisations fill their part of matching.
    pub(in crate::engine) fn organisations_fill(&self, host: JurisdictionIndex) -> f64 {
        self.world.model.matching.as_ref().map_or(0.0, |matching| {
            matching.organisations_fill(self.state.settled[host.index()] as f64)
        })
    }

    /// What deters the lead most, if with this uniform the expected procedures keep the project
    /// from being begun.
    fn deterred(&mut self, potential: &PotentialProject, u: f64) -> Option<Deterrent> {
        let model = self.world.model;
        if model.transform.begun {
            return None;
        }
        let kind = &model.kinds[potential.kind];
        let mut product = 1.0;
        let mut longest = (0.0, None);
        let mut lowest = (f64::INFINITY, None);
        let community = self.community(potential);
        for (i, need) in with_indices(&kind.needs) {
            if !need.essential || !potential.has(i) {
                continue;
            }
            let (success, delay) = self.believed(potential, community, need.channel, need.from);
            product *= success;
            if success < lowest.0 {
                lowest = (success, Some(need));
            }
            if delay > longest.0 {
                longest = (delay, Some(need));
            }
        }
        let impatience = model.frame.rho * longest.0 / YEAR_DAYS;
        let patience = crate::draw::exp(-impatience);
        if self.begins(potential, product * patience, u) {
            return None;
        }
        let most = if patience < lowest.0 {
            longest.1
        } else {
            lowest.1
        };
        let delayed = if product * patience > 0.0 && impatience > 0.0 {
            impatience / (impatience - libm::log(product))
        } else {
            0.0
        };
        Some(match most {
            Some(need) => Deterrent {
                channel: need.channel,
                setbacks: self.feared(potential, need.channel, need.from),
                delayed,
            },
            None => Deterrent {
                channel: Channel::personnel,
                setbacks: UNKNOWN_SETBACKS,
                delayed,
            },
        })
    }

    fn lose_shut_out(&mut self, potential: &PotentialProject, reason: Reason) {
        let losses = [LossPart {
            cause: reason.cause,
            channel: Channel::programmes,
            office: None,
            origin: None,
            basis: reason.basis,
            value: potential.value,
        }];
        self.lose_unbegun(potential, &losses);
    }

    fn lose_unmatched(&mut self, potential: &PotentialProject, channel: Channel, basis: Basis) {
        let losses = [LossPart {
            cause: Loss::Unmatched,
            channel,
            office: None,
            origin: None,
            basis,
            value: potential.value,
        }];
        self.lose_unbegun(potential, &losses);
    }

    /// Books a deterred project, by what its lead feared.
    fn lose_deterred(&mut self, potential: &PotentialProject, deterrent: &Deterrent) {
        let number: u64 = deterrent.setbacks.iter().map(|n| u64::from(*n)).sum();
        let failures = Setback::ALL.into_iter().zip(deterrent.setbacks);
        let of_failures = failures.map(|(setback, n)| {
            let share = f64::from(n) / number as f64;
            (setback.loss(), (1.0 - deterrent.delayed) * share)
        });
        let weights: Vec<WeightedPart> = of_failures
            .chain([(Loss::Delayed, deterrent.delayed)])
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(origin, weight)| WeightedPart {
                channel: deterrent.channel,
                office: None,
                origin: Some(origin),
                basis: Basis::Deterrence,
                weight,
            })
            .collect();
        let mut losses = Vec::with_capacity(weights.len());
        split(potential.value, Loss::Deterred, &weights, &mut losses);
        self.lose_unbegun(potential, &losses);
    }

    /// Books a project that was never begun.
    fn lose_unbegun(&mut self, potential: &PotentialProject, losses: &[LossPart]) {
        let project = self.project_fact(potential);
        self.state.tally.lost += project.potential;
        self.count(&project);
        self.listener.record(&Fact::ProjectEnded {
            project,
            begun: None,
            converged: None,
            realised: 0,
            losses,
            last: None,
            stranded: 0,
        });
    }

    /// Begins a project. Each need sets out in its own time; those that are shut out by their
    /// calls, each with the cause, are missing from the start.
    fn begin_project(&mut self, potential: &PotentialProject, shut: [Option<Reason>; NEEDS]) {
        let now = self.state.now;
        let earliest = potential.earliest(self.world.model);
        let kind = &self.world.model.kinds[potential.kind];
        let stamp = self.stamp();
        let project = self.state.projects.add(ProjectState {
            potential: *potential,
            begun: now,
            earliest,
            needs: [None; NEEDS],
            has: 0,
            missing: shut,
            stamp,
            live: true,
            programme: PackedOption::NONE,
            kind: potential.kind,
        });
        for i in indices::<NeedIndex>(kind.needs.len().min(NEEDS)) {
            if potential.has(i) {
                self.state.projects[project].has |= 1 << i.index();
                if shut[i.index()].is_none() {
                    self.add_need(project, i, potential);
                }
            }
        }
        self.due(earliest, Due::Assembly(project), potential.key, stamp);
        self.apply_for_award(project);
        if self.state.projects[project].stamp != stamp {
            return;
        }
        self.set_out(project, earliest);
    }

    /// Needs that do not wait for an award set out.
    fn set_out(&mut self, project: ProjectId, earliest: Instant) {
        let now = self.state.now;
        let stamp = self.state.projects[project].stamp;
        let at_once = self.world.model.transform.immediate;
        let awaits = self.state.projects[project].programme != PackedOption::NONE;
        for i in needs_in(self.state.projects[project].has) {
            if self.state.projects[project].stamp != stamp || !self.state.projects[project].live {
                return;
            }
            let Some(crossing) = self.state.projects[project].needs[i.index()] else {
                continue;
            };
            if self.state.crossings[crossing].progress != Progress::Waiting {
                continue;
            }
            let need = self.need_kind(project, i);
            if awaits && (need.awarded || need.files == Files::award) {
                continue;
            }
            let begins = match need.files {
                Files::initiation | Files::award => next_midnight(now),
                Files::before => earliest
                    .saturating_sub(need.files_before)
                    .max(next_midnight(now)),
            };
            let begins = if self.is_bound(crossing) {
                let files = self.files_for_date(crossing, (project, i), begins);
                files.max(next_midnight(now))
            } else {
                begins
            };
            let c = &self.state.crossings[crossing];
            let (key, stamp) = (c.key, c.stamp);
            if at_once {
                self.procedures_begin(crossing, stamp);
            } else {
                self.due(begins, Due::ProcedureBegins(crossing), key, stamp);
                self.tell_other_side(crossing, News::Begins(begins));
            }
        }
    }

    fn add_need(&mut self, project: ProjectId, need: NeedIndex, potential: &PotentialProject) {
        let definition = &self.world.model.kinds[potential.kind].needs[need];
        let (origin, traveller) = potential.on_side(definition.from);
        let (destination, receiver) = potential.on_side(opposite(definition.from));
        let key = definition.key.within(potential.key);
        let route = self
            .world
            .routes
            .of_need(potential.kind, need, origin, destination);
        let crossing = self.add_crossing(NewCrossing {
            owner: Owner::Need { project, need },
            key,
            route,
            home: potential.lead_at,
            places: [origin, destination],
            people: [traveller, receiver],
            institutions: [
                potential.institution_on_side(definition.from),
                potential.institution_on_side(opposite(definition.from)),
            ],
        });
        let purposes = [Purpose::Class, Purpose::Risk];
        let [mut u, risk] = self.world.luck.uniform_pair(key, purposes, 0);
        let class = definition.classes.iter().find_map(|(class, share)| {
            u -= share;
            (u < 0.0).then_some(*class)
        });
        let risky = risk < definition.risk;
        let planned = self.is_planned(potential, route);
        let c = &mut self.state.crossings[crossing];
        c.class = class.into();
        c.planned = planned;
        if let Some(home) = c.at_home_mut() {
            home.risky = risky;
        }
        self.state.projects[project].needs[need.index()] = Some(crossing);
        self.bind_to_date(crossing, project, need);
    }
}
