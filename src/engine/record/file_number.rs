//! Numbers that stand for a token or for a background case that one record holds.

use crate::engine::store::slab::NONE;

/// The mark of an errand's number among numbers of tokens and cases.
pub const ERRAND: u32 = 1 << 31;

/// Whether a number is that of an errand.
#[inline]
pub fn is_errand(number: u32) -> bool {
    number & ERRAND != 0 && is(number)
}

/// The place of an errand's record.
#[inline]
pub fn place_of(number: u32) -> u32 {
    number & !ERRAND
}

/// Whether a record is there.
#[must_use]
pub fn is(index: u32) -> bool {
    index != NONE
}
