//! Cases that are given up at a return.

use tidegate::engine::fact::Outcome;
use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, Loss, Transform};

use crate::support::{Trial, one_desk};

/// Every project needs a dataset, whose paper a desk without queue handles; other cases come too.
fn world(paper: &str, step: &str) -> String {
    let head = one_desk("Quits", 2000, 400);
    format!(
        "{head}\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"paper\"\n\
         background_a_year = 3000\n{paper}\n\
         [procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n{step}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"paper\"]\n"
    )
}

/// Decided cases of research and of others, of each those given up; projects lost by it, with
/// and without an office; projects that are late.
#[derive(Default)]
struct Cases {
    decided: [usize; 2],
    abandoned: [usize; 2],
    lost: [usize; 2],
    late: usize,
    /// Days on which research cases were given up.
    given_up: Vec<u32>,
}

impl Listener for Cases {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Decided {
                research,
                outcome,
                at,
                ..
            } => {
                self.decided[usize::from(!research)] += 1;
                let given_up = *outcome == Outcome::Abandoned;
                self.abandoned[usize::from(!research)] += usize::from(given_up);
                if given_up && *research {
                    self.given_up.push(at.day());
                }
            }
            Fact::ProjectEnded { losses, .. } => {
                for part in *losses {
                    let office = usize::from(part.office.is_none());
                    self.lost[office] += usize::from(part.cause == Loss::Abandoned);
                    self.late += usize::from(part.cause == Loss::Late);
                }
            }
            _ => {}
        }
    }
}

impl Cases {
    #[track_caller]
    fn expect(&self, granted: f64) {
        let share = 1.0 - self.abandoned[0] as f64 / self.decided[0] as f64;
        assert!(self.decided[0] > 1000 && self.decided[1] > 1000);
        assert!((share - granted).abs() < 0.04, "{share} against {granted}");
        assert_eq!(self.abandoned[1], 0, "only research cases are given up");
        // A project ends when the news of what is given up abroad comes home, at the next
        // midnight; after the last one no more comes.
        let last = self.given_up.iter().max().expect("some give up");
        let in_the_last_day = self.given_up.iter().filter(|day| *day == last).count();
        let lost: usize = self.lost.iter().sum();
        assert_eq!(self.late, 0);
        assert!(lost <= self.abandoned[0] && lost + in_the_last_day >= self.abandoned[0]);
    }
}

/// With a chance of return p and a share q given up, (1 - p) / (1 - p (1 - q)) get through.
#[test]
fn a_share_is_given_up_at_each_return() {
    let step: Cases = Trial::text(world("quit_share = 0.2", "return_share = 0.5")).run();
    step.expect(0.5 / 0.6);
    assert_eq!(
        step.lost[1], 0,
        "the office that returned the file is named"
    );
    let counter: Cases = Trial::text(world("quit_share = 0.2\ncomplete_share = 0.5", "")).run();
    counter.expect(0.5 / 0.6);
    assert_eq!(counter.lost[0], 0);
    let both = world(
        "quit_share = 0.2\ncomplete_share = 0.5",
        "return_share = 0.5",
    );
    Trial::text(both).run::<Cases>().expect(0.25 / 0.36);
}

#[test]
fn nobody_gives_up_in_a_patient_world() {
    let patient = Transform {
        patient: true,
        ..Transform::default()
    };
    let text = world(
        "quit_share = 0.9\ncomplete_share = 0.5",
        "return_share = 0.5",
    );
    let cases: Cases = Trial::text(text).transformed(patient).run();
    assert_eq!(cases.abandoned, [0, 0]);
}

/// Step two returns a file to step one. The chance to go on from step one is 0.8 / (1 - 0.2 x 0.8),
/// from step two 0.6 / (1 - 0.4 x 0.8 x that), and 0.7 / (0.7 + 0.3 x 0.2) are complete in the end.
#[test]
fn the_calibration_expects_what_a_run_finds() {
    let two = "return_share = 0.2\n[procedure.paper.step.two]\noffice = \"desk\"\nafter = [\"one\"]\n\
               work.fixed = { hours = 1 }\nreturn_share = 0.4\nreturn_to = \"one\"";
    let text = world("quit_share = 0.2\ncomplete_share = 0.7", two);
    let one = 0.8 / (1.0 - 0.2 * 0.8);
    let granted = 0.7 / 0.76 * one * 0.6 / (1.0 - 0.4 * 0.8 * one);
    Trial::text(text.as_str()).run::<Cases>().expect(granted);
    let model = Trial::text(text).calibrated().model();
    let (success, _) = model.belief.reference[&(1, 0, Channel::data as usize)];
    assert!(
        (success - granted).abs() < 1e-9,
        "{success} against {granted}"
    );
}
