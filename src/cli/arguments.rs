//! The command line as it is written.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Simulates how researchers, data, materials and funds cross borders for joint
/// projects, and compares what families of policy reform would change.
#[derive(Debug, Parser)]
#[command(
    name = "tidegate",
    version,
    after_help = "Results go to standard output, all else to standard error.\n\
                  Exit codes: 0 well; 1 input or machine; 2 usage; 3 an audit or expectation failed; 4 undecided; 130 interrupted."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare packages of reforms and write a study: tables, charts, page.
    ///
    /// Every package meets the same luck. `luck` is the spread over replications at
    /// the central parameters; `luck and unknowns` the spread over draws of all
    /// parameters from their ranges.
    Compare(Study),
    /// Run packages a few times and print their indicators.
    Run(Run),
    /// Compare a simulated event log with a real one.
    ///
    /// Distances of throughput times, weekly rhythm and order of activities. Each stands
    /// beside two yardsticks: half of the real log against its other half, parted at random
    /// many times, and naive replay, in which what was known before is taken as the
    /// simulation. A distance grows as logs become smaller; so all that is set side by side
    /// is worked out from as many cases.
    ///
    /// `--case` and its kin say what the columns of the real log and of the training log
    /// are called; in the simulated log they are looked for under these names first.
    CompareLog(super::log_arguments::ComparedLogs),
    /// Check a scenario: faults, warnings, packages, officers and loads.
    Check(Checked),
    /// List built-in scenarios, packages, indicators and levers.
    List(Listed),
    /// Begin a jurisdiction as a copy of another; prints its tables.
    Init(New),
    /// Write the files of a built-in scenario, to read and change them.
    ///
    /// A scenario of your own may also build on a built-in one by its name:
    /// `extends = ["tiny"]`.
    Export(Exported),
    /// Fit one parameter a channel to an observed figure.
    Fit(Fit),
    /// Learn a procedure from an event log: writes a scenario file of it.
    ///
    /// The log is a table (CSV) with a column each for case, activity and time, or XES,
    /// packed with gzip or not. Found are steps and the ways between them, times, working
    /// hours, days without work, arrivals, and officers where the log names them and says
    /// when they began. What the log cannot tell is printed and stands in the file.
    Learn(Learnt),
    /// Hold simulation against queueing theory and identities; with `--events`, against
    /// what real reforms brought.
    ///
    /// An event is a scenario that knows only the time before a real reform, one reform
    /// that encodes what was changed, and a table `event` with what was observed. The
    /// table sets the predicted change (median, middle 80 and 95 % over draws of all
    /// parameters) beside the observed one. An event that has chosen the value of a lever
    /// is listed as fitted and counts as no prediction. A miss is a finding, not a
    /// failure: with `--events` the exit code is 0 whatever the misses, and 3 only where
    /// an audit of a run fails.
    Verify(Verified),
    /// Measure what runs cost, and how that grows: a table and charts.
    ///
    /// Real runs of the scenario, one thing growing at a time: researchers, measured
    /// years, packages (together, and each by a run of its own), load of the offices,
    /// threads. Each point is the median of three runs, shown with the least and the
    /// greatest. As seconds and memory are what is measured, no two measurements give
    /// the same bytes; leave the machine to itself meanwhile.
    Measure(Measured),
}

/// Which scenario.
#[derive(Debug, Clone, Args)]
pub struct Source {
    /// Scenario file, or the name of a built-in scenario.
    #[arg(default_value = "baseline")]
    pub scenario: String,
    /// Change one value: `--set procedure.chn-data-out.exempt_share=0.2`. May be repeated.
    #[arg(long, value_name = "ADDRESS=VALUE")]
    pub set: Vec<String>,
    /// Calibrate officers, passage and beliefs anew with what `--set` changes. Otherwise
    /// they stay as found for the scenario as stated; an edit of `load` or `elapsed`
    /// asks for it by itself.
    #[arg(long, requires = "set")]
    pub recalibrate: bool,
    /// Events that one run may be expected to have; a larger run is refused before it
    /// begins. Two billion if left out.
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub events_at_most: Option<f64>,
}

/// How large a study is.
#[derive(Debug, Clone, Args)]
pub struct Size {
    /// Seed of all draws.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Simulate one researcher in N: a preview, for a thinned world queues differently.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub scale: Option<u32>,
    /// Measured years, in place of the scenario's.
    #[arg(long, value_parser = years, allow_negative_numbers = true)]
    pub years: Option<f64>,
    /// Threads, at most one a core; as many as there are cores if left out. Changes no
    /// byte of the result.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// No progress and no warnings.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object with the tables' fields.
    #[arg(long)]
    pub json: bool,
}

