//! What would narrow the headline: chart, summary and page.

use std::fs;

use super::fixture;
use tidegate::report::{Description, draw, html, summary, write_tables};
use tidegate::scenario::Group;
use tidegate::stats::tables::{Statistic, Tables, VarianceRow};
use tidegate::stats::{Indicator, Quantity, Share, Source, Unit};

fn share(estimate: f64, low: f64, high: f64) -> Statistic {
    Statistic {
        estimate: Some(estimate),
        low: Some(low),
        high: Some(high),
        n: 40,
        ..Statistic::default()
    }
}

fn row(package: &str, group: Source, effect: Share, statistic: Statistic) -> VarianceRow {
    let of = if package == "baseline" {
        Quantity::Level
    } else {
        Quantity::Difference
    };
    VarianceRow {
        package: fixture::package(package),
        jurisdiction: String::new(),
        period: None,
        indicator: Indicator::Convergence,
        unit: Unit::Share,
        of,
        parameter_group: group,
        effect,
        deviation: 0.031,
        statistic,
    }
}

/// A study whose spread is parted, and split by groups if `total` gives their effects.
fn study(packages: &[String], total: Option<&dyn Fn(usize) -> Statistic>) -> (Description, Tables) {
    let about = fixture::description(packages);
    let mut tables = fixture::tables(&about);
    for package in packages {
        let mut push = |group: Source, effect: Share, statistic: Statistic| {
            tables.spread.push(row(package, group, effect, statistic));
        };
        push(Source::Stochastic, Share::Part, share(0.08, 0.05, 0.13));
        push(Source::Parametric, Share::Part, share(0.92, 0.87, 0.95));
        for (place, group) in Group::ALL.iter().enumerate() {
            if let Some(total) = total {
                push(Source::Group(*group), Share::Total, total(place));
            }
        }
    }
    (about, tables)
}

fn clear(place: usize) -> Statistic {
    match place {
        8 => share(0.62, 0.48, 0.8),
        9 => share(0.31, 0.22, 0.43),
        12 => share(0.0, 0.0, 0.0),
        _ => share(0.003, 0.001, 0.01),
    }
}

fn open(place: usize) -> Statistic {
    match place {
        8 => share(0.62, 0.4, 0.8),
        9 => share(0.31, 0.22, 0.43),
        _ => clear(place),
    }
}

#[test]
fn one_group_is_named_only_where_no_other_reaches_it() {
    let eight = fixture::eight();
    let (about, tables) = study(&eight, Some(&clear));
    let text = summary(&about, &tables);
    let wanted = "Measuring \u{201c}Projects and their needs\u{201d} better would narrow it most: that group \
                  accounts for 62\u{a0}% (95\u{a0}% interval 48 to 80) of the variance";
    assert!(text.contains(wanted), "{text}");
    let wanted =
        "Uncertain parameters account for 92\u{a0}% (95\u{a0}% interval 87 to 95) of the variance";
    assert!(text.contains(wanted), "{text}");
    let (about, tables) = study(&eight, Some(&open));
    let text = summary(&about, &tables);
    let wanted = "it is not clear which unknowns matter most: \u{201c}Projects and their needs\u{201d} 62\u{a0}% (40 to 80) \
                  and \u{201c}Finding partners\u{201d} 31\u{a0}% (22 to 43)";
    assert!(text.contains(wanted), "{text}");
    let (about, tables) = study(&eight, Some(&|_| share(0.3, 0.1, 0.5)));
    let text = summary(&about, &tables);
    assert!(text.contains(" and 10 others."), "{text}");
}

#[test]
fn no_label_of_the_groups_collides_or_is_cut() {
    let two = ["baseline".to_owned(), "policies".to_owned()];
    for packages in [&fixture::eight()[..], &two, &fixture::sixty_four()] {
        for total in [&clear as &dyn Fn(usize) -> Statistic, &open, &|_| {
            share(0.3, 0.1, 0.5)
        }] {
            let (about, tables) = study(packages, Some(total));
            let gallery = draw(&about, &tables);
            let chart = gallery.find("spread-groups").expect("groups");
            assert_eq!(chart.scene.faults(), Vec::<String>::new());
        }
    }
}

#[test]
fn without_groups_the_page_says_how_to_get_them() {
    let (about, tables) = study(&fixture::eight(), None);
    let gallery = draw(&about, &tables);
    assert!(gallery.find("spread-groups").is_none());
    assert_eq!(gallery.skipped, []);
    let page = html(&about, &tables).expect("a page");
    assert!(
        page.contains("invented.toml --split</code>"),
        "the whole command"
    );
    assert!(summary(&about, &tables).contains("Run the study with `--split`"));
    let dir = tempfile::tempdir().expect("room");
    write_tables(&tables, dir.path()).expect("written");
    let spread = fs::read_to_string(dir.path().join("tables/spread.csv")).expect("a table");
    assert!(spread.starts_with(
        "package,jurisdiction,period,indicator,unit,of,parameter_group,effect,deviation,estimate,low,high,n\n"
    ));
}

#[test]
fn a_wide_share_asks_for_more_draws_and_not_for_a_split() {
    let (about, mut tables) = study(&fixture::eight(), None);
    for row in &mut tables.spread {
        row.statistic = share(0.0, 0.0, 0.623);
    }
    let text = summary(&about, &tables);
    assert!(text.contains("more draws (`--draws`) are needed"), "{text}");
    let page = html(&about, &tables).expect("a page");
    for text in [&text, &page] {
        assert!(!text.contains("--split"), "{text}");
    }
}

#[test]
fn a_study_without_both_spreads_says_nothing_of_them() {
    let about = fixture::description(&fixture::eight());
    let tables = fixture::tables(&about);
    assert!(!summary(&about, &tables).contains("Uncertain parameters account for"));
    let page = html(&about, &tables).expect("a page");
    assert!(!page.contains("id=\"narrow\""));
}
