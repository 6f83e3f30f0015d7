//! The command line as it is written.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Simulates how researchers, data, materials and funds cross borders for joint
/// research projects, and measures what policy reforms would change.
#[derive(Debug, Parser)]
#[command(
    name = "tidegate",
    version,
    after_help = "Results go to standard output, messages to standard error.\n\
                  Exit codes: 0 success; 1 a fault of the input or the machine; 2 wrong usage;\n\
                  3 an audit or a test failed; 4 a test is undecided; 130 interrupted.\n\
                  Start with: tidegate compare tiny"
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare reforms with the baseline and write a study: tables, charts, a page.
    ///
    /// A package is the baseline, a reform, or several reforms together. All packages get
    /// the same random numbers, so their difference is the effect of the reforms. Results
    /// have two intervals: `luck` is the spread over replications at the central
    /// parameters, `luck and unknowns` the spread over draws of all parameters from their
    /// ranges.
    Compare(Study),
    /// Run packages a few times and print their indicators.
    Run(Run),
    /// Compare a simulated event log with a real one.
    ///
    /// Prints distances of throughput times, weekly rhythm and order of activities. Two
    /// yardsticks are printed beside each: the distance between random halves of the real
    /// log, and the distance of naive replay, which takes an earlier log as the
    /// simulation. Distances grow as logs become smaller, so all are computed from the
    /// same number of cases.
    ///
    /// `--case`, `--activity` and the like name the columns of the real log and the
    /// training log; the simulated log may use the same names.
    CompareLog(super::log_arguments::ComparedLogs),
    /// Check a scenario: print all faults and warnings, then officers and loads.
    Check(Checked),
    /// Run each change of the reforms alone, and print what it does to the share realised.
    ///
    /// The runs are at the central parameters, in a thinned world unless `--full` is given, and
    /// paired with the baseline: the same random numbers. The years are those of the headline.
    Levers(Levers),
    /// List scenarios, packages, indicators, levers, parameters, groups or keys.
    List(Listed),
    /// Print the tables of a new jurisdiction, as a copy of another.
    Init(New),
    /// Write the files of a built-in scenario, to read and change.
    ///
    /// Your own scenario can also extend a built-in one by its name, without a copy:
    /// `extends = ["tiny"]`.
    Export(Exported),
    /// Fit parameters to observed figures, or fit and test forecasts of flows.
    Fit(Fit),
    /// Learn a procedure from an event log, and write it as a scenario file.
    ///
    /// The log is a table (CSV) with columns for case, activity and time, or XES; it may be
    /// packed with gzip. The scenario has the steps and the order between them, times,
    /// working hours, days without work, arrivals, and officers if the log names them and
    /// says when they began. What the log cannot tell is printed and written to the file.
    Learn(Learnt),
    /// Test the simulation against queueing theory; with `--events`, against real reforms; with
    /// `--causes`, whether each cause of loss stands out where it is alone.
    ///
    /// Without FILES, all built-in tests run.
    ///
    /// With `--events` each file is a scenario that knows only the time before a real
    /// reform, one reform that encodes what was changed, and a table `event` with what was
    /// observed. The output has the predicted change (median, middle 80 and 95 % over
    /// draws of all parameters) beside the observed one. An event whose outcome was used
    /// to set a lever is listed as fitted and does not count as a prediction. A wrong
    /// prediction is a finding, not a failure: the exit code is then 0, and 3 only if an
    /// audit of a run fails.
    ///
    /// With `--causes` each file is a scenario. It is run, thinned, in nine worlds with one thing
    /// alone in the way: missing pathways, low awareness or time where the reforms act, or one
    /// channel. At least 95 % of the losses must be of that kind; in the first three a
    /// reform without a lever on the cause must change nothing, and the others must close more.
    Verify(Verified),
    /// Measure the time and memory of runs, and how they grow: a table and charts.
    ///
    /// Makes real runs of the scenario in which one thing grows at a time: researchers,
    /// measured years, packages (in one study, and each in a run of its own), load of the
    /// offices, threads. Each point is the median of three runs, shown with the least and
    /// the greatest. It takes minutes. Use the machine for nothing else meanwhile: the
    /// figures are times, and no two measurements are the same.
    Measure(Measured),
}

