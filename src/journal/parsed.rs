//! Entries as earlier builds have parsed them: to parse a text takes several times as long as to see that it is known.
//!
//! Only what runs no code and has no mistake is kept. What a record is held against, and what has to be told, is parsed each time.

use super::Journal;
use crate::config::Config;
use crate::entry::{self, Entry, Parsed};
use crate::hash::PartsHasher;
use crate::kept_by_key::KeptByKey;
use crate::plan;
use crate::source::FoundEntry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The entries that earlier builds of a journal have parsed.
#[derive(Debug)]
pub struct ParsedEntries {
    file: PathBuf,
    program: String,
    kept: OnceLock<KeptByKey<Entry>>,
}

/// Under which key an entry is kept.
#[derive(Debug)]
pub(super) struct ParsedKey {
    key: String,
    /// Whether this build has parsed it.
    is_new: bool,
}

impl ParsedEntries {
    /// What the same `program` keeps in a folder. What another build keeps there meanwhile is parsed once more.
    pub fn within(folder: &Path, program: &str) -> Self {
        Self { file: folder.join("entries"), program: program.to_owned(), kept: OnceLock::new() }
    }

    pub(super) fn read(&self) -> &KeptByKey<Entry> {
        self.kept.get_or_init(|| KeptByKey::read(&self.file, &self.program))
    }

    /// Keeps the entries of a journal that was loaded with these. A folder that can't be written to only makes the next build slower.
    pub fn keep(&self, journal: &Journal) {
        let keys = journal.entries.iter().filter_map(|loaded| Some((loaded.parsed.as_ref()?, &loaded.entry)));
        let used: Vec<String> = keys.clone().map(|(parsed, _)| parsed.key.clone()).collect();
        let new = keys.filter(|(parsed, _)| parsed.is_new);
        let new: Vec<(String, &Entry)> = new.map(|(parsed, entry)| (parsed.key.clone(), entry)).collect();
        let _ = self.read().keep(&self.file, &self.program, &used, &new);
    }
}

/// Parses the entries of a journal.
pub(super) struct Parser<'a> {
    config: &'a Config,
    /// What is known of them, and the hash of all that they follow from beside their texts.
    earlier: Option<(&'a KeptByKey<Entry>, String)>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(config: &'a Config, earlier: Option<&'a ParsedEntries>) -> Self {
        let settings = || blake3::hash(format!("{config:?}").as_bytes()).to_hex().to_string();
        Self { config, earlier: earlier.map(|earlier| (earlier.read(), settings())) }
    }

    /// An entry with its mistakes, and its key if it is to be kept.
    pub(super) fn parse(&self, found: &FoundEntry) -> (Parsed, Option<ParsedKey>) {
        let key = self.earlier.as_ref().map(|(_, settings)| key(found, settings));
        let known = self.earlier.as_ref().zip(key.as_ref()).and_then(|((kept, _), key)| kept.get(key));
        if let Some(entry) = known {
            let entry = Entry { source: Arc::clone(&found.source), ..entry };
            return (
                Parsed { entry, diagnostics: Vec::new() },
                key.map(|key| ParsedKey { key, is_new: false }),
            );
        }
        let source = Arc::clone(&found.source);
        let parsed = entry::parse(source, &found.slug, found.bundle, self.config, found.defaults.as_ref());
        let is_kept = parsed.diagnostics.is_empty() && !plan::is_live(&parsed.entry);
        (parsed, key.filter(|_| is_kept).map(|key| ParsedKey { key, is_new: true }))
    }
}

/// The hash of all that an entry is parsed from.
fn key(found: &FoundEntry, settings: &str) -> String {
    let FoundEntry {
        source,
        slug,
        bundle,
        defaults,
        state: _,
        file: _,
        assets: _,
        has_record: _,
        has_check: _,
    } = found;
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
    use super::{ParsedEntries, Parser};
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use crate::entry::Entry;
    use crate::kept_by_key::KeptByKey;
    use crate::source::{FileState, FoundEntry};
    use std::path::PathBuf;
    use std::sync::Arc;

    fn config() -> Config {
        let text = "[site]\ntitle = \"T\"\nbase_url = \"https://example.org/\"\n".to_owned();
        Config::parse(&Arc::new(SourceText::new("lossbook.toml".to_owned(), text))).expect("it is sound")
    }

    fn found(text: &str) -> FoundEntry {
        FoundEntry {
            source: Arc::new(SourceText::new("entries/a.md".to_owned(), text.to_owned())),
            slug: "a".to_owned(),
            bundle: false,
            defaults: None,
            state: FileState::Sound,
            file: PathBuf::from("entries/a.md"),
            assets: Vec::new(),
            has_record: false,
            has_check: false,
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_parsed() {
        let folder = std::env::temp_dir().join(format!("lossbook-parsed-{}", std::process::id()));
        let config = config();
        let text = "---\ntitle: \"A: b\"\ndate: 2026-01-02\ntags: [x, y]\nparams: {rate: 0.1, n: 3, deep: true, name: z}\n\
            seeds: 1..=3\ntolerance: 1e-7\nexecute: {timeout: 2m, env: [HOME]}\nextra: {a: {b: [1, 2.5]}}\n---\n\n\
            Words `{ref} b.loss:.2` and more.\n\n```rust,ignore\n//| mark: [1, 2-3]\n//| code-fold: show\n//| column: page\n\
            let x = 1;\nlet y = 2;\nlet z = 3;\n```\n";
        let known = ParsedEntries::within(&folder, "p");
        let (parsed, key) = Parser::new(&config, Some(&known)).parse(&found(text));
        assert_eq!(parsed.diagnostics, []);
        let key = key.expect("it is to be kept");
        assert!(key.is_new);
        let kept: &KeptByKey<Entry> = known.read();
        let new = [(key.key.clone(), &parsed.entry)];
        kept.keep(&known.file, "p", &[key.key], &new).expect("it can be kept");
        let known = ParsedEntries::within(&folder, "p");
        let (again, key) = Parser::new(&config, Some(&known)).parse(&found(text));
        assert!(key.is_some_and(|key| !key.is_new));
        assert_eq!(format!("{:?}", again.entry), format!("{:?}", parsed.entry));
        let mut other = found(text);
        other.slug = "b".to_owned();
        let (_, key) = Parser::new(&config, Some(&known)).parse(&other);
        assert!(key.is_some_and(|key| key.is_new), "another address");
        std::fs::remove_dir_all(&folder).expect("it can be removed");
    }

    #[test]
    fn what_runs_and_what_is_wrong_is_parsed_each_time() {
        let (config, known) = (config(), ParsedEntries::within(&PathBuf::from("none"), "p"));
        for text in [
            "---\ntitle: A\n---\n\n```rust\nlet x = 1;\n```\n",
            "---\ntitle: A\n---\n\n`{rust} 1`\n",
            "---\ntitel: A\n---\n",
        ] {
            assert!(Parser::new(&config, Some(&known)).parse(&found(text)).1.is_none(), "{text}");
        }
    }
}
