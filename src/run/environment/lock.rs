//! Which versions of which crates cells are built with.
//!
//! A journal without `[cells.dependencies]` uses the versions that Lossbook itself was tested with. One that asks for
//! crates has a `lossbook.lock` beside its `lossbook.toml`: cargo's own format under two lines that say what it was made
//! for, so that a later change of the dependencies is noticed without asking cargo.

use super::{failed, manifest};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::run::embedded;
use crate::run::toolchain::Toolchain;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The journal's own lock file, kept in git.
pub const FILE: &str = "lossbook.lock";

/// The lock that the journal's dependencies have, or nothing if it is missing or was made for others.
pub fn current(root: &Path, config: &Config) -> Option<String> {
    if config.cells.dependencies.is_empty() {
        return Some(embedded::text("Cargo.lock").to_owned());
    }
    let text = fs::read_to_string(root.join(FILE)).ok()?.replace("\r\n", "\n");
    let made_for = text.lines().find_map(|line| line.strip_prefix(MADE_FOR))?;
    (made_for == wanted(root, config)?).then_some(text)
}

const MADE_FOR: &str = "# for the dependencies with the hash ";

/// A hash of what the journal asks for: its own dependencies, and the manifests of those that it names by path.
fn wanted(root: &Path, config: &Config) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(toml::to_string(&config.cells.dependencies).ok()?.as_bytes());
    for (path, hash) in manifest::path_dependency_files(root, config) {
        if path.ends_with("Cargo.toml") {
            hasher.update(path.as_bytes());
            hasher.update(hash.as_bytes());
        }
    }
    for name in ["crates/cell/Cargo.toml", "crates/ml/Cargo.toml"] {
        hasher.update(embedded::text(name).as_bytes());
    }
    Some(hasher.finalize().to_hex()[..16].to_owned())
}

/// Has cargo choose versions for the journal's dependencies and keeps them in the journal's lock file. Versions that the
/// old lock file has stay as they are where they still fit.
///
/// # Errors
/// What cargo says, in its own words.
pub fn resolve(
    root: &Path,
    config: &Config,
    toolchain: &Toolchain,
    say: &dyn Fn(&str),
) -> Result<String, Diagnostic> {
    say("choosing versions for [cells.dependencies]");
    let text = manifest::manifest(root, config)?;
    let folder = super::cache_folder()?.join(format!("resolve-{}", std::process::id()));
    let old = fs::read_to_string(root.join(FILE)).unwrap_or_else(|_| embedded::text("Cargo.lock").to_owned());
    let resolved = manifest::write_sources(&folder, &text, &old)
        .map_err(|error| failed(format!("{}: {error}", folder.display())))
        .and_then(|()| ask_cargo(&folder, toolchain));
    // The folder is scratch; one that can't be removed now is swept with the cache.
    let _ = fs::remove_dir_all(&folder);
    let lock = resolved?;
    let wanted = wanted(root, config).unwrap_or_default();
    let kept = format!(
        "# Which versions of which crates the journal's cells are built with; made by Lossbook, keep it in git.\n{MADE_FOR}{wanted}\n{lock}"
    );
    let path = root.join(FILE);
    crate::files::write_atomically(&path, kept.as_bytes())
        .map_err(|error| failed(format!("{}: {error}", path.display())))?;
    Ok(kept)
}

fn ask_cargo(folder: &Path, toolchain: &Toolchain) -> Result<String, Diagnostic> {
    let output = Command::new(super::cargo_program())
        .args(["metadata", "--format-version=1", "--no-deps"])
        .current_dir(folder)
        .env("RUSTC", &toolchain.rustc)
        .stdin(Stdio::null())
        .output();
    let output = output.map_err(|error| failed(format!("cargo could not be started: {error}")))?;
    // `--no-deps` checks the manifest alone; the lock file is written by the next call.
    let output = if output.status.success() {
        Command::new(super::cargo_program())
            .args(["update", "--workspace"])
            .current_dir(folder)
            .env("RUSTC", &toolchain.rustc)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| failed(format!("cargo could not be started: {error}")))?
    } else {
        output
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(format!(
            "cargo could not choose versions for [cells.dependencies]\n{}",
            said.trim_end()
        ))
        .hint("look at [cells.dependencies] in lossbook.toml"));
    }
    fs::read_to_string(folder.join("Cargo.lock")).map_err(|error| failed(format!("Cargo.lock: {error}")))
}

