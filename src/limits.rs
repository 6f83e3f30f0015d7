//! How large a scenario may be: limits that come from how the program keeps its records.
//! What reads a scenario refuses what exceeds them; what runs it relies on that.

/// Steps of a procedure: a set of steps is the bits of a `u32`.
pub const MOST_STEPS: usize = 32;

/// Clocks of a procedure: a case has a place for each.
pub const MOST_CLOCKS: usize = 3;

/// Needs of a project: a set of needs is the bits of a `u8`.
pub const MOST_NEEDS: usize = 8;

/// Steps of a procedure whose background cases are kept in one record each, which counts
/// how often each step has ended.
pub const MOST_CHAIN_STEPS: usize = 8;

/// A file that has come back to the counter this often is taken as it is: with a complete
/// share of nearly 0 it would never be handed in.
pub const MOST_ROUNDS: u16 = 500;
