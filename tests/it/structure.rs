//! The structure table: the reforms under other forms of the model.

use tidegate::model::Period;
use tidegate::stats::DeepCause;
use tidegate::stats::tables::{Design, Section, StructureRow};
use tidegate::study::{Extras, Plan, StudyResult};

use crate::support::{compare, load_text, plan};

/// The small world, with some forms.
fn with_forms(forms: &str) -> String {
    format!("extends = [\"scenarios/tiny.toml\"]\n{forms}")
}

fn compared(forms: &str, change: impl Fn(&mut Plan)) -> StudyResult {
    let scenario = load_text(&with_forms(forms));
    let mut plan = Plan {
        extras: Extras::Usual,
        years: Some(0.5),
        scale: Some(4),
        ..plan(&scenario, "baseline,singles")
    };
    change(&mut plan);
    compare(&scenario, &plan)
}

fn rows<'a>(done: &'a StudyResult, form: &str) -> Vec<&'a StructureRow> {
    let rows = done.tables.structure.iter();
    rows.filter(|row| row.form == form).collect()
}

fn estimates(done: &StudyResult, form: &str) -> Vec<f64> {
    rows(done, form).iter().map(|row| row.estimate).collect()
}

/// The small world is not thinned, so its row as stated is the first replication of the study;
/// a form that changes nothing is the same bit by bit, and one with
/// more returns is not.
#[test]
fn a_form_that_changes_nothing_is_the_scenario_as_stated() {
    let done = compared(
        "[structure.same]\nset = [\"study.rho_a_year=0.2\"]\n\
         [structure.late]\nscale = [\"procedure.*.step.*.return_share=1.5\"]\n",
        |plan| (plan.years, plan.scale) = (Some(2.0), None),
    );
    let stated = estimates(&done, "as-stated");
    assert_eq!(stated.len(), 1 + done.packages.len() - 1);
    assert_eq!(estimates(&done, "same"), stated);
    assert_ne!(estimates(&done, "late"), stated);
    let convergence = done.tables.differences.iter().filter(|row| {
        row.indicator == tidegate::stats::Indicator::Convergence
            && row.spread == tidegate::stats::Uncertainty::Stochastic
            && row.package.variant().is_none()
    });
    let of = |section: Section| -> Vec<f64> {
        let rows = convergence
            .clone()
            .filter(|row| row.section() == Some(section));
        rows.filter_map(|row| row.statistic.estimate).collect()
    };
    let settled = of((Some(Period::Settled), None));
    let headline = if settled.is_empty() {
        of((None, None))
    } else {
        settled
    };
    assert_eq!(headline, stated[1..]);
}

/// Without draws nothing is ranked; with them the shares of the single reforms add to 1.
#[test]
fn reforms_are_ranked_over_draws_where_that_is_asked_for() {
    let form = "[structure.same]\nset = [\"study.rho_a_year=0.2\"]\n";
    let central = compared(form, |plan| plan.draws = 2);
    assert!(
        rows(&central, "same")
            .iter()
            .all(|row| row.best.is_none() && row.n == 1)
    );
    let ranked = compared(form, |plan| {
        plan.draws = 3;
        plan.structure = true;
    });
    for form in ["as-stated", "same"] {
        let best: f64 = rows(&ranked, form).iter().filter_map(|row| row.best).sum();
        assert!((best - 1.0).abs() < 1e-12, "{form}: {best}");
        let drawn = rows(&ranked, form)
            .into_iter()
            .filter(|row| row.best.is_some());
        assert!(drawn.into_iter().all(|row| row.n == 3));
    }
    assert_eq!(estimates(&ranked, "same"), estimates(&central, "same"));
}

#[test]
fn a_share_is_scaled_up_to_one_and_a_removed_key_has_its_default() {
    let done = compared(
        "[structure.all-refused]\nscale = [\"procedure.*.step.*.refuse_share=1000\"]\n\
         [structure.no-matching]\nremove = [\"matching\"]\n",
        |plan| plan.packages.clear(),
    );
    let level = |form: &str| estimates(&done, form)[0];
    assert!(level("all-refused") < level("as-stated"));
    assert!(
        level("no-matching") > level("as-stated"),
        "every project is matched"
    );
}

/// With draws and corners, each world says which deep cause is the largest there.
#[test]
fn the_largest_deep_cause_is_sought_in_draws_and_corners() {
    let corners = "[study]\ncorners = [\"awareness.*.share\", \"study.rho_a_year\"]\n";
    let done = compared(corners, |plan| {
        plan.packages.clear();
        plan.draws = 1;
        plan.structure = true;
    });
    let rows = &done.tables.region;
    let number = |design| rows.iter().filter(|row| row.design == design).count();
    assert_eq!((number(Design::Draw), number(Design::Corner)), (3, 3 * 32));
    for world in rows.chunks(3) {
        let greatest = world.iter().map(|row| row.share).fold(f64::MIN, f64::max);
        for row in world {
            assert_eq!(row.largest, row.share >= greatest);
        }
    }
    // The first corner has both low, the second and third one each high. Known to all costs
    // nothing, so less is lost to awareness where it is high.
    let awareness = |corner: u32| {
        let row = rows.iter().find(|row| {
            (row.design, row.number, row.cause) == (Design::Corner, corner, DeepCause::Awareness)
        });
        row.expect("a row").share
    };
    assert!(awareness(1) > awareness(2));
}
