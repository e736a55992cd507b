//! The cell environment: a small cargo package that holds the core, the cell crate and the journal's own dependencies.
//!
//! It is built once and kept in the user's cache, named by all that went into it, so that journals with the same needs
//! share one. What a later rustc call has to know of it stands in `environment.json`, which is written last: a folder
//! without it was left unfinished and is built again.

mod cargo;
pub mod lock;
mod manifest;

use super::embedded;
use super::toolchain::Toolchain;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::PartsHasher;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use manifest::{path_dependency_files, path_dependency_sources, without_development};

/// The name of the environment's own package.
const PACKAGE: &str = "lossbook-environment";

/// A built cell environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Which compiler built it.
    pub toolchain: Toolchain,
    /// The crates that a program may name, with their files.
    pub externs: BTreeMap<String, PathBuf>,
    /// Folders for rustc's `-L`, each with its kind: `dependency=…`, `native=…`.
    pub search: Vec<String>,
    /// A hash of all that went into it.
    pub id: String,
}

/// What preparing an environment tells of, since it takes a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// Something is about to be done.
    Note(&'a str),
    /// A crate of about `total` has been built.
    Built {
        /// The crate.
        name: &'a str,
        /// How many there are.
        total: usize,
    },
}

/// Builds the environment of a journal, or finds it built.
///
/// `tell` is told when there is work to do, and how far it has come.
///
/// # Errors
/// What cargo says, in its own words.
pub fn prepare(
    root: &Path,
    config: &Config,
    toolchain: &Toolchain,
    tell: &dyn Fn(Told<'_>),
) -> Result<Environment, Diagnostic> {
    let say = |text: &str| tell(Told::Note(text));
    let manifest = manifest::manifest(root, config)?;
    let lock = match lock::current(root, config) {
        Some(lock) => lock,
        None => lock::resolve(root, config, toolchain, &say)?,
    };
    let id = identity(&manifest, &lock, config, toolchain, root);
    let folder = cache_folder()?.join(format!("environment-{id}"));
    let ready = folder.join("environment.json");
    if let Some(environment) = read_ready(&ready, &id) {
        return Ok(environment);
    }
    let _guard = crate::files::lock(&folder.with_extension("lock"), &say)
        .map_err(|error| failed(format!("the cell environment's lock: {error}")))?;
    if let Some(environment) = read_ready(&ready, &id) {
        return Ok(environment);
    }
    say("building the cell environment (the core and the crates that cells use; once, then cached)");
    manifest::write_sources(&folder, &manifest, &lock)
        .map_err(|error| failed(format!("{}: {error}", folder.display())))?;
    // The core, the cell crate and the environment's own package are in no registry.
    let total = lock::used_packages(&lock, config).len() + 3;
    let environment = cargo::build(&folder, toolchain, id, &|name| tell(Told::Built { name, total }))?;
    let json = serde_json::to_string_pretty(&environment).map_err(|error| failed(error.to_string()))?;
    fs::write(&ready, json).map_err(|error| failed(format!("{}: {error}", ready.display())))?;
    Ok(environment)
}

/// A built environment: its files are still there.
fn read_ready(path: &Path, id: &str) -> Option<Environment> {
    let environment: Environment = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    (environment.id == id && environment.externs.values().all(|file| file.is_file())).then_some(environment)
}

/// The folder for what can be made again: `LOSSBOOK_CACHE`, else the user's cache folder.
///
/// # Errors
/// There is no home folder to put it in.
pub fn cache_folder() -> Result<PathBuf, Diagnostic> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || variable("HOME").or_else(|| variable("USERPROFILE"));
    variable("LOSSBOOK_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("lossbook")))
        .or_else(|| home().map(|folder| folder.join(".cache").join("lossbook")))
        .ok_or_else(|| {
            failed("there is no folder to keep the cell environment in")
                .hint("set LOSSBOOK_CACHE to one that can be written")
        })
}

fn identity(manifest: &str, lock: &str, config: &Config, toolchain: &Toolchain, root: &Path) -> String {
    let rustc = toolchain.rustc.to_string_lossy();
    let mut hasher: PartsHasher = [manifest, lock, &toolchain.verbose, &rustc].iter().collect();
    // Where charts are drawn, tests and notes make no other environment.
    for (path, hash) in embedded::computing_hashes() {
        hasher.add(path);
        hasher.add(hash.as_bytes());
    }
    for (path, hash) in path_dependency_files(root, config) {
        hasher.add(path);
        hasher.add(hash);
    }
    hasher.digits(16)
}

/// The cargo to call: the one that called us, if one did.
fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn failed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, message)
}
