//! The works on NeXosim: models with ports, connected on a bench, each with a generator
//! of its own; results are asked for by a query. One thread, as for every other engine:
//! models that mostly wait for one another gain nothing from a second one.

use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{Output, QuerySource};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use peers::works::{agents, exponential, log_scale, mm3, pipeline};
use peers::{Ask, RandomStream, Office, Sums, program};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal};
use serde::{Deserialize, Serialize};

fn main() {
    program("nexosim", |ask, seed| {
        match ask {
            Ask::Mm3(size) => run_mm3(size, seed),
            Ask::Pipeline(size) => run_pipeline(size, seed),
            Ask::Agents(agents) => run_agents(agents, seed),
        }
        .expect("the bench is complete and no mailbox waits for itself")
    });
}

const SECONDS_A_DAY: f64 = 86_400.0;

/// The clock has nanoseconds, and an event must lie in the future.
fn wait(days: f64) -> Duration {
    Duration::from_secs_f64(days * SECONDS_A_DAY).max(Duration::from_nanos(1))
}

fn days(time: MonotonicTime) -> f64 {
    (time.as_secs() as f64 + f64::from(time.subsec_nanos()) * 1e-9) / SECONDS_A_DAY
}

/// The stream of a model.
fn luck(seed: u64, model: u64) -> RandomStream {
    RandomStream::seed_from_u64(seed.wrapping_mul(64).wrapping_add(model))
}

/// A Poisson stream of cases. What is sent is the day a case came.
#[derive(Serialize, Deserialize)]
struct Applicants {
    case_out: Output<f64>,
    mean_gap: f64,
    luck: RandomStream,
}

#[Model]
impl Applicants {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.expect(cx);
    }

    #[nexosim(schedulable)]
    async fn apply(&mut self, _: (), cx: &Context<Self>) {
        self.expect(cx);
        self.case_out.send(days(cx.time())).await;
    }

    fn expect(&mut self, cx: &Context<Self>) {
        let gap = exponential(self.mean_gap).sample(&mut self.luck);
        cx.schedule_event(wait(gap), schedulable!(Self::apply), ())
            .expect("a gap is no less than a nanosecond");
    }
}

/// Agents that each file now and then: each is a pending event of this model. As a
/// model of its own, with its mailbox and its task, each took three kilobytes, and an
/// event several times as long.
#[derive(Serialize, Deserialize)]
struct Population {
    case_out: Output<f64>,
    agents: u32,
    luck: RandomStream,
}

#[Model]
impl Population {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for agent in 0..self.agents {
            self.rest(agent, cx);
        }
    }

    #[nexosim(schedulable)]
    async fn file(&mut self, agent: u32, cx: &Context<Self>) {
        self.rest(agent, cx);
        self.case_out.send(days(cx.time())).await;
    }

    fn rest(&mut self, agent: u32, cx: &Context<Self>) {
        let gap = exponential(agents::REST).sample(&mut self.luck);
        cx.schedule_event(wait(gap), schedulable!(Self::file), agent)
            .expect("a rest is no less than a nanosecond");
    }
}

/// An office with one line, whose cases leave when they are done.
#[derive(Serialize, Deserialize)]
struct Desk {
    office: Office,
    mean_work: f64,
    luck: RandomStream,
    sums: Sums,
}

#[Model]
impl Desk {
    fn arrive(&mut self, came: f64, cx: &Context<Self>) {
        self.sums.line(self.office.in_line(), came);
        self.sums.arrived(came);
        if self.office.takes(came) {
            self.serve(came, came, cx);
        }
    }

    #[nexosim(schedulable)]
    fn finish(&mut self, _: (), cx: &Context<Self>) {
        let now = days(cx.time());
        self.sums.events += 1;
        self.sums.line(self.office.in_line(), now);
        if let Some(came) = self.office.next_case() {
            self.serve(came, now, cx);
        }
    }

    fn serve(&mut self, came: f64, now: f64, cx: &Context<Self>) {
        self.sums.started(came, now);
        let work = exponential(self.mean_work).sample(&mut self.luck);
        cx.schedule_event(wait(work), schedulable!(Self::finish), ())
            .expect("work takes no less than a nanosecond");
    }

