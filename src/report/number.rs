//! Numbers for people: units, digits, signs, intervals.

use super::text::units::{self, suffix};
use crate::stats::Unit;
use crate::stats::tables::Statistic;

pub(super) use super::text::units::magnitude;

/// Stands before a number below zero.
pub(super) const MINUS: char = '\u{2212}';

/// Digits grouped by commas, a true minus sign, no negative zero.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// Like [`fixed`], with a plus sign before what is above zero.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let plus = value > 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if plus { format!("+{text}") } else { text }
}

/// Three significant digits, in words above a million.
pub(super) fn quantity(value: f64) -> String {
    let (factor, word) = magnitude(value.abs());
    let scaled = value / factor;
    let whole = (scaled - scaled.round()).abs() < 1e-9;
    let decimals = if whole { 0 } else { decimals(scaled.abs()) };
    format!("{}{word}", fixed(scaled, decimals))
}

fn decimals(size: f64) -> usize {
    if !(1e-12..100.0).contains(&size) {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 1.0 {
        2
    } else if size >= 0.1 {
        3
    } else {
        4
    }
}

/// One decimal in percent, more where one would show nothing but zeros.
fn decimals_of_percent(size: f64) -> usize {
    if !(1e-12..0.1).contains(&size) {
        1
    } else if size >= 0.01 {
        2
    } else {
        3
    }
}

/// A statistic in words: the estimate with its unit, and its interval.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub(super) struct Shown {
    /// `47.3 %`.
    pub estimate: String,
    /// `46.0 to 48.6`; empty where there is none.
    pub interval: String,
    /// `95 % interval`: what it covers.
    pub covers: String,
}

impl Shown {
    /// `47.3 % (95 % interval 46.0 to 48.6)`.
    pub fn sentence(&self) -> String {
        units::estimate(&self.estimate, &self.covers, &self.interval)
    }

    /// `47.3 % (46.0 to 48.6)`, in a sentence that need not say what the interval covers.
    pub fn brief(&self) -> String {
        units::brief(&self.estimate, &self.interval)
    }

    /// The same in a table, where a missing interval is not named.
    pub fn short(&self) -> String {
        if self.interval.is_empty() {
            self.estimate.clone()
        } else {
            format!("{} ({})", self.estimate, self.interval)
        }
    }
}

/// A level: 0.473 of unit `share` is `47.3 %`.
pub(super) fn level(statistic: &Statistic, unit: &Unit) -> Shown {
    show(statistic, unit, false)
}

/// A difference: 0.031 of unit `share` is `+3.1 points`.
pub(super) fn change(statistic: &Statistic, unit: &Unit) -> Shown {
    show(statistic, unit, true)
}

/// The decimals, below zero for tens and more, that an interval of this half width leaves
/// certain: two significant digits of the half width where it begins with 100 to 354, one where
/// it begins with 355 to 949, two of what it is rounded up to above (Particle Data Group, Review
/// of Particle Physics, section 5.3). The estimate keeps two digits in any case, if it is larger
/// than the half width. None without a width.
fn uncertain_decimals(half: f64, estimate: f64) -> Option<i32> {
    /// Below this a half width keeps two digits.
    const TWO_DIGITS: f64 = 3.55;
    if !(half > 0.0 && half.is_finite()) {
        return None;
    }
    let power = libm::log10(half).floor();
    let lead = half / libm::pow(10.0, power);
    let of_half = i32::from(lead < TWO_DIGITS) - power as i32;
    let of_estimate = 1 - libm::log10(estimate.abs().max(half)).floor() as i32;
    Some(of_half.max(of_estimate))
}

/// A value rounded to decimals that may be below zero, and those to write.
fn rounded(value: f64, digits: i32) -> (f64, usize) {
    if let Ok(decimals) = usize::try_from(digits) {
        return (value, decimals);
    }
    let step = libm::pow(10.0, f64::from(-digits));
    ((value / step).round() * step, 0)
}

fn show(statistic: &Statistic, unit: &Unit, difference: bool) -> Shown {
    let Some(estimate) = statistic.estimate else {
        return Shown::default();
    };
    let ends = statistic.low.zip(statistic.high);
    let size = ends.map_or(estimate.abs(), |(low, high)| {
        estimate.abs().max(low.abs()).max(high.abs())
    });
    let (factor, word, decimals) = if unit.is_share() {
        let decimals = decimals_of_percent(size * 100.0);
        (0.01, "", decimals)
    } else {
        let (factor, word) = magnitude(size);
        let decimals = decimals(size / factor);
        // A tenth of a day is as much as a reader needs, unless it would show nothing but zeros.
        let is_coarse = *unit == Unit::Days && (size >= 0.05 || decimals == 0);
        (factor, word, if is_coarse { 1 } else { decimals })
    };
    let digits = ends
        .and_then(|(low, high)| uncertain_decimals((high - low) / 2.0 / factor, estimate / factor))
        .map_or(decimals as i32, |digits| digits.min(decimals as i32));
    let write = |value: f64| {
        let (value, decimals) = rounded(value / factor, digits);
        if difference {
            signed(value, decimals)
        } else {
            fixed(value, decimals)
        }
    };
    Shown {
        estimate: format!("{}{word}{}", write(estimate), suffix(unit, difference)),
        interval: ends.map_or_else(String::new, |(low, high)| {
            units::range(&write(low), &format!("{}{word}", write(high)))
        }),
        covers: units::interval(statistic.covers, statistic.n),
    }
}

