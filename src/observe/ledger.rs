//! Sums by account: quick to add to, listed in the order of the accounts.

use super::sum::Sum;
use crate::draw::Key;
use crate::engine::KeyTable;

/// The account of a sum. It has a number, so that lookup compares no parts.
pub trait Account: Copy + Ord {
    /// A unique number.
    fn number(self) -> u64;
}

/// Sums by account.
#[derive(Debug, Clone)]
pub struct Ledger<A, V> {
    rows: Vec<(A, V)>,
    /// The row of each account.
    places: KeyTable<u32>,
}

impl<A, V> Default for Ledger<A, V> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: KeyTable::default(),
        }
    }
}

impl<A: Account, V: Default> Ledger<A, V> {
    /// The sum of an account, created if missing.
    pub fn entry(&mut self, account: A) -> &mut V {
        const ACCOUNT: Key = Key::named("");
        let key = ACCOUNT.with(account.number()).bits();
        let place = if let Some(place) = self.places.get(key) {
            place as usize
        } else {
            let place = self.rows.len();
            self.places.set(key, place as u32);
            self.rows.push((account, V::default()));
            place
        };
        debug_assert!(
            self.rows[place].0 == account,
            "accounts have unique numbers"
        );
        &mut self.rows[place].1
    }

    /// Accounts and their sums, in the order of the accounts.
    #[must_use]
    pub fn sorted(&self) -> Vec<&(A, V)> {
        let mut rows: Vec<&(A, V)> = self.rows.iter().collect();
        rows.sort_unstable_by_key(|(account, _)| *account);
        rows
    }
}

impl<A: Account, V: Default + PartialEq> PartialEq for Ledger<A, V> {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

impl<A: Account, V: Default + Sum> Sum for Ledger<A, V> {
    fn absorb(&mut self, other: &Self) {
        for (account, sum) in &other.rows {
            self.entry(*account).absorb(sum);
        }
    }
}
