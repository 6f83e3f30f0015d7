//! How often the steps of a procedure are done: returns with frailty, refusals,
//! refiling.

use crate::model::{LeverId, Model, Place, Procedure, Shares, bits};

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
}

/// The base value of a lever.
pub fn base(model: &Model, lever: LeverId) -> f64 {
    model.levers[lever.index()].base
}

/// The visits of a procedure at the baseline.
pub fn visits(model: &Model, procedure: &Procedure) -> Visits {
    let graph = &procedure.graph;
    let refuse: Vec<f64> = procedure
        .steps
        .iter()
        .map(|step| match step.place {
            Place::Office(_) => base(model, step.refuse),
            Place::Agreement(agreement) => {
                base(model, model.agreements[agreement].refuse).max(base(model, step.refuse))
            }
        })
        .collect();
    if let Some(shares) = &graph.shares {
        return by_shares(model, procedure, shares, &refuse);
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
    let refiled = 1.0 + (1.0 - granted) * procedure.refile_share;
    let (steps, returns) = over_files(model, procedure, &reached);
    Visits {
        steps: steps.into_iter().map(|visits| visits * refiled).collect(),
        returns: returns * refiled,
        success: granted * refiled,
    }
}

/// The visits where files go by shares: traffic equations of a Markov chain (Jackson
/// 1957), in which a file comes back, is refused, or goes on from each step every time.
fn by_shares(model: &Model, procedure: &Procedure, shares: &Shares, refuse: &[f64]) -> Visits {
    let n = procedure.steps.len();
    let (mut steps, mut returns, mut granted) = (vec![0.0; n], 0.0, 0.0);
    for (weight, chance) in files(model, procedure) {
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
            rows[procedure.steps[from].return_to.index()][from] -= chance[from];
        }
        let visits = eliminate(rows);
        for (step, visit) in visits.iter().enumerate() {
            let decided = 1.0 - shares.after(step).iter().sum::<f64>();
            steps[step] += weight * visit;
            returns += weight * visit * chance[step];
            granted += weight * visit * (1.0 - chance[step]) * (1.0 - refuse[step]) * decided;
        }
    }
    let granted = granted.clamp(0.0, 1.0);
    let refiled = 1.0 + (1.0 - granted) * procedure.refile_share;
    Visits {
        steps: steps.into_iter().map(|visits| visits * refiled).collect(),
        returns: returns * refiled,
        success: granted * refiled,
    }
}

/// Visits and returns of one filing, averaged over the frailty of files.
fn over_files(model: &Model, procedure: &Procedure, reached: &[f64]) -> (Vec<f64>, f64) {
    let mut steps = vec![0.0; reached.len()];
    let mut returns = 0.0;
    for (weight, chance) in files(model, procedure) {
        let visits = solve(procedure, reached, &chance);
        for (step, visit) in visits.iter().enumerate() {
            steps[step] += weight * visit;
            returns += weight * visit * chance[step];
        }
    }
    (steps, returns)
}

/// Files by their proneness to return: the weight of each kind of file, and its chance
/// of return at each step.
///
/// A file's own chance of return at a step of chance p is
/// (1 - phi) p + phi z^((1-p)/p), with one uniform z for the file.
fn files(model: &Model, procedure: &Procedure) -> Vec<(f64, Vec<f64>)> {
    let frail = procedure
        .steps
        .iter()
        .any(|step| step.frailty > 0.0 && base(model, step.returned) > 0.0);
    let points = if frail { POINTS } else { 1 };
    let file = |point| {
        // The files that come back most often stand near z = 1: the points are
        // densest there.
        let x = (point as f64 + 0.5) / points as f64;
        let (z, weight) = (1.0 - x * x * x, 3.0 * x * x / points as f64);
        let weight = if frail { weight } else { 1.0 };
        let chance = procedure
            .steps
            .iter()
            .map(|step| own_chance(base(model, step.returned), step.frailty, z))
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
/// each return that sends the file back over it.
fn solve(procedure: &Procedure, reached: &[f64], chance: &[f64]) -> Vec<f64> {
    let graph = &procedure.graph;
    let n = reached.len();
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|step| {
            let mut row = vec![0.0; n + 1];
            row[step] = 1.0;
            row[n] = if graph.active & (1 << step) == 0 {
                0.0
            } else {
                reached[step]
            };
            row
        })
        .collect();
    for from in bits(graph.active) {
        let to = procedure.steps[from].return_to.index();
        let again = (1 << to) | graph.later[to];
        for step in bits(again & graph.active) {
            if step == from || graph.later[step] & (1 << from) != 0 {
                rows[step][from] -= chance[from];
            }
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
