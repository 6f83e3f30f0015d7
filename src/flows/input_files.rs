//! The input files: moves, researchers, distances, visa requirements, refusals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::scenario::{Faults, Place, Row, Sheet};

/// The input files of a fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFiles {
    /// `origin,destination,year,moves`: researchers who changed country.
    pub moves: PathBuf,
    /// `countrycode,year,padded_population_of_researchers`: active researchers.
    pub stocks: PathBuf,
    /// `iso_o,iso_d,distw` (else `dist`)`,contig,comlang_off,colony`.
    pub distances: PathBuf,
    /// `Passport` and a column for each destination: 0 to 2 if a visa is required in some form.
    /// None: no fit with visas.
    pub requirements: Option<PathBuf>,
    /// `schengen_state,origin_country,visas_issued,visas_not_issued,year`. None: no refusals.
    pub refusals: Option<PathBuf>,
    /// `iso3,country`: names of places in the refusals, by code. None: the scenario's refusals
    /// are not compared.
    pub names: Option<PathBuf>,
}

/// The files of a folder: content, option, path, and whether a fit needs it.
pub const LAYOUT: [(&str, &str, &str, bool); 6] = [
    (
        "moves by pair and year",
        "--moves",
        "scholar_flows/scopus_flows_1998_2015.csv.gz",
        true,
    ),
    (
        "researchers by place and year",
        "--stocks",
        "countries/scholar_stocks.csv",
        true,
    ),
    (
        "distances and ties by pair",
        "--distances",
        "countries/distances.csv.gz",
        true,
    ),
    (
        "visa requirements by pair",
        "--requirements",
        "countries/visa_requirements_2019.csv",
        false,
    ),
    (
        "visas issued and not issued",
        "--refusals",
        "schengen/visas_2005_2022.csv.gz",
        false,
    ),
    (
        "names of places by code",
        "--names",
        "countries/geo.csv",
        false,
    ),
];

impl InputFiles {
    /// The files of a folder; optional ones only if they exist.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let [moves, stocks, distances, requirements, refusals, names] =
            LAYOUT.map(|(_, _, place, _)| folder.join(place));
        let if_exists = |path: PathBuf| Some(path).filter(|path| path.exists());
        Self {
            moves,
            stocks,
            distances,
            requirements: if_exists(requirements),
            refusals: if_exists(refusals),
            names: if_exists(names),
        }
    }
}

/// The code or name of a place.
pub type Code = String;

/// Moves of researchers by ordered pair and year.
pub type Moves = BTreeMap<(Code, Code, i32), f64>;

/// Researchers by place and year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stocks {
    /// Researchers, by code and year.
    pub researchers: BTreeMap<(Code, i32), f64>,
    /// Rows without a code, which are not used.
    pub rows_without_code: usize,
}

/// Distance and ties of an ordered pair of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairLink {
    /// Kilometres; none if the file has none.
    pub kilometres: Option<f64>,
    /// They share a border.
    pub contiguous: bool,
    /// They share an official language.
    pub language: bool,
    /// They are tied by colonial history.
    pub colony: bool,
}

/// Distance and ties of each ordered pair.
pub type PairDistances = BTreeMap<(Code, Code), PairLink>;

/// Whether a passport needs a visa in some form, by passport and destination.
pub type Requirements = BTreeMap<(Code, Code), bool>;

/// Visas issued and not issued, by origin, state and year.
pub type Refusals = BTreeMap<(Code, Code, i32), [f64; 2]>;

/// Names of places in the refusals, by code.
pub type PlaceNames = BTreeMap<Code, String>;

/// Codes of `GeoDist` that ISO 3166 has since replaced (ISO 3166-3).
const REPLACED_CODES: [(&str, &str); 3] = [("ROM", "ROU"), ("ZAR", "COD"), ("TMP", "TLS")];

/// Reads the table of a file of [`LAYOUT`].
fn table(path: &Path, index: usize, faults: &mut Faults) -> Option<Sheet> {
    let (what, option, _, _) = LAYOUT[index];
    Sheet::read(path, &format!("a CSV file of {what}"), option, faults)
}

