//! Rows of an invented study: plausible in shape, meaning nothing.

mod ledgers;
mod world;

pub use world::{compare, tables};

use tidegate::compile::Package;
use tidegate::model::{Channel, Loss};
use tidegate::report::{
    ChannelLabel, CitedSource, Concern, Description, Grades, Limit, OfficeLabel, PackageLabel,
    Place, Procedure,
};
use tidegate::scenario::Id;
use tidegate::stats::PackageKey;
use tidegate::stats::tables::Statistic;

pub const REFORMS: [(&str, &str, &str); 6] = [
    (
        "top-level-design",
        "Strengthen top-level design",
        "加强顶层设计",
    ),
    ("laws", "Complete laws and regulations", "健全法律法规"),
    ("coordination", "Improve coordination", "强化部门协调"),
    ("policies", "Optimise policies", "优化政策措施"),
    ("procedures", "Simplify procedures", "简化办事流程"),
    ("guidance", "Publicise and guide", "加强宣传引导"),
];
pub const CHANNELS: [(Channel, &str, f64); 6] = [
    (Channel::personnel, "Entry and exit of researchers", 34.0),
    (Channel::data, "Cross-border scientific data", 118.0),
    (Channel::materials, "Samples, reagents, equipment", 72.0),
    (Channel::programmes, "Programmes and funds abroad", 96.0),
    (Channel::organisations, "International organisations", 310.0),
    (Channel::welfare, "Services and welfare", 21.0),
];
const PLACES: [(&str, &str); 25] = [
    ("CHN", "China"),
    ("USA", "United States"),
    ("JPN", "Japan"),
    ("DEU", "Germany"),
    ("KOR", "Republic of Korea"),
    ("IND", "India"),
    ("GBR", "United Kingdom"),
    ("FRA", "France"),
    ("BRA", "Brazil"),
    ("ITA", "Italy"),
    ("CAN", "Canada"),
    ("RUS", "Russian Federation"),
    ("AUS", "Australia"),
    ("ESP", "Spain"),
    ("TUR", "Türkiye"),
    ("POL", "Poland"),
    ("NLD", "Netherlands"),
    ("SWE", "Sweden"),
    ("SGP", "Singapore"),
    ("CHE", "Switzerland"),
    ("BEL", "Belgium"),
    ("ISR", "Israel"),
    ("ZAF", "South Africa"),
    ("PAK", "Pakistan"),
    ("ROW", "Rest of the world"),
];
/// Weights of the causes of loss, in the order of `Loss::ALL`.
const LOST: [f64; Loss::ALL.len()] = [
    0.14, 0.07, 0.045, 0.03, 0.052, 0.038, 0.027, 0.018, 0.012, 0.081, 0.022, 0.034,
];

/// The package of a name, which may end in `@` and a variant.
pub fn package(name: &str) -> PackageKey {
    let (name, variant) = match name.split_once('@') {
        Some((name, variant)) => (name, Some(variant)),
        None => (name, None),
    };
    let every = REFORMS.map(|(id, ..)| id);
    let reforms: Vec<&str> = match name {
        "baseline" => Vec::new(),
        "full" => every.to_vec(),
        joined => joined.split('+').collect(),
    };
    let reforms = reforms.into_iter().map(|id| Id::new(id).expect("an id"));
    PackageKey::new(Package::new(reforms.collect(), every.len())).under(variant)
}

/// A number from 0 to 1 that only its name decides.
fn luck(name: &str) -> f64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state ^= state >> 29;
    state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state ^= state >> 32;
    (state >> 11) as f64 / (1_u64 << 53) as f64
}

fn statistic(estimate: f64, half: f64) -> Statistic {
    Statistic {
        estimate: Some(estimate),
        low: Some(estimate - half),
        high: Some(estimate + half),
        n: 200,
        ..Statistic::default()
    }
}

/// Effect on convergence of a package, in share.
fn effect(id: &str) -> f64 {
    const ONE: [(&str, f64); 6] = [
        ("top-level-design", 0.012),
        ("laws", 0.026),
        ("coordination", 0.017),
        ("policies", 0.049),
        ("procedures", 0.022),
        ("guidance", 0.006),
    ];
    let id = id.split('@').next().unwrap_or_default();
    let sum: f64 = ONE
        .iter()
        .filter(|(reform, _)| id == "full" || id.split('+').any(|part| part == *reform))
        .map(|(_, effect)| effect)
        .sum();
    if id == "full" || id.contains('+') {
        sum * 1.12
    } else {
        sum
    }
}

/// `baseline`, the single reforms, `full`.
pub fn eight() -> Vec<String> {
    let mut ids = vec!["baseline".to_owned()];
    ids.extend(REFORMS.iter().map(|(id, ..)| (*id).to_owned()));
    ids.push("full".to_owned());
    ids
}

