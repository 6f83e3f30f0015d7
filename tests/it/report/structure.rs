//! What the finding says of other forms of the model, of the ranges and of later years.

use tidegate::report::{Description, draw, summary};
use tidegate::stats::tables::{
    Design, Difference, PersistenceRow, RegionRow, Statistic, StructureRow, Tables, Trend,
};
use tidegate::stats::{DeepCause, Indicator};

use super::fixture;

/// Effects of two reforms in points, by form.
type Effects = (&'static str, f64, f64);

fn study(effects: &[Effects]) -> (Description, Tables) {
    let mut about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    let row = |form: &str, package: &str, estimate: f64| StructureRow {
        form: form.to_owned(),
        package: fixture::package(package),
        estimate,
        best: None,
        low: None,
        high: None,
        n: 1,
    };
    for (form, policies, laws) in effects {
        about
            .forms
            .push(((*form).to_owned(), format!("Form {form}")));
        tables.structure.push(row(form, "baseline", 0.45));
        tables
            .structure
            .push(row(form, "policies", policies / 100.0));
        tables.structure.push(row(form, "laws", laws / 100.0));
    }
    (about, tables)
}

fn says(effects: &[Effects]) -> String {
    let (about, tables) = study(effects);
    summary(&about, &tables)
}

#[test]
fn the_first_screen_says_where_another_reform_has_the_largest_effect() {
    let stated = ("as-stated", 3.0, 2.0);
    let same = says(&[stated, ("a", 2.5, 2.4), ("b", 2.0, 1.0)]);
    let sentence = "\u{201c}Optimise policies\u{201d} has the largest effect under each of 2 other \
                    forms of the model too";
    assert!(same.contains(sentence), "{same}");
    let one = says(&[stated, ("a", 2.5, 2.4)]);
    assert!(one.contains("under the other form of the model"), "{one}");
    let other = says(&[stated, ("a", 2.0, 2.4), ("b", 2.0, 1.0)]);
    let sentence = "a reform other than \u{201c}Optimise policies\u{201d} has the largest effect \
                    under 1 of 2 other forms (\u{201c}Complete laws and regulations\u{201d} under \
                    \u{201c}Form a\u{201d})";
    assert!(other.contains(sentence), "{other}");
    let four = [
        ("a", 1.0, 2.0),
        ("b", 1.0, 2.0),
        ("c", 1.0, 2.0),
        ("d", 1.0, 2.0),
    ];
    let many = says(&[&[stated][..], &four].concat());
    assert!(many.contains("and under one other)"), "{many}");
    // Where no reform raises the share, none has the largest effect.
    let none = says(&[("as-stated", -1.0, -2.0), ("a", -1.0, -2.0)]);
    assert!(!none.contains("largest effect under"), "{none}");
    // It comes before the deep causes, and after the finding.
    let place = |text: &str| same.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("share realised changes by") < place("other forms of the model too"));
}

#[test]
fn a_deep_cause_that_is_nowhere_the_largest_is_named() {
    let (about, mut tables) = study(&[]);
    let shares = [
        (Design::Draw, 1, [0.08, 0.05, 0.06]),
        (Design::Corner, 1, [0.03, 0.02, 0.09]),
    ];
    for (design, number, shares) in shares {
        let most = shares.iter().copied().fold(0.0, f64::max);
        let causes = DeepCause::ALL.into_iter().zip(shares);
        tables.region.extend(causes.map(|(cause, share)| RegionRow {
            design,
            number,
            cause,
            share,
            largest: share >= most,
        }));
    }
    let text = summary(&about, &tables);
    assert!(
        text.contains("In 1 draws and 1 corners of the widest ranges"),
        "{text}"
    );
    assert!(
        text.contains("missing pathways in 1, low awareness in 0, cumbersome procedures in 1"),
        "{text}"
    );
    let sentence = "low awareness cannot lead in this model: it is worth 5.0 points at most, in draw 1, \
                    where missing pathways are worth 8.0";
    assert!(text.contains(sentence), "{text}");
}

#[test]
fn effects_that_have_not_settled_are_named() {
    let (about, mut tables) = study(&[]);
    let row = |package: &str, settled: f64, late: f64, trend: Trend| PersistenceRow {
        package: fixture::package(package),
        settled,
        late,
        trend,
        statistic: Statistic::default(),
    };
    tables.persistence = vec![
        row("policies", 0.02, 0.03, Trend::Rising),
        row("laws", 0.02, 0.01, Trend::Fading),
        row("guidance", 0.02, 0.03, Trend::Unclear),
        row("full", 0.02, 0.09, Trend::Rising),
    ];
    let text = summary(&about, &tables);
    let rising = "are more than 15 % larger than in the settled years, if no reform fades: \
                  \u{201c}Optimise policies\u{201d} (2.0 now, 3.0 then).";
    assert!(text.contains(rising), "{text}");
    let fading = "though no reform fades by itself: \
                  \u{201c}Complete laws and regulations\u{201d} (2.0 now, 1.0 then).";
    assert!(text.contains(fading), "{text}");
}

/// The chart of effects by year marks the settled years and what comes before.
#[test]
fn effects_by_year_show_when_the_reforms_have_settled() {
    let (mut about, mut tables) = study(&[]);
    let of_package = |row: &&Difference| {
        row.package == "full" && row.indicator == Indicator::Convergence && row.year.is_empty()
    };
    let whole: Vec<Difference> = tables
        .differences
        .iter()
        .filter(of_package)
        .cloned()
        .collect();
    for year in 2024..=2028 {
        tables
            .differences
            .extend(whole.iter().cloned().map(|mut row| {
                row.year = year.to_string();
                (row.period, row.host) = (None, None);
                row
            }));
    }
    let words = |about: &Description| {
        let gallery = draw(about, &tables);
        let chart = gallery.find("effect-by-year").expect("a chart");
        chart.svg().clone()
    };
    let before = words(&about);
    assert!(!before.contains("settled"), "nothing has settled");
    about.settled_years = 2;
    let after = words(&about);
    assert!(after.contains("settled") && after.contains("the reforms come in"));
}

/// Where time costs less than a point, no reform of speed can rank, and the page says so.
#[test]
fn a_world_in_which_time_is_free_is_warned_of() {
    let (about, mut tables) = study(&[]);
    let level = tables.indicators.iter().find(|row| {
        row.package == "baseline" && row.indicator == Indicator::Convergence && row.year.is_empty()
    });
    let mut row = level.expect("a level").clone();
    row.indicator = Indicator::TimeCost;
    for (share, warns) in [(0.004, true), (0.02, false)] {
        row.statistic.estimate = Some(share);
        tables.indicators.push(row.clone());
        let text = summary(&about, &tables);
        let sentence = "the share realised would rise by only 0.4 points";
        assert_eq!(text.contains(sentence), warns, "{text}");
        tables.indicators.pop();
    }
}
