//! Indicators of people, organisations, effort and money.

use super::{MILLIONTHS, Sheet, ratio, standing, years_of};
use crate::observe::{ResidentSums, RunSums, Slice};
use crate::stats::names::Names;
use crate::stats::unit::Unit;

/// Seconds of a working day in which effort is told.
const WORKING_DAY: f64 = 8.0 * 3600.0;

pub(super) fn put(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    residents(sheet, outcome, names);
    organisations(sheet, outcome, names);
    for slice in all_and_years(outcome) {
        let years: Vec<usize> = match slice {
            Slice::Year(year) => vec![year],
            Slice::All | Slice::Host(_) | Slice::Partner(_) | Slice::Field(_) => {
                (0..outcome.axes.years()).collect()
            }
        };
        let a_year = |sum: f64| Some(sum * names.scale / years_of(outcome, slice));
        let burden = super::total(years.iter().map(|year| &outcome.burden[*year]));
        sheet.put(
            slice,
            "burden.applicant_days",
            Unit::DaysPerYear,
            a_year(burden.applicants as f64 / WORKING_DAY),
        );
        sheet.put(
            slice,
            "burden.officer_days",
            Unit::DaysPerYear,
            a_year(burden.officers as f64 / WORKING_DAY),
        );
        let money = (burden.fees + burden.office_cost) as f64 / MILLIONTHS;
        sheet.put(
            slice,
            "burden.money",
            Unit::MoneyPerYear(names.currency.clone()),
            a_year(money),
        );
        let displaced: f64 = (outcome.programmes.iter().zip(&names.programmes))
            .map(|(sums, (_, award))| {
                award
                    * years
                        .iter()
                        .map(|year| sums[*year].displaced as f64)
                        .sum::<f64>()
            })
            .sum();
        sheet.put(
            slice,
            "displaced",
            Unit::MoneyPerYear(names.currency.clone()),
            a_year(displaced),
        );
    }
}

fn all_and_years(outcome: &RunSums) -> impl Iterator<Item = Slice> {
    outcome
        .axes
        .slices()
        .filter(|slice| matches!(slice, Slice::All | Slice::Year(_)))
}

/// Mean number of residents, and the share of stays that go on for another year.
fn residents(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    let lived = |place: &ResidentSums, slice: Slice| -> f64 {
        let seconds: u64 = match slice {
            Slice::Year(year) => place.seconds[year],
            Slice::All | Slice::Host(_) | Slice::Partner(_) | Slice::Field(_) => {
                place.seconds.iter().sum()
            }
        };
        seconds as f64 / crate::time::YEAR_SECONDS
    };
    let kept = |place: &ResidentSums| ratio(place.years - place.left, place.years);
    if !names.stays.contains(&true) {
        return;
    }
    for slice in all_and_years(outcome) {
        let all: f64 = outcome
            .residents
            .iter()
            .map(|place| lived(place, slice))
            .sum();
        sheet.put(
            slice,
            "residents",
            Unit::Persons,
            Some(all * names.scale / years_of(outcome, slice)),
        );
    }
    sheet.put(
        Slice::All,
        "retention",
        Unit::SharePerYear,
        kept(&super::total(outcome.residents.iter())),
    );
    for place in (0..names.stays.len()).filter(|place| names.stays[*place]) {
        let (slice, sums) = (Slice::Host(place), &outcome.residents[place]);
        let persons = lived(sums, slice) * names.scale / years_of(outcome, slice);
        sheet.put(slice, "residents", Unit::Persons, Some(persons));
        sheet.put(slice, "retention", Unit::SharePerYear, kept(sums));
    }
}

/// Organisations that stand settled at the end of the measured years.
fn organisations(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    if outcome.organisations.is_empty() {
        return;
    }
    let of = |place: Option<usize>| -> i64 {
        let kinds = outcome.organisations.iter().zip(&names.organisations);
        kinds
            .filter(|(_, own)| place.is_none_or(|place| place == **own))
            .map(|(kind, _)| standing(kind))
            .sum()
    };
    sheet.put(
        Slice::All,
        "organisations",
        Unit::Count,
        Some(of(None) as f64),
    );
    for place in (0..names.jurisdictions.len()).filter(|place| names.organisations.contains(place))
    {
        sheet.put(
            Slice::Host(place),
            "organisations",
            Unit::Count,
            Some(of(Some(place)) as f64),
        );
    }
}
