//! What `check` warns of.

use crate::calibrate::check::{Concern, Idle};

/// The matter, in words that all concerns of a kind share.
#[must_use]
pub fn kind(concern: &Concern) -> &'static str {
    match concern {
        Concern::Overload { .. } => "more work than open time, so the queue grows without end",
        Concern::BusiestBranch { .. } => {
            "the busiest branch has more work than open time, though the average branch does not"
        }
        Concern::OneOfficer { .. } => {
            "one officer per branch, the minimum, has less work than stated"
        }
        Concern::ElapsedWins { .. } => "the known elapsed time allows a lower load than stated",
        Concern::WorkExceedsElapsed { .. } => "work alone takes longer than the known elapsed time",
        Concern::QueueExceedsElapsed { .. } => {
            "queue and work alone take longer than the known elapsed time"
        }
        Concern::NoOfficers => "neither officers nor load are stated, so there is one officer",
        Concern::LimitTooShort { .. } => {
            "the steps take longer than their limit even where nobody waits"
        }
        Concern::Unreachable => "no case can reach it",
        Concern::IdleChange(Idle::SameValue) => {
            "the change moves nothing: what it sets has this value already"
        }
        Concern::IdleChange(Idle::SameOrder) => {
            "the change moves nothing: the steps have this order already"
        }
        Concern::IdleChange(Idle::NobodyFiles) => {
            "the change moves nothing: nobody files what it acts on"
        }
        Concern::NeverFiled => "nobody files it at the baseline",
        Concern::Clamped { .. } => {
            "a package moves a lever out of its range; the lever is held at the end of its range"
        }
        Concern::CountMissed { .. } => {
            "the solved factor is at the end of its range, so research filings miss the count; \
             background cases fill it"
        }
        Concern::LeadExceedsWarmUp { .. } => {
            "the warm-up is shorter than the lead, so projects of this kind are missing from the \
             first measured days; lengthen `study.warm_up_years`"
        }
    }
}

/// The figures of one concern; empty where the kind says it all.
#[must_use]
pub fn figures(concern: &Concern) -> String {
    match concern {
        Concern::Overload { load } => format!("load {load:.2}"),
        Concern::BusiestBranch { load } => format!("load about {load:.2}"),
        Concern::OneOfficer { target, load } | Concern::ElapsedWins { target, load } => {
            format!("load {load:.2}, stated {target:.2}")
        }
        Concern::WorkExceedsElapsed { work: days, known }
        | Concern::QueueExceedsElapsed { taken: days, known } => {
            format!("{days:.1} days, known {known:.1}")
        }
        Concern::LimitTooShort { limit, shortest } => {
            format!("{shortest:.1} days, limit {limit:.1}")
        }
        Concern::Clamped {
            package,
            value,
            held,
        } => format!("`{package}`: {value:.3}, held at {held}"),
        Concern::CountMissed {
            factor,
            own,
            wanted,
        } => format!("factor {factor:.3}, {own:.1} research filings a year, wanted {wanted:.1}"),
        Concern::LeadExceedsWarmUp { lead, warm_up } => {
            format!("lead {lead:.0} days, warm-up {warm_up:.0}")
        }
        Concern::NoOfficers
        | Concern::Unreachable
        | Concern::NeverFiled
        | Concern::IdleChange(_) => String::new(),
    }
}

/// The matter with its figures, to stand after the address that it is about.
#[must_use]
pub fn sentence(concern: &Concern) -> String {
    match (kind(concern), figures(concern)) {
        (kind, figures) if figures.is_empty() => kind.to_owned(),
        (kind, figures) => format!("{kind} ({figures})"),
    }
}