/// Which scenario.
#[derive(Debug, Clone, Args)]
pub struct Source {
    /// Scenario file, or the name of a built-in scenario.
    #[arg(default_value = "baseline")]
    pub scenario: String,
    /// Change one value, as `procedure.chn-data-out.exempt_share=0.2`. May be repeated.
    /// `tidegate list parameters` lists the addresses.
    #[arg(long, value_name = "ADDRESS=VALUE")]
    pub set: Vec<String>,
    /// Calibrate officers, passage times and beliefs again, with the values of `--set`.
    /// Otherwise they stay as calibrated for the scenario as written, unless an edit is of
    /// `load` or `elapsed`.
    #[arg(long, requires = "set")]
    pub recalibrate: bool,
    /// Refuse a run that is expected to have more than N events. Default: two billion.
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub events_at_most: Option<f64>,
}

/// How large a study is.
#[derive(Debug, Clone, Args)]
pub struct Size {
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Simulate one researcher in N. A preview only: its waits, loads and effects of reforms of
    /// offices must not be read, because offices keep at least one officer per branch.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub scale: Option<u32>,
    /// Measured years, instead of the scenario's.
    #[arg(long, value_parser = years, allow_negative_numbers = true)]
    pub years: Option<f64>,
    /// Number of threads, at most one a core. Default: one a core. It changes no byte of the
    /// result.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Print no progress and no warnings.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object with the tables' fields.
    #[arg(long)]
    pub json: bool,
}

/// `compare`.
#[derive(Debug, Clone, Args)]
pub struct Study {
    /// The scenario and its edits.
    #[command(flatten)]
    pub source: Source,
    /// Packages, separated by commas: `baseline`, a reform, reforms joined by `+`, `full`
    /// (all reforms), `singles` (each reform), `all` (every combination).
    #[arg(long, value_name = "LIST", default_value = "baseline,singles,full")]
    pub packages: String,
    /// Replications of each package at the central parameters.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Draws of all parameters from their ranges, one replication each. They are a Latin
    /// hypercube: another number of draws takes other values.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(0..=10_000), allow_negative_numbers = true)]
    pub draws: u32,
    /// Size, seed and output.
    #[command(flatten)]
    pub size: Size,
    /// Folder to write to. The study gets a folder of its own in it.
    #[arg(
        long = "output",
        visible_alias = "out",
        short,
        value_name = "DIR",
        default_value = "output"
    )]
    pub output: PathBuf,
    /// Name of the study and of its folder. Default: the scenario's name, with a mark if
    /// `--set` changes it.
    #[arg(long, value_parser = study_name)]
    pub name: Option<String>,
    /// Replace results of the same name even if they are from another scenario or another
    /// command. A folder that tidegate did not write is never replaced.
    #[arg(long)]
    pub force: bool,
    /// Further runs.
    #[command(flatten)]
    pub beside: Beside,
}

/// Runs beside those of the packages.
#[derive(Debug, Clone, Copy, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Beside {
    /// Run the variants, and the runs without assumed effects, for every package and
    /// replication.
    #[arg(long)]
    pub thorough: bool,
    /// Run only the packages: no variants, no frictionless world, no runs without assumed
    /// effects. Faster.
    #[arg(long, conflicts_with = "thorough")]
    pub plain: bool,
    /// Split the spread over draws by groups of parameters (`tidegate list groups`), to
    /// find the group most worth measuring. Runs all draws again for each group, and twice
    /// more; the number of runs is printed before they start.
    #[arg(long)]
    pub split: bool,
    /// Rank the reforms under each other form of the model too (`[structure.<id>]` of the
    /// scenario): every draw is run again under each form, thinned. Without it, each form is run
    /// once at the central parameters.
    #[arg(long, conflicts_with = "plain")]
    pub structure: bool,
}

