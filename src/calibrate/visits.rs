//! How often the steps of a procedure are done: returns with frailty, refusals,
//! refiling.

use crate::limits::ROUNDS;
use crate::model::{LeverId, Model, Place, Procedure, Shares, bits, complete_share, return_share};

/// Points of the quadrature over the frailty of files.
const POINTS: usize = 128;

/// A chance of return nearer to 1 than this would never end; the engine stops
/// after some hundred rounds.
const RETURN_AT_MOST: f64 = 0.995;

/// What one filing of a procedure leads to, on average over files.
#[derive(Debug, Clone, PartialEq)]
pub struct Visits {
    /// How often each step is done.
    pub steps: Vec<f64>,
    /// Returns by an officer.
    pub returns: f64,
    /// Share of cases granted.
    pub success: f64,
    /// How often each step is done for a background case, which is never given up at a return.
    pub background: Vec<f64>,
}

/// The base value of a lever.
pub fn base(model: &Model, lever: LeverId) -> f64 {
    model.levers[lever.index()].base
}

/// The shares that decide how often the steps of a procedure are done.
struct Odds {
    /// Of filings that are complete.
    complete: f64,
    /// By step: of files that it returns.
    returned: Vec<f64>,
    /// By step: of files that it refuses.
    refused: Vec<f64>,
}

impl Odds {
    /// At some values of the levers, with this paperwork relative to the baseline.
    fn new(model: &Model, procedure: &Procedure, (values, paperwork): (&[f64], f64)) -> Self {
        let value = |lever: LeverId| values[lever.index()];
        let steps = || procedure.steps.iter();
        let refused = steps().map(|step| match step.place {
            Place::Office(_) => value(step.refuse),
            Place::Agreement(agreement) => {
                value(model.agreements[agreement].refuse).max(value(step.refuse))
            }
        });
        Self {
            complete: complete_share(value(procedure.complete), paperwork),
            returned: steps()
                .map(|step| return_share(value(step.returned), paperwork))
                .collect(),
            refused: refused.collect(),
        }
    }

    /// Returns at the counter of a filing, where a share gives up at each.
    fn counter_returns(&self, quit: f64) -> f64 {
        let incomplete = 1.0 - self.complete;
        let ends = self.complete + incomplete * quit;
        let most = f64::from(ROUNDS);
        if incomplete <= ends * most {
            incomplete / ends.max(f64::MIN_POSITIVE)
        } else {
            most
        }
    }
}

/// The visits of a procedure at the baseline, with those of background cases.
pub fn visits(model: &Model, procedure: &Procedure) -> Visits {
    let values: Vec<f64> = model.levers.iter().map(|lever| lever.base).collect();
    let odds = Odds::new(model, procedure, (&values, 1.0));
    let own = of_cases(&odds, procedure, procedure.quit);
    if procedure.quit <= 0.0 {
        return own;
    }
    Visits {
        background: of_cases(&odds, procedure, 0.0).steps,
        ..own
    }
}

/// How often an applicant works on a file, on average: once, and once more at each return by the
/// counter or an officer, at some values of the levers with this paperwork.
pub fn expected_rounds(model: &Model, procedure: &Procedure, at: (&[f64], f64)) -> f64 {
    let odds = Odds::new(model, procedure, at);
    let returns = of_cases(&odds, procedure, procedure.quit).returns;
    1.0 + odds.counter_returns(procedure.quit) + returns
}

/// Share of filings that are complete in the end, where a share gives up at each return.
fn complete_in_the_end(odds: &Odds, quit: f64) -> f64 {
    let complete = odds.complete;
    if complete <= 0.0 {
        return 1.0;
    }
    complete / (complete + (1.0 - complete) * quit)
}