/// The indices of columns, with the faults of all missing ones.
fn columns<const N: usize>(
    table: &Sheet,
    names: [&str; N],
    faults: &mut Faults,
) -> Option<[usize; N]> {
    let indices = names.map(|name| table.column(name, faults));
    let is_complete = indices.iter().all(Option::is_some);
    is_complete.then(|| indices.map(Option::unwrap_or_default))
}

/// The place of the first row of each key, to report duplicates.
struct FirstPlaces<K> {
    first: BTreeMap<K, Place>,
}

impl<K: Ord + Clone> FirstPlaces<K> {
    fn new() -> Self {
        Self {
            first: BTreeMap::new(),
        }
    }

    fn is_first(
        &mut self,
        row: &Row,
        key: &K,
        what: impl Fn() -> String,
        faults: &mut Faults,
    ) -> bool {
        if let Some(first) = self.first.get(key) {
            row.twice(&what(), *first, faults);
            return false;
        }
        self.first.insert(key.clone(), row.place(0));
        true
    }
}

/// Reads moves.
pub fn read_moves(path: &Path, faults: &mut Faults) -> Option<Moves> {
    let table = table(path, 0, faults)?;
    let [origin, destination, year, count] =
        columns(&table, ["origin", "destination", "year", "moves"], faults)?;
    let (mut moves, mut first_places) = (Moves::new(), FirstPlaces::new());
    for row in table.rows() {
        let ends = [origin, destination].map(|end| row.word(end, "a code such as CHN", faults));
        let (year, count) = (row.year(year, faults), row.count(count, faults));
        let ([Some(from), Some(to)], Some(year), Some(count)) = (ends, year, count) else {
            continue;
        };
        if from == to {
            let cure = "remove moves within a place";
            row.bad(destination, "a place other than the origin", cure, faults);
            continue;
        }
        let key = (from.to_owned(), to.to_owned(), year);
        if first_places.is_first(&row, &key, || format!("{from} to {to} in {year}"), faults) {
            moves.insert(key, count);
        }
    }
    if moves.is_empty() {
        let cure = "add a row for each pair and year";
        table.fault(
            "the table has no moves".to_owned(),
            "at least one row",
            cure,
            faults,
        );
    }
    Some(moves)
}

/// Reads researchers. Rows without a code are counted and left out.
pub fn read_stocks(path: &Path, faults: &mut Faults) -> Option<Stocks> {
    let table = table(path, 1, faults)?;
    let names = ["countrycode", "year", "padded_population_of_researchers"];
    let [code, year, count] = columns(&table, names, faults)?;
    let (mut stocks, mut first_places) = (Stocks::default(), FirstPlaces::new());
    for row in table.rows() {
        let place = row.text(code);
        if place.is_empty() {
            stocks.rows_without_code += 1;
            continue;
        }
        let (Some(year), Some(count)) = (row.year(year, faults), row.count(count, faults)) else {
            continue;
        };
        let key = (place.to_owned(), year);
        if first_places.is_first(&row, &key, || format!("{place} in {year}"), faults) {
            stocks.researchers.insert(key, count);
        }
    }
    Some(stocks)
}

