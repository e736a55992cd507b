//! The manifests of an exported project.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::run::{embedded, environment};
use cell::wire::{PARAMS_VARIABLE, SEED_VARIABLE};
use toml::{Table, Value};

/// The project's own manifest.
///
/// # Errors
/// The embedded manifest does not read; a test would have found it.
pub(super) fn manifest(entry: &Entry, config: &Config) -> Result<String, Diagnostic> {
    let workspace: Table = embedded::text("Cargo.toml").parse().map_err(failed)?;
    let workspace = workspace.get("workspace").and_then(Value::as_table).cloned().unwrap_or_default();
    let mut manifest = toml::toml! {
        [package]
        version = "0.0.0"
        publish = false

        [[bin]]
        name = "lesson"
        path = "src/main.rs"

        [dev-dependencies]
        serde.workspace = true
        serde_json.workspace = true

        [workspace]
        exclude = ["own"]
    };
    set(&mut manifest, "package", "name", package_name(entry).into());
    set(&mut manifest, "package", "edition", config.cells.edition.clone().into());
    for name in ["package", "dependencies"] {
        if let Some(table) = workspace.get(name) {
            set(&mut manifest, "workspace", name, table.clone());
        }
    }
    manifest.insert("dependencies".to_owned(), dependencies(config).into());
    manifest.insert("profile".to_owned(), Table::from_iter([("dev".to_owned(), profile(config))]).into());
    // In the order that people write them in.
    let sections = ["package", "bin", "dependencies", "dev-dependencies", "profile", "workspace"];
    let sections = sections.iter().filter_map(|name| manifest.remove_entry(*name));
    let texts = sections.map(|section| toml::to_string(&Table::from_iter([section])));
    texts.collect::<Result<Vec<String>, _>>().map(|texts| texts.join("\n")).map_err(failed)
}

/// A name that no crate of the project has.
pub(super) fn package_name(entry: &Entry) -> String {
    let name = super::folder_name(entry).chars();
    let name: String = name.map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("lesson-{name}")
}

/// The core and the cell crate beside what the journal asks for, whose own crates lie below `own/`.
fn dependencies(config: &Config) -> Table {
    let mut dependencies = config.cells.dependencies.clone();
    for (name, dependency) in &mut dependencies {
        if let Some(path) = dependency.as_table_mut().and_then(|table| table.get_mut("path")) {
            *path = format!("own/{name}").into();
        }
    }
    for (name, package) in [("cell", "lossbook-cell"), ("ml", "lossbook-ml")] {
        let path = format!("crates/{name}");
        let parts = [("package".to_owned(), package.into()), ("path".to_owned(), path.into())];
        dependencies.insert(name.to_owned(), Table::from_iter(parts).into());
    }
    dependencies
}

/// The lesson is built as its record was: its own code as the journal says, all else fully optimised.
fn profile(config: &Config) -> Value {
    let level = i64::from(config.cells.opt_level);
    // rustc, called by itself, has debug assertions where it does not optimise.
    let assertions = level == 0;
    let core = toml::toml! {
        opt-level = 3
        debug-assertions = false
        overflow-checks = false
    };
    let packages = ["*", "lossbook-cell", "lossbook-ml"].map(|name| (name.to_owned(), core.clone().into()));
    let mut profile = toml::toml! {
        debug = "line-tables-only"
    };
    profile.insert("opt-level".to_owned(), level.into());
    profile.insert("debug-assertions".to_owned(), assertions.into());
    profile.insert("overflow-checks".to_owned(), true.into());
    profile.insert("package".to_owned(), Table::from_iter(packages).into());
    profile.into()
}

/// The seed and the parameters, as cargo sets them for what it runs.
///
/// # Errors
/// A parameter can't be written as JSON.
pub(super) fn settings(entry: &Entry) -> Result<String, Diagnostic> {
    let front = &entry.front;
    let mut variables = Table::new();
    let seed = front.seed.or(front.seeds.list.first().copied()).unwrap_or(0);
    variables.insert(SEED_VARIABLE.to_owned(), seed.to_string().into());
    if !front.params.is_empty() {
        let params = serde_json::to_string(&front.params).map_err(failed)?;
        variables.insert(PARAMS_VARIABLE.to_owned(), params.into());
    }
    let settings = Table::from_iter([("env".to_owned(), variables.into())]);
    toml::to_string(&settings).map_err(failed)
}

/// The manifest of a crate without what only its own development and the drawing of charts need.
pub(super) fn without_development(manifest: &str) -> String {
    let manifest = environment::without_development(manifest);
    let Ok(mut table) = manifest.parse::<Table>() else { return manifest };
    if let Some(dependencies) = table.get_mut("dependencies").and_then(Value::as_table_mut) {
        dependencies.retain(|_, value| value.get("optional").and_then(Value::as_bool) != Some(true));
    }
    if let Some(features) = table.get_mut("features").and_then(Value::as_table_mut) {
        features.retain(|_, needs| {
            let needs = needs.as_array().into_iter().flatten().filter_map(Value::as_str);
            needs.into_iter().all(|need| !need.starts_with("dep:"))
        });
    }
    // The code still asks for the features that are gone.
    let lints = toml::toml! {
        [rust]
        unexpected_cfgs = "allow"
    };
    table.insert("lints".to_owned(), lints.into());
    toml::to_string(&table).unwrap_or(manifest)
}

fn set(manifest: &mut Table, table: &str, name: &str, value: Value) {
    if let Some(table) = manifest.get_mut(table).and_then(Value::as_table_mut) {
        table.insert(name.to_owned(), value);
    }
}

fn failed(error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Severity::Error, format!("the project's manifest can't be written: {error}"))
}
