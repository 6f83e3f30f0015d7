//! A project: formation, matching, initiation, assembly, value.

use super::agenda::Due;
use super::fact::{Fact, Listener, LossPart, ProjectFact};
use super::population::{NOBODY, Seed};
use super::run::{Run, is};
use super::slab::NONE;
use super::state::{Owner, Progress, ProjectState};
use crate::draw::Purpose;
use crate::limits::MOST_NEEDS;
use crate::model::{Channel, DAY, Files, Loss, NeedKind, Place, ResourceKind, Tick, bits};
use crate::time::{YEAR_DAYS, midnight_from, next_midnight};

/// No programme.
pub const NO_PROGRAMME: u16 = u16::MAX;

impl<L: Listener> Run<'_, '_, L> {
    pub(super) fn seed_of(&self, project: u32) -> &Seed {
        &self.state.projects[project].seed
    }

    pub(super) fn need_kind(&self, project: u32, need: usize) -> &NeedKind {
        &self.world.model.kinds[usize::from(self.state.projects[project].kind)].needs[need]
    }

    pub(super) fn project_fact(&self, seed: &Seed) -> ProjectFact {
        ProjectFact {
            host: seed.host(),
            guest: seed.guest(),
            field: seed.field,
            kind: seed.kind,
            formed: seed.formed,
            earliest: seed.earliest(self.world.model),
            potential: seed.value,
        }
    }

    /// Counts a project that is decided, if it is one of those that count.
    pub(super) fn count(&mut self, project: &ProjectFact) {
        let counts = self.world.model.frame.counts(project.earliest);
        self.state.tally.counted += u64::from(counts);
    }

    /// A potential project forms.
    pub(super) fn form(&mut self, seed: &Seed) {
        let model = self.world.model;
        let counts = model.frame.counts(seed.earliest(model));
        self.state.tally.to_count += u64::from(counts);
        self.state.tally.potential += seed.value;
        self.state.events += 1;
        if seed.resident != NOBODY && !self.state.resident[seed.resident as usize] {
            self.lose_unbegun(seed, Loss::Unmatched, Channel::welfare);
            return;
        }
        let of = [Purpose::Matching, Purpose::Initiation];
        let [meeting, resolve] = self.world.luck.both(seed.key, of, 0);
        if let Some(channel) = self.unmatched(seed, meeting) {
            self.lose_unbegun(seed, Loss::Unmatched, channel);
            return;
        }
        if let Some(channel) = self.deterred(seed, resolve) {
            self.lose_unbegun(seed, Loss::Deterred, channel);
            return;
        }
        self.begin_project(seed);
    }

    /// Whether no partner is met with such a uniform, and whose part of the threshold
    /// was unfilled.
    fn unmatched(&self, seed: &Seed, u: f64) -> Option<Channel> {
        let model = self.world.model;
        let matching = model.matching.as_ref()?;
        if model.transform.matched {
            return None;
        }
        let host = usize::from(seed.host());
        let programmes = &self.world.programmes_of[host];
        let openness = if programmes.is_empty() {
            1.0
        } else {
            let open = |p: &u16| self.value(model.programmes[usize::from(*p)].open);
            programmes.iter().map(open).sum::<f64>() / programmes.len() as f64
        };
        let thousands =
            model.jurisdictions[host].researchers as f64 / 1000.0 / f64::from(model.frame.scale);
        // Of another jurisdiction is known what held there at midnight.
        let is_own = seed.lead_at == seed.host();
        let residents = if is_own {
            self.state.residents[host]
        } else {
            self.state.known.residents[host]
        } as f64;
        let settled = if is_own {
            self.state.settled[host]
        } else {
            self.state.known.settled[host]
        };
        let filled = [
            openness,
            (residents / (matching.residents_full * thousands).max(f64::MIN_POSITIVE)).min(1.0),
            self.filled_by(settled),
        ];
        let threshold = matching.base
            + matching
                .ceilings
                .iter()
                .zip(filled)
                .map(|(ceiling, fill)| ceiling * fill)
                .sum::<f64>();
        if u < threshold {
            return None;
        }
        // The unfilled parts are stacked above the threshold in their order.
        let mut above = u - threshold;
        for (i, channel) in [
            Channel::programmes,
            Channel::welfare,
            Channel::organisations,
        ]
        .into_iter()
        .enumerate()
        {
            let unfilled = matching.ceilings[i] * (1.0 - filled[i]);
            if above < unfilled {
                return Some(channel);
            }
            above -= unfilled;
        }
        Some(Channel::organisations)
    }

