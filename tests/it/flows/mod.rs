//! Real flows: files right and wrong, the command, and the figures of docs/validation.md
//! where the data are at hand.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tidegate::flows::{self, FlowPlan, FlowTables, InputFiles};

mod by_hand;

/// What validates is kept outside the project.
const DATA: &str = "../shared/data";

fn close(found: f64, wanted: f64) {
    let size = wanted.abs().max(1.0);
    assert!(
        (found - wanted).abs() < 1e-9 * size,
        "{found} is not {wanted}"
    );
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    path
}

/// A small world of moves: five places, ten years.
fn small(folder: &Path) -> InputFiles {
    let places = ["AUT", "CHN", "DEU", "JPN", "USA"];
    let mut moves = "year,moves,origin,destination\n".to_owned();
    let mut stocks = "countrycode,year,padded_population_of_researchers\n,2001,5\n".to_owned();
    let mut distances = "iso_o,iso_d,distw,contig,comlang_off,colony\n".to_owned();
    for (i, from) in places.iter().enumerate() {
        for year in 2001..=2010_usize {
            let count = (i + 1) * 1000 + (year - 2000) * 50;
            let _ = writeln!(stocks, "{from},{year}.0,{count}");
        }
        for (j, to) in places.iter().enumerate().filter(|(j, _)| *j != i) {
            let far = 500 * (i.abs_diff(j)) + 300 + 70 * i;
            let border = u8::from(i.abs_diff(j) == 1);
            let language = u8::from((i + j) % 3 == 0);
            let colony = u8::from(i * j == 8);
            let _ = writeln!(distances, "{from},{to},{far},{border},{language},{colony}");
            for year in 2001..=2010_usize {
                let count = ((i + 2) * (j + 1) * 7 + year * (i + 2 * j) % 11) / (1 + far / 900);
                let _ = writeln!(moves, "{year},{count},{from},{to}");
            }
        }
    }
    InputFiles {
        moves: write(folder, "moves.csv", &moves),
        stocks: write(folder, "stocks.csv", &stocks),
        distances: write(folder, "distances.csv", &distances),
        requirements: None,
        refusals: None,
        names: None,
    }
}

const SMALL: FlowPlan = FlowPlan {
    fit_from: None,
    fit_to: 2007,
    judge_to: 2010,
    refusals_to: 2018,
    refusals_ahead: 1,
    redraws: 60,
    seed: 1,
};

fn found(files: &InputFiles, scenario: &str, plan: &FlowPlan) -> FlowTables {
    let data = flows::load(files).unwrap_or_else(|faults| panic!("{faults}"));
    let scenario =
        tidegate::compile::load(scenario, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    flows::analyse(&data, &scenario, plan).unwrap_or_else(|failure| panic!("{failure:?}"))
}

#[test]
fn a_small_world_is_fitted_judged_and_the_same_each_time() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = small(place.path());
    let tables = found(&files, "baseline", &SMALL);
    assert_eq!(tables, found(&files, "baseline", &SMALL));
    let other = FlowPlan { seed: 2, ..SMALL };
    assert_ne!(
        tables.forecasts,
        found(&files, "baseline", &other).forecasts
    );
    let corridors = |row: &&flows::tables::ForecastRow| row.forecast == "corridors of baseline";
    assert!(tables.forecasts.iter().any(|row| corridors(&row)));
    let of_scenario = tables.forecasts.iter().find(|row| row.pairs == "from CHN");
    assert_eq!(of_scenario.map(|row| row.pair_count), Some(4));
    assert_eq!(tables.elasticities.len(), 5);
    assert_eq!(tables.fits[0].pairs, 20);
    assert_eq!(tables.fits[0].rows, 140);
    assert!(
        tables
            .notes
            .iter()
            .any(|note| note.starts_with("1 rows of researchers"))
    );
    let whole = |name: &str| {
        let mut rows = tables.forecasts.iter();
        rows.find(|row| row.forecast.starts_with(name) && row.years == "2008-2010")
            .unwrap_or_else(|| panic!("{name}"))
    };
    for name in [
        "persistence of 2007",
        "plain gravity",
        "gravity",
        "gravity with pair memory",
    ] {
        let row = whole(name);
        assert!(row.common_part > 0.5 && row.common_part < 1.0, "{row:?}");
        let ends = row
            .common_part_low
            .zip(row.common_part_high)
            .expect("an interval");
        assert!(
            ends.0 <= row.common_part && row.common_part <= ends.1,
            "{row:?}"
        );
    }
    close(whole("persistence of 2007").gain, 0.0);
    // Every forecast of `pairs` has the total that came.
    let sum = |of: fn(&flows::tables::PairRow) -> f64| tables.pairs.iter().map(of).sum::<f64>();
    let came = sum(|pair| pair.moves_judged);
    for said in [
        sum(|pair| pair.memory),
        sum(|pair| pair.gravity),
        sum(|pair| pair.plain_gravity),
        sum(|pair| pair.persistence),
    ] {
        close(said, came);
    }
}

