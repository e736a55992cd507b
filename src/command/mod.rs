//! One driver a command: each calls the stages in order and says what came of it.

mod accept;
mod build;
mod cache_bound;
mod changes;
mod check;
mod citations;
mod clean;
mod doctor;
mod export;
mod fix_encoding;
mod history;
mod impact;
mod init;
mod ledger;
mod new;
mod pages;
mod pictures;
mod review;
mod run;
mod runs;
mod seen;
mod stamp;
mod why;

use crate::cli::{Arguments, Command, Global};
use crate::console::Console;
use crate::diagnostic::{Diagnostic, Severity};
use std::path::PathBuf;

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Good,
    /// Something was found: a broken entry, drift.
    Found,
}

/// What a command works with.
#[derive(Debug)]
pub struct Context {
    /// The journal's folder.
    pub root: PathBuf,
    /// Where messages go.
    pub console: Console,
    /// How many entries compile and run at once.
    pub jobs: usize,
}

/// Runs a command and gives the exit code.
pub fn dispatch(arguments: Arguments) -> u8 {
    let console = Console::new(&arguments.global);
    match perform(arguments, console) {
        Ok(Verdict::Good) => 0,
        Ok(Verdict::Found) => 1,
        Err((console, diagnostics)) => {
            for diagnostic in &diagnostics {
                console.diagnostic(diagnostic);
            }
            2
        }
    }
}

fn perform(arguments: Arguments, console: Console) -> Result<Verdict, (Console, Vec<Diagnostic>)> {
    match &arguments.command {
        Command::Init { dir } => {
            return init::init(dir, &console).map_err(|diagnostic| (console, vec![diagnostic]));
        }
        Command::Doctor => return Ok(doctor::doctor(&arguments.global, &console)),
        _ => {}
    }
    let root = match find_root(&arguments.global) {
        Ok(root) => root,
        Err(diagnostic) => return Err((console, vec![diagnostic])),
    };
    let jobs = arguments
        .global
        .jobs
        .map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    // Fails only where the threads are there already.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    let context = Context { root, console, jobs };
    let verdict = match arguments.command {
        Command::Init { .. } | Command::Doctor => Ok(Verdict::Good),
        Command::New { slug, bundle } => new::new(&context, &slug, bundle),
        Command::Build(build) => build::build(&context, &build),
        Command::Run { entries, params, drafts } => run::run(&context, &entries, &params, drafts),
        Command::Check(options) => check::check(&context, &options),
        Command::Accept { entries } => accept::accept(&context, &entries),
        Command::Export { entry, dir } => export::export(&context, &entry, dir.as_deref()),
        Command::Impact { entries, since, json } => {
            impact::impact(&context, &entries, since.as_deref(), json)
        }
        Command::Ledger { entries, history, json } => ledger::ledger(&context, &entries, history, json),
        Command::Review { entries, piped } => review::review(&context, &entries, piped),
        Command::Why { entry } => why::why(&context, &entry),
        Command::Clean { environment } => clean::clean(&context, environment),
        Command::FixEncoding { entries, write } => fix_encoding::fix_encoding(&context, &entries, write),
    };
    verdict.map_err(|diagnostics| (context.console, diagnostics))
}

/// The journal that the command is for: the named one, or the nearest upwards.
fn find_root(global: &Global) -> Result<PathBuf, Diagnostic> {
    let start = match &global.journal {
        Some(folder) => folder.clone(),
        None => std::env::current_dir().map_err(|error| {
            Diagnostic::new(Severity::Error, format!("the current folder can't be read: {error}"))
        })?,
    };
    let found = match &global.journal {
        Some(folder) => folder.join("lossbook.toml").is_file().then(|| folder.clone()),
        None => crate::config::find_root(&start),
    };
    let root = found.ok_or_else(|| {
        Diagnostic::new(
            Severity::Error,
            format!(
                "there is no journal here: no lossbook.toml in {}{}",
                start.display(),
                if global.journal.is_some() { "" } else { " or above it" }
            ),
        )
        .hint("start one with `lossbook init DIR`, or name one with `-C DIR`")
    })?;
    root.canonicalize()
        .map_err(|error| Diagnostic::new(Severity::Error, format!("{}: {error}", root.display())))
}
