//! The user's files: moves, researchers, distances, visas, refusals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::scenario::{Faults, Place, Row, Sheet};

/// The files of a fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `origin,destination,year,moves`: researchers who changed country.
    pub moves: PathBuf,
    /// `countrycode,year,padded_population_of_researchers`: active researchers.
    pub stocks: PathBuf,
    /// `iso_o,iso_d,distw` (else `dist`)`,contig,comlang_off,colony`.
    pub distances: PathBuf,
    /// `Passport` and a column each destination: 0 to 2 where a visa is required in some
    /// form. None: no such fit.
    pub requirements: Option<PathBuf>,
    /// `schengen_state,origin_country,visas_issued,visas_not_issued,year`. None: refusals
    /// are left out.
    pub refusals: Option<PathBuf>,
    /// `iso3,country`: what refusals call the codes of a scenario. None: the scenario's
    /// refusals are not held against them.
    pub names: Option<PathBuf>,
}

/// Files of a folder laid out as `Files::of_folder` says: what, option, place, and
/// whether a fit needs it.
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

impl Files {
    /// The files of a folder. One that a fit can do without is left out where it is not
    /// there.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        let [moves, stocks, distances, requirements, refusals, names] =
            LAYOUT.map(|(_, _, place, _)| folder.join(place));
        let there = |path: PathBuf| Some(path).filter(|path| path.exists());
        Self {
            moves,
            stocks,
            distances,
            requirements: there(requirements),
            refusals: there(refusals),
            names: there(names),
        }
    }
}

/// A place's code or name.
pub type Code = String;

/// Moves of researchers by ordered pair and year.
pub type Moves = BTreeMap<(Code, Code, i32), f64>;

/// Researchers by place and year, and how many rows had no code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stocks {
    /// Researchers.
    pub of: BTreeMap<(Code, i32), f64>,
    /// Rows without a code, which cannot be used.
    pub nameless: usize,
}

/// What lies between an ordered pair of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// Kilometres; none where the file has none.
    pub kilometres: Option<f64>,
    /// They share a border.
    pub contiguous: bool,
    /// They share an official language.
    pub language: bool,
    /// They are tied by colonial history.
    pub colony: bool,
}

/// What lies between each ordered pair.
pub type Distances = BTreeMap<(Code, Code), Between>;

/// Whether a passport needs a visa in some form, by passport and destination.
pub type Requirements = BTreeMap<(Code, Code), bool>;

/// Visas issued and not issued, by origin, state and year.
pub type Refusals = BTreeMap<(Code, Code, i32), [f64; 2]>;

/// What the refusals call the places of a scenario, by code.
pub type Names = BTreeMap<Code, String>;

/// Codes of `GeoDist` that ISO 3166 has since given up for others (ISO 3166-3).
const RENAMED: [(&str, &str); 3] = [("ROM", "ROU"), ("ZAR", "COD"), ("TMP", "TLS")];

fn sheet(path: &Path, index: usize, faults: &mut Faults) -> Option<Sheet> {
    let (what, option, _, _) = LAYOUT[index];
    Sheet::read(path, &format!("a CSV file of {what}"), option, faults)
}

/// The places of columns, all their faults at once.
fn columns<const N: usize>(
    sheet: &Sheet,
    names: [&str; N],
    faults: &mut Faults,
) -> Option<[usize; N]> {
    let found = names.map(|name| sheet.column(name, faults));
    found
        .iter()
        .all(Option::is_some)
        .then(|| found.map(Option::unwrap_or_default))
}

/// Keeps the first row of each key and tells of the others.
struct Once<K> {
    first: BTreeMap<K, Place>,
}

