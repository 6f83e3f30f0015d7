//! Small worlds at random: procedures with forks, joins, returns, refusals,
//! clocks and patience; offices of every kind.

use std::fmt::Write;

use tidegate::draw::{Key, Purpose, RandomStream};
use tidegate::engine::{Fact, Listener, Segment, State, run_on, warm_up};
use tidegate::model::{DAY, Instant, Model, Policy, Span};
use tidegate::study::Generated;

use crate::support::{Trial, assert_audits_hold};

/// Choices from a seed.
pub struct Dice {
    luck: RandomStream,
    thrown: u64,
}

impl Dice {
    /// Dice that fall as the seed says.
    pub fn new(seed: u64) -> Self {
        let luck = RandomStream::new(seed, 0);
        Self { luck, thrown: 0 }
    }

    /// A uniform in (0, 1).
    pub fn share(&mut self) -> f64 {
        self.thrown += 1;
        let key = Key::named("dice").with(self.thrown);
        self.luck.uniform(key, Purpose::StepWork, 0)
    }

    /// A whole number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    /// Yes with some chance.
    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// One of several.
    pub fn one<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }
}

const OFFICES: usize = 4;

/// The text of a random world.
pub fn text(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::from(HEAD);
    for office in 0..OFFICES {
        write_office(&mut text, &mut dice, office);
    }
    let procedures = 2 + dice.below(3);
    for procedure in 0..procedures {
        write_procedure(&mut text, &mut dice, procedure);
    }
    write_project(&mut text, &mut dice);
    text
}

const HEAD: &str = r#"
format = 1
title = "A random world"
[study]
start = 2023-01-01
warm_up_years = 0.5
years = 1
discount_a_year = 0
[jurisdiction.XAA]
label = { en = "A", zh = "甲" }
researchers = 60
weekend = ["saturday", "sunday"]
utc_offset_hours = 8.0
hours = "09:00-17:00"
[jurisdiction.XBB]
label = { en = "B", zh = "乙" }
researchers = 60
weekend = ["friday", "saturday"]
utc_offset_hours = -5.0
hours = "08:30-16:00"
[institution.default]
researchers_mean = 15
researchers_cv = 0.5
[field.all]
share = 1
[agreement.pact]
passage.lognormal = { mean_days = 10, cv = 1 }
refuse_share = 0.1
valid_days = 90
"#;

fn write_office(text: &mut String, dice: &mut Dice, office: usize) {
    let place = dice.one(&["XAA", "XBB"]);
    let queue = dice.one(&[
        "first_come = {}",
        "priority = {}",
        "nearest_limit = {}",
        "panel = { every_wd = 3, at_most = 6 }",
    ]);
    let officers = dice.one(&[1.0, 1.3, 2.0, 2.5]);
    let _ = write!(
        text,
        "[office.o{office}]\njurisdiction = \"{place}\"\nqueue.{queue}\nofficers = {officers}\n"
    );
    if dice.chance(0.3) {
        text.push_str("hours = \"always\"\n");
    }
    if dice.chance(0.3) {
        text.push_str("capacity = 3\n");
    }
    if dice.chance(0.2) {
        text.push_str("per = \"institution\"\n");
    } else if dice.chance(0.5) {
        text.push_str("branches = 3\n");
    }
}

