//! The allocator of the programs: the system's, but for large blocks, which get large
//! pages.
//!
//! A run touches records scattered over a hundred megabytes. With pages of 4 KiB most of
//! these reads need the page table too; with pages of 2 MiB its entries are at hand.
//! Linux gives them to whoever asks, for memory that nobody has touched yet; so a large
//! block is mapped by itself. Elsewhere this is the system's allocator. It changes no
//! result.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, with large pages for large blocks where they can be had.
#[derive(Debug, Clone, Copy, Default)]
pub struct LargePages;

/// Bytes of a large page.
const PAGE: usize = 2 << 20;

/// From so many bytes on a block is mapped by itself.
const LARGE: usize = 1 << 20;

/// Gives the blocks that were kept back to the system, and what the system's allocator
/// keeps of small ones, so that what is measured next begins much as a new program does.
pub fn give_back_kept() {
    mapped::give_back_kept();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the system can be asked in no other way")]
    // SAFETY: only memory that nobody holds is given back.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// How much of what runs give back is kept for those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// What the runs of a study need of one another: each takes much the same blocks, and
    /// new memory must be cleared by the system first.
    ForRuns,
    /// Little: nothing follows, and what is kept would only add to the peak.
    Little,
}

/// From here on so much is kept; what is too much of it goes back to the system.
pub fn keep(how: Keep) {
    mapped::keep_at_most(match how {
        Keep::ForRuns => KEPT_FOR_RUNS,
        Keep::Little => KEPT_LITTLE,
    });
}

/// Bytes kept for the runs of a study: those of two runs of the baseline.
const KEPT_FOR_RUNS: usize = 384 << 20;

/// Bytes kept where nothing follows.
const KEPT_LITTLE: usize = 32 << 20;

/// Bytes mapped for a block.
fn whole(bytes: usize) -> usize {
    bytes.next_multiple_of(PAGE)
}

/// Whether a block is mapped by itself.
fn is_mapped(layout: Layout) -> bool {
    // A size near the end of memory has no multiple of a page above it.
    let size = LARGE..=isize::MAX as usize - 2 * PAGE;
    cfg!(target_os = "linux") && size.contains(&layout.size()) && layout.align() <= PAGE
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the system can be asked in no other way")]
mod mapped {
    use super::{KEPT_FOR_RUNS, PAGE, whole};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Blocks given back, kept for the next that ask.
    static KEPT: Mutex<[(usize, usize); 48]> = Mutex::new([(0, 0); 48]);

    /// No more bytes than this are kept.
    static AT_MOST: AtomicUsize = AtomicUsize::new(KEPT_FOR_RUNS);

    /// A block, with whatever it holds: one that was kept, or a new one.
    pub fn take(bytes: usize) -> *mut u8 {
        let wanted = whole(bytes);
        let found = KEPT.lock().ok().and_then(|mut kept| {
            let fits = kept.iter_mut().filter(|(_, size)| *size >= wanted);
            let (start, size) = fits.min_by_key(|(_, size)| *size)?;
            let block = (*start, *size);
            // What is too much of it stays.
            (*start, *size) = (*start + wanted, *size - wanted);
            Some(block.0)
        });
        found.map_or_else(|| map(bytes), std::ptr::with_exposed_provenance_mut)
    }

    /// Keeps a block for the next that asks, or gives it back.
    pub fn give(block: *mut u8, bytes: usize) {
        let given = whole(bytes);
        let is_kept = KEPT.lock().is_ok_and(|mut kept| {
            let all: usize = kept.iter().map(|(_, size)| size).sum();
            let free = kept.iter_mut().find(|(_, size)| *size == 0);
            match free {
                Some(place) if all + given <= AT_MOST.load(Ordering::Relaxed) => {
                    *place = (block.expose_provenance(), given);
                    true
                }
                _ => false,
            }
        });
        if !is_kept {
            unmap(block, bytes);
        }
    }

    /// From here on no more bytes than this are kept.
    pub fn keep_at_most(bytes: usize) {
        AT_MOST.store(bytes, Ordering::Relaxed);
        leave(bytes);
    }

    /// Gives back every block that was kept.
    pub fn give_back_kept() {
        leave(0);
    }

    /// Gives kept blocks back until no more bytes than this are left.
    fn leave(bytes: usize) {
        let Ok(mut kept) = KEPT.lock() else { return };
        let mut left: usize = kept.iter().map(|(_, size)| size).sum();
        for place in kept.iter_mut() {
            if left <= bytes {
                return;
            }
            let (start, size) = std::mem::take(place);
            left -= size;
            if size > 0 {
                unmap(std::ptr::with_exposed_provenance_mut(start), size);
            }
        }
    }

    /// New memory, all zero, that begins with a large page; null if there is none.
    pub fn map(bytes: usize) -> *mut u8 {
        let (kept, more) = (whole(bytes), whole(bytes) + PAGE);
        // SAFETY: a new private mapping touches nothing that is there.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                more,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return std::ptr::null_mut();
        }
        let start = start.cast::<u8>();
        let skipped = start.align_offset(PAGE);
        // SAFETY: both ends lie within the mapping, beside what is kept. The advice
        // changes no content, and where it is not understood nothing happens.
        unsafe {
            let block = start.add(skipped);
            if skipped > 0 {
                libc::munmap(start.cast(), skipped);
            }
            libc::munmap(block.add(kept).cast(), more - kept - skipped);
            libc::madvise(block.cast(), kept, libc::MADV_HUGEPAGE);
            block
        }
    }

    /// Moves a block to where more bytes have room, or fewer, without copying them; null
    /// if there is no room, and the block stays.
    pub fn remap(block: *mut u8, from: usize, to: usize) -> *mut u8 {
        let (from, moved) = (whole(from), whole(from).min(whole(to)));
        let new = map(to);
        if new.is_null() {
            return new;
        }
        // SAFETY: the block is a whole mapping of this size, and the new one, at least as
        // long as what is moved onto it, is nobody's yet. What is left behind of the old
        // one is nobody's any more.
        unsafe {
            let how = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
            let at = libc::mremap(block.cast(), moved, moved, how, new.cast::<libc::c_void>());
            if at == libc::MAP_FAILED {
                libc::munmap(new.cast(), whole(to));
                return std::ptr::null_mut();
            }
            if from > moved {
                libc::munmap(block.add(moved).cast(), from - moved);
            }
        }
        new
    }

    /// Gives back what `map` gave for so many bytes.
    fn unmap(block: *mut u8, bytes: usize) {
        // SAFETY: the block is a whole mapping of this size, and nobody uses it.
        unsafe { libc::munmap(block.cast(), whole(bytes)) };
    }
}

