//! Levers: what each belongs to and what values it takes. One row a lever; its address is that
//! of its owner and its name.

use crate::model::levers::Range;
use crate::scenario::keys::{Lever, Select};

/// The kind of thing whose parameter a lever is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A procedure.
    Procedure,
    /// A step of a procedure.
    Step,
    /// A clock of a procedure.
    Clock,
    /// An office.
    Office,
    /// A programme.
    Programme,
    /// An agreement.
    Agreement,
    /// A stay.
    Stay,
    /// An organisation.
    Organisation,
}

/// What a lever belongs to, and the values it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    owner: Owner,
    /// Whether agreements have it too.
    agreement: bool,
    range: Range,
}

const fn share(owner: Owner) -> Row {
    Row {
        owner,
        agreement: false,
        range: Range::Share,
    }
}

const fn amount(owner: Owner) -> Row {
    Row {
        range: Range::AtLeastZero,
        ..share(owner)
    }
}

const fn also_of_agreements(row: Row) -> Row {
    Row {
        agreement: true,
        ..row
    }
}

#[expect(clippy::match_same_arms, reason = "one row a lever")]
const fn row(lever: Lever) -> Row {
    match lever {
        Lever::pathway_share => share(Owner::Procedure),
        Lever::adhoc_share => share(Owner::Procedure),
        Lever::exempt_share => share(Owner::Procedure),
        Lever::unclear_share => share(Owner::Procedure),
        Lever::unclear_file_share => share(Owner::Procedure),
        Lever::aware_share => share(Owner::Procedure),
        Lever::complete_share => share(Owner::Procedure),
        Lever::valid_days => also_of_agreements(amount(Owner::Procedure)),
        Lever::prepare => amount(Owner::Procedure),
        Lever::correct => amount(Owner::Procedure),
        Lever::fee => amount(Owner::Procedure),
        Lever::return_share => share(Owner::Step),
        Lever::refuse_share => also_of_agreements(share(Owner::Step)),
        Lever::work => amount(Owner::Step),
        Lever::passage => also_of_agreements(amount(Owner::Step)),
        Lever::spread => also_of_agreements(amount(Owner::Step)),
        Lever::documents => amount(Owner::Step),
        Lever::screens => share(Owner::Step),
        Lever::limit => amount(Owner::Clock),
        Lever::officers => amount(Owner::Office),
        Lever::open_share => share(Owner::Programme),
        Lever::budget => amount(Owner::Programme),
        Lever::exit_hazard_a_year => share(Owner::Stay),
        Lever::arrivals_a_year => amount(Owner::Organisation),
        Lever::close_hazard_a_year => share(Owner::Organisation),
    }
}

/// The kind of thing whose parameter `lever` is. Where agreements have it too, naming them in
/// `select` decides.
#[must_use]
pub fn owner(lever: Lever, select: &Select) -> Owner {
    let row = row(lever);
    if row.agreement && !select.agreement.is_empty() {
        Owner::Agreement
    } else {
        row.owner
    }
}

/// The values that a lever takes.
#[must_use]
pub fn range(lever: Lever) -> Range {
    row(lever).range
}
