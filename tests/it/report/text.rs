//! Summary and page: what they say, and what they must not.

use super::fixture;
use tidegate::model::{HostGroup, Loss, Period};
use tidegate::report::{CitedSource, Description, TargetLabel, draw, html, summary};
use tidegate::scenario::Grade;
use tidegate::stats::tables::{Difference, EvidenceRow, IndicatorRow, Statistic, Status, Tables};
use tidegate::stats::{Booked, Indicator, Uncertainty};

pub(super) fn small() -> (Description, Tables) {
    let about = fixture::description(&["baseline".to_owned(), "policies".to_owned()]);
    let tables = fixture::tables(&about);
    (about, tables)
}

pub(super) fn page(about: &Description, tables: &Tables) -> String {
    html(about, tables).expect("a page")
}

/// The interval of every difference in convergence becomes the given one.
fn with_effect(tables: &mut Tables, package: &str, low: f64, high: f64) {
    for row in &mut tables.differences {
        if row.package == package && row.indicator == Indicator::Convergence {
            row.statistic = Statistic {
                estimate: Some(f64::midpoint(low, high)),
                low: Some(low),
                high: Some(high),
                n: 9,
                ..Statistic::default()
            };
        }
    }
}

#[test]
fn the_summary_says_what_it_said() {
    let (about, tables) = small();
    crate::assert_file("tests/it/report/summary.md", &summary(&about, &tables));
}

/// Their intervals overlap throughout: what all reforms share widens each.
#[test]
fn a_reform_leads_if_it_is_often_the_best_and_seldom_regretted() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    with_effect(&mut tables, "policies", 0.01, 0.07);
    with_effect(&mut tables, "laws", 0.00, 0.06);
    let none = "No single reform leads. Of 40 draws, the best was \u{201c}Optimise \
                policies\u{201d} (22) or \u{201c}Complete laws and regulations\u{201d} (15).";
    let text = summary(&about, &tables);
    assert!(text.contains(none), "{text}");
    fixture::compare(&mut tables, &[("policies", 33), ("laws", 7)], 0.0035);
    let text = summary(&about, &tables);
    assert!(
        text.contains("\u{201c}Optimise policies\u{201d} leads"),
        "{text}"
    );
    assert!(text.contains("best in 33 of 40 draws"), "{text}");
    // Best as often, but choosing it costs more than a tenth of its effect of 4 points.
    fixture::compare(&mut tables, &[("policies", 33), ("laws", 7)], 0.0045);
    assert!(summary(&about, &tables).contains("No single reform leads"));
    for (id, ..) in fixture::REFORMS {
        with_effect(&mut tables, id, -0.01, 0.02);
    }
    assert!(summary(&about, &tables).contains("No single reform clearly raises this share"));
}

/// Without draws nobody knows which reform is best, however narrow the intervals over luck are.
#[test]
fn nothing_is_ranked_without_draws() {
    let mut about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    about.draws = 0;
    let keep = Uncertainty::Stochastic;
    tables.indicators.retain(|row| row.spread == keep);
    tables.differences.retain(|row| row.spread == keep);
    fixture::compare(&mut tables, &[("policies", 40)], 0.0);
    let text = summary(&about, &tables);
    assert!(
        text.contains("Which reform is best is not stated"),
        "{text}"
    );
    assert!(!text.contains("leads"), "{text}");
    let gallery = draw(&about, &tables);
    assert!(gallery.find("reform-order").is_none());
    assert!(page(&about, &tables).contains("The reforms are not ranked: no draws"));
}

