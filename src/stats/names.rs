//! The ids that rows of tables are named by.

use jiff::ToSpan;

use crate::id::{PackedOption, indices};
use crate::model::{
    Channel, Instant, JurisdictionIndex, Model, OfficeIndex, Period, ProcedureIndex,
};
use crate::observe::Slice;

/// The labels and settings of an office in tables.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeName {
    pub id: String,
    /// Its jurisdiction's id.
    pub jurisdiction: String,
    /// Branches; of an internal office, none.
    pub branches: u32,
    /// Officers a branch at the baseline.
    pub officers: f64,
    /// Load aimed at.
    pub load: Option<f64>,
}

/// A procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureName {
    pub id: String,
    pub jurisdiction: JurisdictionIndex,
    pub channel: Channel,
    /// Ids of its clocks.
    pub clocks: Vec<String>,
}

/// The ids of a model in the order of its indices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    pub jurisdictions: Vec<String>,
    pub fields: Vec<String>,
    /// Whether reforms change each jurisdiction.
    pub reforming: Vec<bool>,
    /// The slices for which tables show value and losses: all, each host, each section.
    pub value_slices: Vec<Slice>,
    /// Measured years.
    pub years: Vec<String>,
    /// Measured months, `2024-01`.
    pub months: Vec<String>,
    pub offices: Vec<OfficeName>,
    pub procedures: Vec<ProcedureName>,
    /// Jurisdictions of organisations, by kind.
    pub organisations: Vec<JurisdictionIndex>,
    /// The money of an award, by programme.
    pub awards: Vec<f64>,
    /// Whether anybody leads projects.
    pub has_projects: bool,
    /// Whether a jurisdiction has residents.
    pub stays: Vec<bool>,
    /// One researcher in this many is simulated: counts are raised by it.
    pub scale: f64,
    /// By procedure, how many research cases each simulated one stands for.
    pub stands_for: Vec<f64>,
    /// Unit of money.
    pub currency: String,
}

/// Whether there are kinds of project and researchers or residents who lead them.
fn has_projects(model: &Model) -> bool {
    let has_researchers = model
        .jurisdictions
        .iter()
        .any(|place| place.researchers > 0);
    let has_residents = model.stays.iter().any(Option::is_some);
    !model.kinds.is_empty() && (has_researchers || has_residents)
}

impl Names {
    /// The place of the headline among [`Names::value_slices`]: the settled years where there are
    /// some, else all years.
    #[must_use]
    pub fn headline(&self) -> usize {
        let settled = Slice::Section(Some(Period::Settled), None);
        let mut slices = self.value_slices.iter();
        slices.position(|slice| *slice == settled).unwrap_or(0)
    }

    /// Cases a year of a procedure, by its index, from those simulated of research and of others.
    #[must_use]
    pub fn cases_a_year(&self, procedure: usize, [research, others]: [u64; 2], years: f64) -> f64 {
        (research as f64 * self.stands_for[procedure] + others as f64 * self.scale) / years
    }

    /// The names of a model; money is counted in `currency`.
    #[must_use]
    pub fn new(model: &Model, currency: &str) -> Self {
        let ids = |list: &mut dyn Iterator<Item = &String>| list.cloned().collect::<Vec<String>>();
        let first = model.frame.first_day;
        let month_of = |start: Instant| {
            let day = first
                .checked_add(i64::from(start.day()).days())
                .unwrap_or(first);
            format!("{:04}-{:02}", day.year(), day.month())
        };
        let axes = crate::observe::Axes::new(model);
        let hosts = indices(axes.jurisdictions).map(Slice::Host);
        let starts = &axes.month_starts;
        Self {
            reforming: model.reforming.clone(),
            value_slices: std::iter::once(Slice::All)
                .chain(hosts)
                .chain(axes.sections())
                .collect(),
            jurisdictions: ids(&mut model.jurisdictions.iter().map(|place| &place.id)),
            fields: ids(&mut model.fields.iter().map(|field| &field.id)),
            years: model.frame.years.iter().map(ToString::to_string).collect(),
            months: starts[..starts.len() - 1]
                .iter()
                .map(|start| month_of(*start))
                .collect(),
            offices: model
                .offices
                .iter()
                .map(|office| OfficeName {
                    id: office.id.clone(),
                    jurisdiction: model.jurisdictions[office.jurisdiction].id.clone(),
                    branches: if office.internal { 0 } else { office.branches },
                    officers: model.levers[office.officers.index()].base,
                    load: office.load,
                })
                .collect(),
            procedures: model
                .procedures
                .iter()
                .map(|procedure| ProcedureName {
                    id: procedure.id.clone(),
                    jurisdiction: procedure.jurisdiction,
                    channel: procedure.channel,
                    clocks: procedure
                        .clocks
                        .iter()
                        .map(|clock| clock.id.clone())
                        .collect(),
                })
                .collect(),
            organisations: model
                .organisations
                .iter()
                .map(|kind| kind.jurisdiction)
                .collect(),
            awards: model.programmes.iter().map(|one| one.award).collect(),
            has_projects: has_projects(model),
            stays: model.stays.iter().map(Option::is_some).collect(),
            scale: f64::from(model.frame.scale),
            stands_for: indices(model.procedures.len())
                .map(|procedure| model.stands_for(procedure))
                .collect(),
            currency: currency.to_owned(),
        }
    }

    /// Host, partner, field and year of a slice, as columns.
    #[must_use]
    pub fn columns(&self, slice: Slice) -> [String; 4] {
        let mut columns = [const { String::new() }; 4];
        match slice {
            Slice::All | Slice::Section(..) => {}
            Slice::Host(place) => columns[0].clone_from(&self.jurisdictions[place.index()]),
            Slice::Partner(place) => columns[1].clone_from(&self.jurisdictions[place.index()]),
            Slice::Field(field) => columns[2].clone_from(&self.fields[field.index()]),
            Slice::Year(year) => columns[3].clone_from(&self.years[year]),
        }
        columns
    }

    /// The id of an office in a key, empty for none.
    #[must_use]
    pub fn office(&self, office: PackedOption<OfficeIndex>) -> String {
        office
            .get()
            .and_then(|office| self.offices.get(office.index()))
            .map_or_else(String::new, |office| office.id.clone())
    }

    /// The id of a procedure in a key, empty for none.
    #[must_use]
    pub fn procedure(&self, procedure: PackedOption<ProcedureIndex>) -> String {
        procedure
            .get()
            .and_then(|procedure| self.procedures.get(procedure.index()))
            .map_or_else(String::new, |procedure| procedure.id.clone())
    }
}
