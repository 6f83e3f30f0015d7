//! Real reforms beside the finding: what was observed, and what the model predicted from figures
//! known before.

use super::number;

/// The results of `verify --events` of this model version.
const RESULTS: &str = include_str!("../../scenarios/events/results.csv");

/// A real reform whose effect was predicted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Experiment {
    pub label: String,
    pub observed: String,
    pub predicted: String,
    /// Middle 95 % of the draws.
    pub interval: String,
    /// Whether the observed change lies in it.
    pub inside: bool,
    /// Whether the observed cut is larger than the predicted one.
    pub larger: bool,
}

/// The predictions; fitted events are left out.
pub(super) fn experiments() -> Vec<Experiment> {
    let percent = |text: &str| {
        let change: f64 = text.parse().unwrap_or_default();
        number::signed(change * 100.0, 0)
    };
    let rows = RESULTS.lines().skip(1);
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let [_, label, kind, observed, predicted, low, high, inside, _] = cells.as_slice() else {
            return None;
        };
        (*kind == "predicted").then(|| Experiment {
            label: label.replace(';', ","),
            observed: percent(observed),
            predicted: percent(predicted),
            interval: super::text::page::between(&percent(low), &percent(high)),
            inside: *inside != "no",
            larger: observed.parse::<f64>().ok() < predicted.parse::<f64>().ok(),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MODEL_VERSION;

    /// Another version of the model predicts anew.
    #[test]
    fn the_results_are_of_this_model_version() {
        let version = MODEL_VERSION.to_string();
        for row in RESULTS.lines().skip(1) {
            assert_eq!(row.rsplit(',').next(), Some(version.as_str()), "{row}");
        }
        let all = experiments();
        assert_eq!(all.len(), 7);
        assert_eq!(all[0].observed, "\u{2212}42");
    }
}
