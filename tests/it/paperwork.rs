//! Fewer documents: fewer incomplete and returned filings, and an earlier filing.

use tidegate::engine::{Fact, Listener};

use crate::support::Trial;

/// Half of the filings of a paper are complete, its second step returns 0.4 of the files, and its
/// preparation takes 40 days; a reform leaves a quarter of its 8 documents.
fn world(fixed_part: &str, background: bool) -> String {
    format!(
        "format = 1\ntitle = \"Papers\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 2000\n[jurisdiction.XBB]\nresearchers = 2000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nofficers = 400\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"paper\"\n\
         background_a_year = 4000\ncomplete_share = 0.5\nprepare.fixed = {{ days = 40 }}\n{fixed_part}\n\
         [procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\ndocuments = 2\n\
         [procedure.paper.step.two]\noffice = \"desk\"\nafter = [\"one\"]\nwork.fixed = {{ hours = 1 }}\ndocuments = 6\n\
         return_share = 0.4\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"paper\"]\n\
         [reform.fewer]\nstarts = 2023-01-01\n[reform.fewer.change.papers]\n\
         select = {{ procedure = [\"paper\"] }}\nlever = \"documents\"\nscale = 0.25\nbackground = {background}\n"
    )
}

/// Ends of the second step and its returns, filings and rounds, of research and other cases; days
/// from formation to convergence at least.
#[derive(Default)]
struct Papers {
    ended: [usize; 2],
    returned: [usize; 2],
    decided: [usize; 2],
    rounds: [u32; 2],
}

impl Listener for Papers {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::StepEnded {
                step,
                research,
                returned,
                ..
            } if step.index() == 1 => {
                self.ended[usize::from(!research)] += 1;
                self.returned[usize::from(!research)] += usize::from(*returned);
            }
            Fact::Decided {
                research, rounds, ..
            } => {
                self.decided[usize::from(!research)] += 1;
                self.rounds[usize::from(!research)] += rounds;
            }
            _ => {}
        }
    }
}

impl Papers {
    /// Expects shares returned and complete of one kind of cases.
    #[track_caller]
    fn expect(&self, kind: usize, paperwork: f64) {
        let (returned, complete) = (1.0 - 0.6_f64.powf(paperwork), 0.5_f64.powf(paperwork));
        assert!(self.decided[kind] > 1000);
        let share = self.returned[kind] as f64 / self.ended[kind] as f64;
        assert!(
            (share - returned).abs() < 0.03,
            "{share} against {returned}"
        );
        let rounds = f64::from(self.rounds[kind]) / self.decided[kind] as f64;
        let expected = returned / (1.0 - returned) + (1.0 - complete) / complete;
        assert!(
            (rounds - expected).abs() < 0.1,
            "{rounds} against {expected}"
        );
    }
}

#[test]
fn fewer_documents_mean_fewer_returns() {
    let run = |fixed: &str, background| -> Papers {
        Trial::text(world(fixed, background)).under("fewer").run()
    };
    // 0.2 + 0.8 x 1/4
    let papers = run("fixed_part = 0.2", false);
    papers.expect(0, 0.4);
    papers.expect(1, 1.0);
    run("fixed_part = 0.2", true).expect(1, 0.4);
    let without = run("", true);
    without.expect(0, 1.0);
    without.expect(1, 1.0);
}

#[test]
fn without_a_change_the_part_changes_nothing() {
    let baseline = |fixed: &str| -> Papers { Trial::text(world(fixed, true)).run() };
    let (with, without) = (baseline("fixed_part = 0.3"), baseline(""));
    assert_eq!(with.ended, without.ended);
    assert_eq!(with.returned, without.returned);
    assert_eq!(with.rounds, without.rounds);
}
