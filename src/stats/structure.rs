//! The structure table: the effects of reforms under other forms of the model.

use super::PackageKey;
use super::contest::contest;
use super::tables::StructureRow;

/// The convergence of a package under one form of the model, in one world.
#[derive(Debug, Clone, PartialEq)]
pub struct FormSample {
    /// Number of the form.
    pub form: usize,
    /// Number of the package; 0 is the baseline.
    pub package: usize,
    /// Draw of the parameters; 0 is the central values.
    pub draw: u32,
    /// Replication.
    pub replication: u32,
    /// Convergence over the years of the headline; none without potential value.
    pub share: Option<f64>,
}

/// The rows of the structure table. A world counts where every package was run in it.
#[must_use]
pub fn structure_rows(
    forms: &[String],
    packages: &[PackageKey],
    samples: &[FormSample],
) -> Vec<StructureRow> {
    let mut rows = Vec::new();
    for (number, form) in forms.iter().enumerate() {
        let worlds = worlds(samples, number, packages.len());
        let (central, drawn): (Vec<World>, Vec<World>) =
            worlds.into_iter().partition(|world| world.draw == 0);
        if central.is_empty() {
            continue;
        }
        let singles: Vec<usize> = (0..packages.len())
            .filter(|package| packages[*package].is_single())
            .collect();
        let effects: Vec<Vec<f64>> = singles
            .iter()
            .map(|single| drawn.iter().map(|world| world.effect(*single)).collect())
            .collect();
        let standings = contest(&effects);
        for (package, key) in packages.iter().enumerate() {
            let sum: f64 = central.iter().map(|world| world.effect(package)).sum();
            let place = singles.iter().position(|single| *single == package);
            let best = place
                .and_then(|place| standings.get(place))
                .map(|one| one.best);
            rows.push(StructureRow {
                form: form.clone(),
                package: key.clone(),
                estimate: sum / central.len() as f64,
                best: best.map(|best| best.share),
                low: best.map(|best| best.low),
                high: best.map(|best| best.high),
                n: best.map_or(central.len() as u32, |best| best.n),
            });
        }
    }
    rows
}

/// The convergence of every package in one world.
struct World {
    draw: u32,
    shares: Vec<f64>,
}

impl World {
    /// The level of the baseline, the difference from it of any other package.
    fn effect(&self, package: usize) -> f64 {
        match package {
            0 => self.shares[0],
            other => self.shares[other] - self.shares[0],
        }
    }
}

/// The worlds of a form in which all packages were run.
fn worlds(samples: &[FormSample], form: usize, packages: usize) -> Vec<World> {
    let of_form = || samples.iter().filter(move |sample| sample.form == form);
    let baselines = of_form().filter(|sample| sample.package == 0);
    baselines
        .filter_map(|baseline| {
            let same = |sample: &&FormSample| {
                (sample.draw, sample.replication) == (baseline.draw, baseline.replication)
            };
            let mut shares = vec![None; packages];
            for sample in of_form().filter(same) {
                shares[sample.package] = sample.share;
            }
            let shares: Option<Vec<f64>> = shares.into_iter().collect();
            Some(World {
                draw: baseline.draw,
                shares: shares?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Package;
    use crate::scenario::Id;

    fn sample(form: usize, package: usize, draw: u32, share: Option<f64>) -> FormSample {
        FormSample {
            form,
            package,
            draw,
            replication: draw,
            share,
        }
    }

    fn single(reform: &str) -> PackageKey {
        let reform = Id::new(reform).expect("an id");
        PackageKey::new(Package::new(vec![reform], 6))
    }

    #[test]
    fn effects_are_paired_and_draws_are_ranked() {
        let packages = [
            PackageKey::new(Package::baseline()),
            single("laws"),
            single("policies"),
        ];
        let forms = ["as-stated".to_owned(), "open".to_owned()];
        let mut samples = Vec::new();
        for (draw, [before, laws, policies]) in [
            (0, [0.5, 0.53, 0.51]),
            (1, [0.4, 0.44, 0.41]),
            (2, [0.6, 0.61, 0.63]),
        ] {
            samples.push(sample(0, 0, draw, Some(before)));
            samples.push(sample(0, 1, draw, Some(laws)));
            samples.push(sample(0, 2, draw, Some(policies)));
        }
        // A world without one of the packages does not count.
        samples.push(sample(1, 0, 0, Some(0.5)));
        samples.push(sample(1, 1, 0, Some(0.5)));
        let rows = structure_rows(&forms, &packages, &samples);
        let short: Vec<(f64, Option<f64>, u32)> = rows
            .iter()
            .map(|row| ((row.estimate * 1e6).round() / 1e6, row.best, row.n))
            .collect();
        assert_eq!(
            short,
            [(0.5, None, 1), (0.03, Some(0.5), 2), (0.01, Some(0.5), 2)]
        );
        assert!(rows.iter().all(|row| row.form == "as-stated"));
    }
}
