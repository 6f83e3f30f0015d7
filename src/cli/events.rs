//! `verify --events`: real reforms, predicted beside observed.

use super::arguments::Verified;
use super::exit::Exit;
use super::{output, show};
use crate::verify::{
    self, EffortLaw, EffortResults, EffortRow, EventRow, EventSummary, Interval, IntervalBand,
    Score,
};

pub fn events(options: &Verified) -> Result<(), Exit> {
    let prediction = verify::predict_events(&options.files, options.draws, options.seed)
        .map_err(Exit::faults)?;
    let summary = EventSummary::from_rows(&prediction.rows);
    let effort = if options.effort {
        let (files, rows) = (&options.files, &prediction.rows);
        verify::predict_with_effort(files, rows, options.draws, options.seed)
            .map_err(Exit::faults)?
    } else {
        EffortResults::default()
    };
    let residual = prediction.residual + effort.residual;
    if options.json {
        let rows: Vec<serde_json::Value> = prediction.rows.iter().map(json).collect();
        let mut object = serde_json::json!({
            "events": rows,
            "summary": summary_json(&summary),
            "residual": residual,
        });
        if options.effort {
            let rows: Vec<serde_json::Value> = effort.rows.iter().map(effort_json).collect();
            let law = effort.law.map(law_json);
            object["effort"] = serde_json::json!({ "law": law, "events": rows });
        }
        output::line(object)?;
    } else {
        let (table, sentence) = (table(&prediction.rows), sentence(&summary));
        let effort = if options.effort {
            effort_text(effort.law, &effort.rows)
        } else {
            String::new()
        };
        output::result(&format!("{table}\n{sentence}\n{effort}"))?;
    }
    if residual == 0 {
        Ok(())
    } else {
        Err(Exit::Failed(format!(
            "error: the identities of the runs are off by {residual} in all"
        )))
    }
}

fn table(rows: &[EventRow]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let change = |value: f64| change(value, row.from_nothing);
            let ends = |(low, high): (f64, f64)| format!("{} to {}", change(low), change(high));
            let predicted = |text: &dyn Fn(&Interval) -> String| {
                row.predicted.as_ref().map_or_else(String::new, text)
            };
            let number = |value: Option<f64>| value.map_or_else(String::new, show::number);
            vec![
                format!("{}.{}", row.scenario, row.event),
                row.indicator.clone(),
                number(row.before_central),
                number(row.observed_before),
                predicted(&|interval| change(interval.median)),
                predicted(&|interval| ends(interval.middle_80)),
                predicted(&|interval| ends(interval.middle_95)),
                change(row.observed),
                inside(row.within).to_owned(),
                error(row),
                row.log_ratio
                    .map_or_else(String::new, |ratio| format!("{ratio:+.2}")),
                kind(row),
                row.source.clone(),
            ]
        })
        .collect();
    show::columns(
        &[
            "event",
            "figure",
            "before",
            "observed before",
            "predicted change",
            "middle 80 %",
            "middle 95 %",
            "observed change",
            "inside",
            "error",
            "log ratio",
            "kind",
            "source",
        ],
        &cells,
    )
}

/// A change as text: per cent of the figure before, or the figure after where there was
/// none before.
fn change(value: f64, from_nothing: bool) -> String {
    if from_nothing {
        show::number(value)
    } else {
        format!("{:+.1} %", value * 100.0)
    }
}

fn error(row: &EventRow) -> String {
    let Some(predicted) = row.predicted else {
        return String::new();
    };
    let off = predicted.median - row.observed;
    if row.from_nothing {
        format!("{off:+.1}")
    } else {
        format!("{:+.1} points", off * 100.0)
    }
}

fn inside(within: Option<IntervalBand>) -> &'static str {
    match within {
        Some(IntervalBand::Middle80) => "80 %",
        Some(IntervalBand::Middle95) => "95 %",
        Some(IntervalBand::Outside) => "no",
        None => "",
    }
}

fn kind(row: &EventRow) -> String {
    match &row.fits {
        Some(fits) if row.fitted => format!("fitted: {fits}"),
        Some(_) | None => "predicted".to_owned(),
    }
}

fn sentence(summary: &EventSummary) -> String {
    let ratio = summary.median_log_ratio.map_or_else(
        || "no log ratio".to_owned(),
        |size| format!("median absolute log ratio {size:.2}"),
    );
    format!(
        "{} predicted: {} inside the middle 80 %, {} inside the middle 95 %; {ratio}; \
         the observed figure before lies outside the simulated ones in {}. \
         {} fitted, which do not count.",
        summary.predictions,
        summary.within_80,
        summary.within_95,
        summary.before_missed,
        summary.fitted,
    )
}

