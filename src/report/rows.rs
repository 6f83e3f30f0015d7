//! The rows of charts and page, by name.

use std::collections::{BTreeMap, BTreeSet};

use super::description::{Description, TargetLabel};
use super::text;
use crate::model::{Channel, Period};
use crate::scenario::{Grade, Id};
use crate::stats::tables::{LossRow, Section, Statistic, Tables, TargetRow, WaitingRow};
use crate::stats::{AS_STATED, BASELINE, Indicator, PackageKey, Uncertainty, Unit};

/// Rows of the whole world and of its sections: unit and statistic.
type World<'a> =
    BTreeMap<(&'a PackageKey, &'a Indicator, Uncertainty, Section), (&'a Unit, Statistic)>;

/// A study's rows with its description.
pub(super) struct Rows<'a> {
    /// The description, which the tables lack.
    pub about: &'a Description,
    /// All tables.
    pub tables: &'a Tables,
    levels: World<'a>,
    changes: World<'a>,
    /// The years of the headline.
    basis: Option<Period>,
    offices: BTreeMap<&'a str, String>,
}

impl<'a> Rows<'a> {
    pub fn new(about: &'a Description, tables: &'a Tables) -> Self {
        let mut levels = World::new();
        for row in &tables.indicators {
            if let Some(section) = row.section() {
                let key = (&row.package, &row.indicator, row.spread, section);
                levels.insert(key, (&row.unit, row.statistic));
            }
        }
        let mut changes = World::new();
        for row in &tables.differences {
            if let Some(section) = row.section() {
                let key = (&row.package, &row.indicator, row.spread, section);
                changes.insert(key, (&row.unit, row.statistic));
            }
        }
        let is_settled =
            |(_, _, _, section): &(_, _, _, Section)| *section == (Some(Period::Settled), None);
        let basis = levels.keys().any(is_settled).then_some(Period::Settled);
        Self {
            about,
            tables,
            levels,
            changes,
            basis,
            offices: offices(about),
        }
    }

    /// The years of the headline: the settled ones where there are some, else all.
    pub fn basis(&self) -> Option<Period> {
        self.basis
    }

    /// An indicator of a package for the whole world, with its unit: in the years of the headline,
    /// or in all where it is not counted by period.
    pub fn level(
        &self,
        package: &PackageKey,
        indicator: &Indicator,
        spread: Uncertainty,
    ) -> Option<(&'a Unit, Statistic)> {
        self.level_in((self.basis, None), package, indicator, spread)
            .or_else(|| self.level_in((None, None), package, indicator, spread))
    }

    /// Its difference from the baseline.
    pub fn change(
        &self,
        package: &PackageKey,
        indicator: &Indicator,
        spread: Uncertainty,
    ) -> Option<(&'a Unit, Statistic)> {
        self.change_in((self.basis, None), package, indicator, spread)
            .or_else(|| self.change_in((None, None), package, indicator, spread))
    }

    /// An indicator of a package in a section.
    pub fn level_in(
        &self,
        section: Section,
        package: &PackageKey,
        indicator: &Indicator,
        spread: Uncertainty,
    ) -> Option<(&'a Unit, Statistic)> {
        with_estimate(self.levels.get(&(package, indicator, spread, section)))
    }

    /// Its difference from the baseline.
    pub fn change_in(
        &self,
        section: Section,
        package: &PackageKey,
        indicator: &Indicator,
        spread: Uncertainty,
    ) -> Option<(&'a Unit, Statistic)> {
        with_estimate(self.changes.get(&(package, indicator, spread, section)))
    }

    /// The widest spread an indicator has, and its row.
    pub fn widest_level(
        &self,
        package: &PackageKey,
        indicator: &Indicator,
    ) -> Option<(&'a Unit, Statistic)> {
        self.level(package, indicator, Uncertainty::Parametric)
            .or_else(|| self.level(package, indicator, Uncertainty::Stochastic))
    }

    /// The widest spread a difference has, and its row.
    pub fn widest_change(
        &self,
        package: &PackageKey,
        indicator: &Indicator,
    ) -> Option<(&'a Unit, Statistic)> {
        self.change(package, indicator, Uncertainty::Parametric)
            .or_else(|| self.change(package, indicator, Uncertainty::Stochastic))
    }

    /// The difference of an indicator from the baseline by year, for the whole world.
    pub fn changes_by_year(
        &self,
        package: &PackageKey,
        indicator: &Indicator,
        spread: Uncertainty,
    ) -> Vec<(&'a str, Statistic)> {
        let rows = self.tables.differences.iter().filter(|row| {
            let others = [&row.jurisdiction, &row.partner, &row.field];
            row.package == *package
                && row.indicator == *indicator
                && row.spread == spread
                && !row.year.is_empty()
                && others.iter().all(|column| column.is_empty())
                && (row.period, row.host) == (None, None)
                && row.statistic.estimate.is_some_and(f64::is_finite)
        });
        rows.map(|row| (&*row.year, row.statistic)).collect()
    }

