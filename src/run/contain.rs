//! The one place where a child process is started, watched and ended. What holds cells in (limits, namespaces, filters of
//! system calls) belongs here.
//!
//! At present: a process group of its own, an empty environment, no standard input, a wall-clock limit, a cap on what is
//! printed, and an end for every process that the child leaves behind.

use super::process_tree;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The name of how cells are contained, for the record.
pub const LEVEL: &str = "limits-only";

/// How often a running child is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this exit code.
    Code(i32),
    /// By this signal.
    Signal(i32),
    /// It was killed: its time was up.
    TimedOut,
    /// It was killed: the watcher said so.
    Stopped,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Code(code) => write!(f, "exit code {code}"),
            Ended::Signal(signal) => write!(f, "signal {signal} ({})", signal_name(*signal)),
            Ended::TimedOut => f.write_str("a time-out"),
            Ended::Stopped => f.write_str("being stopped"),
        }
    }
}

fn signal_name(signal: i32) -> &'static str {
    match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        _ => "unnamed",
    }
}

/// What a watcher of a running child asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// How much a child may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time.
    pub time: Duration,
    /// The size of any file that it writes, in bytes; what it prints goes to files as well.
    pub file_size: Option<u64>,
}

/// A call of `program` that has its limit of memory from its first instruction on; the other limits may come a moment
/// later, by [`run`].
#[cfg(unix)]
pub fn command(program: &Path, memory: Option<u64>) -> Command {
    let Some(bytes) = memory else { return Command::new(program) };
    let mut command = Command::new("/bin/sh");
    // Where the system has no such limit the program runs without it.
    let script = format!("ulimit -v {} 2>/dev/null; exec \"$0\"", bytes.div_ceil(1024));
    command.arg("-c").arg(script).arg(program);
    command
}

/// A call of `program`.
#[cfg(not(unix))]
pub fn command(program: &Path, _memory: Option<u64>) -> Command {
    Command::new(program)
}

/// Runs `command` in a process group of its own. `watch` is called every few milliseconds with the time since the start.
///
/// # Errors
/// The command can't be started.
pub fn run(
    command: &mut Command,
    limits: Limits,
    watch: &mut dyn FnMut(Duration) -> Option<Stop>,
) -> io::Result<Ended> {
    own_group(command);
    let limit = limits.time;
    let start = Instant::now();
    let child = command.spawn()?;
    let id = child.id();
    set_limits(id, limits);
    let _in_care = process_tree::InCare::new(id);
    let waiter = wait_elsewhere(child);
    let mut verdict = None;
    loop {
        let left = limit.saturating_sub(start.elapsed());
        match waiter.recv_timeout(left.min(LOOK_EVERY)) {
            Ok(status) => {
                process_tree::kill_group(id);
                return Ok(verdict.unwrap_or(ended(&status?)));
            }
            Err(RecvTimeoutError::Timeout) => {
                if watch(start.elapsed()).is_some() {
                    verdict = verdict.or(Some(Ended::Stopped));
                    process_tree::kill_group(id);
                } else if start.elapsed() >= limit {
                    verdict = verdict.or(Some(Ended::TimedOut));
                    process_tree::kill_group(id);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(verdict.unwrap_or(Ended::Stopped)),
        }
    }
}

/// Waits for the child on a thread, so that its end is known at once and a limit can still fire.
fn wait_elsewhere(mut child: Child) -> mpsc::Receiver<io::Result<ExitStatus>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // The receiver is gone only when the run was given up.
        let _ = sender.send(child.wait());
    });
    receiver
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// Sets the limits of a child that has just been started; what it starts inherits them.
#[cfg(target_os = "linux")]
fn set_limits(child: u32, limits: Limits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let Some(pid) = i32::try_from(child).ok().and_then(Pid::from_raw) else { return };
    let set = |resource: Resource, most: Option<u64>| {
        if most.is_some() {
            // A child that has ended already needs no limits.
            let _ = prlimit(Some(pid), resource, Rlimit { current: most, maximum: most });
        }
    };
    set(Resource::Fsize, limits.file_size);
    set(Resource::Core, Some(0));
}

#[cfg(not(target_os = "linux"))]
fn set_limits(_child: u32, _limits: Limits) {}

#[cfg(unix)]
fn ended(status: &ExitStatus) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    status.code().map(Ended::Code).or(status.signal().map(Ended::Signal)).unwrap_or(Ended::Stopped)
}

#[cfg(not(unix))]
fn ended(status: &ExitStatus) -> Ended {
    status.code().map_or(Ended::Stopped, Ended::Code)
}