fn write_procedure(text: &mut String, dice: &mut Dice, procedure: usize) {
    let place = dice.one(&["XAA", "XBB"]);
    let direction = dice.one(&["exit", "entry"]);
    let _ = write!(
        text,
        "[procedure.p{procedure}]\njurisdiction = \"{place}\"\nchannel = \"data\"\n\
         direction = \"{direction}\"\nroute = \"r{}\"\ncomplete_share = {}\n\
         background_a_year = {}\npathway_share = 0.95\nexempt_share = 0.1\n\
         correct.exponential = {{ mean_days = {} }}\n",
        if procedure < 2 {
            procedure
        } else {
            dice.below(2)
        },
        dice.one(&[1.0, 0.8]),
        dice.one(&[0, 40, 150]),
        dice.one(&[0.5, 5.0]),
    );
    if procedure > 0 && dice.chance(0.5) {
        let _ = writeln!(text, "after = [\"p{}\"]", dice.below(procedure));
    } else if dice.chance(0.3) {
        text.push_str("after = [\"transit\"]\n");
    }
    if dice.chance(0.5) {
        text.push_str("patience.exponential = { mean_days = 60 }\n");
    }
    if dice.chance(0.5) {
        text.push_str("refile_share = 0.5\n");
    }
    if dice.chance(0.5) {
        text.push_str("prepare.lognormal = { mean_wd = 3, cv = 1 }\n");
    }
    if dice.chance(0.5) {
        let holder = dice.one(&["researcher", "institution", "project"]);
        let _ = writeln!(text, "valid_days = 30\nholder = \"{holder}\"");
    }
    write_steps(text, dice, procedure);
}

fn write_steps(text: &mut String, dice: &mut Dice, procedure: usize) {
    let count = 1 + dice.below(6);
    // For each step, all that come before it.
    let mut earlier: Vec<Vec<usize>> = Vec::new();
    for step in 0..count {
        let mut after: Vec<usize> = (0..step).filter(|_| dice.chance(0.45)).collect();
        let mut all: Vec<usize> = after.iter().flat_map(|&i| earlier[i].clone()).collect();
        // A predecessor that another predecessor already has says nothing.
        after.retain(|i| !all.contains(i));
        all.extend(&after);
        all.sort_unstable();
        all.dedup();
        let names: Vec<String> = after.iter().map(|i| format!("\"s{i}\"")).collect();
        let _ = write!(
            text,
            "[procedure.p{procedure}.step.s{step}]\nafter = [{}]\n",
            names.join(", "),
        );
        if dice.chance(0.15) {
            text.push_str("agreement = \"pact\"\n");
        } else {
            write_office_step(text, dice, step, &all);
        }
        earlier.push(all);
    }
    let mut clocks = 0;
    for (to, before) in earlier.iter().enumerate() {
        for &from in before.iter().chain([&to]) {
            if clocks < 3 && dice.chance(0.25) {
                let stop = dice.one(&["\"returned\"", "\"returned\", \"passage\""]);
                let limit = dice.one(&["limit_wd = 4", "limit_days = 10", "limit_days = 40"]);
                let at_limit = dice.one(&["nothing", "approve", "refuse", "escalate"]);
                let _ = write!(
                    text,
                    "[procedure.p{procedure}.clock.c{clocks}]\nspan = [\"s{from}\", \"s{to}\"]\n\
                     {limit}\nstops_while = [{stop}]\nat_limit = \"{at_limit}\"\n",
                );
                clocks += 1;
            }
        }
    }
}

fn write_office_step(text: &mut String, dice: &mut Dice, step: usize, earlier: &[usize]) {
    let _ = write!(
        text,
        "office = \"o{}\"\npriority = {}\nreturn_share = {}\nreturn_to = \"s{}\"\n\
         frailty = {}\nrefuse_share = {}\nwork.lognormal = {{ mean_hours = {}, cv = 1 }}\n",
        dice.below(OFFICES),
        dice.below(3),
        dice.one(&[0.0, 0.0, 0.3, 0.6]),
        earlier
            .get(dice.below(earlier.len() + 1))
            .copied()
            .unwrap_or(step),
        dice.one(&[0.0, 0.5]),
        dice.one(&[0.0, 0.0, 0.05, 0.2]),
        dice.one(&[1, 6, 30]),
    );
    if dice.chance(0.4) {
        let unit = dice.one(&["wd", "days"]);
        let _ = writeln!(text, "passage.exponential = {{ mean_{unit} = 4 }}");
    }
}

