//! Worlds to run before a listener, with their audits checked.

use tidegate::compile::{self, Options, build};
use tidegate::engine::{Listener, State, World, run_on, warm_up};
use tidegate::model::{Model, Transform};
use tidegate::scenario::Scenario;
use tidegate::study::{self, Correction, Generated};

use super::{OrFail, packages};

/// One replication of a scenario, before a listener:
/// `Trial::built_in("tiny").under("full").seed(3).run::<Sums>()`.
#[must_use]
pub struct Trial {
    source: Source,
    sets: Vec<String>,
    package: String,
    options: Options,
    is_calibrated: bool,
    seed: u64,
    replication: u32,
}

enum Source {
    Name(String),
    Text(String),
}

impl Trial {
    fn of(source: Source) -> Self {
        Self {
            source,
            sets: Vec::new(),
            package: "baseline".to_owned(),
            options: Options::default(),
            is_calibrated: false,
            seed: 1,
            replication: 0,
        }
    }

    /// Of a built-in scenario.
    pub fn built_in(name: &str) -> Self {
        Self::of(Source::Name(name.to_owned()))
    }

    /// Of the text of a scenario.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(Source::Text(text.into()))
    }

    /// With some values set.
    pub fn with(mut self, sets: &[&str]) -> Self {
        self.sets.extend(sets.iter().map(|set| (*set).to_owned()));
        self
    }

    /// Under a package of reforms instead of the baseline.
    pub fn under(mut self, package: &str) -> Self {
        package.clone_into(&mut self.package);
        self
    }

    /// With some frictions left out.
    pub fn transformed(mut self, transform: Transform) -> Self {
        self.options.transform = transform;
        self
    }

    /// Over some measured years.
    pub fn years(mut self, years: f64) -> Self {
        self.options.years = Some(years);
        self
    }

    /// With officers, passage times and beliefs calibrated on the baseline.
    pub fn calibrated(mut self) -> Self {
        self.is_calibrated = true;
        self
    }

    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub fn replication(mut self, replication: u32) -> Self {
        self.replication = replication;
        self
    }

    /// The scenario.
    #[track_caller]
    pub fn scenario(&self) -> Scenario {
        let loaded = match &self.source {
            Source::Name(name) => compile::load(name, &self.sets),
            Source::Text(text) => compile::load_text("text", text, &self.sets),
        };
        match (loaded, &self.source) {
            (Ok(scenario), _) => scenario,
            (Err(faults), Source::Name(name)) => panic!("{name}\n{faults}"),
            (Err(faults), Source::Text(text)) => panic!("{faults}\n{text}"),
        }
    }

    /// The model.
    #[track_caller]
    pub fn model(&self) -> Model {
        self.build(&self.scenario())
    }

    #[track_caller]
    fn build(&self, scenario: &Scenario) -> Model {
        if self.is_calibrated {
            let (model, _) =
                study::calibrated(scenario, &self.options, &Correction::default()).or_fail();
            model
        } else {
            build(scenario, &self.options).or_fail()
        }
    }

    /// What a listener records of a run from the first day to the end of the frame, whose
    /// audits hold.
    #[track_caller]
    pub fn run<L: Listener + Default + Send>(&self) -> L {
        let scenario = self.scenario();
        let model = self.build(&scenario);
        let package = &packages(&self.package, &scenario)[0];
        let policy = compile::policy(&scenario, &model, package, &self.options).or_fail();
        let formed = Generated::new(&model, self.seed, self.replication);
        run_before(&formed.world(&model, &policy)).1
    }
}

/// A run of a world from the first day to the end of the frame, whose audits hold: its end,
/// and what a listener records.
#[track_caller]
pub fn run_before<L: Listener + Default + Send>(world: &World<'_>) -> (State, L) {
    let mut listener = L::default();
    let mut state = warm_up(world, &mut listener);
    run_on(world, &mut state, world.model.frame.end, &mut listener);
    assert_audits_hold(&mut state, world);
    (state, listener)
}

/// Expects that every audit of a state holds exactly.
#[track_caller]
pub fn assert_audits_hold(state: &mut State, world: &World<'_>) {
    for check in state.audit(world) {
        assert_eq!(check.residual, 0, "{check:?}");
    }
}