    /// How far settled organisations fill their part of matching.
    pub(super) fn organisations_fill(&self, host: usize) -> f64 {
        self.filled_by(self.state.settled[host])
    }

    fn filled_by(&self, settled: i64) -> f64 {
        self.world.model.matching.as_ref().map_or(0.0, |matching| {
            (settled as f64 / matching.organisations_full).clamp(0.0, 1.0)
        })
    }

    /// Whether with such a uniform the project is not begun for fear of the procedures,
    /// and which channel is feared most.
    fn deterred(&self, seed: &Seed, u: f64) -> Option<Channel> {
        let model = self.world.model;
        if model.transform.begun {
            return None;
        }
        let kind = &model.kinds[usize::from(seed.kind)];
        let mut product = 1.0;
        let mut longest = (0.0, Channel::personnel);
        let mut lowest = (f64::INFINITY, Channel::personnel);
        let community = self.community(seed);
        for (i, need) in kind.needs.iter().enumerate() {
            if !need.essential || !seed.has(i) {
                continue;
            }
            let (success, delay) = self.believed(seed, community, need.channel, need.from);
            product *= success;
            if success < lowest.0 {
                lowest = (success, need.channel);
            }
            if delay > longest.0 {
                longest = (delay, need.channel);
            }
        }
        let patience = crate::draw::exp(-model.frame.rho * longest.0 / YEAR_DAYS);
        if u < product * patience {
            return None;
        }
        Some(if patience < lowest.0 {
            longest.1
        } else {
            lowest.1
        })
    }

    /// Books a project that was never begun.
    fn lose_unbegun(&mut self, seed: &Seed, cause: Loss, channel: Channel) {
        let project = self.project_fact(seed);
        let losses = [LossPart {
            cause,
            channel,
            office: None,
            value: project.potential,
        }];
        self.state.tally.lost += project.potential;
        self.count(&project);
        self.hear.hear(&Fact::ProjectEnded {
            project,
            begun: None,
            converged: None,
            realised: 0,
            losses: &losses,
            last: None,
            stranded: 0,
        });
    }

    /// A project is begun: its needs set out, each in its own time.
    fn begin_project(&mut self, seed: &Seed) {
        let now = self.state.now;
        let earliest = seed.earliest(self.world.model);
        let kind = &self.world.model.kinds[usize::from(seed.kind)];
        let stamp = self.stamp();
        let project = self.state.projects.add(ProjectState {
            seed: *seed,
            begun: now,
            earliest,
            needs: [NONE; MOST_NEEDS],
            has: 0,
            missing: 0,
            stamp,
            live: true,
            programme: NO_PROGRAMME,
            kind: seed.kind,
        });
        for i in 0..kind.needs.len().min(MOST_NEEDS) {
            if seed.has(i) {
                self.state.projects[project].has |= 1 << i;
                self.add_need(project, i, seed);
            }
        }
        self.due(earliest, Due::Assembly, seed.key, project, stamp);
        self.apply_for_award(project);
        if self.state.projects[project].stamp != stamp {
            return;
        }
        self.set_out(project, earliest);
    }

