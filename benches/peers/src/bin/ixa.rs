//! The works on ixa: plans on a context, the state in data plugins, agents as entities.
//! A plan's closure carries what the plan needs to know; ixa keeps no entity that goes
//! away again, so cases are no entities.
#![expect(
    missing_docs,
    reason = "the macro that declares an entity writes public items"
)]

use ixa::prelude::*;
use peers::works::{Span, agents, exponential, lognormal, mm3, pipeline};
use peers::{Ask, Office, Sums, program};
use rand_distr::{Exp, LogNormal};

fn main() {
    program("ixa", |ask, seed| {
        let mut context = Context::new();
        context.init_random(seed);
        match ask {
            Ask::Mm3(size) => run_mm3(&mut context, size),
            Ask::Pipeline(size) => run_pipeline(&mut context, size),
            Ask::Agents(agents) => run_agents(&mut context, agents),
        }
    });
}

define_rng!(DeskRng);

/// One office where cases come and go: the state of two of the works.
struct Desk {
    gap: Exp<f64>,
    work: Exp<f64>,
    office: Office,
    sums: Sums,
}

impl Desk {
    fn new(span: Span, gap: f64, work: f64, officers: u32) -> Self {
        Self {
            gap: exponential(gap),
            work: exponential(work),
            office: Office::new(officers),
            sums: Sums::new(span),
        }
    }
}

// Each work puts its own desk here before it begins.
define_data_plugin!(
    DeskPlugin,
    Desk,
    Desk::new(Span { from: 0.0, to: 0.0 }, 1.0, 1.0, 0)
);

/// Work on a case that came on day `came` starts.
fn serve(context: &mut Context, came: f64) {
    let now = context.get_current_time();
    let desk = context.get_data_mut(DeskPlugin);
    desk.sums.started(came, now);
    let work = desk.work;
    let days = context.sample_distr(DeskRng, work);
    context.add_plan(now + days, finish);
}

/// A case comes to the desk.
fn come(context: &mut Context) {
    let now = context.get_current_time();
    let desk = context.get_data_mut(DeskPlugin);
    desk.sums.arrived(now);
    if desk.office.takes(now) {
        serve(context, now);
    }
}

fn arrive(context: &mut Context) {
    let now = context.get_current_time();
    let desk = context.get_data_mut(DeskPlugin);
    desk.sums.line(desk.office.in_line(), now);
    expect(context);
    come(context);
}

/// Plans the next arrival.
fn expect(context: &mut Context) {
    let gap = context.get_data(DeskPlugin).gap;
    let days = context.sample_distr(DeskRng, gap);
    schedule_relative!(context, days, arrive);
}

fn finish(context: &mut Context) {
    let now = context.get_current_time();
    let desk = context.get_data_mut(DeskPlugin);
    desk.sums.events += 1;
    desk.sums.line(desk.office.in_line(), now);
    if let Some(came) = desk.office.next_case() {
        serve(context, came);
    }
}

/// Runs until the span is over and hands the sums out.
fn run_desk(context: &mut Context, span: Span) -> Sums {
    context.schedule_shutdown(span.to);
    context.execute();
    std::mem::take(&mut context.get_data_mut(DeskPlugin).sums)
}

fn run_mm3(context: &mut Context, size: u64) -> Sums {
    let span = mm3::span(size);
    let gap = 1.0 / mm3::ARRIVALS_A_DAY;
    *context.get_data_mut(DeskPlugin) = Desk::new(span, gap, mm3::WORK, mm3::OFFICERS);
    expect(context);
    run_desk(context, span)
}

define_entity!(Agent);

fn file(context: &mut Context, agent: AgentId) {
    rest(context, agent);
    come(context);
}

/// Plans the next filing of an agent.
fn rest(context: &mut Context, agent: AgentId) {
    let gap = context.get_data(DeskPlugin).gap;
    let days = context.sample_distr(DeskRng, gap);
    schedule_relative!(context, days, file, agent);
}

fn run_agents(context: &mut Context, agents: u64) -> Sums {
    let span = agents::span();
    let officers = agents::officers(agents);
    *context.get_data_mut(DeskPlugin) = Desk::new(span, agents::REST, agents::WORK, officers);
    for _ in 0..agents {
        let agent = context
            .add_entity(Agent)
            .expect("an agent has no property that could be missing");
        rest(context, agent);
    }
    run_desk(context, span)
}

define_rng!(PermitRng);

struct Permits {
    gap: Exp<f64>,
    correction: Exp<f64>,
    work: [LogNormal<f64>; 4],
    offices: [Office; 4],
    sums: Sums,
}

define_data_plugin!(
    PermitPlugin,
    Permits,
    Permits {
        gap: exponential(1.0 / pipeline::APPLICATIONS_A_DAY),
        correction: exponential(pipeline::CORRECTION),
        work: pipeline::WORK.map(lognormal),
        offices: pipeline::OFFICERS.map(Office::new),
        sums: Sums::default(),
    }
);

fn apply(context: &mut Context) {
    let now = context.get_current_time();
    expect_application(context);
    reach(context, 0, now);
}

/// Plans the next application.
fn expect_application(context: &mut Context) {
    let gap = context.get_data(PermitPlugin).gap;
    let days = context.sample_distr(PermitRng, gap);
    schedule_relative!(context, days, apply);
}

fn reach(context: &mut Context, step: usize, filed: f64) {
    let now = context.get_current_time();
    let permits = context.get_data_mut(PermitPlugin);
    permits.sums.arrived(now);
    if permits.offices[step].takes(filed) {
        start(context, step, filed);
    }
}

fn start(context: &mut Context, step: usize, filed: f64) {
    let permits = context.get_data_mut(PermitPlugin);
    permits.sums.events += 1;
    let work = permits.work[step];
    let days = context.sample_distr(PermitRng, work);
    schedule_relative!(context, days, finish_step, step, filed);
}

fn finish_step(context: &mut Context, step: usize, filed: f64) {
    let permits = context.get_data_mut(PermitPlugin);
    permits.sums.events += 1;
    if let Some(next) = permits.offices[step].next_case() {
        start(context, step, next);
    }
    match step {
        pipeline::REVIEW if context.sample_bool(PermitRng, pipeline::RETURNED) => {
            let correction = context.get_data(PermitPlugin).correction;
            let days = context.sample_distr(PermitRng, correction);
            schedule_relative!(context, days, come_back, filed);
        }
        pipeline::DECISION => {
            let now = context.get_current_time();
            let refused = context.sample_bool(PermitRng, pipeline::REFUSED);
            let permits = context.get_data_mut(PermitPlugin);
            permits.sums.decided(filed, refused, now);
        }
        _ => reach(context, step + 1, filed),
    }
}

fn come_back(context: &mut Context, filed: f64) {
    context.get_data_mut(PermitPlugin).sums.events += 1;
    reach(context, 0, filed);
}

fn run_pipeline(context: &mut Context, size: u64) -> Sums {
    let span = pipeline::span(size);
    context.get_data_mut(PermitPlugin).sums = Sums::new(span);
    expect_application(context);
    context.schedule_shutdown(span.to);
    context.execute();
    std::mem::take(&mut context.get_data_mut(PermitPlugin).sums)
}
