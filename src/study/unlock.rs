//! What each cause of loss is worth if it alone is removed.

use crate::model::{Loss, Transform};

/// The causes that are removed in the same run as this one, itself among them.
pub(crate) fn removed_with(cause: Loss) -> &'static [Loss] {
    let mut sets = UNLOCKS.iter().map(|(causes, _)| *causes);
    sets.find(|causes| causes.contains(&cause))
        .unwrap_or_default()
}

/// The transform that removes causes, and the causes.
pub const UNLOCKS: [(&[Loss], Transform); 10] = {
    const NONE: Transform = Transform {
        matched: false,
        begun: false,
        funded: false,
        at_once: false,
        exempt: false,
        pathway: false,
        aware: false,
        never_refused: false,
        patient: false,
        lasting: false,
        immediate: false,
        unlimited_officers: false,
        nobody_leaves: false,
        complete: false,
    };
    [
        (
            &[Loss::Unmatched],
            Transform {
                matched: true,
                ..NONE
            },
        ),
        (
            &[Loss::Deterred],
            Transform {
                begun: true,
                ..NONE
            },
        ),
        (
            &[Loss::Ineligible, Loss::Unfunded],
            Transform {
                funded: true,
                ..NONE
            },
        ),
        (
            &[Loss::NoPathway],
            Transform {
                pathway: true,
                ..NONE
            },
        ),
        (
            &[Loss::Unaware],
            Transform {
                aware: true,
                ..NONE
            },
        ),
        (
            &[Loss::Refused],
            Transform {
                never_refused: true,
                ..NONE
            },
        ),
        (
            &[Loss::Abandoned],
            Transform {
                patient: true,
                ..NONE
            },
        ),
        (
            &[Loss::Expired],
            Transform {
                lasting: true,
                unlimited_officers: true,
                ..NONE
            },
        ),
        (
            &[Loss::Late, Loss::Delayed],
            Transform {
                unlimited_officers: true,
                ..NONE
            },
        ),
        (
            &[Loss::Incomplete],
            Transform {
                complete: true,
                ..NONE
            },
        ),
    ]
};
