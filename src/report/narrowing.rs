//! The parameters that would narrow the headline, stated as its intervals allow.

use super::number;
use super::rows::Rows;
use super::text::group as group_label;
use super::text::narrowing::{self as text, Effect};
use crate::scenario::Group;
use crate::stats::tables::{Statistic, VarianceRow};
use crate::stats::{BASELINE, Indicator, PackageKey, Quantity, Share, Source, Unit};

/// An interval of a share of the variance that is wider says too little to split the share.
const WIDE: f64 = 0.5;

/// Whether the interval of a share of the variance is too wide to split the share by groups.
pub(super) fn is_wide(statistic: &Statistic) -> bool {
    let ends = statistic.low.zip(statistic.high);
    ends.is_none_or(|(low, high)| high - low > WIDE)
}

/// The statement that the intervals allow about the largest total effect.
pub(super) enum Narrowing {
    /// The variance was not split by groups.
    NotSplit,
    /// No group changes it in any draw.
    Nothing,
    /// The interval of the largest lies above all others.
    Clear(Effect<'static>),
    /// The largest, and all groups with overlapping intervals, the largest first.
    Open(Vec<Effect<'static>>),
}

/// The rows of the headline of the world for a package: its level at the baseline, its
/// difference otherwise.
pub(super) fn headline<'a>(rows: &Rows<'a>, package: &PackageKey) -> Vec<&'a VarianceRow> {
    let quantity = if package.is_baseline() {
        Quantity::Level
    } else {
        Quantity::Difference
    };
    let spread = rows.tables.spread.iter();
    spread
        .filter(|row| {
            row.package == *package
                && row.indicator == Indicator::Convergence
                && row.jurisdiction.is_empty()
                && row.period == rows.basis()
                && row.of == quantity
        })
        .collect()
}

/// The part of the variance that is `luck` or `unknowns`.
pub(super) fn part<'a>(headline: &[&'a VarianceRow], source: Source) -> Option<&'a VarianceRow> {
    let mut rows = headline.iter();
    let row = rows.find(|row| row.effect == Share::Part && row.parameter_group == source);
    row.copied()
}

/// Total effects of the groups, the largest first; equal ones in their order.
pub(super) fn effects(headline: &[&VarianceRow]) -> Vec<(Group, Statistic)> {
    let totals = headline.iter().filter(|row| row.effect == Share::Total);
    let mut effects: Vec<(Group, Statistic)> = totals
        .filter_map(|row| match row.parameter_group {
            Source::Group(group) => Some((group, row.statistic)),
            Source::Stochastic | Source::Parametric => None,
        })
        .filter(|(_, statistic)| statistic.estimate.is_some())
        .collect();
    effects.sort_by(|(_, a), (_, b)| super::finding::order(b, a));
    effects
}

/// The statement that the intervals of a headline allow.
pub(super) fn narrowing(headline: &[&VarianceRow]) -> Narrowing {
    let effects = effects(headline);
    let [(best, statistic), others @ ..] = effects.as_slice() else {
        return Narrowing::NotSplit;
    };
    if statistic.estimate.is_none_or(|share| share <= 0.0) {
        return Narrowing::Nothing;
    }
    let effect = |(group, statistic): &(Group, Statistic)| Effect {
        label: group_label(*group),
        share: number::level(statistic, &Unit::Share),
    };
    let overlaps = |other: &&(Group, Statistic)| {
        let ends = other.1.high.zip(statistic.low);
        ends.is_none_or(|(high, low)| high >= low)
    };
    let overlapping: Vec<Effect> = others.iter().filter(overlaps).map(effect).collect();
    let best = effect(&(*best, *statistic));
    if overlapping.is_empty() {
        Narrowing::Clear(best)
    } else {
        Narrowing::Open(std::iter::once(best).chain(overlapping).collect())
    }
}

/// The share of unknown parameters in the variance of the headline, and the group that would
/// narrow it most.
pub(super) fn sentence(rows: &Rows) -> Option<String> {
    let headline = headline(rows, &BASELINE);
    let unknowns = part(&headline, Source::Parametric)?;
    let most = match narrowing(&headline) {
        Narrowing::NotSplit if is_wide(&unknowns.statistic) => text::more_draws(),
        Narrowing::NotSplit => text::not_split(),
        Narrowing::Nothing => text::nothing(),
        Narrowing::Clear(best) => text::clear(&best),
        Narrowing::Open(effects) => text::open(&effects),
    };
    let unknowns = text::unknowns(&number::level(&unknowns.statistic, &Unit::Share));
    Some(format!("{unknowns} {most}"))
}

/// The group that would narrow the headline, as a title; none where the variance was not
/// split.
pub(super) fn title(rows: &Rows) -> Option<String> {
    match narrowing(&headline(rows, &BASELINE)) {
        Narrowing::NotSplit => None,
        Narrowing::Nothing => Some(text::nothing_title()),
        Narrowing::Clear(best) => Some(text::clear_title(&best)),
        Narrowing::Open(effects) => Some(text::open_title(&effects)),
    }
}

/// The leading group of a headline, or those whose intervals overlap.
pub(super) fn leading(headline: &[&VarianceRow]) -> String {
    match narrowing(headline) {
        Narrowing::NotSplit => String::new(),
        Narrowing::Nothing => text::nothing_cell(),
        Narrowing::Clear(best) => text::clear_cell(&best),
        Narrowing::Open(effects) => text::open_cell(&effects),
    }
}
