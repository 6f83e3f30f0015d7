//! Which matched projects begin, by what people believe of their needs.

use super::network::{Meeting, Network};
use crate::draw::normal_cdf;
use crate::model::{Model, ProjectKind};

/// Public success and delay in days of a corridor and channel, if there are any.
pub type Believed = Option<(f64, f64)>;

/// The chance that a matched project begins.
#[derive(Debug, Clone, PartialEq)]
pub struct ChanceToBegin {
    /// Of any project, by meeting.
    pub any: Vec<f64>,
    /// Of one that has a need for sure, by the needs of all meetings.
    pub with: Vec<f64>,
}

/// An essential need as people see it.
#[derive(Debug, Clone, Copy)]
struct Feared {
    /// Its number in the meeting.
    number: usize,
    share: f64,
    /// Its believed success, as far as that deters.
    success: f64,
    delay: f64,
    /// Patience with its delay, as far as that deters.
    patient: f64,
    /// Hours that its applicants expect.
    hours: f64,
}

/// The chances of all meetings.
///
/// `hours` are the expected hours of each crossing, where effort decides.
pub fn chances_to_begin(
    model: &Model,
    network: &Network,
    beliefs: &[Believed],
    hours: &[f64],
) -> ChanceToBegin {
    let mut initiation = ChanceToBegin {
        any: Vec::with_capacity(network.meetings.len()),
        with: Vec::with_capacity(network.needs()),
    };
    let (mut essential, mut patience, mut chances) = (Vec::new(), Vec::new(), Vec::new());
    let worths: Vec<Worth> = model
        .kinds
        .iter()
        .map(|kind| Worth::new(model, kind))
        .collect();
    for meeting in &network.meetings {
        feared(model, meeting, (beliefs, hours), &mut essential);
        fill_patience(&essential, &mut patience);
        let worth = &worths[meeting.kind.index()];
        let mut initiated = |given| match worth {
            Worth::Hope => initiated(&essential, &patience, given, &mut chances),
            Worth::Effort { .. } => worth_effort(&essential, worth, model.frame.rho, given),
        };
        let any = initiated(None);
        for (number, flow) in meeting.needs.iter().enumerate() {
            let is_essential = model.kinds[meeting.kind].needs[flow.need].essential;
            // What a project can do without keeps nobody from beginning it.
            initiation.with.push(if is_essential {
                initiated(Some(number))
            } else {
                any
            });
        }
        initiation.any.push(any);
    }
    initiation
}

fn feared(
    model: &Model,
    meeting: &Meeting,
    (beliefs, hours): (&[Believed], &[f64]),
    into: &mut Vec<Feared>,
) {
    let kind = &model.kinds[meeting.kind];
    let by_effort = model.belief.effort_in_force().is_some();
    let willing = |hope| {
        if by_effort {
            hope
        } else {
            model.belief.willingness(hope)
        }
    };
    into.clear();
    for (number, flow) in meeting.needs.iter().enumerate() {
        if kind.needs[flow.need].essential {
            let (success, delay) = beliefs[flow.figure].unwrap_or((1.0, 0.0));
            into.push(Feared {
                number,
                share: flow.share,
                success: willing(success),
                delay,
                patient: willing(patient(model, delay)),
                hours: hours.get(flow.crossing).copied().unwrap_or(0.0),
            });
        }
    }
}

/// Share of projects that bear a delay.
fn patient(model: &Model, delay: f64) -> f64 {
    crate::draw::exp(-model.frame.rho * delay / crate::time::YEAR_DAYS)
}

/// Patience with the longest delay, by the set of essential needs that a project has.
fn fill_patience(essential: &[Feared], into: &mut Vec<(f64, f64)>) {
    into.clear();
    into.push((0.0, 1.0));
    for need in essential {
        for set in 0..into.len() {
            let (longest, patient) = into[set];
            into.push(if need.delay > longest {
                (need.delay, need.patient)
            } else {
                (longest, patient)
            });
        }
    }
}

/// The chance that a matched project begins: the product of the believed
/// successes of its essential needs, and patience with the longest believed delay,
/// over all combinations of needs that it may have. Where one of them is `given`,
/// it has that one for sure.
///
/// `chances` is room to reckon in.
fn initiated(
    essential: &[Feared],
    patience: &[(f64, f64)],
    given: Option<usize>,
    chances: &mut Vec<f64>,
) -> f64 {
    chances.clear();
    chances.push(1.0);
    for need in essential {
        let share = if given == Some(need.number) {
            1.0
        } else {
            need.share
        };
        // The sets without the need come before the same sets with it.
        for set in 0..chances.len() {
            let chance = chances[set];
            chances[set] = chance * (1.0 - share);
            chances.push(chance * (share * need.success));
        }
    }
    let each = chances.iter().zip(patience);
    each.map(|(chance, (_, patient))| chance * patient).sum()
}

/// What the projects of a kind weigh against the hours of their applicants.
enum Worth {
    /// Nothing: hope alone decides.
    Hope,
    /// Values of projects, each as likely, over the cost of an hour to the median lead; and the
    /// standard deviation of the logarithm of that cost.
    Effort { values: Vec<f64>, sigma: f64 },
}

/// Values of projects that stand for all.
const VALUES: usize = 16;

impl Worth {
    fn new(model: &Model, kind: &ProjectKind) -> Self {
        let Some((rule, scale)) = model.belief.effort_in_force() else {
            return Self::Hope;
        };
        let value = |i: usize| kind.value.quantile((i as f64 + 0.5) / VALUES as f64) / scale;
        Self::Effort {
            values: (0..VALUES).map(value).collect(),
            sigma: rule.sigma,
        }
    }

    /// The chance that a project of this hope and these hours begins.
    fn chance(&self, hope: f64, hours: f64) -> f64 {
        let Self::Effort { values, sigma } = self else {
            return hope;
        };
        let begins = |value: &f64| {
            let worth = value * hope;
            if worth <= 0.0 {
                0.0
            } else if *sigma <= 0.0 || hours <= 0.0 {
                f64::from(u8::from(worth > hours))
            } else {
                normal_cdf(libm::log(worth / hours) / sigma)
            }
        };
        values.iter().map(begins).sum::<f64>() / values.len() as f64
    }
}

/// The chance that a matched project begins where effort decides, over all combinations of
/// essential needs that it may have. Where one of them is `given`, it has that one for sure.
fn worth_effort(essential: &[Feared], worth: &Worth, rho: f64, given: Option<usize>) -> f64 {
    let sets = 0..1_usize << essential.len();
    let of_set = |set: usize| {
        let (mut chance, mut success, mut longest, mut hours) = (1.0, 1.0, 0.0_f64, 0.0);
        for (i, need) in essential.iter().enumerate() {
            let share = if given == Some(need.number) {
                1.0
            } else {
                need.share
            };
            if set & (1 << i) == 0 {
                chance *= 1.0 - share;
                continue;
            }
            chance *= share;
            success *= need.success;
            longest = longest.max(need.delay);
            hours += need.hours;
        }
        if chance <= 0.0 {
            return 0.0;
        }
        let patient = crate::draw::exp(-rho * longest / crate::time::YEAR_DAYS);
        chance * worth.chance(success * patient, hours)
    };
    sets.map(of_set).sum()
}