/// A year of moves without researchers is left out and named; a first year can be chosen.
#[test]
fn years_without_researchers_are_left_out() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = small(place.path());
    let before = found(&files, "tiny", &SMALL);
    let mut text = fs::read_to_string(&files.moves).unwrap_or_default();
    text.push_str("1990,7,CHN,USA\n");
    fs::write(&files.moves, text).unwrap_or_else(|error| panic!("{error}"));
    let mut after = found(&files, "tiny", &SMALL);
    let note = "Years without researchers, left out: 1990.";
    assert!(
        after.notes.iter().any(|own| own == note),
        "{:?}",
        after.notes
    );
    after.notes.retain(|own| own != note);
    assert_eq!(before, after);
    let late = FlowPlan {
        fit_from: Some(2004),
        ..SMALL
    };
    let late = found(&files, "tiny", &late);
    assert_eq!((late.fits[0].first_year, late.fits[0].rows), (2004, 80));
    assert!(
        !late
            .notes
            .iter()
            .any(|own| own.contains("without researchers"))
    );
    // One place alone has researchers in a fitted year: the message says where to begin.
    let mut text = fs::read_to_string(&files.stocks).unwrap_or_default();
    text.push_str("CHN,1990,50\n");
    fs::write(&files.stocks, text).unwrap_or_else(|error| panic!("{error}"));
    let data = flows::load(&files).unwrap_or_else(|faults| panic!("{faults}"));
    let failure = flows::build_sample(&data, &SMALL).err();
    let words = format!("{failure:?}");
    assert!(
        words.contains(
            "fewest places with researchers: 1, in 1990; leave years out with --fit-from"
        ),
        "{words}"
    );
}

#[test]
fn what_comes_after_the_fitted_years_moves_no_fit_and_no_choice() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = small(place.path());
    let before = found(&files, "tiny", &SMALL);
    let text = fs::read_to_string(&files.moves).unwrap_or_default();
    let changed: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(',') {
            Some((year, rest)) if ["2008", "2009", "2010"].contains(&year) => {
                format!("{year},9{rest}")
            }
            _ => line.to_owned(),
        })
        .collect();
    fs::write(&files.moves, changed.join("\n")).unwrap_or_else(|error| panic!("{error}"));
    let after = found(&files, "tiny", &SMALL);
    assert_eq!(before.coefficients, after.coefficients);
    assert_eq!(before.memory, after.memory);
    assert_ne!(before.forecasts, after.forecasts);
}

