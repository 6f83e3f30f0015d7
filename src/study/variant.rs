//! Variants: the headline with other values of the least known parameters.

use crate::compile::Options;
use crate::scenario::{Figure, Scenario, split_address, visit_parameters_mut};

/// A world that differs from the stated one in one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Load aimed at, in hundredths, at every office that states one.
    Load(u32),
    /// Parameters moved to the low or high end of their ranges, or by a half
    /// and double where they have none.
    Ends(Parameters, End),
    /// Parameters halved or doubled.
    Scaled(Parameters, End),
}

/// The parameters that a variant moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameters {
    /// Loss of value a year of delay.
    Rho,
    /// Days from earliest to last start.
    Window,
    /// Share of projects that have a need.
    Needs,
    /// Potential projects a year.
    Rates,
}

/// The direction in which a variant moves them.
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
    Variant::Ends(Parameters::Rho, End::Low),
    Variant::Ends(Parameters::Rho, End::High),
    Variant::Ends(Parameters::Window, End::Low),
    Variant::Ends(Parameters::Window, End::High),
    Variant::Scaled(Parameters::Needs, End::Low),
    Variant::Scaled(Parameters::Needs, End::High),
    Variant::Scaled(Parameters::Rates, End::Low),
    Variant::Scaled(Parameters::Rates, End::High),
];

impl Variant {
    /// Its name after the `@` of a package.
    #[must_use]
    pub fn name(self) -> String {
        let short = |parameters| match parameters {
            Parameters::Rho => "rho",
            Parameters::Window => "windows",
            Parameters::Needs => "needs",
            Parameters::Rates => "rates",
        };
        match self {
            Self::Load(load) => format!("load-{:.2}", f64::from(load) / 100.0),
            Self::Ends(moved, End::Low) => format!("{}-low", short(moved)),
            Self::Ends(moved, End::High) => format!("{}-high", short(moved)),
            Self::Scaled(moved, End::Low) => format!("{}-halved", short(moved)),
            Self::Scaled(moved, End::High) => format!("{}-doubled", short(moved)),
        }
    }

    /// The scenario and options of the variant.
    #[must_use]
    pub fn apply(self, scenario: &Scenario, options: Options) -> (Scenario, Options) {
        let mut scenario = scenario.clone();
        match self {
            Self::Load(load) => {
                let load = Some(f64::from(load) / 100.0);
                return (scenario, Options { load, ..options });
            }
            Self::Ends(moved, end) => vary(&mut scenario, &mut |figure| {
                if moved.include(&figure.address) {
                    figure.value = at_end(figure, end);
                }
            }),
            Self::Scaled(moved, end) => vary(&mut scenario, &mut |figure| {
                if moved.include(&figure.address) {
                    let value = figure.value * factor(end);
                    let is_share = moved == Parameters::Needs;
                    figure.value = if is_share { value.min(1.0) } else { value };
                }
            }),
        }
        (scenario, options)
    }
}

/// Changes the scenario before its edits too, so that a variant is calibrated anew.
fn vary(scenario: &mut Scenario, change: &mut dyn FnMut(&mut Figure)) {
    visit_parameters_mut(&mut scenario.root, change);
    if let Some(unedited) = &mut scenario.unedited {
        visit_parameters_mut(unedited, change);
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

impl Parameters {
    /// Whether a parameter is one of them, by its address.
    fn include(self, address: &str) -> bool {
        let parts = split_address(address);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match (self, parts.as_slice()) {
            (Self::Rho, ["study", "rho_a_year"])
            | (Self::Window, ["project", _, "window_days"])
            | (Self::Needs, ["project", _, "need", _, "share"])
            | (Self::Rates, ["project", _, "rate_a_year"] | ["stay", _, "projects_a_year"]) => true,
            (Self::Rho | Self::Window | Self::Needs | Self::Rates, _) => false,
        }
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
