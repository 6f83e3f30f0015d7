//! What people learn from a need, and what it makes them do.

use tidegate::engine::fact::LossPart;
use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, DAY, Loss};
use tidegate::study::Generated;

use crate::support::{Trial, run_before};

/// What the crossings of one channel taught: those that ended well, those refused, abandoned
/// and late, and their days on average.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lessons {
    well: u64,
    lost: [u64; 3],
    days: f64,
}

/// Value lost, by cause, and the potential value.
#[derive(Default)]
struct Losses {
    parts: Vec<LossPart>,
    all: u64,
}

impl Listener for Losses {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project,
            losses,
            realised,
            ..
        } = fact
        {
            let lost: u64 = losses.iter().map(|part| part.value).sum();
            assert_eq!(lost + realised, project.potential);
            self.parts.extend(losses.iter());
            self.all += project.potential;
        }
    }
}

impl Losses {
    /// Share of the value lost to a cause that has an origin.
    fn share_of(&self, cause: Loss, origin: Loss) -> f64 {
        let parts = self.parts.iter().filter(|part| part.cause == cause);
        let of_origin = parts.filter(|part| part.origin == Some(origin));
        let value: u64 = of_origin.map(|part| part.value).sum();
        value as f64 / self.by(cause) as f64
    }

    fn by(&self, cause: Loss) -> u64 {
        let parts = self.parts.iter().filter(|part| part.cause == cause);
        parts.map(|part| part.value).sum()
    }
}

/// Projects that need a dataset and a sample, each with one procedure at home. `data` and
/// `samples` are keys of the procedures; `belief` is added to the table of beliefs.
fn trial(data: &str, samples: &str, belief: &str) -> Trial {
    let procedure = |id: &str, channel: &str, keys: &str| {
        format!(
            "[procedure.{id}]\njurisdiction = \"XAA\"\nchannel = \"{channel}\"\n\
             direction = \"exit\"\nroute = \"{id}\"\n{keys}\n"
        )
    };
    let text = format!(
        "format = 1\ntitle = \"Lessons\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\n\
         years = 2\ndiscount_a_year = 0\nrho_a_year = 0.2\n[jurisdiction.XAA]\n\
         label = {{ en = \"A\", zh = \"A\" }}\nresearchers = 200\nweekend = []\n\
         hours = \"always\"\n[jurisdiction.XBB]\nlabel = {{ en = \"B\", zh = \"B\" }}\n\
         researchers = 200\nweekend = []\nhours = \"always\"\n[institution.default]\n\
         researchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nweight = 0.2\nown_weight = 0.3\n{belief}\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\n\
         officers = 400\n{}{}\
         [project.joint]\nlabel = {{ en = \"J\", zh = \"J\" }}\nrate_a_year = 1\n\
         hosted_by_lead_share = 0.5\nvalue.lognormal = {{ mean = 1, cv = 1 }}\nlead_days = 1\n\
         window_days = 100\ntheta = 0.5\n\
         [project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\n\
         route = [\"data-out\"]\n[project.joint.need.sample]\nkind = \"materials\"\nshare = 1\n\
         weight = 1\nroute = [\"samples-out\"]\n",
        procedure("data-out", "data", data),
        procedure("samples-out", "materials", samples),
    );
    Trial::text(text)
}

/// A step that takes some days, with further keys.
fn step(id: &str, days: u32, keys: &str) -> String {
    format!(
        "[procedure.{id}.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 0 }}\n\
         passage.fixed = {{ days = {days} }}\n{keys}"
    )
}

/// What the datasets that leave XAA taught, and what was lost.
fn learnt(data: &str, samples: &str, channel: Channel) -> (Lessons, Losses) {
    let model = trial(data, samples, "success = 1\ndelay_days = 0").model();
    let formed = Generated::new(&model, 1, 0);
    let policy = tidegate::model::Policy::default();
    let (state, losses) = run_before::<Losses>(&formed.world(&model, &policy));
    // From XAA to XBB.
    let place = Channel::ALL.len() + channel as usize;
    let (year, mut all) = state.decided().nth(place).expect("a corridor");
    all.add(year);
    let lessons = Lessons {
        well: all.succeeded,
        lost: all.lost,
        days: all.seconds as f64 / all.number() as f64 / f64::from(DAY),
    };
    (lessons, losses)
}

fn near(days: f64, expected: f64) {
    // Home learns at midnight of a failure abroad.
    let late = days - expected;
    assert!((0.0..=1.0).contains(&late), "{days}, expected {expected}");
}

