//! Entries as earlier builds have parsed them: to parse a text takes several times as long as to see that it is known.
//!
//! Only what runs no code and has no mistake is kept. What a record is held against, and what has to be told, is parsed each time. The text
//! of a file that looks as it did then is not even read, until somebody asks for it.

use super::Journal;
use crate::config::Config;
use crate::diagnostic::SourceText;
use crate::entry::{self, Entry, Parsed};
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::hash::{PartsHasher, half};
use crate::kept_by_key::KeptByKey;
use crate::plan;
use crate::source::{self, FoundEntry};
use blake3::Hash;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

/// The entries that earlier builds of a journal have parsed.
#[derive(Debug)]
pub struct ParsedEntries<'a> {
    file: PathBuf,
    program: &'a str,
    now: &'a Fingerprints,
    kept: Kept,
}

/// The same while they are read.
#[derive(Debug)]
pub struct ParsedAhead<'a> {
    file: PathBuf,
    program: &'a str,
    kept: JoinHandle<Kept>,
}

#[derive(Debug)]
struct Kept {
    lines: KeptByKey<Known<'static>>,
    /// By path.
    entries: BTreeMap<String, Known<'static>>,
}

/// An entry as it was parsed.
#[derive(Debug, Serialize, Deserialize)]
struct Known<'e> {
    path: String,
    /// How its file looked, if that was settled.
    file: Option<Fingerprint>,
    /// The length of its text, and the hash.
    length: usize,
    hash: String,
    /// The hash of all that it was parsed from.
    key: String,
    entry: Cow<'e, Entry>,
}

impl Kept {
    fn read(file: &Path, program: &str) -> Self {
        let lines: KeptByKey<Known<'static>> = KeptByKey::read(file, program);
        let entries = lines.all().into_iter().map(|known| (known.path.clone(), known)).collect();
        Self { lines, entries }
    }
}

impl<'a> ParsedAhead<'a> {
    /// All of them, as soon as they are read, for files that look like this `now`.
    pub fn join(self, now: &'a Fingerprints) -> ParsedEntries<'a> {
        let kept = self.kept.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        ParsedEntries { file: self.file, program: self.program, now, kept }
    }
}

impl<'a> ParsedEntries<'a> {
    /// Begins to read what the same `program` keeps in a folder. What another build keeps there meanwhile is parsed once more.
    pub fn read_ahead(folder: &Path, program: &'a str) -> ParsedAhead<'a> {
        let file = folder.join("entries");
        let (path, of) = (file.clone(), program.to_owned());
        ParsedAhead { file, program, kept: std::thread::spawn(move || Kept::read(&path, &of)) }
    }

    /// The text of a file, if it looks as it did when it was parsed. It is read when somebody asks for it.
    pub fn text(&self, path: &str, file: &Path) -> Option<SourceText> {
        let known = self.kept.entries.get(path)?;
        if known.file.is_none() || known.file != self.now.settled(file) {
            return None;
        }
        let file = file.to_owned();
        let read = move || source::text_of(fs::read(&file).ok()?).ok();
        Some(SourceText::known(path.to_owned(), known.length, Hash::from_hex(&known.hash).ok()?, read))
    }

    /// Keeps the entries of a journal that was loaded with these. A folder that can't be written to only makes the next build slower.
    pub fn keep(&self, journal: &Journal) {
        let (mut used, mut new) = (Vec::new(), Vec::new());
        for loaded in &journal.entries {
            let Some(key) = &loaded.parsed else { continue };
            let (path, entry) = (&loaded.entry.source.path, &loaded.entry);
            let place = half(path);
            let file = self.now.settled(&loaded.file);
            let before = self.kept.entries.get(path);
            let is_new = before.is_none_or(|known| (&known.file, &known.key) != (&file, key));
            used.push(place.clone());
            if is_new {
                let (path, key, length) = (path.clone(), key.clone(), entry.source.text.len());
                let hash = entry.source.hash().to_hex().to_string();
                new.push((place, Known { path, file, length, hash, key, entry: Cow::Borrowed(entry) }));
            }
        }
        let _ = self.kept.lines.keep(&self.file, self.program, &used, &new);
    }

    /// Forgets all of them.
    pub fn forget(&self) {
        let _ = fs::remove_file(&self.file);
    }
}

/// Parses the entries of a journal.
pub(super) struct Parser<'a> {
    config: &'a Config,
    /// What is known of them, and the hash of all that they follow from beside their texts.
    earlier: Option<(&'a Kept, String)>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(config: &'a Config, earlier: Option<&'a ParsedEntries<'_>>) -> Self {
        let settings = || blake3::hash(format!("{config:?}").as_bytes()).to_hex().to_string();
        Self { config, earlier: earlier.map(|earlier| (&earlier.kept, settings())) }
    }

