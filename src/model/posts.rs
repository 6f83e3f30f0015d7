//! How many posts are needed where, whatever the policy.

use super::entities::{Model, NeedKind, ProjectKind};
use super::indices::{JurisdictionIndex, ProgrammeIndex};
use crate::id::indices;
use crate::model::{From, PostStream};

impl Model {
    /// Posts needed in each jurisdiction by simulated attainable projects, by kind of project.
    #[must_use]
    pub fn posts_needed(&self) -> Vec<Vec<PostStream>> {
        let places = self.jurisdictions.len();
        let mut needed = vec![Vec::new(); places];
        let kinds = self.kinds.iter().filter(|kind| !kind.resident_led);
        for kind in kinds.filter(|kind| kind.needs.iter().any(|need| need.post)) {
            for (place, a_year) in self.posts_of(kind).into_iter().enumerate() {
                let lead = kind.lead;
                needed[place].push(PostStream { a_year, lead });
            }
        }
        needed
    }

    /// Posts a year of a kind of project, by destination and origin.
    fn posts_of(&self, kind: &ProjectKind) -> Vec<Vec<f64>> {
        let places = self.jurisdictions.len();
        let mut needed = vec![vec![0.0; places]; places];
        let programmes = self.programmes_by_jurisdiction();
        for lead in 0..places {
            for (partner, rate) in self.projects_formed(kind, lead) {
                for (host, guest, share) in [
                    (lead, partner, kind.hosted_by_lead),
                    (partner, lead, 1.0 - kind.hosted_by_lead),
                ] {
                    let won = rate * share * self.won(&programmes, kind, [host, guest]);
                    for post in kind.needs.iter().filter(|need| need.post) {
                        let [origin, destination] = match post.from {
                            From::guest => [guest, host],
                            From::host => [host, guest],
                        };
                        needed[destination][origin] += won * post.share;
                    }
                }
            }
        }
        needed
    }

    /// Projects of a kind a year of the researchers of a jurisdiction, with every enabler of
    /// matching at its ceiling, by partner.
    fn projects_formed(&self, kind: &ProjectKind, lead: usize) -> Vec<(usize, f64)> {
        let researchers = |place: usize| {
            let place = &self.jurisdictions[JurisdictionIndex::from_index(place)];
            place.researchers / u64::from(self.frame.scale)
        };
        let of_fields = kind.rate_by_field.iter().zip(&self.fields);
        let a_researcher: f64 = of_fields.map(|(rate, field)| rate * field.share).sum();
        let met = self
            .matching
            .as_ref()
            .map_or(1.0, |matching| matching.ceiling);
        let is_simulated = |to: &JurisdictionIndex| self.simulated[lead][to.index()];
        let reached = indices::<JurisdictionIndex>(self.jurisdictions.len())
            .filter(is_simulated)
            .map(|to| (to.index(), self.corridors[lead][to.index()]));
        let reached: Vec<(usize, f64)> = reached.collect();
        let reachable: f64 = reached.iter().map(|(_, weight)| weight).sum();
        let peopled = reached.iter().filter(|(to, _)| researchers(*to) > 0);
        let peopled: f64 = peopled.map(|(_, weight)| weight).sum();
        let rate = researchers(lead) as f64 * a_researcher * met * reachable;
        let partners = reached
            .into_iter()
            .filter(|(to, weight)| researchers(*to) > 0 && *weight > 0.0 && rate > 0.0);
        let partners = partners.map(|(to, weight)| (to, rate * weight / peopled));
        partners.collect()
    }

    /// Share of a kind's projects whose merit wins every award that they need.
    fn won(
        &self,
        programmes: &[Vec<ProgrammeIndex>],
        kind: &ProjectKind,
        [host, guest]: [usize; 2],
    ) -> f64 {
        let awarded = kind.needs.iter().filter(|need| need.awarded);
        let won = awarded.map(|need: &NeedKind| {
            let origin = match need.from {
                From::guest => guest,
                From::host => host,
            };
            let success = self.mean_success(&programmes[origin]);
            1.0 - need.share + need.share * success
        });
        won.product()
    }

    /// Share of applications that win on merit, over some programmes alike. Where there is no
    /// programme, no award is needed.
    pub(crate) fn mean_success(&self, programmes: &[ProgrammeIndex]) -> f64 {
        if programmes.is_empty() {
            return 1.0;
        }
        let shares = programmes.iter().map(|one| self.programmes[*one].success);
        shares.sum::<f64>() / programmes.len() as f64
    }
}