/// What is lost under a strength of deterrence, where belief never changes.
fn believing(strength: &str, success: &str) -> Losses {
    let belief = format!("success = {success}\ndelay_days = 73.05\ndeterrence = {strength}\n");
    let (data, samples) = (step("data-out", 0, ""), step("samples-out", 0, ""));
    let fixed = ["belief.weight=0", "belief.own_weight=0", "study.years=1"];
    let trial = trial(&data, &samples, &belief).with(&fixed);
    trial.run()
}

/// Share of the value that is not begun.
fn deterred(strength: &str, success: &str) -> f64 {
    let losses = believing(strength, success);
    losses.by(Loss::Deterred) as f64 / losses.all as f64
}

/// Two needs of believed success 0.8 and a fifth of a year: hope is 0.64 exp(-0.2 rho).
#[test]
fn deterrence_is_a_power_of_hope() {
    let hope = 0.64 * (-0.2_f64 * 0.2).exp();
    for strength in [0.25, 1.0, 1.5] {
        let expected = 1.0 - hope.powf(strength);
        let found = deterred(&strength.to_string(), "0.8");
        assert!(
            (found - expected).abs() < 0.06,
            "{found}, expected {expected}"
        );
    }
    // At 0 everybody begins, even without hope; at any other strength nobody does.
    assert!(deterred("0", "0").total_cmp(&0.0).is_eq());
    assert!(deterred("0.25", "0").total_cmp(&1.0).is_eq());
}

/// Delay takes its part of the logarithm of hope, and nothing where there is no hope. Nobody has
/// seen a setback yet, so the rest is fear of refusal.
#[test]
fn deterred_value_has_what_was_feared_as_its_origin() {
    let losses = believing("1.5", "0.8");
    let impatience = 0.2 * 0.2;
    let delayed = impatience / (impatience - 2.0 * 0.8_f64.ln());
    let found = losses.share_of(Loss::Deterred, Loss::Delayed);
    assert!(
        (found - delayed).abs() < 1e-5,
        "{found}, expected {delayed}"
    );
    let refused = losses.share_of(Loss::Deterred, Loss::Refused);
    assert!((found + refused - 1.0).abs() < 1e-9);
    let hopeless = believing("1", "0").share_of(Loss::Deterred, Loss::Refused);
    assert!(hopeless.total_cmp(&1.0).is_eq(), "{hopeless}");
}

/// From the second turn of the year on, the origin is what befell last year's needs.
#[test]
fn fear_follows_the_record_of_last_year() {
    let data = format!(
        "patience.fixed = {{ days = 30 }}\n{}",
        step("data-out", 40, "")
    );
    let trusting = "success = 1\ndelay_days = 0";
    let trial = trial(&data, &step("samples-out", 0, ""), trusting);
    let losses: Losses = trial.with(&["study.years=4"]).run();
    assert!(losses.share_of(Loss::Deterred, Loss::Abandoned) > 0.1);
    assert!(
        losses
            .share_of(Loss::Deterred, Loss::Late)
            .total_cmp(&0.0)
            .is_eq()
    );
}

/// A sample that the project can do without: why it is missing.
#[test]
fn incomplete_value_has_the_loss_of_the_need_as_its_origin() {
    for (samples, origin) in [
        (step("samples-out", 1, "refuse_share = 1"), Loss::Refused),
        (step("samples-out", 60, ""), Loss::Late),
        (
            format!("pathway_share = 0\n{}", step("samples-out", 1, "")),
            Loss::NoPathway,
        ),
        (
            format!("valid_days = 5\n{}", step("samples-out", 1, "")),
            Loss::Expired,
        ),
    ] {
        let trusting = "success = 1\ndelay_days = 0";
        let trial = trial(&step("data-out", 30, ""), &samples, trusting);
        let optional = ["project.joint.need.sample.essential=false"];
        let losses: Losses = trial.with(&optional).run();
        assert!(losses.by(Loss::Incomplete) > 0, "{origin:?}");
        let share = losses.share_of(Loss::Incomplete, origin);
        assert!(share.total_cmp(&1.0).is_eq(), "{origin:?}: {share}");
    }
}

/// Where nothing is filed for want of a legal way or of knowledge, nothing is learnt, and
/// nobody is deterred.
#[test]
fn a_need_that_was_never_filed_teaches_nothing() {
    for shut in [
        "pathway_share = 0.3",
        "aware_share = 0.3",
        "unclear_share = 0.7\nunclear_file_share = 0",
    ] {
        let data = format!("{shut}\n{}", step("data-out", 0, ""));
        let (lessons, losses) = learnt(&data, &step("samples-out", 0, ""), Channel::data);
        assert_eq!(lessons.lost, [0; 3], "{shut}");
        assert!(lessons.well > 50, "{shut}");
        assert_eq!(losses.by(Loss::Deterred), 0, "{shut}");
        assert!(losses.by(Loss::NoPathway) + losses.by(Loss::Unaware) > 0);
    }
}