    /// An entry with its mistakes, and the hash of all that it was parsed from if it is to be kept.
    pub(super) fn parse(&self, found: &FoundEntry) -> (Parsed, Option<String>) {
        let source = Arc::clone(&found.source);
        let key = self.earlier.as_ref().map(|(_, settings)| key(found, settings));
        let known = self.earlier.as_ref().and_then(|(kept, _)| kept.entries.get(&found.source.path));
        if let Some(known) = known.filter(|known| Some(&known.key) == key.as_ref()) {
            let entry = Entry { source, ..known.entry.clone().into_owned() };
            return (Parsed { entry, diagnostics: Vec::new() }, key);
        }
        let parsed = entry::parse(source, &found.slug, found.bundle, self.config, found.defaults.as_ref());
        let is_kept = !found.is_told && parsed.diagnostics.is_empty() && is_inert(&parsed.entry);
        (parsed, key.filter(|_| is_kept))
    }
}

/// Whether nothing of an entry is looked at but when it is rendered.
fn is_inert(entry: &Entry) -> bool {
    !plan::is_live(entry) && entry.citations.is_empty() && entry.front.data.is_empty()
}

/// The hash of all that an entry is parsed from.
fn key(found: &FoundEntry, settings: &str) -> String {
    // What else there is lies beside it, and is no part of it.
    let FoundEntry { source, slug, bundle, defaults, .. } = found;
    let mut hasher = PartsHasher::default();
    hasher.add(settings);
    hasher.add(&source.path);
    hasher.add(slug);
    hasher.add([u8::from(*bundle)]);
    hasher.add(defaults.as_ref().map_or_else(String::new, |defaults| format!("{defaults:?}")));
    hasher.add(source.hash().as_bytes());
    hasher.digits(32)
}

#[cfg(test)]
mod tests {
    use super::ParsedEntries;
    use crate::fingerprint::Fingerprints;
    use crate::journal::Journal;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    const ENTRY: &str = "---\ntitle: \"A: b\"\ndate: 2026-01-02\ntags: [x, y]\nparams: {rate: 0.1, n: 3, deep: true, name: z}\n\
        seeds: 1..=3\ntolerance: 1e-7\nexecute: {timeout: 2m, env: [HOME]}\nextra: {a: {b: [1, 2.5]}}\n---\n\nWords.\n\n\
        ```rust,ignore\n//| mark: [1, 2-3]\n//| code-fold: show\n//| column: page\n\
        let x = 1;\nlet y = 2;\nlet z = 3;\n```\n";

    fn root(name: &str, entries: &[(&str, &str)]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("lossbook-parsed-{name}-{}", std::process::id()));
        fs::create_dir_all(root.join("entries")).expect("it can be made");
        let config = "[site]\ntitle = \"T\"\nbase_url = \"https://example.org/\"\n";
        fs::write(root.join("lossbook.toml"), config).expect("it can be written");
        for (slug, text) in entries {
            fs::write(root.join("entries").join(format!("{slug}.md")), text).expect("it can be written");
        }
        // Until then they are not settled.
        std::thread::sleep(Duration::from_millis(100));
        root
    }

