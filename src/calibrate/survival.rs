//! Whether a project still lives when one of its needs sets out or arrives.

use super::flows::Outlook;
use super::network::{Meeting, NeedFlow};
use crate::model::{Files, Model};

/// When a need's procedures begin, in order.
fn turn(files: Files, awarded: bool) -> u8 {
    match files {
        Files::initiation if !awarded => 0,
        Files::initiation | Files::award => 1,
        Files::before => 2,
    }
}

/// The chance that a project still lives when one of its needs sets out: an
/// essential need that is turned away at once ends it. Among needs that set out
/// together the order is even.
pub fn alive(
    model: &Model,
    meeting: &Meeting,
    outlooks: &[Outlook],
    present: &[f64],
    own: usize,
) -> f64 {
    let kind = &model.kinds[meeting.kind];
    let needs = &kind.needs;
    let own_need = &needs[meeting.needs[own].need];
    let turn_of = |flow: &NeedFlow| {
        let need = &needs[flow.need];
        turn(need.files, flow.has_programmes)
    };
    let mine = turn_of(&meeting.needs[own]);
    let mut alive = 1.0;
    for (other, flow) in meeting.needs.iter().enumerate() {
        if other == own || !needs[flow.need].essential {
            continue;
        }
        let outlook = outlooks[other];
        let through = if flow.has_programmes {
            // Whether its call is open shows before the project begins.
            1.0
        } else if turn_of(flow) == mine {
            libm::sqrt(outlook.open)
        } else if turn_of(flow) < mine {
            // Some of those who filed earlier have had their answer by now.
            let ahead = f64::from(kind.lead.saturating_sub(own_need.files_before));
            let answered = 1.0 - libm::exp(-ahead / outlook.delay.max(1.0));
            outlook.open - answered * (outlook.open - outlook.success).max(0.0)
        } else {
            1.0
        };
        alive *= 1.0 - present[other] * (1.0 - through);
    }
    alive
}

/// The chance that a project lives on when one of its needs arrives, given that it
/// lived when the need set out.
pub fn arriving(
    model: &Model,
    meeting: &Meeting,
    outlooks: &[Outlook],
    present: &[f64],
    own: usize,
) -> f64 {
    let needs = &model.kinds[meeting.kind].needs;
    let others = meeting
        .needs
        .iter()
        .enumerate()
        .filter(|(other, flow)| *other != own && needs[flow.need].essential);
    others
        .map(|(other, _)| {
            let later = outlooks[other].success / outlooks[other].open.max(1e-9);
            1.0 - present[other] * (1.0 - later.min(1.0))
        })
        .product()
}
