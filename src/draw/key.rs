//! Keys of entities, which identify the owner of a draw.

/// The key of an entity, made of names in the scenario file and of ordinals, never of positions in
/// memory. So reordering a file changes nothing, and renaming an entry changes its draws but not
/// their distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

impl Key {
    /// The key of a name.
    #[must_use]
    pub const fn named(name: &str) -> Self {
        // FNV-1a (Fowler, Noll, Vo), then a finalizer that spreads every bit.
        let bytes = name.as_bytes();
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut i = 0;
        while i < bytes.len() {
            hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            i += 1;
        }
        Self(mix(hash))
    }

    /// The key of a part of this entity.
    #[inline]
    #[must_use]
    pub fn with(self, part: u64) -> Self {
        Self(mix(
            self.0.rotate_left(23) ^ mix(part.wrapping_add(0x9E37_79B9_7F4A_7C15))
        ))
    }

    /// The key of this entity as part of another.
    #[inline]
    #[must_use]
    pub fn within(self, whole: Key) -> Self {
        self.with(whole.0)
    }

    /// The key as a number.
    #[inline]
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
    }
}

/// The finalizer of `SplitMix64` (Steele, Lea, Flood 2014): a bijection in which
/// each input bit changes each output bit with probability near one half.
#[inline]
const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
