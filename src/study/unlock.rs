//! What each cause of loss is worth if it alone is removed.

use crate::model::{Loss, Transform};

/// Causes of loss, and what removes them.
pub(super) struct Unlock {
    pub causes: &'static [Loss],
    pub transform: Transform,
    /// Besides, procedures take no time in any jurisdiction.
    pub takes_no_time: bool,
}

impl Unlock {
    const fn by(causes: &'static [Loss], transform: Transform) -> Self {
        Self {
            causes,
            transform,
            takes_no_time: false,
        }
    }
}

/// The causes that are removed in the same run as this one, itself among them.
pub(crate) fn removed_with(cause: Loss) -> &'static [Loss] {
    let mut sets = UNLOCKS.iter().map(|unlock| unlock.causes);
    sets.find(|causes| causes.contains(&cause))
        .unwrap_or_default()
}

/// What removes each cause.
pub(super) const UNLOCKS: [Unlock; 10] = {
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
        undated: false,
    };
    [
        Unlock::by(
            &[Loss::Unmatched],
            Transform {
                matched: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Deterred],
            Transform {
                begun: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Ineligible, Loss::Unfunded],
            Transform {
                funded: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::NoPathway],
            Transform {
                pathway: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Unaware],
            Transform {
                aware: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Refused],
            Transform {
                never_refused: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Abandoned],
            Transform {
                patient: true,
                ..NONE
            },
        ),
        Unlock::by(
            &[Loss::Expired],
            Transform {
                lasting: true,
                ..NONE
            },
        ),
        Unlock {
            causes: &[Loss::Late, Loss::Delayed],
            transform: NONE,
            takes_no_time: true,
        },
        Unlock::by(
            &[Loss::Incomplete],
            Transform {
                complete: true,
                ..NONE
            },
        ),
    ]
};
