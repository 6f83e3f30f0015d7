//! Charts: every label legible, with few packages and with many.

use super::fixture;
use tidegate::model::{Channel, Loss, ResourceKind};
use tidegate::report::charts::Gallery;
use tidegate::report::{Description, draw};
use tidegate::stats::tables::{Corridor, Tables};
use tidegate::stats::{Booked, Indicator, Uncertainty};

fn gallery(packages: &[String]) -> Gallery {
    let about = fixture::description(packages);
    let tables = fixture::tables(&about);
    draw(&about, &tables)
}

fn sound(gallery: &Gallery) {
    for chart in &gallery.charts {
        let faults = chart.scene.faults();
        assert!(faults.is_empty(), "{}: {faults:#?}", chart.name);
    }
}

#[test]
fn no_label_collides_or_is_cut_with_eight_packages() {
    let gallery = gallery(&fixture::eight());
    assert_eq!(gallery.skipped, []);
    sound(&gallery);
}

#[test]
fn no_label_collides_or_is_cut_with_two_packages() {
    let gallery = gallery(&["baseline".to_owned(), "policies".to_owned()]);
    sound(&gallery);
}

#[test]
fn no_label_collides_or_is_cut_with_all_packages() {
    let gallery = gallery(&fixture::sixty_four());
    assert_eq!(gallery.skipped, []);
    sound(&gallery);
}

/// The title over luck alone, as the bars are, though wider rows exist.
#[test]
fn the_waterfall_says_the_same_in_title_bars_and_foot() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.indicators {
        let world = [&row.jurisdiction, &row.partner, &row.field, &row.year];
        if row.indicator == Indicator::Convergence && world.into_iter().all(String::is_empty) {
            let losses = tables.losses.iter();
            let realised =
                losses.filter(|loss| loss.package == row.package && loss.cause == Booked::Realised);
            let share: f64 = realised.map(|loss| loss.share).sum();
            let wider = if row.spread == Uncertainty::Stochastic {
                0.0
            } else {
                0.07
            };
            row.statistic.estimate = Some(share + wider);
        }
    }
    let gallery = draw(&about, &tables);
    let chart = gallery.find("waterfall").expect("a waterfall");
    let labels: Vec<&str> = chart.scene.labels().map(|label| &*label.words).collect();
    for package in ["baseline", "full"] {
        let losses = tables.losses.iter();
        let realised = losses.filter(|row| row.package == package && row.cause == Booked::Realised);
        let share: f64 = realised.map(|row| row.share).sum();
        let figure = format!("{:.1}", share * 100.0);
        let stated = format!("{figure}\u{a0}%");
        assert!(labels.contains(&&*stated), "{labels:?}");
        assert!(chart.title.contains(&stated), "{} {stated}", chart.title);
    }
    let foot = labels.join(" ");
    assert!(foot.contains("95\u{a0}% intervals over luck"), "{foot}");
}

#[test]
fn the_corridors_chart_says_how_many_of_all_it_shows() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    let all = |tables: &Tables| {
        let rows = tables.corridors.iter();
        let own =
            rows.filter(|row| row.package == "baseline" && row.indicator == Indicator::Convergence);
        own.count()
    };
    let said = |tables: &Tables, words: String| {
        let gallery = draw(&about, tables);
        let chart = gallery.find("corridors").expect("corridors");
        assert!(chart.subtitle.contains(&words), "{}", chart.subtitle);
    };
    // Beyond what two panels hold.
    let more: Vec<_> = (0..9)
        .flat_map(|index| {
            let from_first = |row: &&Corridor| row.origin == tables.corridors[0].origin;
            let copies = tables.corridors.iter().filter(from_first);
            copies.map(move |row| {
                let mut row = row.clone();
                row.origin = format!("X{index}");
                row
            })
        })
        .collect();
    let few = all(&tables);
    said(&tables, format!("{few} corridors in all"));
    tables.corridors.extend(more);
    let many = all(&tables);
    said(
        &tables,
        format!(" of {many} corridors, those that gain most"),
    );
}

