//! Ids of steps from what a log calls its activities.

use std::collections::BTreeSet;

/// Longest id that is taken from a name.
const LONGEST: usize = 48;

/// An id of a name: its letters and digits in lower case, a hyphen between words. A name
/// that has none of them gives `other`.
#[must_use]
pub fn id(name: &str, other: &str) -> String {
    let mut id = String::new();
    for letter in name.chars() {
        match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => id.push(letter),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
        if id.len() >= LONGEST {
            break;
        }
    }
    let id = id.trim_matches('-');
    match id.chars().next() {
        None => other.to_owned(),
        Some('a'..='z') => id.to_owned(),
        Some(_) => format!("{other}-{id}"),
    }
}

/// Ids that are all different: what comes again is numbered.
#[must_use]
pub fn distinct(ids: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut one = |id: String| {
        let numbered = (2..).map(|number: u32| format!("{id}-{number}"));
        let free = std::iter::once(id.clone())
            .chain(numbered)
            .find(|id| !taken.contains(id));
        let free = free.unwrap_or(id);
        taken.insert(free.clone());
        free
    };
    ids.into_iter().map(&mut one).collect()
}

/// Words of names that say that a case was turned down.
const TURNED_DOWN: &[&str] = &[
    "refus",
    "reject",
    "declin",
    "denied",
    "deny",
    "turned down",
    "disapprov",
    "dismiss",
    "拒",
    "驳回",
    "不予",
];

/// Whether a name says that a case that ends there was refused.
#[must_use]
pub fn says_refused(name: &str) -> bool {
    let name = name.to_lowercase();
    TURNED_DOWN.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(
            id("Declaration APPROVED by ADMINISTRATION", "step"),
            "declaration-approved-by-administration"
        );
        assert_eq!(
            id("  W_Validate application -- (2)", "step"),
            "w-validate-application-2"
        );
        assert_eq!(id("3rd check", "step"), "step-3rd-check");
        assert_eq!(id("提交", "step"), "step");
        let ids = ["a", "b", "a", "a"].map(String::from).to_vec();
        assert_eq!(distinct(ids), ["a", "b", "a-2", "a-3"]);
    }

    #[test]
    fn refusals_are_read_off_names() {
        assert!(says_refused("Declaration REJECTED by SUPERVISOR"));
        assert!(says_refused("A_Denied") && says_refused("驳回申请"));
        assert!(!says_refused("Payment Handled"));
    }
}