#[test]
fn a_packed_file_reads_like_a_plain_one() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = small(place.path());
    let text = fs::read(&files.moves).unwrap_or_default();
    let packed = place.path().join("moves.csv.gz");
    let file = fs::File::create(&packed).unwrap_or_else(|error| panic!("{error}"));
    let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let done = writer
        .write_all(&text)
        .and_then(|()| writer.finish().map(|_| ()));
    done.unwrap_or_else(|error| panic!("{error}"));
    let other = InputFiles {
        moves: packed.clone(),
        ..files.clone()
    };
    let read = |files: &InputFiles| flows::load(files).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(read(&files), read(&other));
    // Cut short it is no table.
    let bytes = fs::read(&packed).unwrap_or_default();
    fs::write(&packed, &bytes[..bytes.len() / 2]).unwrap_or_else(|error| panic!("{error}"));
    let faults = flows::load(&other).err().map(|faults| faults.to_string());
    assert!(faults.unwrap_or_default().contains("broken or cut short"));
}

fn faults_of(name: &str, text: &str) -> String {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let mut files = small(place.path());
    let path = write(place.path(), name, text);
    match name {
        "moves.csv" => files.moves = path,
        "stocks.csv" => files.stocks = path,
        "distances.csv" => files.distances = path,
        "requirements.csv" => files.requirements = Some(path),
        _ => files.refusals = Some(path),
    }
    let faults = flows::load(&files).err();
    faults
        .unwrap_or_else(|| panic!("{name} has a fault"))
        .to_string()
}