/// The visits of cases where a share is given up at each return.
fn of_cases(odds: &Odds, procedure: &Procedure, quit: f64) -> Visits {
    let graph = &procedure.graph;
    let refuse = &odds.refused;
    if let Some(shares) = &graph.shares {
        return by_shares(odds, procedure, shares, quit);
    }
    let kept = |set: u32| bits(set).map(|step| 1.0 - refuse[step]).product::<f64>();
    // A refusal is drawn once a step and filing: only steps before it thin a step.
    let reached: Vec<f64> = (0..procedure.steps.len())
        .map(|step| {
            let before = bits(graph.active)
                .filter(|other| graph.later[*other] & (1 << step) != 0)
                .fold(0, |set, other| set | 1 << other);
            kept(before)
        })
        .collect();
    let granted = kept(graph.active);
    let ended = over_files(odds, procedure, &reached, quit);
    let refiled = 1.0 + (1.0 - granted) * ended.kept * procedure.refile_share;
    let filed = refiled * complete_in_the_end(odds, quit);
    let steps: Vec<f64> = ended.steps.iter().map(|visits| visits * filed).collect();
    Visits {
        background: steps.clone(),
        steps,
        returns: ended.returns * filed,
        success: granted * filed * ended.kept,
    }
}

/// The visits where files go by shares: traffic equations of a Markov chain (Jackson
/// 1957), in which a file comes back, is refused, or goes on from each step every time.
fn by_shares(odds: &Odds, procedure: &Procedure, shares: &Shares, quit: f64) -> Visits {
    let n = procedure.steps.len();
    let refuse = &odds.refused;
    let (mut steps, mut returns, mut granted, mut given_up) = (vec![0.0; n], 0.0, 0.0, 0.0);
    for (weight, chance) in files(odds, procedure) {
        let mut rows: Vec<Vec<f64>> = (0..n)
            .map(|step| {
                let mut row = vec![0.0; n + 1];
                row[step] = 1.0;
                row[n] = shares.begins()[step];
                row
            })
            .collect();
        for from in 0..n {
            let goes_on = (1.0 - chance[from]) * (1.0 - refuse[from]);
            for (to, share) in shares.after(from).iter().enumerate() {
                rows[to][from] -= goes_on * share;
            }
            rows[procedure.steps[from].return_to.index()][from] -= chance[from] * (1.0 - quit);
        }
        let visits = eliminate(rows);
        for (step, visit) in visits.iter().enumerate() {
            let decided = 1.0 - shares.after(step).iter().sum::<f64>();
            steps[step] += weight * visit;
            returns += weight * visit * chance[step];
            granted += weight * visit * (1.0 - chance[step]) * (1.0 - refuse[step]) * decided;
            given_up += weight * visit * chance[step] * quit;
        }
    }
    let granted = granted.clamp(0.0, 1.0);
    let refused = (1.0 - granted - given_up).max(0.0);
    let refiled = 1.0 + refused * procedure.refile_share;
    let filed = refiled * complete_in_the_end(odds, quit);
    let steps: Vec<f64> = steps.into_iter().map(|visits| visits * filed).collect();
    Visits {
        background: steps.clone(),
        steps,
        returns: returns * filed,
        success: granted * filed,
    }
}

/// What one filing comes to, averaged over the frailty of files.
struct Ended {
    /// Visits of each step.
    steps: Vec<f64>,
    returns: f64,
    /// Share that is not given up at a return.
    kept: f64,
}

fn over_files(odds: &Odds, procedure: &Procedure, reached: &[f64], quit: f64) -> Ended {
    let mut steps = vec![0.0; reached.len()];
    let (mut returns, mut given_up) = (0.0, 0.0);
    for (weight, chance) in files(odds, procedure) {
        let pass = passes(procedure, &chance, quit);
        let visits = solve(procedure, reached, (&chance, quit), &pass);
        for (step, visit) in visits.iter().enumerate() {
            steps[step] += weight * visit;
            returns += weight * visit * chance[step];
        }
        let kept: f64 = bits(procedure.graph.active)
            .map(|step| pass[step])
            .product();
        given_up += weight * (1.0 - kept);
    }
    Ended {
        steps,
        returns,
        kept: 1.0 - given_up,
    }
}

/// Steps over which a return from a step sends a file back, up to that step.
fn again(procedure: &Procedure, from: usize) -> impl Iterator<Item = usize> {
    let graph = &procedure.graph;
    let to = procedure.steps[from].return_to.index();
    let set = ((1 << to) | graph.later[to]) & graph.active;
    bits(set).filter(move |&step| step == from || graph.later[step] & (1 << from) != 0)
}

