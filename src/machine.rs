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
    kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

/// Bytes of memory that this process may still take: what is free on the machine, and
/// within the limits that the system sets to the process and to its group.
#[must_use]
pub fn free_memory() -> Option<u64> {
    let limits = [free_on_machine(), free_of_process(), free_of_group()];
    limits.into_iter().flatten().min()
}

/// Bytes that are free for programs.
fn free_on_machine() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// What `ulimit -v` leaves.
fn free_of_process() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    let most: u64 = line.split_whitespace().next()?.parse().ok()?;
    let taken = kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmSize:")?;
    Some(most.saturating_sub(taken))
}

/// What the control group leaves, of the second version or of the first. Pages of files
/// that nobody needs are given up by the system before a program must stop.
fn free_of_group() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let of_group = |line: &str| {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let (root, most, taken) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max", "memory.current"),
            "memory" => (
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
            ),
            _ => return None,
        };
        // Within a container the path may be that of the machine outside.
        let folders = [format!("{root}{path}"), root.to_owned()];
        folders.iter().find_map(|folder| {
            let read = |name: &str| fs::read_to_string(format!("{folder}/{name}")).ok();
            let most: u64 = read(most)?.trim().parse().ok()?;
            let taken: u64 = read(taken)?.trim().parse().ok()?;
            let stat = read("memory.stat").unwrap_or_default();
            let of_files = stat
                .lines()
                .find_map(|line| line.strip_prefix("inactive_file "))
                .and_then(|bytes| bytes.trim().parse().ok())
                .unwrap_or(0);
            Some(most.saturating_sub(taken.saturating_sub(of_files)))
        })
    };
    groups.lines().filter_map(of_group).min()
}

/// The bytes of a line such as `VmSize:  1234 kB`.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
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