/// `run`.
#[derive(Debug, Clone, Args)]
pub struct Run {
    /// The scenario and its edits.
    #[command(flatten)]
    pub source: Source,
    /// Packages, as in `compare`.
    #[arg(long, value_name = "LIST", default_value = "baseline")]
    pub packages: String,
    /// Replications of each package at the central parameters.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Draws of all parameters from their ranges, one replication each. They are a Latin
    /// hypercube: another number of draws takes other values.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=10_000), allow_negative_numbers = true)]
    pub draws: u32,
    /// Size, seed and output.
    #[command(flatten)]
    pub size: Size,
    /// Folder to write the tables to, in a folder of their own. Default: write nothing.
    #[arg(long = "output", visible_alias = "out", short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Name of the study and of its folder. Default: the scenario's name, with a mark if
    /// `--set` changes it.
    #[arg(long, value_parser = study_name)]
    pub name: Option<String>,
    /// Replace results of the same name even if they are from another scenario, or a whole
    /// study of `compare`.
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Write an event log of the first package's run to a CSV file: each step of each case
    /// filed in the measured years, with its start and end. A name that a spreadsheet
    /// would take for a formula gets an apostrophe in front.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// `check`.
#[derive(Debug, Clone, Args)]
pub struct Checked {
    /// The scenario and its edits.
    #[command(flatten)]
    pub source: Source,
    /// Simulate the pilots with which a study calibrates, and one more: offices and steps as they
    /// are after them, and by how much a third pilot would change what is expected. Without it
    /// `check` simulates nothing
    #[arg(long)]
    pub pilots: bool,
    /// Print the JSON Schema of scenario files instead, for use in an editor.
    #[arg(long)]
    pub schema: bool,
}

/// `levers`.
#[derive(Debug, Clone, Args)]
pub struct Levers {
    /// The scenario and its edits.
    #[command(flatten)]
    pub source: Source,
    /// Replications of each change.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Simulate every researcher. Changes of offices need it: a thinned office has no queue.
    #[arg(long)]
    pub full: bool,
    /// Size and seed.
    #[command(flatten)]
    pub size: Size,
}

/// `list`.
#[derive(Debug, Clone, Args)]
pub struct Listed {
    /// What to list.
    #[arg(
        value_enum,
        value_name = "scenarios|packages|indicators|levers|groups|parameters|keys"
    )]
    pub what: What,
    /// Scenario whose packages, groups or parameters to list.
    #[arg(default_value = "baseline")]
    pub scenario: String,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Built-in scenarios.
    Scenarios,
    /// Packages of a scenario.
    Packages,
    /// Indicators, their units and meanings.
    Indicators,
    /// Levers that a reform can move.
    Levers,
    /// Groups of parameters, with the number of a scenario's parameters in each.
    Groups,
    /// Parameters of a scenario with their ranges and groups.
    Parameters,
    /// Keys of a scenario file.
    Keys,
}

/// `init`.
#[derive(Debug, Clone, Args)]
pub struct New {
    /// The jurisdiction to copy.
    #[arg(long, value_name = "CODE")]
    pub like: String,
    /// The new jurisdiction's code (ISO 3166 alpha-3).
    #[arg(long = "as", value_name = "CODE")]
    pub code: String,
    /// Scenario that has the jurisdiction to copy.
    #[arg(default_value = "baseline")]
    pub scenario: String,
}

/// `export`.
#[derive(Debug, Clone, Args)]
pub struct Exported {
    /// Name of the built-in scenario (`tidegate list scenarios`).
    pub scenario: String,
    /// Folder to write to.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Replace existing files that differ.
    #[arg(long)]
    pub force: bool,
}

/// `learn`.
#[derive(Debug, Clone, Args)]
pub struct Learnt {
    /// The event log.
    pub log: PathBuf,
    /// Names of its columns.
    #[command(flatten)]
    pub columns: super::log_arguments::LogColumns,
    /// Use only cases whose first event is at or after this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = super::log_arguments::time)]
    pub from: Option<i64>,
    /// Use only cases whose first event is before this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = super::log_arguments::time)]
    pub until: Option<i64>,
    /// Hours by which local time is ahead of the log's times.
    #[arg(long, value_name = "HOURS", default_value_t = 0.0, allow_negative_numbers = true, value_parser = offset)]
    pub utc_offset_hours: f64,
    /// Activity that ends a case with a refusal. May be repeated. Default: recognised by
    /// its name.
    #[arg(long, value_name = "ACTIVITY")]
    pub refused: Vec<String>,
    /// Code of the jurisdiction in the scenario (three capital letters).
    #[arg(long, value_name = "CODE", default_value = "XAA")]
    pub jurisdiction: String,
    /// Scenario file to write; its tables go to a folder of the same name beside it.
    /// Default: the log's name, in the current folder.
    #[arg(long = "output", visible_alias = "out", short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace an existing scenario file and its tables.
    #[arg(long)]
    pub force: bool,
}

