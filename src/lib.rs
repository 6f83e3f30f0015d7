//! Tidegate simulates how researchers, data, materials and funds reach a joint research
//! project through the procedures of the countries at both ends, and measures what a policy
//! reform would change.
//!
//! # The mental model
//!
//! Data flow one way, through five types:
//!
//! 1. A [`scenario::Scenario`] is what the files say: typed keys, each with its place in a
//!    file. [`compile::load`] reads and checks it, and reports all faults at once.
//! 2. A [`model::Model`] is the same world with all references resolved and a number for
//!    every parameter. [`compile::build`] makes one for the central parameters or for a draw
//!    of them. A run of a checked model cannot fail.
//! 3. A [`compile::Package`] names the reforms that are in force together; `baseline` has
//!    none. [`compile::policy`] turns it into dated changes of the model's levers.
//! 4. A [`study::Plan`] says what to run: packages, replications, draws of the parameters.
//!    [`study::compare`] runs it on all cores. Each package meets the same random numbers,
//!    so the difference between two packages is the effect of the reform.
//! 5. A [`study::StudyResult`] holds the results: [`stats::tables::Tables`], with intervals.
//!    [`report::publish`] writes them as tables, charts and a page.
//!
//! Inside a run, [`engine`] advances the world event by event and reports facts to a
//! listener in [`observe`], which adds them up as integers; [`stats`] turns the sums into
//! indicators. No random generator has a state: a draw is a function of what it is for
//! ([`draw`]), so the results have the same bytes on any number of threads.
//!
//! # Example
//!
//! Load the tiny built-in world, compare one reform with the baseline, and read a number:
//!
//! ```
//! use tidegate::compile::{self, Package};
//! use tidegate::study::{self, Extras, Plan, Unwatched};
//!
//! // The list holds edits such as "study.rho_a_year=0.3"; here there are none.
//! let scenario = compile::load("tiny", &[]).expect("the built-in world is valid");
//! let plan = Plan {
//!     packages: Package::parse_list("baseline,policies", &scenario).expect("a known reform"),
//!     replications: 2,
//!     draws: 0,
//!     split: false,
//!     structure: false,
//!     seed: 1,
//!     scale: None,
//!     years: Some(1.0),
//!     threads: Some(1),
//!     memory: None, // free memory is not known, so it does not limit the threads
//!     name: None,
//!     extras: Extras::None,
//! };
//! // `Unwatched` shows no progress and never stops the study.
//! let done = study::compare(&scenario, &plan, &Unwatched).expect("the study runs");
//! // Each run checks that cases, time, money and value add up; this asks whether all did.
//! assert!(done.holds(), "every audit balances");
//!
//! let effect = done
//!     .tables
//!     .differences
//!     .iter()
//!     .find(|row| {
//!         row.package.to_string() == "policies"
//!             && row.indicator.to_string() == "convergence"
//!             && row.jurisdiction.is_empty()
//!     })
//!     .and_then(|row| row.statistic.estimate)
//!     .expect("the table has the effect");
//! assert!(effect > 0.0, "these policies raise the share of value realised");
//! ```
//!
//! # What is promised
//!
//! In any 0.x version modules and items may change without notice; nothing here follows
//! semantic versioning yet. The command `tidegate`, the
//! scenario format and the columns of the tables are what users can rely on. The modules
//! are public for the command, its tests and readers; those that only the command and its
//! tests need are not shown in these docs.

pub mod compile;
pub mod draw;
pub mod engine;
pub mod model;
pub mod observe;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;

pub(crate) mod id;
pub(crate) mod time;

// Public only because the command, the tests or the benchmarks need them.

#[doc(hidden)] // The tests compare expected with measured traffic.
pub mod calibrate;
#[doc(hidden)] // `src/main.rs` runs it.
pub mod cli;
#[doc(hidden)] // The tests read `learn flows` without the command.
pub mod flows;
#[doc(hidden)] // The tests read `learn` without the command.
pub mod learn;
#[doc(hidden)] // The tests go up to the limits of the program.
pub mod limits;
#[doc(hidden)] // The tests write and compare event logs.
pub mod log;
#[doc(hidden)] // The tests ask for the cores and the memory of the machine.
pub mod machine;
#[doc(hidden)] // `src/main.rs` and the benchmarks allocate with it.
pub mod memory;
#[doc(hidden)] // The tests check the theory that the command verifies against.
pub mod verify;
