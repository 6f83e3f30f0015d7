//! Processor, memory and processor time of this machine and process. Only the command uses them;
//! they affect no result.
//!
//! Every Unix reports processor time. The rest is read from files of Linux and unknown elsewhere.

use std::fs;

/// The name of the processor.
#[must_use]
pub fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Processor seconds of this process so far, over all threads.
#[cfg(unix)]
#[must_use]
pub fn processor_seconds() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

/// Processor seconds of this process so far; unknown on this system.
#[cfg(not(unix))]
#[must_use]
pub fn processor_seconds() -> Option<f64> {
    None
}

/// Peak memory of this process in bytes, since its start or since [`reset_peak`].
#[must_use]
pub fn peak_memory() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

/// Bytes of memory that this process may still take: free on the machine and within the limits of
/// the process and its control group.
#[must_use]
pub fn free_memory() -> Option<u64> {
    let limits = [free_on_machine(), free_of_process(), free_of_group()];
    limits.into_iter().flatten().min()
}

/// Free memory of the machine in bytes.
fn free_on_machine() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// Bytes below the limit of `ulimit -v`.
fn free_of_process() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    let limit: u64 = line.split_whitespace().next()?.parse().ok()?;
    let used = kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmSize:")?;
    Some(limit.saturating_sub(used))
}

/// Bytes below the limit of the control group, of version 2 or 1. Inactive file pages count as
/// free, because the system drops them before it refuses memory.
fn free_of_group() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let free_in_group = |line: &str| {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let (root, limit, used) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max", "memory.current"),
            "memory" => (
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
            ),
            _ => return None,
        };
        // In a container the path may be that of the host.
        let folders = [format!("{root}{path}"), root.to_owned()];
        folders.iter().find_map(|folder| {
            let read = |name: &str| fs::read_to_string(format!("{folder}/{name}")).ok();
            let limit: u64 = read(limit)?.trim().parse().ok()?;
            let used: u64 = read(used)?.trim().parse().ok()?;
            let stat = read("memory.stat").unwrap_or_default();
            let file_pages = stat
                .lines()
                .find_map(|line| line.strip_prefix("inactive_file "))
                .and_then(|bytes| bytes.trim().parse().ok())
                .unwrap_or(0);
            Some(limit.saturating_sub(used.saturating_sub(file_pages)))
        })
    };
    groups.lines().filter_map(free_in_group).min()
}

/// The bytes of a line such as `VmSize:  1234 kB`.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Releases kept memory and resets the peak. If the system cannot reset it, the peak may be that of
/// earlier work.
pub fn reset_peak() {
    crate::memory::release_kept();
    let _ = fs::write("/proc/self/clear_refs", "5");
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn linux_reports_memory_and_time() {
        reset_peak();
        assert!(peak_memory().is_some_and(|bytes| bytes > 1 << 16));
        assert!(free_memory().is_some_and(|bytes| bytes > 1 << 16));
        let (before, after) = (processor_seconds(), processor_seconds());
        assert!(before.is_some() && before <= after);
    }
}