/// `compare`.
#[derive(Debug, Clone, Args)]
pub struct Study {
    /// Which scenario.
    #[command(flatten)]
    pub source: Source,
    /// Packages: reforms, reforms joined by `+`, `full`, and the sets `singles` and `all`.
    #[arg(long, value_name = "LIST", default_value = "baseline,singles,full")]
    pub packages: String,
    /// Replications of each package at the central parameters.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Draws of the parameters from their ranges, one replication each: a Latin
    /// hypercube, so that another number of draws takes other values.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=10_000), allow_negative_numbers = true)]
    pub draws: u32,
    /// How large.
    #[command(flatten)]
    pub size: Size,
    /// Folder in which the study gets a folder of its own.
    #[arg(
        long = "output",
        visible_alias = "out",
        short,
        value_name = "DIR",
        default_value = "output"
    )]
    pub output: PathBuf,
    /// Name of the study and of its folder. Default: the scenario's, with a mark where
    /// `--set` edits it.
    #[arg(long, value_parser = study_name)]
    pub name: Option<String>,
    /// Replace results of the same name even if they are of another scenario or another
    /// command. A folder that tidegate did not write is never replaced.
    #[arg(long)]
    pub force: bool,
    /// What is run beside it.
    #[command(flatten)]
    pub beside: Beside,
}

/// What is run beside the packages.
#[derive(Debug, Clone, Copy, Args)]
pub struct Beside {
    /// Run variants and evidence-only runs for every package and replication.
    #[arg(long)]
    pub thorough: bool,
    /// Only packages: no variants, no frictionless world, no evidence-only runs.
    #[arg(long, conflicts_with = "thorough")]
    pub plain: bool,
    /// Split the spread over draws by groups of parameters (`tidegate list groups`), to
    /// say which of them to measure first. Takes the draws again for each group and two
    /// more times; how many runs that is is said before they start.
    #[arg(long)]
    pub split: bool,
}

/// `run`.
#[derive(Debug, Clone, Args)]
pub struct Run {
    /// Which scenario.
    #[command(flatten)]
    pub source: Source,
    /// Packages, as in `compare`.
    #[arg(long, value_name = "LIST", default_value = "baseline")]
    pub packages: String,
    /// Replications of each package at the central parameters.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// Draws of the parameters from their ranges, one replication each: a Latin
    /// hypercube, so that another number of draws takes other values.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=10_000), allow_negative_numbers = true)]
    pub draws: u32,
    /// How large.
    #[command(flatten)]
    pub size: Size,
    /// Folder in which the tables get a folder of their own; nothing is written if left
    /// out.
    #[arg(long = "output", visible_alias = "out", short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Name of the study and of its folder. Default: the scenario's, with a mark where
    /// `--set` edits it.
    #[arg(long, value_parser = study_name)]
    pub name: Option<String>,
    /// Replace results of the same name even if they are of another scenario, or a whole
    /// study of `compare`.
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Write an event log of the first package's run to a CSV file: each step of each case
    /// filed in the measured years, with its start and end. A name that a spreadsheet
    /// would take for a formula has an apostrophe before it.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// `check`.
#[derive(Debug, Clone, Args)]
pub struct Checked {
    /// Which scenario.
    #[command(flatten)]
    pub source: Source,
    /// Print the JSON Schema of the scenario file instead, for an editor.
    #[arg(long)]
    pub schema: bool,
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
    /// Scenario whose packages, groups or parameters are listed.
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
    /// Groups of parameters, with how many of a scenario's are in each.
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
    /// Replace files that are there and differ.
    #[arg(long)]
    pub force: bool,
}

/// `learn`.
#[derive(Debug, Clone, Args)]
pub struct Learnt {
    /// The event log.
    pub log: PathBuf,
    /// What its columns are called.
    #[command(flatten)]
    pub columns: super::log_arguments::LogColumns,
    /// Only cases whose first event is not before this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = super::log_arguments::time)]
    pub from: Option<i64>,
    /// Only cases whose first event is before this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = super::log_arguments::time)]
    pub until: Option<i64>,
    /// Hours that local time is ahead of the log's times.
    #[arg(long, value_name = "HOURS", default_value_t = 0.0, allow_negative_numbers = true, value_parser = offset)]
    pub utc_offset_hours: f64,
    /// Activity that ends a case with a refusal; may be repeated. Found by its name if
    /// left out.
    #[arg(long, value_name = "ACTIVITY")]
    pub refused: Vec<String>,
    /// Code of the place (three capital letters).
    #[arg(long, value_name = "CODE", default_value = "XAA")]
    pub jurisdiction: String,
    /// Scenario file to write; its tables go to a folder of the same name beside it.
    /// Default: the log's name, in the folder one is in.
    #[arg(long = "output", visible_alias = "out", short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a scenario file and its tables that are there.
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
    let hours: f64 = text.parse().map_err(|_| "wanted hours, as 8 or 5.5")?;
    if hours.abs() <= 14.0 {
        Ok(hours)
    } else {
        Err("wanted at most 14 hours to either side".to_owned())
    }
}

/// `verify`.
#[derive(Debug, Clone, Args)]
pub struct Verified {
    /// Files with tables `expect`, or with `--events` tables `event`; the built-in ones
    /// (and a whole world) if left out.
    pub files: Vec<String>,
    /// Set what was predicted of real reforms beside what was observed.
    #[arg(long)]
    pub events: bool,
    /// Replications of each file.
    #[arg(long, default_value_t = crate::verify::REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=100_000), conflicts_with = "events", allow_negative_numbers = true)]
    pub replications: u32,
    /// With `--events`: draws of all parameters from their ranges, each with a luck of its
    /// own.
    #[arg(long, default_value_t = crate::verify::DRAWS, value_parser = clap::value_parser!(u32).range(2..=100_000), requires = "events", allow_negative_numbers = true)]
    pub draws: u32,
    /// Seed of all draws.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Print a JSON list of rows.
    #[arg(long)]
    pub json: bool,
}

/// `measure`.
#[derive(Debug, Clone, Args)]
pub struct Measured {
    /// Scenario file, or the name of a built-in scenario; `baseline` if left out, with
    /// `--quick` `tiny`.
    pub scenario: Option<String>,
    /// Each point once, and a made-up world unless a scenario is named: a look at what
    /// there will be, in seconds.
    #[arg(long)]
    pub quick: bool,
    /// Seed of all draws.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Simulate one researcher in N where it is not researchers that grow.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub scale: Option<u32>,
    /// Threads, at most one a core; as many as there are cores if left out.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// How it is told.
    #[command(flatten)]
    pub told: Told,
    /// Folder in which the measurement gets a folder of its own, `<scenario>-cost`.
    #[arg(
        long = "output",
        visible_alias = "out",
        short,
        value_name = "DIR",
        default_value = "output"
    )]
    pub output: PathBuf,
    /// Replace results of the same name even if they are of another scenario or another
    /// command. A folder that tidegate did not write is never replaced.
    #[arg(long)]
    pub force: bool,
}

