//! Which operation a lever takes, seen before the size of the operation is judged: the size of
//! an operation that the lever does not take means nothing.

use super::levers::range;
use crate::model::levers::Range;
use crate::scenario::keys::Lever;
use crate::scenario::{Faults, Node};

const OPERATIONS: [&str; 5] = ["set", "raise", "lower", "scale", "add"];

/// Reports each operation that its lever does not take, instead of the faults in its size.
pub(super) fn check(tree: &Node, faults: &mut Faults) {
    let reforms = tree.get("reform").and_then(Node::table);
    for reform in reforms.into_iter().flat_map(|reforms| reforms.values()) {
        let changes = reform.get("change").and_then(Node::table);
        for change in changes.into_iter().flat_map(|changes| changes.values()) {
            check_change(change, faults);
        }
    }
}

fn check_change(change: &Node, faults: &mut Faults) {
    let lever = change.get("lever").and_then(Node::text);
    let lever = lever.and_then(|name| {
        let mut levers = Lever::ALL.iter().copied();
        levers.find(|lever| lever.to_string() == name)
    });
    let mut given = OPERATIONS.iter().filter(|key| change.get(key).is_some());
    let (Some(lever), Some(&key), None) = (lever, given.next(), given.next()) else {
        return;
    };
    let Some((found, expected)) = unfit(lever, key) else {
        return;
    };
    let Some(operation) = change.get(key) else {
        return;
    };
    faults.forget_below(&operation.address);
    faults
        .error(operation.key, found, expected)
        .at(&operation.address);
}

/// What is wrong with an operation for a lever, and what would be right.
fn unfit(lever: Lever, key: &str) -> Option<(String, &'static str)> {
    if lever == Lever::officers && key != "scale" {
        let found = format!("`officers` takes only `scale`, and this change has `{key}`");
        let expected = "`scale`, for example `scale = 1.5` for half as many officers again";
        return Some((found, expected));
    }
    let needs_a_share = matches!(key, "raise" | "lower");
    (needs_a_share && range(lever) != Range::Share).then(|| {
        let found = format!("`{key}` needs a share, and `{lever}` is not one");
        (found, "`set`, `scale` or `add`")
    })
}
