//! Laws that hold in every world, on generated worlds: conservation, exact
//! ledgers, the same end whatever the way, and what more officers may do.

use tidegate::compile::load_text;
use tidegate::compile::{Options, Package, build, policy};
use tidegate::draw::Luck;
use tidegate::engine::{Formation, Listener, Population, World, run_on, warm_up};

mod beliefs;
mod calendar;
mod clocks;
mod draws;
mod engine;
mod permits;
mod queues;
mod room;
mod runs;
mod select;
mod tables;
mod world;

/// What a listener has heard of one replication of a scenario, whose audits hold.
fn told<L: Listener + Default + Send>(name: &str, text: &str) -> L {
    told_under(name, text, "baseline")
}

/// The same under a package of reforms.
fn told_under<L: Listener + Default + Send>(name: &str, text: &str, package: &str) -> L {
    let scenario = load_text(name, text, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let model = build(&scenario, &Options::default()).unwrap_or_else(|faults| panic!("{faults}"));
    let population = Population::new(&model, 1);
    let luck = Luck::new(1, 0);
    let formation = Formation::new(&model, &population, luck, model.frame.end);
    let packages =
        Package::parse_list(package, &scenario).unwrap_or_else(|error| panic!("{error}"));
    let policy = policy(&scenario, &model, &packages[0], &Options::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let world = World::new(&model, &policy, &population, &formation, luck);
    let mut heard = L::default();
    let mut state = warm_up(&world, &mut heard);
    run_on(&world, &mut state, model.frame.end, &mut heard);
    for check in state.audit(&world) {
        assert_eq!(check.residual, 0, "{check:?}");
    }
    heard
}
