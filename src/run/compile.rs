//! One direct rustc call for a program, its result kept by content.

use super::cache;
use super::contain;
use super::environment::Environment;
use super::rustc_report::{Message, read_messages};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::PartsHasher;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How programs are compiled; all of it is part of an entry's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The Rust edition, as in `2024`.
    pub edition: String,
    /// rustc's `opt-level`, 0 to 3.
    pub opt_level: u8,
}

/// How long the compiler may take: a program is one entry, and one that takes longer is a mistake such as endless recursion.
pub const LIMIT: Duration = Duration::from_secs(300);

/// What the compiler made of a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Compiled {
    /// A program to run, with the warnings that it gave when it was compiled.
    Program {
        /// The program's file.
        file: PathBuf,
        /// What the compiler warned of; empty if the program was compiled before.
        warnings: Vec<Message>,
    },
    /// It does not compile.
    Refused(Vec<Message>),
}

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// A program that runs.
    Run,
    /// Only the compiler's word on it.
    Check,
}

/// Compiles `text`, which the compiler is to call `name` (the entry's path), below `folder`.
///
/// # Errors
/// The compiler can't be started, crashes or takes longer than [`LIMIT`]; or the disk refuses.
pub fn compile(
    environment: &Environment,
    settings: &Settings,
    name: &str,
    text: &str,
    goal: Goal,
    folder: &Path,
) -> Result<Compiled, Diagnostic> {
    let id = identity(environment, settings, name, text);
    let own = folder.join(match goal {
        Goal::Run => id.clone(),
        Goal::Check => format!("{id}-word"),
    });
    if let Some(kept) = kept(&own, goal) {
        for file in [program_file(&own), own.join(MESSAGES)] {
            cache::used(&file);
        }
        return Ok(kept);
    }
    let cannot = |what: &Path, error: std::io::Error| {
        Diagnostic::new(Severity::Error, format!("{}: {error}", what.display()))
    };
    let scratch = folder.join(format!("{id}-{}", std::process::id()));
    fs::create_dir_all(&scratch).map_err(|error| cannot(&scratch, error))?;
    let source = scratch.join("entry.rs");
    fs::write(&source, text).map_err(|error| cannot(&source, error))?;
    let made = call(environment, settings, name, goal, &source, &scratch).and_then(|compiled| {
        keep(&compiled, goal, &scratch, &own).map_err(|error| cannot(&own, error))?;
        Ok(compiled)
    });
    let _ = fs::remove_dir_all(&scratch);
    made.map(|compiled| match compiled {
        Compiled::Program { warnings, .. } => Compiled::Program { file: program_file(&own), warnings },
        refused @ Compiled::Refused(_) => refused,
    })
}

/// The file of a scratch folder that holds what the compiler said.
const MESSAGES: &str = "messages.jsonl";
/// The empty files that say of a kept word what it was.
const COMPILES: &str = "compiles";
const REFUSED: &str = "refused";

/// What was made of the same program before: the program itself or, of one that never runs, the compiler's word.
fn kept(own: &Path, goal: Goal) -> Option<Compiled> {
    let file = program_file(own);
    if goal == Goal::Run {
        return file.is_file().then(|| Compiled::Program { file, warnings: Vec::new() });
    }
    if own.join(COMPILES).is_file() {
        return Some(Compiled::Program { file, warnings: Vec::new() });
    }
    let said = own.join(REFUSED).is_file().then(|| fs::read_to_string(own.join(MESSAGES)).ok())??;
    Some(Compiled::Refused(read_messages(&said)))
}

/// Keeps what was made, by renaming the whole folder. A program that should run but is refused will soon be another one.
fn keep(compiled: &Compiled, goal: Goal, scratch: &Path, own: &Path) -> std::io::Result<()> {
    match (goal, compiled) {
        (Goal::Run, Compiled::Refused(_)) => return Ok(()),
        (Goal::Run, Compiled::Program { .. }) => {}
        (Goal::Check, Compiled::Program { .. }) => fs::write(scratch.join(COMPILES), "")?,
        (Goal::Check, Compiled::Refused(_)) => fs::write(scratch.join(REFUSED), "")?,
    }
    match fs::rename(scratch, own) {
        // Another process that made the same first is no mistake.
        Err(_) if kept(own, goal).is_some() => Ok(()),
        renamed => renamed,
    }
}

