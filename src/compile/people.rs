//! Jurisdictions, fields, corridors, and what people know and believe.

use std::collections::BTreeMap;

use super::calendars;
use super::compiler::{Compiler, Kind};
use crate::draw::{Key, binomial};
use crate::model::{
    Activity, Awareness, Belief, Channel, Deterrence, EffortRule, Field, Jurisdiction,
};
use crate::scenario::keys::{self, DeterrenceForm, JurisdictionId, Lever};

/// The jurisdictions, in the order of their ids.
pub fn jurisdictions(compiler: &mut Compiler) -> Vec<Jurisdiction> {
    let root = compiler.root;
    let mut all = Vec::new();
    for (id, given) in &root.jurisdiction {
        let calendar = calendars::of_jurisdiction(compiler, id);
        let researchers = given.researchers.value.round();
        let distribution = root
            .institution
            .get(id.as_str())
            .or_else(|| root.institution.get("default"));
        all.push(Jurisdiction {
            id: id.to_string(),
            key: Key::named(&format!("jurisdiction:{id}")),
            researchers: researchers as u64,
            // Without a distribution of sizes everybody works at one place.
            institution_mean: distribution.map_or(researchers.max(1.0), |distribution| {
                distribution.researchers_mean.value
            }),
            institution_cv: distribution
                .map_or(0.0, |distribution| distribution.researchers_cv.value),
            calendar,
        });
    }
    all
}

/// The fields of research; shares are scaled to add to 1. Without any there is
/// one field for all.
pub fn fields(compiler: &Compiler) -> Vec<Field> {
    let whole: f64 = compiler
        .root
        .field
        .values()
        .map(|field| field.share.value)
        .sum();
    if compiler.root.field.is_empty() || whole <= 0.0 {
        return vec![Field {
            id: "all".to_owned(),
            share: 1.0,
        }];
    }
    compiler
        .root
        .field
        .iter()
        .map(|(id, field)| Field {
            id: id.to_string(),
            share: field.share.value / whole,
        })
        .collect()
}

/// Activity classes of researchers. Drawn shares are scaled to add to 1, then drawn factors to a
/// mean of 1.
pub fn activities(compiler: &Compiler) -> Vec<Activity> {
    let given = || compiler.root.activity.values();
    let whole: f64 = given().map(|class| class.share.value).sum();
    let mean: f64 = given()
        .map(|class| class.share.value / whole * class.factor.value)
        .sum();
    if whole <= 0.0 || mean <= 0.0 {
        return Vec::new();
    }
    given()
        .map(|class| Activity {
            share: class.share.value / whole,
            factor: class.factor.value / mean,
        })
        .collect()
}

/// Shares of each partner among an origin's partners, and which corridors are
/// simulated. Without a table every partner is alike.
pub fn corridors(compiler: &Compiler) -> (Vec<Vec<f64>>, Vec<Vec<bool>>) {
    let n = compiler.len(Kind::Jurisdiction);
    let mut weights = vec![vec![0.0; n]; n];
    if compiler.root.gravity.is_some() {
        for row in &compiler.scenario.tables.corridors {
            let ends = (
                compiler.find(Kind::Jurisdiction, row.origin.as_str()),
                compiler.find(Kind::Jurisdiction, row.destination.as_str()),
            );
            if let (Some(from), Some(to)) = ends
                && from != to
            {
                weights[from][to] = row.weight;
            }
        }
    } else {
        for (from, row) in weights.iter_mut().enumerate() {
            for (to, weight) in row.iter_mut().enumerate() {
                *weight = if from == to { 0.0 } else { 1.0 };
            }
        }
    }
    for row in &mut weights {
        let whole: f64 = row.iter().sum();
        if whole > 0.0 {
            for weight in row.iter_mut() {
                *weight /= whole;
            }
        }
    }
    let focal: Vec<bool> = compiler
        .root
        .jurisdiction
        .keys()
        .map(|id| is_focal(compiler, id))
        .collect();
    let simulated = (0..n)
        .map(|from| {
            (0..n)
                .map(|to| from != to && (focal[from] || focal[to]))
                .collect()
        })
        .collect();
    (weights, simulated)
}

/// Whether the corridors of a jurisdiction are simulated from end to end.
pub fn is_focal(compiler: &Compiler, id: &JurisdictionId) -> bool {
    let focal = &compiler.root.study.focal;
    focal.is_empty() || focal.contains(id)
}

/// Whether a change of a reform does anything to a share who know a procedure but
/// raise it.
pub fn aware_may_fall(compiler: &Compiler) -> bool {
    let changes = compiler
        .root
        .reform
        .values()
        .flat_map(|reform| reform.change.values());
    changes
        .filter(|change| change.lever == Some(Lever::aware_share))
        .any(|change| change.raise.is_none())
}

/// What people know, by channel. The share itself is a lever of each procedure.
pub fn awareness(compiler: &Compiler) -> BTreeMap<Channel, Awareness> {
    let share = |given: Option<f64>| given.unwrap_or(0.0);
    compiler
        .root
        .awareness
        .iter()
        .map(|(channel, given)| {
            let word_share = share(given.word_share.as_ref().map(|p| p.value));
            let awareness = Awareness {
                half_life_days: given.half_life_days.value,
                institution_share: share(given.institution_share.as_ref().map(|p| p.value)),
                collaborators: given.collaborators,
                word_share,
                takers: binomial(given.collaborators, word_share),
                organisation_share: share(given.organisation_share.as_ref().map(|p| p.value)),
            };
            (*channel, awareness)
        })
        .collect()
}

/// What people believe. Without a table nobody learns: beliefs stay at the
/// reference.
pub fn belief(compiler: &Compiler) -> Belief {
    let given = compiler.root.belief.as_ref();
    Belief {
        half_life_days: given.map_or(f64::INFINITY, |belief| belief.half_life_days.value),
        weight: given.map_or(0.0, |belief| belief.weight.value),
        own_weight: given
            .and_then(|belief| belief.own_weight.as_ref())
            .map_or(0.0, |weight| weight.value),
        deterrence: given
            .and_then(|belief| belief.deterrence.as_ref())
            .map_or(1.0, |strength| strength.value),
        rule: given.map_or(Deterrence::Hope, deterrence),
        success: given
            .and_then(|belief| belief.success.as_ref())
            .map(|success| success.value),
        delay_days: given
            .and_then(|belief| belief.delay_days.as_ref())
            .map(|delay| delay.value),
        reference: BTreeMap::new(),
        setbacks: BTreeMap::new(),
    }
}

fn deterrence(given: &keys::Belief) -> Deterrence {
    match given.form {
        DeterrenceForm::hope => Deterrence::Hope,
        DeterrenceForm::effort => {
            let cv = given.effort_cv.as_ref().map_or(0.0, |cv| cv.value);
            Deterrence::Effort(EffortRule {
                scale: given.effort_scale.as_ref().map(|scale| scale.value),
                sigma: libm::sqrt(libm::log1p(cv * cv)),
                is_sampled: false,
            })
        }
    }
}