/// How a measurement is told.
#[derive(Debug, Clone, Copy, Args)]
pub struct Told {
    /// No progress and no warnings.
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
    /// Move the parameter that each fitted target names until pilot runs meet the
    /// figure; writes `<scenario>.fitted.toml`, which extends the scenario.
    Targets(FitTargets),
    /// Fit gravity to real moves of researchers and judge forecasts on later years;
    /// forecast visa refusal by origin; hold a scenario's corridors and refusals beside.
    Flows(FitFlows),
}

/// `fit targets`.
#[derive(Debug, Clone, Args)]
pub struct FitTargets {
    /// Which scenario.
    #[command(flatten)]
    pub source: Source,
    /// Replications of each pilot.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000), allow_negative_numbers = true)]
    pub replications: u32,
    /// How near a simulated figure must come, as a share of the observed one.
    #[arg(long, default_value_t = 0.02, value_parser = positive, allow_negative_numbers = true)]
    pub tolerance: f64,
    /// How large.
    #[command(flatten)]
    pub size: Size,
    /// Print the edits instead of writing a file.
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
    /// Folder of files, laid out as below; an option puts another file in place of one.
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
    /// CSV `Passport` and a column a destination: -1 own, 0 to 2 a visa in some form, 3 and
    /// days from 7 on none. Told as a fit of its own, never used to forecast.
    #[arg(long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,
    /// CSV `schengen_state,origin_country,visas_issued,visas_not_issued,year`.
    #[arg(long, value_name = "FILE")]
    pub refusals: Option<PathBuf>,
    /// CSV `iso3,country`: what the refusals call the codes of the scenario.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// Scenario whose corridors and refusals stand beside.
    #[arg(long, default_value = "baseline")]
    pub scenario: String,
    /// First year whose moves are fitted; the first with researchers if left out.
    #[arg(long, value_name = "YEAR")]
    pub fit_from: Option<i32>,
    /// Last year whose moves are fitted.
    #[arg(long, value_name = "YEAR", default_value_t = 2012)]
    pub fit_to: i32,
    /// Last year whose moves are judged.
    #[arg(long, value_name = "YEAR", default_value_t = 2015)]
    pub judge_to: i32,
    /// Last year whose refusals are fitted.
    #[arg(long, value_name = "YEAR", default_value_t = 2018)]
    pub refusals_to: i32,
    /// How many years after it refusals are forecast and judged.
    #[arg(long, value_name = "YEARS", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=5))]
    pub refusals_ahead: i32,
    /// Redraws of pairs and origins behind each interval; fewer than 40 give none.
    #[arg(long, default_value_t = 999, value_parser = clap::value_parser!(u32).range(0..=100_000), allow_negative_numbers = true)]
    pub redraws: u32,
    /// Seed of the redraws.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Nothing but the tables.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object with the tables' fields, `pairs` left out.
    #[arg(long)]
    pub json: bool,
    /// Folder in which `flows` is written: tables and charts; nothing is if left out.
    #[arg(long = "output", visible_alias = "out", short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Replace a folder `flows` even if it is of another scenario or another command.
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
