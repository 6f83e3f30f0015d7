//! The trail of a need: the cause of each second of its time.
//!
//! A trail is a chain of segments, each pointing to what came before it. Where
//! a case forks, its branches share the chain up to the fork; at the join the
//! branch that arrives last goes on with its own chain, and so owns the time.
//! Invariant: the ticks of a chain add up to the time since initiation.

use std::num::NonZeroU32;

use crate::id::{Id, PackedOption};
use crate::model::{Cause, OfficeIndex, ProcedureIndex, Span};

/// The procedure and office to which a segment is booked, besides its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Where {
    /// The procedure, or none.
    pub procedure: PackedOption<ProcedureIndex>,
    /// The office, or none.
    pub office: PackedOption<OfficeIndex>,
}

/// Nowhere in particular.
pub const NOWHERE: Where = Where {
    procedure: PackedOption::NONE,
    office: PackedOption::NONE,
};

/// A piece of a trail as it is kept: the time at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    parent: TrailEnd,
    /// The segment of the same need made before it; by its highest bit, whether
    /// branches share what ends here.
    before: u32,
    place: Where,
    /// The time of the chain that ends here.
    whole: Span,
}

/// The segment that ends a trail, if there is any yet.
pub type TrailEnd = Option<Id<Link>>;

/// The bit of `Link::before` that says that branches share a segment.
const SHARED: u32 = 1 << 31;

/// In `Link::before`: no segment was made before.
const FIRST: u32 = 0;

/// The list of all segments of a crossing, by its latest segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments(u32);

impl Segments {
    /// None is made yet.
    const EMPTY: Self = Self(FIRST);

    /// No segment is ever made, because no trail is reported.
    const UNREPORTED: Self = Self(u32::MAX);

    /// The empty list of a crossing that begins. Only needs of projects report their trail.
    #[must_use]
    pub fn new(is_need: bool) -> Self {
        if is_need {
            Self::EMPTY
        } else {
            Self::UNREPORTED
        }
    }

    fn last(self) -> TrailEnd {
        match self {
            Self::UNREPORTED => None,
            Self(number) => NonZeroU32::new(number).map(Id::from),
        }
    }
}

/// Time by cause.
pub type ByCause = [Span; Cause::ALL.len()];

/// The segments of all needs under way.
///
/// The segments of a need that has ended stay linked and are used again from the latest on, so
/// freeing them touches none of them. Causes are kept apart and only on request, because most runs
/// of a study need only the time at each place.
#[derive(Debug, Clone, PartialEq)]
pub struct Trails {
    links: Vec<Link>,
    /// The time of each segment by cause.
    causes: Option<Vec<ByCause>>,
    /// The latest free segment of each need that has ended.
    free: Vec<Id<Link>>,
}

impl Default for Trails {
    fn default() -> Self {
        let unused = Link {
            parent: None,
            before: FIRST,
            place: NOWHERE,
            whole: Span::ZERO,
        };
        Self {
            // Place 0 is of no segment, as `Id` wants: no trail takes no time.
            links: vec![unused],
            causes: Some(vec![ByCause::default()]),
            free: Vec::new(),
        }
    }
}

impl Trails {
    /// Stops recording causes: from here on a trail keeps only its time at each place.
    pub fn forget_causes(&mut self) {
        self.causes = None;
    }

    /// Adds times at one place to the chain that ends in `head`, and returns the new head.
    /// `segments` lists every segment of the need.
    #[inline]
    pub fn add<const N: usize>(
        &mut self,
        head: TrailEnd,
        segments: &mut Segments,
        parts: [(Cause, Span); N],
        place: Where,
    ) -> TrailEnd {
        let ticks = parts.iter().map(|(_, ticks)| *ticks).sum();
        if ticks == Span::ZERO || *segments == Segments::UNREPORTED {
            return head;
        }
        let segment = self.add_time(head, segments, ticks, place);
        if let Some(causes) = &mut self.causes {
            for (cause, ticks) in parts {
                causes[segment.place()][cause as usize] += ticks;
            }
        }
        Some(segment)
    }

