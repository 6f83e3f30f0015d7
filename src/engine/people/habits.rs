//! How often a researcher forms projects, and with whom again and again.
//!
//! Her activity class multiplies her rate. Her standing partner institution is drawn by gravity
//! over all jurisdictions, simulated or not. Of a kind with the repeat share s, and with a share r
//! of her jurisdiction's partners in simulated corridors, she forms s + (1 - s) r of her projects
//! here if her standing partner is within them, and (1 - s) r otherwise: her standing partner
//! outside repeats nothing here. Since r of the researchers have one within, each corridor keeps
//! the number that gravity gives it.

use crate::draw::{Key, Purpose, RandomStream};
use crate::id::indices;
use crate::model::{FieldIndex, JurisdictionIndex, Model};

/// A stream of projects before it is thinned to a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stream {
    /// For each kind, what repeated projects make of its rate.
    pub factors: Vec<f64>,
    /// The greatest rate a year of any field, with a partner anywhere.
    pub greatest: f64,
}

/// The rates at which the researchers of a jurisdiction form projects.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pace {
    /// Share of partners in simulated corridors.
    pub reachable: f64,
    /// With a standing partner outside the simulated corridors, and within.
    pub streams: [Stream; 2],
    /// Whether some projects are repeated.
    repeats: bool,
    /// The greatest factor of an activity class.
    most_active: f64,
}

impl Pace {
    pub fn new(model: &Model, place: JurisdictionIndex) -> Self {
        let reachable: f64 = (0..model.jurisdictions.len())
            .filter(|&to| model.simulated[place.index()][to])
            .map(|to| model.corridors[place.index()][to])
            .sum();
        let streams = [false, true].map(|within| {
            let of_kind = |repeated: f64| -> f64 {
                if within {
                    1.0 + repeated * (1.0 / reachable - 1.0)
                } else {
                    1.0 - repeated
                }
            };
            let kinds = model.kinds.iter();
            Stream::new(
                model,
                kinds.map(|kind| of_kind(kind.repeat_share)).collect(),
            )
        });
        let factors = model.activities.iter().map(|class| class.factor);
        Self {
            reachable,
            streams,
            repeats: model.kinds.iter().any(|kind| kind.repeat_share > 0.0),
            most_active: factors.reduce(f64::max).unwrap_or(1.0),
        }
    }

    /// The greatest rate a year of any researcher.
    pub fn fastest(&self) -> f64 {
        if self.reachable <= 0.0 {
            return 0.0;
        }
        let [outside, within] = &self.streams;
        outside.greatest.max(within.greatest) * self.reachable * self.most_active
    }

    /// Of the projects of a researcher whose standing partner is within the simulated corridors,
    /// the share that is with it.
    pub fn repeat_chance(&self, repeat_share: f64) -> f64 {
        repeat_share / (repeat_share + (1.0 - repeat_share) * self.reachable)
    }
}

impl Stream {
    fn new(model: &Model, factors: Vec<f64>) -> Self {
        let rate_of = |field: FieldIndex| -> f64 {
            let kinds = model.kinds.iter().zip(&factors);
            kinds
                .filter(|(kind, _)| !kind.resident_led)
                .map(|(kind, factor)| kind.rate_by_field[field.index()] * factor)
                .sum()
        };
        let greatest = indices(model.fields.len()).map(rate_of).fold(0.0, f64::max);
        Self { factors, greatest }
    }
}

/// What a researcher's keyed draws say of her.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Habits {
    /// The factor of her activity class.
    pub factor: f64,
    /// If her standing partner is within the simulated corridors, the uniform of its
    /// jurisdiction among them.
    pub standing: Option<f64>,
}

impl Habits {
    pub fn new(model: &Model, luck: RandomStream, researcher: Key, pace: &Pace) -> Self {
        let mut habits = Self {
            factor: 1.0,
            standing: None,
        };
        if model.activities.is_empty() && !pace.repeats {
            return habits;
        }
        let purposes = [Purpose::Activity, Purpose::StandingPartner];
        let [mut u, v] = luck.uniform_pair(researcher, purposes, 0);
        if let Some(last) = model.activities.last() {
            let of_hers = model.activities.iter().find(|class| {
                u -= class.share;
                u < 0.0
            });
            habits.factor = of_hers.unwrap_or(last).factor;
        }
        if pace.repeats && v < pace.reachable {
            habits.standing = Some(v / pace.reachable);
        }
        habits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, build, load_text};
    use crate::engine::people::generator::ProjectGenerator;
    use crate::engine::people::population::{Population, people_key};
    use crate::engine::record::PotentialProject;
    use crate::model::Instant;

    /// AAA is focal; half of the partners of each place are in each of the others, so that half
    /// of the projects of BBB and CCC are with one another, outside the simulated corridors.
    const WORLD: &str = r#"
format = 1
title = "Who travels"
[study]
start = 2023-01-01
warm_up_years = 0
years = 1
discount_a_year = 0
focal = ["AAA"]
[jurisdiction.AAA]
researchers = 20000
[jurisdiction.BBB]
researchers = 20000
[jurisdiction.CCC]
researchers = 20000
[institution.default]
researchers_mean = 100
researchers_cv = 1
[project.joint]
rate_a_year = 1
hosted_by_lead_share = 0.5
value.lognormal = { mean = 1, cv = 1 }
lead_days = 0
window_days = 100
theta = 1
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 1
route = []
"#;

