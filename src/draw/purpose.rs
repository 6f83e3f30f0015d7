//! The purposes of draws. Their numbers are frozen, so that a study of an older version gets the
//! same draws.

macro_rules! purposes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// What a draw decides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Purpose {
            $($(#[$doc])* $name = $number,)*
        }

        impl Purpose {
            /// The frozen number.
            #[must_use]
            pub fn number(self) -> u16 {
                self as u16
            }

            /// The block of the purpose, and the word in it. Purposes drawn together for one
            /// entity share a block.
            #[inline]
            #[must_use]
            pub fn place(self) -> (u16, usize) {
                let second_of = match self {
                    Self::Kind => Self::FormationGap,
                    Self::PartnerResearcher => Self::PartnerJurisdiction,
                    Self::Value => Self::Host,
                    Self::Initiation => Self::Matching,
                    Self::Risk => Self::Class,
                    Self::WordTaken => Self::Memory,
                    Self::StandingPartner => Self::Activity,
                    purpose => return (purpose.number(), 0),
                };
                (second_of.number(), 1)
            }

            /// All purposes, in the order of their numbers.
            pub const ALL: &[Purpose] = &[$(Purpose::$name,)*];
        }
    };
}

purposes! {
    /// An institution's size.
    InstitutionSize = 1,
    /// A researcher's field.
    ResearcherField = 2,
    /// Time from one potential project of a researcher to the next.
    FormationGap = 3,
    /// The partner's jurisdiction.
    PartnerJurisdiction = 4,
    /// The partner.
    PartnerResearcher = 5,
    /// Whether the lead's side hosts.
    Host = 6,
    /// A project's value.
    Value = 7,
    /// Whether a project has a need.
    HasNeed = 8,
    /// Matching.
    Matching = 9,
    /// Initiation.
    Initiation = 10,
    /// Merit of an application.
    Merit = 11,
    /// Whether the call is open to the partner.
    CallOpen = 12,
    /// Which programme of several.
    WhichProgramme = 13,
    /// Time of review.
    Review = 14,
    /// Class of applicant or risk of a need.
    Class = 15,
    /// Whether a crossing carries a risk.
    Risk = 16,
    /// Whether a step finds the risk.
    Screen = 17,
    /// Whether a procedure opened by a reform is met.
    InForce = 18,
    /// Exemption.
    Exempt = 19,
    /// Legal pathway.
    Pathway = 20,
    /// Ad-hoc route.
    AdHoc = 21,
    /// Time of the ad-hoc route.
    AdHocTime = 22,
    /// Unclear status.
    Unclear = 23,
    /// Filing although the status is unclear.
    UnclearFile = 24,
    /// Awareness.
    Aware = 25,
    /// Awareness from the institution.
    AwareInstitution = 26,
    /// Word to a collaborator: who.
    WordTo = 27,
    /// Word to a collaborator: whether it is remembered.
    WordTaken = 28,
    /// How long a memory lasts.
    Memory = 29,
    /// Preparation.
    Prepare = 30,
    /// Completeness at the counter.
    Complete = 31,
    /// Correction after a return.
    Correct = 32,
    /// Patience.
    Patience = 33,
    /// Refiling after a refusal.
    Refile = 34,
    /// The frailty of a file: its proneness to return.
    Frailty = 35,
    /// Work of a step.
    StepWork = 36,
    /// Passage of a step.
    StepPassage = 37,
    /// Return at a step.
    StepReturn = 38,
    /// Refusal at a step.
    StepRefuse = 39,
    /// Which structural change a filing meets.
    Structure = 40,
    /// Whether a permit was held on the first day.
    PermitHeld = 41,
    /// Remaining validity of such a permit.
    PermitAge = 42,
    /// Transit.
    Transit = 43,
    /// Time from one background case to the next.
    BackgroundGap = 44,
    /// Exit of a resident in a year.
    Exit = 45,
    /// Whether a resident needs a welfare procedure in a year.
    BundleNeed = 46,
    /// When a stay of the first day began.
    StayAge = 47,
    /// Time from one wish to settle to the next.
    OrganisationGap = 48,
    /// When a settled organisation closes.
    OrganisationClose = 49,
    /// A parameter's value in a parameter draw.
    Parameter = 50,
    /// Time from one project of a resident to the next.
    ResidentGap = 51,
    /// Merit of the best background applications of a call.
    BackgroundMerit = 52,
    /// No longer drawn: the branch of an office for an institution. The number stays reserved.
    Branch = 53,
    /// Which institution of its jurisdiction an organisation or resident belongs to.
    Place = 54,
    /// Validity of a permit with random validity.
    Validity = 55,
    /// Kind of a potential project.
    Kind = 56,
    /// The next step of a file that goes by shares.
    Next = 57,
    /// Natural length of a stay, or its rest on the first day.
    NaturalLength = 58,
    /// Rounding of the expected number of holders of past posts.
    FirstHolders = 59,
    /// Whether the holder of a past post lives there on the first day.
    FirstThere = 60,
    /// Whether a researcher knows the calls of another jurisdiction's programme.
    CallKnown = 61,
    /// A researcher's activity class.
    Activity = 70,
    /// The jurisdiction of a researcher's standing partner institution.
    StandingPartner = 71,
    /// Which institution of that jurisdiction it is.
    StandingInstitution = 72,
    /// Whether a project is with the lead's standing partner institution.
    Repeat = 73,
    /// Whether a need is bound to a date.
    Bound = 75,
    /// How long before the earliest start a need that is bound to a date is filed.
    Lead = 76,
    /// Whether an applicant gives up when a file is returned.
    Quit = 77,
    /// Whether a need must be in the plan of the year before.
    Plan = 78,
    /// What an hour of applying costs the lead of a project.
    HourCost = 79,
    /// The tier under which offices take an applicant.
    Tier = 80,
}
