//! Ids made from the names of activities.

use std::collections::BTreeSet;

/// Length limit of an id.
const MAX_LENGTH: usize = 48;

/// The id of a name: its ASCII letters and digits in lower case, with hyphens between words. A
/// name without any gives `fallback`.
#[must_use]
pub fn id_from_name(name: &str, fallback: &str) -> String {
    let mut id = String::new();
    for letter in name.chars() {
        match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => id.push(letter),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
        if id.len() >= MAX_LENGTH {
            break;
        }
    }
    let id = id.trim_matches('-');
    match id.chars().next() {
        None => fallback.to_owned(),
        Some('a'..='z') => id.to_owned(),
        Some(_) => format!("{fallback}-{id}"),
    }
}

/// Makes ids distinct by numbering repeated ones.
#[must_use]
pub fn distinct_ids(ids: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut distinct = |id: String| {
        let numbered = (2..).map(|number: u32| format!("{id}-{number}"));
        let free = std::iter::once(id.clone())
            .chain(numbered)
            .find(|id| !taken.contains(id));
        let free = free.unwrap_or(id);
        taken.insert(free.clone());
        free
    };
    ids.into_iter().map(&mut distinct).collect()
}

/// Word stems that mark a refusal.
const REFUSAL_STEMS: &[&str] = &[
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

/// Whether the name of an activity means a refusal.
#[must_use]
pub fn names_refusal(name: &str) -> bool {
    let name = name.to_lowercase();
    REFUSAL_STEMS.iter().any(|stem| name.contains(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(
            id_from_name("Declaration APPROVED by ADMINISTRATION", "step"),
            "declaration-approved-by-administration"
        );
        assert_eq!(
            id_from_name("  W_Validate application -- (2)", "step"),
            "w-validate-application-2"
        );
        assert_eq!(id_from_name("3rd check", "step"), "step-3rd-check");
        assert_eq!(id_from_name("提交", "step"), "step");
        let ids = ["a", "b", "a", "a"].map(String::from).to_vec();
        assert_eq!(distinct_ids(ids), ["a", "b", "a-2", "a-3"]);
    }

    #[test]
    fn refusals_are_recognised_by_name() {
        assert!(names_refusal("Declaration REJECTED by SUPERVISOR"));
        assert!(names_refusal("A_Denied") && names_refusal("驳回申请"));
        assert!(!names_refusal("Payment Handled"));
    }
}
