//! The allocator of the program: the system's, with large pages for large blocks.
//!
//! A run reads records scattered over a hundred megabytes. With pages of 4 KiB most of these reads
//! miss the translation cache; with pages of 2 MiB they hit. Linux gives large pages on request to
//! memory that is not yet in use, so each large block has its own mapping. On other systems this
//! is the system's allocator. It changes no result.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, with large pages for large blocks where available.
#[derive(Debug, Clone, Copy, Default)]
pub struct LargePages;

/// Bytes of a large page.
const PAGE: usize = 2 << 20;

/// Smallest size of a block with its own mapping, in bytes.
const LARGE: usize = 1 << 20;

/// Releases all kept memory to the system, that of the system's allocator included, so that the
/// next measurement begins like a new program.
pub fn release_kept() {
    mapped::release_kept();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "there is no safe interface")]
    // SAFETY: only unused memory is released.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// How much freed memory is kept for later runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptMemory {
    /// The memory of two runs of a study. Runs need similar blocks, and the system must clear new
    /// memory first.
    ForRuns,
    /// Little, because no run follows and kept memory would only raise the peak.
    Little,
}

/// Sets how much freed memory is kept; excess memory is released to the system.
pub fn set_kept(kept: KeptMemory) {
    mapped::set_limit(match kept {
        KeptMemory::ForRuns => KEPT_FOR_RUNS,
        KeptMemory::Little => KEPT_LITTLE,
    });
}

/// Bytes kept for the runs of a study: the memory of two runs of the baseline.
const KEPT_FOR_RUNS: usize = 384 << 20;

/// Bytes kept if no run follows.
const KEPT_LITTLE: usize = 32 << 20;

/// The size of the mapping of a block.
fn mapped_size(bytes: usize) -> usize {
    bytes.next_multiple_of(PAGE)
}

/// Whether a block has its own mapping.
fn is_mapped(layout: Layout) -> bool {
    // A size near the end of memory has no multiple of a page above it.
    let size = LARGE..=isize::MAX as usize - 2 * PAGE;
    cfg!(target_os = "linux") && size.contains(&layout.size()) && layout.align() <= PAGE
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "there is no safe interface")]
mod mapped {
    use super::{KEPT_FOR_RUNS, PAGE, mapped_size};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Freed blocks that are kept: address and size.
    static KEPT: Mutex<[(usize, usize); 48]> = Mutex::new([(0, 0); 48]);

    /// Limit of the kept bytes.
    static LIMIT: AtomicUsize = AtomicUsize::new(KEPT_FOR_RUNS);

    /// Takes a kept block, with its old content, or maps a new one.
    pub fn take(bytes: usize) -> *mut u8 {
        let needed = mapped_size(bytes);
        let start = KEPT.lock().ok().and_then(|mut kept| {
            let fits = kept.iter_mut().filter(|(_, size)| *size >= needed);
            let (start, size) = fits.min_by_key(|(_, size)| *size)?;
            let block = *start;
            // The rest of the block stays.
            (*start, *size) = (*start + needed, *size - needed);
            Some(block)
        });
        start.map_or_else(|| map(bytes), std::ptr::with_exposed_provenance_mut)
    }

    /// Keeps a freed block, or releases it.
    pub fn free(block: *mut u8, bytes: usize) {
        let freed = mapped_size(bytes);
        let is_kept = KEPT.lock().is_ok_and(|mut kept| {
            let total: usize = kept.iter().map(|(_, size)| size).sum();
            let slot = kept.iter_mut().find(|(_, size)| *size == 0);
            match slot {
                Some(slot) if total + freed <= LIMIT.load(Ordering::Relaxed) => {
                    *slot = (block.expose_provenance(), freed);
                    true
                }
                _ => false,
            }
        });
        if !is_kept {
            unmap(block, bytes);
        }
    }

    /// Sets the limit of kept bytes.
    pub fn set_limit(bytes: usize) {
        LIMIT.store(bytes, Ordering::Relaxed);
        release_down_to(bytes);
    }

    /// Releases every kept block.
    pub fn release_kept() {
        release_down_to(0);
    }

    /// Releases kept blocks until at most this many bytes are left.
    fn release_down_to(bytes: usize) {
        let Ok(mut kept) = KEPT.lock() else { return };
        let mut left: usize = kept.iter().map(|(_, size)| size).sum();
        for slot in kept.iter_mut() {
            if left <= bytes {
                return;
            }
            let (start, size) = std::mem::take(slot);
            left -= size;
            if size > 0 {
                unmap(std::ptr::with_exposed_provenance_mut(start), size);
            }
        }
    }

    /// Maps new memory, all zero and aligned to a large page; null if there is none.
    pub fn map(bytes: usize) -> *mut u8 {
        let size = mapped_size(bytes);
        let mapped = size + PAGE;
        // SAFETY: a new private mapping does not affect existing memory.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                mapped,
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
        // SAFETY: both ends lie within the mapping and outside the block. The advice changes no
        // content, and it is ignored where it is unknown.
        unsafe {
            let block = start.add(skipped);
            if skipped > 0 {
                libc::munmap(start.cast(), skipped);
            }
            libc::munmap(block.add(size).cast(), mapped - size - skipped);
            libc::madvise(block.cast(), size, libc::MADV_HUGEPAGE);
            block
        }
    }

