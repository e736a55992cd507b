//! Ending a child together with all that it started.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The process groups that run at the moment, to be ended when Lossbook itself is told to end.
static IN_CARE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Holds a process group in care.
pub(super) struct InCare(u32);

impl InCare {
    pub(super) fn new(group: u32) -> Self {
        IN_CARE.lock().unwrap_or_else(PoisonError::into_inner).insert(group);
        Self(group)
    }
}

impl Drop for InCare {
    fn drop(&mut self) {
        IN_CARE.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Ends every process group in care: what an interrupt does before Lossbook goes.
pub fn kill_all_in_care() {
    let groups = IN_CARE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for group in groups {
        kill_group(group);
    }
}

/// Ends all processes of the group that `leader` leads.
#[cfg(unix)]
pub(super) fn kill_group(leader: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = i32::try_from(leader).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        // A group that is gone is what we want.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
pub(super) fn kill_group(_leader: u32) {}

/// Ends every process whose environment holds `marker`: what left its group or its session is found by what it inherited.
/// Gives how many there were.
#[cfg(target_os = "linux")]
pub(super) fn kill_marked(marker: &str) -> usize {
    use rustix::process::{Pid, Signal, kill_process};
    let (mut killed, mut unseen) = (0, 0);
    // What forks while we look is found by the next look; a bound keeps a storm of forks from holding us for ever. A process
    // shows no environment at the moment in which it becomes another program, so one look that finds nothing is not enough.
    for _ in 0..50 {
        let marked: Vec<i32> = marked_processes(marker).collect();
        unseen = if marked.is_empty() { unseen + 1 } else { 0 };
        if unseen == 2 {
            break;
        }
        for id in marked {
            if let Some(pid) = Pid::from_raw(id)
                && kill_process(pid, Signal::KILL).is_ok()
            {
                killed += 1;
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    killed
}

#[cfg(target_os = "linux")]
fn marked_processes(marker: &str) -> impl Iterator<Item = i32> {
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    let ids = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let ids = ids.filter_map(|item| item.file_name().to_str()?.parse::<i32>().ok());
    let marker = marker.as_bytes().to_vec();
    ids.filter(move |&id| {
        id != own
            && std::fs::read(format!("/proc/{id}/environ"))
                .is_ok_and(|environment| environment.windows(marker.len()).any(|window| window == marker))
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn kill_marked(_marker: &str) -> usize {
    0
}
