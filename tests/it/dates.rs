//! Needs that are bound to a date: what misses it is late, whatever the project's window.

use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, Loss, Transform};

use crate::support::{Trial, one_desk};

const DAY: u64 = 86_400;

/// Every project needs a visit from XBB to XAA that files 30 days before the earliest start. A
/// desk without queue lets the file pass after some days; projects form 100 days ahead.
fn world(passage: u32, need: &str, paper: &str) -> String {
    let head = one_desk("Dates", 200, 40);
    format!(
        "{head}\
         [procedure.visa]\njurisdiction = \"XAA\"\nchannel = \"personnel\"\ndirection = \"entry\"\nroute = \"visit\"\n\
         {paper}\n[procedure.visa.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n\
         passage.fixed = {{ days = {passage} }}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 100\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = [\"visit\"]\n\
         files = \"before\"\nfiles_days_before = 30\n{need}\n"
    )
}

/// Projects with a host in XAA: all, lost late at an office, lost late, and the days from the
/// earliest start to the convergence of the others.
#[derive(Default)]
struct Projects {
    all: usize,
    late_at_office: usize,
    late: usize,
    days: Vec<u64>,
}

impl Listener for Projects {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project,
            losses,
            converged,
            ..
        } = fact
            && project.host.index() == 0
        {
            self.all += 1;
            let late = losses.iter().find(|part| part.cause == Loss::Late);
            if let Some(part) = late {
                assert_eq!(part.channel, Channel::personnel);
                self.late += 1;
                self.late_at_office += usize::from(part.office.is_some());
            }
            if let Some(converged) = converged {
                self.days
                    .push(u64::from(*converged - project.earliest) / DAY);
            }
        }
    }
}

fn run(passage: u32, need: &str, paper: &str) -> Projects {
    let projects: Projects = Trial::text(world(passage, need, paper)).run();
    assert!(projects.all > 50, "{}", projects.all);
    projects
}

const BOUND: &str = "bound_share = 1\nbound_window_days = 14";

#[test]
fn a_bound_visit_that_comes_after_its_window_is_late() {
    // Filed 30 days ahead, it is there 10 days after the earliest start.
    let in_time = run(40, BOUND, "");
    assert_eq!(in_time.late, 0);
    assert!(in_time.days.iter().all(|days| (10..=14).contains(days)));
    // 20 days after it the window of 14 days is over; the project's would last a year.
    let late = run(50, BOUND, "");
    assert_eq!(late.late, late.all);
    assert_eq!(late.late_at_office, 0, "no officer has a file in passage");
    assert_eq!(run(50, "", "").late, 0);
}

#[test]
fn a_share_is_bound() {
    let share = "bound_share = 0.3\nbound_window_days = 14";
    let half = run(50, share, "");
    let late = half.late as f64 / half.all as f64;
    assert!((late - 0.3).abs() < 0.12, "{late} of {}", half.all);
}

#[test]
fn a_bound_visit_files_its_lead_before_the_earliest_start_and_not_before_its_project() {
    let lead = |days: u32| format!("{BOUND}\nbound_lead.fixed = {{ days = {days} }}");
    assert_eq!(run(50, &lead(60), "").late, 0);
    // It cannot file more than the 100 days that projects form ahead.
    assert_eq!(run(80, &lead(300), "").late, 0);
    let late = run(130, &lead(300), "");
    assert_eq!(late.late, late.all);
}

#[test]
fn a_deadline_of_the_other_end_makes_it_file_earlier() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    let days = |destination: &str| {
        write(
            "deadlines.csv",
            &format!("destination,days,grade,source\n{destination},60,assumed,\nXZZ,90,assumed,\n"),
        );
        write(
            "world.toml",
            &world(50, BOUND, "deadline_days = \"deadlines.csv\""),
        );
        let path = folder.path().join("world.toml");
        let path = path.to_str().expect("a path").to_owned();
        let projects: Projects = Trial::built_in(&path).run();
        projects
    };
    assert_eq!(days("XBB").late, 0);
    let other = days("XAA");
    assert_eq!(other.late, other.all);
}

#[test]
fn what_came_for_its_date_counts_until_the_last_start() {
    // The dataset needs 200 days more than the visit; the visa is valid for a month only.
    let dataset = "[project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"dataset\"]\n\
                   [procedure.terms]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"dataset\"\n\
                   [procedure.terms.step.one]\noffice = \"desk\"\nafter = []\npassage.fixed = { days = 300 }\n";
    let projects = run(10, &format!("{BOUND}\n{dataset}"), "valid_days = 31");
    assert_eq!(projects.late, 0);
    assert!(
        projects.days.iter().all(|days| (200..203).contains(days)),
        "{:?}",
        projects.days
    );
}

#[test]
fn an_optional_visit_that_misses_its_date_is_missing() {
    let projects = run(50, &format!("{BOUND}\nessential = false"), "");
    assert_eq!(projects.late, 0);
    assert!(projects.days.iter().all(|days| *days == 0));
}

#[test]
fn no_date_binds_a_world_without_dates() {
    let undated = Transform {
        undated: true,
        ..Transform::default()
    };
    let projects: Projects = Trial::text(world(50, BOUND, "")).transformed(undated).run();
    assert!(projects.all > 50 && projects.late == 0);
}