    /// The widest spread the study has.
    pub fn widest(&self) -> Uncertainty {
        let spreads = |world: &World| {
            world
                .keys()
                .any(|(_, _, spread, _)| *spread == Uncertainty::Parametric)
        };
        if spreads(&self.levels) || spreads(&self.changes) {
            Uncertainty::Parametric
        } else {
            Uncertainty::Stochastic
        }
    }

    /// Packages in their order, without the variants of the sensitivity table.
    pub fn packages(&self) -> Vec<&'a PackageKey> {
        let stated = self.about.packages.iter().map(|package| &package.id);
        stated.filter(|id| id.variant().is_none()).collect()
    }

    /// Whether the size of any change has a source, so that the effect without the others says
    /// something.
    pub fn has_sourced_change(&self) -> bool {
        let changes = self.tables.reforms.iter();
        let mut grades = changes.filter_map(|row| row.grade);
        grades.any(|grade| grade != Grade::assumed)
    }

    /// Whether an indicator is 0 in every package and draw: nothing in the scenario moves it.
    pub fn is_always_zero(&self, indicator: &Indicator) -> bool {
        let packages = self.packages();
        let mut levels = packages
            .iter()
            .filter_map(|id| self.widest_level(id, indicator))
            .flat_map(|(_, row)| [row.estimate, row.low, row.high])
            .flatten();
        levels.all(|value| value.abs() <= 0.0)
    }

    /// The single reforms in their order.
    pub fn reforms(&self) -> Vec<&'a PackageKey> {
        let mut packages = self.packages();
        packages.retain(|id| id.is_single());
        packages
    }

    /// Baseline, single reforms and `full`: few enough for a chart of lines.
    /// Without single reforms, the first packages.
    pub fn leading(&self) -> Vec<&'a PackageKey> {
        let packages = self.packages();
        let mut leading: Vec<&PackageKey> = packages
            .iter()
            .copied()
            .filter(|id| id.is_baseline() || id.is_full() || id.is_single())
            .collect();
        for id in packages {
            if leading.len() < 8 && !leading.contains(&id) {
                leading.push(id);
            }
        }
        leading.truncate(12);
        leading
    }

    /// The package shown beside the baseline: `full`, else the last one.
    pub fn whole(&self) -> Option<&'a PackageKey> {
        let packages = self.packages();
        let full = packages.iter().copied().find(|id| id.is_full());
        full.or_else(|| packages.into_iter().rfind(|id| !id.is_baseline()))
    }

    /// The label of a package. A combination is named by its parts, or by the one or two that
    /// it lacks.
    pub fn package(&self, id: &PackageKey) -> String {
        let label = self.about.packages.iter().find(|package| package.id == *id);
        let combined = id.package().size() > 1 && !id.package().is_full();
        match label {
            Some(package) if !package.label_en.is_empty() && !combined => package.label_en.clone(),
            Some(_) | None => self.combination(id),
        }
    }

    fn combination(&self, id: &PackageKey) -> String {
        let parts = id.package().reforms();
        let single = self.reforms();
        let lacking: Vec<&str> = single
            .iter()
            .flat_map(|reform| reform.package().reforms())
            .filter(|reform| !parts.contains(reform))
            .map(Id::as_str)
            .collect();
        if parts.len() > 3 && matches!(lacking.len(), 1 | 2) {
            let lacking: Vec<String> = lacking.into_iter().map(text::plain).collect();
            text::all_but(&lacking)
        } else {
            text::capital(&text::plain(&id.to_string().replace('+', " + ")))
        }
    }

    /// The label of a jurisdiction.
    pub fn place(&self, id: &str) -> String {
        place(self.about, id)
    }

    /// The label of an office, unique among offices.
    pub fn office(&self, id: &str) -> String {
        let office = self.offices.get(id);
        office.cloned().unwrap_or_else(|| text::plain(id))
    }

    /// The label of a form of the model.
    pub fn form(&self, id: &str) -> String {
        if id == AS_STATED {
            return text::structure::AS_STATED.to_owned();
        }
        let mut forms = self.about.forms.iter();
        let form = forms.find(|(other, _)| other == id);
        form.map_or_else(|| id.to_owned(), |(_, label)| label.clone())
    }

    /// The label of a procedure.
    pub fn procedure(&self, id: &str) -> String {
        let mut procedures = self.about.procedures.iter();
        let procedure = procedures.find(|procedure| procedure.id == id);
        procedure.map_or_else(|| text::plain(id), |procedure| procedure.label.clone())
    }

    /// The label of a channel.
    pub fn channel(&self, channel: Channel) -> String {
        let label = self
            .about
            .channels
            .iter()
            .find(|row| row.channel == channel);
        label.map_or_else(|| text::plain(channel.as_str()), |row| row.label.clone())
    }

    /// The parts of a package's potential value in the years of the headline: world rows where
    /// there are any, else the rows of every host.
    pub fn losses(&self, package: &PackageKey) -> Vec<&'a LossRow> {
        let rows: Vec<&LossRow> = self
            .tables
            .losses
            .iter()
            .filter(|row| row.package == *package)
            .filter(|row| row.period == self.basis && row.host.is_none())
            .filter(|row| row.spread == self.spread_of_losses())
            .collect();
        partition(rows, |row| &row.jurisdiction)
    }

    /// The spread over which losses are shown: that of the headline, so that what is realised is
    /// the same number in both.
    pub fn spread_of_losses(&self) -> Uncertainty {
        let drawn = |row: &LossRow| row.spread == Uncertainty::Parametric;
        if self.tables.losses.iter().any(drawn) {
            Uncertainty::Parametric
        } else {
            Uncertainty::Stochastic
        }
    }

    /// The parts of a package's waiting days, chosen in the same way.
    pub fn waiting(&self, package: &PackageKey) -> Vec<&'a WaitingRow> {
        let rows: Vec<&WaitingRow> = self
            .tables
            .waiting
            .iter()
            .filter(|row| row.package == *package)
            .collect();
        partition(rows, |row| &row.jurisdiction)
    }

    /// Targets missed by more than a factor of two, without fitted ones.
    pub fn missed(&self) -> Vec<&'a TargetRow> {
        let targets = self.tables.targets.iter();
        targets.filter(|row| missed(row)).collect()
    }

    /// The label of a target.
    pub fn target(&self, id: &str) -> String {
        match self.target_label(id) {
            Some(target) if target.label != id && !target.label.is_empty() => target.label.clone(),
            _ => text::target(id),
        }
    }

    /// What the description says of a target.
    pub fn target_label(&self, id: &str) -> Option<&'a TargetLabel> {
        self.about.targets.iter().find(|target| target.id == id)
    }

    /// Measured years in words.
    pub fn years(&self) -> String {
        text::years_between(&self.about.start, 0, self.about.years)
    }

    /// The years of a period in words; all of them without one.
    pub fn years_of(&self, period: Option<Period>) -> String {
        let about = self.about;
        let coming_in = about.years.saturating_sub(about.settled_years);
        match period {
            None => self.years(),
            Some(Period::Transition) => text::years_between(&about.start, 0, coming_in),
            Some(Period::Settled) => {
                text::years_between(&about.start, coming_in, about.settled_years)
            }
        }
    }

    /// What the intervals over a spread cover, in words.
    pub fn intervals(&self, spread: Uncertainty) -> String {
        text::units::intervals(spread, self.runs(spread))
    }

    /// Replications or draws of the baseline that an interval over a spread rests on.
    pub fn runs(&self, spread: Uncertainty) -> u32 {
        let convergence = self.level(&BASELINE, &Indicator::Convergence, spread);
        convergence.map_or(0, |(_, row)| row.n)
    }

    /// Replications and draws in words.
    pub fn size(&self) -> String {
        text::size(self.about.replications, self.about.draws)
    }
}

