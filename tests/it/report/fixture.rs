//! Rows of an invented study: plausible in shape, meaning nothing.

use tidegate::report::{Description, Grades, Limit, Named, PackageLabel, Place, Procedure};
use tidegate::stats::tables::{
    Assumption, Audit, Corridor, Difference, Distribution, Effect, Indicator, Loss, Office,
    ReformRow, Series, Statistic, Tables, TargetRow, Waiting,
};

pub const REFORMS: [(&str, &str, &str); 6] = [
    ("top-level-design", "Strengthen top-level design", "加强顶层设计"),
    ("laws", "Complete laws and regulations", "健全法律法规"),
    ("coordination", "Improve coordination", "强化部门协调"),
    ("policies", "Optimise policies", "优化政策措施"),
    ("procedures", "Simplify procedures", "简化办事流程"),
    ("guidance", "Publicise and guide", "加强宣传引导"),
];
pub const CHANNELS: [(&str, &str, f64); 6] = [
    ("personnel", "Entry and exit of researchers", 34.0),
    ("data", "Cross-border scientific data", 118.0),
    ("materials", "Samples, reagents, equipment", 72.0),
    ("programmes", "Programmes and funds abroad", 96.0),
    ("organisations", "International organisations", 310.0),
    ("welfare", "Services and welfare", 21.0),
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
const CAUSES: [(&str, f64); 12] = [
    ("unmatched", 0.14),
    ("deterred", 0.07),
    ("ineligible", 0.045),
    ("unfunded", 0.03),
    ("no-pathway", 0.052),
    ("unaware", 0.038),
    ("refused", 0.027),
    ("abandoned", 0.018),
    ("expired", 0.012),
    ("late", 0.081),
    ("incomplete", 0.022),
    ("delayed", 0.034),
];
const SPREADS: [(&str, f64); 2] = [("luck", 0.35), ("luck and unknowns", 1.0)];

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
    if id == "full" || id.contains('+') { sum * 1.12 } else { sum }
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
            id: id.clone(),
            label_en: en.to_owned(),
            label_zh: zh.to_owned(),
            changes: if id == "baseline" { 0 } else { 7 },
        }
    };
    let named = |id: &str, label: &str| Named {
        id: id.to_owned(),
        label: label.to_owned(),
    };
    Description {
        title: "Invented study for the tests of the report".into(),
        study: "invented".into(),
        start: "2024-01-01".into(),
        years: 5,
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
            .map(|index| named(&office(index), &office_label(index)))
            .collect(),
        procedures: CHANNELS
            .iter()
            .map(|(channel, label, _)| Procedure {
                id: format!("chn-{channel}-out"),
                label: format!("{label}, exit approval"),
                channel: (*channel).to_owned(),
            })
            .collect(),
        channels: CHANNELS.iter().map(|(id, label, _)| named(id, label)).collect(),
        limits: vec![
            Limit {
                channel: "data".into(),
                label: "Invented order, art. 12".into(),
                days: 83.0,
            },
            Limit {
                channel: "personnel".into(),
                label: "Invented rule".into(),
                days: 30.0,
            },
        ],
        sources: vec![
            named("S-02", "An invented yearbook, table 4"),
            named("A2-01", "An invented order of the year before"),
        ],
        command: "tidegate study scenarios/invented.toml".into(),
        grades: Grades {
            measured: 212,
            analogue: 61,
            assumed: 147,
        },
        scale: 1,
        warnings: vec!["The office of genetic data starts from a stated backlog.".into()],
        partial: false,
        version: "0.1.0".into(),
        currency: "CNY".into(),
        harmed: vec!["Under Simplify procedures, materials wait longer at the port.".into()],
        notes: vec!["Invented rows; no finding rests on them.".into()],
    }
}

fn office(index: usize) -> String {
    format!("chn-office-{index:02}")
}

fn office_label(index: usize) -> String {
    let (_, channel, _) = CHANNELS[index % 6];
    let level = ["national desk", "provincial desk", "city desk", "port", "institution"][index % 5];
    format!("{channel}: {level} {}", index + 1)
}

