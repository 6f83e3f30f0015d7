//! Variants: the headline with other values of what is known least.

use crate::compile::Options;
use crate::scenario::{Figure, Scenario, split_address, visit_parameters_mut};

/// A world that differs from the stated one in one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Load aimed at, in hundredths, at every office that states one.
    Load(u32),
    /// Parameters moved to the low or high end of their ranges, or by a half
    /// and double where they have none.
    Ends(What, End),
    /// Parameters halved or doubled.
    Scaled(What, End),
}

/// Which parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Loss of value a year of delay.
    Rho,
    /// Days from earliest to last start.
    Window,
    /// Share of projects that have a need.
    Needs,
    /// Potential projects a year.
    Rates,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Down.
    Low,
    /// Up.
    High,
}

/// All variants in the order of the sensitivity table.
pub const VARIANTS: [Variant; 10] = [
    Variant::Load(80),
    Variant::Load(90),
    Variant::Ends(What::Rho, End::Low),
    Variant::Ends(What::Rho, End::High),
    Variant::Ends(What::Window, End::Low),
    Variant::Ends(What::Window, End::High),
    Variant::Scaled(What::Needs, End::Low),
    Variant::Scaled(What::Needs, End::High),
    Variant::Scaled(What::Rates, End::Low),
    Variant::Scaled(What::Rates, End::High),
];

impl Variant {
    /// Its name after the `@` of a package.
    #[must_use]
    pub fn name(self) -> String {
        let what = |what| match what {
            What::Rho => "rho",
            What::Window => "windows",
            What::Needs => "needs",
            What::Rates => "rates",
        };
        match self {
            Self::Load(load) => format!("load-{:.2}", f64::from(load) / 100.0),
            Self::Ends(of, End::Low) => format!("{}-low", what(of)),
            Self::Ends(of, End::High) => format!("{}-high", what(of)),
            Self::Scaled(of, End::Low) => format!("{}-halved", what(of)),
            Self::Scaled(of, End::High) => format!("{}-doubled", what(of)),
        }
    }

    /// The scenario and options of the variant.
    #[must_use]
    pub fn of(self, scenario: &Scenario, options: Options) -> (Scenario, Options) {
        let mut scenario = scenario.clone();
        match self {
            Self::Load(load) => {
                let load = Some(f64::from(load) / 100.0);
                return (scenario, Options { load, ..options });
            }
            Self::Ends(what, end) => vary(&mut scenario, &mut |figure| {
                if is(what, &figure.address) {
                    figure.value = at_end(figure, end);
                }
            }),
            Self::Scaled(what, end) => vary(&mut scenario, &mut |figure| {
                if is(what, &figure.address) {
                    let value = figure.value * factor(end);
                    let share = what == What::Needs;
                    figure.value = if share { value.min(1.0) } else { value };
                }
            }),
        }
        (scenario, options)
    }
}

/// A variant is of the world as stated as well: it is calibrated anew.
fn vary(scenario: &mut Scenario, each: &mut dyn FnMut(&mut Figure)) {
    visit_parameters_mut(&mut scenario.root, each);
    if let Some(unedited) = &mut scenario.unedited {
        visit_parameters_mut(unedited, each);
    }
}

fn factor(end: End) -> f64 {
    match end {
        End::Low => 0.5,
        End::High => 2.0,
    }
}

fn at_end(figure: &Figure, end: End) -> f64 {
    let stated = match end {
        End::Low => figure.low,
        End::High => figure.high,
    };
    stated.unwrap_or(figure.value * factor(end))
}

fn is(what: What, address: &str) -> bool {
    let parts = split_address(address);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (what, parts.as_slice()) {
        (What::Rho, ["study", "rho_a_year"])
        | (What::Window, ["project", _, "window_days"])
        | (What::Needs, ["project", _, "need", _, "share"])
        | (What::Rates, ["project", _, "rate_a_year"] | ["stay", _, "projects_a_year"]) => true,
        (What::Rho | What::Window | What::Needs | What::Rates, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_named_by_what_they_change() {
        let names: Vec<String> = VARIANTS.iter().map(|variant| variant.name()).collect();
        assert_eq!(names[0], "load-0.80");
        assert_eq!(names[2], "rho-low");
        assert_eq!(names[9], "rates-doubled");
    }
}
