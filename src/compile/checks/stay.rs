//! Residents of the first day: stated, or from the length of stays.

use super::super::compiler::Compiler;
use crate::limits;

pub(super) fn check(compiler: &mut Compiler<'_>) {
    for (id, stay) in &compiler.root.stay {
        let address = format!("stay.{id}");
        if !compiler.is_whole(&address) {
            continue;
        }
        match (&stay.stock, &stay.natural_exit_a_year) {
            (None, None) => {
                compiler.error(
                    &address,
                    "residents without `stock` or `natural_exit_a_year`",
                    "`stock`, the residents of the first day, or `natural_exit_a_year`, from \
                     which they follow",
                );
            }
            (Some(_), Some(_)) => {
                compiler
                    .error(
                        &format!("{address}.stock"),
                        "`stock` beside `natural_exit_a_year`, from which the residents of the \
                         first day follow",
                        "one of the two",
                    )
                    .cure(format!(
                        "a count of residents is a target then: state it as `observed` in a table \
                         `target` with `indicator = \"residents.{id}\"`"
                    ));
            }
            (Some(_), None) => {}
            (None, Some(exit)) => {
                let longest = limits::DAYS / crate::time::YEAR_DAYS;
                let slowest = exit.low.unwrap_or(exit.value).min(exit.value);
                if stay.years_at_most.is_none() && slowest * longest < 1.0 {
                    compiler.error(
                        &format!("{address}.natural_exit_a_year"),
                        format!("stays of more than {longest:.0} years on average"),
                        "a higher rate, or `years_at_most`",
                    );
                }
            }
        }
    }
}
