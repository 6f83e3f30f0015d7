//! Losses of value, waiting and offices.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model;
use crate::report::ChannelLabel;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text;
use crate::stats::tables::{LossRow, Office, WaitingRow};
use crate::stats::{BASELINE, Booked, DayStatistic, Indicator, PackageKey, Unit};
use crate::study::removed_with;

/// Rows of a table at most.
const MOST: usize = 15;

/// A cause of loss before and after.
#[derive(Serialize)]
pub(in crate::report::page) struct Cause {
    name: String,
    before: String,
    after: String,
    unlock: String,
    /// Whether removing it loses value.
    negative: bool,
}

/// Causes with their shares at the baseline and with the widest package, and the gain of
/// removing each alone.
pub(in crate::report::page) fn causes(rows: &Rows) -> Vec<Cause> {
    let before = rows.losses(&BASELINE);
    let after = rows.whole().map_or_else(Vec::new, |id| rows.losses(id));
    let mut shares: BTreeMap<Booked, (f64, Option<f64>)> = BTreeMap::new();
    for row in &before {
        shares.entry(row.cause).or_default().0 += row.share;
    }
    for row in &after {
        *shares.entry(row.cause).or_default().1.get_or_insert(0.0) += row.share;
    }
    let mut causes: Vec<(Booked, (f64, Option<f64>))> = shares.into_iter().collect();
    causes.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.name().cmp(b.0.name())));
    let mut lines: Vec<Cause> = Vec::new();
    for (index, (cause, (share, then))) in causes.iter().enumerate() {
        let together = cause.lost().map_or(&[][..], removed_with);
        let earlier = &causes[..index];
        let earlier = earlier
            .iter()
            .find(|(other, _)| other.lost().is_some_and(|loss| together.contains(&loss)));
        let gain = unlock(&before, *cause);
        let words = gain.map_or_else(String::new, |gain| {
            let gain = text::units::points(&number::points(gain, 0.01));
            match earlier {
                Some((first, _)) => text::page::unlocked_with(text::booked(*first)),
                None if together.len() > 1 => {
                    let labels = together.iter().map(|loss| text::loss(*loss));
                    text::page::unlocked_together(&labels.collect::<Vec<_>>(), &gain)
                }
                None => gain,
            }
        });
        lines.push(Cause {
            name: text::capital(text::booked(*cause)),
            before: percent(*share),
            after: then.map_or_else(String::new, percent),
            negative: gain.is_some_and(|gain| gain < 0.0) && words.contains(number::MINUS),
            unlock: words,
        });
    }
    lines
}

fn percent(share: f64) -> String {
    format!("{}\u{a0}%", number::fixed(share * 100.0, 1))
}

/// The gain of removing a cause. It belongs to the cause as a whole: one value on the row
/// without a channel, or the same on all its rows.
fn unlock(rows: &[&LossRow], cause: Booked) -> Option<f64> {
    let rows_of_cause = || rows.iter().filter(|row| row.cause == cause);
    let whole = rows_of_cause().find(|row| row.channel.is_none() && row.unlock.is_some());
    let mut values = rows_of_cause().filter_map(|row| row.unlock);
    let first = whole.and_then(|row| row.unlock).or_else(|| values.next());
    first.filter(|first| whole.is_some() || values.all(|value| (value - first).abs() < 1e-12))
}

/// A place where value is lost.
#[derive(Serialize)]
pub(in crate::report::page) struct Place {
    cause: String,
    channel: String,
    office: String,
    share: Shown,
}

/// The largest single losses at the baseline.
pub(in crate::report::page) fn biggest(rows: &Rows) -> Vec<Place> {
    let mut losses = rows.losses(&BASELINE);
    losses.retain(|row| row.cause != Booked::Realised);
    losses.sort_by(|a, b| b.share.total_cmp(&a.share));
    losses.truncate(MOST);
    losses
        .into_iter()
        .map(|row| Place {
            cause: text::capital(&text::booked_with_origin(row.cause, row.origin)),
            channel: row.channel.map_or_else(
                || text::page::NO_CHANNEL.to_owned(),
                |channel| rows.channel(channel),
            ),
            office: if row.office.is_empty() {
                String::new()
            } else {
                rows.office(&row.office)
            },
            share: shown_or(&number::level(&row.statistic, &Unit::Share), || {
                percent(row.share)
            }),
        })
        .collect()
}

fn shown_or(shown: &Shown, otherwise: impl Fn() -> String) -> Shown {
    if shown.estimate.is_empty() {
        Shown {
            estimate: otherwise(),
            ..Shown::default()
        }
    } else {
        shown.clone()
    }
}

/// A channel's days.
#[derive(Serialize)]
pub(in crate::report::page) struct Days {
    channel: String,
    before: Shown,
    after: Shown,
    change: Shown,
    matched: Shown,
}

