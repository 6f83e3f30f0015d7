//! How the program asks for memory: the one place with `unsafe` code.
//!
//! Nothing here changes a result. A bench times a run with and without it
//! (`cargo bench --bench study`).

#![expect(unsafe_code, reason = "neither can be asked for otherwise")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks for the cache lines of a record before they are read. It changes nothing and
/// reads nothing; on processors other than x86-64 it does nothing.
#[inline]
pub fn prefetch<T>(record: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        const LINE: usize = 64;
        let start = std::ptr::from_ref(record).cast::<i8>();
        let mut at = 0;
        while at + 1 < size_of::<T>() {
            // SAFETY: a prefetch is a hint; it faults on no address, and these lie
            // within a live record.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(at)) };
            at += LINE;
        }
        // A record need not begin with a line.
        let last = size_of::<T>().saturating_sub(1);
        // SAFETY: as above.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(last)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = record;
}

/// The system's allocator, which for large blocks asks Linux for pages of 2 MiB: the
/// state of a run is tens of megabytes that are read here and there, and with pages of
/// 4 KiB the processor often has to look up where one lies first.
///
/// A program that wants it says so with `#[global_allocator]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct HugePages;

static WANTED: AtomicBool = AtomicBool::new(true);

/// Whether blocks allocated from now on ask for huge pages; they do unless told
/// otherwise. For benches.
pub fn want_huge_pages(wanted: bool) {
    WANTED.store(wanted, Ordering::Relaxed);
}

/// Bytes of a huge page, and of the least block that is worth one.
const HUGE: usize = 2 << 20;

/// The layout with which the system is asked: large blocks begin with a huge page.
fn asked(layout: Layout) -> Layout {
    if layout.size() < HUGE {
        return layout;
    }
    layout.align_to(HUGE).unwrap_or(layout)
}

/// Asks for huge pages where a new block will lie. A kernel that has none says no, and
/// the block is as good as before.
fn ask_for_huge(block: *mut u8, size: usize) {
    #[cfg(target_os = "linux")]
    if size >= HUGE && !block.is_null() && WANTED.load(Ordering::Relaxed) {
        let whole = size / HUGE * HUGE;
        // SAFETY: the block is ours, begins with a page and holds `whole` bytes; the
        // advice leaves what is in them as it is.
        let _ = unsafe { libc::madvise(block.cast(), whole, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (block, size);
}

// SAFETY: every block comes from the system's allocator with the layout of `asked`, a
// function of the layout alone, and goes back with the same one. The layout asked for is
// at least as large and as aligned as the caller's.
unsafe impl GlobalAlloc for HugePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: `asked` leaves the size as it is, which the caller knows not to be 0.
        let block = unsafe { System.alloc(asked(layout)) };
        ask_for_huge(block, layout.size());
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.size() < HUGE {
            // SAFETY: the caller's own promise.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's own promise.
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            // SAFETY: the block holds so many bytes and nobody else knows it yet.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: it was allocated with the same layout.
        unsafe { System.dealloc(block, asked(layout)) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.size() < HUGE && size < HUGE {
            // SAFETY: the caller's own promise; both layouts are the caller's.
            return unsafe { System.realloc(block, layout, size) };
        }
        // SAFETY: the caller promises that the size fits a layout of this alignment.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        // SAFETY: the caller promises that the size is not 0.
        let grown = unsafe { self.alloc(new) };
        if !grown.is_null() {
            // SAFETY: both blocks hold so many bytes, and the new one is no part of the
            // old; the old one was allocated with `layout`.
            unsafe {
                grown.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
        }
        grown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks small and large keep what was written as they grow, shrink and go.
    #[test]
    fn blocks_keep_what_they_hold() {
        let sizes = [
            1,
            100,
            HUGE - 1,
            HUGE,
            HUGE + 1,
            5 * HUGE + 7,
            HUGE / 2,
            3 * HUGE,
        ];
        let layout = |size: usize| Layout::from_size_align(size, 8).ok();
        let Some(mut held) = layout(sizes[0]) else {
            return;
        };
        // SAFETY: sizes are not 0, every block is freed with its own layout, and only
        // bytes within it are touched.
        unsafe {
            let mut block = HugePages.alloc_zeroed(held);
            for (i, size) in sizes.into_iter().enumerate().skip(1) {
                let mark = i as u8;
                block.write(mark);
                block.add(held.size() - 1).write(mark);
                block = HugePages.realloc(block, held, size);
                assert!(!block.is_null());
                assert_eq!(block.read(), mark, "the first byte");
                if size > held.size() {
                    assert_eq!(block.add(held.size() - 1).read(), mark, "the last byte");
                }
                held = Layout::from_size_align_unchecked(size, 8);
                if size >= HUGE {
                    assert_eq!(block as usize % HUGE, 0);
                }
            }
            HugePages.dealloc(block, held);
            let zeros = Layout::from_size_align_unchecked(3 * HUGE + 5, 8);
            let block = HugePages.alloc_zeroed(zeros);
            assert!((0..zeros.size()).all(|i| block.add(i).read() == 0));
            HugePages.dealloc(block, zeros);
        }
    }
}
