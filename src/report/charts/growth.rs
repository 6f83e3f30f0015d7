//! What runs cost against what grows: researchers, years, packages, load, threads.

use super::palette::{BLUE, SOFT, VERMILION};
use super::panel::{Curve, Panel, Scale, figure, plain};
use super::scene::Ink;
use super::sheet::{Sheet, Sign};
use crate::report::growth::CostDescription;
use crate::report::{number, text};
use crate::stats::growth::{Range, Row, Series};

/// Room between two panels.
const BETWEEN: f64 = 40.0;

/// A figure of a row; memory is left out where the system does not tell it.
type Of = fn(&Row) -> Option<Range>;

const SECONDS: Of = |row| Some(row.seconds());

/// Seconds and memory against the researchers simulated.
pub(super) fn researchers(about: &CostDescription, rows: &[Row]) -> Result<Sheet, String> {
    let own = rows_of(rows, Series::Researchers)?;
    let (first, last) = ends(&own);
    let title = grown_title(&own, "researchers", last);
    let subtitle = format!(
        "One replication of the baseline over {}, calibration and pilot included, on one thread; {} to {} researchers",
        years_of(first),
        number::quantity(first.value),
        number::quantity(last.value)
    );
    let key = proportional_key("growth in proportion, through the largest world");
    let mut sheet = sheet(about, title, &subtitle, &key, last);
    beside(
        &mut sheet,
        &own,
        "researchers simulated",
        (Scale::Powers, Scale::Powers),
    );
    Ok(sheet)
}

/// Seconds and memory against the measured years.
pub(super) fn years(about: &CostDescription, rows: &[Row]) -> Result<Sheet, String> {
    let own = rows_of(rows, Series::Years)?;
    let (_, last) = ends(&own);
    let title = grown_title(&own, "years", last);
    let subtitle = format!(
        "One replication of the baseline, {} researchers simulated, on one thread; calibration, warm-up and the last projects' end are paid once",
        number::quantity(last.researchers as f64)
    );
    let key = proportional_key("growth in proportion, through the longest run");
    let mut sheet = sheet(about, title, &subtitle, &key, last);
    beside(
        &mut sheet,
        &own,
        "measured years",
        (Scale::Even, Scale::Even),
    );
    Ok(sheet)
}

/// Seconds of packages in one study against as many runs of their own.
pub(super) fn packages(about: &CostDescription, rows: &[Row]) -> Result<Sheet, String> {
    let own = rows_of(rows, Series::Packages)?;
    let apart = rows_of(rows, Series::PackagesApart).unwrap_or_default();
    let (_, last) = ends(&own);
    let alone = apart.iter().find(|row| row.packages == last.packages);
    let count = text::count(last.packages as usize, "package");
    let title = match alone {
        Some(alone) if last.packages > 1 => format!(
            "Together {count} take {} of the seconds of runs apart",
            percent(last.seconds().over(alone.seconds()))
        ),
        _ => format!("{} s for {count}", figure(last.seconds)),
    };
    let subtitle = format!(
        "One replication of each package over {}, {} researchers simulated, on one thread; packages of one study share calibration, pilot, warm-up and the baseline's run up to their first change",
        years_of(last),
        number::quantity(last.researchers as f64)
    );
    let mut key = vec![
        (Sign::Dot(BLUE), "packages of one study".to_owned()),
        (Sign::Dot(VERMILION), "each by a run of its own".to_owned()),
    ];
    key.extend(proportional_key("the first package's seconds each time"));
    let mut sheet = sheet(about, title, &subtitle, &key, last);
    let spans_decades = last.value > 10.0;
    let scale = if spans_decades {
        Scale::Powers
    } else {
        Scale::Even
    };
    let (first, _) = ends(&own);
    let panel = Panel {
        head: "Seconds",
        caption: "packages, the baseline among them",
        across: scale,
        up: scale,
        ticks_at_points: true,
        curves: vec![
            curve(VERMILION, &apart, SECONDS),
            curve(BLUE, &own, SECONDS),
        ],
        reference: (own.len() > 1).then(|| {
            let most = first.seconds * last.value / first.value;
            [(first.value, first.seconds), (last.value, most)]
        }),
    };
    panel.draw(&mut sheet.scene, sheet.body);
    Ok(sheet)
}