    /// Needs that do not wait for an award set out.
    fn set_out(&mut self, project: u32, earliest: Tick) {
        let now = self.state.now;
        let stamp = self.state.projects[project].stamp;
        let at_once = self.world.model.transform.immediate;
        let awaits = self.state.projects[project].programme != NO_PROGRAMME;
        for i in bits(u32::from(self.state.projects[project].has)) {
            if self.state.projects[project].stamp != stamp || !self.state.projects[project].live {
                return;
            }
            let crossing = self.state.projects[project].needs[i];
            if !is(crossing) || self.state.crossings[crossing].progress != Progress::Waiting {
                continue;
            }
            let need = self.need_kind(project, i);
            if awaits && (need.awarded || need.files == Files::award) {
                continue;
            }
            let at = match need.files {
                Files::initiation | Files::award => next_midnight(now),
                Files::before => earliest
                    .saturating_sub(need.files_before)
                    .max(next_midnight(now)),
            };
            let c = &self.state.crossings[crossing];
            let (key, stamp) = (c.key, c.stamp);
            if at_once {
                self.procedures_begin(crossing, stamp);
            } else {
                self.due(at, Due::ProcedureBegins, key, crossing, stamp);
                self.begin_abroad(crossing, at);
            }
        }
    }

    fn add_need(&mut self, project: u32, i: usize, seed: &Seed) {
        let need = &self.world.model.kinds[usize::from(seed.kind)].needs[i];
        let (origin, traveller) = seed.on_side(need.from);
        let (destination, receiver) = seed.on_side(super::world::opposite(need.from));
        let key = need.key.of(seed.key);
        let route = self.world.route_of_need(
            usize::from(seed.kind),
            i,
            usize::from(origin),
            usize::from(destination),
        );
        let crossing = self.add_crossing(
            Owner::Need {
                project,
                need: i as u8,
            },
            key,
            route,
            (seed.lead_at, [origin, destination]),
            [traveller, receiver],
            [
                seed.house_on_side(need.from),
                seed.house_on_side(super::world::opposite(need.from)),
            ],
        );
        let of = [Purpose::Class, Purpose::Risk];
        let [mut u, risk] = self.world.luck.both(key, of, 0);
        let class = need.classes.iter().find_map(|(class, share)| {
            u -= share;
            (u < 0.0).then_some(*class as u16)
        });
        let risky = risk < need.risk;
        let c = &mut self.state.crossings[crossing];
        c.class = class.unwrap_or(super::crossing::NO_CLASS);
        c.risky = risky;
        self.state.projects[project].needs[i] = crossing;
    }

    /// A need has come for good or for now.
    pub(super) fn need_present(&mut self, crossing: u32, project: u32, need: usize) {
        let now = self.state.now;
        let of = self.need_kind(project, need);
        let (kind, shelf_life) = (of.kind, of.shelf_life);
        let post = of.post;
        let c = self.state.crossings[crossing];
        if c.renewal == 0 {
            self.hear.hear(&Fact::Arrived {
                kind,
                origin: c.places[0],
                destination: c.places[1],
                at: now,
                risky: c.risky,
                screened: c.screened,
            });
        }
        if let Some(life) = shelf_life
            && !self.world.model.transform.lasting
        {
            self.due(
                now.saturating_add(life),
                Due::Spoils,
                c.key,
                crossing,
                c.stamp,
            );
        }
        if post {
            let seed = self.seed_of(project);
            let (home, key, resident) = (seed.lead_at, seed.key, seed.makes);
            if c.places[1] == home {
                self.take_up_post(resident);
            } else {
                self.take_up_abroad(c.places[1], key, resident);
            }
        }
        let earliest = self.state.projects[project].earliest;
        let at = midnight_from(now.max(earliest));
        if at == now {
            self.try_to_converge(project);
        } else if at > earliest {
            // On the earliest start itself it is looked at in any case.
            let (key, stamp) = (
                self.seed_of(project).key,
                self.state.projects[project].stamp,
            );
            self.due(at, Due::Assembly, key, project, stamp);
        }
    }