/// A name that can be that of a folder.
fn study_name(text: &str) -> Result<String, String> {
    let mut parts = std::path::Path::new(text).components();
    match (parts.next(), parts.next()) {
        (Some(std::path::Component::Normal(part)), None) if part == text => Ok(text.to_owned()),
        (_, _) => Err("expected the name of a folder, without `/`".to_owned()),
    }
}

/// Hours from UTC.
fn offset(text: &str) -> Result<f64, String> {
    let hours: f64 = text.parse().map_err(|_| "expected hours, as 8 or 5.5")?;
    if hours.abs() <= 14.0 {
        Ok(hours)
    } else {
        Err("expected hours from -14 to 14".to_owned())
    }
}

/// `verify`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[derive(Debug, Clone, Args)]
pub struct Verified {
    /// Files with tables `expect`, with `--events` tables `event`, with `--causes` scenarios.
    /// Default: the built-in ones, and identities of a whole world.
    pub files: Vec<String>,
    /// Compare predictions of real reforms with what was observed.
    #[arg(long)]
    pub events: bool,
    /// Test scenarios in worlds in which one thing alone stands in the way: a deep cause or a
    /// channel. Default: the baseline.
    #[arg(long, conflicts_with_all = ["events", "effort", "draws"])]
    pub causes: bool,
    /// With `--events`: predict durations again with effort, learnt from other kinds of reform.
    #[arg(long, requires = "events")]
    pub effort: bool,
    /// Replications of each file.
    #[arg(long, default_value_t = crate::verify::REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=100_000), conflicts_with_all = ["events", "causes"], allow_negative_numbers = true)]
    pub replications: u32,
    /// With `--events`: draws of all parameters from their ranges, each with its own random
    /// numbers.
    #[arg(long, default_value_t = crate::verify::DRAWS, value_parser = clap::value_parser!(u32).range(2..=100_000), requires = "events", allow_negative_numbers = true)]
    pub draws: u32,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Print a JSON list of rows.
    #[arg(long)]
    pub json: bool,
}

/// `measure`.
#[derive(Debug, Clone, Args)]
pub struct Measured {
    /// Scenario file, or the name of a built-in scenario. Default: `baseline`, with
    /// `--quick` `tiny`.
    pub scenario: Option<String>,
    /// Measure each point once, in the tiny world unless you name a scenario: a first look
    /// in seconds.
    #[arg(long)]
    pub quick: bool,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Simulate one researcher in N, except where researchers grow.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub scale: Option<u32>,
    /// Number of threads, at most one a core. Default: one a core.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// What is printed.
    #[command(flatten)]
    pub printing: Printing,
    /// Folder to write to. The measurement gets a folder of its own in it,
    /// `<scenario>-cost`.
    #[arg(
        long = "output",
        visible_alias = "out",
        short,
        value_name = "DIR",
        default_value = "output"
    )]
    pub output: PathBuf,
    /// Replace results of the same name even if they are from another scenario or another
    /// command. A folder that tidegate did not write is never replaced.
    #[arg(long)]
    pub force: bool,
}

/// What a measurement prints.
#[derive(Debug, Clone, Copy, Args)]
pub struct Printing {
    /// Print no progress and no warnings.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object with the table's fields.
    #[arg(long)]
    pub json: bool,
}

/// `fit`.
#[derive(Debug, Clone, Args)]
pub struct Fit {
    /// What to fit.
    #[command(subcommand)]
    pub what: Fitted,
}

/// What can be fitted.
#[derive(Debug, Clone, Subcommand)]
pub enum Fitted {
    /// Fit the parameter that each target with `fitted = true` names, until pilot runs meet
    /// the target's figure. Writes `<scenario>.fitted.toml`, which extends the scenario.
    Targets(FitTargets),
    /// Fit a gravity model to real moves of researchers and test its forecasts on later
    /// years; forecast visa refusals by origin; compare both with a scenario.
    Flows(FitFlows),
}