/// Time of an event against the load of every office.
pub(super) fn load(about: &CostDescription, rows: &[Row]) -> Result<Sheet, String> {
    let own = rows_of(rows, Series::Load)?;
    let (first, last) = ends(&own);
    let an_event = |row: &Row| Some(row.an_event());
    let dearest = (own.iter().skip(1)).max_by(|one, other| {
        one.nanoseconds_an_event
            .total_cmp(&other.nanoseconds_an_event)
    });
    let title = match dearest {
        Some(dearest) => load_title(first, dearest),
        None => format!("{} nanoseconds an event", figure(last.nanoseconds_an_event)),
    };
    let subtitle = format!(
        "Baseline over {}, {} researchers simulated, on one thread, forming of projects and warm-up included; files take so much more or less work that every office with a queue comes to the load",
        years_of(last),
        number::quantity(last.researchers as f64)
    );
    let key = vec![
        (Sign::Dot(BLUE), "median".to_owned()),
        interval_key(BLUE),
        (
            Sign::Dashes(SOFT),
            "twice the cost at the least load".to_owned(),
        ),
    ];
    let mut sheet = sheet(about, title, &subtitle, &key, last);
    let twice = 2.0 * first.nanoseconds_an_event;
    let panel = Panel {
        head: if last.processor_seconds.is_some() {
            "Processor nanoseconds an event"
        } else {
            "Nanoseconds an event"
        },
        caption: "load of every office with a queue, share of capacity",
        across: Scale::Near,
        up: Scale::Even,
        ticks_at_points: true,
        curves: vec![curve(BLUE, &own, an_event)],
        reference: Some([(first.value, twice), (last.value, twice)]),
    };
    panel.draw(&mut sheet.scene, sheet.body);
    Ok(sheet)
}

/// Whether long queues make events dear, only as far as the intervals tell.
fn load_title(first: &Row, dearest: &Row) -> String {
    let cost = dearest.an_event().over(first.an_event());
    let verdict = if first.runs.min(dearest.runs) < 2 {
        ", one run each"
    } else if cost.greatest <= 2.0 {
        ""
    } else if cost.least > 2.0 {
        ", more than twice"
    } else {
        "; whether twice is too near to tell"
    };
    format!(
        "At load {} an event costs {} that at {}{verdict}",
        plain(dearest.value),
        said(cost),
        plain(first.value)
    )
}

/// Seconds against threads, of several replications and of one.
pub(super) fn threads(about: &CostDescription, rows: &[Row]) -> Result<Sheet, String> {
    let own = rows_of(rows, Series::Threads)?;
    let one = rows_of(rows, Series::ThreadsOne).unwrap_or_default();
    let (first, last) = ends(&own);
    let count = text::count(last.replications as usize, "replication");
    let threads = text::count(last.threads as usize, "thread");
    let title = match (times(&own), times(&one)) {
        (Some(_), Some((_, of_one))) => format!(
            "{threads} take {} of the seconds of one for {count}, {} for one replication",
            percent(last.seconds().over(first.seconds())),
            percent(of_one)
        ),
        _ => format!("{count} on {threads}: {} s", figure(last.seconds)),
    };
    let subtitle = format!(
        "Replications of the baseline over {}, {} researchers simulated, calibration and pilot included; replications run side by side, one alone gains only what is formed beside its pilot",
        years_of(last),
        number::quantity(last.researchers as f64)
    );
    let key = vec![
        (Sign::Dot(BLUE), count),
        (Sign::Dot(VERMILION), "one replication".to_owned()),
        interval_key(SOFT),
        (
            Sign::Dashes(SOFT),
            "seconds shared out evenly among threads".to_owned(),
        ),
    ];
    let mut sheet = sheet(about, title, &subtitle, &key, last);
    let panel = Panel {
        head: "Seconds",
        caption: "threads",
        across: Scale::Powers,
        up: Scale::Powers,
        ticks_at_points: true,
        curves: vec![curve(VERMILION, &one, SECONDS), curve(BLUE, &own, SECONDS)],
        reference: (own.len() > 1).then(|| {
            let least = first.seconds * first.value / last.value;
            [(first.value, first.seconds), (last.value, least)]
        }),
    };
    panel.draw(&mut sheet.scene, sheet.body);
    Ok(sheet)
}

fn rows_of(rows: &[Row], series: Series) -> Result<Vec<&Row>, String> {
    let own: Vec<&Row> = rows.iter().filter(|row| row.series == series).collect();
    if own.is_empty() {
        return Err(format!("`cost` has no row of `{}`", series.name()));
    }
    Ok(own)
}

/// The first and the last row; there is one at least.
fn ends<'a>(own: &[&'a Row]) -> (&'a Row, &'a Row) {
    (own[0], own[own.len() - 1])
}