fn identity(environment: &Environment, settings: &Settings, name: &str, text: &str) -> String {
    let parts = [environment.id.as_str(), &settings.edition, &settings.opt_level.to_string(), name, text];
    parts.iter().collect::<PartsHasher>().digits(24)
}

fn call(
    environment: &Environment,
    settings: &Settings,
    name: &str,
    goal: Goal,
    source: &Path,
    scratch: &Path,
) -> Result<Compiled, Diagnostic> {
    let stderr_path = scratch.join(MESSAGES);
    let cannot = |error: std::io::Error| {
        Diagnostic::new(Severity::Error, format!("{}: {error}", stderr_path.display()))
    };
    let stderr = fs::File::create(&stderr_path).map_err(cannot)?;
    let program = program_file(scratch);
    let mut command = rustc(environment, settings, name, goal, source, scratch);
    command.stderr(stderr);
    let limits = contain::Limits { time: LIMIT, file_size: None };
    let ended = contain::run(&mut command, limits, &mut |_| None).map_err(|error| {
        Diagnostic::new(Severity::Error, format!("rustc could not be started: {error}"))
            .hint("`lossbook doctor` shows the toolchain")
    })?;
    let said = fs::read_to_string(&stderr_path).map_err(cannot)?;
    let messages = read_messages(&said);
    match ended {
        contain::Ended::Code(0) => Ok(Compiled::Program { file: program, warnings: messages }),
        contain::Ended::Code(1) if messages.iter().any(Message::is_error) => Ok(Compiled::Refused(messages)),
        contain::Ended::TimedOut => Err(Diagnostic::new(
            Severity::Error,
            format!(
                "{name}: the compiler was stopped after {} s (the limit for compiling one entry)",
                LIMIT.as_secs()
            ),
        )
        .hint("look for a macro or a constant that never ends")),
        ended => Err(Diagnostic::new(
            Severity::Error,
            format!(
                "{name}: the compiler ended with {ended} and gave no error of the entry's own\n{}",
                plain_lines(&said)
            ),
        )),
    }
}

/// The one call that makes a program of `source`, which messages call `name`, in the folder `scratch`.
pub fn rustc(
    environment: &Environment,
    settings: &Settings,
    name: &str,
    goal: Goal,
    source: &Path,
    scratch: &Path,
) -> Command {
    let mut command = Command::new(&environment.toolchain.rustc);
    command
        .args([
            "--crate-name=entry",
            "--crate-type=bin",
            "--error-format=json",
            "-Cdebuginfo=0",
            "-Cstrip=debuginfo",
        ])
        // One unit is as quick for one small crate and takes half the processor time; overflow is a mistake in a lesson
        // as it is under `cargo run`.
        .args(["-Ccodegen-units=1", "-Coverflow-checks=on", "-Cembed-bitcode=no"])
        .arg(format!("--edition={}", settings.edition))
        .arg(format!("-Copt-level={}", settings.opt_level))
        .arg(format!("--remap-path-prefix={}={name}", source.display()));
    match goal {
        Goal::Run => command.arg("--emit=link").arg("-o").arg(program_file(scratch)),
        Goal::Check => command.arg("--emit=metadata").arg("--out-dir").arg(scratch),
    };
    for folder in &environment.search {
        command.arg(format!("-L{folder}"));
    }
    for (name, file) in &environment.externs {
        command.arg(format!("--extern={name}={}", file.display()));
    }
    command.arg(source).current_dir(scratch).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The compiled program in its folder.
pub fn program_file(folder: &Path) -> PathBuf {
    folder.join(format!("program{}", std::env::consts::EXE_SUFFIX))
}

/// What of the compiler's words is not JSON: its own crash report, or the linker's complaint.
fn plain_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with('{')).collect();
    lines.join("\n")
}