/// Tables for the packages of the description.
pub fn tables(about: &Description) -> Tables {
    let mut tables = Tables::default();
    let ids: Vec<String> = about.packages.iter().map(|package| package.id.clone()).collect();
    for id in &ids {
        world(&mut tables, id);
        losses(&mut tables, id);
        waiting(&mut tables, id);
        days(&mut tables, id);
        quarters(&mut tables, id);
        if id != "baseline" {
            recovered(&mut tables, id);
        }
        if id == "baseline" || id == "full" {
            offices(&mut tables, id);
            corridors(&mut tables, id);
        }
    }
    for variant in ["load-0.80", "load-0.90", "rho-low", "rho-high", "needs-halved", "needs-doubled"] {
        for id in ["baseline", "full"] {
            world(&mut tables, &format!("{id}@{variant}"));
        }
    }
    registers(&mut tables);
    tables
}

/// Indicator, unit, level at the baseline, change with every reform.
fn indicators() -> Vec<(String, &'static str, f64, f64)> {
    let mut all: Vec<(String, &str, f64, f64)> = [
        ("convergence_on_time", "share", 0.512, 0.14),
        ("assembly_days.median", "days", 143.0, -31.0),
        ("assembly_days.mean", "days", 171.0, -28.0),
        ("assembly_days.p90", "days", 322.0, -44.0),
        ("arrival.researchers", "per year", 18_420.0, 4_100.0),
        ("arrival.data", "per year", 912.0, 410.0),
        ("arrival.materials", "per year", 2_304.0, 380.0),
        ("arrival.funds", "per year", 1_288.0, 201.0),
        ("exposure", "per 1,000 crossings", 3.2, 1.9),
        ("burden.applicant_days", "days", 96_000.0, -22_000.0),
        ("burden.officer_days", "days", 41_000.0, 1_200.0),
        ("burden.money", "CNY", 310_000_000.0, -41_000_000.0),
        ("displaced", "CNY per year", 12_400_000.0, 900_000.0),
        ("reform_cost", "CNY", 0.0, 1_450_000_000.0),
        ("residents", "persons", 41_200.0, 2_600.0),
        ("retention", "share per year", 0.83, 0.03),
        ("organisations", "count", 14.0, 9.0),
        ("projects_realised", "per year", 2_310.0, 640.0),
        ("projects_potential", "per year", 5_480.0, 0.0),
    ]
    .map(|(id, unit, level, change)| (id.to_owned(), unit, level, change))
    .into();
    for (channel, _, days) in CHANNELS {
        for (part, factor) in [("median", 1.0), ("mean", 1.3), ("p90", 2.6)] {
            let id = format!("elapsed_days.{channel}.{part}");
            all.push((id, "days", days * factor, -0.2 * days * factor));
        }
        all.push((format!("refused.{channel}"), "share", 0.061, -0.01));
        all.push((format!("aspect.{channel}"), "share", 0.55 + days / 2_000.0, 0.11));
    }
    for kind in ["researchers", "data", "materials", "funds"] {
        all.push((format!("last_arrival.{kind}"), "share", 0.25, 0.02));
    }
    all
}

fn world(tables: &mut Tables, id: &str) {
    let part = effect(id) / 0.13;
    let nudge = if id.contains('@') { 0.08 * (luck(id.split('@').next_back().unwrap_or_default()) - 0.5) } else { 0.0 };
    let mut all = indicators();
    all.push(("convergence".to_owned(), "share", 0.431 + nudge, 0.132));
    for (indicator, unit, level, change) in all {
        for (spread, width) in SPREADS {
            let convergence = indicator == "convergence";
            let by = if convergence { effect(id) } else { change * part * (0.5 + luck(&format!("{id}{indicator}"))) };
            let half = width * if convergence { 0.021 } else { 0.05 * level.abs().max(change.abs()) };
            row(tables, id, &indicator, unit, spread, statistic(level + by, half));
            if id != "baseline" {
                let half = width * if convergence { 0.007 } else { 0.2 * change.abs() };
                difference(tables, id, &indicator, unit, spread, statistic(by, half));
            }
        }
    }
    if id == "baseline" {
        return;
    }
    for (spread, width) in SPREADS {
        let effect = effect(id);
        difference(tables, id, "convergence:evidence_only", "share", spread, statistic(effect * 0.45, width * 0.004));
        let per = effect / (0.1 + 1.45 * part) ;
        row(tables, id, "convergence_per_cost", "share per 1 billion CNY", spread, statistic(per, width * 0.01));
        for (channel, _, days) in CHANNELS {
            let indicator = format!("elapsed_days_matched.{channel}.median");
            difference(tables, id, &indicator, "days", spread, statistic(-0.3 * days * part, width * days * 0.05));
        }
    }
    for year in 2024..2029 {
        tables.indicators.push(Indicator {
            package: id.to_owned(),
            jurisdiction: String::new(),
            partner: String::new(),
            field: String::new(),
            year: year.to_string(),
            indicator: "convergence".into(),
            unit: "share".into(),
            spread: "luck".into(),
            statistic: statistic(0.43 + effect(id) * f64::from(year - 2023) / 5.0, 0.01),
        });
    }
}