/// How many times the seconds have grown, and how many there are.
fn grown_title(own: &[&Row], what: &str, last: &Row) -> String {
    let seconds = figure(last.seconds);
    match times(own) {
        Some((grown, cost)) => format!(
            "{grown} times the {what} take {} the seconds: {seconds} s",
            said(cost)
        ),
        None => format!("{seconds} s for {} {what}", plain(last.value)),
    }
}

/// How many times what grows has grown, and the seconds with it.
fn times(own: &[&Row]) -> Option<(String, Range)> {
    let (first, last) = (own.first()?, own.last()?);
    let grown = last.value / first.value;
    let is_apart = own.len() > 1 && grown.is_finite();
    is_apart.then(|| {
        (
            number::quantity(grown.round()),
            last.seconds().over(first.seconds()),
        )
    })
}

/// `2.31 times (2.20 to 2.40)`; without an interval where each point is one run.
fn said(times: Range) -> String {
    let Range {
        median,
        least,
        greatest,
    } = times;
    if greatest - least < 1e-9 {
        return format!("{} times", figure(median));
    }
    // The ends stay on one line.
    format!(
        "{} ({}\u{a0}to\u{a0}{}) times",
        figure(median),
        figure(least),
        figure(greatest)
    )
}

/// `41 % (40 to 43)`.
fn percent(share: Range) -> String {
    let whole = |share: f64| number::fixed(share * 100.0, 0);
    let Range {
        median,
        least,
        greatest,
    } = share;
    if greatest - least < 1e-9 {
        return format!("{}\u{a0}%", whole(median));
    }
    format!(
        "{}\u{a0}% ({}\u{a0}to\u{a0}{})",
        whole(median),
        whole(least),
        whole(greatest)
    )
}

fn years_of(row: &Row) -> String {
    if (row.years - 1.0).abs() < 1e-9 {
        "1 measured year".to_owned()
    } else {
        format!("{} measured years", number::quantity(row.years))
    }
}

fn curve(ink: Ink, rows: &[&Row], of: Of) -> Curve {
    let points = rows.iter().filter_map(|row| Some((row.value, of(row)?)));
    Curve {
        ink,
        points: points.collect(),
    }
}

fn interval_key(ink: Ink) -> (Sign, String) {
    (
        Sign::Upright(ink.tint(0.45)),
        "from the least run to the greatest".to_owned(),
    )
}

fn proportional_key(words: &str) -> Vec<(Sign, String)> {
    vec![interval_key(BLUE), (Sign::Dashes(SOFT), words.to_owned())]
}

/// Seconds, and beside them the most memory where the system tells it.
fn beside(sheet: &mut Sheet, own: &[&Row], caption: &str, (across, up): (Scale, Scale)) {
    let mut shown: Vec<(&str, Of)> = vec![("Seconds", SECONDS)];
    if own.iter().all(|row| row.peak().is_some()) {
        shown.push(("Memory at most, megabytes", Row::peak));
    }
    let body = sheet.body;
    let columns = body.columns(shown.len(), BETWEEN);
    for ((head, of), room) in shown.into_iter().zip(columns) {
        let curve = curve(BLUE, own, of);
        let reference = match (curve.points.first(), curve.points.last()) {
            (Some((from, _)), Some((to, most))) if curve.points.len() > 1 => {
                let least = most.median * from / to;
                Some([(*from, least), (*to, most.median)])
            }
            _ => None,
        };
        let panel = Panel {
            head,
            caption,
            across,
            up,
            ticks_at_points: up == Scale::Even,
            curves: vec![curve],
            reference,
        };
        panel.draw(&mut sheet.scene, room);
    }
}

/// A sheet whose foot says what a point is. Date and machine stand in the manifest.
fn sheet(
    about: &CostDescription,
    title: String,
    subtitle: &str,
    key: &[(Sign, String)],
    last: &Row,
) -> Sheet {
    // One run has no least and greatest.
    let mut key = key.to_vec();
    key.retain(|(sign, _)| last.runs > 1 || !matches!(sign, Sign::Upright(_)));
    let each = if last.runs > 1 {
        format!("each point the median of {} runs", last.runs)
    } else {
        "each point one run".to_owned()
    };
    let partial = if about.partial {
        " \u{b7} PARTIAL, cut short"
    } else {
        ""
    };
    let source = format!(
        "{} \u{b7} {each} of one machine, which the manifest names \u{b7} Source: measured with Tidegate {}, scenario {}{partial}",
        about.title, about.version, about.study
    );
    Sheet::with_foot(title, subtitle, &key, &source)
}
