//! The routes of a model: which procedures each need, organisation, programme and single filing
//! meets. Equal routes are kept once.

use std::collections::BTreeMap;

use crate::engine::crossing::route::{Route, Stage};
use crate::engine::record::RouteId;
use crate::id::{indices, with_indices};
use crate::model::{
    Direction, JurisdictionIndex, Model, NeedIndex, Organisation, ProcedureIndex, ProjectKindIndex,
};

/// The routes of a model, and where each is used.
#[derive(Debug, Clone)]
pub(in crate::engine) struct RouteTable {
    routes: Vec<Route>,
    jurisdictions: usize,
    /// The route of each need, origin and destination.
    of_needs: Vec<RouteId>,
    /// For each kind of project, the row of its first need in `of_needs`.
    first_rows: Vec<u32>,
    /// The route of each kind of organisation.
    pub of_organisations: Vec<RouteId>,
    /// A route of one stage for each procedure.
    of_procedures: Vec<RouteId>,
    /// For funds: the route of each programme.
    pub of_programmes: Vec<RouteId>,
}

impl RouteTable {
    pub fn new(model: &Model) -> Self {
        let mut builder = Builder::new(model);
        let (of_needs, first_rows) = builder.routes_of_needs();
        let of_organisations = builder.routes_of_organisations();
        let of_procedures = indices(model.procedures.len())
            .map(|procedure| builder.route_through(&[procedure]))
            .collect();
        let of_programmes = builder.routes_of_programmes();
        Self {
            routes: builder.routes,
            jurisdictions: model.jurisdictions.len(),
            of_needs,
            first_rows,
            of_organisations,
            of_procedures,
            of_programmes,
        }
    }

    /// The route of a need of a kind of project from one jurisdiction to another.
    pub fn of_need(
        &self,
        kind: ProjectKindIndex,
        need: NeedIndex,
        origin: JurisdictionIndex,
        destination: JurisdictionIndex,
    ) -> RouteId {
        let n = self.jurisdictions;
        let row = self.first_rows[kind.index()] as usize + need.index();
        self.of_needs[(row * n + origin.index()) * n + destination.index()]
    }

    /// The route that is one procedure.
    pub fn of_procedure(&self, procedure: ProcedureIndex) -> RouteId {
        self.of_procedures[procedure.index()]
    }
}

impl std::ops::Index<RouteId> for RouteTable {
    type Output = Route;
    #[inline]
    fn index(&self, id: RouteId) -> &Route {
        &self.routes[id.place()]
    }
}

struct Builder<'a> {
    model: &'a Model,
    routes: Vec<Route>,
    /// The id of each route so far.
    ids: BTreeMap<Vec<Stage>, RouteId>,
    /// The procedures of each jurisdiction, in their order.
    by_place: Vec<Vec<ProcedureIndex>>,
    /// The route without stages.
    empty: RouteId,
}

impl<'a> Builder<'a> {
    fn new(model: &'a Model) -> Self {
        let mut by_place = vec![Vec::new(); model.jurisdictions.len()];
        for (number, procedure) in with_indices(&model.procedures) {
            by_place[procedure.jurisdiction.index()].push(number);
        }
        let mut builder = Self {
            model,
            // Place 0 holds no route, because an id is never 0.
            routes: vec![Route::default()],
            ids: BTreeMap::new(),
            by_place,
            empty: RouteId::after(0),
        };
        builder.empty = builder.id_of(Vec::new());
        builder
    }

    fn routes_of_needs(&mut self) -> (Vec<RouteId>, Vec<u32>) {
        let n = self.model.jurisdictions.len();
        let (mut ids, mut first_rows) = (Vec::new(), Vec::new());
        // Needs with the same keys of routes meet the same procedures.
        let mut rows: Vec<(&[usize], usize)> = Vec::new();
        for kind in &self.model.kinds {
            first_rows.push((ids.len() / (n * n).max(1)) as u32);
            for need in &kind.needs {
                let start = ids.len();
                if let Some((_, row)) = rows.iter().find(|(routes, _)| *routes == need.routes) {
                    ids.extend_from_within(*row..row + n * n);
                    continue;
                }
                rows.push((&need.routes, start));
                for origin in indices(n) {
                    for destination in indices(n) {
                        ids.push(if origin == destination {
                            self.empty
                        } else {
                            let met = self.met(&need.routes, origin, destination);
                            self.route_through(&met)
                        });
                    }
                }
            }
        }
        (ids, first_rows)
    }

    fn routes_of_organisations(&mut self) -> Vec<RouteId> {
        let model = self.model;
        let met = |organisation: &Organisation| -> Vec<ProcedureIndex> {
            with_indices::<ProcedureIndex, _>(&model.procedures)
                .filter(|(_, procedure)| {
                    procedure.jurisdiction == organisation.jurisdiction
                        && organisation.routes.contains(&procedure.route)
                })
                .map(|(number, _)| number)
                .collect()
        };
        let organisations = model.organisations.iter();
        organisations
            .map(|organisation| self.route_through(&met(organisation)))
            .collect()
    }

    fn routes_of_programmes(&mut self) -> Vec<RouteId> {
        let programmes = self.model.programmes.iter();
        programmes
            .map(|programme| {
                let mut stages = Vec::new();
                for procedure in [programme.agree, programme.remit].into_iter().flatten() {
                    stages.push(Stage {
                        procedure,
                        // The money crosses once the agreement is signed.
                        after: u32::from(!stages.is_empty()),
                        on_arrival: false,
                    });
                }
                self.id_of(stages)
            })
            .collect()
    }

    /// The procedures that a need from origin to destination meets, in order.
    fn met(
        &self,
        routes: &[usize],
        origin: JurisdictionIndex,
        destination: JurisdictionIndex,
    ) -> Vec<ProcedureIndex> {
        let side = |place: JurisdictionIndex, other: JurisdictionIndex, exit: bool| {
            self.by_place[place.index()]
                .iter()
                .copied()
                .filter(move |&p| {
                    let procedure = &self.model.procedures[p];
                    (procedure.direction == Direction::exit) == exit
                        && routes.contains(&procedure.route)
                        && procedure.meets[other.index()]
                })
        };
        let mut met: Vec<ProcedureIndex> = side(origin, destination, true)
            .chain(side(destination, origin, false))
            .collect();
        met.sort_unstable();
        met
    }

    /// The route through some procedures, in the order that they ask for.
    fn route_through(&mut self, met: &[ProcedureIndex]) -> RouteId {
        let stages = met
            .iter()
            .map(|&p| {
                let procedure = &self.model.procedures[p];
                let after = procedure
                    .after
                    .iter()
                    .filter_map(|before| met.iter().position(|m| m == before))
                    .fold(0, |set, i| set | 1 << i);
                Stage {
                    procedure: p,
                    after,
                    on_arrival: procedure.after_transit,
                }
            })
            .collect();
        self.id_of(stages)
    }

    /// The id of the route of these stages, which is added if it is new.
    fn id_of(&mut self, stages: Vec<Stage>) -> RouteId {
        if let Some(id) = self.ids.get(&stages) {
            return *id;
        }
        let id = RouteId::after(self.routes.len() - 1);
        self.routes
            .push(Route::new(stages.clone(), &self.model.procedures));
        self.ids.insert(stages, id);
        id
    }
}