    async fn tell(&mut self) -> Sums {
        self.sums.clone()
    }
}

fn run_mm3(size: u64, seed: u64) -> Result<Sums, SimulationError> {
    let span = mm3::span(size);
    let mut applicants = Applicants {
        case_out: Output::default(),
        mean_gap: 1.0 / mm3::ARRIVALS_A_DAY,
        luck: luck(seed, 0),
    };
    let desk = Desk {
        office: Office::new(mm3::OFFICERS),
        mean_work: mm3::WORK,
        luck: luck(seed, 1),
        sums: Sums::new(span),
    };
    let (applicants_mailbox, desk_mailbox) = (Mailbox::new(), Mailbox::new());
    applicants.case_out.connect(Desk::arrive, &desk_mailbox);
    let mut bench = SimInit::with_num_threads(1);
    let sums = QuerySource::new()
        .connect(Desk::tell, &desk_mailbox)
        .register(&mut bench);
    let mut simulation = bench
        .add_model(applicants, applicants_mailbox, "applicants")
        .add_model(desk, desk_mailbox, "desk")
        .init(MonotonicTime::EPOCH)?;
    simulation.step_until(wait(span.to))?;
    Ok(simulation.process_query(&sums, ())?)
}

fn run_agents(agents: u64, seed: u64) -> Result<Sums, SimulationError> {
    let span = agents::span();
    let mut population = Population {
        case_out: Output::default(),
        agents: agents as u32,
        luck: luck(seed, 0),
    };
    let desk = Desk {
        office: Office::new(agents::officers(agents)),
        mean_work: agents::WORK,
        luck: luck(seed, 1),
        sums: Sums::new(span),
    };
    let (population_mailbox, desk_mailbox) = (Mailbox::new(), Mailbox::new());
    population.case_out.connect(Desk::arrive, &desk_mailbox);
    let mut bench = SimInit::with_num_threads(1);
    let sums = QuerySource::new()
        .connect(Desk::tell, &desk_mailbox)
        .register(&mut bench);
    let mut simulation = bench
        .add_model(population, population_mailbox, "population")
        .add_model(desk, desk_mailbox, "desk")
        .init(MonotonicTime::EPOCH)?;
    simulation.step_until(wait(span.to))?;
    Ok(simulation.process_query(&sums, ())?)
}

/// A step of the pipeline. A share of its cases goes aside: returned by the review,
/// refused by the decision. What is sent is the day a case was filed.
#[derive(Serialize, Deserialize)]
struct Step {
    on: Output<f64>,
    aside: Output<f64>,
    aside_share: f64,
    office: Office,
    // Of the logarithm. A law cannot be saved with its model, but is made at no cost.
    work: (f64, f64),
    luck: RandomStream,
    events: u64,
}

#[Model]
impl Step {
    fn arrive(&mut self, filed: f64, cx: &Context<Self>) {
        self.events += 1;
        if self.office.takes(filed) {
            self.serve(filed, cx);
        }
    }

    #[nexosim(schedulable)]
    async fn finish(&mut self, filed: f64, cx: &Context<Self>) {
        self.events += 1;
        if let Some(next) = self.office.next_case() {
            self.serve(next, cx);
        }
        if self.aside_share > 0.0 && self.luck.random_bool(self.aside_share) {
            self.aside.send(filed).await;
        } else {
            self.on.send(filed).await;
        }
    }

    fn serve(&mut self, filed: f64, cx: &Context<Self>) {
        self.events += 1;
        let (centre, spread) = self.work;
        let work = LogNormal::new(centre, spread)
            .expect("a spread is not negative")
            .sample(&mut self.luck);
        cx.schedule_event(wait(work), schedulable!(Self::finish), filed)
            .expect("work takes no less than a nanosecond");
    }

    async fn tell(&mut self) -> u64 {
        self.events
    }
}

/// Applicants correct what was returned.
#[derive(Serialize, Deserialize)]
struct Correction {
    case_out: Output<f64>,
    luck: RandomStream,
    events: u64,
}

