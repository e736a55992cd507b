//! Having cargo build the environment, and reading off what a later rustc call needs.

use super::{Environment, PACKAGE, cargo_program, failed};
use crate::diagnostic::Diagnostic;
use crate::run::toolchain::Toolchain;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Builds the package in `folder`; `built` is told of each crate when it is done.
pub(super) fn build(
    folder: &Path,
    toolchain: &Toolchain,
    id: String,
    built: &dyn Fn(&str),
) -> Result<Environment, Diagnostic> {
    let homes = [("CARGO_HOME", ".cargo"), ("HOME", "")];
    let home = homes
        .iter()
        .find_map(|(name, below)| std::env::var_os(name).map(|home| Path::new(&home).join(below)));
    // Panic messages of the crates must not tell where this machine keeps them.
    let mut flags = format!("--remap-path-prefix={}=cells", folder.display());
    if let Some(home) = home {
        flags.push_str(&format!(
            "\x1f--remap-path-prefix={}=crates.io",
            home.join("registry").join("src").display()
        ));
    }
    let mut command = Command::new(cargo_program());
    command
        .args(["build", "--release", "--message-format=json-render-diagnostics", "--target-dir"])
        .arg(folder.join("target"))
        .current_dir(folder)
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    let (succeeded, messages, said) = listen(&mut command, built).map_err(|error| {
        failed(format!("cargo could not be started: {error}")).hint("install Rust from https://rustup.rs")
    })?;
    if !succeeded {
        return Err(failed(format!("cargo could not build the cell environment\n{}", said.trim_end()))
            .hint("look at [cells.dependencies] in lossbook.toml; `lossbook doctor` shows the toolchain and the cache"));
    }
    let names = dependency_names(folder, toolchain)?;
    let (externs, search) = read_messages(&messages, &names, folder);
    for name in names.values() {
        if !externs.contains_key(name) {
            return Err(failed(format!("cargo built no library for the dependency `{name}`"))
                .hint("a crate in [cells.dependencies] must have a library"));
        }
    }
    Ok(Environment { toolchain: toolchain.clone(), externs, search, id })
}

/// Runs cargo to its end, and tells of each crate that it has built meanwhile. Gives whether it succeeded, its messages as
/// JSON lines, and what it said to people.
fn listen(command: &mut Command, built: &dyn Fn(&str)) -> io::Result<(bool, String, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let mut messages = String::new();
    // Both streams are drained at once, or cargo would wait for ever on the one that is full.
    let said = std::thread::scope(|scope| {
        let said = scope.spawn(|| {
            let mut bytes = Vec::new();
            stderr.map_or(Ok(0), |mut stderr| stderr.read_to_end(&mut bytes)).map(|_| bytes)
        });
        for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
            let line = line?;
            if let Some(name) = crate_built(&line) {
                built(&name);
            }
            messages.push_str(&line);
            messages.push('\n');
        }
        said.join().unwrap_or_else(|_| Ok(Vec::new()))
    })?;
    let status = child.wait()?;
    Ok((status.success(), messages, String::from_utf8_lossy(&said).into_owned()))
}

/// The crate that a message tells of as built; build scripts are not counted.
fn crate_built(line: &str) -> Option<String> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    let is_script = message["target"]["kind"]
        .as_array()
        .is_some_and(|kinds| kinds.iter().any(|kind| kind == "custom-build"));
    let name = message["target"]["name"].as_str()?;
    (message["reason"] == "compiler-artifact" && !is_script).then(|| name.to_owned())
}

/// The environment's direct dependencies: the package's id to the name that code knows it by.
fn dependency_names(folder: &Path, toolchain: &Toolchain) -> Result<BTreeMap<String, String>, Diagnostic> {
    let output = Command::new(cargo_program())
        .args(["metadata", "--format-version=1", "--offline", "--filter-platform", toolchain.target()])
        .current_dir(folder)
        .env("RUSTC", &toolchain.rustc)
        .output()
        .map_err(|error| failed(format!("cargo metadata could not be started: {error}")))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|error| {
        failed(format!("cargo metadata gave no JSON: {error}\n{}", String::from_utf8_lossy(&output.stderr)))
    })?;
    let nodes = metadata["resolve"]["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let own =
        metadata["packages"].as_array().into_iter().flatten().find(|package| package["name"] == PACKAGE);
    let own_id = own.map(|package| package["id"].clone()).unwrap_or_default();
    let node = nodes.iter().find(|node| node["id"] == own_id);
    let dependencies = node.and_then(|node| node["deps"].as_array()).into_iter().flatten();
    Ok(dependencies
        .filter_map(|dependency| {
            Some((dependency["pkg"].as_str()?.to_owned(), dependency["name"].as_str()?.to_owned()))
        })
        .collect())
}

/// What cargo's messages tell: the file of each named crate, and where the linker looks.
fn read_messages(
    messages: &str,
    names: &BTreeMap<String, String>,
    folder: &Path,
) -> (BTreeMap<String, PathBuf>, Vec<String>) {
    let mut externs = BTreeMap::new();
    let mut search = vec![format!("dependency={}", folder.join("target/release/deps").display())];
    for message in messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let kinds = message["target"]["kind"].as_array().map(Vec::as_slice).unwrap_or_default();
                let linkable = kinds
                    .iter()
                    .any(|kind| matches!(kind.as_str(), Some("lib" | "rlib" | "dylib" | "proc-macro")));
                let name = message["package_id"].as_str().and_then(|id| names.get(id));
                let files = message["filenames"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(serde_json::Value::as_str);
                let file = files.filter(|file| !file.ends_with(".rmeta")).map(PathBuf::from).next();
                if let (true, Some(name), Some(file)) = (linkable, name, file) {
                    externs.insert(name.clone(), file);
                }
            }
            Some("build-script-executed") => {
                let paths = message["linked_paths"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(serde_json::Value::as_str);
                search.extend(
                    paths.map(
                        |path| if path.contains('=') { path.to_owned() } else { format!("native={path}") },
                    ),
                );
            }
            _ => {}
        }
    }
    (externs, search)
}
