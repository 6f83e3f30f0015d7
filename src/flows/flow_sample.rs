//! The sample: pairs of places, years, moves, and explanatory variables.

use std::collections::{BTreeMap, BTreeSet};

use super::input_files::{Code, Moves, PairDistances, PairLink, Requirements, Stocks};
use super::poisson::DesignMatrix;

/// The years of a fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleYears {
    /// Fitted years, sorted.
    pub fitted: Vec<i32>,
    /// Judged years, sorted, all after the fitted ones.
    pub judged: Vec<i32>,
}

/// The explanatory variables of a gravity model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GravityForm {
    /// Researchers at both ends and distance.
    Plain,
    /// Also border, language and colonial tie.
    Ties,
    /// Also visa requirements.
    Visa,
}

/// An ordered pair of places in the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowPair {
    /// Index of the origin in the sample's places.
    pub origin: usize,
    /// Index of the destination.
    pub destination: usize,
    /// Logarithm of the kilometres.
    pub log_distance: f64,
    /// Distance and ties.
    pub link: PairLink,
    /// Whether a visa is required; none if unknown.
    pub visa: Option<bool>,
}

/// Pairs, years and counts.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowSample {
    pub years: SampleYears,
    /// Codes of the places, sorted.
    pub places: Vec<Code>,
    /// Ordered pairs, sorted by origin and destination.
    pub pairs: Vec<FlowPair>,
    /// Logarithm of researchers, by place and then by fitted year.
    log_researchers: Vec<f64>,
    /// Moves, by pair and then by year, fitted years first; 0 if there is no row.
    moves: Vec<f64>,
    /// Share of all moves of the fitted years that are between these pairs.
    pub coverage: f64,
    /// Codes of places with moves that are left out, sorted.
    pub left_out: Vec<Code>,
}

impl FlowSample {
    /// Every ordered pair of places with researchers in each fitted year, moves in some year, and
    /// a known distance. A pair without moves counts as 0.
    #[must_use]
    pub fn new(
        years: SampleYears,
        moves: &Moves,
        stocks: &Stocks,
        distances: &PairDistances,
        requirements: &Requirements,
    ) -> Self {
        let with_moves: BTreeSet<&Code> =
            moves.keys().flat_map(|(from, to, _)| [from, to]).collect();
        let researchers = |place: &Code, year: i32| {
            let count = stocks.researchers.get(&(place.clone(), year)).copied();
            count.filter(|count| *count > 0.0)
        };
        let has_researchers = |place: &&&Code| {
            let mut years = years.fitted.iter();
            years.all(|year| researchers(place, *year).is_some())
        };
        let candidates: Vec<&Code> = with_moves.iter().filter(has_researchers).copied().collect();
        let link = |from: &Code, to: &Code| {
            let link = distances.get(&(from.clone(), to.clone()))?;
            let kilometres = link.kilometres.filter(|kilometres| *kilometres > 0.0)?;
            Some((*link, libm::log(kilometres)))
        };
        let mut ends = Vec::new();
        for from in &candidates {
            for to in candidates.iter().filter(|to| *to != from) {
                if let Some(link) = link(from, to) {
                    ends.push((*from, *to, link));
                }
            }
        }
        let used: BTreeSet<&Code> = ends.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        let places: Vec<Code> = used.iter().map(|place| (*place).clone()).collect();
        let numbers: BTreeMap<&Code, usize> = places.iter().zip(0..).collect();
        let pairs: Vec<FlowPair> = ends
            .iter()
            .map(|(from, to, (link, log_distance))| FlowPair {
                origin: numbers[from],
                destination: numbers[to],
                log_distance: *log_distance,
                link: *link,
                visa: requirements.get(&((*from).clone(), (*to).clone())).copied(),
            })
            .collect();
        let all_years = || years.fitted.iter().chain(&years.judged);
        let counts = ends.iter().flat_map(|(from, to, _)| {
            all_years().map(|year| {
                let key = ((*from).clone(), (*to).clone(), *year);
                moves.get(&key).copied().unwrap_or(0.0)
            })
        });
        let counts: Vec<f64> = counts.collect();
        let log_researchers = places.iter().flat_map(|place| {
            let years = years.fitted.iter();
            years.map(|year| libm::log(researchers(place, *year).unwrap_or(1.0)))
        });
        let log_researchers = log_researchers.collect();
        let is_fitted = |year: i32| years.fitted.binary_search(&year).is_ok();
        let all_moves: f64 = moves
            .iter()
            .filter(|((_, _, year), _)| is_fitted(*year))
            .map(|(_, count)| count)
            .sum();
        let left_out = with_moves.difference(&used).map(|place| (*place).clone());
        let left_out = left_out.collect();
        let mut sample = Self {
            places,
            pairs,
            log_researchers,
            moves: counts,
            coverage: 0.0,
            left_out,
            years,
        };
        let sample_moves: f64 = (0..sample.pairs.len())
            .map(|pair| sample.fitted_moves(pair).iter().sum::<f64>())
            .sum();
        sample.coverage = sample_moves / all_moves;
        sample
    }

