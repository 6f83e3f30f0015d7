//! Frailty: some files are returned more often than others, in every round.
//!
//! With frailty phi, the chance of a file whose mean over all files is p has a part
//! (1 - phi) p that every file shares, and a part phi z^((1-p)/p) of its own, where z
//! is uniform over files and stays with the file. The mean of z^((1-p)/p) is p, so the
//! mean over files is p exactly, whatever phi.

/// Whether the uniform `u` of this round lies below the file's own chance. `p` lies within (0, 1), `frailty` within (0, 1].
///
/// Most files need neither `z` nor its power: whatever z is, the chance lies between
/// the shared part and that part with the whole of phi.
pub(in crate::engine) fn happens(u: f64, p: f64, frailty: f64, z: impl FnOnce() -> f64) -> bool {
    let shared = (1.0 - frailty) * p;
    if u < shared || u >= shared + frailty {
        return u < shared;
    }
    let z = z();
    // Up to p = 1/2 the power is at least 1, so that z^((1-p)/p) is at most z.
    if p <= 0.5 && u >= shared + frailty * z {
        return false;
    }
    u < shared + frailty * libm::pow(z, (1.0 - p) / p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(u: f64, p: f64, frailty: f64, z: f64) -> bool {
        u < (1.0 - frailty) * p + frailty * libm::pow(z, (1.0 - p) / p)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

        /// What is left out where it cannot decide changes no answer.
        #[test]
        fn it_answers_as_the_plain_formula(
            u in 1e-12_f64..1.0,
            p in 1e-3_f64..1.0,
            frailty in 1e-3_f64..=1.0,
            z in 1e-12_f64..1.0,
        ) {
            prop_assert_eq!(happens(u, p, frailty, || z), plain(u, p, frailty, z));
            // Close to where each look ends.
            let shared = (1.0 - frailty) * p;
            for edge in [shared, shared + frailty, shared + frailty * z] {
                for u in [edge.next_down(), edge, edge.next_up()] {
                    prop_assert_eq!(happens(u, p, frailty, || z), plain(u, p, frailty, z));
                }
            }
        }
    }

    /// The mean over files is p: the chance, integrated over z by the midpoint rule.
    #[test]
    fn the_mean_over_files_is_kept() {
        const FILES: u32 = 2_000;
        const ROUNDS: u32 = 2_000;
        for (p, frailty) in [(0.15, 0.6), (0.3, 1.0), (0.7, 0.4)] {
            let grid = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
            let returned = (0..FILES)
                .flat_map(|file| (0..ROUNDS).map(move |round| (file, round)))
                .filter(|(file, round)| {
                    happens(grid(*round, ROUNDS), p, frailty, || grid(*file, FILES))
                })
                .count();
            let mean = returned as f64 / f64::from(FILES) / f64::from(ROUNDS);
            assert!((mean - p).abs() < 5e-4, "{mean} for {p}, frailty {frailty}");
        }
    }
}
