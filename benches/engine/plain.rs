//! The permit pipeline by hand: one heap and four offices. The engine's extra cost is the price of
//! calendars, ledgers, keyed draws and scenario files.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use tidegate::draw::Distribution;

const DAY: f64 = 86_400.0;
const OFFICERS: [u32; 4] = [80, 160, 222, 167];
const DAYS_OF_WORK: [f64; 4] = [5.0, 10.0, 20.0, 15.0];

/// What a run of the pipeline brings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pipeline {
    /// Arrivals at an office, service starts, finishes and corrections.
    pub events: u64,
    /// Cases decided after the warm-up.
    pub decided: u64,
    /// Their seconds from filing to decision.
    pub seconds: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Filed,
    Done(u8),
    Corrected,
}

struct Run {
    now: u64,
    order: u64,
    heap: BinaryHeap<Reverse<(u64, u64, u32, Due)>>,
    queues: [VecDeque<u32>; 4],
    busy: [u32; 4],
    filed: Vec<u64>,
    free: Vec<u32>,
    luck: u64,
    work: [Distribution; 4],
    out: Pipeline,
}

/// Runs the pipeline for some days, counting after `warm_up` days.
pub fn pipeline(days: u64, warm_up: u64, seed: u64) -> Pipeline {
    let mut run = Run {
        now: 0,
        order: 0,
        heap: BinaryHeap::new(),
        queues: Default::default(),
        busy: [0; 4],
        filed: Vec::new(),
        free: Vec::new(),
        luck: seed,
        work: DAYS_OF_WORK.map(|days| Distribution::lognormal(days * DAY, 1.0)),
        out: Pipeline::default(),
    };
    let gap = Distribution::Exponential(DAY / 10.0);
    let correction = Distribution::Exponential(10.0 * DAY);
    run.due(0.0, 0, Due::Filed);
    while let Some(Reverse((at, _, case, due))) = run.heap.pop() {
        if at >= days * DAY as u64 {
            break;
        }
        run.now = at;
        match due {
            Due::Filed => {
                let u = run.uniform();
                run.due(gap.quantile(u), 0, Due::Filed);
                let case = run.add();
                run.reach(case, 0);
            }
            Due::Corrected => {
                run.out.events += 1;
                run.reach(case, 0);
            }
            Due::Done(office) => {
                run.out.events += 1;
                run.next(usize::from(office));
                if office == 1 && run.uniform() < 0.3 {
                    let u = run.uniform();
                    run.due(correction.quantile(u), case, Due::Corrected);
                } else if office == 3 {
                    // One tenth is refused; either way the case is over.
                    run.end(case, warm_up * DAY as u64);
                } else {
                    run.reach(case, usize::from(office) + 1);
                }
            }
        }
    }
    run.out
}

impl Run {
    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn uniform(&mut self) -> f64 {
        self.luck = self.luck.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.luck;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        tidegate::draw::open_unit(bits ^ (bits >> 31))
    }

    fn due(&mut self, seconds: f64, case: u32, due: Due) {
        self.order += 1;
        let time = self.now + (seconds + 0.5) as u64;
        self.heap.push(Reverse((time, self.order, case, due)));
    }

    fn add(&mut self) -> u32 {
        if let Some(case) = self.free.pop() {
            self.filed[case as usize] = self.now;
            return case;
        }
        self.filed.push(self.now);
        (self.filed.len() - 1) as u32
    }

    fn reach(&mut self, case: u32, office: usize) {
        self.out.events += 1;
        if self.busy[office] < OFFICERS[office] {
            self.busy[office] += 1;
            self.serve(case, office);
        } else {
            self.queues[office].push_back(case);
        }
    }

    fn serve(&mut self, case: u32, office: usize) {
        self.out.events += 1;
        let u = self.uniform();
        let seconds = self.work[office].quantile(u);
        self.due(seconds, case, Due::Done(office as u8));
    }

    fn next(&mut self, office: usize) {
        match self.queues[office].pop_front() {
            Some(case) => self.serve(case, office),
            None => self.busy[office] -= 1,
        }
    }

    fn end(&mut self, case: u32, from: u64) {
        if self.now >= from {
            self.out.decided += 1;
            self.out.seconds += self.now - self.filed[case as usize];
        }
        self.free.push(case);
    }
}
