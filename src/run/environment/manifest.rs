//! What the cell environment is made of: its manifest and its sources.

use super::{PACKAGE, failed};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::files::slashed;
use crate::run::embedded;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The environment's Cargo.toml: the journal's dependencies beside the core and the cell crate.
pub(super) fn manifest(root: &Path, config: &Config) -> Result<String, Diagnostic> {
    let workspace: toml::Table = embedded::text("Cargo.toml")
        .parse()
        .map_err(|error| failed(format!("the embedded manifest does not read: {error}")))?;
    let mut dependencies = config.cells.dependencies.clone();
    for dependency in dependencies.iter_mut().filter_map(|(_, value)| value.as_table_mut()) {
        if let Some(toml::Value::String(path)) = dependency.get_mut("path") {
            *path = root.join(&*path).to_string_lossy().into_owned();
        }
    }
    for (name, package) in [("cell", "lossbook-cell"), ("ml", "lossbook-ml")] {
        let own = toml::toml! { package = "" path = "" };
        let mut own = own;
        own.insert("package".to_owned(), package.into());
        own.insert("path".to_owned(), format!("crates/{name}").into());
        dependencies.insert(name.to_owned(), own.into());
    }
    let mut manifest = toml::toml! {
        [package]
                version = "0.0.0"
        edition = "2024"
        publish = false

        [lib]
        path = "environment.rs"

        [profile.release]
        opt-level = 3
        debug = false
    };
    if let Some(package) = manifest.get_mut("package").and_then(toml::Value::as_table_mut) {
        package.insert("name".to_owned(), PACKAGE.into());
    }
    manifest.insert("dependencies".to_owned(), dependencies.into());
    let mut own_workspace = toml::Table::new();
    for name in ["package", "dependencies", "lints"] {
        if let Some(table) = workspace.get("workspace").and_then(|table| table.get(name)) {
            own_workspace.insert(name.to_owned(), table.clone());
        }
    }
    manifest.insert("workspace".to_owned(), own_workspace.into());
    toml::to_string(&manifest).map_err(|error| failed(error.to_string()))
}

/// The files of the crates that `[cells.dependencies]` names by path, with their hashes: they are the author's own code.
pub fn path_dependency_files(root: &Path, config: &Config) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for file in own_crate_files(root, config) {
        if let Ok(bytes) = fs::read(&file.path) {
            let name = file.path.strip_prefix(root).unwrap_or(&file.path);
            files.insert(slashed(name), blake3::hash(&bytes).to_hex()[..16].to_owned());
        }
    }
    files
}

/// The same files with what is in them, each by the name of its dependency and its path in the crate.
pub fn path_dependency_sources(root: &Path, config: &Config) -> BTreeMap<String, Vec<u8>> {
    let files = own_crate_files(root, config).into_iter();
    files
        .filter_map(|file| {
            let name = slashed(file.path.strip_prefix(&file.folder).ok()?);
            Some((format!("{}/{name}", file.dependency), fs::read(&file.path).ok()?))
        })
        .collect()
}

/// A file of a crate that the journal names by path.
struct OwnFile {
    dependency: String,
    /// The crate's folder.
    folder: PathBuf,
    path: PathBuf,
}

fn own_crate_files(root: &Path, config: &Config) -> Vec<OwnFile> {
    let mut files = Vec::new();
    for (dependency, value) in &config.cells.dependencies {
        let Some(folder) = value.get("path").and_then(toml::Value::as_str).map(|path| root.join(path)) else {
            continue;
        };
        let walk = walkdir::WalkDir::new(&folder).into_iter().filter_entry(|item| {
            item.depth() == 0 || !matches!(item.file_name().to_str(), Some("target" | ".git"))
        });
        let found = walk.filter_map(Result::ok).filter(|item| item.file_type().is_file());
        files.extend(found.map(|item| OwnFile {
            dependency: dependency.clone(),
            folder: folder.clone(),
            path: item.into_path(),
        }));
    }
    files
}

/// Writes the environment's package, ready for cargo.
pub(super) fn write_sources(folder: &Path, manifest: &str, lock: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (path, bytes) in embedded::FILES.iter().filter(|(path, _)| path.starts_with("crates/")) {
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap_or(folder))?;
        if path.ends_with("Cargo.toml") {
            fs::write(target, without_development(&String::from_utf8_lossy(bytes)))?;
        } else {
            fs::write(target, bytes)?;
        }
    }
    fs::write(folder.join("environment.rs"), "//! Holds the crates that cells use.\n")?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("Cargo.lock"), lock)
}

/// A crate's manifest without tests, benches and what only they need.
pub fn without_development(manifest: &str) -> String {
    let Ok(mut table) = manifest.parse::<toml::Table>() else { return manifest.to_owned() };
    for name in ["dev-dependencies", "bench", "test", "example"] {
        table.remove(name);
    }
    let targets = table.get_mut("target").and_then(toml::Value::as_table_mut);
    for (_, target) in targets.into_iter().flatten() {
        if let Some(target) = target.as_table_mut() {
            target.remove("dev-dependencies");
        }
    }
    toml::to_string(&table).unwrap_or_else(|_| manifest.to_owned())
}