/// The packages of a lock file that cells are built with, each as `name version` with its checksum: all that the core, the
/// cell crate and the journal's own dependencies lead to, but not what only their tests or the generator need.
pub fn used_packages(lock: &str, config: &Config) -> BTreeMap<String, String> {
    let Ok(lock) = lock.parse::<toml::Table>() else { return BTreeMap::new() };
    let packages: Vec<&toml::Table> = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .collect();
    let mut wanted: Vec<String> =
        direct_dependencies(config).iter().map(|name| with_version(name, &packages)).collect();
    let mut seen = BTreeSet::new();
    let mut used = BTreeMap::new();
    while let Some(name) = wanted.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let (name, version) =
            name.split_once(' ').map_or((name.as_str(), None), |(name, rest)| (name, rest.split(' ').next()));
        for package in packages.iter().filter(|package| text(package, "name") == name) {
            if version.is_some_and(|version| text(package, "version") != version) {
                continue;
            }
            if let Some(checksum) = package.get("checksum").and_then(toml::Value::as_str) {
                used.insert(
                    format!("{name} {}", text(package, "version")),
                    checksum[..checksum.len().min(16)].to_owned(),
                );
            }
            let names = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
            wanted.extend(names.filter_map(toml::Value::as_str).map(str::to_owned));
        }
    }
    used
}

/// A direct dependency as the lock file names it: with its version, where there are several. The generator may use another
/// one than cells do.
fn with_version(name: &str, packages: &[&toml::Table]) -> String {
    let of_cells = packages
        .iter()
        .filter(|package| !package.contains_key("source") && text(package, "name") != GENERATOR);
    of_cells
        .filter_map(|package| package.get("dependencies")?.as_array())
        .flatten()
        .filter_map(toml::Value::as_str)
        .find(|dependency| dependency.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
        .unwrap_or(name)
        .to_owned()
}

/// The package that cells do not use, though the lock file may hold it.
const GENERATOR: &str = "lossbook";

fn text<'a>(package: &'a toml::Table, key: &str) -> &'a str {
    package.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

/// The names of the crates that the core, the cell crate and the journal ask for by themselves.
fn direct_dependencies(config: &Config) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |table: &toml::Table| {
        for (name, value) in table {
            if value.get("optional").and_then(toml::Value::as_bool) != Some(true) {
                names.insert(value.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned());
            }
        }
    };
    for path in ["crates/cell/Cargo.toml", "crates/ml/Cargo.toml"] {
        let manifest = embedded::text(path).parse::<toml::Table>().unwrap_or_default();
        if let Some(table) = manifest.get("dependencies").and_then(toml::Value::as_table) {
            add(table);
        }
    }
    add(&config.cells.dependencies);
    names
}

#[cfg(test)]
mod tests {
    use super::used_packages;
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    #[test]
    fn of_two_versions_the_one_of_the_cells_counts() {
        let settings = "[site]\ntitle = \"x\"\n".to_owned();
        let source = SourceText::new("lossbook.toml".to_owned(), settings);
        let config = Config::parse(&Arc::new(source)).expect("a title is enough");
        let package = |name: &str, version: &str, rest: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}\n")
        };
        let bought = "source = \"registry\"\nchecksum = \"0123456789abcdef\"";
        let lock = [
            package("lossbook", "0.1.0", "dependencies = [\"miniz_oxide 0.8.9\"]"),
            package("lossbook-ml", "0.1.0", "dependencies = [\"miniz_oxide 0.9.1\"]"),
            package("miniz_oxide", "0.8.9", bought),
            package("miniz_oxide", "0.9.1", bought),
        ];
        let used = used_packages(&lock.concat(), &config);
        assert_eq!(used.keys().collect::<Vec<_>>(), ["miniz_oxide 0.9.1"]);
    }
}
