//! Philox2x64, the counter-based generator of Salmon, Moraes, Dror and Shaw
//! (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11.
//!
//! Six rounds already pass `BigCrush` of `TestU01` (their table 2); seven are used. The results of
//! the engine's draws in a test battery are in `docs/dev/performance.md`.

const MULTIPLIER: u64 = 0xD2B7_4407_B1CE_6E93;
const WEYL: u64 = 0x9E37_79B9_7F4A_7C15;
const ROUNDS: u32 = 7;

/// One block: two words from a counter of two words and a key.
#[inline]
#[must_use]
pub fn philox(counter: [u64; 2], key: u64) -> [u64; 2] {
    rounds::<ROUNDS>(counter, key)
}

fn rounds<const N: u32>(mut counter: [u64; 2], mut key: u64) -> [u64; 2] {
    for _ in 0..N {
        let product = u128::from(MULTIPLIER) * u128::from(counter[0]);
        counter = [(product >> 64) as u64 ^ key ^ counter[1], product as u64];
        key = key.wrapping_add(WEYL);
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counters and keys of the known answers published with Random123 (its file
    /// `kat_vectors`): nothing, all ones, and the digits of pi.
    const CAUSES: [([u64; 2], u64); 3] = [
        ([0, 0], 0),
        ([u64::MAX, u64::MAX], u64::MAX),
        (
            [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344],
            0xa409_3822_299f_31d0,
        ),
    ];

    #[test]
    fn seven_rounds_give_the_published_answers() {
        assert_eq!(
            CAUSES.map(|(counter, key)| philox(counter, key)),
            [
                [0xb41d_a69f_bfef_c666, 0x511e_9ce1_a553_4056],
                [0xa469_6cc0_4462_015d, 0x7247_82da_e171_69e9],
                [0x98ed_1534_392b_f372, 0x6752_8b15_6888_2fd5],
            ]
        );
    }

    #[test]
    fn ten_rounds_give_the_published_answers() {
        assert_eq!(
            CAUSES.map(|(counter, key)| rounds::<10>(counter, key)),
            [
                [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5],
                [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20],
                [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d],
            ]
        );
    }
}