#[test]
fn a_wrong_file_is_told_with_line_found_wanted_and_cure() {
    let told = faults_of(
        "moves.csv",
        "origin,destination,year,moves\nCHN,USA,2005,12\nCHN,USA,2005,13\nCHN,CHN,2005,1\nUSA,CHN,05,many\nUSA,,2005,-1\nUSA,JPN,2005\n",
    );
    for words in [
        "moves.csv:3:1",
        "CHN to USA in 2005 is given twice",
        "first here",
        "remove one of them",
        "moves.csv:4:5",
        "a place other than the origin",
        "moves.csv:5:9",
        "`year` is \"05\"",
        "wanted: a year, as 2012",
        "`moves` is \"many\"",
        "wanted: a number of 0 or more",
        "an empty cell of `destination`",
        "`moves` is \"-1\"",
        "moves.csv:7:1",
        "3 cells",
        "wanted: 4 cells, as in the first line",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let told = faults_of("stocks.csv", "code,year,padded_population_of_researcher\n");
    for words in [
        "stocks.csv:1:1",
        "no column `countrycode`",
        "rename it to `padded_population_of_researchers`",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let head = "iso_o,iso_d,distw,contig,comlang_off,colony\n";
    let told = faults_of("distances.csv", &format!("{head}CHN,USA,0,2,0,0\n"));
    assert!(
        told.contains("`contig` is \"2\"") && told.contains("wanted: 0 or 1"),
        "{told}"
    );
    assert!(told.contains("kilometres above 0"), "{told}");
    let told = faults_of("requirements.csv", "Passport,USA\nCHN,5\n");
    assert!(
        told.contains("requirements.csv:2:5") && told.contains("code book"),
        "{told}"
    );
    let told = faults_of("refusals.csv", "");
    assert!(
        told.contains("is empty") && told.contains("a line of column names"),
        "{told}"
    );
    let told = faults_of("refusals.csv", "a\n\"b\n");
    assert!(told.contains("no column `schengen_state`"), "{told}");
}

fn command(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command
        .args(["fit", "flows"])
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_command_writes_tables_and_charts_and_tells_what_is_missing() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = small(place.path());
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let output = path(&place.path().join("output"));
    let (moves, stocks, distances) = (
        path(&files.moves),
        path(&files.stocks),
        path(&files.distances),
    );
    let mut words = vec![
        "--moves",
        &moves,
        "--stocks",
        &stocks,
        "--distances",
        &distances,
        "--scenario",
        "tiny",
        "--fit-to",
        "2007",
        "--judge-to",
        "2010",
        "--redraws",
        "50",
        "--json",
        "--quiet",
        "--output",
        &output,
    ];
    let ran = command(&words);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.is_empty(), "{said}");
    let shown: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    assert!(
        shown["coefficients"]
            .as_array()
            .is_some_and(|rows| rows.len() == 11)
    );
    let own = place.path().join("output/flows");
    for table in &flows::DICTIONARY {
        let text = fs::read_to_string(own.join(format!("tables/{}.csv", table.name)));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", table.name));
        let head: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(
            text.lines().next(),
            Some(&*head.join(",")),
            "{}",
            table.name
        );
        // The names of the columns are those of the fields.
        if let Some(row) = shown[table.name].as_array().and_then(|rows| rows.first()) {
            let mut fields: Vec<&str> = row
                .as_object()
                .into_iter()
                .flatten()
                .map(|own| &**own.0)
                .collect();
            let mut head = head;
            fields.sort_unstable();
            head.sort_unstable();
            assert_eq!(fields, head);
        }
    }
    for file in [
        "manifest.json",
        "tables/README.md",
        "charts/flow-coefficients.svg",
        "charts/flow-forecasts.png",
    ] {
        assert!(own.join(file).is_file(), "{file}");
    }
    // Again, over what is there.
    assert!(command(&words).status.success());
    words[7] = "no-such-scenario";
    assert_eq!(command(&words).status.code(), Some(1));
    let missing = command(&["--moves", &moves]);
    assert_eq!(missing.status.code(), Some(2));
    let said = String::from_utf8_lossy(&missing.stderr);
    assert!(
        said.contains("researchers by place and year") && said.contains("--stocks"),
        "{said}"
    );
    let late = command(&[
        "--moves",
        &moves,
        "--stocks",
        &stocks,
        "--distances",
        &distances,
        "--scenario",
        "tiny",
    ]);
    assert_eq!(late.status.code(), Some(1));
    let said = String::from_utf8_lossy(&late.stderr);
    assert!(
        said.contains("the moves are of 2001 to 2010") && said.contains("--fit-to"),
        "{said}"
    );
}

#[test]
#[expect(clippy::print_stdout, reason = "says why it skips")]
fn the_figures_of_the_documents_are_those_of_the_data() {
    if !Path::new(DATA).is_dir() {
        println!("skipped: {DATA} is not there, and the project holds no copy of it");
        return;
    }
    let plan = FlowPlan {
        fit_from: None,
        fit_to: 2012,
        judge_to: 2015,
        refusals_to: 2018,
        refusals_ahead: 1,
        redraws: 0,
        seed: 1,
    };
    let tables = found(&InputFiles::in_folder(Path::new(DATA)), "baseline", &plan);
    let text = fs::read_to_string("docs/validation.md").unwrap_or_default();
    let mut missing = Vec::new();
    let mut hold = |line: String| {
        if !text.contains(&line) {
            missing.push(line);
        }
    };
    for row in tables
        .coefficients
        .iter()
        .filter(|row| row.term != "constant")
    {
        if let (Some(estimate), Some(low), Some(high)) = (row.estimate, row.low, row.high) {
            hold(format!("{estimate:.2} ({low:.2} to {high:.2})"));
        }
    }
    for row in tables
        .forecasts
        .iter()
        .filter(|row| row.years == "2013-2015")
    {
        hold(format!(
            "| {} | {} | {} | {:.3} ",
            row.pairs, row.totals, row.forecast, row.common_part
        ));
    }
    for row in &tables.elasticities {
        if let Some(corridors) = row.corridors {
            hold(format!("| {} | {corridors:.2} |", row.term));
        }
    }
    for row in &tables.refusals {
        hold(format!("| {} | {:.2} ", row.forecast, row.absolute_error));
    }
    for row in &tables.refusal_scenario {
        let percent = |share: f64| format!("{:.1}", 100.0 * share);
        hold(format!(
            "| {} | {} | {} | {:+.1} |",
            percent(row.scenario_share),
            row.last_year.map_or_else(String::new, percent),
            percent(row.observed),
            row.difference
        ));
    }
    assert!(
        missing.is_empty(),
        "docs/validation.md lacks\n{}",
        missing.join("\n")
    );
}