    /// Adds time at one place to a chain, and returns the segment that holds it.
    fn add_time(
        &mut self,
        head: TrailEnd,
        segments: &mut Segments,
        ticks: Span,
        place: Where,
    ) -> Id<Link> {
        let mut whole = ticks;
        if let Some(head) = head {
            let link = &mut self.links[head.place()];
            if link.before & SHARED == 0 && link.place == place {
                link.whole += ticks;
                return head;
            }
            whole += link.whole;
        }
        let link = Link {
            parent: head,
            before: segments.0,
            place,
            whole,
        };
        let index = if let Some(index) = self.take_free() {
            self.links[index.place()] = link;
            if let Some(causes) = &mut self.causes {
                causes[index.place()] = ByCause::default();
            }
            index
        } else {
            self.links.push(link);
            if let Some(causes) = &mut self.causes {
                causes.push(ByCause::default());
            }
            Id::after(self.links.len() - 2)
        };
        debug_assert!(index.number().get() < SHARED);
        *segments = Segments(index.number().get());
        index
    }

    /// A segment to use again, if there is one.
    fn take_free(&mut self) -> TrailEnd {
        let last = self.free.last_mut()?;
        let index = *last;
        let before = self.links[index.place()].before & !SHARED;
        match NonZeroU32::new(before) {
            None => {
                self.free.pop();
            }
            Some(before) => *last = before.into(),
        }
        // By the time the next free segment is taken, it is in the cache.
        if let Some(next) = self.free.last() {
            crate::memory::prefetch(&self.links[next.place()]);
        }
        Some(index)
    }

    /// Prefetches the segment that ends a chain; the unused segment if there is none.
    #[inline]
    pub fn prefetch(&self, head: TrailEnd) {
        let place = head.map_or(0, Id::place);
        if let Some(link) = self.links.get(place) {
            crate::memory::prefetch(link);
        }
        if let Some(causes) = &self.causes
            && let Some(causes) = causes.get(place)
        {
            crate::memory::prefetch(causes);
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let causes = self.causes.as_ref().map_or(0, Vec::capacity);
        self.links.capacity() * size_of::<Link>()
            + causes * size_of::<ByCause>()
            + self.free.capacity() * 4
    }

    /// Marks a chain as shared by several branches from here on.
    #[inline]
    pub fn share(&mut self, head: TrailEnd) {
        if let Some(head) = head {
            self.links[head.place()].before |= SHARED;
        }
    }

    /// The chain that ends in `head`.
    #[inline]
    #[must_use]
    pub fn chain(&self, head: TrailEnd) -> Trail<'_> {
        Trail { trails: self, head }
    }

    /// Writes a chain into a message, first segment first.
    pub fn write(&self, head: TrailEnd, into: &mut Vec<Written>) {
        let from = into.len();
        into.extend(self.chain(head).segments().map(|segment| Written {
            place: segment.place,
            length: segment.length,
            causes: segment.by_cause().copied().unwrap_or_default(),
        }));
        into[from..].reverse();
    }

    /// Reads a chain from a message; `segments` lists every segment of the need.
    pub fn read(&mut self, segments: &mut Segments, written: &[Written]) -> TrailEnd {
        let mut head = None;
        for one in written {
            let segment = self.add_time(head, segments, one.length, one.place);
            head = Some(segment);
            if let Some(causes) = &mut self.causes {
                for (cause, ticks) in causes[segment.place()].iter_mut().zip(one.causes) {
                    *cause += ticks;
                }
            }
        }
        head
    }

    /// Frees all segments of a need.
    #[inline]
    pub fn release(&mut self, segments: Segments) {
        self.free.extend(segments.last());
    }
}

/// A segment as it is written to the other side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    place: Where,
    length: Span,
    causes: ByCause,
}

/// One chain, to be read.
#[derive(Debug, Clone, Copy)]
pub struct Trail<'a> {
    trails: &'a Trails,
    head: TrailEnd,
}

