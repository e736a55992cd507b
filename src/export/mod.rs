//! An entry as a cargo project of its own: its program as a listing, the core and the crates that it is built with, its data,
//! and a test that holds what it shows against its record. It needs no Lossbook.
//!
//! Pure: what lies on the disk is handed in as [`Sources`].

mod expected;
mod lock;
mod manifest;
mod packed;
mod zip;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::hash::PartsHasher;
use crate::program;
use crate::record::Record;
use crate::run::embedded;
use crate::words::fill;
use rayon::prelude::*;
use std::collections::BTreeMap;

pub use lock::whole as whole_lock;
pub use zip::Packed;
use zip::{HARD, QUICK, pack};

/// Files by their paths, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What an export takes from the journal's folder.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The versions of the crates, as [`lock::current`](crate::run::environment::lock::current) has them, read.
    pub lock: toml::Table,
    /// The files of the crates that `[cells.dependencies]` names by path, each below the dependency's name.
    pub own_crates: Files,
}

/// When two numbers count as the same: the project's test goes by the rules of `check` itself.
const RULES: &str = include_str!("../check/numbers.rs");

/// The part of every project that is the same for a whole journal: the crates' sources.
pub fn shared_files(sources: &Sources) -> Files {
    let mut files = Files::new();
    for (path, bytes) in embedded::exported_files() {
        let bytes = if path.ends_with("Cargo.toml") {
            manifest::without_development(&String::from_utf8_lossy(bytes)).into_bytes()
        } else {
            bytes.to_vec()
        };
        files.insert(path.to_owned(), bytes);
    }
    files.insert("crates/LICENSE-APACHE".to_owned(), include_bytes!("../../LICENSE-APACHE").to_vec());
    files.insert("crates/LICENSE-MIT".to_owned(), include_bytes!("../../LICENSE-MIT").to_vec());
    files.extend(sources.own_crates.iter().map(|(path, bytes)| (format!("own/{path}"), bytes.clone())));
    files
}

/// The part of an entry's project that is its own. `data` holds the files that the entry declares, by their names.
///
/// # Errors
/// The entry's code does not end where its cells do, or the manifest can't be written.
pub fn own_files(
    entry: &Entry,
    record: &Record,
    config: &Config,
    sources: &Sources,
    data: Files,
) -> Result<Files, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let mut files = data;
    let listing = program::listing(entry, &head(entry, record, config))?;
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    add("src/main.rs", listing);
    add("Cargo.toml", manifest::manifest(entry, config).map_err(one)?);
    add("Cargo.lock", lock::pruned(&sources.lock, entry, config));
    add(".cargo/config.toml", manifest::settings(entry).map_err(one)?);
    add(".gitignore", "/target\n".to_owned());
    add("README.md", readme(entry, record, config));
    add("tests/recorded/main.rs", include_str!("project/recorded.rs").to_owned());
    let (rules, _) = RULES.split_once("#[cfg(test)]").unwrap_or((RULES, ""));
    add("tests/recorded/numbers.rs", format!("{}\n", rules.trim_end()));
    add("tests/recorded/outputs.jsonl", expected::lines(entry, record, config).map_err(one)?);
    Ok(files)
}

/// The part that all projects share, packed once, behind the name of what is in it. `kept` may have it from an earlier build by its name, which is a hash of what is
/// in it; `keep` is given it where it was made anew.
pub fn pack_shared(
    sources: &Sources,
    kept: impl FnOnce(&str) -> Option<Vec<u8>>,
    keep: impl FnOnce(&str, &[u8]),
) -> (String, BTreeMap<String, Packed>) {
    let files = shared_files(sources);
    let parts = files.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]);
    let packed_by = format!("{} {HARD}", env!("CARGO_PKG_VERSION"));
    let name = parts.chain([packed_by.as_bytes()]).collect::<PartsHasher>().digits(16);
    if let Some(packed) = kept(&name).and_then(|bytes| packed::from_bytes(&bytes)) {
        return (name, packed);
    }
    let packed: BTreeMap<String, Packed> =
        files.into_par_iter().map(|(path, bytes)| (path, pack(&bytes, HARD))).collect();
    keep(&name, &packed::to_bytes(&packed));
    (name, packed)
}

/// A project as an archive whose one folder is `name`; nothing if it is too large for one.
pub fn archive(name: &str, shared: &BTreeMap<String, Packed>, own: &Files) -> Option<Vec<u8>> {
    let own: BTreeMap<&String, Packed> = own.iter().map(|(path, bytes)| (path, pack(bytes, QUICK))).collect();
    let own = own.iter().map(|(path, file)| (*path, file));
    let files = shared.iter().chain(own).map(|(path, file)| (format!("{name}/{path}"), file)).collect();
    zip::archive(&files)
}

/// The name of an entry's folder: the last part of its slug.
pub fn folder_name(entry: &Entry) -> &str {
    entry.slug.rsplit('/').next().unwrap_or(&entry.slug)
}

/// What the listing says at its top.
fn head(entry: &Entry, record: &Record, config: &Config) -> String {
    let mut text = format!("{}\n", entry.front.title);
    if let Some(description) = entry.front.description.as_ref().filter(|text| !text.is_empty()) {
        text.push_str(&format!("\n{description}\n"));
    }
    text.push_str(&format!("\nFrom {}: {}\n", config.site.title, address(entry, config)));
    let made = &record.header.made;
    text.push_str(&format!(
        "Recorded on {} with {} for {}; `cargo test` tells whether it still holds.\n",
        made.date, made.rustc, made.target
    ));
    text
}

fn address(entry: &Entry, config: &Config) -> String {
    let base = config.site.base_url.trim_end_matches('/');
    format!("{base}/{}/", crate::render::encoded_path(&entry.slug))
}

fn readme(entry: &Entry, record: &Record, config: &Config) -> String {
    let made = &record.header.made;
    let values = [
        ("title", entry.front.title.as_str()),
        ("address", &address(entry, config)),
        ("date", &made.date),
        ("rustc", &made.rustc),
        ("target", &made.target),
    ];
    let mut text = fill(include_str!("project/README.md"), &values);
    if let [first, ..] = entry.front.seeds.list.as_slice() {
        text.push_str(&format!(
            "\nWhat was recorded is of {} seeds. `cargo run` takes the first, {first}; `LOSSBOOK_SEED=9 cargo run` another. `cargo test`\n\
             runs the lesson with each of them and compares their numbers; charts, and tables of means, are not compared.\n",
            entry.front.seeds.list.len()
        ));
    }
    if !entry.front.execute.env.is_empty() {
        text.push_str(&format!(
            "\nThe lesson reads the environment variables {}; they are not part of this project.\n",
            entry.front.execute.env.join(", ")
        ));
    }
    text
}
