//! The largest effect under other forms of the model, and the largest deep cause elsewhere in
//! the ranges of the parameters.

use super::rows::Rows;
use super::text::structure as text;
use crate::stats::tables::{Design, StructureRow, Trend};
use crate::stats::{BASELINE, DeepCause, Indicator, PackageKey};

/// The effects of the packages under one form.
pub(super) struct Form<'a> {
    pub id: &'a str,
    /// Convergence of the baseline.
    pub level: f64,
    /// The other packages.
    pub effects: Vec<&'a StructureRow>,
}

impl<'a> Form<'a> {
    /// The single reform with the largest effect at the central parameters; none without two, or
    /// if none raises the share realised.
    pub fn largest(&self) -> Option<&'a PackageKey> {
        let singles: Vec<&StructureRow> = self.singles().collect();
        let [_, _, ..] = singles.as_slice() else {
            return None;
        };
        let largest = self
            .singles()
            .max_by(|a, b| a.estimate.total_cmp(&b.estimate));
        largest
            .filter(|row| row.estimate > 0.0)
            .map(|row| &row.package)
    }

    /// The single reform that is best in most draws; none without draws.
    pub fn best(&self) -> Option<&'a StructureRow> {
        let ranked = self.singles().filter(|row| row.best.is_some());
        ranked.max_by(|a, b| a.best.unwrap_or(0.0).total_cmp(&b.best.unwrap_or(0.0)))
    }

    fn singles(&self) -> impl Iterator<Item = &'a StructureRow> + '_ {
        let effects = self.effects.iter().copied();
        effects.filter(|row| row.package.is_single())
    }
}

/// The forms in the order of the table, the scenario as stated first.
pub(super) fn forms<'a>(rows: &Rows<'a>) -> Vec<Form<'a>> {
    let mut forms: Vec<Form<'a>> = Vec::new();
    for row in &rows.tables.structure {
        if row.package.is_baseline() {
            forms.push(Form {
                id: &row.form,
                level: row.estimate,
                effects: Vec::new(),
            });
        } else if let Some(form) = forms.last_mut() {
            form.effects.push(row);
        }
    }
    forms
}

/// Whether the leading reform is the same under every form; none without forms or with fewer
/// than two reforms.
pub(super) fn sentence(rows: &Rows) -> Option<String> {
    let forms = forms(rows);
    let [stated, others @ ..] = forms.as_slice() else {
        return None;
    };
    let leader = stated.largest()?;
    let elsewhere: Vec<(String, String)> = others
        .iter()
        .filter_map(|form| {
            let other = form.largest().filter(|other| *other != leader)?;
            Some((rows.form(form.id), rows.package(other)))
        })
        .collect();
    let label = rows.package(leader);
    Some(if elsewhere.is_empty() {
        text::same_leader(&label, others.len())
    } else {
        text::other_leaders(&label, others.len(), &elsewhere)
    })
}

/// In how many draws and corners each deep cause is the largest, and which can lead nowhere;
/// none without them.
pub(super) fn region(rows: &Rows) -> Option<String> {
    let region = &rows.tables.region;
    if region.is_empty() {
        return None;
    }
    let number = |design: Design| {
        let rows = region.iter().filter(|row| row.design == design);
        rows.count() / DeepCause::ALL.len()
    };
    let times = DeepCause::ALL.map(|cause| {
        let largest = region
            .iter()
            .filter(|row| row.cause == cause && row.largest);
        (cause, largest.count())
    });
    let mut sentence = text::region(number(Design::Draw), number(Design::Corner), &times);
    for (cause, _) in times.iter().filter(|(_, times)| *times == 0) {
        let shares = region.iter().filter(|row| row.cause == *cause);
        let most = shares.max_by(|a, b| a.share.total_cmp(&b.share))?;
        let mut there = region
            .iter()
            .filter(|row| (row.design, row.number) == (most.design, most.number) && row.largest);
        let ahead = there.next()?;
        sentence.push(' ');
        sentence.push_str(&text::nowhere(most, ahead));
    }
    Some(sentence)
}

/// Which effects have not settled yet; none where the study did not look, or all have.
pub(super) fn persistence(rows: &Rows) -> Option<String> {
    let with = |trend: Trend| -> Vec<(String, f64, f64)> {
        let singles = rows.tables.persistence.iter();
        let singles = singles.filter(|row| row.package.is_single() && row.trend == trend);
        singles
            .map(|row| (rows.package(&row.package), row.settled, row.late))
            .collect()
    };
    let (rising, fading) = (with(Trend::Rising), with(Trend::Fading));
    let sentences = [
        (!rising.is_empty()).then(|| text::rising(&rising)),
        (!fading.is_empty()).then(|| text::fading(&fading)),
    ];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// What removing each deep cause is worth; none where the study did not look.
pub(super) fn deep_causes(rows: &Rows) -> Option<String> {
    let mut causes: Vec<(DeepCause, f64)> = Vec::new();
    for cause in DeepCause::ALL {
        let (_, row) = rows.widest_level(&BASELINE, &Indicator::DeepCause(cause))?;
        causes.push((cause, row.estimate?));
    }
    causes.sort_by(|a, b| b.1.total_cmp(&a.1));
    Some(text::deep_causes(&causes))
}