/// The same without its unit, for a column that names it.
pub(super) fn bare(shown: Shown, unit: &Unit, difference: bool) -> Shown {
    let suffix = suffix(unit, difference);
    let bare = shown.estimate.strip_suffix(&suffix).map(str::to_owned);
    Shown {
        estimate: bare.unwrap_or(shown.estimate),
        ..shown
    }
}

/// Days to a tenth.
pub(super) fn days(value: f64) -> String {
    fixed(value, 1)
}

/// `+3.1` for 0.031, with the decimals that the largest of its kind needs.
pub(super) fn points(value: f64, most: f64) -> String {
    signed(value * 100.0, decimals_of_percent(most.abs() * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statistic(estimate: f64, low: f64, high: f64) -> Statistic {
        Statistic {
            estimate: Some(estimate),
            low: Some(low),
            high: Some(high),
            n: 9,
            ..Statistic::default()
        }
    }

    #[test]
    fn a_wide_interval_takes_digits_from_the_estimate() {
        let shown = level(&statistic(0.461, 0.392, 0.527), &Unit::Share);
        assert_eq!(shown.short(), "46\u{a0}% (39 to 53)");
        let shown = change(&statistic(0.079, 0.058, 0.101), &Unit::Share);
        assert_eq!(shown.short(), "+7.9 points (+5.8 to +10.1)");
        let shown = level(&statistic(65_012.0, 41_460.0, 93_738.0), &Unit::PerYear);
        assert_eq!(shown.short(), "65,000 a year (41,000 to 94,000)");
        let shown = change(&statistic(0.068, 0.033, 0.135), &Unit::Share);
        assert_eq!(shown.short(), "+6.8 points (+3.3 to +13.5)");
        assert_eq!(uncertain_decimals(0.0, 5.0), None);
        assert_eq!(
            [354.0, 360.0, 970.0].map(|half| uncertain_decimals(half, 2000.0)),
            [Some(-1), Some(-2), Some(-2)]
        );
    }

    #[test]
    fn digits_are_grouped_and_zero_has_no_sign() {
        assert_eq!(fixed(1_234_567.0, 0), "1,234,567");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(signed(-1.25, 1), "\u{2212}1.2");
        assert_eq!(signed(0.0, 1), "0.0");
        assert_eq!(quantity(2_610_000.0), "2.61 million");
    }

    #[test]
    fn a_share_is_a_percentage_and_its_difference_is_in_points() {
        let shown = level(&statistic(0.473, 0.46, 0.486), &Unit::Share);
        assert_eq!(
            shown.sentence(),
            "47.3\u{a0}% (95\u{a0}% interval 46.0 to 48.6)"
        );
        let shown = change(&statistic(0.031, 0.022, 0.04), &Unit::Share);
        assert_eq!(shown.short(), "+3.1 points (+2.2 to +4.0)");
        let shown = change(&statistic(0.0004, -0.0002, 0.0009), &Unit::Share);
        assert_eq!(shown.short(), "+0.04 points (\u{2212}0.02 to +0.09)");
    }

    #[test]
    fn a_column_may_name_the_unit() {
        let shown = change(
            &statistic(0.05, 0.04, 0.06),
            &Unit::SharePerMoney("1 billion CNY".to_owned()),
        );
        assert_eq!(shown.estimate, "+5.0 points per 1 billion CNY");
        assert_eq!(
            bare(
                shown,
                &Unit::SharePerMoney("1 billion CNY".to_owned()),
                true
            )
            .estimate,
            "+5.0"
        );
    }

    #[test]
    fn days_are_shown_to_a_tenth() {
        let shown = level(&statistic(117.62, 98.1, 140.04), &Unit::Days);
        assert_eq!(shown.short(), "118 days (98 to 140)");
        let shown = change(&statistic(6.044, 5.0, 7.0), &Unit::Days);
        assert_eq!(shown.short(), "+6.0 days (+5.0 to +7.0)");
        assert_eq!(days(5692.04), "5,692.0");
    }

    #[test]
    fn money_without_a_currency_is_in_money_units() {
        let one = statistic(0.05, 0.04, 0.06);
        let shown = |amount: &str| change(&one, &Unit::SharePerMoney(amount.to_owned())).estimate;
        assert_eq!(shown("1"), "+5.0 points per 1 money unit");
        assert_eq!(shown("1 million"), "+5.0 points per 1 million money units");
        let cost = level(&statistic(142.0, 100.0, 200.0), &Unit::Money(String::new()));
        assert_eq!(cost.estimate, "140 money units");
    }

    #[test]
    fn a_missing_estimate_is_empty() {
        assert_eq!(level(&Statistic::default(), &Unit::Days), Shown::default());
    }
}
