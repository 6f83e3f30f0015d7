//! The ways that projects and others go, each worked out once: what depends on the
//! corridor alone serves all kinds and leads, and every round of the calibration.

use std::collections::BTreeMap;
use std::ops::Range;

use super::routes::{
    Other, Stage, Stream, asked, attainable_share, before, called, in_order, of_programme, route,
};
use crate::id::with_indices;
use crate::model::{
    ClassIndex, Direction, From, Model, NeedIndex, ProcedureIndex, ProgrammeIndex,
    ProjectKindIndex, ResourceKind,
};

/// A jurisdiction and another.
pub type Corridor = (usize, usize);

/// A procedure on a way, in the order of passing.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub procedure: u32,
    /// The place of the procedure's demand on the corridor.
    pub asked_at: u32,
    /// Its place among the stages of the route.
    pub place: u32,
    /// Stages that must end first, by bit.
    pub after: u32,
    /// Stages that lie before it, at any distance.
    pub earlier: u32,
    /// It begins on arrival.
    pub on_arrival: bool,
}

/// A route on a corridor as one class meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Its stops among those of all ways.
    pub stops: Range<usize>,
    /// Stages of the route, with those that the class does not meet.
    pub stages: usize,
}

/// What goes one way of a crossing: a class, to a programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub share: f64,
    pub way: usize,
}

/// A kind of need on a corridor.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Programmes that its money may come from.
    pub programmes: Vec<ProgrammeIndex>,
    /// Its ways among the parts of all crossings.
    pub parts: Range<usize>,
}

/// A need of a stream of projects.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedFlow {
    pub need: NeedIndex,
    /// How it crosses.
    pub crossing: usize,
    /// Whether its money comes from a programme.
    pub has_programmes: bool,
    /// The place of the public figures of its corridor and channel.
    pub figure: usize,
    /// Share of the projects that have it, among those past the calls.
    pub share: f64,
}

/// What projects of one kind need with one host and guest, on either side's lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    pub kind: ProjectKindIndex,
    /// The place of its first need among those of all meetings.
    pub first: usize,
    pub needs: Vec<NeedFlow>,
}

/// All ways and who goes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// Streams of projects.
    pub streams: Vec<Stream>,
    /// What they need.
    pub meetings: Vec<Meeting>,
    /// How needs cross.
    pub crossings: Vec<Crossing>,
    /// Parts of all crossings.
    pub parts: Vec<Part>,
    /// Ways of organisations and residents, with their cases a year.
    pub others: Vec<(f64, usize)>,
    pub ways: Vec<Way>,
    /// Stops of all ways.
    pub stops: Vec<Stop>,
    /// Where cover is asked for: procedures and their corridors, in order.
    pub asked: Vec<(ProcedureIndex, Corridor)>,
    /// Origin, destination and channel of the public figures, in order.
    pub figures: Vec<(usize, usize, usize)>,
}

impl Network {
    /// The place of the demand on a procedure.
    pub fn asked_of(&self, procedure: ProcedureIndex) -> Range<usize> {
        let from = self.asked.partition_point(|(other, _)| *other < procedure);
        let count = self.asked[from..].partition_point(|(other, _)| *other == procedure);
        from..from + count
    }

    /// How many needs all meetings have.
    pub fn needs(&self) -> usize {
        self.meetings
            .last()
            .map_or(0, |last| last.first + last.needs.len())
    }
}

/// What makes two needs of kinds cross alike.
#[derive(PartialEq)]
struct Likeness<'a> {
    routes: &'a [usize],
    classes: &'a [(ClassIndex, f64)],
    funded: bool,
}

/// A network in the making.
pub struct Builder<'a> {
    model: &'a Model,
    network: Network,
    /// The procedures of each jurisdiction, in their order.
    procedures: Vec<Vec<ProcedureIndex>>,
    /// The programmes of each jurisdiction.
    programmes: Vec<Vec<ProgrammeIndex>>,
    likenesses: Vec<Likeness<'a>>,
    /// Crossings by likeness, origin and destination.
    crossings: BTreeMap<(usize, usize, usize), usize>,
    /// Meetings by kind, host and guest.
    meetings: BTreeMap<(ProjectKindIndex, usize, usize), usize>,
}

impl<'a> Builder<'a> {
    /// Nothing goes yet.
    pub fn new(model: &'a Model) -> Self {
        let mut procedures = vec![Vec::new(); model.jurisdictions.len()];
        for (number, procedure) in with_indices(&model.procedures) {
            procedures[procedure.jurisdiction.index()].push(number);
        }
        Self {
            model,
            network: Network::default(),
            procedures,
            programmes: model.programmes_by_jurisdiction(),
            likenesses: Vec::new(),
            crossings: BTreeMap::new(),
            meetings: BTreeMap::new(),
        }
    }

