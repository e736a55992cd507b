//! The `lossbook` program: reads the command line, calls the command, decides the exit code.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = lossbook::cli::Arguments::parse();
    ExitCode::from(lossbook::command::dispatch(arguments))
}
