//! Identities that hold exactly in every run. A residual other than 0 is a fault of the program,
//! never of the scenario.

use crate::engine::part::Part;
use crate::engine::record::{BranchId, CasePhase, Officer, Phase};
use crate::engine::world::World;
use crate::id::indices;
use crate::model::{Instant, JurisdictionIndex};

/// One identity, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The identity.
    pub check: &'static str,
    /// The records that it covers.
    pub subject: String,
    /// Left minus right, in the identity's own integer unit.
    pub residual: i64,
}

/// Checks every identity of a run at its end.
#[must_use]
pub fn audit(world: &World<'_>, state: &mut Part) -> Vec<Check> {
    let now = state.now;
    let mut checks = Vec::new();
    bring_up(world, state, now);
    let waiting_edges = queue_edges(state, now);
    let (mut queue, mut full, mut part, mut boundless) = (0, 0, 0, 0);
    let edges = service_edges(world, state, now);
    for (i, branch) in state.branches.iter().enumerate() {
        queue += difference(branch.sums.queued, branch.waits + waiting_edges[i]);
        full += difference(branch.sums.busy + edges[i][0], branch.worked[0]);
        part += difference(branch.sums.busy_part + edges[i][1], branch.worked[1]);
        boundless += difference(branch.sums.busy_boundless + edges[i][2], branch.worked[2]);
    }
    let t = state.tally;
    let under_way = cases_under_way(state);
    let living: u64 = t.crossings_begun - t.crossings_ended;
    let mut push = |check, subject: &str, residual| {
        checks.push(Check {
            check,
            subject: subject.to_owned(),
            residual,
        });
    };
    push(
        "cases filed = decided + withdrawn + under way",
        "all procedures",
        difference(t.filed, t.decided + t.withdrawn + under_way),
    );
    push(
        "time integral of the queue = sum of waits",
        "all branches",
        queue,
    );
    push("busy time = work done", "full officers", full);
    push("busy time = work done", "part-time officers", part);
    push(
        "busy time = work done",
        "panels and officers without limit",
        boundless,
    );
    push(
        "potential = realised + lost + under way",
        "all projects",
        difference(t.potential, t.realised + t.lost + value_under_way(state)),
    );
    push(
        "time since initiation = sum of causes",
        "all needs",
        difference(t.lived, t.trailed),
    );
    push(
        "crossings begun = ended + under way",
        "all crossings",
        difference(living, state.crossings.live() as u64),
    );
    push(
        "awards made = awards taken",
        "all programmes",
        difference(t.awards_made, t.awards_taken + state.mailbox.awards()),
    );
    push(
        "residents of the first day + came - left = there",
        "all jurisdictions",
        residents(world, state),
    );
    checks
}

fn difference(left: u64, right: u64) -> i64 {
    left as i64 - right as i64
}

fn bring_up(world: &World<'_>, state: &mut Part, now: Instant) {
    for branch in state.branches.iter_mut() {
        let calendar = world.model.offices[branch.office].calendar;
        let calendar = &world.model.calendars[calendar];
        branch.bring_up_to(now, calendar.read(now).open, calendar);
    }
}

/// Phase, branch, since when, and work of all tokens and background files that are at a branch.
fn at_offices(state: &Part) -> impl Iterator<Item = (Phase, BranchId, Instant, u32)> {
    let tokens = state.tokens.iter_live();
    let background_files = state.background_files.iter_live();
    tokens
        .map(|token| (token.phase, token.branch, token.since, token.work))
        .chain(background_files.map(|background| {
            (
                background.phase,
                background.branch,
                background.since,
                background.work,
            )
        }))
        .filter_map(|(phase, branch, since, work)| Some((phase, branch?, since, work)))
}

/// Waits so far of those still in a queue.
fn queue_edges(state: &Part, now: Instant) -> Vec<u64> {
    let mut edges = vec![0; state.branches.iter().count()];
    for (phase, branch, since, _) in at_offices(state) {
        if phase == Phase::Queued {
            edges[branch.index() as usize] += u64::from(now - since);
        }
    }
    edges
}

/// Work in hand that is not yet done: it was booked when service began.
fn service_edges(world: &World<'_>, state: &Part, now: Instant) -> Vec<[u64; 3]> {
    let mut edges = vec![[0; 3]; state.branches.iter().count()];
    for (phase, id, since, work) in at_offices(state) {
        let (Phase::InService(officer) | Phase::Orphaned(officer)) = phase else {
            continue;
        };
        let branch = &state.branches[id];
        let calendar = &world.model.calendars[world.model.offices[branch.office].calendar];
        let (kind, done) = match officer {
            Officer::Full => (0, calendar.open(now) - calendar.open(since)),
            Officer::Part => (
                1,
                calendar.open_part(now, branch.part_length)
                    - calendar.open_part(since, branch.part_length),
            ),
            Officer::Boundless => (2, calendar.open(now) - calendar.open(since)),
        };
        edges[id.index() as usize][kind] += u64::from(work).saturating_sub(done);
    }
    edges
}

fn cases_under_way(state: &Part) -> u64 {
    // A background file has been filed, and its record goes when it is decided.
    let background_files = state.background_files.live() as u64;
    let cases = state
        .cases
        .iter_live()
        .filter(|case| case.phase != CasePhase::Ended && case.filed != Instant::NEVER)
        .count() as u64;
    cases + background_files
}

fn value_under_way(state: &Part) -> u64 {
    state
        .projects
        .iter_live()
        .filter(|project| project.live)
        .map(|project| project.potential.value)
        .sum()
}

fn residents(world: &World<'_>, state: &Part) -> i64 {
    let is_own = |place: &JurisdictionIndex| state.has(*place);
    let first = world.formation.first_residents().iter();
    let first =
        first.filter(|resident| resident.is_there(world.model) && is_own(&resident.jurisdiction));
    let there: i64 = indices(state.residents.len())
        .filter(is_own)
        .map(|place| state.residents[place.index()].iter().sum::<i64>())
        .sum();
    let tally = &state.tally;
    first.count() as i64 + tally.residents_came as i64 - tally.residents_left as i64 - there
}