/// With settled years these are the headline, and the years before are beside them.
#[test]
fn the_headline_is_of_the_settled_years() {
    let (mut about, mut tables) = small();
    about.settled_years = 2;
    let text = summary(&about, &tables);
    assert!(
        text.contains("points (+4.2 to +5.6) in 2024\u{2013}2028"),
        "{text}"
    );
    for (period, by) in [(Period::Settled, 0.2), (Period::Transition, 0.1)] {
        for host in [None, Some(HostGroup::Reforming), Some(HostGroup::Other)] {
            let more = host.map_or(
                0.0,
                |host| if host == HostGroup::Other { -0.1 } else { 0.3 },
            );
            let of = |mut row: Difference| {
                (row.period, row.host) = (Some(period), host);
                row.statistic.estimate = Some(by + more);
                row
            };
            let changes = tables.differences.clone().into_iter();
            let whole = changes.filter(|row| {
                (row.period, row.host) == (None, None) && row.indicator == Indicator::Convergence
            });
            tables.differences.extend(whole.map(of).collect::<Vec<_>>());
            let levels = tables.indicators.clone().into_iter();
            let whole = levels.filter(|row| {
                (row.period, row.host) == (None, None) && row.indicator == Indicator::Convergence
            });
            let settled = whole.map(|row| IndicatorRow {
                period: Some(period),
                host,
                ..row
            });
            tables.indicators.extend(settled.collect::<Vec<_>>());
        }
    }
    let text = summary(&about, &tables);
    for part in [
        "changes by +20.0 points",
        "in 2027\u{2013}2028, once the reforms have settled",
        "on the way, in 2024\u{2013}2026, the share changes by +10.0 points",
        "For projects that Northland hosts the share changes by +50.0 points",
        "for all others by +10.0 points",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn warnings_follow_the_rows() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    assert!(!summary(&about, &tables).contains("More than half of the losses"));
    for row in &mut tables.losses {
        row.share = match row.cause {
            Booked::Realised => 0.05,
            Booked::Lost(Loss::Late) => 0.9 / 6.0,
            Booked::Lost(_) => 0.05 / 66.0,
        };
    }
    for row in &mut tables.indicators {
        if row.indicator == Indicator::Convergence {
            row.statistic.estimate = Some(0.05);
        }
    }
    let text = summary(&about, &tables);
    assert!(text.contains("one cause: arrived too late"), "{text}");
    assert!(text.contains("outside 10 to 90"), "{text}");
}

#[test]
fn without_draws_the_text_says_that_only_luck_is_known() {
    let (mut about, mut tables) = small();
    about.draws = 0;
    tables
        .indicators
        .retain(|row| row.spread == Uncertainty::Stochastic);
    tables
        .differences
        .retain(|row| row.spread == Uncertainty::Stochastic);
    let text = summary(&about, &tables);
    assert!(text.contains("The intervals cover luck alone"), "{text}");
    let page = page(&about, &tables);
    assert!(page.contains("The intervals of this study cover luck alone"));
    assert!(!page.contains("<th scope=\"col\">Baseline, luck and unknowns</th>"));
}

#[test]
fn without_rows_there_are_tables_a_page_and_reasons() {
    let about = fixture::description(&fixture::eight());
    let gallery = draw(&about, &Tables::default());
    assert!(gallery.charts.is_empty());
    assert!(
        gallery
            .skipped
            .iter()
            .all(|skipped| !skipped.reason.is_empty())
    );
    let page = page(&about, &Tables::default());
    assert!(page.contains("Charts left out: effect-by-year"));
    let empty = Description::default();
    assert!(summary(&empty, &Tables::default()).contains("## Basis"));
}

#[test]
fn without_intervals_nothing_fails_and_nothing_wins() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.differences {
        (row.statistic.low, row.statistic.high) = (None, None);
    }
    assert!(draw(&about, &tables).skipped.is_empty());
    let text = summary(&about, &tables);
    assert!(!text.contains("is the largest"), "{text}");
    assert!(text.contains("(no interval)"), "{text}");
}

#[test]
fn the_page_is_one_file_that_needs_no_network() {
    let about = fixture::description(&fixture::eight());
    let page = page(&about, &fixture::tables(&about));
    for address in ["src=", "@import", "url(", "<script", "<link"] {
        assert!(!page.contains(address), "{address}");
    }
    let mut rest = page.replace("http://www.w3.org/2000/svg", "");
    rest.make_ascii_lowercase();
    // The only addresses are those of sources, as links that a reader may follow.
    let sources = rest.find("<dl class=\"sources\">").unwrap_or_default();
    let end = rest[sources..].find("</dl>").unwrap_or_default();
    assert!(end > 0);
    rest.replace_range(sources..sources + end, "");
    assert!(!rest.contains("http"));
    assert!(!rest.contains("predict"));
    assert!(rest.contains("exposure"));
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("aria-label=").count() - 2
    );
}

#[test]
fn text_of_a_scenario_cannot_become_markup() {
    let (mut about, tables) = small();
    about.title = "A <b>bold</b> & \"quoted\" title".into();
    about.packages[1].label_en = "<script>alert(1)</script>".into();
    let page = page(&about, &tables);
    assert!(!page.contains("<script>"));
    assert!(!page.contains("<b>bold"));
}