/// The chance that a file which has come to a step goes on from it in the end: with a chance of
/// return c, and a share q given up at each, p = (1 - c) / (1 - c (1 - q) b), where b is the
/// chance that it comes back to the step over those before it.
fn passes(procedure: &Procedure, chance: &[f64], quit: f64) -> Vec<f64> {
    let graph = &procedure.graph;
    let mut pass = vec![1.0; chance.len()];
    // Steps that lie before others have more after them.
    let mut order: Vec<usize> = bits(graph.active).collect();
    order.sort_by_key(|step| std::cmp::Reverse(graph.later[*step].count_ones()));
    for step in order {
        let before = again(procedure, step).filter(|before| *before != step);
        let back: f64 = before.map(|before| pass[before]).product();
        pass[step] = (1.0 - chance[step]) / (1.0 - chance[step] * (1.0 - quit) * back);
    }
    pass
}

/// Files by their proneness to return: the weight of each kind of file, and its chance
/// of return at each step.
///
/// A file's own chance of return at a step of chance p is
/// (1 - phi) p + phi z^((1-p)/p), with one uniform z for the file.
fn files(odds: &Odds, procedure: &Procedure) -> Vec<(f64, Vec<f64>)> {
    let frail = procedure
        .steps
        .iter()
        .zip(&odds.returned)
        .any(|(step, returned)| step.frailty > 0.0 && *returned > 0.0);
    let points = if frail { POINTS } else { 1 };
    let file = |point| {
        // The files that come back most often are near z = 1: the points are
        // densest there.
        let x = (point as f64 + 0.5) / points as f64;
        let (z, weight) = (1.0 - x * x * x, 3.0 * x * x / points as f64);
        let weight = if frail { weight } else { 1.0 };
        let chance = procedure
            .steps
            .iter()
            .zip(&odds.returned)
            .map(|(step, returned)| own_chance(*returned, step.frailty, z))
            .collect();
        (weight, chance)
    };
    (0..points).map(file).collect()
}

fn own_chance(share: f64, frailty: f64, z: f64) -> f64 {
    let chance = if share <= 0.0 || frailty <= 0.0 || share >= 1.0 {
        share
    } else {
        (1.0 - frailty) * share + frailty * libm::pow(z, (1.0 - share) / share)
    };
    chance.clamp(0.0, RETURN_AT_MOST)
}

/// Traffic equations: a step is done once where it is reached, and once more for
/// each return that sends the file back over it and is not given up on the way.
fn solve(
    procedure: &Procedure,
    reached: &[f64],
    (chance, quit): (&[f64], f64),
    pass: &[f64],
) -> Vec<f64> {
    let graph = &procedure.graph;
    let n = reached.len();
    let passed = |steps: &mut dyn Iterator<Item = usize>, step: usize| -> f64 {
        let before = steps.filter(|other| graph.later[*other] & (1 << step) != 0);
        before.map(|other| pass[other]).product()
    };
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|step| {
            let mut row = vec![0.0; n + 1];
            row[step] = 1.0;
            row[n] = if graph.active & (1 << step) == 0 {
                0.0
            } else {
                reached[step] * passed(&mut bits(graph.active), step)
            };
            row
        })
        .collect();
    for from in bits(graph.active) {
        let returned = chance[from] * (1.0 - quit);
        for step in again(procedure, from) {
            rows[step][from] -= returned * passed(&mut again(procedure, from), step);
        }
    }
    eliminate(rows)
}

/// Gauss-Jordan elimination. Every diagonal entry stays above 0: the chances of
/// return are below 1.
fn eliminate(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let n = rows.len();
    for pivot in 0..n {
        let scale = rows[pivot][pivot].max(1.0 - RETURN_AT_MOST);
        for value in &mut rows[pivot] {
            *value /= scale;
        }
        let of_pivot = rows[pivot].clone();
        for (other, row) in rows.iter_mut().enumerate() {
            let factor = row[pivot];
            if other != pivot && factor.abs() > 0.0 {
                for (value, own) in row.iter_mut().zip(&of_pivot) {
                    *value -= factor * own;
                }
            }
        }
    }
    rows.into_iter().map(|row| row[n].max(0.0)).collect()
}