fn row(tables: &mut Tables, id: &str, indicator: &str, unit: &str, spread: &str, statistic: Statistic) {
    tables.indicators.push(Indicator {
        package: id.to_owned(),
        jurisdiction: String::new(),
        partner: String::new(),
        field: String::new(),
        year: String::new(),
        indicator: indicator.to_owned(),
        unit: unit.to_owned(),
        spread: spread.to_owned(),
        statistic,
    });
}

fn difference(tables: &mut Tables, id: &str, indicator: &str, unit: &str, spread: &str, statistic: Statistic) {
    tables.differences.push(Difference {
        package: id.to_owned(),
        jurisdiction: String::new(),
        partner: String::new(),
        field: String::new(),
        year: String::new(),
        indicator: indicator.to_owned(),
        unit: unit.to_owned(),
        spread: spread.to_owned(),
        statistic,
    });
}

fn losses(tables: &mut Tables, id: &str) {
    let lost: f64 = CAUSES.iter().map(|(_, share)| share).sum();
    let realised = 0.431 + effect(id);
    let mut push = |cause: &str, channel: &str, office: &str, share: f64, unlock: Option<f64>| {
        tables.losses.push(Loss {
            package: id.to_owned(),
            jurisdiction: String::new(),
            cause: cause.to_owned(),
            channel: channel.to_owned(),
            office: office.to_owned(),
            value: share * 1e9,
            share,
            unlock,
            statistic: statistic(share, share * 0.06),
        });
    };
    push("realised", "", "", realised, None);
    for (cause, share) in CAUSES {
        let share = share / lost * (1.0 - realised);
        let weights: Vec<f64> = CHANNELS.iter().map(|(channel, ..)| 0.1 + luck(&format!("{cause}{channel}"))).collect();
        let all: f64 = weights.iter().sum();
        for (index, (channel, ..)) in CHANNELS.iter().enumerate() {
            let office = if ["late", "refused", "delayed"].contains(&cause) { office(index) } else { String::new() };
            push(cause, channel, &office, share * weights[index] / all, Some(share * 0.8));
        }
    }
}

fn waiting(tables: &mut Tables, id: &str) {
    let causes = ["other-resources", "preparing", "stopped", "transit", "passage", "holiday", "closed", "in-service", "queue"];
    let mut rows = Vec::new();
    for (channel, _, days) in CHANNELS {
        for (index, cause) in causes.iter().enumerate() {
            let weight = days * (0.1 + luck(&format!("{channel}{cause}")));
            let office = if index > 5 { office(index) } else { String::new() };
            rows.push((channel, *cause, office, weight));
        }
    }
    let all: f64 = rows.iter().map(|row| row.3).sum();
    for (channel, cause, office, days) in rows {
        tables.waiting.push(Waiting {
            package: id.to_owned(),
            jurisdiction: String::new(),
            channel: channel.to_owned(),
            procedure: format!("chn-{channel}-out"),
            office,
            cause: cause.to_owned(),
            days: days * 1e4,
            share: days / all,
            statistic: statistic(days / all, 0.04 * days / all),
        });
    }
}

fn days(tables: &mut Tables, id: &str) {
    for (channel, _, median) in CHANNELS {
        let median = median * (1.0 - 1.8 * effect(id));
        for step in 1..20 {
            let quantile = f64::from(step) / 20.0;
            let days = median * (1.6 * (quantile - 0.5) / (1.05 - quantile).sqrt()).exp();
            tables.distributions.push(Distribution {
                package: id.to_owned(),
                jurisdiction: String::new(),
                channel: channel.to_owned(),
                quantile,
                days,
                statistic: statistic(days, days * 0.04),
            });
        }
    }
}