/// Every combination.
pub fn sixty_four() -> Vec<String> {
    let mut ids = eight();
    for mask in 1_u32..63 {
        if mask.count_ones() > 1 {
            let parts: Vec<&str> = (0..6)
                .filter(|bit| mask & (1 << bit) != 0)
                .map(|bit| REFORMS[bit].0)
                .collect();
            ids.push(parts.join("+"));
        }
    }
    ids
}

pub fn description(packages: &[String]) -> Description {
    let label = |id: &String| {
        let found = REFORMS.iter().find(|(reform, ..)| reform == id);
        let (en, zh) = match (id.as_str(), found) {
            ("baseline", _) => ("Baseline", "基准情景"),
            ("full", _) => ("All six reforms", "全部六项"),
            (_, Some((_, en, zh))) => (*en, *zh),
            _ => ("", ""),
        };
        PackageLabel {
            id: package(id),
            label_en: en.to_owned(),
            label_zh: zh.to_owned(),
            changes: if id == "baseline" { 0 } else { 7 },
        }
    };
    Description {
        targets: Vec::new(),
        title: "Invented study for the tests of the report".into(),
        study: "invented".into(),
        start: "2024-01-01".into(),
        years: 5,
        settled_years: 0,
        on_baseline: false,
        forms: Vec::new(),
        not_encoded: Vec::new(),
        reforming: vec!["Northland".to_owned()],
        warm_up_years: 2,
        replications: 200,
        draws: 200,
        packages: packages.iter().map(label).collect(),
        jurisdictions: PLACES
            .iter()
            .map(|(id, label)| Place {
                id: (*id).to_owned(),
                label_en: (*label).to_owned(),
                label_zh: String::new(),
            })
            .collect(),
        offices: (0..30)
            .map(|index| OfficeLabel {
                id: office(index),
                label: office_label(index),
                jurisdiction: PLACES[index % PLACES.len()].0.to_owned(),
            })
            .collect(),
        procedures: CHANNELS
            .iter()
            .map(|(channel, label, _)| Procedure {
                id: format!("chn-{channel}-out"),
                label: format!("{label}, exit approval"),
                channel: *channel,
            })
            .collect(),
        channels: CHANNELS
            .iter()
            .map(|(channel, label, _)| ChannelLabel {
                channel: *channel,
                label: (*label).to_owned(),
            })
            .collect(),
        limits: limits(),
        sources: vec![
            cited("S-02", "An invented yearbook, table 4"),
            cited("A2-01", "An invented order of the year before"),
        ],
        command: "tidegate study scenarios/invented.toml".into(),
        run_where: "Run in the study's folder:".into(),
        grades: Grades {
            measured: 212,
            analogue: 61,
            assumed: 147,
        },
        scale: 1,
        idle_offices: 0,
        warnings: vec!["The office of genetic data starts from a stated backlog.".into()],
        concerns: vec![
            concern(
                "One officer has less to do than stated",
                "chn-office-03",
                "load 0.61",
            ),
            concern("The limit cannot be kept", "chn-data-out.clock.law", ""),
            concern(
                "One officer has less to do than stated",
                "chn-office-11",
                "load 0.70",
            ),
        ],
        partial: false,
        version: "0.1.0".into(),
        currency: "CNY".into(),
        harmed: vec!["Under Simplify procedures, materials wait longer at the port.".into()],
        notes: vec!["Invented rows; no finding rests on them.".into()],
    }
}

fn limits() -> Vec<Limit> {
    vec![
        Limit {
            channel: Channel::data,
            label: "Invented order, art. 12".into(),
            days: 83.0,
        },
        Limit {
            channel: Channel::personnel,
            label: "Invented rule".into(),
            days: 30.0,
        },
    ]
}

fn cited(id: &str, source: &str) -> CitedSource {
    CitedSource {
        cited: id.to_owned(),
        fact: format!("An invented sentence for {id}."),
        figure: "12 of 40".to_owned(),
        source: source.to_owned(),
        addresses: vec!["https://example.org/yearbook?a=1&b=2".to_owned()],
        linked: true,
        status: "read in the source".to_owned(),
    }
}

fn concern(kind: &str, address: &str, found: &str) -> Concern {
    Concern {
        kind: kind.to_owned(),
        address: address.to_owned(),
        found: found.to_owned(),
    }
}

fn office(index: usize) -> String {
    format!("chn-office-{index:02}")
}

fn office_label(index: usize) -> String {
    let (_, channel, _) = CHANNELS[index % 6];
    let level = [
        "national desk",
        "provincial desk",
        "city desk",
        "port",
        "institution",
    ][index % 5];
    format!("{channel}: {level} {}", index + 1)
}
