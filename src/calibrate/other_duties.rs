//! Officers' other duties, as stated background work of an office: a procedure of
//! one step that no need meets.

use std::collections::BTreeSet;

use super::offices::OfficeRow;
use crate::draw::Key;
use crate::model::levers::{Lever, LeverId, Range};
use crate::model::{
    Channel, Direction, Graph, Holder, Model, OfficeIndex, Place, Procedure, Scope, Span, Step,
    StepIndex,
};

const SUFFIX: &str = "-other-duties";

/// The id of the procedure that represents an office's other duties.
#[must_use]
pub fn id(office: &str) -> String {
    format!("{office}{SUFFIX}")
}

/// Sets the other duties of all offices to nothing, before they are reckoned anew.
pub fn forget(model: &mut Model) {
    let offices = model.offices.iter();
    let offices: BTreeSet<&str> = offices.map(|office| office.id.as_str()).collect();
    for procedure in &mut model.procedures {
        let office = procedure.id.strip_suffix(SUFFIX);
        if office.is_some_and(|office| offices.contains(office)) {
            procedure.background_a_year = 0.0;
        }
    }
}

/// Gives each office the other duties that its row asks for.
pub fn take_on(model: &mut Model, rows: &[OfficeRow]) {
    for row in rows.iter().filter(|row| row.other_duties > 0.0) {
        let id = id(&model.offices[row.office].id);
        let known = model
            .procedures
            .iter()
            .position(|procedure| procedure.id == id);
        let place = known.unwrap_or_else(|| {
            let procedure = procedure(model, row, &id);
            model.procedures.push(procedure);
            model.procedures.len() - 1
        });
        let scale = f64::from(model.frame.scale);
        let procedure = &mut model.procedures[place];
        procedure.background_a_year = row.other_duties * scale;
        procedure.steps[0].work = row.duty.clone();
    }
}

fn procedure(model: &mut Model, row: &OfficeRow, id: &str) -> Procedure {
    let office = row.office;
    let (jurisdiction, calendar) = (
        model.offices[office].jurisdiction,
        model.offices[office].calendar,
    );
    let channel = channel(model, office);
    // A route of its own, which nothing names.
    model.routes.push(id.to_owned());
    let address = format!("office.{}.other_duties", model.offices[office].id);
    let mut lever = |key: &str, base: f64, range: Range| {
        model.levers.push(Lever {
            address: format!("{address}.{key}"),
            base,
            range,
        });
        LeverId((model.levers.len() - 1) as u32)
    };
    let (share, amount) = (Range::Share, Range::AtLeastZero);
    let step = Step {
        id: "duty".to_owned(),
        key: Key::named(&format!("{id}/duty")),
        place: Place::Office(office),
        work: row.duty.clone(),
        work_scale: lever("work", 1.0, amount),
        passage: None,
        passage_scale: lever("passage", 1.0, amount),
        spread: lever("spread", 1.0, amount),
        elapsed: None,
        expected: 0.0,
        returned: lever("return_share", 0.0, share),
        return_to: StepIndex::from_index(0),
        frailty: 0.0,
        refuse: lever("refuse_share", 0.0, share),
        documents: lever("documents", 0.0, amount),
        screens: lever("screens", 0.0, share),
        priority: 0,
    };
    Procedure {
        id: id.to_owned(),
        key: Key::named(&format!("procedure:{id}")),
        jurisdiction,
        channel,
        direction: Direction::internal,
        route: model.routes.len() - 1,
        class: None,
        tier: None,
        meets: vec![false; model.jurisdictions.len()],
        after: Vec::new(),
        after_transit: false,
        replaced_by: Vec::new(),
        in_force: lever("in_force", 1.0, share),
        pathway: lever("pathway_share", 1.0, share),
        adhoc_share: lever("adhoc_share", 0.0, share),
        adhoc: None,
        exempt: lever("exempt_share", 0.0, share),
        unclear: lever("unclear_share", 0.0, share),
        unclear_file: lever("unclear_file_share", 1.0, share),
        plan: lever("plan_share", 0.0, share),
        plan_closed: Span::ZERO,
        aware: lever("aware_share", 1.0, share),
        complete: lever("complete_share", 1.0, share),
        valid_days: lever("valid_days", 0.0, amount),
        is_validity_random: false,
        holder: Holder::project,
        scope: Scope::corridor,
        area: None,
        prepare: None,
        prepare_scale: lever("prepare", 1.0, amount),
        correct: None,
        correct_scale: lever("correct", 1.0, amount),
        quit: 0.0,
        deadlines: Vec::new(),
        patience: None,
        background_patience: None,
        refile_share: 0.0,
        background_a_year: 0.0,
        fee: lever("fee", 0.0, amount),
        hours_a_document: 0.0,
        fixed_part: 1.0,
        steps: vec![step],
        clocks: Vec::new(),
        graph: Graph::new(vec![0], 1),
        calendar,
        demand_a_holder: 0.0,
        area_valid_days: None,
    }
}

/// The channel of the first procedure with a step at the office.
fn channel(model: &Model, office: OfficeIndex) -> Channel {
    let at_office = |procedure: &&Procedure| {
        let mut steps = procedure.steps.iter();
        steps.any(|step| step.place == Place::Office(office))
    };
    let first = model.procedures.iter().find(at_office);
    first.map_or(Channel::personnel, |procedure| procedure.channel)
}