    const CLASSES: &str = "
[activity.seldom]
share = 0.7
factor = 0.3
[activity.at-times]
share = 0.25
factor = 1.6
[activity.often]
share = 0.05
factor = 7.8
";

    struct Drawn {
        model: Model,
        projects: Vec<PotentialProject>,
        /// Of each project: the factor of its lead, and whether it is with her standing partner.
        leads: Vec<(f64, bool)>,
    }

    fn drawn(text: &str) -> Drawn {
        let scenario = load_text("text", text, &[]).unwrap_or_else(|f| panic!("{f}"));
        let model = build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"));
        let population = Population::new(&model, 1);
        let luck = RandomStream::new(1, 0);
        let year = model.frame.measured_to;
        let span = [Instant::START, year];
        let generator = ProjectGenerator::new(&model, &population, luck, span, year);
        let projects = generator.batch(&[]).projects;
        let leads = projects.iter().map(|potential| {
            let place = potential.lead_at;
            let who = people_key(&model, place).with(potential.lead.index() as u64);
            let habits = Habits::new(&model, luck, who, &Pace::new(&model, place));
            let partner = (potential.partner_at, potential.partner_institution);
            let standing = habits.standing;
            let standing = standing.map(|u| generator.standing_partner(place, who, u));
            (habits.factor, standing == Some(partner))
        });
        let leads = leads.collect();
        Drawn {
            model,
            projects,
            leads,
        }
    }

    impl Drawn {
        /// Projects of each corridor, by lead and partner.
        fn by_corridor(&self) -> [[f64; 3]; 3] {
            let mut counts = [[0.0; 3]; 3];
            for potential in &self.projects {
                counts[potential.lead_at.index()][potential.partner_at.index()] += 1.0;
            }
            counts
        }
    }

    /// Half of 20,000 researchers at one project a year on each corridor, whatever the classes
    /// and repeats. A researcher's rate then has a mean square of 1.3 at most, so that a count
    /// has a standard deviation of about 180.
    #[test]
    fn classes_and_repeats_keep_the_number_of_projects_on_each_corridor() {
        let repeats = WORLD.replace("[project.joint]", "[project.joint]\nrepeat_share = 0.6");
        let worlds = [
            WORLD.to_owned(),
            format!("{WORLD}{CLASSES}"),
            repeats.clone(),
            format!("{repeats}{CLASSES}"),
        ];
        for text in worlds {
            let counts = drawn(&text).by_corridor();
            for (from, to) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
                let count = counts[from][to];
                assert!((count - 10_000.0).abs() < 720.0, "{from} to {to}: {count}");
            }
            assert!(counts[1][2] + counts[2][1] < 0.5, "not simulated");
        }
    }

    /// A class leads its share of researchers times its factor.
    #[test]
    fn each_class_leads_its_share_of_projects() {
        let drawn = drawn(&format!("{WORLD}{CLASSES}"));
        assert_eq!(drawn.model.activities.len(), 3);
        let all = drawn.leads.len() as f64;
        for (factor, expected) in [(0.3, 0.21), (1.6, 0.40), (7.8, 0.39)] {
            let of_class = |lead: &&(f64, bool)| (lead.0 - factor).abs() < 1e-9;
            let share = drawn.leads.iter().filter(of_class).count() as f64 / all;
            assert!((share - expected).abs() < 0.015, "{factor}: {share}");
        }
    }

    /// From each place the stated share of projects is with the standing partner institution,
    /// also where that is outside the simulated corridors for half of the researchers. By chance
    /// less than one project in a hundred is with it.
    #[test]
    fn the_stated_share_is_with_the_standing_institution() {
        let text = WORLD.replace("[project.joint]", "[project.joint]\nrepeat_share = 0.6");
        let drawn = drawn(&text);
        for place in 0..3 {
            let own = drawn.projects.iter().zip(&drawn.leads);
            let own: Vec<bool> = own
                .filter(|(potential, _)| potential.lead_at.index() == place)
                .map(|(_, lead)| lead.1)
                .collect();
            let share = own.iter().filter(|repeated| **repeated).count() as f64 / own.len() as f64;
            assert!((0.585..0.625).contains(&share), "{place}: {share}");
        }
    }

    /// Drawn shares are scaled to add to 1, then drawn factors to a mean of 1; a share of 0
    /// repeats nothing.
    #[test]
    fn drawn_classes_keep_their_sums_and_no_repeats_change_nothing() {
        let ranges = CLASSES
            .replace(
                "share = 0.7",
                "share = { value = 0.7, low = 0.5, high = 0.9, grade = \"assumed\" }",
            )
            .replace(
                "factor = 1.6",
                "factor = { value = 1.6, low = 1, high = 3, grade = \"assumed\" }",
            );
        let text = format!("{WORLD}{ranges}");
        let scenario = load_text("text", &text, &[]).unwrap_or_else(|f| panic!("{f}"));
        for draw in [0, 1, 2] {
            let options = Options {
                draw,
                draws: 2,
                ..Options::default()
            };
            let model = build(&scenario, &options).unwrap_or_else(|f| panic!("{f}"));
            let classes = model.activities.iter();
            let (shares, products) = classes.fold((0.0, 0.0), |(shares, products), class| {
                (shares + class.share, products + class.share * class.factor)
            });
            assert!((shares - 1.0_f64).abs() < 1e-12 && (products - 1.0_f64).abs() < 1e-12);
        }
        let none = WORLD.replace("[project.joint]", "[project.joint]\nrepeat_share = 0");
        assert!(drawn(&none).projects == drawn(WORLD).projects);
    }
}