#[test]
fn refusals_are_learnt_with_their_days() {
    let data = step("data-out", 20, "refuse_share = 0.4");
    let (lessons, losses) = learnt(&data, &step("samples-out", 0, ""), Channel::data);
    let refused = lessons.lost[0] as f64 / (lessons.lost[0] + lessons.well) as f64;
    assert!((refused - 0.4).abs() < 0.1, "{refused}");
    assert_eq!(lessons.lost[1..], [0, 0]);
    near(lessons.days, 20.0);
    assert!(losses.by(Loss::Deterred) > 0);
}

#[test]
fn giving_up_is_learnt_with_its_days() {
    let data = format!(
        "patience.fixed = {{ days = 30 }}\n{}",
        step("data-out", 40, "")
    );
    let (lessons, _) = learnt(&data, &step("samples-out", 0, ""), Channel::data);
    assert!(lessons.lost[1] > 50);
    assert_eq!((lessons.well, lessons.lost[0], lessons.lost[2]), (0, 0, 0));
    near(lessons.days, 30.0);
}

/// A need that misses its project's last start has failed, with its days so far: a day of lead,
/// the window, and the day of the last start itself. That holds for a dataset whose project is
/// led abroad too.
#[test]
fn lateness_is_learnt_with_the_days_so_far() {
    let data = step("data-out", 200, "");
    let (lessons, losses) = learnt(&data, &step("samples-out", 0, ""), Channel::data);
    assert!(lessons.lost[2] > 50);
    assert_eq!((lessons.well, lessons.lost[0], lessons.lost[1]), (0, 0, 0));
    near(lessons.days, 102.0);
    assert!(losses.by(Loss::Late) > 0 && losses.by(Loss::Deterred) > 0);
    // A sample that came in time taught that.
    let (lessons, _) = learnt(&data, &step("samples-out", 5, ""), Channel::materials);
    assert!(lessons.well > 50);
    assert_eq!(lessons.lost, [0; 3]);
    near(lessons.days, 5.0);
}

#[test]
fn what_needs_no_filing_is_a_success_without_delay() {
    let data = format!(
        "exempt_share = 1\n{}",
        step("data-out", 200, "refuse_share = 1")
    );
    let (lessons, losses) = learnt(&data, &step("samples-out", 0, ""), Channel::data);
    assert!(lessons.well > 50);
    assert_eq!(lessons.lost, [0; 3]);
    near(lessons.days, 0.0);
    assert_eq!(losses.by(Loss::Deterred), 0);
}

/// Every dataset is refused after a day; no sample, which takes forty, has ended by then.
#[test]
fn a_case_withdrawn_with_its_project_teaches_nothing() {
    let (data, samples) = (
        step("data-out", 1, "refuse_share = 1"),
        step("samples-out", 40, ""),
    );
    let model = trial(&data, &samples, "success = 1\ndelay_days = 0").model();
    let formed = Generated::new(&model, 1, 0);
    let policy = tidegate::model::Policy::default();
    let (state, _) = run_before::<Losses>(&formed.world(&model, &policy));
    let number = |channel: Channel| -> u64 {
        let places = state.decided().enumerate();
        let of_channel = places.filter(|(i, _)| i % Channel::ALL.len() == channel as usize);
        let numbers = of_channel.map(|(_, (year, before))| year.lost[0] + before.lost[0]);
        numbers.sum()
    };
    let place = Channel::ALL.len() + Channel::materials as usize;
    let (year, before) = state.decided().nth(place).expect("a corridor");
    assert!(number(Channel::data) > 50);
    assert_eq!(year.number() + before.number(), 0);
}

/// The equations expect what is learnt in a run: success after filing, with the days of those
/// that need to file.
#[test]
fn calibration_expects_what_a_run_teaches() {
    let data = format!(
        "pathway_share = 0.4\naware_share = 0.6\nexempt_share = 0.25\n{}",
        step("data-out", 20, "refuse_share = 0.2")
    );
    let model = trial(&data, &step("samples-out", 0, ""), "")
        .calibrated()
        .model();
    let (success, days) = model.belief.reference[&(0, 1, Channel::data as usize)];
    // Of those admitted 0.25 / (0.25 + 0.75 x 0.24) need no filing.
    let files = 0.75 * 0.24 / (0.25 + 0.75 * 0.24);
    assert!((success - (1.0 - 0.2 * files)).abs() < 1e-9, "{success}");
    assert!((days - 20.0 * files).abs() < 0.2, "{days}");
}
