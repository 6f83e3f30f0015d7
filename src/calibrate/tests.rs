use super::queue::{erlang_c, overflow, wait};
use super::*;
use crate::compile::load;
use crate::compile::{Options, build};
use crate::draw::Distribution;
use crate::model::{Place, StepIndex};

fn tiny() -> Model {
    let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    build(&scenario, &Options::default()).unwrap_or_else(|faults| panic!("{faults}"))
}

fn near(value: f64, expected: f64, part: f64) {
    let off = (value - expected).abs() / expected.abs().max(1e-12);
    assert!(off < part, "{value}, expected {expected}");
}

#[test]
fn erlang_agrees_with_its_table() {
    near(erlang_c(1.0, 0.7), 0.7, 1e-12);
    near(erlang_c(3.0, 2.7), 0.817_061, 1e-5);
    near(erlang_c(10.0, 8.0), 0.409_180, 1e-5);
    // Between two whole numbers of officers the wait falls evenly.
    let waits: Vec<f64> = (0..=20)
        .map(|i| wait(2.0 + f64::from(i) / 20.0, 1.5, 1.0, 1.0))
        .collect();
    assert!(waits.windows(2).all(|pair| pair[1] < pair[0]), "{waits:?}");
}

#[test]
fn waits_agree_with_theory() {
    // M/M/1: rho / (1 - rho) x E[S]; M/D/1: half of it.
    near(wait(1.0, 0.8, 1.0, 1.0), 4.0, 1e-12);
    near(wait(1.0, 0.8, 1.0, 0.0), 2.0, 1e-12);
}

#[test]
fn a_panel_with_room_leaves_nobody() {
    assert!(overflow(10.0, 40.0) < 1e-6);
    assert!(overflow(36.0, 40.0) > 1.0);
    assert!(overflow(39.0, 40.0) > overflow(36.0, 40.0));
}

#[test]
fn returns_add_visits() {
    let mut model = tiny();
    let set = |model: &mut Model, lever: crate::model::LeverId, value: f64| {
        model.levers[lever.index()].base = value;
    };
    let number = model
        .procedures
        .iter()
        .position(|procedure| procedure.steps.len() > 1)
        .unwrap_or(0);
    for step in model.procedures[number].steps.clone() {
        set(&mut model, step.returned, 0.0);
        set(&mut model, step.refuse, 0.0);
    }
    let plain = visits::visits(&model, &model.procedures[number]);
    assert!(
        plain
            .steps
            .iter()
            .all(|visits| (visits - 1.0).abs() < 1e-12)
    );
    assert!((plain.success - 1.0).abs() < 1e-12);
    let last = model.procedures[number].steps.len() - 1;
    let returned = model.procedures[number].steps[last].returned;
    set(&mut model, returned, 0.4);
    model.procedures[number].steps[last].return_to = StepIndex::from_index(last);
    model.procedures[number].steps[last].frailty = 0.0;
    let even = visits::visits(&model, &model.procedures[number]);
    near(even.steps[last], 1.0 / 0.6, 1e-9);
    // Files of their own come back more often: E[1/(1-p)] exceeds 1/(1-E[p]).
    model.procedures[number].steps[last].frailty = 0.8;
    let frail = visits::visits(&model, &model.procedures[number]);
    assert!(frail.steps[last] > even.steps[last] * 1.1);
}

#[test]
fn officers_follow_from_the_load() {
    let mut model = tiny();
    let calibration = calibrate(&mut model, None);
    for row in &calibration.offices {
        let office = &model.offices[row.office];
        assert!(row.officers >= 1.0, "{}", office.id);
        match row.basis {
            Basis::Load | Basis::OtherDuties => {
                near(row.load, row.target.unwrap_or(0.0), 1e-6);
            }
            Basis::Unlimited
            | Basis::Panel
            | Basis::Officers
            | Basis::OneOfficer
            | Basis::Elapsed
            | Basis::Nothing => {}
        }
        let base = model.levers[office.officers.index()].base;
        assert!((base - row.officers).abs() < 1e-12);
    }
    for split in &calibration.splits {
        if let Some(known) = split.known
            && split.queue + split.work <= known
        {
            near(split.elapsed(), known, 1e-9);
        }
    }
    assert!(!model.belief.reference.is_empty());
    for (success, delay) in model.belief.reference.values() {
        assert!((0.0..=1.0).contains(success) && *delay >= 0.0);
    }
}

#[test]
fn a_second_calibration_changes_nothing() {
    let mut model = tiny();
    let first = calibrate(&mut model, None);
    let once = model.clone();
    let second = calibrate(&mut model, None);
    assert_eq!(first, second);
    assert_eq!(once, model);
}

#[test]
fn measured_traffic_sets_the_officers_again() {
    let mut model = tiny();
    let first = calibrate(&mut model, None);
    let reached = first.offices.iter().map(|row| row.research * 2.0).collect();
    let measured = Measured {
        flows: Flows {
            filed: first.flows.filed.clone(),
            reached,
        },
        ..Measured::default()
    };
    let second = calibrate(&mut model, Some(&measured));
    for (before, after) in first.offices.iter().zip(&second.offices) {
        assert!(after.cases >= before.cases);
        if before.basis == Basis::Load && before.research > 0.0 {
            assert!(after.officers > before.officers);
        }
    }
}

#[test]
fn other_duties_fill_the_load_where_both_are_stated() {
    let mut model = tiny();
    let busy = model
        .procedures
        .iter()
        .flat_map(|procedure| &procedure.steps)
        .find_map(|step| match step.place {
            Place::Office(office) if step.work.mean() > 0.0 => Some(office),
            Place::Office(_) | Place::Agreement(_) => None,
        });
    let office = busy.unwrap_or_else(|| panic!("no office with work"));
    model.offices[office].load = Some(0.5);
    model.offices[office].officers_stated = true;
    model.offices[office].internal = false;
    model.offices[office].branches = 1;
    let lever = model.offices[office].officers;
    model.levers[lever.index()].base = 1000.0;
    let procedures = model.procedures.len();
    let calibration = calibrate(&mut model, None);
    let row = &calibration.offices[office.index()];
    assert_eq!(row.basis, Basis::OtherDuties);
    near(row.load, 0.5, 1e-9);
    assert!(model.procedures.len() > procedures);
    let duties = &model.procedures[procedures];
    near(duties.background_a_year, row.other_duties, 1e-9);
    assert_eq!(duties.steps[0].work, row.duty);
    let again = calibrate(&mut model, None);
    assert_eq!(again.offices[office.index()], *row);
}

#[test]
fn an_office_that_is_always_open_wastes_no_time() {
    let model = tiny();
    let always = crate::model::Calendar::always();
    let hours = queue::Hours::new(&always, &model.frame);
    near(hours.elapsed(3600.0), 3600.0, 1e-12);
    assert!(hours.after_closing(0.9).abs() < 1e-12);
    let desk = &model.calendars[model.jurisdictions[0].calendar];
    let hours = queue::Hours::new(desk, &model.frame);
    // Eight hours of five days in seven, less holidays.
    assert!((0.2..0.24).contains(&hours.open_share));
    let week = hours.elapsed(40.0 * 3600.0) / 86_400.0;
    assert!((6.5..8.5).contains(&week), "{week}");
    assert!(hours.after_closing(0.9) > hours.after_closing(0.5));
    assert!(matches!(Distribution::Fixed(1.0), Distribution::Fixed(_)));
}