fn place(about: &Description, id: &str) -> String {
    let place = about.jurisdictions.iter().find(|place| place.id == id);
    place.map_or_else(|| id.to_owned(), |place| place.label_en.clone())
}

/// Labels of offices. Shared labels add the country and, if that is not enough, the id.
fn offices(about: &Description) -> BTreeMap<&str, String> {
    let mut names: BTreeMap<&str, String> = about
        .offices
        .iter()
        .map(|office| (&*office.id, office.label.clone()))
        .collect();
    let country = |id: &str| {
        let office = about.offices.iter().find(|office| office.id == id);
        office.map_or_else(String::new, |office| place(about, &office.jurisdiction))
    };
    make_unique(&mut names, |id, name| format!("{name}, {}", country(id)));
    make_unique(&mut names, |id, name| format!("{name} ({id})"));
    names
}

/// Lengthens every name that occurs twice.
fn make_unique(names: &mut BTreeMap<&str, String>, longer: impl Fn(&str, &str) -> String) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for name in names.values() {
        *uses.entry(name.clone()).or_default() += 1;
    }
    for (id, name) in names.iter_mut() {
        if uses.get(name).is_some_and(|uses| *uses > 1) {
            *name = longer(id, name);
        }
    }
}

/// Whether a figure is missed by more than a factor of two and was not fitted.
pub(super) fn missed(row: &TargetRow) -> bool {
    let off = row
        .simulated
        .is_some_and(|simulated| simulated > 2.0 * row.observed || simulated < row.observed / 2.0);
    off && !row.fitted
}

/// The channels that rows use, each once, in their order.
pub(super) fn channels(used: impl Iterator<Item = Channel>) -> Vec<Channel> {
    let used: BTreeSet<Channel> = used.collect();
    used.into_iter().collect()
}

/// A row, if it has an estimate.
fn with_estimate<'a>(row: Option<&(&'a Unit, Statistic)>) -> Option<(&'a Unit, Statistic)> {
    row.copied()
        .filter(|(_, row)| row.estimate.is_some_and(f64::is_finite))
}

fn partition<R>(mut rows: Vec<&R>, jurisdiction: impl Fn(&R) -> &str) -> Vec<&R> {
    let whole = rows.iter().any(|row| jurisdiction(row).is_empty());
    rows.retain(|row| !whole || jurisdiction(row).is_empty());
    rows
}
