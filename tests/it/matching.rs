//! Finding a partner: residents and settled organisations of the host.

use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, Loss};

use crate::support::{Trial, one_year};

/// AAA is focal and takes no part; projects of BBB and CCC with it are hosted by the partner
/// in AAA or at home. A need of nothing but a journey: a project that meets begins and converges.
const WORLD: &str = concat!(
    one_year!("Two hosts with constant stocks", "focal = [\"AAA\"]\n"),
    r#"[jurisdiction.AAA]
researchers = 2000
residents_share = 0.5
[jurisdiction.BBB]
researchers = 20000
residents_share = 0.02
organisations_stock = 100
[jurisdiction.CCC]
researchers = 20000
[matching]
base = 0.4
ceiling = 0.9
residents_part = 0.6
residents_full = 40
organisations_full = 50
science_share = 0.1
[project.joint]
rate_a_year = 1
hosted_by_lead_share = 1
value.lognormal = { mean = 1, cv = 1 }
lead_days = 0
window_days = 100
theta = 1
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 1
route = []
"#
);

/// Projects of each host by jurisdiction: all, unmatched by welfare, by organisations.
#[derive(Default)]
struct Hosts(Vec<[f64; 3]>);

impl Listener for Hosts {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project, losses, ..
        } = *fact
        {
            let host = project.host.index();
            self.0.resize(self.0.len().max(host + 1), [0.0; 3]);
            self.0[host][0] += 1.0;
            let lost = |channel| {
                let mut losses = losses.iter();
                losses.any(|part| part.cause == Loss::Unmatched && part.channel == channel)
            };
            self.0[host][1] += f64::from(u8::from(lost(Channel::welfare)));
            self.0[host][2] += f64::from(u8::from(lost(Channel::organisations)));
        }
    }
}

/// Of the attainable, those with a uniform below the ceiling 0.9, residents miss 0.3 x (1 -
/// fill) and organisations 0.2 x (1 - fill). Residents of BBB from AAA: 20,000 x 0.02 x AAA's
/// part of the researchers who might come, 2,000 of 22,000 (weights are equal), of 40 x 20 x
/// 0.5 at which they are full. Organisations: 100 x 0.1 of 50. CCC has no constant stock and
/// nobody simulated; AAA is focal, so its share does not act.
#[test]
fn constant_stocks_fill_the_parts_of_hosts_that_are_not_focal() {
    let Hosts(hosts) = Trial::text(WORLD).run();
    let filled = [
        (0.0, 0.0),
        (400.0 * 2.0 / 22.0 / 400.0, 10.0 / 50.0),
        (0.0, 0.0),
    ];
    for (host, (residents, organisations)) in filled.into_iter().enumerate() {
        let [all, welfare, settled] = hosts[host];
        let expected = [
            0.3 * (1.0 - residents) / 0.9,
            0.2 * (1.0 - organisations) / 0.9,
        ];
        for (share, expected) in [welfare / all, settled / all].into_iter().zip(expected) {
            let error = 4.0 * (expected * (1.0 - expected) / all).sqrt();
            assert!(
                (share - expected).abs() < error,
                "host {host}: {share}, expected {expected}"
            );
        }
    }
}

/// The counts of moves, where a table has them, name the origins of residents.
#[test]
fn moves_give_the_origins_of_constant_residents() {
    let model = Trial::built_in("baseline").model();
    let matching = model.matching.as_ref().expect("partners are found");
    let place = |id: &str| {
        let mut places = model.jurisdictions.iter();
        places.position(|place| place.id == id).expect("a place")
    };
    let (usa, china) = (place("USA"), place("CHN"));
    assert!(matching.constant_residents[china].is_none(), "it is focal");
    let from = matching.constant_residents[usa].as_ref().expect("constant");
    let researchers = model.jurisdictions[usa].researchers as f64;
    assert!((from.iter().sum::<f64>() / researchers - 0.384).abs() < 1e-9);
    // 10,488 of 91,013 author moves to the United States in 2008 to 2012.
    let share = from[china] / from.iter().sum::<f64>();
    assert!((0.10..0.13).contains(&share), "{share}");
}

/// Residents are stacked below organisations; with both full the ceiling is reached.
#[test]
fn residents_and_organisations_lift_the_threshold_to_the_ceiling() {
    let full = "matching.base=0.9";
    let Hosts(hosts) = Trial::text(WORLD).with(&[full]).run();
    let lost: f64 = hosts.iter().map(|[_, one, other]| one + other).sum();
    assert!(lost < 0.5, "base and ceiling are one");
}