impl<K: Ord + Clone> Once<K> {
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
pub fn moves(path: &Path, faults: &mut Faults) -> Option<Moves> {
    let sheet = sheet(path, 0, faults)?;
    let [origin, destination, year, count] =
        columns(&sheet, ["origin", "destination", "year", "moves"], faults)?;
    let (mut moves, mut once) = (Moves::new(), Once::new());
    for row in sheet.rows() {
        let ends = [origin, destination].map(|end| row.word(end, "a code, as CHN", faults));
        let (year, count) = (row.year(year, faults), row.count(count, faults));
        let ([Some(from), Some(to)], Some(year), Some(count)) = (ends, year, count) else {
            continue;
        };
        if from == to {
            let cure = "leave out those who stay";
            row.bad(destination, "another place than the origin", cure, faults);
            continue;
        }
        let key = (from.to_owned(), to.to_owned(), year);
        if once.is_first(&row, &key, || format!("{from} to {to} in {year}"), faults) {
            moves.insert(key, count);
        }
    }
    if moves.is_empty() {
        let cure = "add a line for each pair and year";
        sheet.fault("no row with moves".to_owned(), "moves", cure, faults);
    }
    Some(moves)
}

/// Reads researchers. Rows without a code are counted and left out.
pub fn stocks(path: &Path, faults: &mut Faults) -> Option<Stocks> {
    let sheet = sheet(path, 1, faults)?;
    let names = ["countrycode", "year", "padded_population_of_researchers"];
    let [code, year, count] = columns(&sheet, names, faults)?;
    let (mut stocks, mut once) = (Stocks::default(), Once::new());
    for row in sheet.rows() {
        let place = row.text(code);
        if place.is_empty() {
            stocks.nameless += 1;
            continue;
        }
        let (Some(year), Some(count)) = (row.year(year, faults), row.count(count, faults)) else {
            continue;
        };
        let key = (place.to_owned(), year);
        if once.is_first(&row, &key, || format!("{place} in {year}"), faults) {
            stocks.of.insert(key, count);
        }
    }
    Some(stocks)
}

/// Reads what lies between places.
pub fn distances(path: &Path, faults: &mut Faults) -> Option<Distances> {
    let sheet = sheet(path, 2, faults)?;
    // Weighted by where people live, where the file has it.
    let has = |name: &str| sheet.names().iter().any(|own| own == name);
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
        columns(&sheet, names, faults)?;
    let (mut distances, mut once) = (Distances::new(), Once::new());
    for row in sheet.rows() {
        let ends = [origin, destination].map(|end| row.word(end, "a code, as CHN", faults));
        let flags = [border, language, colony].map(|flag| row.flag(flag, faults));
        let far = match row.text(kilometres) {
            "" | "." => Some(None),
            _ => row.count(kilometres, faults).map(Some),
        };
        if let Some(Some(0.0)) = far
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
        let ([Some(from), Some(to)], [Some(border), Some(language), Some(colony)], Some(far)) =
            (ends, flags, far)
        else {
            continue;
        };
        let key = (today(from), today(to));
        if once.is_first(&row, &key, || format!("{from} to {to}"), faults) {
            let between = Between {
                kilometres: far,
                contiguous: border,
                language,
                colony,
            };
            distances.insert(key, between);
        }
    }
    Some(distances)
}

fn today(code: &str) -> Code {
    let renamed = RENAMED.iter().find(|(old, _)| *old == code);
    renamed.map_or(code, |(_, new)| new).to_owned()
}

/// Reads who needs a visa. In the code book of the Passport Index -1 is the own country,
/// 0 a visa required, 1 a visa on arrival, 2 an electronic one, 3 and day counts none;
/// on arrival and electronic ones count as required, as in the scenarios.
pub fn requirements(path: &Path, faults: &mut Faults) -> Option<Requirements> {
    let sheet = sheet(path, 3, faults)?;
    let [passport] = columns(&sheet, ["Passport"], faults)?;
    let mut requirements = Requirements::new();
    for row in sheet.rows() {
        let Some(from) = row.word(passport, "a code, as CHN", faults) else {
            continue;
        };
        for (column, to) in sheet.names().iter().enumerate() {
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
                    "-1, 0, 1, 2, 3 or a number of days from 7 on",
                    "use the code book of the Passport Index",
                    faults,
                ),
            }
        }
    }
    Some(requirements)
}

/// Reads visas issued and not issued, over all consulates of a state in a country.
pub fn refusals(path: &Path, faults: &mut Faults) -> Option<Refusals> {
    let sheet = sheet(path, 4, faults)?;
    let names = [
        "schengen_state",
        "origin_country",
        "visas_issued",
        "visas_not_issued",
        "year",
    ];
    let [state, origin, issued, refused, year] = columns(&sheet, names, faults)?;
    let mut refusals = Refusals::new();
    for row in sheet.rows() {
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

/// Reads what places are called.
pub fn names(path: &Path, faults: &mut Faults) -> Option<Names> {
    let sheet = sheet(path, 5, faults)?;
    let [code, name] = columns(&sheet, ["iso3", "country"], faults)?;
    let mut names = Names::new();
    for row in sheet.rows() {
        // A country of two capitals has two lines.
        names
            .entry(today(row.text(code)))
            .or_insert_with(|| row.text(name).to_owned());
    }
    Some(names)
}
