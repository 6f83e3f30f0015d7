//! What would narrow the headline, as sure as its intervals allow.

use super::number;
use super::rows::Rows;
use crate::scenario::Group;
use crate::stats::tables::{Statistic, VarianceRow};
use crate::stats::{BASELINE, PackageKey, Quantity, Share, Source, Unit};

/// The headline.
const HEADLINE: &str = "convergence";
/// Groups that a sentence names at most.
const NAMED: usize = 3;

/// A group with its share of the variance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Effect {
    /// What people call the group.
    pub label: &'static str,
    /// Its total effect.
    pub statistic: Statistic,
}

/// What intervals allow to be said of the largest effect.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Narrowing {
    /// The spread was not split by groups.
    NotSplit,
    /// No group moves it in any draw.
    Nothing,
    /// The interval of the first, and how far the next reaches, do not meet.
    Clear(Effect),
    /// The largest, and all that reach its interval, from the largest on.
    Open(Vec<Effect>),
}

/// The rows of the headline of the world for a package: its level at the baseline, its
/// difference otherwise.
pub(super) fn headline<'a>(rows: &Rows<'a>, package: &PackageKey) -> Vec<&'a VarianceRow> {
    let of = if package.is_baseline() {
        Quantity::Level
    } else {
        Quantity::Difference
    };
    let spread = rows.tables.spread.iter();
    spread
        .filter(|row| {
            row.package == *package
                && row.indicator == HEADLINE
                && row.jurisdiction.is_empty()
                && row.of == of
        })
        .collect()
}

/// The part of the variance that is `luck` or `unknowns`.
pub(super) fn part<'a>(headline: &[&'a VarianceRow], source: Source) -> Option<&'a VarianceRow> {
    let found = headline.iter();
    let mut found = found.filter(|row| row.effect == Share::Part && row.parameter_group == source);
    found.next().copied()
}

/// Total effects of the groups, from the largest on; of equal ones in their order.
pub(super) fn effects(headline: &[&VarianceRow]) -> Vec<(Group, Statistic)> {
    let totals = headline.iter().filter(|row| row.effect == Share::Total);
    let mut effects: Vec<(Group, Statistic)> = totals
        .filter_map(|row| match row.parameter_group {
            Source::Group(group) => Some((group, row.statistic)),
            Source::Luck | Source::Unknowns => None,
        })
        .filter(|(_, statistic)| statistic.estimate.is_some())
        .collect();
    effects.sort_by(|(_, a), (_, b)| super::finding::order(b, a));
    effects
}

/// What intervals allow to be said of a headline.
pub(super) fn narrowing(headline: &[&VarianceRow]) -> Narrowing {
    let effects = effects(headline);
    let [(best, statistic), others @ ..] = effects.as_slice() else {
        return Narrowing::NotSplit;
    };
    if statistic.estimate.is_none_or(|share| share <= 0.0) {
        return Narrowing::Nothing;
    }
    let told = |(group, statistic): &(Group, Statistic)| Effect {
        label: group.label(),
        statistic: *statistic,
    };
    let meets = |other: &&(Group, Statistic)| {
        let ends = other.1.high.zip(statistic.low);
        ends.is_none_or(|(high, low)| high >= low)
    };
    let reaching: Vec<Effect> = others.iter().filter(meets).map(told).collect();
    let best = told(&(*best, *statistic));
    if reaching.is_empty() {
        Narrowing::Clear(best)
    } else {
        Narrowing::Open(std::iter::once(best).chain(reaching).collect())
    }
}

/// What of the spread of the headline is not known, and what would narrow it most.
pub(super) fn sentence(rows: &Rows) -> Option<String> {
    let headline = headline(rows, &BASELINE);
    let unknowns = part(&headline, Source::Unknowns)?;
    let most = match narrowing(&headline) {
        Narrowing::NotSplit => {
            "; which parameters would narrow it most is told with `--split`".to_owned()
        }
        Narrowing::Nothing => "; no group of parameters moves it".to_owned(),
        Narrowing::Clear(best) => format!(
            ". To know more of {} would narrow it most: {} of the variance is that group's, and no other's interval reaches so far",
            quoted(best.label),
            number::level(&best.statistic, &Unit::Share).sentence()
        ),
        Narrowing::Open(effects) => format!(
            ". What would narrow it most is not told apart: {}, with intervals that meet",
            listed(&effects)
        ),
    };
    Some(format!(
        "Of the variance over the draws of the share realised at the baseline, {} is what is not known, the rest luck{most}.",
        number::level(&unknowns.statistic, &Unit::Share).sentence()
    ))
}

/// The same as a title; none where the spread was not split.
pub(super) fn title(rows: &Rows) -> Option<String> {
    match narrowing(&headline(rows, &BASELINE)) {
        Narrowing::NotSplit => None,
        Narrowing::Nothing => Some("No group of parameters moves the share realised".to_owned()),
        Narrowing::Clear(best) => Some(format!(
            "To know more of {} would narrow the share realised most: {} of its variance",
            quoted(best.label),
            number::level(&best.statistic, &Unit::Share).sentence()
        )),
        Narrowing::Open(effects) => Some(format!(
            "Which unknowns move the share realised most is not told apart: {}",
            listed(&effects)
        )),
    }
}

/// The leading group of a headline, or those that are not told apart.
pub(super) fn leading(headline: &[&VarianceRow]) -> String {
    match narrowing(headline) {
        Narrowing::NotSplit => String::new(),
        Narrowing::Nothing => "none".to_owned(),
        Narrowing::Clear(best) => told(&best),
        Narrowing::Open(effects) => format!("not told apart: {}", listed(&effects)),
    }
}

fn quoted(label: &str) -> String {
    format!("\u{201c}{label}\u{201d}")
}

fn told(effect: &Effect) -> String {
    format!(
        "{} {}",
        quoted(effect.label),
        number::level(&effect.statistic, &Unit::Share).short()
    )
}

/// The first few effects, and how many others there are.
fn listed(effects: &[Effect]) -> String {
    let mut words: Vec<String> = effects.iter().take(NAMED).map(told).collect();
    match effects.len().saturating_sub(NAMED) {
        0 => {}
        1 => words.push("one other".to_owned()),
        others => words.push(format!("{others} others")),
    }
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} and {last}", words.join(", "))
    }
}
