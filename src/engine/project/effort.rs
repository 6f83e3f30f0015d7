//! The weighing of a project against the hours of its applicants, before it begins.

use crate::calibrate::expected_hours;
use crate::draw::Purpose;
use crate::engine::ledger::fact::Listener;
use crate::engine::people::generator::which_programme;
use crate::engine::record::{PotentialProject, RouteId, opposite};
use crate::engine::run::Run;
use crate::id::with_indices;
use crate::model::{NeedIndex, NeedKind, ResourceKind, Weighed};

/// Millionths in a unit of value.
const MILLIONTHS: f64 = 1e6;

impl<L: Listener> Run<'_, '_, L> {
    /// Whether a lead with this hope begins a project, with the uniform of initiation.
    pub(super) fn begins(&mut self, potential: &PotentialProject, hope: f64, u: f64) -> bool {
        let model = self.world.model;
        let by_hope = u < model.belief.willingness(hope);
        let Some(rule) = model.belief.effort() else {
            return by_hope;
        };
        let u = self.uniform(potential.key, Purpose::HourCost, 0);
        let hours = self.hours_of(potential) * rule.hour_cost(u);
        let worth = potential.value as f64 / MILLIONTHS * hope;
        let begins = rule.scale.map_or(by_hope, |scale| worth > scale * hours);
        if rule.is_sampled && self.state.now >= model.frame.measured_from {
            let threshold = if hours > 0.0 {
                worth / hours
            } else if worth > 0.0 {
                f64::INFINITY
            } else {
                0.0
            };
            self.state.weighed.push(Weighed {
                threshold,
                value: potential.value,
                is_deterred: !begins,
            });
        }
        begins
    }

    /// Hours that the applicants of a project expect today, for its essential needs.
    fn hours_of(&self, potential: &PotentialProject) -> f64 {
        let needs = with_indices::<NeedIndex, _>(&self.world.model.kinds[potential.kind].needs);
        let essential = needs.filter(|(number, need)| need.essential && potential.has(*number));
        essential
            .map(|(number, need)| {
                let stages = &self
                    .world
                    .route(self.route_of(potential, number, need))
                    .stages;
                let each = stages.iter().map(|stage| {
                    let definition = &self.world.model.procedures[stage.procedure];
                    let of_tier = definition.tier.map_or(1.0, |(office, tier)| {
                        let office = &self.world.model.offices[office];
                        office.tier_share(tier, &self.state.values)
                    });
                    let met = definition.class.map_or(1.0, |class| {
                        let own = need.classes.iter().filter(|(other, _)| *other == class);
                        own.map(|(_, share)| share).sum()
                    });
                    of_tier * met * self.state.hours[stage.procedure.index()]
                });
                each.sum::<f64>()
            })
            .sum()
    }

    /// The route of a need, or of the programme that it would apply to.
    fn route_of(
        &self,
        potential: &PotentialProject,
        number: NeedIndex,
        need: &NeedKind,
    ) -> RouteId {
        let (origin, _) = potential.on_side(need.from);
        let (destination, _) = potential.on_side(opposite(need.from));
        let routes = &self.world.routes;
        if need.awarded && need.kind == ResourceKind::funds {
            let key = need.key.within(potential.key);
            let among = &self.world.programmes_of[origin.index()];
            if let Some(programme) = which_programme(self.world.luck, key, among) {
                return routes.of_programmes[programme.index()];
            }
        }
        routes.of_need(potential.kind, number, origin, destination)
    }

    /// Works the expected hours out anew where levers have moved.
    pub(in crate::engine) fn expect_hours_anew(&mut self) {
        let model = self.world.model;
        for procedure in &self.world.hours_moved {
            self.state.hours[procedure.index()] =
                expected_hours(model, &model.procedures[*procedure], &self.state.values);
        }
    }
}
