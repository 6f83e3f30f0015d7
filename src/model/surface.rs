//! Shares that the calibration solves, so that filings meet a count.

use super::{
    ClassIndex, JurisdictionIndex, Model, NeedIndex, OrganisationIndex, ProcedureIndex,
    ProjectKindIndex,
};

/// A count of filings, and the shares that follow from it by one common factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// Its id in the scenario.
    pub id: String,
    /// The target whose figure is kept.
    pub target: String,
    /// Whose filings are counted.
    pub procedure: ProcedureIndex,
    /// Filings a year that are counted.
    pub count: f64,
    /// Share of them that are research cases.
    pub research_share: f64,
    /// Whether background cases make the rest of the count.
    pub has_background: bool,
    /// What is solved, with the shares as stated.
    pub solved: Vec<(SolvedShare, f64)>,
    /// Least factor.
    pub low: f64,
    /// Greatest factor. No share rises above 1.
    pub high: f64,
    /// The factor on the shares: 1 before calibration.
    pub factor: f64,
    /// Research filings a year expected with this factor, of all researchers.
    pub own: f64,
}

/// A share that may be solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SolvedShare {
    /// Of projects that have a need.
    Need(ProjectKindIndex, NeedIndex),
    /// Of a need in a class.
    Class(ProjectKindIndex, NeedIndex, ClassIndex),
    /// Organisations a year that want to settle: no share, and without an upper end.
    Arrivals(OrganisationIndex),
    /// Of residents who need a procedure of their bundle, by its place there.
    Bundle(JurisdictionIndex, usize),
}

impl Surface {
    /// Research filings a year that the count leaves, of all researchers.
    #[must_use]
    pub fn wanted(&self) -> f64 {
        self.count * self.research_share
    }

    /// Whether the factor is held at an end of its range, so that the filings miss the count.
    #[must_use]
    pub fn is_clamped(&self) -> bool {
        /// The relative error of a factor that is solved.
        const SOLVED: f64 = 1e-3;
        (self.own - self.wanted()).abs() > SOLVED * self.wanted()
    }
}

impl Model {
    /// How many research cases each simulated one of a procedure stands for: with a `scale`,
    /// researchers are sampled, organisations are not.
    #[must_use]
    pub fn stands_for(&self, procedure: ProcedureIndex) -> f64 {
        let of = &self.procedures[procedure];
        let mut organisations = self.organisations.iter();
        let is_theirs = organisations
            .any(|kind| kind.jurisdiction == of.jurisdiction && kind.routes.contains(&of.route));
        if is_theirs {
            1.0
        } else {
            f64::from(self.frame.scale)
        }
    }

    /// The greatest factor of a surface that leaves all of its shares at most 1, and the shares
    /// of the classes of each need together.
    #[must_use]
    pub fn greatest_factor(&self, surface: &Surface) -> f64 {
        let solved = surface.solved.iter();
        let ends = solved.map(|(share, stated)| match *share {
            SolvedShare::Need(..) | SolvedShare::Bundle(..) => 1.0 / stated,
            SolvedShare::Class(kind, need, _) => {
                let of_need = surface
                    .solved
                    .iter()
                    .filter_map(|(other, stated)| match other {
                        SolvedShare::Class(k, n, class) if (*k, *n) == (kind, need) => {
                            Some((*class, *stated))
                        }
                        SolvedShare::Class(..)
                        | SolvedShare::Need(..)
                        | SolvedShare::Arrivals(_)
                        | SolvedShare::Bundle(..) => None,
                    });
                let of_need: Vec<(ClassIndex, f64)> = of_need.collect();
                let classes = self.kinds[kind].needs[need].classes.iter();
                let others =
                    classes.filter(|(class, _)| of_need.iter().all(|(own, _)| own != class));
                let others: f64 = others.map(|(_, share)| share).sum();
                (1.0 - others) / of_need.iter().map(|(_, stated)| stated).sum::<f64>()
            }
            SolvedShare::Arrivals(_) => f64::INFINITY,
        });
        ends.fold(surface.high, f64::min).max(surface.low)
    }

    /// Gives a surface its factor: its shares are the stated ones times the factor.
    pub fn set_factor(&mut self, surface: usize, factor: f64) {
        self.surfaces[surface].factor = factor;
        for place in 0..self.surfaces[surface].solved.len() {
            let (share, stated) = self.surfaces[surface].solved[place];
            let value = stated * factor;
            match share {
                SolvedShare::Need(kind, need) => {
                    self.kinds[kind].needs[need].share = value.min(1.0);
                }
                SolvedShare::Class(kind, need, class) => {
                    let classes = &mut self.kinds[kind].needs[need].classes;
                    for (_, share) in classes.iter_mut().filter(|(own, _)| *own == class) {
                        *share = value;
                    }
                }
                SolvedShare::Arrivals(organisation) => {
                    let lever = self.organisations[organisation].arrivals;
                    self.levers[lever.index()].base = value;
                }
                SolvedShare::Bundle(jurisdiction, place) => {
                    if let Some(stay) = &mut self.stays[jurisdiction] {
                        stay.bundle[place].2 = value.min(1.0);
                    }
                }
            }
        }
        self.set_posts();
    }

    /// Sets the posts that projects need, from which residents follow.
    pub fn set_posts(&mut self) {
        let posts = self.posts_needed();
        for (stay, posts) in self.stays.iter_mut().zip(posts) {
            if let Some(natural) = stay.as_mut().and_then(|stay| stay.natural.as_mut()) {
                natural.posts = posts;
            }
        }
    }
}
