//! Where events go: the wire's file, or readable text on standard output.

use super::plain;
use crate::wire::{Event, Line, NONCE_VARIABLE, WIRE_VARIABLE};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The process's end of the wire.
#[derive(Debug)]
pub(super) struct Sink {
    /// `None` where cells print readable text.
    wire: Option<(File, String)>,
    #[cfg(not(target_arch = "wasm32"))]
    cell_began: Option<std::time::Instant>,
}

/// Whether this process has a wire to write to.
pub(super) fn is_wired() -> bool {
    std::env::var_os(WIRE_VARIABLE).is_some()
}

impl Sink {
    pub(super) fn begin(cell: u32) {
        let mut sink = lock();
        #[cfg(not(target_arch = "wasm32"))]
        {
            sink.cell_began = Some(std::time::Instant::now());
        }
        sink.write(Event::Begin { cell });
    }

    pub(super) fn end() {
        let mut sink = lock();
        #[cfg(not(target_arch = "wasm32"))]
        let seconds = sink.cell_began.take().map_or(0.0, |began| began.elapsed().as_secs_f64());
        #[cfg(target_arch = "wasm32")]
        let seconds = 0.0;
        sink.write(Event::End { seconds });
    }

    pub(super) fn send(event: Event) {
        lock().write(event);
    }

    /// Writes one line in one call, so that lines of forked children never mix.
    fn write(&mut self, event: Event) {
        // What the cell printed so far belongs before the event.
        let _ = std::io::stdout().flush();
        let Some((file, nonce)) = &mut self.wire else {
            plain::print(&event);
            return;
        };
        let line = Line { out: written(&std::io::stdout()), err: written(&std::io::stderr()), event };
        // A wire that can't be written to is noticed by its reader: it misses the line that tells how the run ended.
        if let Ok(json) = serde_json::to_string(&line) {
            let _ = file.write_all(format!("{nonce} {json}\n").as_bytes());
        }
    }
}

fn lock() -> MutexGuard<'static, Sink> {
    static SINK: OnceLock<Mutex<Sink>> = OnceLock::new();
    SINK.get_or_init(|| Mutex::new(open())).lock().unwrap_or_else(PoisonError::into_inner)
}

fn open() -> Sink {
    let wire = std::env::var_os(WIRE_VARIABLE).and_then(|path| {
        let file = OpenOptions::new().append(true).create(true).open(path).ok()?;
        Some((file, std::env::var(NONCE_VARIABLE).unwrap_or_default()))
    });
    Sink {
        wire,
        #[cfg(not(target_arch = "wasm32"))]
        cell_began: None,
    }
}

/// How many bytes a standard stream holds so far; Lossbook gives the process files for streams.
#[cfg(unix)]
fn written(stream: &impl std::os::fd::AsFd) -> u64 {
    let file = stream.as_fd().try_clone_to_owned().map(File::from);
    file.and_then(|file| file.metadata()).map_or(0, |metadata| metadata.len())
}

#[cfg(windows)]
fn written(stream: &impl std::os::windows::io::AsHandle) -> u64 {
    let file = stream.as_handle().try_clone_to_owned().map(File::from);
    file.and_then(|file| file.metadata()).map_or(0, |metadata| metadata.len())
}

#[cfg(not(any(unix, windows)))]
fn written<T>(_stream: &T) -> u64 {
    0
}