/// A limit is named in whole words above its panel, and its line has only days.
#[test]
fn a_limit_is_named_in_whole_words_with_any_number_of_panels() {
    let about = {
        let mut about = fixture::description(&fixture::eight());
        about.limits[0].label = "Security assessment of data leaving: 57 working days".into();
        about
    };
    let tables = fixture::tables(&about);
    for (panels, _) in fixture::CHANNELS.iter().enumerate().skip(2) {
        let mut tables = tables.clone();
        let shown: Vec<Channel> = fixture::CHANNELS[..=panels]
            .iter()
            .map(|(id, ..)| *id)
            .collect();
        tables
            .distributions
            .retain(|row| shown.contains(&row.channel));
        let gallery = draw(&about, &tables);
        let chart = gallery.find("elapsed").expect("elapsed days");
        let faults = chart.scene.faults();
        assert!(faults.is_empty(), "{} panels: {faults:#?}", panels + 1);
        let words: Vec<&str> = chart.scene.labels().map(|label| &*label.words).collect();
        let all = words.join(" ");
        assert!(
            all.contains("Security assessment of data leaving: 57 working days"),
            "{all}"
        );
        assert!(words.contains(&"83 days"), "{all}");
    }
}

#[test]
fn offices_of_one_label_name_their_country_on_chart_and_page() {
    let mut about = fixture::description(&fixture::eight());
    for office in &mut about.offices {
        office.label = "Residence office".into();
    }
    let long = "Provincial science and technology bureau of the invented province, desk of experts from abroad";
    about.offices[29].label = long.into();
    let tables = fixture::tables(&about);
    let gallery = draw(&about, &tables);
    let chart = gallery.find("office-loads").expect("offices");
    assert_eq!(chart.scene.faults(), Vec::<String>::new());
    let words: Vec<&str> = chart.scene.labels().map(|label| &*label.words).collect();
    let mut names: Vec<&&str> = words
        .iter()
        .filter(|words| words.starts_with("Residence office"))
        .collect();
    names.sort_unstable();
    assert!(names.len() > 10, "{words:?}");
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("Residence office, "))
    );
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    let cut = words.iter().any(|words| words.ends_with('\u{2026}'));
    assert!(!cut, "{words:?}");
}

/// Whether a chart of costs names every reform, beside its dot or in the key.
fn names_all(gallery: &Gallery) {
    let chart = gallery.find("cost-exposure").expect("costs");
    assert_eq!(chart.scene.faults(), Vec::<String>::new());
    let words: Vec<&str> = chart.scene.labels().map(|label| &*label.words).collect();
    for (index, (_, label, _)) in fixture::REFORMS.iter().enumerate() {
        let line = format!("{}  {label}", index + 1);
        let placed = words.contains(label) || words.contains(&&*line);
        assert!(placed, "{label}: {words:?}");
    }
}

/// Apart, in the crowd of all combinations, and all on one point with intervals
/// as high as the chart.
#[test]
fn every_reform_is_named_on_the_chart_of_costs() {
    names_all(&gallery(&fixture::eight()));
    names_all(&gallery(&fixture::sixty_four()));
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.indicators {
        if row.indicator == Indicator::ReformCost && row.package != "full" {
            row.statistic.estimate = Some(5e8);
        }
    }
    for row in &mut tables.differences {
        if row.indicator == Indicator::Convergence {
            let rank = fixture::REFORMS
                .iter()
                .position(|(id, ..)| row.package == *id);
            let estimate = 0.02 + 0.0004 * rank.unwrap_or_default() as f64;
            row.statistic.estimate = Some(estimate);
            (row.statistic.low, row.statistic.high) = (Some(-0.5), Some(0.5));
        }
    }
    names_all(&draw(&about, &tables));
}

#[test]
fn the_waterfall_has_causes_in_the_order_of_the_model() {
    let gallery = gallery(&fixture::eight());
    let chart = gallery.find("waterfall").expect("a waterfall");
    let labels: Vec<&str> = chart.scene.labels().map(|label| &*label.words).collect();
    let places: Vec<usize> = [
        "Never matched",
        "Deterred before filing",
        "Call not open to the partner",
        "No legal pathway",
        "Procedure or call not known",
        "Arrived too late",
    ]
    .iter()
    .map(|name| {
        let place = labels.iter().position(|label| label == name);
        place.unwrap_or_else(|| panic!("no bar {name}: {labels:?}"))
    })
    .collect();
    assert!(places.is_sorted(), "{labels:?}");
}