#[cfg(not(target_os = "linux"))]
mod mapped {
    pub fn map(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub fn take(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub fn remap(_: *mut u8, _: usize, _: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub fn give(_: *mut u8, _: usize) {}

    pub fn give_back_kept() {}

    pub fn keep_at_most(_: usize) {}
}

// SAFETY: small blocks go to the system's allocator as they come. A large one is a
// mapping of its own: its size tells on every call, so that what was mapped is unmapped
// and what was not is not; it is aligned to a large page and as long as asked for.
#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
impl LargePages {
    unsafe fn ask(layout: Layout) -> *mut u8 {
        if is_mapped(layout) {
            return mapped::take(layout.size());
        }
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn ask_zeroed(layout: Layout) -> *mut u8 {
        if is_mapped(layout) {
            return mapped::map(layout.size());
        }
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn ask_again(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size is a valid one for the alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(bytes, layout.align()) };
        match (is_mapped(layout), is_mapped(wanted)) {
            // SAFETY: as above.
            (false, false) => return unsafe { System.realloc(block, layout, bytes) },
            (true, true) if whole(layout.size()) == whole(bytes) => return block,
            (true, true) => return mapped::remap(block, layout.size(), bytes),
            _ => {}
        }
        // SAFETY: as above; both blocks hold what is copied, and they are not the same.
        unsafe {
            let new = Self::ask(wanted);
            if !new.is_null() {
                std::ptr::copy_nonoverlapping(block, new, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

// SAFETY: as the asking below, which ends the program at most.
#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract, which is the same.
        given(unsafe { Self::ask(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { Self::ask_zeroed(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_mapped(layout) {
            mapped::give(block, layout.size());
            return;
        }
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { self.ask_again(block, layout, bytes) }, bytes)
    }
}

/// A block as it was given; where there was none, the program may end.
#[inline]
fn given(block: *mut u8, bytes: usize) -> *mut u8 {
    if block.is_null() {
        super::exhausted::exhausted(bytes);
    }
    block
}

#[cfg(test)]
#[expect(unsafe_code, reason = "an allocator is unsafe to call")]
mod tests {
    use super::*;

    fn layout(bytes: usize) -> Layout {
        Layout::from_size_align(bytes, 8).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Small, large and back: what was written stays, as far as there is room for it.
    #[test]
    fn a_block_keeps_what_it_holds_when_it_grows_and_shrinks() {
        let sizes = [
            100,
            LARGE - 8,
            LARGE,
            LARGE + 8,
            PAGE,
            PAGE + 1,
            9 * PAGE + 4096,
            3 * PAGE,
            LARGE + 16,
            64,
        ];
        let allocator = LargePages;
        let mark = |at: usize| (at / 8) as u8 ^ (at >> 16) as u8;
        let mut held = sizes[0];
        // SAFETY: sizes are above 0; every access lies within the block.
        unsafe {
            let mut block = allocator.alloc(layout(held));
            assert!(!block.is_null());
            (0..held).for_each(|at| *block.add(at) = mark(at));
            for bytes in sizes {
                block = allocator.realloc(block, layout(held), bytes);
                assert!(!block.is_null());
                let kept = (0..held.min(bytes)).all(|at| *block.add(at) == mark(at));
                assert!(kept, "from {held} to {bytes} bytes");
                (0..bytes).for_each(|at| *block.add(at) = mark(at));
                held = bytes;
            }
            allocator.dealloc(block, layout(held));
        }
    }

    #[test]
    fn new_memory_is_zero_where_that_is_asked_and_aligned() {
        let of = Layout::from_size_align(5 * PAGE, 4096).unwrap_or_else(|error| panic!("{error}"));
        // SAFETY: the size is above 0; every access lies within the block.
        unsafe {
            let block = LargePages.alloc_zeroed(of);
            assert_eq!(block.align_offset(4096), 0);
            assert!((0..of.size()).step_by(511).all(|at| *block.add(at) == 0));
            LargePages.dealloc(block, of);
        }
    }

    #[test]
    fn more_than_there_is_is_refused() {
        // SAFETY: the size is above 0; nothing is accessed.
        let block = unsafe { LargePages.alloc(layout(isize::MAX as usize / 2)) };
        assert!(block.is_null());
    }
}