#[test]
fn a_missed_target_that_was_not_fitted_is_named() {
    let (about, tables) = small();
    let page = page(&about, &tables);
    assert!(page.contains("not fitted: Short visits"));
}

#[test]
fn the_finding_comes_before_the_warnings() {
    let about = fixture::description(&fixture::eight());
    let page = page(&about, &fixture::tables(&about));
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    let finding = place("<h2>The finding</h2>");
    let figures = place("<dl class=\"figures\">");
    let warnings = place("aria-label=\"Warnings\"");
    assert!(finding < figures && figures < warnings);
    assert!(warnings < place("<section id=\"ground\">"));
}

#[test]
fn warnings_of_check_are_a_closed_list_with_a_sentence_for_each() {
    let (about, tables) = small();
    let page = page(&about, &tables);
    let (_, rest) = page
        .split_once("<summary>What <code>check</code> warns of (3)</summary>")
        .expect("a closed list");
    let (list, _) = rest.split_once("</details>").expect("its end");
    assert_eq!(list.matches("<li>").count(), 2, "{list}");
    assert!(list.contains("<code>chn-office-03</code> (load 0.61), <code>chn-office-11</code>"));
    let text = summary(&about, &tables);
    assert!(text.contains("`chn-office-03` (load 0.61), `chn-office-11` (load 0.70)."));
}

#[test]
fn addresses_are_code_on_the_page_and_stay_escaped() {
    let (mut about, tables) = small();
    about.warnings = vec!["`project.<i>long</i>`: a lead; lengthen `study.warm_up_years`.".into()];
    about.harmed = vec!["Under a reform, `exposure` rises; a lone ` stays.".into()];
    let page = page(&about, &tables);
    assert!(
        page.contains("<code>project.&lt;i&gt;long&lt;"),
        "escaped code"
    );
    assert!(page.contains("lengthen <code>study.warm_up_years</code>."));
    assert!(page.contains("Under a reform, <code>exposure</code> rises; a lone  stays."));
    assert!(!page.contains('`'));
}

#[test]
fn a_figure_missed_by_a_factor_of_two_bears_on_the_headline() {
    let (mut about, mut tables) = small();
    let wording = "They differ by more than a factor of two, and the figure was not fitted.";
    let missed = tables.targets.iter().find(|row| !row.fitted);
    about.targets = vec![TargetLabel {
        id: missed.map_or_else(String::new, |row| row.target.clone()),
        label: "Visits of a month".into(),
        note: "Counted at one border.".into(),
        counts: "all cases".into(),
        grade: Some(Grade::measured),
    }];
    let text = summary(&about, &tables);
    assert!(text.contains("Visits of a month: "), "{text}");
    assert!(text.contains(&format!("{wording} Counted at one border.")));
    for row in &mut tables.targets {
        row.fitted = true;
    }
    assert!(!summary(&about, &tables).contains(wording));
}

#[test]
fn a_source_has_its_fact_and_a_link_that_loads_nothing() {
    let (about, tables) = small();
    let page = page(&about, &tables);
    assert!(page.contains("An invented sentence for S-02."));
    assert!(page.contains("An invented yearbook, table 4 (read in the source)"));
    let link = "<a href=\"https://example.org/yearbook?a=1&amp;b=2\" rel=\"noreferrer\">";
    assert!(page.replace("&#x2f;", "/").contains(link), "{page}");
    assert!(!page.contains("not in the fact table"));
}

#[test]
fn the_address_of_a_mirror_is_text() {
    let (mut about, tables) = small();
    for source in &mut about.sources {
        source.linked = false;
    }
    let page = page(&about, &tables);
    assert!(page.contains("<code>https:"));
    assert!(!page.contains("href=\"https"));
}

#[test]
fn a_source_outside_the_fact_table_is_shown_as_given() {
    let (mut about, tables) = small();
    about.sources = vec![CitedSource {
        cited: "my <i>survey</i> (2024)".into(),
        ..CitedSource::default()
    }];
    let page = page(&about, &tables);
    assert_eq!(page.matches("not in the fact table").count(), 1);
    assert!(!page.contains("<i>survey"));
}

/// A study of the baseline and one reform.
fn one_reform(low: f64, high: f64) -> String {
    let (about, mut tables) = small();
    with_effect(&mut tables, "policies", low, high);
    summary(&about, &tables)
}

