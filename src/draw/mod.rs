//! Random draws as pure functions of (seed, replication, entity, purpose, round).
//!
//! No generator has a state. So two policies get the same draws as long as their worlds agree, on
//! any number of threads and in any order (common random numbers).

mod binomial;
mod distribution;
mod exp;
mod inverse_table;
mod key;
mod normal;
mod philox;
mod purpose;
mod quantiles;

pub(crate) use binomial::binomial;
pub use distribution::Distribution;
pub use exp::exp;
pub(crate) use inverse_table::LognormalSpread;
pub use inverse_table::{standard_exponential, standard_normal};
pub use key::Key;
pub(crate) use normal::normal_cdf;
pub use normal::normal_quantile;
pub use philox::philox;
pub use purpose::Purpose;
pub use quantiles::Quantiles;

/// The version of the mapping from causes to draws; it is part of the manifest.
pub const SCHEME: &str = "philox2x64-7/3";

/// The random stream of one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomStream {
    key: u64,
}

impl RandomStream {
    /// The stream of a replication.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Self {
        let key = Key::named("luck").with(seed).with(replication);
        Self { key: key.bits() }
    }

    /// Sixty-four uniform bits.
    #[inline]
    #[must_use]
    pub fn bits(self, entity: Key, purpose: Purpose, round: u32) -> u64 {
        let (block, word) = purpose.place();
        self.block(entity, block, round)[word]
    }

    /// A block of two words. It has many callers, so it is not inlined; the choice of the block is
    /// inlined, because the purpose is known there.
    #[inline(never)]
    fn block(self, entity: Key, block: u16, round: u32) -> [u64; 2] {
        let counter = [entity.bits(), (u64::from(block) << 32) | u64::from(round)];
        philox(counter, self.key)
    }

    /// The uniforms of one purpose for several entities, computed in parallel lanes.
    #[inline]
    #[must_use]
    pub fn uniforms<const N: usize>(
        self,
        entities: [Key; N],
        purpose: Purpose,
        round: u32,
    ) -> [f64; N] {
        let (block, word) = purpose.place();
        let counter = (u64::from(block) << 32) | u64::from(round);
        let mut uniforms = [0.0; N];
        for (uniform, entity) in uniforms.iter_mut().zip(entities) {
            *uniform = open_unit(philox([entity.bits(), counter], self.key)[word]);
        }
        uniforms
    }

    /// The uniforms of two purposes that share a block, at the cost of one.
    #[inline]
    #[must_use]
    pub fn uniform_pair(self, entity: Key, purposes: [Purpose; 2], round: u32) -> [f64; 2] {
        let [(block, first), (same, second)] = [purposes[0].place(), purposes[1].place()];
        debug_assert_eq!(block, same, "{purposes:?} share a block");
        let words = self.block(entity, block, round);
        [open_unit(words[first]), open_unit(words[second])]
    }

    /// A uniform in the open interval (0, 1), on a grid of 2^-53.
    ///
    /// It is always below a threshold of 1 and never below 0, so raising a share only adds cases.
    #[inline]
    #[must_use]
    pub fn uniform(self, entity: Key, purpose: Purpose, round: u32) -> f64 {
        open_unit(self.bits(entity, purpose, round))
    }

    /// Whether an event of this probability happens: its uniform is below it. A probability of 0
    /// or 1 needs no draw, and the answer is the same as with one.
    #[inline]
    #[must_use]
    pub fn happens(self, entity: Key, purpose: Purpose, round: u32, chance: f64) -> bool {
        chance > 0.0 && (chance >= 1.0 || self.uniform(entity, purpose, round) < chance)
    }
}

/// Maps 64 bits to the open unit interval.
#[inline]
#[must_use]
pub fn open_unit(bits: u64) -> f64 {
    // 52 bits and a half step: the least is 2^-53, the greatest 1 - 2^-53.
    const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallel_draws_equal_single_draws() {
        let luck = RandomStream::new(7, 3);
        let keys = [0, 1, 2, 3].map(|i| Key::named("a").with(i));
        let together = luck.uniforms(keys, Purpose::Kind, 5);
        let alone = keys.map(|key| luck.uniform(key, Purpose::Kind, 5));
        assert_eq!(together.map(f64::to_bits), alone.map(f64::to_bits));
    }

    #[test]
    fn twenty_draws_are_pinned() {
        let luck = RandomStream::new(1, 0);
        let first: Vec<u64> = (0..20)
            .map(|i| luck.bits(Key::named("pin").with(i), Purpose::StepWork, 0) >> 48)
            .collect();
        assert_eq!(
            first,
            [
                28494, 14803, 45503, 20847, 14248, 51476, 4364, 3675, 32542, 60941, 45996, 42015,
                31480, 7787, 49731, 37706, 43861, 32573, 4780, 59858
            ],
            "a change here changes every study: raise SCHEME"
        );
        // The second word of a block.
        let second: Vec<u64> = (0..4)
            .map(|i| luck.bits(Key::named("pin").with(i), Purpose::Risk, 0) >> 48)
            .collect();
        assert_eq!(second, [19870, 34661, 8424, 51775], "raise SCHEME");
    }

    #[test]
    fn the_unit_interval_is_open() {
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
    }
}
