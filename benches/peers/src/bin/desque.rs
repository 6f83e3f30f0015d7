//! The works on desque: an event is a type with what it needs to know, the state holds
//! the rest, and the simulation is asked to schedule.

use desque::serial::{Event, Simulation};
use desque::{Result, SimState, SimTime};
use peers::works::{Span, agents, exponential, lognormal, mm3, pipeline};
use peers::{Ask, RandomStream, Office, Sums, program};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp, LogNormal};

fn main() {
    program("desque", |ask, seed| {
        match ask {
            Ask::Mm3(size) => run_mm3(size, seed),
            Ask::Pipeline(size) => run_pipeline(size, seed),
            Ask::Agents(agents) => run_agents(agents, seed),
        }
        .expect("no event is scheduled in the past")
    });
}

/// A day. Floating point numbers have no order that desque would take.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Day(f64);

impl Eq for Day {}

impl Ord for Day {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Day {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl SimTime for Day {}

/// One office where cases come and go: the state of two of the works.
struct Desk {
    span: Span,
    luck: RandomStream,
    gap: Exp<f64>,
    work: Exp<f64>,
    office: Office,
    sums: Sums,
}

impl SimState<Day> for Desk {
    fn is_complete(&self, now: &Day) -> bool {
        now.0 >= self.span.to
    }
}

impl Desk {
    fn new(span: Span, seed: u64, gap: f64, work: f64, officers: u32) -> Self {
        Self {
            span,
            luck: RandomStream::seed_from_u64(seed),
            gap: exponential(gap),
            work: exponential(work),
            office: Office::new(officers),
            sums: Sums::new(span),
        }
    }

