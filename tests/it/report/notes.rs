//! Units, counts and notes of the summary and the page.

use super::fixture;
use super::text::{page, small};
use tidegate::model::Loss;
use tidegate::report::summary;
use tidegate::scenario::Grade;
use tidegate::stats::tables::Statistic;
use tidegate::stats::{Booked, Indicator, Unit};

/// Two causes that one run removes have one gain between them.
#[test]
fn causes_removed_together_show_one_unlock() {
    let (about, mut tables) = small();
    let before = page(&about, &tables);
    let negative = "A negative unlock means";
    assert!(!before.contains(negative));
    for row in &mut tables.losses {
        row.unlock = match row.cause {
            Booked::Lost(Loss::Late | Loss::Delayed) => Some(0.123),
            Booked::Lost(Loss::Deterred) => Some(-0.017),
            Booked::Realised | Booked::Lost(_) => None,
        };
    }
    let page = page(&about, &tables);
    assert_eq!(page.matches("+12.3 points").count(), 1);
    assert!(page.contains("arrived too late and value lost by delay together: +12.3 points"));
    assert!(page.contains("see \u{201c}arrived too late\u{201d}"));
    assert_eq!(page.matches(negative).count(), 1);
}

#[test]
fn an_identity_of_the_audit_is_one_row() {
    let (about, mut tables) = small();
    let mut more = tables.audit.clone();
    for row in &mut more {
        row.subject = "full".to_owned();
    }
    (more[0].ok, more[0].residual) = (false, 7);
    tables.audit.extend(more);
    let page = page(&about, &tables);
    assert_eq!(page.matches("losses add to potential").count(), 1);
    assert!(page.contains("<td>2 of 2</td>") && page.contains("<td>1 of 2<br>"));
    assert!(page.contains("does not hold: full, residual 7"));
    assert!(page.contains("The runs called <em>thinned</em>"));
}

#[test]
fn without_a_currency_money_has_a_unit_all_the_same() {
    let mut about = fixture::description(&fixture::eight());
    about.currency = String::new();
    let mut tables = fixture::tables(&about);
    for row in &mut tables.indicators {
        match &mut row.unit {
            Unit::SharePerMoney(amount) => *amount = "1".to_owned(),
            Unit::Money(currency) => currency.clear(),
            Unit::Share
            | Unit::Relative
            | Unit::SharePerYear
            | Unit::PerYear
            | Unit::Days
            | Unit::DaysPerYear
            | Unit::ResourceDaysPerYear
            | Unit::PerThousandCrossings
            | Unit::RoundsPerCase
            | Unit::Persons
            | Unit::Count
            | Unit::Value
            | Unit::MoneyPerYear(_) => {}
        }
    }
    let page = page(&about, &tables);
    for part in [
        "against discounted cost, money units. Larger",
        "points per 1 money unit",
        "<th scope=\"col\">Cost, money units</th>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("cost, ."));
    assert!(summary(&about, &tables).contains(" money units"));
}

#[test]
fn an_office_counts_visits() {
    let (about, tables) = small();
    let page = page(&about, &tables);
    assert!(page.contains("<th scope=\"col\">Visits by research files a year</th>"));
    assert!(!page.contains("Research cases"));
}

#[test]
fn a_preview_says_what_must_not_be_read() {
    let (mut about, tables) = small();
    (about.scale, about.idle_offices) = (20, 151);
    let text = summary(&about, &tables);
    for part in [
        "one researcher in 20",
        "151 offices have one officer per branch, the minimum, who has less work than stated",
        "waits, loads and effects of reforms of offices must not be read",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn an_exposure_that_nothing_moves_is_not_named() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    assert!(summary(&about, &tables).contains("exposure"));
    let zero = Statistic {
        estimate: Some(0.0),
        low: Some(0.0),
        high: Some(0.0),
        n: 9,
        ..Statistic::default()
    };
    for row in &mut tables.indicators {
        if row.indicator == Indicator::Exposure {
            row.statistic = zero;
        }
    }
    for row in &mut tables.differences {
        if row.indicator == Indicator::Exposure {
            row.statistic = zero;
        }
    }
    let text = summary(&about, &tables);
    assert!(
        !text.contains("exposure") && !text.contains("crossings"),
        "{text}"
    );
    let page = page(&about, &tables);
    assert!(!page.contains("<dt>Risky crossings"));
    assert!(!page.contains("Change in exposure"));
    assert!(!page.contains("Larger dots change exposure"));
}

/// Without a change whose size has a source there is no effect of those alone.
#[test]
fn effects_of_sourced_sizes_need_a_source() {
    let (about, mut tables) = small();
    let words = [
        "structural changes and sourced sizes only",
        "With only structural",
    ];
    let whole = page(&about, &tables);
    assert!(words.iter().all(|word| whole.contains(word)));
    for row in &mut tables.reforms {
        row.grade = Some(Grade::assumed);
    }
    let plain = page(&about, &tables);
    assert!(words.iter().all(|word| !plain.contains(word)));
}

#[test]
fn counts_agree_with_their_nouns() {
    let (about, mut tables) = small();
    tables.reforms.truncate(1);
    let page = page(&about, &tables);
    assert!(page.contains("Reforms as encoded: 1 row<"));
    let first = tables.reforms[0].clone();
    tables.reforms = vec![first; 5692];
    assert!(super::text::page(&about, &tables).contains("Reforms as encoded: 5,692 rows<"));
}