#[test]
fn a_single_reform_is_said_once() {
    for text in [one_reform(0.03, 0.05), one_reform(-0.01, 0.02)] {
        let sentences = text.matches("(95\u{a0}% interval ").count();
        let of_policies = text.matches("Optimise policies").count();
        assert_eq!(of_policies, 2, "a sentence and a row: {sentences}\n{text}");
    }
    let unclear = "So it is not clear that the share realised rises with this reform.";
    assert!(one_reform(-0.01, 0.02).contains(unclear));
    assert!(!one_reform(0.03, 0.05).contains(unclear));
}

#[test]
fn a_column_without_a_value_is_left_out() {
    let (about, mut tables) = small();
    let heads = [
        "Unlock at the baseline",
        "structural changes and sourced sizes only</th>",
    ];
    let whole = page(&about, &tables);
    assert!(heads.iter().all(|head| whole.contains(head)));
    for row in &mut tables.losses {
        row.unlock = None;
    }
    tables
        .differences
        .retain(|row| row.indicator != Indicator::EvidenceOnly);
    let plain = page(&about, &tables);
    assert!(heads.iter().all(|head| !plain.contains(head)));
}

#[test]
fn few_draws_and_intervals_without_width_have_a_note_once() {
    let (about, mut tables) = small();
    let (few, flat) = ("rest on n = 4 draws", "An interval without width");
    with_effect(&mut tables, "policies", 0.03, 0.05);
    let text = summary(&about, &tables);
    assert!(!text.contains(few) && !text.contains(flat), "{text}");
    for row in &mut tables.differences {
        row.spread = Uncertainty::Parametric;
        row.statistic.n = 4;
        row.statistic.high = row.statistic.low;
    }
    for text in [summary(&about, &tables), page(&about, &tables)] {
        assert_eq!(text.matches(few).count(), 1, "{text}");
        assert_eq!(text.matches(flat).count(), 1, "{text}");
    }
}

#[test]
fn an_assumed_target_is_not_called_observed() {
    let (mut about, tables) = small();
    about.targets = tables
        .targets
        .iter()
        .map(|row| TargetLabel {
            id: row.target.clone(),
            label: row.target.clone(),
            note: String::new(),
            counts: "projects hosted by Astra".into(),
            grade: Some(Grade::assumed),
        })
        .collect();
    let page = page(&about, &tables);
    assert!(
        page.contains("<td>assumed</td>") && page.contains("<td>projects hosted by Astra</td>")
    );
    assert!(!page.contains(" observed. They differ"));
    assert!(page.contains(" assumed. They differ"));
}

#[test]
fn the_register_counts_what_the_calibration_sets_apart() {
    let (about, mut tables) = small();
    for row in tables.assumptions.iter_mut().take(2) {
        row.status = Status::Calibrated;
    }
    assert!(page(&about, &tables).contains("420 parameters, and 2 set by the calibration"));
}

/// The share of losses by grade of evidence stands on the page, and a grade that decided nothing
/// is named.
#[test]
fn the_page_says_on_what_evidence_losses_rest() {
    let (about, mut tables) = small();
    assert!(!page(&about, &tables).contains("decided by a parameter"));
    let row = |cause, parameter: &str, grade, share| EvidenceRow {
        cause,
        parameter: parameter.to_owned(),
        grade,
        share,
        spread: Uncertainty::Stochastic,
        statistic: Statistic {
            estimate: Some(share),
            low: Some(share - 0.05),
            high: Some(share + 0.05),
            n: 4,
            ..Statistic::default()
        },
    };
    let refusal = "procedure.visa.step.decide.refuse_share";
    tables.evidence = vec![
        row(None, "", Grade::analogue, 0.25),
        row(None, "", Grade::assumed, 0.75),
        row(Some(Loss::Refused), refusal, Grade::analogue, 0.25),
        row(
            Some(Loss::Deterred),
            "belief.deterrence",
            Grade::assumed,
            0.75,
        ),
    ];
    let text = page(&about, &tables).replace('\u{a0}', " ");
    let sentence = "75 % (70 to 80) is decided by a parameter that is assumed, 25 % (20 to 30) by one that is \
                    measured in a similar procedure, and nothing by one that is measured itself.";
    let found = text
        .find("Of the value that is lost")
        .map(|at| &text[at..at + 220]);
    assert!(text.contains(sentence), "{found:?}");
    let [first, second] =
        ["belief.deterrence</code>", refusal].map(|parameter| text.find(parameter));
    assert!(first.is_some() && first < second, "the largest comes first");
}
