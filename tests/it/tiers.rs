//! Tiers under which an office takes its applicants.

use std::collections::BTreeSet;

use tidegate::compile::Options;
use tidegate::engine::{Fact, Listener};
use tidegate::study::{self, Correction};

use crate::support::{Folder, OrFail, Trial, load_text, tidegate};

/// Every project needs a visit from XBB to XAA, whose desk has three tiers, each with a
/// procedure of its own.
fn world(rest: &str) -> String {
    let paper = |tier: &str| {
        format!(
            "[procedure.paper-{tier}]\njurisdiction = \"XAA\"\nchannel = \"personnel\"\n\
             direction = \"entry\"\nroute = \"visit\"\ntier = \"{tier}\"\n\
             [procedure.paper-{tier}.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n"
        )
    };
    format!(
        "format = 1\ntitle = \"Tiers\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 3000\n[jurisdiction.XBB]\nresearchers = 3000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nunlimited = true\n\
         [office.desk.tier]\na = 0.2\nb = 0.3\nc = 0.5\n{}{}{}\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = [\"visit\"]\n{rest}",
        paper("a"),
        paper("b"),
        paper("c")
    )
}

fn reform(tier: &str, change: &str) -> String {
    format!(
        "[reform.policies]\n[reform.policies.change.tier]\n\
         select = {{ office = [\"desk\"], tier = [\"{tier}\"] }}\nlever = \"tier_share\"\n{change}\n"
    )
}

/// When each case was filed, by procedure. Each need has one procedure, so these are its needs.
#[derive(Default, PartialEq, Debug)]
struct Filed([BTreeSet<u64>; 3]);

impl Listener for Filed {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::Filed {
            case, procedure, ..
        } = fact
        {
            self.0[procedure.index()].insert(*case);
        }
    }
}

impl Filed {
    fn all(&self) -> usize {
        self.0.iter().map(BTreeSet::len).sum()
    }

    #[track_caller]
    fn expect(&self, shares: [f64; 3]) {
        for (filed, share) in self.0.iter().zip(shares) {
            let found = filed.len() as f64 / self.all() as f64;
            assert!((found - share).abs() < 0.03, "{found} against {share}");
        }
    }
}

fn filed(rest: &str, package: &str) -> Filed {
    Trial::text(world(rest)).under(package).run()
}

#[test]
fn each_need_meets_the_procedure_of_its_tier() {
    let all = filed("", "baseline");
    assert!(all.all() > 2000);
    all.expect([0.2, 0.3, 0.5]);
}

#[test]
fn raising_a_tier_takes_from_the_next_alone() {
    let before = filed("", "baseline");
    let first = filed(&reform("a", "raise = 0.5"), "policies");
    first.expect([0.35, 0.15, 0.5]);
    assert_eq!(first.0[2], before.0[2], "the third keeps every case");
    assert_eq!(first.all(), before.all());
    assert!(first.0[0].is_superset(&before.0[0]));
    let second = filed(&reform("b", "raise = 0.5"), "policies");
    second.expect([0.2, 0.55, 0.25]);
    assert_eq!(second.0[0], before.0[0]);
    assert!(second.0[2].is_subset(&before.0[2]));
    // Both at once: neither takes from what the other does.
    let both = format!(
        "{}[reform.policies.change.second]\nselect = {{ office = [\"desk\"], tier = [\"b\"] }}\n\
         lever = \"tier_share\"\nraise = 0.5\n",
        reform("a", "raise = 0.5")
    );
    let both = filed(&both, "policies");
    both.expect([0.35, 0.4, 0.25]);
    assert_eq!((&both.0[0], &both.0[2]), (&first.0[0], &second.0[2]));
}

#[test]
fn a_change_that_does_nothing_changes_no_case() {
    let none = filed(&reform("a", "raise = 0"), "policies");
    assert_eq!(none, filed("", "baseline"));
}

#[test]
fn the_calibration_expects_each_share() {
    let scenario = load_text(&world(""));
    let options = Options::default();
    let (_, calibration) = study::calibrated(&scenario, &options, &Correction::default()).or_fail();
    let filed = &calibration.flows.filed;
    let all: f64 = filed.iter().sum();
    for (filed, share) in filed.iter().zip([0.2, 0.3, 0.5]) {
        assert!((filed / all - share).abs() < 1e-9, "{}", filed / all);
    }
}

#[test]
fn tiers_that_cannot_be_are_errors() {
    let folder = Folder::new();
    let expect = |text: String, words: &str| {
        folder.write("world.toml", text);
        let path = folder.address("world.toml");
        tidegate(["check", path.as_str()]).fails_with(1).says(words);
    };
    expect(
        world("").replace("c = 0.5", "c = 0.6"),
        "the shares add to 1.1",
    );
    expect(
        world("").replace("tier = \"c\"", "tier = \"d\""),
        "no office of its steps has the tier `d`",
    );
    expect(world(&reform("c", "raise = 0.5")), "`c` matches no tier");
}
