//! What ids are called on charts and page.

use crate::compile::{JurisdictionFigure, TargetKind};
use crate::model::{Cause, Channel, Loss};
use crate::report::number::fixed;
use crate::scenario::Group;
use crate::scenario::keys::Counts;
use crate::stats::{Booked, Uncertainty};

/// What became of a part of the potential value.
pub const fn booked(booked: Booked) -> &'static str {
    match booked {
        Booked::Realised => "realised",
        Booked::Lost(cause) => loss(cause),
    }
}

/// The label of an account, with what lies behind it.
pub fn booked_with_origin(account: Booked, origin: Option<Loss>) -> String {
    let label = booked(account);
    origin.map_or_else(
        || label.to_owned(),
        |origin| format!("{label} ({})", loss(origin)),
    )
}

/// A cause of loss.
pub const fn loss(cause: Loss) -> &'static str {
    match cause {
        Loss::Unmatched => "never matched",
        Loss::Deterred => "deterred before filing",
        Loss::Ineligible => "call not open to the partner",
        Loss::Unfunded => "not funded",
        Loss::NoPathway => "no legal pathway",
        Loss::Unaware => "procedure or call not known",
        Loss::Refused => "refused",
        Loss::Abandoned => "given up by the applicant",
        Loss::Expired => "permit or sample expired",
        Loss::Late => "arrived too late",
        Loss::Incomplete => "optional resources missing",
        Loss::Delayed => "value lost by delay",
    }
}

/// A cause of waiting.
pub const fn waiting(cause: Cause) -> &'static str {
    match cause {
        Cause::OtherResources => "waiting for other resources",
        Cause::Preparing => "applicant prepares the file",
        Cause::Stopped => "correction by the applicant",
        Cause::Transit => "on its journey",
        Cause::Passage => "between desks, signature or post",
        Cause::Holiday => "public holiday",
        Cause::Closed => "office closed",
        Cause::Service => "officer at work",
        Cause::Queue => "in a queue",
    }
}

/// A group of parameters.
pub const fn group(group: Group) -> &'static str {
    match group {
        Group::Procedures(Channel::personnel) => "Procedures for people",
        Group::Procedures(Channel::data) => "Procedures for data",
        Group::Procedures(Channel::materials) => "Procedures for materials",
        Group::Procedures(Channel::programmes) => "Procedures for funds",
        Group::Procedures(Channel::organisations) => "Procedures for organisations",
        Group::Procedures(Channel::welfare) => "Procedures for residents",
        Group::Times => "Times and staffing",
        Group::Knowledge => "Awareness and beliefs",
        Group::Projects => "Projects and their needs",
        Group::Matching => "Finding partners",
        Group::People => "People and organisations",
        Group::Money => "Programmes and money",
        Group::Reforms => "Effects of reforms",
    }
}

/// What varies between the values that an interval covers.
pub const fn uncertainty(uncertainty: Uncertainty) -> &'static str {
    match uncertainty {
        Uncertainty::Stochastic => "luck",
        Uncertainty::Parametric => "luck and unknowns",
    }
}

/// What a target counts. `place` is the jurisdiction that its indicator names.
pub fn counted(kind: TargetKind, counts: Counts, place: &str) -> String {
    match kind {
        TargetKind::Procedure(_) => match counts {
            Counts::all => "all cases".to_owned(),
            Counts::research => "cases of research projects".to_owned(),
        },
        TargetKind::Agreement => "negotiations".to_owned(),
        TargetKind::Organisation => "organisations".to_owned(),
        TargetKind::Programme => "applications".to_owned(),
        TargetKind::Jurisdiction(JurisdictionFigure::Residents) => {
            format!("long-stay residents of {place}")
        }
        TargetKind::Jurisdiction(JurisdictionFigure::RealisedProjects) => {
            format!("projects hosted by {place}")
        }
    }
}

/// A target.
pub fn target(id: &str) -> String {
    capital(&plain(id))
}

/// A label inside a sentence, whatever its first letter and number.
pub fn quoted(label: &str) -> String {
    format!("\u{201c}{label}\u{201d}")
}

/// An id read aloud.
pub fn plain(id: &str) -> String {
    id.replace(['-', '_'], " ").trim().to_owned()
}

/// The first letter raised.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `1 replication`, `3 replications`.
pub fn count(number: usize, singular: &str) -> String {
    let number_text = fixed(number as f64, 0);
    if number == 1 {
        format!("{number_text} {singular}")
    } else {
        format!("{number_text} {singular}s")
    }
}

/// A number of years.
pub fn years(number: u32) -> String {
    count(number as usize, "year")
}

/// Some years of a study that starts on a day: the first of them, counted from 0, and how many.
pub fn years_between(start: &str, first: u32, number: u32) -> String {
    let year = start
        .strip_suffix("-01-01")
        .and_then(|year| year.parse::<u32>().ok());
    match year {
        Some(year) if number > 1 => {
            format!("{}\u{2013}{}", year + first, year + first + number - 1)
        }
        Some(year) => (year + first).to_string(),
        None if first == 0 => format!("{} from {start}", years(number)),
        None => format!("{} from year {} after {start}", years(number), first + 1),
    }
}

/// Replications and draws.
pub fn size(replications: u32, draws: u32) -> String {
    let replications = count(replications as usize, "replication");
    match draws {
        0 => format!("{replications} at central parameters"),
        draws => format!(
            "{replications}, {} of the parameters",
            count(draws as usize, "draw")
        ),
    }
}

/// The baseline in English and Chinese.
pub const BASELINE: [&str; 2] = ["Baseline", "基准情景"];

/// The package of all reforms in English and Chinese.
pub const FULL: [&str; 2] = ["All reforms", "全部改革"];

/// A package that lacks one or two reforms.
pub fn all_but(lacking: &[String]) -> String {
    format!("All but {}", lacking.join(" and "))
}

/// A channel.
pub const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::personnel => "Entry and exit of researchers",
        Channel::data => "Cross-border scientific data",
        Channel::materials => "Samples, reagents, equipment",
        Channel::programmes => "Programmes and funds abroad",
        Channel::organisations => "International organisations",
        Channel::welfare => "Services and welfare",
    }
}

/// A statutory limit in working days.
pub fn working_days(procedure: &str, days: f64) -> String {
    format!("{procedure}: {days} working days")
}

/// A statutory limit in days.
pub fn days(procedure: &str, days: f64) -> String {
    format!("{procedure}: {days} days")
}
