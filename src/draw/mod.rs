//! Draws keyed by cause.
//!
//! A draw is a pure function of (seed, replication, entity, purpose, round).
//! No generator has a state, so two policies meet the same luck wherever their
//! worlds agree, on any number of threads and in any order.

mod binomial;
mod exp;
mod key;
mod law;
mod normal;
mod philox;
mod purpose;
mod table;

pub use binomial::binomial;
pub use exp::exp;
pub use key::Key;
pub use law::Law;
pub use normal::{normal_cdf, normal_quantile};
pub use philox::philox;
pub use purpose::Purpose;
pub use table::{Spread, standard_exponential, standard_normal};

/// The version of the scheme that maps causes to draws; the manifest names it.
pub const SCHEME: &str = "philox2x64-7/3";

/// The luck of one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Luck {
    key: u64,
}

impl Luck {
    /// The luck of replication `replication` under `seed`.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Self {
        let key = Key::named("luck").with(seed).with(replication);
        Self { key: key.bits() }
    }

    /// Sixty-four uniform bits of one cause.
    #[inline]
    #[must_use]
    pub fn bits(self, entity: Key, purpose: Purpose, round: u32) -> u64 {
        let (block, word) = purpose.place();
        self.block(entity, block, round)[word]
    }

    /// A block of two words. Not inlined: it is asked for in many places, and the choice
    /// of the block is made where the purpose is known.
    #[inline(never)]
    fn block(self, entity: Key, block: u16, round: u32) -> [u64; 2] {
        let counter = [entity.bits(), (u64::from(block) << 32) | u64::from(round)];
        philox(counter, self.key)
    }

    /// The uniforms of one purpose of several entities, worked out side by side.
    #[inline]
    #[must_use]
    pub fn of_each<const N: usize>(
        self,
        entities: [Key; N],
        purpose: Purpose,
        round: u32,
    ) -> [f64; N] {
        let (block, word) = purpose.place();
        let of_purpose = (u64::from(block) << 32) | u64::from(round);
        let mut all = [0.0; N];
        for (uniform, entity) in all.iter_mut().zip(entities) {
            *uniform = open_unit(philox([entity.bits(), of_purpose], self.key)[word]);
        }
        all
    }

    /// The uniforms of two purposes of one block: for the price of one.
    #[inline]
    #[must_use]
    pub fn both(self, entity: Key, purposes: [Purpose; 2], round: u32) -> [f64; 2] {
        let [(block, first), (same, second)] = [purposes[0].place(), purposes[1].place()];
        debug_assert_eq!(block, same, "{purposes:?} share a block");
        let words = self.block(entity, block, round);
        [open_unit(words[first]), open_unit(words[second])]
    }

    /// A uniform in the open interval (0, 1), on a grid of 2^-53.
    ///
    /// Below a threshold of 1 always, below a threshold of 0 never, so that
    /// raising a share only adds cases.
    #[inline]
    #[must_use]
    pub fn uniform(self, entity: Key, purpose: Purpose, round: u32) -> f64 {
        open_unit(self.bits(entity, purpose, round))
    }

    /// Whether what has this chance comes about: its uniform is below the chance.
    /// What is certain either way needs no draw, and has the same answer as one.
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
    fn draws_side_by_side_are_those_of_each() {
        let luck = Luck::new(7, 3);
        let keys = [0, 1, 2, 3].map(|i| Key::named("a").with(i));
        let together = luck.of_each(keys, Purpose::Kind, 5);
        let alone = keys.map(|key| luck.uniform(key, Purpose::Kind, 5));
        assert_eq!(together.map(f64::to_bits), alone.map(f64::to_bits));
    }

    #[test]
    fn twenty_draws_are_pinned() {
        let luck = Luck::new(1, 0);
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
