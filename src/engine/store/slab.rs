//! Records that come and go: a vector with free places.

/// No record.
pub const NONE: u32 = u32::MAX;

/// Records by number. Which number a record gets may depend on what went
/// before; nothing observable may depend on the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Slab<T> {
    records: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Slab<T> {
    /// Adds a record.
    #[inline]
    pub fn add(&mut self, record: T) -> u32 {
        if let Some(index) = self.free.pop() {
            self.records[index as usize] = record;
            index
        } else {
            self.records.push(record);
            (self.records.len() - 1) as u32
        }
    }

    /// The records in use, in the order of their numbers. For sums only.
    pub fn iter_live(&self) -> impl Iterator<Item = &T> {
        let mut gone = vec![false; self.records.len()];
        for &index in &self.free {
            gone[index as usize] = true;
        }
        self.records
            .iter()
            .zip(gone)
            .filter_map(|(record, gone)| (!gone).then_some(record))
    }

    /// Gives a record's place back. The record stays until the place is used.
    #[inline]
    pub fn free(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Asks memory for a record; of none, for the last, which costs less than to decide.
    #[inline]
    pub fn prefetch(&self, index: u32) {
        let last = self.records.len().wrapping_sub(1);
        if let Some(record) = self.records.get(last.min(index as usize)) {
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
        self.records.len() - self.free.len()
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    fn index(&self, index: u32) -> &T {
        &self.records[index as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, index: u32) -> &mut T {
        &mut self.records[index as usize]
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
            let mut slab = Slab::default();
            let mut map = BTreeMap::new();
            for (n, (add, which)) in steps.into_iter().enumerate() {
                if add || map.is_empty() {
                    let index = slab.add(n);
                    prop_assert!(map.insert(index, n).is_none(), "a place in use is not given away");
                } else {
                    let index = *map.keys().nth(usize::from(which) % map.len()).unwrap_or(&0);
                    slab.free(index);
                    map.remove(&index);
                }
                prop_assert_eq!(slab.live(), map.len());
                prop_assert!(map.iter().all(|(index, n)| slab[*index] == *n));
                prop_assert!(slab.iter_live().copied().eq(map.values().copied()));
            }
        }
    }
}
