//! Being told to end: cells run in process groups of their own, which the terminal's Ctrl-C does not reach.

/// Ends all cells, and then this process, when the terminal or the system asks it to. What was written is whole at any
/// moment: records and the site are only ever replaced by a rename.
#[cfg(unix)]
pub fn end_cells_on_interrupt() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        // Without a handler the system ends this process alone, as it always did.
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::run::process_tree::kill_all_in_care();
            // As a shell says it: 130 for Ctrl-C.
            std::process::exit(128 + signal);
        }
    });
}

#[cfg(not(unix))]
pub fn end_cells_on_interrupt() {}
