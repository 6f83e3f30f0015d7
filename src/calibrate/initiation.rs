//! Which matched projects begin, by what people believe of their needs.

use super::network::{Meeting, Network};
use crate::model::Model;

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
}

/// The chances of all meetings.
pub fn chances_to_begin(model: &Model, network: &Network, beliefs: &[Believed]) -> ChanceToBegin {
    let mut initiation = ChanceToBegin {
        any: Vec::with_capacity(network.meetings.len()),
        with: Vec::with_capacity(network.needs()),
    };
    let (mut essential, mut patience, mut chances) = (Vec::new(), Vec::new(), Vec::new());
    for meeting in &network.meetings {
        feared(model, meeting, beliefs, &mut essential);
        fill_patience(&essential, &mut patience);
        let mut initiated = |given| initiated(&essential, &patience, given, &mut chances);
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

fn feared(model: &Model, meeting: &Meeting, beliefs: &[Believed], into: &mut Vec<Feared>) {
    let kind = &model.kinds[meeting.kind];
    into.clear();
    for (number, flow) in meeting.needs.iter().enumerate() {
        if kind.needs[flow.need].essential {
            let (success, delay) = beliefs[flow.figure].unwrap_or((1.0, 0.0));
            into.push(Feared {
                number,
                share: flow.share,
                success: model.belief.willingness(success),
                delay,
                patient: model.belief.willingness(patient(model, delay)),
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
