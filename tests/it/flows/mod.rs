//! Real flows: files right and wrong, the command, and the figures of docs/validation.md
//! where the data are at hand.

use std::fmt::Write as _;
use std::fs;

use tidegate::flows::{self, FlowPlan, FlowTables, InputFiles};

use crate::support::{Folder, OrFail, Run, gzip, load, real_data, text_of, tidegate};

mod by_hand;

fn close(value: f64, expected: f64) {
    let size = expected.abs().max(1.0);
    assert!(
        (value - expected).abs() < 1e-9 * size,
        "{value} is not {expected}"
    );
}

/// A small world of moves: five places, ten years.
fn small(folder: &Folder) -> InputFiles {
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
        moves: folder.write("moves.csv", &moves),
        stocks: folder.write("stocks.csv", &stocks),
        distances: folder.write("distances.csv", &distances),
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

fn tables_of(files: &InputFiles, scenario: &str, plan: &FlowPlan) -> FlowTables {
    let data = flows::load(files).or_fail();
    flows::analyse(&data, &load(scenario), plan).expect("the study runs")
}

#[test]
fn a_small_world_is_fitted_judged_and_the_same_each_time() {
    let folder = Folder::new();
    let files = small(&folder);
    let tables = tables_of(&files, "baseline", &SMALL);
    assert_eq!(tables, tables_of(&files, "baseline", &SMALL));
    let other = FlowPlan { seed: 2, ..SMALL };
    assert_ne!(
        tables.forecasts,
        tables_of(&files, "baseline", &other).forecasts
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
    let sum =
        |value: fn(&flows::tables::PairRow) -> f64| tables.pairs.iter().map(value).sum::<f64>();
    let came = sum(|pair| pair.moves_judged);
    for forecast in [
        sum(|pair| pair.memory),
        sum(|pair| pair.gravity),
        sum(|pair| pair.plain_gravity),
        sum(|pair| pair.persistence),
    ] {
        close(forecast, came);
    }
}

/// A year of moves without researchers is left out and named; a first year can be chosen.
#[test]
fn years_without_researchers_are_left_out() {
    let folder = Folder::new();
    let files = small(&folder);
    let before = tables_of(&files, "tiny", &SMALL);
    let mut text = text_of(&files.moves);
    text.push_str("1990,7,CHN,USA\n");
    fs::write(&files.moves, text).or_fail();
    let mut after = tables_of(&files, "tiny", &SMALL);
    let note = "Years without researchers, left out: 1990.";
    assert!(
        after.notes.iter().any(|line| line == note),
        "{:?}",
        after.notes
    );
    after.notes.retain(|line| line != note);
    assert_eq!(before, after);
    let late = FlowPlan {
        fit_from: Some(2004),
        ..SMALL
    };
    let late = tables_of(&files, "tiny", &late);
    assert_eq!((late.fits[0].first_year, late.fits[0].rows), (2004, 80));
    assert!(
        !late
            .notes
            .iter()
            .any(|line| line.contains("without researchers"))
    );
    // One place alone has researchers in a fitted year: the message says where to begin.
    let mut text = text_of(&files.stocks);
    text.push_str("CHN,1990,50\n");
    fs::write(&files.stocks, text).or_fail();
    let data = flows::load(&files).or_fail();
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
    let folder = Folder::new();
    let files = small(&folder);
    let before = tables_of(&files, "tiny", &SMALL);
    let text = text_of(&files.moves);
    let changed: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(',') {
            Some((year, rest)) if ["2008", "2009", "2010"].contains(&year) => {
                format!("{year},9{rest}")
            }
            _ => line.to_owned(),
        })
        .collect();
    fs::write(&files.moves, changed.join("\n")).or_fail();
    let after = tables_of(&files, "tiny", &SMALL);
    assert_eq!(before.coefficients, after.coefficients);
    assert_eq!(before.memory, after.memory);
    assert_ne!(before.forecasts, after.forecasts);
}

#[test]
fn a_packed_file_reads_like_a_plain_one() {
    let folder = Folder::new();
    let files = small(&folder);
    let bytes = gzip(text_of(&files.moves).as_bytes());
    let packed = folder.write("moves.csv.gz", &bytes);
    let other = InputFiles {
        moves: packed,
        ..files.clone()
    };
    let read = |files: &InputFiles| flows::load(files).or_fail();
    assert_eq!(read(&files), read(&other));
    // Cut short it is no table.
    folder.write("moves.csv.gz", &bytes[..bytes.len() / 2]);
    let faults = flows::load(&other).err().map(|faults| faults.to_string());
    assert!(faults.unwrap_or_default().contains("damaged or incomplete"));
}

fn faults_of(name: &str, text: &str) -> String {
    let folder = Folder::new();
    let mut files = small(&folder);
    let path = folder.write(name, text);
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
fn the_message_of_a_wrong_file_has_line_value_expectation_and_cure() {
    let message = faults_of(
        "moves.csv",
        "origin,destination,year,moves\nCHN,USA,2005,12\nCHN,USA,2005,13\nCHN,CHN,2005,1\nUSA,CHN,05,many\nUSA,,2005,-1\nUSA,JPN,2005\n",
    );
    for words in [
        "moves.csv:3:1",
        "CHN to USA in 2005 is listed twice",
        "first listed here",
        "remove one of them",
        "moves.csv:4:5",
        "a place other than the origin",
        "moves.csv:5:9",
        "`year` is \"05\"",
        "expected: a year, for example 2012",
        "`moves` is \"many\"",
        "expected: a number of at least 0",
        "an empty cell in `destination`",
        "`moves` is \"-1\"",
        "moves.csv:7:1",
        "the row has 3 cells",
        "expected: 4 cells, as in the first line",
    ] {
        assert!(message.contains(words), "{words}\n{message}");
    }
    let message = faults_of("stocks.csv", "code,year,padded_population_of_researcher\n");
    for words in [
        "stocks.csv:1:1",
        "no column `countrycode`",
        "did you mean `padded_population_of_researchers` by `padded_population_of_researcher`?",
    ] {
        assert!(message.contains(words), "{words}\n{message}");
    }
    let head = "iso_o,iso_d,distw,contig,comlang_off,colony\n";
    let message = faults_of("distances.csv", &format!("{head}CHN,USA,0,2,0,0\n"));
    assert!(
        message.contains("`contig` is \"2\"") && message.contains("expected: 0 or 1"),
        "{message}"
    );
    assert!(message.contains("kilometres above 0"), "{message}");
    let message = faults_of("requirements.csv", "Passport,USA\nCHN,5\n");
    assert!(
        message.contains("requirements.csv:2:5") && message.contains("code book"),
        "{message}"
    );
    let message = faults_of("refusals.csv", "");
    assert!(
        message.contains("is empty") && message.contains("line of column names"),
        "{message}"
    );
    let message = faults_of("refusals.csv", "a\n\"b\n");
    assert!(message.contains("no column `schengen_state`"), "{message}");
}

fn fit_flows(files: &InputFiles, scenario: &str) -> Run {
    tidegate(["fit", "flows", "--scenario", scenario])
        .with(["--moves".as_ref(), files.moves.as_os_str()])
        .with(["--stocks".as_ref(), files.stocks.as_os_str()])
        .with(["--distances".as_ref(), files.distances.as_os_str()])
}

#[test]
fn the_command_writes_tables_and_charts_and_names_what_is_missing() {
    let folder = Folder::new();
    let files = small(&folder);
    let run = || {
        fit_flows(&files, "tiny")
            .with(["--fit-to", "2007", "--judge-to", "2010", "--redraws", "50"])
            .with(["--json", "--quiet"])
            .into(folder.at("output"))
    };
    let ended = run().succeeds();
    ended.is_silent();
    let json = ended.json();
    let coefficients = json["coefficients"].as_array();
    assert!(coefficients.is_some_and(|rows| rows.len() == 11));
    for table in &flows::DICTIONARY {
        let text = folder.text(&format!("output/flows/tables/{}.csv", table.name));
        let mut head: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let first = text.lines().next();
        assert_eq!(first, Some(&*head.join(",")), "{}", table.name);
        // The names of the columns are those of the fields.
        if let Some(row) = json[table.name].as_array().and_then(|rows| rows.first()) {
            let fields = row.as_object().into_iter().flatten();
            let mut fields: Vec<&str> = fields.map(|(name, _)| name.as_str()).collect();
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
        assert!(folder.holds(&format!("output/flows/{file}")), "{file}");
    }
    // Again, over what is there.
    run().succeeds();
    fit_flows(&files, "no-such-scenario")
        .fails_with(1)
        .says("no-such-scenario");
    tidegate(["fit", "flows", "--moves"])
        .with([&files.moves])
        .fails_with(2)
        .says("researchers by place and year")
        .says("--stocks");
    fit_flows(&files, "tiny")
        .fails_with(1)
        .says("the moves are of 2001 to 2010")
        .says("--fit-to");
}

#[test]
fn the_figures_of_the_documents_are_those_of_the_data() {
    let Some(folder) = real_data("") else {
        return;
    };
    let plan = FlowPlan {
        fit_from: None,
        fit_to: 2012,
        judge_to: 2015,
        refusals_to: 2018,
        refusals_ahead: 1,
        redraws: 0,
        seed: 1,
    };
    let tables = tables_of(&InputFiles::in_folder(&folder), "baseline", &plan);
    let text = text_of("docs/validation.md");
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