/// The predictions with effort beside those without, and the law that all events teach.
fn effort_text(law: Option<EffortLaw>, rows: &[EffortRow]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let scores = [row.without, row.with];
            let cell = |text: &dyn Fn(Score) -> String| scores.map(text).join(" / ");
            vec![
                format!("{}.{}", row.scenario, row.event),
                row.family.clone(),
                format!("{:.2}", libm::exp(row.law.mean)),
                format!("{:.2}", row.law.sd),
                change(row.predicted, false),
                change(row.observed, false),
                cell(&|score| inside(Some(score.within)).to_owned()),
                cell(&|score| format!("{:.1}", score.log_density)),
                cell(&|score| format!("{:.2}", score.width)),
            ]
        })
        .collect();
    let table = show::columns(
        &[
            "event",
            "family",
            "factor",
            "log sd",
            "predicted with effort",
            "observed",
            "inside without / with",
            "log score",
            "width",
        ],
        &cells,
    );
    let count = |of: fn(&EffortRow) -> Score| {
        let inside = rows
            .iter()
            .filter(|row| of(row).within != IntervalBand::Outside);
        inside.count()
    };
    let mean = |of: fn(&EffortRow) -> Score| {
        rows.iter().map(|row| of(row).log_density).sum::<f64>() / rows.len().max(1) as f64
    };
    let law = law.map_or_else(
        || "fewer than two families: no law".to_owned(),
        |law| {
            format!(
                "law of all {} families: median {:.2}, standard deviation of the logarithm {:.2}",
                law.families,
                libm::exp(law.mean),
                law.sd
            )
        },
    );
    format!(
        "\n{table}\nof {} durations inside the middle 95 %: {} without effort, {} with it; \
         mean log score {:.1} and {:.1}; {law}\n",
        rows.len(),
        count(|row| row.without),
        count(|row| row.with),
        mean(|row| row.without),
        mean(|row| row.with),
    )
}

fn effort_json(row: &EffortRow) -> serde_json::Value {
    let score = |score: Score| {
        serde_json::json!({
            "inside": inside(Some(score.within)),
            "log_score": score.log_density,
            "width": score.width,
        })
    };
    serde_json::json!({
        "scenario": row.scenario,
        "event": row.event,
        "family": row.family,
        "law": law_json(row.law),
        "predicted": row.predicted,
        "observed": row.observed,
        "without": score(row.without),
        "with": score(row.with),
    })
}

fn law_json(law: EffortLaw) -> serde_json::Value {
    serde_json::json!({ "median": libm::exp(law.mean), "log_sd": law.sd, "families": law.families })
}

fn json(row: &EventRow) -> serde_json::Value {
    serde_json::json!({
        "scenario": row.scenario,
        "event": row.event,
        "indicator": row.indicator,
        "before_central": row.before_central,
        "before": row.before.as_ref().map(quantiles),
        "observed_before": row.observed_before,
        "before_inside": row.meets_before.map(|band| inside(Some(band))),
        "from_nothing": row.from_nothing,
        "predicted": row.predicted.as_ref().map(quantiles),
        "observed": row.observed,
        "grade": row.grade.to_string(),
        "source": row.source,
        "inside": row.within.map(|band| inside(Some(band))),
        "error": row.predicted.map(|interval| interval.median - row.observed),
        "log_ratio": row.log_ratio,
        "kind": if row.fitted { "fitted" } else { "predicted" },
        "fits": row.fits,
        "draws": row.draws,
        "note": row.note,
    })
}

fn quantiles(interval: &Interval) -> serde_json::Value {
    serde_json::json!({
        "median": interval.median,
        "low_80": interval.middle_80.0,
        "high_80": interval.middle_80.1,
        "low_95": interval.middle_95.0,
        "high_95": interval.middle_95.1,
    })
}

fn summary_json(summary: &EventSummary) -> serde_json::Value {
    serde_json::json!({
        "predictions": summary.predictions,
        "inside_80": summary.within_80,
        "inside_95": summary.within_95,
        "before_outside_95": summary.before_missed,
        "median_absolute_log_ratio": summary.median_log_ratio,
        "fitted": summary.fitted,
    })
}
