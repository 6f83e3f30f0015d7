use jiff::civil::date;

use super::*;
use crate::compile::load;
use crate::model::levers::compose;
use crate::model::{AgreementIndex, Instant, Place, Policy, ProcedureIndex};
use crate::time::HOUR;

fn scenario() -> Scenario {
    load("tests/valid/build.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

fn model(scenario: &Scenario, options: &Options) -> Model {
    build(scenario, options).unwrap_or_else(|faults| panic!("{faults}"))
}

fn policy_of(scenario: &Scenario, model: &Model, name: &str) -> Result<Policy, Faults> {
    let package = Package::parse(name, scenario).unwrap_or_else(|error| panic!("{error}"));
    policy(scenario, model, &package, &Options::default())
}

fn base(model: &Model, address: &str) -> f64 {
    let lever = model.levers.iter().find(|lever| lever.address == address);
    lever.map_or(f64::NAN, |lever| lever.base)
}

fn last_day(model: &Model) -> f64 {
    f64::from(model.frame.end.day())
}

fn value(model: &Model, policy: &Policy, address: &str, background: bool) -> f64 {
    let (place, lever) = model
        .levers
        .iter()
        .enumerate()
        .find(|(_, lever)| lever.address == address)
        .unwrap_or_else(|| panic!("no lever {address}"));
    let steps = policy
        .moves
        .iter()
        .find(|moved| moved.lever.index() == place)
        .map_or(&[][..], |moved| &moved.steps);
    compose(lever.base, lever.range, steps, last_day(model), background)
}

#[test]
fn the_example_of_the_format_is_built() {
    let scenario = load("tests/valid/format.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let model = model(&scenario, &Options::default());
    assert_eq!(model.frame.first_day, date(2022, 1, 1));
    assert_eq!(model.frame.measured_from, Instant::midnight(730));
    assert_eq!(model.frame.measured_to, Instant::midnight(730 + 1827));
    assert_eq!(model.frame.years, [2024, 2025, 2026, 2027, 2028]);
    assert_eq!(model.frame.year_starts.len(), 6);
    assert_eq!(
        model.frame.month_starts[..3],
        [0, 31, 59].map(Instant::midnight)
    );
    let share = base(&model, "procedure.chn-data-out.step.check.return_share");
    assert!((share - 0.375).abs() < 1e-15);
    for package in Package::every_combination(&scenario).unwrap_or_default() {
        let name = package.name();
        assert!(
            policy(&scenario, &model, &package, &Options::default()).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn calendars_follow_weekends_holidays_and_make_up_days() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    // The first day, 1 January 2023, is a Sunday; Monday is a holiday.
    let desk = &model.calendars[model.jurisdictions[0].calendar];
    assert_eq!(desk.day_length(), 8 * HOUR);
    assert_eq!(
        desk.opening(Instant::START),
        Instant::midnight(2) + HOUR,
        "Tuesday 09:00 eight hours east"
    );
    // Saturday 7 January makes up for it.
    let saturday = desk.open(Instant::midnight(7)) - desk.open(Instant::midnight(6));
    assert_eq!(saturday, 8 * 3600);
    // A consulate of the other jurisdiction is closed on both holidays.
    let consulate = &model.calendars[model.offices[0].calendar];
    assert_eq!(consulate.open(Instant::midnight(2)), 0);
    let thursday = consulate.open(Instant::midnight(5)) - consulate.open(Instant::midnight(4));
    assert_eq!(thursday, 0, "5 January is the other's holiday");
    assert!(
        model
            .calendars
            .iter()
            .any(crate::model::Calendar::is_always)
    );
    let end = model.frame.end;
    for calendar in model.calendars.iter() {
        assert_ne!(calendar.after(end, 365 * 8 * 3600), Instant::NEVER);
    }
    // One calendar for each distinct combination.
    for (place, calendar) in model.calendars.iter().enumerate() {
        assert!(!model.calendars[..place].contains(calendar));
    }
}

#[test]
fn laws_are_in_seconds_of_their_own_time() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    let procedure = &model.procedures[1];
    let mean = |distribution: &crate::draw::Distribution| distribution.mean().round() as u64;
    let work = |place: usize| mean(&procedure.steps[place].work);
    // The desk's day has 8 hours, the counter's 24.
    assert_eq!((work(0), work(1)), (2 * 8 * 3600, 86_400));
    let passage = procedure.steps[0].passage.as_ref();
    assert_eq!(
        passage.map(|p| (mean(&p.distribution), p.working)),
        Some((10 * 8 * 3600, true))
    );
    let elapsed = procedure.steps[1].elapsed.as_ref();
    assert_eq!(
        elapsed.map(|e| (mean(&e.distribution), e.working)),
        Some((30 * 86_400, false))
    );
    let first = Place::Agreement(AgreementIndex::from_index(0));
    assert_eq!(procedure.steps[2].place, first);
    let review = &model.programmes[0].review;
    assert_eq!(
        (mean(&review.distribution), review.working),
        (90 * 86_400, false)
    );
    assert_eq!(mean(&model.kinds[0].value), 7);
}

#[test]
fn the_centre_is_the_median_of_the_draws() {
    let scenario = scenario();
    let address = "procedure.aaa-out.step.check.return_share";
    let values: Vec<f64> = (1..=100)
        .map(|draw| {
            base(
                &model(
                    &scenario,
                    &Options {
                        draw,
                        draws: 100,
                        ..Options::default()
                    },
                ),
                address,
            )
        })
        .collect();
    assert!(values.iter().all(|value| (0.1..=0.9).contains(value)));
    // From 0.1 to 0.3 in fifty parts, and from there to 0.9 in fifty more: one draw each.
    let mut parts: Vec<u32> = values
        .iter()
        .map(|value| {
            if *value < 0.3 {
                ((value - 0.1) / 0.004) as u32
            } else {
                50 + ((value - 0.3) / 0.012) as u32
            }
        })
        .collect();
    assert_ne!(parts[..4], [0, 1, 2, 3], "in no order");
    parts.sort_unstable();
    assert!(parts.into_iter().eq(0..100), "a part for each draw");
}

#[test]
fn packages_have_one_name() {
    let scenario = scenario();
    let name = |text: &str| Package::parse(text, &scenario).map(|package| package.name());
    assert_eq!(name("guidance+laws"), Ok("laws+guidance".to_owned()));
    assert_eq!(
        name("laws+guidance+nothing+structure"),
        Ok("full".to_owned())
    );
    assert_eq!(name("baseline"), Ok("baseline".to_owned()));
    let wrong = Package::parse("law", &scenario)
        .err()
        .and_then(|error| error.near);
    assert_eq!(wrong.as_deref(), Some("laws"));
    let list = Package::parse_list("baseline,singles,full,laws", &scenario);
    let names: Vec<String> = list.iter().flatten().map(Package::name).collect();
    assert_eq!(
        names,
        [
            "baseline",
            "laws",
            "guidance",
            "nothing",
            "structure",
            "full"
        ]
    );
    assert_eq!(
        Package::every_combination(&scenario).map(|all| all.len()),
        Ok(16)
    );
}

#[test]
fn changes_that_do_nothing_keep_every_value() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    let policy =
        policy_of(&scenario, &model, "nothing").unwrap_or_else(|faults| panic!("{faults}"));
    assert!(policy.moves.len() > 10);
    for moved in &policy.moves {
        let lever = &model.levers[moved.lever.index()];
        for background in [false, true] {
            let value = compose(
                lever.base,
                lever.range,
                &moved.steps,
                last_day(&model),
                background,
            );
            assert_eq!(value.to_bits(), lever.base.to_bits(), "{}", lever.address);
        }
    }
}

#[test]
fn changes_reach_what_they_select() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    let policy =
        policy_of(&scenario, &model, "laws+guidance").unwrap_or_else(|faults| panic!("{faults}"));
    let near = |address: &str, background: bool, expected: f64| {
        let found = value(&model, &policy, address, background);
        assert!((found - expected).abs() < 1e-12, "{address}: {found}");
    };
    near("procedure.aaa-out.exempt_share", false, 0.6);
    near("procedure.aaa-out.exempt_share", true, 0.0);
    near("procedure.bbb-in.exempt_share", false, 0.0);
    near("procedure.aaa-out.step.check.return_share", false, 0.15);
    near("procedure.aaa-out.step.stamp.return_share", false, 0.0);
    near("office.aaa-desk.officers", true, 6.0);
    near("office.aaa-counter.officers", false, 2.0);
    near("procedure.aaa-closed.in_force", false, 1.0);
    let levels: Vec<f64> = policy
        .moves
        .iter()
        .map(|moved| moved.steps[0].level.start)
        .collect();
    assert!(
        levels.iter().all(|start| *start >= 365.0),
        "nothing changes before the measured years"
    );
}

#[test]
fn structure_keeps_the_graph_of_every_subset() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    let policy =
        policy_of(&scenario, &model, "structure").unwrap_or_else(|faults| panic!("{faults}"));
    let structure = &policy.structure[&ProcedureIndex::from_index(1)];
    assert_eq!(structure.changes.len(), 2);
    assert_eq!(structure.graphs.len(), 4);
    assert_eq!(structure.graphs[0], model.procedures[1].graph);
    let steps: Vec<&str> = model.procedures[1]
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    assert_eq!(steps, ["check", "stamp", "treaty"]);
    // `abreast` sorts before `drop`.
    assert_eq!(structure.graphs[1].before, [0, 0, 0b11]);
    assert_eq!(structure.graphs[2].active, 0b011);
    assert_eq!(policy.parallel.len(), 1);
}

#[test]
fn only_measured_changes_are_left_without_the_assumed() {
    let scenario = scenario();
    let model = model(&scenario, &Options::default());
    let options = Options {
        without_assumed: true,
        ..Options::default()
    };
    let package = Package::full(&scenario);
    let policy =
        policy(&scenario, &model, &package, &options).unwrap_or_else(|faults| panic!("{faults}"));
    let addresses: Vec<&str> = policy
        .moves
        .iter()
        .map(|moved| model.levers[moved.lever.index()].address.as_str())
        .collect();
    // Opening has no size, so it stays.
    assert_eq!(
        addresses,
        [
            "procedure.aaa-closed.in_force",
            "procedure.aaa-out.exempt_share"
        ]
    );
}

/// With every change at its favourable end, at once and for good, no lever of the built-in
/// world is worse than at the central sizes once all have come in.
#[test]
fn at_the_ceiling_no_lever_is_worse() {
    use super::levers::{Better, better};
    use crate::model::levers::compose;
    use crate::scenario::keys::Lever;

    let scenario = super::load("baseline", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let central = Options::default();
    let model = model(&scenario, &central);
    let at_ceiling = Options {
        at_ceiling: true,
        ..central
    };
    let package = Package::full(&scenario);
    let [stated, ceiling] = [central, at_ceiling].map(|options| {
        policy(&scenario, &model, &package, &options).unwrap_or_else(|faults| panic!("{faults}"))
    });
    assert_eq!(stated.moves.len(), ceiling.moves.len());
    let from = f64::from(model.frame.measured_from.day());
    let mut improved = 0;
    for (stated, ceiling) in stated.moves.iter().zip(&ceiling.moves) {
        let lever = &model.levers[stated.lever.index()];
        assert!(ceiling.steps.iter().all(|step| {
            step.level.on(from).to_bits() == step.level.intensity.to_bits()
                && step.level.half_life.is_none()
        }));
        let value = |steps: &[crate::model::levers::Step], day| {
            compose(lever.base, lever.range, steps, day, false)
        };
        let (before, after) = (
            value(&stated.steps, from + 900.0),
            value(&ceiling.steps, from),
        );
        let name = lever.address.rsplit('.').next().unwrap_or_default();
        let key = Lever::ALL.iter().find(|key| key.as_str() == name);
        match key.map(|key| better(*key)) {
            Some(Better::More) => assert!(after >= before, "{name}: {before} to {after}"),
            Some(Better::Less) => assert!(after <= before, "{name}: {before} to {after}"),
            Some(Better::Neither) | None => {}
        }
        improved += u32::from(after.to_bits() != before.to_bits());
    }
    assert!(improved > 30, "{improved} levers differ");
}
