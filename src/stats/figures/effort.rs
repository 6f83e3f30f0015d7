//! Indicators of people, organisations, effort and money.

use super::{IndicatorList, MILLIONTHS, ratio, settled_at_end, years_of};
use crate::id::indices;
use crate::model::JurisdictionIndex;
use crate::observe::{ResidentSums, RunSums, Slice};
use crate::stats::indicator::Indicator;
use crate::stats::names::Names;

/// Seconds of a working day, the unit of effort.
const WORKING_DAY: f64 = 8.0 * 3600.0;

pub(super) fn add_indicators(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    residents(list, run, names);
    organisations(list, run, names);
    for slice in all_and_years(run) {
        let years: Vec<usize> = run.axes.years_of(slice).collect();
        let a_year = |sum: f64| Some(sum * names.scale / years_of(run, slice));
        let burden = super::total(years.iter().map(|year| &run.burden[*year]));
        list.add(
            slice,
            Indicator::ApplicantBurden,
            a_year(burden.applicants as f64 / WORKING_DAY),
        );
        list.add(
            slice,
            Indicator::OfficerBurden,
            a_year(burden.officers as f64 / WORKING_DAY),
        );
        let money = (burden.fees + burden.office_cost) as f64 / MILLIONTHS;
        list.add(slice, Indicator::MoneyBurden, a_year(money));
        let displaced: f64 = (run.programmes.iter().zip(&names.awards))
            .map(|(sums, award)| {
                award
                    * years
                        .iter()
                        .map(|year| sums[*year].displaced as f64)
                        .sum::<f64>()
            })
            .sum();
        list.add(slice, Indicator::Displaced, a_year(displaced));
    }
}

/// All measured years, each of them, and each period of all hosts.
fn all_and_years(run: &RunSums) -> impl Iterator<Item = Slice> {
    let slices = run.axes.slices().chain(run.axes.sections());
    slices.filter(|slice| {
        matches!(
            slice,
            Slice::All | Slice::Year(_) | Slice::Section(Some(_), None)
        )
    })
}

/// Mean number of residents, and the share of stays that continue for another year.
fn residents(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    let lived = |place: &ResidentSums, slice: Slice| -> f64 {
        let seconds: u64 = place.seconds[run.axes.years_of(slice)].iter().sum();
        seconds as f64 / crate::time::YEAR_SECONDS
    };
    let kept = |place: &ResidentSums| ratio(place.years - place.left, place.years);
    if !names.stays.contains(&true) {
        return;
    }
    for slice in all_and_years(run) {
        let persons: f64 = run.residents.iter().map(|place| lived(place, slice)).sum();
        let persons = persons * names.scale / years_of(run, slice);
        list.add(slice, Indicator::Residents, Some(persons));
    }
    let of_all = kept(&super::total(run.residents.iter()));
    list.add(Slice::All, Indicator::Retention, of_all);
    let places = indices(names.stays.len());
    for place in places.filter(|place: &JurisdictionIndex| names.stays[place.index()]) {
        let (slice, sums) = (Slice::Host(place), &run.residents[place.index()]);
        let persons = lived(sums, slice) * names.scale / years_of(run, slice);
        list.add(slice, Indicator::Residents, Some(persons));
        list.add(slice, Indicator::Retention, kept(sums));
    }
}

/// Organisations settled at the end of the measured years.
fn organisations(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    if run.organisations.is_empty() {
        return;
    }
    let count = |place: Option<JurisdictionIndex>| -> i64 {
        let kinds = run.organisations.iter().zip(&names.organisations);
        kinds
            .filter(|(_, host)| place.is_none_or(|place| place == **host))
            .map(|(kind, _)| settled_at_end(kind))
            .sum()
    };
    let of_all = count(None) as f64;
    list.add(Slice::All, Indicator::Organisations, Some(of_all));
    let places = indices(names.jurisdictions.len());
    for place in places.filter(|place| names.organisations.contains(place)) {
        let of_host = count(Some(place)) as f64;
        list.add(Slice::Host(place), Indicator::Organisations, Some(of_host));
    }
}
