//! Prefetching of records that will be read.

/// Prefetches the cache lines of a record. It changes nothing; on processors other than x86-64 it
/// does nothing.
#[inline]
#[expect(unsafe_code, reason = "there is no safe prefetch")]
pub fn prefetch<T>(record: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        const LINE: usize = 64;
        let start = std::ptr::from_ref(record).cast::<i8>();
        let mut offset = 0;
        while offset + 1 < size_of::<T>() {
            // SAFETY: a prefetch is a hint; it faults on no address, and these lie
            // within a live record.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(offset)) };
            offset += LINE;
        }
        // A record need not begin at a cache line.
        let last = size_of::<T>().saturating_sub(1);
        // SAFETY: as above.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(last)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = record;
}
