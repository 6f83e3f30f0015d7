//! What ids are called on charts and page.

/// A cause of loss or of waiting.
pub(super) fn cause(id: &str) -> String {
    let words = match id {
        "unmatched" => "never matched",
        "deterred" => "deterred before filing",
        "ineligible" => "call not open to the partner",
        "unfunded" => "not funded",
        "no-pathway" | "no_pathway" => "no legal pathway",
        "unaware" => "procedure not known",
        "late" => "arrived too late",
        "expired" => "permit or sample expired",
        "incomplete" => "optional resources missing",
        "delayed" => "value lost by delay",
        "other-resources" | "other_resources" | "waiting" => "waiting for other resources",
        "stopped" => "with the applicant",
        "closed" => "office closed",
        "in-service" | "in_service" | "service" => "officer at work",
        "queue" | "queueing" | "queuing" => "in a queue",
        "holiday" => "public holiday",
        other => return plain(other),
    };
    words.to_owned()
}

/// An indicator, without its channel or kind.
pub(super) fn indicator(id: &str) -> String {
    let mut parts = id.split('.');
    let head = parts.next().unwrap_or_default();
    let tail: Vec<&str> = parts.collect();
    let name = match head {
        "convergence" => "Share of potential joint value realised",
        "convergence:evidence_only" => "The same, levers graded assumed left out",
        "convergence_on_time" => "Projects assembled within their window",
        "convergence_per_cost" => "Gain in convergence per unit of cost",
        "assembly_days" => "Days from initiation to assembly",
        "arrival" => "Arrivals",
        "elapsed_days" => "Days from filing to outcome",
        "elapsed_days_matched" => "Days from filing to outcome, same needs in both worlds",
        "rework_rounds" => "Rounds of correction",
        "refused" => "Refused",
        "abandoned" => "Given up",
        "aspect" => "Index of the aspect",
        "exposure" => "Risky crossings that no step screened",
        "burden" => "Burden",
        "displaced" => "Domestic awards crowded out",
        "reform_cost" => "Cost of the reform, discounted",
        "residents" => "Resident foreign researchers",
        "retention" => "Residents who stay",
        "organisations" => "Organisations settled",
        "last_arrival" => "Held up last by",
        "projects_realised" => "Joint projects realised",
        "projects_potential" => "Joint projects possible",
        "breach" => "Decided after the limit",
        "deemed" => "Decided by the limit",
        "utilisation" => "Officers' time worked",
        "queue_days" => "Days in the queue",
        other => return capital(&plain(&format!("{other} {}", tail.join(" ")))),
    };
    if tail.is_empty() {
        name.to_owned()
    } else {
        let tail: Vec<String> = tail.iter().map(|part| quantile(part)).collect();
        format!("{name}: {}", tail.join(", "))
    }
}

fn quantile(id: &str) -> String {
    match id {
        "p90" => "nine in ten within".to_owned(),
        "applicant_days" => "applicants' days".to_owned(),
        "officer_days" => "officers' days".to_owned(),
        other => plain(other),
    }
}

/// A target.
pub(super) fn target(id: &str) -> String {
    capital(&plain(id))
}

/// An id read aloud.
pub(super) fn plain(id: &str) -> String {
    id.replace(['-', '_'], " ").trim().to_owned()
}

/// The first letter raised.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `1 replication`, `3 replications`.
pub(super) fn count(number: usize, singular: &str) -> String {
    let number_text = super::number::fixed(number as f64, 0);
    if number == 1 {
        format!("{number_text} {singular}")
    } else {
        format!("{number_text} {singular}s")
    }
}