/// Reads distances and ties.
pub fn read_distances(path: &Path, faults: &mut Faults) -> Option<PairDistances> {
    let table = table(path, 2, faults)?;
    // The distance weighted by population, if the file has it.
    let has = |name: &str| table.names().iter().any(|column| column == name);
    let kilometres = if has("distw") || !has("dist") {
        "distw"
    } else {
        "dist"
    };
    let names = [
        "iso_o",
        "iso_d",
        kilometres,
        "contig",
        "comlang_off",
        "colony",
    ];
    let [origin, destination, kilometres, border, language, colony] =
        columns(&table, names, faults)?;
    let (mut distances, mut first_places) = (PairDistances::new(), FirstPlaces::new());
    for row in table.rows() {
        let ends = [origin, destination].map(|end| row.word(end, "a code such as CHN", faults));
        let flags = [border, language, colony].map(|flag| row.flag(flag, faults));
        let distance = match row.text(kilometres) {
            "" | "." => Some(None),
            _ => row.count(kilometres, faults).map(Some),
        };
        if let Some(Some(0.0)) = distance
            && ends[0] != ends[1]
        {
            row.bad(
                kilometres,
                "kilometres above 0",
                "leave the cell empty if unknown",
                faults,
            );
            continue;
        }
        let ([Some(from), Some(to)], [Some(border), Some(language), Some(colony)], Some(distance)) =
            (ends, flags, distance)
        else {
            continue;
        };
        let key = (current_code(from), current_code(to));
        if first_places.is_first(&row, &key, || format!("{from} to {to}"), faults) {
            let link = PairLink {
                kilometres: distance,
                contiguous: border,
                language,
                colony,
            };
            distances.insert(key, link);
        }
    }
    Some(distances)
}

/// The code that replaces an old one.
fn current_code(code: &str) -> Code {
    let replacement = REPLACED_CODES.iter().find(|(old, _)| *old == code);
    replacement.map_or(code, |(_, new)| new).to_owned()
}

/// Reads visa requirements. In the code book of the Passport Index -1 is the same country, 0 a
/// required visa, 1 a visa on arrival, 2 an electronic visa; 3 and numbers of days mean no visa.
/// Visas on arrival and electronic ones count as required, as in the scenarios.
pub fn read_requirements(path: &Path, faults: &mut Faults) -> Option<Requirements> {
    let table = table(path, 3, faults)?;
    let [passport] = columns(&table, ["Passport"], faults)?;
    let mut requirements = Requirements::new();
    for row in table.rows() {
        let Some(from) = row.word(passport, "a code such as CHN", faults) else {
            continue;
        };
        for (column, to) in table.names().iter().enumerate() {
            if column == passport {
                continue;
            }
            let needs = match row.text(column) {
                "-1" => continue,
                "0" | "1" | "2" => Some(true),
                text => text
                    .parse::<u32>()
                    .ok()
                    .filter(|code| *code == 3 || *code >= 7)
                    .map(|_| false),
            };
            match needs {
                Some(needs) => {
                    requirements.insert((from.to_owned(), to.clone()), needs);
                }
                None => row.bad(
                    column,
                    "-1, 0, 1, 2, 3, or a number of days of 7 or more",
                    "use the code book of the Passport Index",
                    faults,
                ),
            }
        }
    }
    Some(requirements)
}

/// Reads visas issued and not issued, over all consulates of a state in a country.
pub fn read_refusals(path: &Path, faults: &mut Faults) -> Option<Refusals> {
    let table = table(path, 4, faults)?;
    let names = [
        "schengen_state",
        "origin_country",
        "visas_issued",
        "visas_not_issued",
        "year",
    ];
    let [state, origin, issued, refused, year] = columns(&table, names, faults)?;
    let mut refusals = Refusals::new();
    for row in table.rows() {
        let ends = [state, origin].map(|end| row.word(end, "a name", faults));
        let counts = [issued, refused].map(|count| row.count(count, faults));
        let ([Some(state), Some(origin)], [Some(issued), Some(refused)], Some(year)) =
            (ends, counts, row.year(year, faults))
        else {
            continue;
        };
        let key = (origin.to_owned(), state.to_owned(), year);
        let sums = refusals.entry(key).or_default();
        sums[0] += issued;
        sums[1] += refused;
    }
    Some(refusals)
}

/// Reads the names of places.
pub fn read_names(path: &Path, faults: &mut Faults) -> Option<PlaceNames> {
    let table = table(path, 5, faults)?;
    let [code, name] = columns(&table, ["iso3", "country"], faults)?;
    let mut names = PlaceNames::new();
    for row in table.rows() {
        // A country with two capitals has two lines.
        names
            .entry(current_code(row.text(code)))
            .or_insert_with(|| row.text(name).to_owned());
    }
    Some(names)
}
