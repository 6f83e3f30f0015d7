//! Why a formula does not apply.

/// What was found, and what the formula expects.
pub type Unfit = (String, String);

/// An error with what was found and what the formula expects.
pub fn unfit<T>(found: impl Into<String>, wanted: &str) -> Result<T, Unfit> {
    Err((found.into(), wanted.to_owned()))
}