/// Median days by channel, and over needs filed in both runs.
pub(in crate::report::page) fn days(rows: &Rows) -> Vec<Days> {
    let level = |id: &PackageKey, indicator: &Indicator| {
        let level = rows.widest_level(id, indicator);
        level.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
    };
    let Some(whole) = rows.whole() else {
        return Vec::new();
    };
    let change = |indicator: &Indicator| {
        let change = rows.widest_change(whole, indicator);
        change.map_or_else(Shown::default, |(unit, row)| number::change(&row, unit))
    };
    let median =
        |channel: &ChannelLabel| Indicator::ElapsedDays(channel.channel, DayStatistic::Median);
    let has_days = |channel: &&ChannelLabel| {
        let indicator = median(channel);
        rows.widest_level(&BASELINE, &indicator).is_some()
    };
    let channels = rows.about.channels.iter().filter(has_days);
    channels
        .map(|channel| {
            let median = median(channel);
            Days {
                channel: channel.label.clone(),
                before: level(&BASELINE, &median),
                after: level(whole, &median),
                change: change(&median),
                matched: change(&Indicator::ElapsedDaysMatched(channel.channel)),
            }
        })
        .collect()
}

/// A cause of waiting before and after.
#[derive(Serialize)]
pub(in crate::report::page) struct Wait {
    name: String,
    before: String,
    after: String,
}

/// Causes of waiting with their shares of all days.
pub(in crate::report::page) fn waits(rows: &Rows) -> Vec<Wait> {
    let sum = |waiting: &[&WaitingRow]| {
        let mut shares: BTreeMap<model::Cause, f64> = BTreeMap::new();
        for row in waiting {
            *shares.entry(row.cause).or_insert(0.0) += row.share;
        }
        shares
    };
    let before = sum(&rows.waiting(&BASELINE));
    let after = rows
        .whole()
        .map_or_else(BTreeMap::new, |id| sum(&rows.waiting(id)));
    let mut causes: Vec<(model::Cause, f64)> = before.into_iter().collect();
    causes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.name().cmp(b.0.name())));
    causes
        .into_iter()
        .map(|(cause, share)| Wait {
            name: text::capital(text::waiting(cause)),
            before: percent(share),
            after: after
                .get(&cause)
                .map_or_else(String::new, |share| percent(*share)),
        })
        .collect()
}

/// A place where days go.
#[derive(Serialize)]
pub(in crate::report::page) struct Stop {
    cause: String,
    procedure: String,
    office: String,
    share: Shown,
}

/// The largest single stops at the baseline.
pub(in crate::report::page) fn stops(rows: &Rows) -> Vec<Stop> {
    let mut waiting = rows.waiting(&BASELINE);
    waiting.sort_by(|a, b| b.share.total_cmp(&a.share));
    waiting.truncate(MOST);
    waiting
        .into_iter()
        .map(|row| Stop {
            cause: text::capital(text::waiting(row.cause)),
            procedure: if row.procedure.is_empty() {
                rows.channel(row.channel)
            } else {
                rows.procedure(&row.procedure)
            },
            office: if row.office.is_empty() {
                String::new()
            } else {
                rows.office(&row.office)
            },
            share: shown_or(&number::level(&row.statistic, &Unit::Share), || {
                percent(row.share)
            }),
        })
        .collect()
}

/// An office before and after.
#[derive(Serialize)]
pub(in crate::report::page) struct Desk {
    name: String,
    place: String,
    officers: String,
    aim: String,
    load: String,
    worked: Shown,
    after: String,
    queue: String,
    longest: String,
    visits: String,
}

/// The offices with the highest load at the baseline.
pub(in crate::report::page) fn offices(rows: &Rows) -> Vec<Desk> {
    let rows_of_offices = &rows.tables.offices;
    let mut offices: Vec<&Office> = rows_of_offices
        .iter()
        .filter(|row| row.package.is_baseline())
        .collect();
    let load = |row: &Office| row.load.or(row.utilisation).unwrap_or_default();
    offices.sort_by(|a, b| load(b).total_cmp(&load(a)).then(a.office.cmp(&b.office)));
    offices.truncate(MOST);
    let whole = rows.whole();
    offices
        .into_iter()
        .map(|row| {
            let mut others = rows_of_offices.iter();
            let after =
                others.find(|other| Some(&other.package) == whole && other.office == row.office);
            Desk {
                name: rows.office(&row.office),
                place: rows.place(&row.jurisdiction),
                officers: number::quantity(row.officers),
                aim: row.nominal_load.map_or_else(String::new, percent),
                load: row.load.map_or_else(String::new, percent),
                worked: shown_or(&number::level(&row.statistic, &Unit::Share), || {
                    row.utilisation.map_or_else(String::new, percent)
                }),
                after: after
                    .and_then(|after| after.utilisation)
                    .map_or_else(String::new, percent),
                queue: row.queue_days_mean.map_or_else(String::new, number::days),
                longest: row.queue_days_p90.map_or_else(String::new, number::days),
                visits: number::quantity(row.cases),
            }
        })
        .collect()
}
