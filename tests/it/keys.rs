//! Keys: an entry (`entry.md` and what it needs) and edits of it (`edits.toml`) against the parts of its key that each
//! edit changes.

use crate::cases::{PLAIN_CONFIG, Scratch, config, copy_tree, parsed, repository, run_cases};
use lossbook::plan::{self, Key};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edits {
    edit: Vec<Edit>,
}

/// One edit of the case's first state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    /// What is edited, for the one who reads the expectations.
    what: String,
    /// The file.
    #[serde(default = "entry")]
    file: String,
    /// The text that is replaced; without it the file is written anew.
    #[serde(default)]
    from: Option<String>,
    /// What stands there then.
    #[serde(default)]
    to: String,
    /// Whether the file's lines then end in CR LF.
    #[serde(default)]
    crlf: bool,
}

fn entry() -> String {
    "entry.md".to_owned()
}

#[test]
fn edits_change_the_parts_of_a_key_that_they_concern() {
    run_cases("keys", changes, "expected.txt");
}

#[test]
fn all_that_cells_compute_with_is_part_of_a_key() {
    let parts = key(&repository().join("tests/cases/keys/free")).parts;
    for part in [
        "core ml/src/rng.rs",
        "core ml/src/lib.rs",
        "core cell/src/show.rs",
        "edition",
        "opt_level",
        "engine",
    ] {
        assert!(parts.contains_key(part), "{part}");
    }
    // How charts are drawn, the compiler and the machine are no reason to run anything.
    let others = |name: &String| name.contains("svg") || name.contains("rustc") || name.contains("target");
    assert_eq!(parts.keys().find(|name| others(name)), None);
}

fn changes(case: &Path) -> String {
    let file = case.join("edits.toml");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let edits: Edits = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let before = key(case);
    let mut text = String::new();
    for edit in &edits.edit {
        let scratch = Scratch::new("keys");
        copy_tree(case, &scratch.0);
        apply(&scratch.0, edit);
        let after = key(&scratch.0);
        let changed = changed_parts(&before, &after);
        assert_eq!(before.key == after.key, changed.is_empty(), "{}: a key is its parts", edit.what);
        let _ = writeln!(
            text,
            "{}: {}",
            edit.what,
            if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") }
        );
    }
    text
}

fn key(case: &Path) -> Key {
    let config = config(case);
    let parsed = parsed(case, &config);
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", case.display(), parsed.diagnostics);
    let lock = fs::read_to_string(case.join("lossbook.lock")).unwrap_or_default();
    let inputs = plan::journal_inputs(case, &config, &lock);
    plan::key(case, &parsed.entry, &config, &inputs).expect("the data can be read")
}

fn apply(root: &Path, edit: &Edit) {
    let path = root.join(&edit.file);
    let old = fs::read_to_string(&path).ok();
    let old = old.or((edit.file == "lossbook.toml").then(|| PLAIN_CONFIG.to_owned())).unwrap_or_default();
    let mut new = match &edit.from {
        Some(from) => {
            assert!(old.contains(from.as_str()), "{}: {} lacks {from:?}", edit.what, edit.file);
            old.replacen(from.as_str(), &edit.to, 1)
        }
        None if edit.to.is_empty() => old,
        None => edit.to.clone(),
    };
    if edit.crlf {
        new = new.replace('\n', "\r\n");
    }
    fs::create_dir_all(path.parent().expect("it lies in the case")).expect("a folder can be made");
    fs::write(&path, new).expect("it can be written");
}

fn changed_parts(before: &Key, after: &Key) -> Vec<String> {
    let (old, new): (&BTreeMap<_, _>, &BTreeMap<_, _>) = (&before.parts, &after.parts);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let word = |name: &str| match (old.get(name), new.get(name)) {
        (Some(_), None) => format!("{name} is gone"),
        (None, _) => format!("{name} is new"),
        _ => name.to_owned(),
    };
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).map(|name| word(name)).collect()
}
