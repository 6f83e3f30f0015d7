//! A file in an officer's hands, whichever record keeps it.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

use super::ids::{BackgroundId, kind};
use crate::id::Id;

/// A file: a record of kind `K` (a token at a step, a case before the first), or a background file,
/// which is both in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File<K = kind::Token> {
    /// One that is kept in several records.
    Full(Id<K>),
    /// A background case that is kept in one.
    Background(BackgroundId),
}

/// A [`File`] in four bytes, for queues and the agenda.
pub struct PackedFile<K = kind::Token> {
    number: NonZeroU32,
    record: PhantomData<fn() -> K>,
}

/// The bit that a background file's number carries when it is packed.
const BACKGROUND: u32 = 1 << 31;

impl<K> File<K> {
    /// The same in four bytes.
    #[inline]
    #[must_use]
    pub fn pack(self) -> PackedFile<K> {
        let number = match self {
            Self::Full(id) => id.number(),
            Self::Background(id) => id.number() | BACKGROUND,
        };
        PackedFile {
            number,
            record: PhantomData,
        }
    }
}

impl<K> PackedFile<K> {
    /// The file.
    #[inline]
    #[must_use]
    pub fn unpack(self) -> File<K> {
        let number = self.number.get();
        match NonZeroU32::new(number & !BACKGROUND) {
            Some(id) if number & BACKGROUND != 0 => File::Background(id.into()),
            Some(_) | None => File::Full(self.number.into()),
        }
    }
}

impl<K> From<Id<K>> for File<K> {
    #[inline]
    fn from(id: Id<K>) -> Self {
        Self::Full(id)
    }
}

impl<K> Clone for PackedFile<K> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for PackedFile<K> {}

impl<K> PartialEq for PackedFile<K> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<K> Eq for PackedFile<K> {}

impl<K> PartialOrd for PackedFile<K> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for PackedFile<K> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl<K> fmt::Debug for PackedFile<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unpack() {
            File::Full(id) => write!(f, "Full({id:?})"),
            File::Background(id) => write!(f, "Background({id:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file_takes_four_bytes_and_is_the_same_file() {
        assert_eq!(size_of::<PackedFile>(), 4);
        for number in [0, 1, 77, (1 << 31) - 2] {
            let full = File::<kind::Token>::Full(Id::after(number));
            let background = File::<kind::Token>::Background(Id::after(number));
            assert_eq!(full.pack().unpack(), full);
            assert_eq!(background.pack().unpack(), background);
            assert_ne!(full.pack(), background.pack());
        }
    }
}
