//! Levers: the parameters that a reform can move, and how changes compose.
//!
//! A lever is read when it is used. Its value on a day depends on the package
//! alone: structure, then `set`, `raise`, `lower`, `scale`, `add`, then the
//! clamp to its range, each change first weighted by its own level that day.

/// A lever's place in the table of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeverId(pub u32);

impl LeverId {
    /// The place as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The range a composed value is clamped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// A share.
    Share,
    /// Zero or more.
    AtLeastZero,
}

/// One lever of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Its address in the scenario.
    pub address: String,
    /// Its value at the baseline.
    pub base: f64,
    /// Its range.
    pub range: Range,
}

/// How far a change has come in on a day: ramp x decay x intensity, in 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The day (from the first simulated day) on which it begins.
    pub start: f64,
    /// Days over which it comes in.
    pub ramp: f64,
    /// Days in which half of it is lost again.
    pub half_life: Option<f64>,
    /// What the decay leaves.
    pub floor: f64,
    /// Share carried out.
    pub intensity: f64,
}

impl Level {
    /// The level on a day.
    #[must_use]
    pub fn on(&self, day: f64) -> f64 {
        if day < self.start {
            return 0.0;
        }
        let since = day - self.start;
        let ramp = if self.ramp > 0.0 {
            (since / self.ramp).min(1.0)
        } else {
            1.0
        };
        let decay = self.half_life.map_or(1.0, |half| {
            let lost = (since - self.ramp).max(0.0) / half;
            self.floor + (1.0 - self.floor) * libm::exp2(-lost)
        });
        ramp * decay * self.intensity
    }
}

/// What a change does to a lever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operation {
    /// Moves it towards a value.
    Set(f64),
    /// Closes a fraction of the gap to 1.
    Raise(f64),
    /// Closes a fraction of the way to 0.
    Lower(f64),
    /// Multiplies.
    Scale(f64),
    /// Adds.
    Add(f64),
}

/// One change of one lever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// What it does.
    pub operation: Operation,
    /// How far it has come in.
    pub level: Level,
    /// Whether it reaches background cases.
    pub background: bool,
}

/// All changes of one lever in a package.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// The lever.
    pub lever: LeverId,
    /// Its changes.
    pub steps: Vec<Step>,
}

impl Range {
    /// The nearest value within the range.
    #[must_use]
    pub fn clamp(self, value: f64) -> f64 {
        match self {
            Self::Share => value.clamp(0.0, 1.0),
            Self::AtLeastZero => value.max(0.0),
        }
    }
}

impl Move {
    /// Whether the value of its lever on a day may differ from that of the day before.
    #[must_use]
    pub fn may_change_on(&self, day: f64) -> bool {
        self.steps.iter().map(|step| step.level).any(|level| {
            let is_whole = level.half_life.is_none() && day - 1.0 >= level.start + level.ramp;
            day >= level.start && !is_whole
        })
    }

    /// What the changes of a lever come to, and where they are held, if on some day
    /// they leave its range. The days on which a change is wholly in tell.
    #[must_use]
    pub fn clamped(&self, lever: &Lever) -> Option<(f64, f64)> {
        self.steps
            .iter()
            .map(|step| step.level.start + step.level.ramp)
            .map(|day| unclamped(lever.base, &self.steps, day, false))
            .find(|value| lever.range.clamp(*value).total_cmp(value).is_ne())
            .map(|value| (value, lever.range.clamp(value)))
    }
}

/// Composes the changes of a lever on a day. `background` asks for the value
/// that background cases meet.
#[must_use]
pub fn compose(base: f64, range: Range, steps: &[Step], day: f64, background: bool) -> f64 {
    range.clamp(unclamped(base, steps, day, background))
}

