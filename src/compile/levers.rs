//! Levers: what each belongs to and what values it takes. One row a lever; its address is that
//! of its owner and its name.

use crate::model::levers::Range;
use crate::scenario::keys::{Lever, Select};

/// The kind of thing whose parameter a lever is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Procedure,
    /// A step of a procedure.
    Step,
    /// A clock of a procedure.
    Clock,
    Office,
    /// A tier of an office.
    Tier,
    Programme,
    Agreement,
    Stay,
    Organisation,
}

/// The values of a lever that let more projects succeed, sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Greater ones.
    More,
    /// Smaller ones.
    Less,
    /// It moves the risk alone.
    Neither,
}

/// A second kind of thing that has a lever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Also {
    Agreement,
    Programme,
}

/// What a lever belongs to, and the values it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    owner: Owner,
    /// What has it too, where `select` names one.
    also: Option<Also>,
    range: Range,
    better: Better,
}

const fn share(owner: Owner, better: Better) -> Row {
    Row {
        owner,
        also: None,
        range: Range::Share,
        better,
    }
}

const fn amount(owner: Owner, better: Better) -> Row {
    Row {
        range: Range::AtLeastZero,
        ..share(owner, better)
    }
}

const fn also_of_agreements(row: Row) -> Row {
    Row {
        also: Some(Also::Agreement),
        ..row
    }
}

const fn also_of_programmes(row: Row) -> Row {
    Row {
        also: Some(Also::Programme),
        ..row
    }
}

#[expect(clippy::match_same_arms, reason = "one row a lever")]
const fn row(lever: Lever) -> Row {
    match lever {
        Lever::pathway_share => share(Owner::Procedure, Better::More),
        Lever::adhoc_share => share(Owner::Procedure, Better::More),
        Lever::exempt_share => share(Owner::Procedure, Better::More),
        Lever::unclear_share => share(Owner::Procedure, Better::Less),
        Lever::unclear_file_share => share(Owner::Procedure, Better::More),
        Lever::plan_share => share(Owner::Procedure, Better::Less),
        Lever::aware_share => also_of_programmes(share(Owner::Procedure, Better::More)),
        Lever::complete_share => share(Owner::Procedure, Better::More),
        Lever::valid_days => also_of_agreements(amount(Owner::Procedure, Better::More)),
        Lever::prepare => amount(Owner::Procedure, Better::Less),
        Lever::correct => amount(Owner::Procedure, Better::Less),
        Lever::fee => amount(Owner::Procedure, Better::Less),
        Lever::return_share => share(Owner::Step, Better::Less),
        Lever::refuse_share => also_of_agreements(share(Owner::Step, Better::Less)),
        Lever::work => amount(Owner::Step, Better::Less),
        Lever::passage => also_of_agreements(amount(Owner::Step, Better::Less)),
        Lever::spread => also_of_agreements(amount(Owner::Step, Better::Less)),
        Lever::documents => amount(Owner::Step, Better::Less),
        Lever::screens => share(Owner::Step, Better::Neither),
        Lever::limit => amount(Owner::Clock, Better::Less),
        Lever::officers => amount(Owner::Office, Better::More),
        Lever::tier_share => share(Owner::Tier, Better::More),
        Lever::open_share => share(Owner::Programme, Better::More),
        Lever::budget => amount(Owner::Programme, Better::More),
        Lever::exit_hazard_a_year => share(Owner::Stay, Better::Less),
        Lever::arrivals_a_year => amount(Owner::Organisation, Better::More),
        Lever::close_hazard_a_year => share(Owner::Organisation, Better::Less),
    }
}

/// The kind of thing whose parameter `lever` is. Where agreements or programmes have it too,
/// naming them in `select` decides.
#[must_use]
pub fn owner(lever: Lever, select: &Select) -> Owner {
    let row = row(lever);
    match row.also {
        Some(Also::Agreement) if !select.agreement.is_empty() => Owner::Agreement,
        Some(Also::Programme) if !select.programme.is_empty() => Owner::Programme,
        Some(Also::Agreement | Also::Programme) | None => row.owner,
    }
}

/// The values that a lever takes.
#[must_use]
pub fn range(lever: Lever) -> Range {
    row(lever).range
}

/// The values of a lever that let more projects succeed.
#[must_use]
pub fn better(lever: Lever) -> Better {
    row(lever).better
}