fn quarters(tables: &mut Tables, id: &str) {
    for quarter in 0_u32..20 {
        let (year, month) = (2024 + quarter / 4, quarter % 4 * 3 + 1);
        let ramp = (f64::from(quarter) / 6.0).min(1.0);
        let season = 0.006 * f64::from(quarter % 4) - 0.008 * luck(&format!("q{quarter}"));
        tables.series.push(Series {
            package: id.to_owned(),
            jurisdiction: String::new(),
            indicator: "realised_share_quarter".into(),
            month: format!("{year}-{month:02}"),
            statistic: statistic(0.43 + effect(id) * ramp + season, 0.012),
        });
    }
}

fn offices(tables: &mut Tables, id: &str) {
    for index in 0..30 {
        let name = office(index);
        let load = 0.45 + 0.52 * luck(&name);
        let change = 1.0 - 2.0 * effect(id) * luck(&format!("{name}after"));
        tables.offices.push(Office {
            package: id.to_owned(),
            jurisdiction: "CHN".into(),
            office: name,
            branches: 1 + index as u32 % 31,
            officers: 3.0 + index as f64,
            nominal_load: (index % 4 != 0).then_some(0.85),
            load: Some(load * change),
            utilisation: Some(load * change * 0.98),
            queue_days_mean: Some(load * 9.0),
            queue_days_p90: Some(load * 22.0),
            cases: 900.0 * (1.0 + luck(&format!("{index}cases"))),
            background: 4_000.0,
            statistic: statistic(load * change * 0.98, 0.012),
        });
    }
}

fn corridors(tables: &mut Tables, id: &str) {
    for (place, _) in &PLACES[1..] {
        for (origin, destination) in [(*place, "CHN"), ("CHN", *place)] {
            let name = format!("{origin}{destination}");
            let gain = effect(id) * (1.6 * luck(&name) - 0.15);
            tables.corridors.push(Corridor {
                package: id.to_owned(),
                origin: origin.to_owned(),
                destination: destination.to_owned(),
                indicator: "convergence".into(),
                statistic: statistic(0.3 + 0.3 * luck(&format!("{name}base")) + gain, 0.02),
            });
        }
    }
}

fn recovered(tables: &mut Tables, id: &str) {
    for (channel, ..) in CHANNELS {
        let share = effect(id) * (luck(&format!("{id}{channel}effect")) * 0.5 - 0.07);
        tables.effects.push(Effect {
            reform: id.to_owned(),
            channel: channel.to_owned(),
            statistic: statistic(share, 0.0025),
        });
    }
}

fn registers(tables: &mut Tables) {
    for (reform, ..) in REFORMS {
        tables.reforms.push(ReformRow {
            reform: reform.to_owned(),
            change: "an-invented-change".into(),
            address: "procedure.chn-data-out.exempt_share".into(),
            from: "0".into(),
            to: "raise 0.6 (0.3 to 0.7)".into(),
            grade: "assumed".into(),
            source: String::new(),
            cost: Some(120_000_000.0),
        });
    }
    for (target, observed, simulated, fitted) in [
        ("data-assessments", 122.0, Some(131.0), true),
        ("short-visits", 52_000.0, Some(18_000.0), false),
        ("material-lots", 2_100.0, Some(2_350.0), false),
        ("organisations-settled", 14.0, None, false),
    ] {
        tables.targets.push(TargetRow {
            target: target.to_owned(),
            observed,
            simulated,
            low: simulated.map(|value| value * 0.93),
            high: simulated.map(|value| value * 1.07),
            counts: "all".into(),
            fitted,
            source: "S-02".into(),
        });
    }
    for index in 0..40 {
        tables.assumptions.push(Assumption {
            address: format!("procedure.chn-data-out.step.s{index}.work.fixed.hours"),
            value: 1.5 + index as f64,
            low: Some(1.0),
            high: Some(60.0),
            grade: ["measured", "analogue", "assumed"][index % 3].to_owned(),
            status: "given".into(),
            source: if index % 3 == 2 { String::new() } else { "A2-01".into() },
        });
    }
    for check in ["cases are conserved", "losses add to potential", "waiting adds to elapsed"] {
        tables.audit.push(Audit {
            check: check.to_owned(),
            subject: "baseline".into(),
            residual: 0,
            ok: true,
        });
    }
}