    fn width(&self) -> usize {
        self.years.fitted.len() + self.years.judged.len()
    }

    /// Moves of a pair in the fitted years.
    #[must_use]
    pub fn fitted_moves(&self, pair: usize) -> &[f64] {
        &self.moves[pair * self.width()..][..self.years.fitted.len()]
    }

    /// Moves of a pair in the judged years.
    #[must_use]
    pub fn judged_moves(&self, pair: usize) -> &[f64] {
        &self.moves[pair * self.width()..(pair + 1) * self.width()][self.years.fitted.len()..]
    }

    /// Logarithm of a place's researchers in a fitted year, by indices.
    #[must_use]
    pub fn log_researchers(&self, place: usize, year: usize) -> f64 {
        self.log_researchers[place * self.years.fitted.len() + year]
    }

    /// The codes of origin and destination.
    #[must_use]
    pub fn ends(&self, pair: usize) -> (&str, &str) {
        let pair = self.pairs[pair];
        (&self.places[pair.origin], &self.places[pair.destination])
    }

    /// The same sample with the last `count` fitted years as judged years.
    #[must_use]
    pub fn earlier(&self, count: usize) -> Self {
        let (fitted, judged) = self.years.fitted.split_at(self.years.fitted.len() - count);
        let rows = self.log_researchers.chunks_exact(self.years.fitted.len());
        let log_researchers = rows.flat_map(|row| &row[..fitted.len()]).copied().collect();
        let moves = (0..self.pairs.len()).flat_map(|pair| self.fitted_moves(pair));
        Self {
            years: SampleYears {
                fitted: fitted.to_vec(),
                judged: judged.to_vec(),
            },
            log_researchers,
            moves: moves.copied().collect(),
            places: self.places.clone(),
            pairs: self.pairs.clone(),
            coverage: self.coverage,
            left_out: self.left_out.clone(),
        }
    }

    /// The design matrix of the fitted years, with a row for each pair and year, and the pair of
    /// each row. Pairs with an unknown value are left out.
    #[must_use]
    pub fn design(&self, form: GravityForm) -> (DesignMatrix, Vec<usize>) {
        let mut names: Vec<String> = terms(form).iter().map(|term| (*term).to_owned()).collect();
        let years = self.years.fitted.iter().skip(1);
        names.extend(years.map(|year| format!("{YEAR} {year}")));
        let mut design = DesignMatrix {
            names,
            ..DesignMatrix::default()
        };
        let mut row_pairs = Vec::new();
        for (number, pair) in self.pairs.iter().enumerate() {
            if form == GravityForm::Visa && pair.visa.is_none() {
                continue;
            }
            for (year, count) in self.fitted_moves(number).iter().enumerate() {
                design.values.extend(self.term_values(pair, form, year));
                let effects = (1..self.years.fitted.len()).map(|effect| flag(effect == year));
                design.values.extend(effects);
                design.counts.push(*count);
                row_pairs.push(number);
            }
        }
        (design, row_pairs)
    }

    /// The values of the terms for a pair and a fitted year.
    fn term_values(&self, pair: &FlowPair, form: GravityForm, year: usize) -> Vec<f64> {
        let mut values = vec![
            1.0,
            self.log_researchers(pair.origin, year),
            self.log_researchers(pair.destination, year),
            pair.log_distance,
        ];
        if form >= GravityForm::Ties {
            values.extend(ties(pair));
        }
        if form == GravityForm::Visa {
            values.push(flag(pair.visa == Some(true)));
        }
        values
    }

    /// The moves that gravity expects of a pair with the researchers of a fitted year, without
    /// the effect of the year.
    #[must_use]
    pub fn gravity_weight(
        &self,
        pair: usize,
        form: GravityForm,
        year: usize,
        coefficients: &[f64],
    ) -> f64 {
        let values = self.term_values(&self.pairs[pair], form, year);
        let linear = values.iter().zip(coefficients).map(|(x, b)| x * b).sum();
        libm::exp(linear)
    }
}

/// Border, language and colonial tie of a pair.
#[must_use]
pub fn ties(pair: &FlowPair) -> [f64; 3] {
    let link = pair.link;
    [link.contiguous, link.language, link.colony].map(flag)
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Name of the effect of a year, before the year.
pub const YEAR: &str = "year";
/// The constant.
pub const CONSTANT: &str = "constant";
/// Researchers at the origin.
pub const ORIGIN: &str = "log researchers, origin";
/// Researchers at the destination.
pub const DESTINATION: &str = "log researchers, destination";
/// Distance.
pub const DISTANCE: &str = "log distance";
/// Ties.
pub const TIES: [&str; 3] = ["contiguous", "common official language", "colonial tie"];
/// Visa.
pub const VISA: &str = "visa required, 2019";

/// The terms of a form, in the order of their columns.
#[must_use]
pub fn terms(form: GravityForm) -> Vec<&'static str> {
    let mut terms = vec![CONSTANT, ORIGIN, DESTINATION, DISTANCE];
    if form >= GravityForm::Ties {
        terms.extend(TIES);
    }
    if form == GravityForm::Visa {
        terms.push(VISA);
    }
    terms
}