    /// Programmes that the money of a kind's need may come from; none: it needs no
    /// award.
    pub fn programmes(
        &self,
        kind: ProjectKindIndex,
        need: NeedIndex,
        origin: usize,
    ) -> &[ProgrammeIndex] {
        let need = &self.model.kinds[kind].needs[need];
        if need.awarded && need.kind == ResourceKind::funds {
            &self.programmes[origin]
        } else {
            &[]
        }
    }

    /// Projects of a kind that are matched a year, with a host and a guest.
    pub fn stream(
        &mut self,
        kind: ProjectKindIndex,
        (host, guest): (usize, usize),
        matched: f64,
        lead_hosts: bool,
    ) {
        let meeting = match self.meetings.get(&(kind, host, guest)) {
            Some(known) => *known,
            None => self.meeting(kind, host, guest),
        };
        self.network.streams.push(Stream {
            matched,
            lead_hosts,
            meeting,
        });
    }

    /// Cases of a route that no project asks for.
    pub fn other(&mut self, other: &Other) {
        for (share, u) in self.tiers(&other.stages) {
            let way = self.way(&other.stages, (None, u), (other.place, other.place));
            self.network.others.push((other.rate * share, way));
        }
    }

    fn meeting(&mut self, kind: ProjectKindIndex, host: usize, guest: usize) -> usize {
        let first = self.network.needs();
        let needs = &self.model.kinds[kind].needs;
        let mut flows = Vec::with_capacity(needs.len());
        for (number, need) in with_indices(needs) {
            let (origin, destination) = corridor(need.from, host, guest);
            let crossing = self.crossing(kind, number, origin, destination);
            let programmes = &self.network.crossings[crossing].programmes;
            self.network
                .figures
                .push((origin, destination, need.channel as usize));
            flows.push(NeedFlow {
                need: number,
                crossing,
                has_programmes: !programmes.is_empty(),
                // Filled in when all are known.
                figure: 0,
                share: past_call(
                    attainable_share(self.model, need.share, programmes),
                    called(self.model, programmes),
                    need.essential,
                ),
            });
        }
        let meeting = self.network.meetings.len();
        self.network.meetings.push(Meeting {
            kind,
            first,
            needs: flows,
        });
        self.meetings.insert((kind, host, guest), meeting);
        meeting
    }

    fn crossing(
        &mut self,
        kind: ProjectKindIndex,
        number: NeedIndex,
        origin: usize,
        destination: usize,
    ) -> usize {
        let need = &self.model.kinds[kind].needs[number];
        let likeness = Likeness {
            routes: &need.routes,
            classes: &need.classes,
            funded: need.awarded && need.kind == ResourceKind::funds,
        };
        let known = self.likenesses.iter().position(|other| *other == likeness);
        let like = known.unwrap_or_else(|| {
            self.likenesses.push(likeness);
            self.likenesses.len() - 1
        });
        if let Some(known) = self.crossings.get(&(like, origin, destination)) {
            return *known;
        }
        let programmes = self.programmes(kind, number, origin).to_vec();
        let routes: Vec<Vec<Stage>> = if programmes.is_empty() {
            let met = self.met_on(&need.routes, origin, destination);
            vec![route(self.model, &met)]
        } else {
            let each = programmes.iter();
            each.map(|programme| of_programme(self.model, *programme))
                .collect()
        };
        let asked = asked(self.model, &programmes);
        let rest = 1.0 - need.classes.iter().map(|(_, share)| share).sum::<f64>();
        let classes = need.classes.iter();
        let classes = classes.map(|(class, share)| (*share, Some(*class)));
        let mut parts = Vec::new();
        // What no procedure of a route asks for is as good as no class.
        let mut known: Vec<(usize, Option<ClassIndex>, Range<usize>)> = Vec::new();
        let tiers: Vec<Vec<(f64, f64)>> = routes.iter().map(|stages| self.tiers(stages)).collect();
        for (share, class) in classes.chain([(rest.max(0.0), None)]) {
            for (place, stages) in routes.iter().enumerate() {
                let class = class.filter(|class| self.asks_for(stages, *class));
                let same = known
                    .iter()
                    .find(|(route, of, _)| *route == place && *of == class);
                let ways = if let Some((_, _, ways)) = same {
                    ways.clone()
                } else {
                    let first = self.network.ways.len();
                    for (_, u) in &tiers[place] {
                        self.way(stages, (class, *u), (origin, destination));
                    }
                    first..self.network.ways.len()
                };
                known.push((place, class, ways.clone()));
                let share = share * asked.get(place).copied().unwrap_or(1.0);
                for (way, (of_tier, _)) in ways.zip(&tiers[place]) {
                    let share = share * of_tier;
                    parts.push(Part { share, way });
                }
            }
        }
        let crossing = self.network.crossings.len();
        let from = self.network.parts.len();
        self.network.parts.extend(parts);
        let parts = from..self.network.parts.len();
        self.network.crossings.push(Crossing { programmes, parts });
        self.crossings.insert((like, origin, destination), crossing);
        crossing
    }

    fn asks_for(&self, stages: &[Stage], class: ClassIndex) -> bool {
        stages
            .iter()
            .any(|stage| self.model.procedures[stage.procedure].class == Some(class))
    }