fn write_project(text: &mut String, dice: &mut Dice) {
    text.push_str(
        "[project.joint]\nlabel = { en = \"Joint\", zh = \"合作\" }\nrate_a_year = 1.5\n\
         hosted_by_lead_share = 0.5\nvalue.lognormal = { mean = 1, cv = 1 }\n\
         lead_days = 60\nwindow_days = 90\ntheta = 0.5\n",
    );
    for need in 0..3 {
        let kind = dice.one(&["data", "researchers", "materials"]);
        let routes = dice.one(&["\"r0\"", "\"r1\"", "\"r0\", \"r1\""]);
        let from = dice.one(&["guest", "host"]);
        let essential = need == 0 || dice.chance(0.5);
        let _ = write!(
            text,
            "[project.joint.need.n{need}]\nkind = \"{kind}\"\nshare = 0.8\nweight = 0.3\n\
             route = [{routes}]\nfrom = \"{from}\"\nessential = {essential}\nrisk_share = 0.1\n\
             transit.triangular = {{ low_days = 0, mode_days = 1, high_days = 4 }}\n",
        );
        if dice.chance(0.3) {
            text.push_str("shelf_life_days = 20\n");
        }
    }
}

/// The model of a text.
pub fn model(text: &str) -> Model {
    Trial::text(text).model()
}

/// Checks every fact against the ledgers, and keeps a mark of all of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// Facts so far.
    pub facts: u64,
    /// A mark of their words and order.
    pub mark: u64,
    /// Realised values in the order in which projects ended.
    pub realised: Vec<u64>,
    /// Waits in the order of services.
    pub waits: Vec<Span>,
}

impl Listener for Transcript {
    fn record(&mut self, fact: &Fact<'_>) {
        self.facts += 1;
        let words = Key::named(&format!("{fact:?}")).bits();
        self.mark = self.mark.rotate_left(9) ^ words;
        match fact {
            Fact::ProjectEnded {
                project,
                realised,
                losses,
                ..
            } => {
                let lost: u64 = losses.iter().map(|part| part.value).sum();
                assert_eq!(project.potential, realised + lost, "the loss ledger");
                self.realised.push(*realised);
            }
            Fact::NeedEnded { elapsed, trail, .. } => {
                // By cause: the lengths of segments add up to the whole by themselves.
                let causes = trail.segments().filter_map(Segment::by_cause);
                let sum: u64 = causes.flatten().map(|ticks| u64::from(*ticks)).sum();
                assert_eq!(sum, u64::from(*elapsed), "the waiting ledger: {trail:?}");
            }
            Fact::Served { waited, .. } => self.waits.push(*waited),
            _ => {}
        }
    }
}

/// A run to the end of the frame in one go, with its transcript.
pub fn run_at_once(model: &Model, replication: u32) -> (State, Transcript) {
    let policy = Policy::default();
    let formed = Generated::new(model, 7, replication);
    let world = formed.world(model, &policy);
    let mut transcript = Transcript::default();
    let mut state = warm_up(&world, &mut transcript);
    run_on(&world, &mut state, model.frame.end, &mut transcript);
    assert_audits_hold(&mut state, &world);
    (state, transcript)
}

/// The same, where a copy that goes on from half-way is compared with it.
pub fn run(model: &Model, replication: u32) -> (State, Transcript) {
    let policy = Policy::default();
    let formed = Generated::new(model, 7, replication);
    let world = formed.world(model, &policy);
    let mut transcript = Transcript::default();
    let mut state = warm_up(&world, &mut transcript);
    // Half-way, a copy goes on by itself, in pieces and without prefetching, and must come to
    // the same end.
    let mut blind = world.clone();
    blind.prefetches = false;
    let half = Instant::midnight(model.frame.measured_to.day() / 2);
    run_on(&world, &mut state, half, &mut transcript);
    let (mut copy, mut copied) = (state.clone(), transcript.clone());
    run_on(&world, &mut state, model.frame.end, &mut transcript);
    let mut on = half;
    while on < model.frame.end {
        on = on + 10 * DAY;
        run_on(&blind, &mut copy, on.min(model.frame.end), &mut copied);
    }
    assert!(copy == state, "a copy comes to the same end");
    assert_eq!(copied, transcript, "and reports the same on the way");
    assert_audits_hold(&mut state, &world);
    (state, transcript)
}
