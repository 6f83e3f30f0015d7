//! Potential projects and potential residents.

use std::ops::Index;

use crate::draw::Key;
use crate::id::{PackedOption, noun_indices};
use crate::model::{
    FieldIndex, From, Instant, InstitutionIndex, JurisdictionIndex, Model, NeedIndex,
    ProjectKindIndex, ResearcherIndex,
};

noun_indices! {
    /// Index of a potential resident: those of the first day, then one for each post so far.
    ResidentIndex(u32),
}

/// A potential project. It does not depend on policy.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PotentialProject {
    pub key: Key,
    /// When it forms.
    pub formed: Instant,
    /// Potential value in millionths.
    pub value: u64,
    /// The lead within her jurisdiction.
    pub lead: ResearcherIndex,
    /// The partner within hers.
    pub partner: ResearcherIndex,
    /// The lead's institution within her jurisdiction.
    pub lead_institution: InstitutionIndex,
    /// The partner's institution within hers.
    pub partner_institution: InstitutionIndex,
    /// The lead's jurisdiction.
    pub lead_at: JurisdictionIndex,
    /// The partner's jurisdiction.
    pub partner_at: JurisdictionIndex,
    pub kind: ProjectKindIndex,
    /// The lead's field.
    pub field: FieldIndex,
    /// Whether the lead's side hosts.
    pub lead_hosts: bool,
    /// The only resident who can lead it, or none.
    pub resident: PackedOption<ResidentIndex>,
    /// The resident that its post would create, if it has one.
    pub makes: PackedOption<ResidentIndex>,
    /// The needs of its kind that it has, by bit.
    pub needs: u8,
    /// Its lead may form an earlier one too: a resident, if only she could lead it, or
    /// else the researcher.
    pub led_before: bool,
    /// Its lead may form a later one too.
    pub leads_again: bool,
    /// Its lead's community may form an earlier one with the same country too.
    pub believed_before: bool,
    /// Its lead's community may form a later one with the same country too.
    pub believed_again: bool,
}

impl PotentialProject {
    /// The first midnight from which it may start.
    #[must_use]
    pub fn earliest(&self, model: &Model) -> Instant {
        let kind = &model.kinds[self.kind];
        crate::time::midnight_from(self.formed.saturating_add(kind.lead))
    }

    /// Where it takes place.
    #[must_use]
    pub fn host(&self) -> JurisdictionIndex {
        if self.lead_hosts {
            self.lead_at
        } else {
            self.partner_at
        }
    }

    /// The other side.
    #[must_use]
    pub fn guest(&self) -> JurisdictionIndex {
        if self.lead_hosts {
            self.partner_at
        } else {
            self.lead_at
        }
    }

    /// The researcher on one side, and her jurisdiction.
    #[must_use]
    pub fn on_side(&self, side: From) -> (JurisdictionIndex, ResearcherIndex) {
        let lead_side = if self.lead_hosts {
            From::host
        } else {
            From::guest
        };
        if side == lead_side {
            (self.lead_at, self.lead)
        } else {
            (self.partner_at, self.partner)
        }
    }

    /// The institution of the researcher on one side, within its jurisdiction.
    #[must_use]
    pub fn institution_on_side(&self, side: From) -> InstitutionIndex {
        let lead_side = if self.lead_hosts {
            From::host
        } else {
            From::guest
        };
        if side == lead_side {
            self.lead_institution
        } else {
            self.partner_institution
        }
    }

    /// Whether it has a need of its kind.
    #[must_use]
    pub fn has(&self, need: NeedIndex) -> bool {
        self.needs & (1 << need.index()) != 0
    }
}

/// Residents that may exist: holders of posts of before the first day, then one for each post.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PotentialResident {
    pub key: Key,
    /// Where she lives.
    pub jurisdiction: JurisdictionIndex,
    /// Where she came from.
    pub origin: JurisdictionIndex,
    /// Her local colleague, within her jurisdiction.
    pub home: ResearcherIndex,
    /// The institution of both.
    pub institution: InstitutionIndex,
    /// Her stay began before the first day, or the project of her post formed then.
    pub at_start: bool,
    /// Of these: she lives there on the first day, or comes when her post begins.
    pub there: bool,
    /// From when on she might lead projects: the first day, or the earliest start of
    /// her post.
    pub start: Instant,
    /// When her stay ends at the latest.
    pub until: Instant,
}

impl Index<ResidentIndex> for Vec<PotentialResident> {
    type Output = PotentialResident;

    #[inline]
    fn index(&self, resident: ResidentIndex) -> &PotentialResident {
        &self[resident.index()]
    }
}

impl PotentialResident {
    /// Whether she lives there on the first day; where every match is made, all do who could.
    #[must_use]
    pub fn is_there(&self, model: &Model) -> bool {
        self.comes_anyway(model) && self.start == Instant::START
    }

    /// Whether she is there, or comes, without a project that is simulated.
    #[must_use]
    pub fn comes_anyway(&self, model: &Model) -> bool {
        self.at_start && (self.there || model.transform.matched)
    }
}

/// The other side.
#[must_use]
pub fn opposite(side: From) -> From {
    match side {
        From::guest => From::host,
        From::host => From::guest,
    }
}
