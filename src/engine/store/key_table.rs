//! A hash table with 64-bit keys that cannot be iterated, so that its order cannot affect a
//! result.

/// A place of a table. Key and value are adjacent, so a look-up touches one cache line. The key is
/// split into two halves, which avoids padding for values of 4 or 12 bytes.
#[derive(Debug, Clone, Copy)]
struct Place<V> {
    high: u32,
    /// Odd; 0 marks an empty place.
    low: u32,
    value: V,
}

impl<V> Place<V> {
    #[inline]
    fn key(&self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }

    fn is_empty(&self) -> bool {
        self.low == 0
    }
}

/// Open addressing with linear probing. Keys are entity keys, which are already well mixed. They
/// are nearly in order (a collision moves a key to the next free place), so a table grows by one
/// sweep over both tables. It grows by two fifths when three quarters are full.
#[derive(Debug, Clone)]
pub struct KeyTable<V> {
    places: Vec<Place<V>>,
    used: usize,
}

/// Places of a table that holds nothing.
const FEWEST: usize = 16;

impl<V: Copy + Default + PartialEq> PartialEq for KeyTable<V> {
    /// Two tables are equal if they hold the same values under the same keys.
    fn eq(&self, other: &Self) -> bool {
        self.used == other.used
            && self
                .places
                .iter()
                .all(|place| place.is_empty() || other.get(place.key()) == Some(place.value))
    }
}

impl<V: Copy + Default> Default for KeyTable<V> {
    fn default() -> Self {
        Self::with_room(0)
    }
}

impl<V: Copy + Default> KeyTable<V> {
    /// An empty table with room for `keys` keys.
    #[must_use]
    pub fn with_room(keys: usize) -> Self {
        Self {
            places: Self::empty((keys * 4 / 3 + 2).max(FEWEST)),
            used: 0,
        }
    }

    fn empty(places: usize) -> Vec<Place<V>> {
        let place = Place {
            high: 0,
            low: 0,
            value: V::default(),
        };
        vec![place; places]
    }

    /// The value under a key.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> Option<V> {
        let place = &self.places[self.place(key | 1)];
        (!place.is_empty()).then_some(place.value)
    }

    /// Sets the value under a key.
    pub fn set(&mut self, key: u64, value: V) {
        *self.entry(key) = value;
    }

    /// The value under a key, mutably; the default for a new key.
    #[inline]
    pub fn entry(&mut self, key: u64) -> &mut V {
        self.entry_among(key, |_| true)
    }

    /// The same, in a table that need keep only values that are `wanted`. When it is full the
    /// others are dropped, and it grows only if it is still well filled. A dropped value must mean
    /// the same as none.
    #[inline]
    pub fn entry_among(&mut self, key: u64, wanted: impl Fn(&V) -> bool) -> &mut V {
        let key = key | 1;
        let mut place = self.place(key);
        if self.places[place].is_empty() {
            if (self.used + 1) * 4 > self.places.len() * 3 {
                self.make_room(wanted);
                place = self.place(key);
            }
            self.used += 1;
            self.places[place] = Place {
                high: (key >> 32) as u32,
                low: key as u32,
                value: V::default(),
            };
        }
        &mut self.places[place].value
    }

    /// Prefetches the place at which a key is looked up first.
    #[inline]
    pub fn prefetch(&self, key: u64) {
        crate::memory::prefetch(&self.places[self.first_place(key | 1)]);
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

    /// Where a key is looked up first, in proportion to its value.
    #[inline]
    fn first_place(&self, key: u64) -> usize {
        ((u128::from(key) * self.places.len() as u128) >> 64) as usize
    }

    /// The place of a key, or the empty one that it would take.
    #[inline]
    fn place(&self, key: u64) -> usize {
        let mut index = self.first_place(key);
        loop {
            let place = &self.places[index];
            if place.is_empty() || place.key() == key {
                return index;
            }
            index += 1;
            if index == self.places.len() {
                index = 0;
            }
        }
    }

    #[cold]
    fn make_room(&mut self, wanted: impl Fn(&V) -> bool) {
        let is_kept = |place: &&Place<V>| !place.is_empty() && wanted(&place.value);
        let kept = self.places.iter().filter(is_kept).count();
        let now = self.places.len();
        // Half full is room for many more before the next sweep.
        let places = if kept * 2 > now { now * 7 / 5 } else { now };
        let before = std::mem::replace(&mut self.places, Self::empty(places));
        self.used = kept;
        for place in before.iter().filter(is_kept) {
            let index = self.place(place.key());
            self.places[index] = *place;
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
            let mut table = KeyTable::default();
            let mut map = BTreeMap::new();
            for (key, value) in pairs {
                table.set(key, value);
                map.insert(key | 1, value);
            }
            prop_assert_eq!(table.len(), map.len());
            for (key, value) in map {
                prop_assert_eq!(table.get(key), Some(value));
            }
        }

        /// Keys of every part of the range, many beside one another and at both ends:
        /// those that are wanted stay, others may go and then are as if never there.
        #[test]
        fn what_is_not_wanted_may_go(
            steps in prop::collection::vec(
                (prop_oneof![0..64_u64, any::<u64>(), u64::MAX - 64..=u64::MAX], 0..40_u32),
                0..600,
            ),
        ) {
            let mut table: KeyTable<u32> = KeyTable::default();
            let mut map: BTreeMap<u64, u32> = BTreeMap::new();
            for (now, (key, lasts)) in steps.into_iter().enumerate() {
                let now = now as u32;
                let until = table.entry_among(key, |until| *until > now);
                *until = (now + lasts).max(*until);
                let until = map.entry(key | 1).or_default();
                *until = (now + lasts).max(*until);
                prop_assert!(table.len() <= map.len());
                prop_assert!(table.len() * 4 <= table.places.len() * 3);
                for (key, until) in &map {
                    let value = table.get(*key);
                    prop_assert!(value == Some(*until) || (*until <= now && value.is_none()));
                }
            }
            // Of 600 keys that last 40 steps at most, few are there at a time.
            prop_assert!(table.places.len() <= 256, "{} places", table.places.len());
        }
    }
}