impl<'a> Trail<'a> {
    /// Its total time, which its last segment keeps.
    #[inline]
    #[must_use]
    pub fn whole(self) -> Span {
        self.trails.links[self.head.map_or(0, Id::place)].whole
    }

    /// Its segments, last first.
    #[inline]
    pub fn segments(self) -> impl Iterator<Item = Segment<'a>> {
        let Self { trails, head } = self;
        let mut end = head;
        std::iter::from_fn(move || {
            let place = end?.place();
            let link = &trails.links[place];
            let before = trails.chain(link.parent).whole();
            let causes = trails.causes.as_ref().map(|causes| &causes[place]);
            end = link.parent;
            Some(Segment {
                place: link.place,
                length: link.whole - before,
                causes,
            })
        })
    }
}

/// A piece of a trail, to be read.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Procedure and office.
    pub place: Where,
    /// Its time.
    pub length: Span,
    causes: Option<&'a ByCause>,
}

impl<'a> Segment<'a> {
    /// Its time by cause, in the order of causes; none where causes are not kept.
    #[inline]
    #[must_use]
    pub fn by_cause(self) -> Option<&'a ByCause> {
        self.causes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What happens to a need: time at a place, a fork, or its end.
    fn step() -> impl Strategy<Value = (u8, usize, Span, u16)> {
        (
            0..8_u8,
            0..Cause::ALL.len(),
            (0..100_u32).prop_map(Span::from_seconds),
            0..3_u16,
        )
    }

    proptest! {
        /// Needs that come and go, each with two branches: every chain knows its time,
        /// segment by segment and as a whole, and no segment is in use twice.
        #[test]
        fn a_chain_adds_up_to_what_was_booked(
            steps in prop::collection::vec((0..4_usize, 0..2_usize, step()), 0..300),
        ) {
            let mut trails = Trails::default();
            let mut without = Trails::default();
            without.forget_causes();
            // For each need all its segments, and of each branch its chain and time.
            let mut needs = [(Segments::EMPTY, [(None, Span::ZERO); 2]); 4];
            for (need, branch, (what, cause, ticks, office)) in steps {
                let (segments, branches) = &mut needs[need];
                match what {
                    0 => {
                        trails.release(*segments);
                        without.release(*segments);
                        (*segments, *branches) = (Segments::EMPTY, [(None, Span::ZERO); 2]);
                    }
                    1 => {
                        trails.share(branches[branch].0);
                        without.share(branches[branch].0);
                        branches[1 - branch] = branches[branch];
                    }
                    _ => {
                        let (head, time) = &mut branches[branch];
                        let office = OfficeIndex::from_index(usize::from(office)).into();
                        let place = Where { procedure: ProcedureIndex::from_index(need).into(), office };
                        let parts = [(Cause::ALL[cause], ticks)];
                        let mut same = *segments;
                        let alone = without.add(*head, &mut same, parts, place);
                        *head = trails.add(*head, segments, parts, place);
                        prop_assert_eq!((alone, same), (*head, *segments));
                        *time += ticks;
                    }
                }
                for (number, (_, branches)) in needs.iter().enumerate() {
                    for (head, time) in branches {
                        let chain = trails.chain(*head);
                        prop_assert_eq!(chain.whole(), *time);
                        let sum: Span = chain.segments().map(|s| s.length).sum();
                        prop_assert_eq!(sum, *time);
                        for (segment, other) in chain.segments().zip(without.chain(*head).segments()) {
                            let parts = segment.by_cause().map(|causes| causes.iter().copied().sum::<Span>());
                            prop_assert_eq!(parts, Some(segment.length));
                            prop_assert_eq!((segment.place, segment.length), (other.place, other.length));
                            prop_assert!(other.by_cause().is_none());
                        }
                        let mut segments = chain.segments();
                        prop_assert!(segments.all(|s| s.place.procedure.get() == Some(ProcedureIndex::from_index(number))));
                    }
                }
            }
        }
    }
}
