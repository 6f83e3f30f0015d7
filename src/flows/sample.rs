//! Which pairs of places are looked at, in which years, and what explains their moves.

use std::collections::{BTreeMap, BTreeSet};

use super::poisson::Design;
use super::read::{Between, Code, Distances, Moves, Requirements, Stocks};

/// The years of a fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Years {
    /// Years that are fitted, in order.
    pub fitted: Vec<i32>,
    /// Years that are judged, in order, all after those fitted.
    pub judged: Vec<i32>,
}

/// What explains moves, as columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Researchers at both ends and distance.
    Plain,
    /// With border, language and colonial tie.
    Ties,
    /// With visa requirements too.
    Visa,
}

/// A pair of places that is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Place of the origin among the sample's places.
    pub origin: usize,
    /// Place of the destination.
    pub destination: usize,
    /// Logarithm of the kilometres.
    pub log_distance: f64,
    /// What lies between.
    pub between: Between,
    /// Whether a visa is required; none where it is not known.
    pub visa: Option<bool>,
}

/// Pairs, years and counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Years.
    pub years: Years,
    /// Places, in order of their codes.
    pub places: Vec<Code>,
    /// Ordered pairs, by origin and destination.
    pub pairs: Vec<Pair>,
    /// Logarithm of researchers, by place and then by fitted year.
    log_researchers: Vec<f64>,
    /// Moves, by pair and then by year, fitted years first. A pair without a row has none.
    moves: Vec<f64>,
    /// Share of all moves of the fitted years that the pairs hold.
    pub coverage: f64,
    /// Places that move but are left out, in order of their codes.
    pub left_out: Vec<Code>,
}

impl Sample {
    /// Every ordered pair of places that have researchers in each fitted year, move at all
    /// in some year, and are a known distance apart. A pair without moves counts as 0.
    #[must_use]
    pub fn new(
        years: Years,
        moves: &Moves,
        stocks: &Stocks,
        distances: &Distances,
        requirements: &Requirements,
    ) -> Self {
        let moving: BTreeSet<&Code> = moves.keys().flat_map(|(from, to, _)| [from, to]).collect();
        let researchers = |place: &Code, year: i32| {
            let count = stocks.of.get(&(place.clone(), year)).copied();
            count.filter(|count| *count > 0.0)
        };
        let counted = |place: &&&Code| {
            let mut years = years.fitted.iter();
            years.all(|year| researchers(place, *year).is_some())
        };
        let candidates: Vec<&Code> = moving.iter().filter(counted).copied().collect();
        let near = |from: &Code, to: &Code| {
            let between = distances.get(&(from.clone(), to.clone()))?;
            let kilometres = between.kilometres.filter(|far| *far > 0.0)?;
            Some((*between, libm::log(kilometres)))
        };
        let mut ends = Vec::new();
        for from in &candidates {
            for to in candidates.iter().filter(|to| *to != from) {
                if let Some(found) = near(from, to) {
                    ends.push((*from, *to, found));
                }
            }
        }
        let used: BTreeSet<&Code> = ends.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        let places: Vec<Code> = used.iter().map(|place| (*place).clone()).collect();
        let numbers: BTreeMap<&Code, usize> = places.iter().zip(0..).collect();
        let pairs: Vec<Pair> = ends
            .iter()
            .map(|(from, to, (between, log_distance))| Pair {
                origin: numbers[from],
                destination: numbers[to],
                log_distance: *log_distance,
                between: *between,
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
        let everywhere: f64 = moves
            .iter()
            .filter(|((_, _, year), _)| is_fitted(*year))
            .map(|(_, count)| count)
            .sum();
        let left_out = moving.difference(&used).map(|place| (*place).clone());
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
        let held: f64 = (0..sample.pairs.len())
            .map(|pair| sample.fitted_moves(pair).iter().sum::<f64>())
            .sum();
        sample.coverage = held / everywhere;
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

    /// Logarithm of a place's researchers in the fitted year of this index.
    #[must_use]
    pub fn log_researchers(&self, place: usize, year: usize) -> f64 {
        self.log_researchers[place * self.years.fitted.len() + year]
    }

    /// The names of a pair.
    #[must_use]
    pub fn ends(&self, pair: usize) -> (&str, &str) {
        let pair = self.pairs[pair];
        (&self.places[pair.origin], &self.places[pair.destination])
    }

    /// The same with the last `count` fitted years judged in place of those after them.
    #[must_use]
    pub fn earlier(&self, count: usize) -> Self {
        let (fitted, judged) = self.years.fitted.split_at(self.years.fitted.len() - count);
        let all = self.years.fitted.len();
        let rows = self.log_researchers.chunks_exact(all);
        let log_researchers = rows.flat_map(|row| &row[..fitted.len()]).copied().collect();
        let moves = (0..self.pairs.len()).flat_map(|pair| self.fitted_moves(pair));
        Self {
            years: Years {
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

    /// The columns of a form for the fitted years, a row for each pair and year. Pairs of
    /// which a column is not known are left out; the second value gives each row's pair.
    #[must_use]
    pub fn design(&self, form: Form) -> (Design, Vec<usize>) {
        let mut names: Vec<String> = terms(form).iter().map(|term| (*term).to_owned()).collect();
        let years = self.years.fitted.iter().skip(1);
        names.extend(years.map(|year| format!("{YEAR} {year}")));
        let mut design = Design {
            names,
            ..Design::default()
        };
        let mut of_pair = Vec::new();
        for (number, pair) in self.pairs.iter().enumerate() {
            if form == Form::Visa && pair.visa.is_none() {
                continue;
            }
            for (year, count) in self.fitted_moves(number).iter().enumerate() {
                design.values.extend(self.explained(pair, form, year));
                let effects = (1..self.years.fitted.len()).map(|own| flag(own == year));
                design.values.extend(effects);
                design.counts.push(*count);
                of_pair.push(number);
            }
        }
        (design, of_pair)
    }

    /// The values of the terms for a pair and a fitted year.
    fn explained(&self, pair: &Pair, form: Form, year: usize) -> Vec<f64> {
        let mut values = vec![
            1.0,
            self.log_researchers(pair.origin, year),
            self.log_researchers(pair.destination, year),
            pair.log_distance,
        ];
        if form >= Form::Ties {
            values.extend(ties(pair));
        }
        if form == Form::Visa {
            values.push(flag(pair.visa == Some(true)));
        }
        values
    }

    /// Gravity's moves of a pair at the researchers of a fitted year, but for the year's
    /// own effect.
    #[must_use]
    pub fn pull(&self, pair: usize, form: Form, year: usize, coefficients: &[f64]) -> f64 {
        let values = self.explained(&self.pairs[pair], form, year);
        let index = values.iter().zip(coefficients).map(|(x, b)| x * b).sum();
        libm::exp(index)
    }
}

/// Border, language and colonial tie of a pair.
#[must_use]
pub fn ties(pair: &Pair) -> [f64; 3] {
    let between = pair.between;
    [between.contiguous, between.language, between.colony].map(flag)
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// What an effect of one year is called, before the year.
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
pub fn terms(form: Form) -> Vec<&'static str> {
    let mut terms = vec![CONSTANT, ORIGIN, DESTINATION, DISTANCE];
    if form >= Form::Ties {
        terms.extend(TIES);
    }
    if form == Form::Visa {
        terms.push(VISA);
    }
    terms
}
