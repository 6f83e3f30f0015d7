//! What the system tells of the machine and of this process. The command alone asks;
//! nothing of it can reach a result.
//!
//! Processor time is told by every Unix; the rest Linux tells in files of its own, and
//! elsewhere it stays unsaid.

use std::fs;

/// The name of the processor.
#[must_use]
pub fn processor() -> Option<String> {
    let told = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = told.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Processor seconds of this process so far, of all its threads.
#[cfg(unix)]
#[must_use]
pub fn processor_seconds() -> Option<f64> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9)
}

/// Processor seconds of this process so far; not told here.
#[cfg(not(unix))]
#[must_use]
pub fn processor_seconds() -> Option<f64> {
    None
}

/// The most memory that this process has had since it began, or since that was
/// forgotten, in bytes.
#[must_use]
pub fn peak_memory() -> Option<u64> {
    let told = fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Bytes of memory that are free for programs.
#[must_use]
pub fn free_memory() -> Option<u64> {
    let told = fs::read_to_string("/proc/meminfo").ok()?;
    let line = told
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Gives back memory that is kept for later, and forgets how much there has been.
/// Where the system cannot forget, the peak of what comes may be that of what was.
pub fn forget_peak() {
    crate::memory::give_back_kept();
    let _ = fs::write("/proc/self/clear_refs", "5");
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn linux_tells_memory_and_time() {
        forget_peak();
        assert!(peak_memory().is_some_and(|bytes| bytes > 1 << 16));
        assert!(free_memory().is_some_and(|bytes| bytes > 1 << 16));
        let (before, after) = (processor_seconds(), processor_seconds());
        assert!(before.is_some() && before <= after);
    }
}