fn unclamped(base: f64, steps: &[Step], day: f64, background: bool) -> f64 {
    let reached = || steps.iter().filter(|s| !background || s.background);
    let mut value = base;
    // Two sets of one lever agree (the scenario is checked for it): the first counts.
    if let Some((target, level)) = reached().find_map(|s| match s.operation {
        Operation::Set(target) => Some((target, s.level)),
        Operation::Raise(_) | Operation::Lower(_) | Operation::Scale(_) | Operation::Add(_) => None,
    }) {
        value = base + level.on(day) * (target - base);
    }
    let mut left = 1.0;
    let mut kept = 1.0;
    let mut factor = 1.0;
    let mut sum = 0.0;
    for step in reached() {
        let r = step.level.on(day);
        match step.operation {
            Operation::Set(_) => {}
            Operation::Raise(x) => left *= 1.0 - r * x,
            Operation::Lower(x) => kept *= 1.0 - r * x,
            Operation::Scale(k) => factor *= libm::pow(k, r),
            Operation::Add(a) => sum += r * a,
        }
    }
    // Written so that changes which do nothing leave every bit as it was.
    if left < 1.0 {
        value = 1.0 - (1.0 - value) * left;
    }
    value *= kept;
    value *= factor;
    value += sum;
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_once() -> Level {
        Level {
            start: 0.0,
            ramp: 0.0,
            half_life: None,
            floor: 0.0,
            intensity: 1.0,
        }
    }

    fn step(operation: Operation) -> Step {
        Step {
            operation,
            level: at_once(),
            background: false,
        }
    }

    #[test]
    fn changes_that_do_nothing_keep_every_bit() {
        let base = 0.1 + 0.2;
        for operation in [
            Operation::Set(base),
            Operation::Raise(0.0),
            Operation::Lower(0.0),
            Operation::Scale(1.0),
            Operation::Add(0.0),
        ] {
            let value = compose(base, Range::Share, &[step(operation)], 5.0, false);
            assert_eq!(value.to_bits(), base.to_bits(), "{operation:?}");
        }
    }

    #[test]
    fn where_a_move_rests_its_value_stays() {
        for (ramp, half_life) in [(0.0, None), (30.5, None), (20.0, Some(60.0))] {
            let level = Level {
                start: 12.25,
                ramp,
                half_life,
                ..at_once()
            };
            let lever_move = Move {
                lever: LeverId(0),
                steps: vec![Step {
                    level,
                    ..step(Operation::Scale(0.7))
                }],
            };
            let on =
                |day: u32| compose(0.4, Range::Share, &lever_move.steps, f64::from(day), false);
            let moved: Vec<u32> = (1..400)
                .filter(|day| on(*day).to_bits() != on(*day - 1).to_bits())
                .collect();
            assert!(!moved.is_empty());
            for day in moved {
                assert!(
                    lever_move.may_change_on(f64::from(day)),
                    "day {day}, ramp {ramp}"
                );
            }
            assert!(!lever_move.may_change_on(12.0));
            assert_eq!(lever_move.may_change_on(399.0), half_life.is_some());
        }
    }

    #[test]
    fn raises_compose_as_products_of_what_is_left() {
        let steps = [step(Operation::Raise(0.5)), step(Operation::Raise(0.5))];
        let value = compose(0.0, Range::Share, &steps, 1.0, false);
        assert!((value - 0.75).abs() < 1e-15);
    }

    #[test]
    fn a_ramp_comes_in_evenly_and_decays_to_its_floor() {
        let level = Level {
            start: 10.0,
            ramp: 100.0,
            half_life: Some(365.0),
            floor: 0.5,
            intensity: 1.0,
        };
        assert!(level.on(9.0).abs() < 1e-15);
        assert!((level.on(60.0) - 0.5).abs() < 1e-12);
        assert!((level.on(110.0 + 365.0) - 0.75).abs() < 1e-12);
        assert!((level.on(1e7) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn what_leaves_its_range_is_held_and_told() {
        let lever = |base, range| Lever {
            address: "a".to_owned(),
            base,
            range,
        };
        let over = Move {
            lever: LeverId(0),
            steps: vec![step(Operation::Scale(3.0))],
        };
        let (value, held) = over.clamped(&lever(0.5, Range::Share)).unwrap_or_default();
        assert!((value - 1.5).abs() < 1e-12 && (held - 1.0).abs() < 1e-12);
        assert_eq!(over.clamped(&lever(0.5, Range::AtLeastZero)), None);
    }

    #[test]
    fn the_background_meets_only_what_reaches_it() {
        let steps = [step(Operation::Scale(0.5))];
        let value = compose(2.0, Range::AtLeastZero, &steps, 1.0, true);
        assert!((value - 2.0).abs() < 1e-15);
    }
}
