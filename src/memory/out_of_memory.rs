//! Exit with an error message when there is no more memory, instead of an abort.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the program exits when memory is refused; otherwise the caller gets a null pointer.
static EXITS: AtomicBool = AtomicBool::new(false);

/// Whether a thread has already reported it.
static REPORTED: AtomicBool = AtomicBool::new(false);

/// From now on the program exits with code 1 and an error message when the system has no more
/// memory.
pub fn exit_when_out_of_memory() {
    EXITS.store(true, Ordering::Relaxed);
}

/// Exits the program because `bytes` were refused, if it is set to do so.
#[cold]
pub(super) fn report_refused(bytes: usize) {
    if !EXITS.load(Ordering::Relaxed) {
        return;
    }
    if REPORTED.swap(true, Ordering::SeqCst) {
        // Another thread is exiting the program.
        loop {
            std::thread::yield_now();
        }
    }
    // Nothing here may allocate memory.
    let mut line = [0_u8; 200];
    let mut rest = &mut line[..];
    let _ = writeln!(
        rest,
        "error: out of memory: the system refused {} more kilobytes; reduce the scale \
         (--scale) or the number of threads (--threads)",
        bytes.div_ceil(1024)
    );
    let unused = rest.len();
    let written = line.len() - unused;
    let _ = std::io::stderr().write_all(&line[..written]);
    exit()
}

#[cfg(unix)]
#[expect(
    unsafe_code,
    reason = "the usual exit runs code that may allocate memory"
)]
fn exit() -> ! {
    // SAFETY: ends the process; no destructor must run.
    unsafe { libc::_exit(1) }
}

#[cfg(not(unix))]
fn exit() -> ! {
    std::process::exit(1)
}
