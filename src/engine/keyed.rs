//! A table by 64-bit key that is looked up and never walked, so that no order
//! of its own can reach a result.

/// Open addressing with linear probing; grows at three quarters full. Keys are
/// entity keys, already well mixed; 0 marks an empty place. A key and its value lie
/// side by side, so that looking one up touches one line of memory.
#[derive(Debug, Clone)]
pub struct Keyed<V> {
    places: Vec<(u64, V)>,
    used: usize,
}

impl<V: Copy + Default + PartialEq> PartialEq for Keyed<V> {
    /// Two tables are equal if they hold the same values under the same keys.
    fn eq(&self, other: &Self) -> bool {
        self.used == other.used
            && self
                .places
                .iter()
                .all(|(key, value)| *key == 0 || other.get(*key) == Some(*value))
    }
}

impl<V: Copy + Default> Default for Keyed<V> {
    fn default() -> Self {
        Self {
            places: vec![(0, V::default()); 16],
            used: 0,
        }
    }
}

impl<V: Copy + Default> Keyed<V> {
    /// An empty table with room for so many keys.
    #[must_use]
    pub fn with_room(keys: usize) -> Self {
        let places = (keys * 4 / 3 + 2).next_power_of_two().max(16);
        Self {
            places: vec![(0, V::default()); places],
            used: 0,
        }
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<V> {
        let key = key | 1;
        let (known, value) = self.places[self.place(key)];
        (known == key).then_some(value)
    }

    /// Puts a value under a key.
    pub fn set(&mut self, key: u64, value: V) {
        *self.entry(key) = value;
    }

    /// The value under a key, to be changed; of a new key, the default.
    pub fn entry(&mut self, key: u64) -> &mut V {
        let key = key | 1;
        let mut place = self.place(key);
        if self.places[place].0 != key {
            if (self.used + 1) * 4 > self.places.len() * 3 {
                self.grow();
                place = self.place(key);
            }
            self.used += 1;
            self.places[place] = (key, V::default());
        }
        &mut self.places[place].1
    }

    /// Asks memory for the place at which a key is looked for first.
    #[inline]
    pub fn prefetch(&self, key: u64) {
        let mask = self.places.len() - 1;
        crate::memory::prefetch(&self.places[(key >> 7) as usize & mask]);
    }

    /// Bytes of its places.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        size_of_val(&self.places[..]) as u64
    }

    /// Values held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.used
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    fn place(&self, key: u64) -> usize {
        let mask = self.places.len() - 1;
        let mut place = (key >> 7) as usize & mask;
        loop {
            let known = self.places[place].0;
            if known == 0 || known == key {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let wider = vec![(0, V::default()); self.places.len() * 2];
        for (key, value) in std::mem::replace(&mut self.places, wider) {
            if key != 0 {
                let place = self.place(key);
                self.places[place] = (key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(pairs in prop::collection::vec((any::<u64>(), any::<u32>()), 0..500)) {
            let mut keyed = Keyed::default();
            let mut map = BTreeMap::new();
            for (key, value) in pairs {
                keyed.set(key, value);
                map.insert(key | 1, value);
            }
            prop_assert_eq!(keyed.len(), map.len());
            for (key, value) in map {
                prop_assert_eq!(keyed.get(key), Some(value));
            }
        }
    }
}