/// Panels side by side whose scales end in a wide tick and begin with another.
#[test]
fn ticks_of_neighbouring_panels_do_not_overlap() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.indicators {
        if matches!(row.indicator, Indicator::Arrival(_)) {
            (row.statistic.low, row.statistic.high) = (Some(0.0), Some(97_000.0));
        }
    }
    let gallery = draw(&about, &tables);
    let chart = gallery.find("arrivals").expect("arrivals");
    assert_eq!(chart.scene.faults(), Vec::<String>::new());
}

#[test]
fn an_effect_clear_of_zero_is_not_written_as_zero() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.effects {
        if row.reform == "laws" && row.channel == Channel::personnel {
            row.statistic.estimate = Some(0.0003);
            (row.statistic.low, row.statistic.high) = (Some(0.0001), Some(0.0005));
        }
    }
    let gallery = draw(&about, &tables);
    let chart = gallery.find("reform-channel").expect("a heat map");
    let mut labels = chart.scene.labels();
    assert!(labels.any(|label| label.bold && label.words == "+0.03"));
}

#[test]
fn no_interval_of_a_title_breaks_over_two_lines() {
    for packages in [fixture::eight(), fixture::sixty_four()] {
        for chart in gallery(&packages).charts {
            let title = chart.title.replace('\u{a0}', " ");
            for label in chart.scene.labels() {
                let line = label.words.replace('\u{a0}', " ");
                if label.bold && title.contains(&line) {
                    let count = |letter: char| line.matches(letter).count();
                    assert_eq!(count('('), count(')'), "{line}");
                }
            }
        }
    }
}

/// The texts of a chart.
fn words_of(about: &Description, tables: &Tables, chart: &str) -> Vec<String> {
    let gallery = draw(about, tables);
    let chart = gallery.find(chart);
    let chart = chart.unwrap_or_else(|| panic!("{:?}", gallery.skipped));
    let labels = chart.scene.labels();
    labels.map(|label| label.words.clone()).collect()
}

#[test]
fn kinds_that_never_arrive_have_no_panel() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    assert!(words_of(&about, &tables, "arrivals").contains(&"Materials".to_owned()));
    for row in &mut tables.indicators {
        if row.indicator == Indicator::Arrival(ResourceKind::materials) {
            let statistic = &mut row.statistic;
            (statistic.estimate, statistic.low, statistic.high) = (Some(0.0), Some(0.0), Some(0.0));
        }
    }
    assert!(!words_of(&about, &tables, "arrivals").contains(&"Materials".to_owned()));
}

#[test]
fn reforms_by_channel_need_two_reforms_and_leave_out_still_channels() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    let head = "Entry and exit of".to_owned();
    assert!(words_of(&about, &tables, "reform-channel").contains(&head));
    for row in &mut tables.effects {
        if row.channel == Channel::personnel {
            let statistic = &mut row.statistic;
            (statistic.estimate, statistic.low, statistic.high) = (Some(0.0), Some(0.0), Some(0.0));
        }
    }
    assert!(!words_of(&about, &tables, "reform-channel").contains(&head));
    let about = fixture::description(&["baseline".to_owned(), "policies".to_owned()]);
    let tables = fixture::tables(&about);
    let skipped = draw(&about, &tables).skipped;
    let reason = skipped.iter().find(|row| row.chart == "reform-channel");
    assert!(reason.is_some_and(|row| row.reason.contains("the study has one")));
}

#[test]
fn nothing_lost_has_no_minus() {
    let about = fixture::description(&fixture::eight());
    let mut tables = fixture::tables(&about);
    for row in &mut tables.losses {
        if row.package == "full" && row.cause == Booked::Lost(Loss::Unmatched) {
            row.share = 0.0;
        }
    }
    let words = words_of(&about, &tables, "waterfall");
    assert!(words.contains(&"0.0 %".to_owned()), "{words:?}");
    assert!(
        words.iter().all(|word| !word.contains("\u{2212}0.0")),
        "{words:?}"
    );
}
