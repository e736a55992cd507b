//! The `lossbook` program: reads the command line, calls the command, decides the exit code.

use clap::Parser;
use std::process::ExitCode;

/// A build makes many small things on all threads, which wait for each other at the system's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lossbook::interrupt::end_cells_on_interrupt();
    lossbook::run::process_tree::adopt_orphans();
    let arguments = lossbook::cli::Arguments::parse();
    ExitCode::from(lossbook::command::dispatch(arguments))
}
