//! How projects find partners, and the residents and organisations of hosts that never change.

use super::compiler::{Compiler, Kind};
use super::people::is_focal;
use crate::model::Matching;
use crate::scenario::keys;

/// How projects find partners; `corridors` are the shares of each partner among an origin's.
pub fn matching(compiler: &Compiler, corridors: &[Vec<f64>]) -> Option<Matching> {
    let given = compiler.root.matching.as_ref()?;
    let moves = moves(compiler, corridors);
    let science = given
        .science_share
        .as_ref()
        .map_or(1.0, |share| share.value);
    let places = compiler.root.jurisdiction.iter().enumerate();
    let constant = |id| !is_focal(compiler, id);
    let residents = |(host, (id, place)): (usize, (_, &keys::Jurisdiction))| {
        let share = place.residents_share.as_ref().filter(|_| constant(id))?;
        let whole: f64 = moves.iter().map(|row| row[host]).sum();
        let abroad = place.researchers.value * share.value / whole.max(f64::MIN_POSITIVE);
        Some(moves.iter().map(|row| abroad * row[host]).collect())
    };
    let organisations = |(_, (id, place)): (usize, (_, &keys::Jurisdiction))| {
        let stock = place.organisations_stock.as_ref();
        Some(science * stock.filter(|_| constant(id))?.value)
    };
    let full = |(host, (_, place)): (usize, (_, &keys::Jurisdiction))| {
        let thousands = place.researchers.value / 1000.0;
        let all = given.residents_full.value * thousands;
        corridors[host].iter().map(|share| all * share).collect()
    };
    Some(Matching {
        base: given.base.value,
        ceiling: given.ceiling.value,
        residents_part: given.residents_part.value,
        residents_full: places.clone().map(full).collect(),
        organisations_full: given.organisations_full.value,
        constant_residents: places.clone().map(residents).collect(),
        constant_organisations: places.map(organisations).collect(),
    })
}

/// Researchers who moved from one jurisdiction to another, up to a factor: counted where the
/// table of corridors has counts, else researchers times the weight of the corridor.
fn moves(compiler: &Compiler, corridors: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let table = &compiler.scenario.tables.corridors;
    let n = corridors.len();
    if table.iter().any(|row| row.moves.is_some()) {
        let mut moves = vec![vec![0.0; n]; n];
        for row in table {
            let from = compiler.find(Kind::Jurisdiction, row.origin.as_str());
            let to = compiler.find(Kind::Jurisdiction, row.destination.as_str());
            if let (Some(from), Some(to)) = (from, to) {
                moves[from][to] = row.moves.unwrap_or(0.0);
            }
        }
        return moves;
    }
    let places = compiler.root.jurisdiction.values();
    places
        .zip(corridors)
        .map(|(place, row)| {
            let researchers = place.researchers.value;
            row.iter().map(|weight| researchers * weight).collect()
        })
        .collect()
}
