//! Numbers of records, by the type of the record.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

/// The number of a record of type `T`.
///
/// Numbers begin at 1, so that an `Option<Id<T>>` takes four bytes, and tables keep an unused
/// record at place 0, so that a number is a place as it is.
pub struct Id<T> {
    number: NonZeroU32,
    record: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The number that follows on `count` others.
    #[inline]
    #[must_use]
    pub fn after(count: usize) -> Self {
        NonZeroU32::MIN.saturating_add(count as u32).into()
    }

    /// The number itself, not below 1.
    #[inline]
    #[must_use]
    pub fn number(self) -> NonZeroU32 {
        self.number
    }

    /// How many numbers precede it.
    #[inline]
    #[must_use]
    pub fn index(self) -> u32 {
        self.number.get() - 1
    }

    /// The place of its record in a table.
    #[inline]
    #[must_use]
    pub fn place(self) -> usize {
        self.number.get() as usize
    }
}

impl<T> From<NonZeroU32> for Id<T> {
    #[inline]
    fn from(number: NonZeroU32) -> Self {
        Self {
            number,
            record: PhantomData,
        }
    }
}

impl<T> Clone for Id<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_record_takes_no_more_room_than_one_that_is_there() {
        assert_eq!(size_of::<Id<String>>(), 4);
        assert_eq!(size_of::<Option<Id<String>>>(), 4);
    }

    #[test]
    fn numbers_follow_from_one() {
        assert_eq!(Id::<u8>::after(0).place(), 1);
        assert_eq!(Id::<u8>::after(41).place(), 42);
        assert_eq!(Id::<u8>::after(41).index(), 41);
    }
}
