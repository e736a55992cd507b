//! Ending a child together with all that it started.

use crate::held::held;
use std::collections::BTreeSet;
use std::sync::Mutex;
#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicBool, Ordering};

/// The process groups that run at the moment, to be ended when Lossbook itself is told to end.
static IN_CARE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Holds a process group in care.
pub(super) struct InCare(u32);

impl InCare {
    pub(super) fn new(group: u32) -> Self {
        held(&IN_CARE).insert(group);
        Self(group)
    }
}

impl Drop for InCare {
    fn drop(&mut self) {
        held(&IN_CARE).remove(&self.0);
    }
}

/// Ends every process group in care: what an interrupt does before Lossbook goes.
pub fn kill_all_in_care() {
    let groups = held(&IN_CARE).clone();
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

/// Whether orphans come to this process.
#[cfg(target_os = "linux")]
static ADOPTING: AtomicBool = AtomicBool::new(false);

/// Has the system hand the orphans of every cell to this process, so that it knows at once when there are none.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpid, set_child_subreaper};
        ADOPTING.store(set_child_subreaper(Some(getpid())).is_ok(), Ordering::Relaxed);
    }
}

/// Whether this process has no children at all, dead or alive, and none of theirs can have gone elsewhere.
#[cfg(target_os = "linux")]
fn is_childless() -> bool {
    use rustix::io::Errno;
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    ADOPTING.load(Ordering::Relaxed) && waitid(WaitId::All, look).is_err_and(|error| error == Errno::CHILD)
}

/// Ends every process whose environment holds `marker`: what left its group or its session is found by what it inherited.
/// Gives how many there were.
#[cfg(target_os = "linux")]
pub(super) fn kill_marked(marker: &str) -> usize {
    use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
    // Looking through all processes of the machine takes longer than all else that comes after a run.
    if is_childless() {
        return 0;
    }
    let mut killed = Vec::new();
    let mut unseen = 0;
    // What forks while we look is found by the next look; a bound keeps a storm of forks from holding us for ever. A process
    // shows no environment at the moment in which it becomes another program, so one look that finds nothing is not enough.
    for _ in 0..50 {
        let marked: Vec<i32> = marked_processes(marker).collect();
        unseen = if marked.is_empty() { unseen + 1 } else { 0 };
        if unseen == 2 {
            break;
        }
        let marked = marked.into_iter().filter_map(Pid::from_raw);
        killed.extend(marked.filter(|pid| kill_process(*pid, Signal::KILL).is_ok()));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    for pid in &killed {
        // On a busy machine a process takes a while to die. One that is not ours is of no concern.
        for _ in 0..500 {
            if !matches!(waitpid(Some(*pid), WaitOptions::NOHANG), Ok(None)) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
    killed.len()
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
