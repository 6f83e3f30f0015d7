//! `verify`: theory compared with simulation.

use super::arguments::Verified;
use super::exit::Exit;
use super::{output, show};
use crate::verify::{self, ShortWarmUp, Verdict, VerificationRow};

pub fn verify(options: &Verified) -> Result<(), Exit> {
    super::threads::start()?;
    if options.events {
        return super::events::events(options);
    }
    if options.causes {
        return super::causes::causes(options);
    }
    let verified =
        verify::verify(&options.files, options.replications, options.seed).map_err(Exit::faults)?;
    for file in &verified.untested {
        output::notice(format!(
            "note: no formula applies to {}, so only its identities are checked: {}; a formula \
             requires {}",
            file.scenario, file.found, file.wanted
        ));
    }
    for short in &verified.short_warm_ups {
        output::notice(short_warm_up_warning(short));
    }
    let cure = if verified.short_warm_ups.is_empty() {
        "need more replications"
    } else {
        "need a longer warm-up or more replications"
    };
    let rows = verified.rows;
    if options.json {
        let rows: Vec<serde_json::Value> = rows.iter().map(json).collect();
        output::line(serde_json::Value::Array(rows))?;
    } else {
        output::result(&table(&rows))?;
    }
    let count = |verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    match (count(Verdict::Fails), count(Verdict::Undecided)) {
        (0, 0) => Ok(()),
        (0, open) => Err(Exit::Undecided(format!(
            "undecided: {open} of {} rows {cure}",
            rows.len()
        ))),
        (failed, _) => Err(Exit::Failed(format!(
            "error: {failed} of {} rows fail",
            rows.len()
        ))),
    }
}

/// The warning for a short warm-up.
fn short_warm_up_warning(short: &ShortWarmUp) -> String {
    let days = short.decision_years * crate::time::YEAR_DAYS;
    let decision = if days >= 0.5 {
        format!(" and the {days:.0} days from filing to decision")
    } else {
        String::new()
    };
    format!(
        "warning: {} warms up for {:.1} years; expected at least {:.1}: five times the relaxation \
         time of {} ({:.2} years){decision}. What differs from theory is undecided. Set \
         `study.warm_up_years` to {} or more",
        short.scenario,
        short.given_years,
        short.wanted_years,
        short.slowest,
        short.relaxation_years,
        short.wanted_years.ceil(),
    )
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Undecided => "undecided",
        Verdict::Fails => "fails",
    }
}

fn table(rows: &[VerificationRow]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let end = |end: Option<f64>| end.map_or_else(String::new, |end| format!("{end:.6}"));
            vec![
                row.scenario.clone(),
                row.subject.clone(),
                row.quantity.clone(),
                format!("{:.6}", row.theory),
                format!("{:.6}", row.estimate),
                end(row.low),
                end(row.high),
                verdict_name(row.verdict).to_owned(),
                row.formula.clone(),
            ]
        })
        .collect();
    show::columns(
        &[
            "scenario", "subject", "quantity", "theory", "estimate", "low", "high", "verdict",
            "formula",
        ],
        &cells,
    )
}

fn json(row: &VerificationRow) -> serde_json::Value {
    serde_json::json!({
        "scenario": row.scenario,
        "subject": row.subject,
        "quantity": row.quantity,
        "formula": row.formula,
        "theory": row.theory,
        "estimate": row.estimate,
        "low": row.low,
        "high": row.high,
        "n": row.n,
        "verdict": verdict_name(row.verdict),
    })
}
