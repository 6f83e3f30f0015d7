//! How projects find partners.

use super::JurisdictionIndex;

/// How projects find partners.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    /// The threshold without residents and organisations.
    pub base: f64,
    /// The threshold when the parts of both are full.
    pub ceiling: f64,
    /// Part of the way from base to ceiling that residents make; organisations make the rest.
    pub residents_part: f64,
    /// For each host and partner, the residents from the partner's country at which their part
    /// is full.
    pub residents_full: Vec<Vec<f64>>,
    /// Organisations at which their part is full.
    pub organisations_full: f64,
    /// For each host, its residents by country of origin, where they never change; none: those
    /// simulated.
    pub constant_residents: Vec<Option<Vec<f64>>>,
    /// For each host, its science organisations, where they never change; none: those
    /// simulated.
    pub constant_organisations: Vec<Option<f64>>,
}

/// How full the parts of residents and organisations are in matching, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Of residents.
    pub residents: f64,
    /// Of organisations.
    pub organisations: f64,
}

impl Matching {
    /// How full both parts are at a host for partners from one country, with a number of
    /// simulated residents from there and of settled organisations. A constant stock takes their place.
    #[must_use]
    pub fn fill(
        &self,
        (host, partner): (JurisdictionIndex, JurisdictionIndex),
        residents: f64,
        settled: f64,
    ) -> Fill {
        let constant = self.constant_residents[host.index()].as_ref();
        let residents = constant.map_or(residents, |from| from[partner.index()]);
        let full = self.residents_full[host.index()][partner.index()];
        Fill {
            // Where the host has no partners from there, no resident is missing.
            residents: if residents < full {
                residents / full
            } else {
                1.0
            },
            organisations: self
                .organisations_fill(self.constant_organisations[host.index()].unwrap_or(settled)),
        }
    }

    /// How full the organisations' part is with a number of them.
    #[must_use]
    pub fn organisations_fill(&self, organisations: f64) -> f64 {
        (organisations / self.organisations_full).clamp(0.0, 1.0)
    }

    /// What residents and organisations add to the base when their parts are full.
    #[must_use]
    pub fn parts(&self) -> [f64; 2] {
        let whole = (self.ceiling - self.base).max(0.0);
        let residents = whole * self.residents_part;
        [residents, whole - residents]
    }

    /// The share of projects matched.
    #[must_use]
    pub fn threshold(&self, fill: Fill) -> f64 {
        let [residents, organisations] = self.parts();
        self.base + residents * fill.residents + organisations * fill.organisations
    }
}