    fn draw(&mut self, distribution: Exp<f64>) -> f64 {
        distribution.sample(&mut self.luck)
    }
}

type AtDesk = Simulation<Desk, Day>;

fn after(simulation: &AtDesk, days: f64) -> Day {
    Day(simulation.current_time().0 + days)
}

/// Work on a case that came on day `came` starts.
fn serve(simulation: &mut AtDesk, came: f64) -> Result {
    let Day(now) = *simulation.current_time();
    let desk = simulation.state_mut();
    desk.sums.started(came, now);
    let days = desk.draw(desk.work);
    simulation.schedule(Finish, Day(now + days))
}

/// A case comes to the desk.
fn come(simulation: &mut AtDesk) -> Result {
    let Day(now) = *simulation.current_time();
    let desk = simulation.state_mut();
    desk.sums.arrived(now);
    if desk.office.takes(now) {
        serve(simulation, now)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Arrival;

impl Event<Desk, Day> for Arrival {
    fn execute(&mut self, simulation: &mut AtDesk) -> Result {
        let Day(now) = *simulation.current_time();
        let desk = simulation.state_mut();
        desk.sums.line(desk.office.in_line(), now);
        let days = desk.draw(desk.gap);
        simulation.schedule(Arrival, Day(now + days))?;
        come(simulation)
    }
}

#[derive(Debug)]
struct Finish;

impl Event<Desk, Day> for Finish {
    fn execute(&mut self, simulation: &mut AtDesk) -> Result {
        let Day(now) = *simulation.current_time();
        let desk = simulation.state_mut();
        desk.sums.events += 1;
        desk.sums.line(desk.office.in_line(), now);
        match desk.office.next_case() {
            Some(came) => serve(simulation, came),
            None => Ok(()),
        }
    }
}

fn run_mm3(size: u64, seed: u64) -> std::result::Result<Sums, desque::Error> {
    let gap = 1.0 / mm3::ARRIVALS_A_DAY;
    let desk = Desk::new(mm3::span(size), seed, gap, mm3::WORK, mm3::OFFICERS);
    let mut simulation = Simulation::new(desk, Day(0.0));
    let first = simulation.state_mut().draw(exponential(gap));
    simulation.schedule(Arrival, Day(first))?;
    simulation.run()?;
    Ok(std::mem::take(&mut simulation.state_mut().sums))
}

/// An agent files, and will again.
#[derive(Debug)]
struct Filing {
    agent: u32,
}

impl Event<Desk, Day> for Filing {
    fn execute(&mut self, simulation: &mut AtDesk) -> Result {
        rest(simulation, self.agent)?;
        come(simulation)
    }
}

fn rest(simulation: &mut AtDesk, agent: u32) -> Result {
    let desk = simulation.state_mut();
    let days = desk.draw(desk.gap);
    simulation.schedule(Filing { agent }, after(simulation, days))
}

fn run_agents(agents: u64, seed: u64) -> std::result::Result<Sums, desque::Error> {
    let desk = Desk::new(
        agents::span(),
        seed,
        agents::REST,
        agents::WORK,
        agents::officers(agents),
    );
    let mut simulation = Simulation::new(desk, Day(0.0));
    for agent in 0..agents as u32 {
        rest(&mut simulation, agent)?;
    }
    simulation.run()?;
    Ok(std::mem::take(&mut simulation.state_mut().sums))
}

struct Permits {
    span: Span,
    luck: RandomStream,
    gap: Exp<f64>,
    correction: Exp<f64>,
    work: [LogNormal<f64>; 4],
    offices: [Office; 4],
    sums: Sums,
}

impl SimState<Day> for Permits {
    fn is_complete(&self, now: &Day) -> bool {
        now.0 >= self.span.to
    }
}

type AtPermits = Simulation<Permits, Day>;

fn start(simulation: &mut AtPermits, step: usize, filed: f64) -> Result {
    let Day(now) = *simulation.current_time();
    let permits = simulation.state_mut();
    permits.sums.events += 1;
    let days = permits.work[step].sample(&mut permits.luck);
    simulation.schedule(StepDone { step, filed }, Day(now + days))
}

fn reach(simulation: &mut AtPermits, step: usize, filed: f64) -> Result {
    let Day(now) = *simulation.current_time();
    let permits = simulation.state_mut();
    permits.sums.arrived(now);
    if permits.offices[step].takes(filed) {
        start(simulation, step, filed)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Application;

impl Event<Permits, Day> for Application {
    fn execute(&mut self, simulation: &mut AtPermits) -> Result {
        let Day(now) = *simulation.current_time();
        let permits = simulation.state_mut();
        let days = permits.gap.sample(&mut permits.luck);
        simulation.schedule(Application, Day(now + days))?;
        reach(simulation, 0, now)
    }
}

#[derive(Debug)]
struct Corrected {
    filed: f64,
}

impl Event<Permits, Day> for Corrected {
    fn execute(&mut self, simulation: &mut AtPermits) -> Result {
        simulation.state_mut().sums.events += 1;
        reach(simulation, 0, self.filed)
    }
}

#[derive(Debug)]
struct StepDone {
    step: usize,
    filed: f64,
}

impl Event<Permits, Day> for StepDone {
    fn execute(&mut self, simulation: &mut AtPermits) -> Result {
        let Self { step, filed } = *self;
        let Day(now) = *simulation.current_time();
        let permits = simulation.state_mut();
        permits.sums.events += 1;
        if let Some(next) = permits.offices[step].next_case() {
            start(simulation, step, next)?;
        }
        let permits = simulation.state_mut();
        match step {
            pipeline::REVIEW if permits.luck.random_bool(pipeline::RETURNED) => {
                let days = permits.correction.sample(&mut permits.luck);
                simulation.schedule(Corrected { filed }, Day(now + days))
            }
            pipeline::DECISION => {
                let refused = permits.luck.random_bool(pipeline::REFUSED);
                permits.sums.decided(filed, refused, now);
                Ok(())
            }
            _ => reach(simulation, step + 1, filed),
        }
    }
}

fn run_pipeline(size: u64, seed: u64) -> std::result::Result<Sums, desque::Error> {
    let span = pipeline::span(size);
    let mut permits = Permits {
        span,
        luck: RandomStream::seed_from_u64(seed),
        gap: exponential(1.0 / pipeline::APPLICATIONS_A_DAY),
        correction: exponential(pipeline::CORRECTION),
        work: pipeline::WORK.map(lognormal),
        offices: pipeline::OFFICERS.map(Office::new),
        sums: Sums::new(span),
    };
    let first = permits.gap.sample(&mut permits.luck);
    let mut simulation = Simulation::new(permits, Day(0.0));
    simulation.schedule(Application, Day(first))?;
    simulation.run()?;
    Ok(std::mem::take(&mut simulation.state_mut().sums))
}