    /// The procedures that a need meets on a corridor.
    fn met_on(&self, routes: &[usize], origin: usize, destination: usize) -> Vec<ProcedureIndex> {
        let on_route = |own: usize, other: usize, leaves: bool| {
            self.procedures[own].iter().copied().filter(move |&number| {
                let procedure = &self.model.procedures[number];
                let exits = match procedure.direction {
                    Direction::exit => true,
                    Direction::entry | Direction::internal => false,
                };
                exits == leaves && routes.contains(&procedure.route) && procedure.meets[other]
            })
        };
        let mut met: Vec<ProcedureIndex> = on_route(origin, destination, true)
            .chain(on_route(destination, origin, false))
            .collect();
        met.sort_unstable();
        met
    }

    /// The shares of applicants that a route's offices take under the same tiers, each with a
    /// uniform that stands for them.
    fn tiers(&self, stages: &[Stage]) -> Vec<(f64, f64)> {
        let procedures = stages
            .iter()
            .map(|stage| &self.model.procedures[stage.procedure]);
        let offices = procedures.filter_map(|procedure| Some(procedure.tier?.0));
        let mut bounds: Vec<f64> = offices
            .flat_map(|office| self.model.offices[office].tiers.iter())
            .filter(|tier| tier.lever.is_some())
            .map(|tier| tier.up_to)
            .chain([1.0])
            .collect();
        bounds.sort_by(f64::total_cmp);
        let mut before = 0.0;
        let mut shares = Vec::with_capacity(bounds.len());
        for bound in bounds {
            if bound > before {
                shares.push((bound - before, f64::midpoint(before, bound)));
                before = bound;
            }
        }
        shares
    }

    /// Adds the way of a class and of those with a uniform of tiers along a route.
    fn way(
        &mut self,
        stages: &[Stage],
        (class, u): (Option<ClassIndex>, f64),
        corridor: Corridor,
    ) -> usize {
        let from = self.network.stops.len();
        let at_home = stages
            .iter()
            .enumerate()
            .filter(|(_, stage)| !stage.on_arrival)
            .fold(0, |set, (i, _)| set | 1 << i);
        for place in in_order(stages) {
            let stage = &stages[place];
            let rules = &self.model.procedures[stage.procedure];
            let is_in_tier = rules.tier.is_none_or(|(office, tier)| {
                let office = &self.model.offices[office];
                let bounds = office.tiers.iter().filter(|tier| tier.lever.is_some());
                bounds.filter(|tier| u >= tier.up_to).count() == tier
            });
            if !is_in_tier || rules.class.is_some() && rules.class != class {
                continue;
            }
            let mut earlier = before(stages, place);
            if stage.on_arrival {
                earlier |= at_home;
            }
            self.network.asked.push((stage.procedure, corridor));
            self.network.stops.push(Stop {
                procedure: stage.procedure.index() as u32,
                // Filled in when all are known.
                asked_at: 0,
                place: place as u32,
                after: stage.after,
                earlier: earlier & !(1 << place),
                on_arrival: stage.on_arrival,
            });
        }
        self.network.ways.push(Way {
            stops: from..self.network.stops.len(),
            stages: stages.len(),
        });
        self.network.ways.len() - 1
    }

    /// The network, with its lists in order.
    pub fn finish(self) -> Network {
        let mut network = self.network;
        // Each stop and each need has named its own, in their order.
        let (asked, of_stops) = ranked(std::mem::take(&mut network.asked));
        for (stop, place) in network.stops.iter_mut().zip(of_stops) {
            stop.asked_at = place as u32;
        }
        network.asked = asked;
        let (figures, of_needs) = ranked(std::mem::take(&mut network.figures));
        let needs = network.meetings.iter_mut().flat_map(|m| &mut m.needs);
        for (need, place) in needs.zip(of_needs) {
            need.figure = place;
        }
        network.figures = figures;
        network
    }
}

/// Share of projects past the calls that have a need which a share of all have: where a call
/// is shut, an essential need ends the project, and an optional one is missing from it.
fn past_call(share: f64, called: f64, essential: bool) -> f64 {
    let left = share * called;
    if essential {
        left / (1.0 - share + left).max(f64::MIN_POSITIVE)
    } else {
        left
    }
}

/// Where a need comes from and where it goes.
pub fn corridor(from: From, host: usize, guest: usize) -> Corridor {
    match from {
        From::guest => (guest, host),
        From::host => (host, guest),
    }
}

/// The different ones in order, and the place of each of the given among them.
fn ranked<T: Ord + Copy>(given: Vec<T>) -> (Vec<T>, Vec<usize>) {
    let mut order: Vec<(T, usize)> = given.into_iter().zip(0..).collect();
    order.sort_unstable();
    let mut different = Vec::new();
    let mut places = vec![0; order.len()];
    for (one, number) in order {
        if different.last() != Some(&one) {
            different.push(one);
        }
        places[number] = different.len() - 1;
    }
    (different, places)
}
