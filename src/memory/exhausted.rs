//! How a program ends when there is no more memory: with one line, not with an abort.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the program ends where memory is refused; else the caller learns of it.
static ENDS: AtomicBool = AtomicBool::new(false);

/// Whether a thread has said so already.
static SAID: AtomicBool = AtomicBool::new(false);

/// From here on the program ends with exit code 1 and one line of error where the system
/// has no more memory.
pub fn end_where_exhausted() {
    ENDS.store(true, Ordering::Relaxed);
}

/// Ends the program, if it shall end, for want of so many bytes.
#[cold]
pub(super) fn exhausted(bytes: usize) {
    if !ENDS.load(Ordering::Relaxed) {
        return;
    }
    if SAID.swap(true, Ordering::SeqCst) {
        // Another thread is about to end the program.
        loop {
            std::thread::yield_now();
        }
    }
    // Nothing here may ask for memory.
    let mut line = [0_u8; 200];
    let mut rest = &mut line[..];
    let _ = writeln!(
        rest,
        "error: out of memory: the system refused {} more kilobytes; simulate one researcher \
         in more (--scale), or ask for fewer threads (--threads)",
        bytes.div_ceil(1024)
    );
    let left = rest.len();
    let said = line.len() - left;
    let _ = std::io::stderr().write_all(&line[..said]);
    leave()
}

#[cfg(unix)]
#[expect(
    unsafe_code,
    reason = "the usual way out runs code that may ask for memory"
)]
fn leave() -> ! {
    // SAFETY: ends the process; no destructor is owed to anybody.
    unsafe { libc::_exit(1) }
}

#[cfg(not(unix))]
fn leave() -> ! {
    std::process::exit(1)
}
