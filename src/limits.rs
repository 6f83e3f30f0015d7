//! Limits of the program: how much of anything a scenario or a command may ask for.
//!
//! None of them is a number of the model. Beyond a limit a slip of the pen is likelier
//! than a wish, or a record of the engine has no room; within all of them a run ends.

/// Events that one run may be expected to have, unless the command line lifts the bound.
/// About a quarter of an hour at half a microsecond an event; forty runs of `world`.
pub const EVENTS: f64 = 2e9;

/// A draw of the parameters may expect this many times the events of the central values:
/// the bound is there for slips, and a draw should not end a study after hours.
pub const DRAW_OVER_CENTRAL: f64 = 10.0;

/// Jurisdictions of a scenario: the memory of a run grows with their square.
pub const JURISDICTIONS: usize = 1_000;

/// Offices of a scenario.
pub const OFFICES: usize = 10_000;

/// Branches of one office.
pub const BRANCHES: u32 = 100_000;

/// Officers at one branch, stated or found by calibration.
pub const OFFICERS: f64 = 1e6;

/// Procedures of a scenario: a record of the engine numbers them in 16 bits.
pub const PROCEDURES: usize = 10_000;

/// Steps of one procedure in a fixed order: a graph is a set of 32 bits.
pub const STEPS: usize = 32;

/// Steps of one procedure whose files go by shares: an index of a step has 8 bits.
pub const STEPS_BY_SHARES: usize = 256;

/// Clocks of one procedure: a case carries a place for each.
pub const CLOCKS: usize = 3;

/// Agreements of a scenario.
pub const AGREEMENTS: usize = 10_000;

/// Classes of applicant or risk, in all needs and procedures.
pub const CLASSES: usize = 10_000;

/// Activity classes of researchers.
pub const ACTIVITIES: usize = 100;

/// Fields of research.
pub const FIELDS: usize = 1_000;

/// Kinds of project.
pub const PROJECTS: usize = 1_000;

/// Needs of one kind of project: a project carries a place for each.
pub const NEEDS: usize = 8;

/// Steps of a procedure whose background cases are kept in one record each, which counts how
/// often each step has ended; those of longer ones are kept as cases.
pub const CHAIN_STEPS: usize = 8;

/// A file that has come back to the counter this often is taken as it is: with a complete
/// share of nearly 0 it would never be handed in.
pub const ROUNDS: u16 = 500;

/// Surfaces of a scenario.
pub const SURFACES: usize = 1_000;

/// Programmes of a scenario.
pub const PROGRAMMES: usize = 10_000;

/// Kinds of organisation.
pub const ORGANISATIONS: usize = 10_000;

/// Reforms of a scenario.
pub const REFORMS: usize = 1_000;

/// Procedures that one crossing may meet: a crossing keeps them as a set of 32 bits.
pub const STAGES: usize = 32;

/// Welfare procedures of one kind of stay: a set of 32 bits.
pub const BUNDLE: usize = 32;

/// Researchers of one jurisdiction.
pub const RESEARCHERS: f64 = 1e8;

/// Potential projects a year of one researcher or resident.
pub const PROJECTS_A_YEAR: f64 = 1_000.0;

/// Other cases a year of one procedure: more than everybody on earth could file.
pub const CASES_A_YEAR: f64 = 1e10;

/// Residents, settled organisations, wishes to settle a year, applications of a call: an
/// order of magnitude below what the engine's 32-bit numbers hold.
pub const STOCK: f64 = 1e8;

/// Cases that wait at one branch on the first day.
pub const BACKLOG: f64 = 1e7;

/// Cases that a panel takes at one meeting.
pub const PANEL: f64 = 1e6;

/// Collaborators whom word reaches after a filing.
pub const COLLABORATORS: u32 = 1_000;

/// Days of any duration: a thousand years.
pub const DAYS: f64 = 365_250.0;

/// Shortest horizon, in years: one day. (1 / 366, so that 0.00274 counts as one.)
pub const A_DAY: f64 = 1.0 / 366.0;

/// Longest horizon in years.
pub const YEARS: f64 = 100.0;

/// Longest horizon where nobody forms a project: such a file puts offices to the test and
/// needs many of their cases.
pub const YEARS_OF_A_BENCH: f64 = 10_000.0;

/// Files that a scenario may be read from, with all that it extends and includes.
pub const FILES: usize = 256;

/// A large number for people, to two digits.
#[must_use]
pub fn about(number: f64) -> String {
    const WORDS: [(f64, &str); 3] = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    if number >= 1e15 || !number.is_finite() {
        return format!("{number:.1e}");
    }
    let word = WORDS.iter().find(|(size, _)| number >= 0.9995 * size);
    word.map_or_else(
        || format!("{number:.0}"),
        |(size, word)| {
            let text = format!("{:.1}", number / size);
            format!("{} {word}", text.trim_end_matches(".0"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_said_in_words() {
        let said: Vec<String> = [950.0, 999_999.0, 2e9, 4.25e12, 1e18, f64::INFINITY]
            .into_iter()
            .map(about)
            .collect();
        let wanted = [
            "950",
            "1 million",
            "2 billion",
            "4.2 trillion",
            "1.0e18",
            "inf",
        ];
        assert_eq!(said, wanted);
    }
}
