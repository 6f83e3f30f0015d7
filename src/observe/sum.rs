//! Sums that merge field by field.

use std::collections::BTreeMap;

/// Something that can be added up over replications, in index order.
pub trait Sum {
    /// Adds the other sum to this one.
    fn absorb(&mut self, other: &Self);
}

impl Sum for u64 {
    fn absorb(&mut self, other: &Self) {
        *self += other;
    }
}

impl Sum for i64 {
    fn absorb(&mut self, other: &Self) {
        *self += other;
    }
}

impl<T: Sum, const N: usize> Sum for [T; N] {
    fn absorb(&mut self, other: &Self) {
        for (sum, other) in self.iter_mut().zip(other) {
            sum.absorb(other);
        }
    }
}

impl<T: Sum + Clone> Sum for Vec<T> {
    fn absorb(&mut self, other: &Self) {
        for (sum, other) in self.iter_mut().zip(other) {
            sum.absorb(other);
        }
        if other.len() > self.len() {
            let from = self.len();
            self.extend(other[from..].iter().cloned());
        }
    }
}

impl<K: Ord + Clone, T: Sum + Clone> Sum for BTreeMap<K, T> {
    fn absorb(&mut self, other: &Self) {
        for (key, value) in other {
            match self.get_mut(key) {
                Some(sum) => sum.absorb(value),
                None => drop(self.insert(key.clone(), value.clone())),
            }
        }
    }
}

/// Declares a struct of sums that merges field by field.
macro_rules! sums {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$field_about:meta])* pub $field:ident: $type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name { $($(#[$field_about])* pub $field: $type),* }

        impl $crate::observe::Sum for $name {
            fn absorb(&mut self, other: &Self) {
                $(self.$field.absorb(&other.$field);)*
            }
        }
    };
}

pub(super) use sums;