#[Model]
impl Correction {
    fn begin(&mut self, filed: f64, cx: &Context<Self>) {
        let gap = exponential(pipeline::CORRECTION).sample(&mut self.luck);
        cx.schedule_event(wait(gap), schedulable!(Self::end), filed)
            .expect("a correction takes no less than a nanosecond");
    }

    #[nexosim(schedulable)]
    async fn end(&mut self, filed: f64) {
        self.events += 1;
        self.case_out.send(filed).await;
    }

    async fn tell(&mut self) -> u64 {
        self.events
    }
}

/// Where decided cases are entered.
#[derive(Serialize, Deserialize)]
struct Register {
    sums: Sums,
}

#[Model]
impl Register {
    fn grant(&mut self, filed: f64, cx: &Context<Self>) {
        self.sums.decided(filed, false, days(cx.time()));
    }

    fn refuse(&mut self, filed: f64, cx: &Context<Self>) {
        self.sums.decided(filed, true, days(cx.time()));
    }

    async fn tell(&mut self) -> Sums {
        self.sums.clone()
    }
}

fn run_pipeline(size: u64, seed: u64) -> Result<Sums, SimulationError> {
    let span = pipeline::span(size);
    let mut applicants = Applicants {
        case_out: Output::default(),
        mean_gap: 1.0 / pipeline::APPLICATIONS_A_DAY,
        luck: luck(seed, 0),
    };
    let mut correction = Correction {
        case_out: Output::default(),
        luck: luck(seed, 1),
        events: 0,
    };
    let register = Register {
        sums: Sums::new(span),
    };
    let mut steps: [Step; 4] = std::array::from_fn(|step| Step {
        on: Output::default(),
        aside: Output::default(),
        aside_share: match step {
            pipeline::REVIEW => pipeline::RETURNED,
            pipeline::DECISION => pipeline::REFUSED,
            _ => 0.0,
        },
        office: Office::new(pipeline::OFFICERS[step]),
        work: log_scale(pipeline::WORK[step]),
        luck: luck(seed, 2 + step as u64),
        events: 0,
    });

    let step_mailboxes: [Mailbox<Step>; 4] = std::array::from_fn(|_| Mailbox::new());
    let (applicants_mailbox, correction_mailbox, register_mailbox) =
        (Mailbox::new(), Mailbox::new(), Mailbox::new());
    applicants
        .case_out
        .connect(Step::arrive, &step_mailboxes[0]);
    correction
        .case_out
        .connect(Step::arrive, &step_mailboxes[0]);
    for (step, next) in steps.iter_mut().zip(&step_mailboxes[1..]) {
        step.on.connect(Step::arrive, next);
    }
    steps[pipeline::REVIEW]
        .aside
        .connect(Correction::begin, &correction_mailbox);
    steps[pipeline::DECISION]
        .on
        .connect(Register::grant, &register_mailbox);
    steps[pipeline::DECISION]
        .aside
        .connect(Register::refuse, &register_mailbox);

    let mut bench = SimInit::with_num_threads(1);
    let sums = QuerySource::new()
        .connect(Register::tell, &register_mailbox)
        .register(&mut bench);
    let mut counts = vec![
        QuerySource::new()
            .connect(Correction::tell, &correction_mailbox)
            .register(&mut bench),
    ];
    for mailbox in &step_mailboxes {
        let count = QuerySource::new()
            .connect(Step::tell, mailbox)
            .register(&mut bench);
        counts.push(count);
    }
    bench = bench
        .add_model(applicants, applicants_mailbox, "applicants")
        .add_model(correction, correction_mailbox, "correction")
        .add_model(register, register_mailbox, "register");
    for (number, (step, mailbox)) in steps.into_iter().zip(step_mailboxes).enumerate() {
        bench = bench.add_model(step, mailbox, &format!("step {number}"));
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH)?;
    simulation.step_until(wait(span.to))?;
    let mut sums: Sums = simulation.process_query(&sums, ())?;
    for count in &counts {
        sums.events += simulation.process_query(count, ())?;
    }
    Ok(sums)
}
