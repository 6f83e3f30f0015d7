//! Ids of records by type, and indices of model entries, each kind as its own type.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

/// The number of a record of type `T`.
///
/// Numbers begin at 1, so an `Option<Id<T>>` takes four bytes. Tables keep an unused record at
/// place 0, so a number is also a place.
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

/// The index of a model entry: its place in a list that is in the order of ids.
pub trait NounIndex: Copy + Eq {
    /// The number that means no entry.
    const RESERVED: Self;

    /// The index of a place.
    fn from_index(index: usize) -> Self;

    /// Its place.
    fn index(self) -> usize;
}

/// Declares indices, each over a number type with enough room.
macro_rules! noun_indices {
    ($($(#[$doc:meta])* $name:ident($number:ty),)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name($number);

        impl $name {
            /// The index of a place.
            #[inline]
            #[must_use]
            pub const fn from_index(index: usize) -> Self {
                Self(index as $number)
            }

            /// Its place.
            #[inline]
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $crate::id::NounIndex for $name {
            const RESERVED: Self = Self(<$number>::MAX);

            #[inline]
            fn from_index(index: usize) -> Self {
                Self::from_index(index)
            }

            #[inline]
            fn index(self) -> usize {
                self.index()
            }
        }
    )+};
}
pub(crate) use noun_indices;

/// The entries of a list with their indices.
pub fn with_indices<I: NounIndex, T>(list: &[T]) -> impl Iterator<Item = (I, &T)> {
    let places = list.iter().enumerate();
    places.map(|(place, noun)| (I::from_index(place), noun))
}

/// The indices of a list of this length.
pub fn indices<I: NounIndex>(count: usize) -> impl Iterator<Item = I> + Clone {
    (0..count).map(I::from_index)
}

/// An index or none, in the size of an index. An `Option` would take twice as much, and keys and
/// trails keep many. None is ordered after all others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct PackedOption<I>(I);

impl<I: NounIndex> PackedOption<I> {
    /// No index.
    pub const NONE: Self = Self(I::RESERVED);

    /// The index, if there is one.
    #[inline]
    #[must_use]
    pub fn get(self) -> Option<I> {
        (self.0 != I::RESERVED).then_some(self.0)
    }

    /// The number itself, also if it means none.
    #[inline]
    #[must_use]
    pub fn number(self) -> u64 {
        self.0.index() as u64
    }
}

impl<I: NounIndex> From<Option<I>> for PackedOption<I> {
    #[inline]
    fn from(id: Option<I>) -> Self {
        Self(id.unwrap_or(I::RESERVED))
    }
}

impl<I: NounIndex> From<I> for PackedOption<I> {
    #[inline]
    fn from(id: I) -> Self {
        Self(id)
    }
}

impl<I: NounIndex + fmt::Debug> fmt::Debug for PackedOption<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
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

    noun_indices! {
        /// For the test.
        TestIndex(u16),
    }

    #[test]
    fn a_packed_id_takes_no_more_room_and_is_the_same_id() {
        assert_eq!(size_of::<PackedOption<TestIndex>>(), 2);
        assert_eq!(PackedOption::<TestIndex>::from(None).get(), None);
        for id in indices::<TestIndex>(3) {
            let packed = PackedOption::from(id);
            assert_eq!(packed.get(), Some(id));
            assert!(packed < PackedOption::NONE);
        }
    }
}
