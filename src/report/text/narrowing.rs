//! Sentences on what accounts for the spread of the headline.

use super::quoted;
use crate::report::number::Shown;

/// Groups that a sentence names at most.
const NAMED: usize = 3;

/// A group of parameters with its share of the variance.
pub struct Effect<'a> {
    /// The label of the group.
    pub label: &'a str,
    /// Its share.
    pub share: Shown,
}

/// How much of the variance comes from uncertain parameters.
pub fn unknowns(share: &Shown) -> String {
    format!(
        "Uncertain parameters account for {} of the variance of the share realised at the baseline over the draws; luck accounts for the rest.",
        share.sentence()
    )
}

/// The study did not split the spread by groups.
pub fn not_split() -> String {
    "Run the study with `--split` to see which parameters matter most.".to_owned()
}

/// The interval of the share is too wide to split the spread by groups.
pub fn more_draws() -> String {
    "This interval is wide: more draws (`--draws`) are needed before the parameters can be ranked."
        .to_owned()
}

/// No group has an effect.
pub fn nothing() -> String {
    "No group of parameters moves it.".to_owned()
}

/// One group is ahead of all others.
pub fn clear(effect: &Effect) -> String {
    format!(
        "Measuring {} better would narrow it most: that group accounts for {} of the variance, and the interval of no other group reaches as far.",
        quoted(effect.label),
        effect.share.sentence()
    )
}

/// Several groups may be the largest.
pub fn open(effects: &[Effect]) -> String {
    format!(
        "The intervals overlap, so it is not clear which unknowns matter most: {}.",
        listed(effects)
    )
}

/// [`nothing`] as a title.
pub fn nothing_title() -> String {
    "No group of parameters moves the share realised".to_owned()
}

/// [`clear`] as a title.
pub fn clear_title(effect: &Effect) -> String {
    format!(
        "Measuring {} better would narrow the share realised most: {} of its variance",
        quoted(effect.label),
        effect.share.sentence()
    )
}

/// [`open`] as a title.
pub fn open_title(effects: &[Effect]) -> String {
    format!(
        "The intervals overlap: it is not clear which unknowns matter most: {}",
        listed(effects)
    )
}

/// [`nothing`] in a cell.
pub fn nothing_cell() -> String {
    "none".to_owned()
}

/// [`clear`] in a cell.
pub fn clear_cell(effect: &Effect) -> String {
    named(effect)
}

/// [`open`] in a cell.
pub fn open_cell(effects: &[Effect]) -> String {
    format!("not clear, the intervals overlap: {}", listed(effects))
}

fn named(effect: &Effect) -> String {
    format!("{} {}", quoted(effect.label), effect.share.short())
}

/// The first few effects, and how many others there are.
fn listed(effects: &[Effect]) -> String {
    let mut words: Vec<String> = effects.iter().take(NAMED).map(named).collect();
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