    pub(super) fn assembly(&mut self, project: u32, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        self.try_to_converge(project);
        let p = &self.state.projects[project];
        if p.stamp == stamp && self.state.now == p.earliest {
            // Only now does it matter when its last start is over.
            let (key, last) = (self.seed_of(project).key, self.last_start_of(project));
            self.due(last, Due::LastStart, key, project, stamp);
            // There and back again, word takes two midnights.
            let asks = last.saturating_sub(2 * DAY).max(self.state.now);
            self.due(asks, Due::Inquiry, key, project, stamp);
        }
    }

    /// When a project that has not converged is given up.
    fn last_start_of(&self, project: u32) -> Tick {
        let p = &self.state.projects[project];
        let window = self.world.model.kinds[usize::from(p.kind)].window;
        midnight_from(p.earliest.saturating_add(window).saturating_add(DAY))
    }

    /// The last instant at which what a crossing serves can still want it.
    pub(super) fn last_of(&self, crossing: u32) -> Tick {
        match self.state.crossings[crossing].owner {
            Owner::Need { project, .. } => self.last_start_of(project),
            Owner::Abroad { last } => last,
            Owner::Organisation { .. } | Owner::Resident { .. } => Tick::MAX,
        }
    }

    pub(super) fn is_present(&self, project: u32, need: usize) -> bool {
        let crossing = self.state.projects[project].needs[need];
        is(crossing) && self.state.crossings[crossing].progress == Progress::Present
    }

    /// Converges if every essential need is there and the time has come.
    fn try_to_converge(&mut self, project: u32) {
        let p = self.state.projects[project];
        if !p.live || self.state.now < p.earliest {
            return;
        }
        let stamp = p.stamp;
        let all = bits(u32::from(p.has))
            .all(|i| !self.need_kind(project, i).essential || self.is_present(project, i));
        let waits_for_optional = self.world.model.transform.complete
            && bits(u32::from(p.has)).any(|i| !self.is_present(project, i));
        if !all || waits_for_optional {
            return;
        }
        // What has run out since it came must be renewed first.
        let mut valid = true;
        for i in bits(u32::from(p.has)) {
            if self.need_kind(project, i).essential && !self.is_valid(p.needs[i]) {
                valid = false;
                self.renew_in_place(p.needs[i]);
                let p = &self.state.projects[project];
                if p.stamp != stamp || !p.live {
                    return;
                }
            }
        }
        if valid {
            self.converge(project);
        }
    }

    /// A need will never come: an essential one ends the project.
    pub(super) fn need_failed(
        &mut self,
        project: u32,
        need: usize,
        cause: Loss,
        channel: Channel,
        office: Option<u16>,
    ) {
        if self.need_kind(project, need).essential {
            self.fail(project, cause, channel, office);
            return;
        }
        let crossing = self.state.projects[project].needs[need];
        self.end_crossing(crossing);
        self.state.projects[project].needs[need] = NONE;
        self.state.projects[project].missing |= 1 << need;
    }

    pub(super) fn last_start(&mut self, project: u32, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        // Charged to the missing essential need with the longest expected
        // remainder, the first by order of needs among equals.
        let mut charged: Option<(usize, f64)> = None;
        for i in bits(u32::from(p.has)) {
            let is_there = self.is_present(project, i) && self.is_valid(p.needs[i]);
            if !self.need_kind(project, i).essential || is_there {
                continue;
            }
            let remainder = self.expected_remainder(project, p.needs[i], i);
            if charged.is_none_or(|(_, longest)| remainder > longest) {
                charged = Some((i, remainder));
            }
        }
        let Some((need, _)) = charged else {
            // All there on the very last day: it converges.
            self.converge(project);
            return;
        };
        let crossing = p.needs[need];
        let was_present = self.state.crossings[crossing].was_present;
        let office = match self.open_cases(crossing).first() {
            Some(case) => self.where_it_stands(*case),
            None => self
                .state
                .post
                .heard_of(crossing)
                .and_then(|heard| heard.office),
        };
        let cause = if was_present {
            Loss::Expired
        } else {
            Loss::Late
        };
        let channel = self.need_kind(project, need).channel;
        self.fail(project, cause, channel, office);
    }