    /// Moves a block to a mapping of another size without copying; null if there is no memory, and
    /// the block stays.
    pub fn remap(block: *mut u8, from: usize, to: usize) -> *mut u8 {
        let (from, moved) = (mapped_size(from), mapped_size(from).min(mapped_size(to)));
        let new = map(to);
        if new.is_null() {
            return new;
        }
        // SAFETY: the block is a whole mapping of this size. The new mapping is unused and at least
        // as long as the part moved onto it. The rest of the old one is no longer used.
        unsafe {
            let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
            let result = libc::mremap(
                block.cast(),
                moved,
                moved,
                flags,
                new.cast::<libc::c_void>(),
            );
            if result == libc::MAP_FAILED {
                libc::munmap(new.cast(), mapped_size(to));
                return std::ptr::null_mut();
            }
            if from > moved {
                libc::munmap(block.add(moved).cast(), from - moved);
            }
        }
        new
    }

    /// Unmaps a block of this size from `map`.
    fn unmap(block: *mut u8, bytes: usize) {
        // SAFETY: the block is a whole mapping of this size, and it is not used.
        unsafe { libc::munmap(block.cast(), mapped_size(bytes)) };
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

    pub fn free(_: *mut u8, _: usize) {}

    pub fn release_kept() {}

    pub fn set_limit(_: usize) {}
}

// SAFETY: small blocks go to the system's allocator unchanged. A large block has its own mapping,
// aligned to a large page and at least as long as requested. The size decides on every call, so
// exactly the mapped blocks are unmapped.
#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
impl LargePages {
    unsafe fn allocate(layout: Layout) -> *mut u8 {
        if is_mapped(layout) {
            return mapped::take(layout.size());
        }
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn allocate_zeroed(layout: Layout) -> *mut u8 {
        if is_mapped(layout) {
            return mapped::map(layout.size());
        }
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn reallocate(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size is a valid one for the alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(bytes, layout.align()) };
        match (is_mapped(layout), is_mapped(wanted)) {
            // SAFETY: as above.
            (false, false) => return unsafe { System.realloc(block, layout, bytes) },
            (true, true) if mapped_size(layout.size()) == mapped_size(bytes) => return block,
            (true, true) => return mapped::remap(block, layout.size(), bytes),
            _ => {}
        }
        // SAFETY: as above; both blocks contain the copied range and do not overlap.
        unsafe {
            let new = Self::allocate(wanted);
            if !new.is_null() {
                std::ptr::copy_nonoverlapping(block, new, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

// SAFETY: as above; at most the program exits.
#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract, which is the same.
        exit_if_null(unsafe { Self::allocate(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        exit_if_null(unsafe { Self::allocate_zeroed(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_mapped(layout) {
            mapped::free(block, layout.size());
            return;
        }
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above.
        exit_if_null(unsafe { self.reallocate(block, layout, bytes) }, bytes)
    }
}

/// The block; if it is null, the program may exit.
#[inline]
fn exit_if_null(block: *mut u8, bytes: usize) -> *mut u8 {
    if block.is_null() {
        super::out_of_memory::report_refused(bytes);
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

    /// From small to large and back: the content stays as far as the new size allows.
    #[test]
    fn a_block_keeps_its_content_when_it_grows_and_shrinks() {
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
        let mark = |index: usize| (index / 8) as u8 ^ (index >> 16) as u8;
        let mut size = sizes[0];
        // SAFETY: sizes are above 0; every access lies within the block.
        unsafe {
            let mut block = allocator.alloc(layout(size));
            assert!(!block.is_null());
            (0..size).for_each(|at| *block.add(at) = mark(at));
            for bytes in sizes {
                block = allocator.realloc(block, layout(size), bytes);
                assert!(!block.is_null());
                let kept = (0..size.min(bytes)).all(|at| *block.add(at) == mark(at));
                assert!(kept, "from {size} to {bytes} bytes");
                (0..bytes).for_each(|at| *block.add(at) = mark(at));
                size = bytes;
            }
            allocator.dealloc(block, layout(size));
        }
    }

    #[test]
    fn zeroed_memory_is_zero_and_aligned() {
        let layout =
            Layout::from_size_align(5 * PAGE, 4096).unwrap_or_else(|error| panic!("{error}"));
        // SAFETY: the size is above 0; every access lies within the block.
        unsafe {
            let block = LargePages.alloc_zeroed(layout);
            assert_eq!(block.align_offset(4096), 0);
            assert!(
                (0..layout.size())
                    .step_by(511)
                    .all(|at| *block.add(at) == 0)
            );
            LargePages.dealloc(block, layout);
        }
    }

    #[test]
    fn too_much_memory_is_refused() {
        // SAFETY: the size is above 0; nothing is accessed.
        let block = unsafe { LargePages.alloc(layout(isize::MAX as usize / 2)) };
        assert!(block.is_null());
    }
}
