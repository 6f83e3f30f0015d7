//! A slab: records in a vector with free places.

use crate::id::Id;

/// Records `T` of a kind `K` by number. Numbers depend on the history of the slab, so no result
/// may depend on a number.
///
/// Place 0 holds an unused record, because an [`Id`] is never 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Slab<K, T> {
    records: Vec<T>,
    free: Vec<Id<K>>,
}

impl<K, T> Default for Slab<K, T> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<K, T: Copy> Slab<K, T> {
    /// Adds a record.
    #[inline]
    pub fn add(&mut self, record: T) -> Id<K> {
        if let Some(id) = self.free.pop() {
            self.records[id.place()] = record;
            return id;
        }
        if self.records.is_empty() {
            self.records.push(record);
        }
        self.records.push(record);
        Id::after(self.records.len() - 2)
    }
}

impl<K, T> Slab<K, T> {
    /// The records in use, in the order of their numbers. For sums only.
    pub fn iter_live(&self) -> impl Iterator<Item = &T> {
        let mut gone = vec![false; self.records.len()];
        for id in &self.free {
            gone[id.place()] = true;
        }
        let records = self.records.iter().zip(gone).skip(1);
        records.filter_map(|(record, gone)| (!gone).then_some(record))
    }

    /// Frees the place of a record. The record stays until the place is used again.
    #[inline]
    pub fn free(&mut self, id: Id<K>) {
        self.free.push(id);
    }

    /// Prefetches a record; the unused one if there is none, which costs less than a branch.
    #[inline]
    pub fn prefetch(&self, id: Option<Id<K>>) {
        if let Some(record) = self.records.get(id.map_or(0, Id::place)) {
            crate::memory::prefetch(record);
        }
    }

    /// Bytes of its records, free places included.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (size_of_val(&self.records[..]) + size_of_val(&self.free[..])) as u64
    }

    /// Records in use.
    #[must_use]
    pub fn live(&self) -> usize {
        self.records.len().saturating_sub(1) - self.free.len()
    }
}

impl<K, T> std::ops::Index<Id<K>> for Slab<K, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: Id<K>) -> &T {
        &self.records[id.place()]
    }
}

impl<K, T> std::ops::IndexMut<Id<K>> for Slab<K, T> {
    #[inline]
    fn index_mut(&mut self, id: Id<K>) -> &mut T {
        &mut self.records[id.place()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn records_stay_what_they_are(steps in prop::collection::vec(any::<(bool, u8)>(), 0..200)) {
            let mut slab: Slab<u8, usize> = Slab::default();
            let mut map = BTreeMap::new();
            for (n, (add, which)) in steps.into_iter().enumerate() {
                if add || map.is_empty() {
                    let index = slab.add(n);
                    prop_assert!(map.insert(index, n).is_none(), "a place in use is not given away");
                } else {
                    let chosen = map.keys().nth(usize::from(which) % map.len()).copied();
                    if let Some(index) = chosen {
                        slab.free(index);
                        map.remove(&index);
                    }
                }
                prop_assert_eq!(slab.live(), map.len());
                prop_assert!(map.iter().all(|(index, n)| slab[*index] == *n));
                prop_assert!(slab.iter_live().copied().eq(map.values().copied()));
            }
        }
    }
}