    /// Baseline mean of what is still before a need: its unfinished steps, as far as is
    /// known of those abroad, and the decision of its award.
    fn expected_remainder(&self, project: u32, crossing: u32, need: usize) -> f64 {
        let c = &self.state.crossings[crossing];
        let model = self.world.model;
        let own = self.own_stages(c);
        let mut sum = self.expected_of(crossing, own);
        sum += match self.state.post.heard_of(crossing) {
            Some(heard) => heard.remainder,
            None => self.expected_of(crossing, !own),
        };
        let programme = self.state.projects[project].programme;
        if c.progress == Progress::Waiting
            && self.need_kind(project, need).awarded
            && programme != NO_PROGRAMME
        {
            sum += model.programmes[usize::from(programme)].review.law.mean();
        }
        sum
    }

    /// Baseline mean of the unfinished steps of some stages, as far as is known on the
    /// side of a record.
    pub(super) fn expected_of(&self, crossing: u32, stages: u32) -> f64 {
        let c = &self.state.crossings[crossing];
        let model = self.world.model;
        let open = self.open_cases(crossing);
        let mut sum = 0.0;
        for (i, stage) in self.world.route(c.route).stages.iter().enumerate() {
            if (c.done | !stages) & (1 << i) != 0 {
                continue;
            }
            let done = open
                .iter()
                .find(|case| usize::from(self.state.cases[**case].stage) == i)
                .map_or(0, |case| self.state.cases[*case].done);
            for (s, step) in model.procedures[usize::from(stage.procedure)]
                .steps
                .iter()
                .enumerate()
            {
                if done & (1 << s) == 0 {
                    sum += match step.place {
                        Place::Office(_) => step.expected,
                        Place::Agreement(agreement) => {
                            model.agreements[agreement].passage.law.mean()
                        }
                    };
                }
            }
        }
        sum
    }

    /// A begun project fails, whole, for one cause.
    pub(super) fn fail(
        &mut self,
        project: u32,
        cause: Loss,
        channel: Channel,
        office: Option<u16>,
    ) {
        let p = self.state.projects[project];
        if !p.live {
            return;
        }
        let fact = self.project_fact(&p.seed);
        let stranded: u64 = bits(u32::from(p.has))
            .filter(|&i| self.is_present(project, i))
            .map(|i| u64::from(self.state.now - self.state.crossings[p.needs[i]].arrived))
            .sum();
        let losses = [LossPart {
            cause,
            channel,
            office,
            value: fact.potential,
        }];
        self.state.tally.lost += fact.potential;
        self.count(&fact);
        self.close_project(project);
        self.hear.hear(&Fact::ProjectEnded {
            project: fact,
            begun: Some(p.begun),
            converged: None,
            realised: 0,
            losses: &losses,
            last: None,
            stranded,
        });
    }

    /// Ends all that is under way for a project.
    pub(super) fn close_project(&mut self, project: u32) {
        self.withdraw_application(project);
        self.state.projects[project].live = false;
        for i in 0..MOST_NEEDS {
            let crossing = self.state.projects[project].needs[i];
            if is(crossing) {
                self.end_crossing(crossing);
                self.state.projects[project].needs[i] = NONE;
            }
        }
        let stamp = self.stamp();
        self.state.projects[project].stamp = stamp;
        self.state.projects.free(project);
    }

    /// Award needs are met by programmes of the jurisdiction they come from.
    pub(super) fn awarded_need(&self, project: u32) -> Option<usize> {
        bits(u32::from(self.state.projects[project].has)).find(|&i| {
            let need = self.need_kind(project, i);
            need.awarded && need.kind == ResourceKind::funds
        })
    }
}