/// `fit targets`.
#[derive(Debug, Clone, Args)]
pub struct FitTargets {
    /// The scenario and its edits.
    #[command(flatten)]
    pub source: Source,
    /// Replications of each pilot.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Largest difference allowed, as a share of the observed figure.
    #[arg(long, default_value_t = 0.02, value_parser = positive, allow_negative_numbers = true)]
    pub tolerance: f64,
    /// Size, seed and output.
    #[command(flatten)]
    pub size: Size,
    /// Print the fitted values instead of writing a file.
    #[arg(long)]
    pub print: bool,
}

/// `fit flows`.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Files of DIR, in its folders:\n  \
                        --moves         scholar_flows/scopus_flows_1998_2015.csv.gz\n  \
                        --stocks        countries/scholar_stocks.csv\n  \
                        --distances     countries/distances.csv.gz\n  \
                        --requirements  countries/visa_requirements_2019.csv (may be absent)\n  \
                        --refusals      schengen/visas_2005_2022.csv.gz (may be absent)\n  \
                        --names         countries/geo.csv (may be absent)\n\
                        Tables are CSV, packed by gzip or not; columns are found by name.")]
pub struct FitFlows {
    /// Folder with the files below. An option names another file for one of them.
    #[arg(value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// CSV `origin,destination,year,moves`: researchers who changed country.
    #[arg(long, value_name = "FILE")]
    pub moves: Option<PathBuf>,
    /// CSV `countrycode,year,padded_population_of_researchers`.
    #[arg(long, value_name = "FILE")]
    pub stocks: Option<PathBuf>,
    /// CSV `iso_o,iso_d,distw,contig,comlang_off,colony`; kilometres may be `dist` too.
    #[arg(long, value_name = "FILE")]
    pub distances: Option<PathBuf>,
    /// CSV `Passport` and one column for each destination: -1 the same country, 0 to 2 some
    /// form of visa, 3 or a number of days from 7 on no visa. Used in a fit of its own, never
    /// in a forecast.
    #[arg(long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,
    /// CSV `schengen_state,origin_country,visas_issued,visas_not_issued,year`.
    #[arg(long, value_name = "FILE")]
    pub refusals: Option<PathBuf>,
    /// CSV `iso3,country`: the refusals' country names for the scenario's codes.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// Scenario whose corridors and refusals are compared.
    #[arg(long, default_value = "baseline")]
    pub scenario: String,
    /// First year whose moves are fitted. Default: the first with researchers.
    #[arg(long, value_name = "YEAR")]
    pub fit_from: Option<i32>,
    /// Last year whose moves are fitted.
    #[arg(long, value_name = "YEAR", default_value_t = 2012)]
    pub fit_to: i32,
    /// Last year on which forecasts of moves are tested.
    #[arg(long, value_name = "YEAR", default_value_t = 2015)]
    pub judge_to: i32,
    /// Last year whose refusals are fitted.
    #[arg(long, value_name = "YEAR", default_value_t = 2018)]
    pub refusals_to: i32,
    /// Number of years after it for which refusals are forecast and tested.
    #[arg(long, value_name = "YEARS", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=5))]
    pub refusals_ahead: i32,
    /// Bootstrap samples of pairs and origins for each interval; fewer than 40 give none.
    #[arg(long, default_value_t = 999, value_parser = clap::value_parser!(u32).range(0..=100_000), allow_negative_numbers = true)]
    pub redraws: u32,
    /// Seed of the bootstrap samples.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Print only the tables.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object with the tables' fields, without `pairs`.
    #[arg(long)]
    pub json: bool,
    /// Folder to write to. Tables and charts go to `flows` in it. Default: write nothing.
    #[arg(long = "output", visible_alias = "out", short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Replace a folder `flows` even if it is from another scenario or another command.
    #[arg(long, requires = "output")]
    pub force: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        Ok(_) | Err(_) => Err("expected a number above 0".to_owned()),
    }
}

/// Years of a horizon: a day at least.
fn years(text: &str) -> Result<f64, String> {
    let years = positive(text).map_err(|_| "years must be a number above 0".to_owned())?;
    if years < crate::limits::A_DAY {
        return Err("years must come to at least one day, 0.0028".to_owned());
    }
    Ok(years)
}
