//! `init`: a new jurisdiction as a copy of another.

use super::arguments::New;
use super::exit::Exit;
use super::output;
use crate::compile::load;
use crate::scenario::{JurisdictionId, init_like};

pub fn init(options: &New) -> Result<(), Exit> {
    let code = |text: &str| {
        JurisdictionId::new(text).ok_or_else(|| {
            Exit::Usage(format!(
                "error: `{text}` is no code of three capital letters, as DEU"
            ))
        })
    };
    let (from, to) = (code(&options.like)?, code(&options.code)?);
    let scenario = load(&options.scenario, &[]).map_err(Exit::faults)?;
    let text = init_like(&scenario.tree, &from, &to).map_err(Exit::input)?;
    output::result(&text)
}
