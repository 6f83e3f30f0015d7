//! One office by hand: a heap, officers and a queue, filled by one stream of cases or by many
//! agents with a stream each.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use tidegate::draw::{Distribution, open_unit};

const DAY: f64 = 86_400.0;

/// What a run of the office brings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Queue {
    /// Arrivals, service starts and finishes.
    pub events: u64,
    /// Cases decided after the warm-up.
    pub decided: u64,
    /// Their seconds from filing to decision.
    pub seconds: u64,
}

/// An office and who files there. Times in days.
#[derive(Debug, Clone, Copy)]
pub struct Office {
    /// Streams of cases: 1, or the number of agents.
    pub streams: u32,
    /// Mean days from one case of a stream to the next.
    pub gap: f64,
    /// Mean days of work.
    pub work: f64,
    /// Officers.
    pub officers: u32,
}

/// Who files, or that an officer is done; in the order of instants.
type Entry = Reverse<(u64, u64, u32)>;

/// No stream: an officer is done.
const DONE: u32 = u32::MAX;

/// Runs an office for some days, counting after `warm_up` days.
pub fn run(office: Office, days: u64, warm_up: u64, mut state: u64) -> Queue {
    let mut uniform = move || {
        // `SplitMix64` (Steele, Lea, Flood 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        open_unit(bits ^ (bits >> 31))
    };
    let gap = Distribution::Exponential(office.gap * DAY);
    let work = Distribution::Exponential(office.work * DAY);
    let mut out = Queue::default();
    let mut heap: BinaryHeap<Entry> = BinaryHeap::new();
    let mut order = 0;
    for stream in 0..office.streams {
        order += 1;
        let time = (gap.quantile(uniform()) + 0.5) as u64;
        heap.push(Reverse((time, order, stream)));
    }
    let (mut busy, mut line) = (0, VecDeque::new());
    let (end, from) = (days * DAY as u64, warm_up * DAY as u64);
    while let Some(Reverse((now, _, who))) = heap.pop() {
        if now >= end {
            break;
        }
        out.events += 1;
        if who == DONE {
            busy -= 1;
        } else {
            line.push_back(now);
            order += 1;
            let next = now + (gap.quantile(uniform()) + 0.5) as u64;
            heap.push(Reverse((next, order, who)));
        }
        while busy < office.officers
            && let Some(filed) = line.pop_front()
        {
            busy += 1;
            out.events += 1;
            order += 1;
            let ends = now + (work.quantile(uniform()) + 0.5) as u64;
            heap.push(Reverse((ends, order, DONE)));
            if ends >= from && ends < end {
                out.decided += 1;
                out.seconds += ends - filed;
            }
        }
    }
    out
}
