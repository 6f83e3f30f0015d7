//! The potential projects of a span of time.

use crate::draw::Key;
use crate::engine::record::{PotentialProject, PotentialResident};
use crate::engine::store::key_table::KeyTable;
use crate::model::Instant;

/// How many projects ahead the keys of their leads are prefetched.
const KEYS_AHEAD: usize = 8;

/// The projects that form in some span of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// The first instant after it.
    pub to: Instant,
    /// The projects, in the order in which they form.
    pub projects: Vec<PotentialProject>,
    /// The residents that their posts would create.
    pub residents: Vec<PotentialResident>,
}

impl Batch {
    /// Marks the projects whose lead, or whose lead's community with the same country, has earlier
    /// or later ones: only these look up experience, and only for these is it kept. This needs all
    /// projects of a replication. In a batch of one year a lead's own stream says whether she may
    /// lead another, and all communities are marked.
    pub(in crate::engine) fn mark_leads(&mut self) {
        for potential in &mut self.projects {
            (potential.led_before, potential.leads_again) = (false, false);
            (potential.believed_before, potential.believed_again) = (false, false);
        }
        let (person, group) = (Key::named("lead"), Key::named("community"));
        let resident = Key::named("resident");
        let keys_of = |potential: &PotentialProject| {
            let place = (potential.lead_at.index() as u64) << 32;
            let field_and_partner =
                (potential.field.index() as u64) << 16 | potential.partner_at.index() as u64;
            let community = group
                .with(place | potential.lead_institution.index() as u64)
                .with(field_and_partner);
            let lead = match potential.resident.get() {
                None => person.with(place | potential.lead.index() as u64),
                Some(index) => resident.with(index.index() as u64),
            };
            [lead.bits(), community.bits()]
        };
        // Under each key, the number of its latest project, from 1.
        let mut met: [KeyTable<u32>; 2] =
            [(); 2].map(|()| KeyTable::with_room(self.projects.len()));
        for number in 0..self.projects.len() {
            if let Some(potential) = self.projects.get(number + KEYS_AHEAD) {
                for (met, key) in met.iter().zip(keys_of(potential)) {
                    met.prefetch(key);
                }
            }
            let keys = keys_of(&self.projects[number]);
            let [led, believed] = std::array::from_fn(|i| {
                let last = met[i].entry(keys[i]);
                std::mem::replace(last, number as u32 + 1).checked_sub(1)
            });
            if let Some(before) = led {
                self.projects[before as usize].leads_again = true;
                self.projects[number].led_before = true;
            }
            if let Some(before) = believed {
                self.projects[before as usize].believed_again = true;
                self.projects[number].believed_before = true;
            }
        }
    }
}