    /// Loads a journal, keeps what was parsed, and gives how many entries are kept, and the first one.
    fn load(root: &Path) -> (usize, Journal) {
        let now = Fingerprints::look(root);
        let parsed = ParsedEntries::read_ahead(&root.join("cache"), "p").join(&now);
        let journal = Journal::load_with(root, Some(&parsed)).expect("it can be loaded");
        parsed.keep(&journal);
        (parsed.kept.entries.len(), journal)
    }

    #[test]
    fn an_entry_comes_back_as_it_was_parsed() {
        let root = root("back", &[("a", ENTRY)]);
        let plain = Journal::load(&root).expect("it can be loaded");
        let shown = |journal: &Journal| format!("{:?} {:?}", journal.entries[0].entry, journal.diagnostics);
        let (before, first) = load(&root);
        let (known, second) = load(&root);
        assert_eq!((before, known), (0, 1));
        assert_eq!((shown(&first), shown(&second)), (shown(&plain), shown(&plain)));
        assert!(!second.entries[0].entry.source.is_lost());
        fs::write(root.join("entries/a.md"), ENTRY.replace("Words", "Other words"))
            .expect("it can be written");
        let (_, third) = load(&root);
        assert!(third.entries[0].entry.source.text.contains("Other words"));
        fs::remove_dir_all(&root).expect("it can be removed");
    }

    #[test]
    fn a_file_that_changes_while_it_is_loaded_is_told() {
        let root = root("lost", &[("a", ENTRY)]);
        load(&root);
        let (_, journal) = load(&root);
        let source = &journal.entries[0].entry.source;
        fs::write(root.join("entries/a.md"), "x").expect("it can be written");
        assert_eq!((source.text.trim(), source.is_lost()), ("", true));
        fs::write(root.join("entries/a.md"), ENTRY).expect("it can be written");
        std::thread::sleep(Duration::from_millis(100));
        load(&root);
        let now = Fingerprints::look(&root);
        let parsed = ParsedEntries::read_ahead(&root.join("cache"), "p").join(&now);
        // Another title has all parsed anew, which asks for the text.
        let config = fs::read_to_string(root.join("lossbook.toml")).expect("it is there");
        fs::write(root.join("lossbook.toml"), config.replace('T', "U")).expect("it can be written");
        fs::write(root.join("entries/a.md"), "x").expect("it can be written");
        let told = Journal::load_with(&root, Some(&parsed)).expect_err("it was changed");
        assert_eq!(told[0].message, "entries/a.md was changed while the site was made");
        assert!(Journal::load_with(&root, None).is_ok_and(|journal| journal.has_errors()));
        fs::remove_dir_all(&root).expect("it can be removed");
    }

    #[test]
    fn what_runs_and_what_is_wrong_is_parsed_each_time() {
        let root = root(
            "each",
            &[
                ("cell", "---\ntitle: A\n---\n\n```rust\nlet x = 1;\n```\n"),
                ("inline", "---\ntitle: A\n---\n\n`{rust} 1`\n"),
                ("citation", "---\ntitle: A\n---\n\n`{ref} cell.loss`\n"),
                ("wrong", "---\ntitel: A\n---\n"),
                ("twice-encoded", "---\ntitle: A\n---\n\ncafÃ©\n"),
                ("not-text", "---\ntitle: A\n---\n\n\0\n"),
            ],
        );
        let told =
            |journal: &Journal| journal.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (_, first) = load(&root);
        let (known, second) = load(&root);
        assert_eq!((known, second.entries.len()), (0, 6));
        assert_eq!((told(&second).len(), told(&second)), (4, told(&first)));
        fs::remove_dir_all(&root).expect("it can be removed");
    }
}
