//! Kinds of project and their needs.

use super::compiler::{Compiler, Kind};
use super::distributions;
use crate::draw::Key;
use crate::model::{ClassIndex, DAY, NeedKind, ProjectKind, Span};
use crate::scenario::keys::{self, Channel, Id, ResourceKind};

/// The kinds of project, in the order of their ids.
pub fn kinds(compiler: &mut Compiler) -> Vec<ProjectKind> {
    let root = compiler.root;
    root.project
        .iter()
        .map(|(id, given)| kind(compiler, id, given))
        .collect()
}

fn kind(compiler: &mut Compiler, id: &Id, given: &keys::Project) -> ProjectKind {
    for field in given.field.keys() {
        compiler.refer(
            Kind::Field,
            field.as_str(),
            &format!("project.{id}.field.{field}"),
        );
    }
    let rate = given.rate_a_year.value;
    let fields: Vec<&Id> = compiler.root.field.keys().collect();
    let rate_by_field = if fields.is_empty() {
        vec![rate]
    } else {
        fields
            .iter()
            .map(|field| rate * given.field.get(*field).map_or(1.0, |factor| factor.value))
            .collect()
    };
    let value = distributions::value(compiler, &given.value);
    let whole: f64 = given.need.values().map(|need| need.weight.value).sum();
    let needs = given
        .need
        .iter()
        .map(|(name, need)| self::need(compiler, id, name, need, whole))
        .collect();
    ProjectKind {
        id: id.to_string(),
        key: Key::named(&format!("project:{id}")),
        rate_by_field,
        hosted_by_lead: given.hosted_by_lead_share.value,
        value,
        lead: span(given.lead_days.value),
        window: span(given.window_days.value),
        theta: given.theta.value,
        needs,
        repeat_share: given.repeat_share.as_ref().map_or(0.0, |share| share.value),
        resident_led: compiler.root.stay.values().any(|stay| stay.project == *id),
    }
}

fn need(compiler: &mut Compiler, kind: &Id, id: &Id, given: &keys::Need, whole: f64) -> NeedKind {
    let days_before = given.files_days_before.as_ref();
    let files_before = days_before.map_or(Span::ZERO, |days| span(days.value));
    let route = format!("project.{kind}.need.{id}.route");
    let routes = compiler.numbers(Kind::Route, &given.route, &route);
    NeedKind {
        id: id.to_string(),
        key: Key::named(&format!("need:{kind}/{id}")),
        kind: given.kind,
        channel: channel(given.kind),
        share: given.share.value,
        essential: given.essential,
        weight: given.weight.value / whole,
        from: given.from,
        files: given.files,
        files_before,
        routes,
        classes: classes(compiler, given),
        awarded: given.awarded,
        post: given.post,
        shelf_life: given.shelf_life_days.as_ref().map(|days| span(days.value)),
        risk: given.risk_share.as_ref().map_or(0.0, |risk| risk.value),
        transit: given
            .transit
            .as_ref()
            .map(|distribution| distributions::wall(compiler, distribution)),
        bound: given.bound_share.as_ref().map_or(0.0, |share| share.value),
        bound_window: given
            .bound_window_days
            .as_ref()
            .map_or(Span::ZERO, |days| span(days.value)),
        bound_lead: given
            .bound_lead
            .as_ref()
            .map(|distribution| distributions::wall(compiler, distribution)),
    }
}

/// The classes with their shares; scaled where drawn shares exceed 1.
fn classes(compiler: &Compiler, given: &keys::Need) -> Vec<(ClassIndex, f64)> {
    let whole: f64 = given.class.values().map(|share| share.value).sum();
    let scale = whole.max(1.0);
    given
        .class
        .iter()
        .filter_map(|(id, share)| Some((compiler.class(id)?, share.value / scale)))
        .collect()
}

/// The aspect under which a resource that has no procedure of its own is counted.
fn channel(kind: ResourceKind) -> Channel {
    match kind {
        ResourceKind::researchers => Channel::personnel,
        ResourceKind::data => Channel::data,
        ResourceKind::materials => Channel::materials,
        ResourceKind::funds => Channel::programmes,
    }
}

/// A number of days.
pub fn span(days: f64) -> Span {
    Span::from_seconds_f64((days * f64::from(DAY)).round())
}
