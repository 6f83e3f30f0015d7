//! What comes to a full branch is turned away, and nothing is lost of it.

use tidegate::engine::fact::Outcome;
use tidegate::engine::{Fact, Listener};
use tidegate::model::{Loss, OfficeIndex};

use crate::support::Trial;

/// What became of the files of one desk: research cases, and background cases.
#[derive(Debug, Default, PartialEq)]
struct Desk {
    filed: [u64; 2],
    reached: [u64; 2],
    turned_away: [u64; 2],
    served: [u64; 2],
    refused: [u64; 2],
    /// Projects lost to a refusal by the desk.
    lost: u64,
}

impl Listener for Desk {
    fn record(&mut self, fact: &Fact<'_>) {
        let kind = |research: &bool| usize::from(!research);
        match fact {
            Fact::Filed { research, .. } => self.filed[kind(research)] += 1,
            Fact::Reached { research, .. } => self.reached[kind(research)] += 1,
            Fact::TurnedAway { research, .. } => self.turned_away[kind(research)] += 1,
            Fact::Served { research, .. } => self.served[kind(research)] += 1,
            Fact::Decided {
                research,
                outcome: Outcome::Refused,
                ..
            } => self.refused[kind(research)] += 1,
            Fact::ProjectEnded { losses, .. } => {
                let by_desk = losses.iter().filter(|part| {
                    part.cause == Loss::Refused && part.office == Some(OfficeIndex::from_index(0))
                });
                self.lost += by_desk.count() as u64;
            }
            _ => {}
        }
    }
}

/// A desk of one officer who takes a day for a paper; every project needs one. The desk and
/// the paper may have further keys.
fn desk(office: &str, paper: &str) -> Desk {
    let text = format!(
        "format = 1\ntitle = \"Room\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nlabel = {{ en = \"A\", zh = \"A\" }}\nresearchers = 40\n\
         weekend = []\nhours = \"always\"\n[jurisdiction.XBB]\nlabel = {{ en = \"B\", zh = \"B\" }}\n\
         researchers = 40\nweekend = []\nhours = \"always\"\n[institution.default]\nresearchers_mean = 10\n\
         researchers_cv = 0.5\n[field.all]\nshare = 1\n[belief]\nhalf_life_days = 365\nsuccess = 1\n\
         delay_days = 0\nweight = 0\nown_weight = 0\n[office.desk]\njurisdiction = \"XAA\"\n\
         queue.first_come = {{}}\nofficers = 1\n{office}\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"exit\"\nroute = \"paper\"\n\
         background_a_year = 300\n{paper}\n[procedure.paper.step.one]\noffice = \"desk\"\nafter = []\n\
         work.fixed = {{ hours = 24 }}\n\
         [project.joint]\nlabel = {{ en = \"J\", zh = \"J\" }}\nrate_a_year = 3\nhosted_by_lead_share = 0\n\
         value.lognormal = {{ mean = 1, cv = 1 }}\nlead_days = 1\nwindow_days = 200\ntheta = 0.5\n\
         [project.joint.need.paper]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"paper\"]\n"
    );
    Trial::text(text).run()
}

#[test]
fn a_file_that_is_turned_away_is_refused() {
    let full = desk("capacity = 2", "");
    assert!(full.turned_away.iter().all(|count| *count > 20), "{full:?}");
    // One officer does a paper a day.
    assert!(full.served.iter().sum::<u64>() <= 367 + 200, "{full:?}");
    assert_eq!(full.turned_away, full.refused);
    assert_eq!(full.lost, full.turned_away[0]);
    for kind in 0..2 {
        assert_eq!(full.reached[kind], full.filed[kind]);
        let open = full.reached[kind] - full.turned_away[kind] - full.served[kind];
        assert!(open <= 1, "one at most waits in the end: {full:?}");
    }
}

#[test]
fn a_file_that_is_turned_away_may_come_again_once() {
    let paper = "refile_share = 1\ncorrect.exponential = { mean_days = 3 }";
    let again = desk("capacity = 2", paper);
    assert!(again.refused.iter().all(|count| *count > 10), "{again:?}");
    for kind in 0..2 {
        // Who is refused has come twice, and some were let in at the second time.
        assert!(
            again.turned_away[kind] > again.refused[kind] * 2,
            "{again:?}"
        );
        let filed_again = again.turned_away[kind] - again.refused[kind];
        let came_again = again.reached[kind] - again.filed[kind];
        let on_the_way = filed_again - came_again;
        assert!(on_the_way <= 8, "{again:?}");
    }
    assert_eq!(again.lost, again.refused[0]);
}

#[test]
fn room_for_all_changes_nothing() {
    let plain = desk("", "");
    assert_eq!(plain.turned_away, [0, 0]);
    assert_eq!(desk("capacity = 100000", ""), plain);
}
