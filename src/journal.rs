//! A whole journal, read and parsed: its configuration, its entries with their records, and every mistake in them.

mod parsed;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::entry::{self, Entry, Role};
use crate::files::slashed;
use crate::plan::{self, Inputs, Key, State};
use crate::record::reproduction::{self, Reproduction};
use crate::record::{self, Record};
use crate::run::environment;
use crate::source::{self, FileState, FoundEntry};
use parsed::Parser;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use parsed::{ParsedAhead, ParsedEntries};

/// A journal as it lies on the disk.
#[derive(Debug)]
pub struct Journal {
    /// Its folder.
    pub root: PathBuf,
    /// Its `lossbook.toml`.
    pub config: Config,
    /// Its entries, by slug.
    pub entries: Vec<Loaded>,
    /// Its sections.
    pub sections: Vec<source::Section>,
    /// Every mistake of every entry.
    pub diagnostics: Vec<Diagnostic>,
    /// What [`Journal::inputs`] has found.
    inputs: OnceLock<Inputs>,
}

/// An entry with its record.
#[derive(Debug)]
pub struct Loaded {
    /// The entry.
    pub entry: Entry,
    /// Its file.
    pub file: PathBuf,
    /// The files beside it that are published with it, if it is a bundle.
    pub assets: Vec<PathBuf>,
    /// Whether it has a mistake: it is not to be run or published.
    pub broken: bool,
    /// Its record.
    pub record: Option<Record>,
    /// What the last stamped check found of that very record.
    pub reproduction: Option<Reproduction>,
    /// What the last stamped check found, if it was of another record than the one that lies here.
    pub earlier_check: Option<Reproduction>,
    /// What [`Journal::state`] has found.
    key: OnceLock<Key>,
    /// The hash of all that it was parsed from, if it is to be kept as it is.
    parsed: Option<String>,
}

impl Loaded {
    /// Where its record lies.
    pub fn record_file(&self) -> PathBuf {
        record::path_of(&self.file)
    }

    /// How messages name its record.
    pub fn record_name(&self) -> String {
        slashed(&record::path_of(Path::new(&self.entry.source.path)))
    }

    /// Parses an entry and reads what lies beside it. Gives its mistakes, too.
    fn read(found: FoundEntry, parser: &Parser<'_>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let (parsed, parsed_key) = parser.parse(&found);
        let mut broken = found.state != FileState::Sound || has_errors(&parsed.diagnostics);
        if found.state != FileState::Unreadable {
            diagnostics.extend(parsed.diagnostics);
        }
        let read_record = || {
            let name = slashed(&record::path_of(Path::new(&parsed.entry.source.path)));
            record::read(&record::path_of(&found.file), &name)
        };
        let record = if found.has_record { read_record() } else { Ok(None) };
        let record = record.unwrap_or_else(|diagnostic| {
            diagnostics.push(diagnostic);
            broken = true;
            None
        });
        let mut loaded = Self {
            entry: parsed.entry,
            file: found.file,
            assets: found.assets,
            broken,
            record,
            reproduction: None,
            earlier_check: None,
            key: OnceLock::new(),
            parsed: parsed_key,
        };
        if found.has_check {
            loaded.read_reproduction(&mut diagnostics);
        }
        (loaded, diagnostics)
    }

    /// Reads what the last stamped check found, if that is still the record that lies here.
    fn read_reproduction(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let path = reproduction::path_of(&self.file);
        let name = slashed(&reproduction::path_of(Path::new(&self.entry.source.path)));
        let found = reproduction::read(&path, &name).unwrap_or_else(|diagnostic| {
            diagnostics.push(diagnostic);
            None
        });
        if found.as_ref().zip(self.record.as_ref()).is_some_and(|(found, record)| found.is_of(record)) {
            self.reproduction = found;
        } else {
            self.earlier_check = found;
        }
    }

    /// Whether nothing runs in it and nothing is read for it, which is known without what keys share.
    pub fn is_prose(&self) -> bool {
        !plan::is_live(&self.entry) && self.entry.front.data.is_empty()
    }

    /// Takes in a record that was just made: nobody has checked that one yet.
    pub fn take_new_record(&mut self, record: Record) {
        self.record = Some(record);
        self.earlier_check = self.reproduction.take().or(self.earlier_check.take());
    }
}

impl Journal {
    /// Reads the journal at `root`.
    ///
    /// # Errors
    /// There is nothing to work with: no readable `lossbook.toml`, no `entries/`.
    pub fn load(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(root, None)
    }

    /// The same, where earlier builds may have parsed entries already.
    ///
    /// # Errors
    /// As those of [`load`](Self::load), and that an entry was changed meanwhile.
    pub fn load_with(root: &Path, earlier: Option<&ParsedEntries<'_>>) -> Result<Self, Vec<Diagnostic>> {
        let config = Config::load(root)?;
        let known = |path: &str, file: &Path| earlier?.text(path, file);
        let (found, read) = source::find(root, &known)?;
        let mut diagnostics = config.warnings.clone();
        diagnostics.extend(read);
        let parser = Parser::new(&config, earlier);
        // What keys share takes as long as an entry to read, and nearly every command needs it where there is a record.
        let has_records = found.entries.iter().any(|entry| entry.has_record);
        let (read, inputs): (Vec<(Loaded, Vec<Diagnostic>)>, _) = rayon::join(
            || found.entries.into_par_iter().map(|found| Loaded::read(found, &parser)).collect(),
            || has_records.then(|| find_inputs(root, &config)).flatten(),
        );
        let mut entries = Vec::with_capacity(read.len());
        for (loaded, wrong) in read {
            diagnostics.extend(wrong);
            entries.push(loaded);
        }
        for section in &found.sections {
            let Some(index) = &section.index else { continue };
            let parsed = entry::parse(index.clone(), &section.path, false, &config, None);
            diagnostics.extend(parsed.diagnostics);
            diagnostics.extend(code_of_section(&parsed.entry));
        }
        let all: Vec<&Entry> = entries.iter().map(|loaded| &loaded.entry).collect();
        diagnostics.extend(entry::check_slugs(&all));
        let slugs: Vec<&str> = all.iter().map(|entry| entry.slug.as_str()).collect();
        diagnostics.extend(config.unknown_featured(&slugs));
        let (root, sections) = (root.to_owned(), found.sections);
        let inputs = inputs.map_or_else(OnceLock::new, OnceLock::from);
        let journal = Self { root, config, entries, sections, diagnostics, inputs };
        if let Some(earlier) = earlier {
            journal.refuse_lost(earlier)?;
        }
        Ok(journal)
    }

    /// A text that was another by the time that it was asked for has gone into whatever was made of it as nothing.
    ///
    /// # Errors
    /// There is one.
    pub fn refuse_lost(&self, earlier: &ParsedEntries<'_>) -> Result<(), Vec<Diagnostic>> {
        let lost = self.entries.iter().find(|loaded| loaded.entry.source.is_lost());
        let Some(loaded) = lost else { return Ok(()) };
        earlier.forget();
        let message = format!("{} was changed while the site was made", loaded.entry.source.path);
        Err(vec![Diagnostic::new(Severity::Error, message).hint("build again")])
    }

    /// Whether something in it must be mended before anything is published.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// What all keys of the journal share, or nothing if its dependencies have no versions yet. It is found out once: what
    /// changes on the disk after that is for the next command.
    pub fn inputs(&self) -> Option<&Inputs> {
        if let Some(inputs) = self.inputs.get() {
            return Some(inputs);
        }
        let inputs = find_inputs(&self.root, &self.config)?;
        Some(self.inputs.get_or_init(|| inputs))
    }

    /// The key and the state of one of its entries. The key is found out once, as what keys share is.
    ///
    /// # Errors
    /// A data file that the entry declares can't be read.
    pub fn state(&self, loaded: &Loaded, inputs: &Inputs) -> Result<(Key, State), Vec<Diagnostic>> {
        let key = match loaded.key.get() {
            Some(key) => key.clone(),
            None => {
                let key = plan::key(&self.root, &loaded.entry, &self.config, inputs)?;
                loaded.key.get_or_init(|| key).clone()
            }
        };
        let state = plan::state(&loaded.entry, &key, loaded.record.as_ref());
        Ok((key, state))
    }

    /// What its record is to an entry; of one in which nothing runs it is known without its key, which has a part for each file of the core.
    ///
    /// # Errors
    /// A data file that the entry declares can't be read.
    pub fn freshness(&self, loaded: &Loaded, inputs: &Inputs) -> Result<State, Vec<Diagnostic>> {
        if loaded.is_prose() { Ok(State::Prose) } else { Ok(self.state(loaded, inputs)?.1) }
    }

    /// The entries that `names` stand for, each a slug or a path; all if there are none.
    ///
    /// # Errors
    /// A name that no entry has, with the nearest one.
    pub fn select(&self, names: &[String]) -> Result<Vec<usize>, Vec<Diagnostic>> {
        if names.is_empty() {
            return Ok((0..self.entries.len()).collect());
        }
        let mut chosen = Vec::new();
        let mut diagnostics = Vec::new();
        for name in names {
            match self.entries.iter().position(|loaded| self.is_named(loaded, name)) {
                Some(at) => chosen.push(at),
                None => diagnostics.push(self.unknown(name)),
            }
        }
        if diagnostics.is_empty() { Ok(chosen) } else { Err(diagnostics) }
    }

    fn is_named(&self, loaded: &Loaded, name: &str) -> bool {
        let same_file = || {
            Path::new(name)
                .canonicalize()
                .is_ok_and(|path| loaded.file.canonicalize().is_ok_and(|file| file == path))
        };
        loaded.entry.slug == name.trim_matches('/') || loaded.entry.source.path == name || same_file()
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let diagnostic = Diagnostic::new(Severity::Error, format!("there is no entry `{name}`"));
        let slugs = self.entries.iter().map(|loaded| loaded.entry.slug.as_str());
        match crate::diagnostic::did_you_mean(name, slugs) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => {
                diagnostic.hint("name an entry by its slug (`valley`) or by its path (`entries/valley.md`)")
            }
        }
    }
}

/// The text of a section has no record, so that nothing in it can run.
fn code_of_section(index: &Entry) -> Option<Diagnostic> {
    let cells = index.cells.iter().filter(|cell| cell.role != Role::Ignore).map(|cell| cell.block.clone());
    let inlines = index.inlines.iter().map(|inline| inline.span.clone());
    let claims = index.claims.iter().map(|claim| claim.span.clone());
    let first = cells.chain(inlines).chain(claims).min_by_key(|span| span.start)?;
    let hint = "put it into an entry, and a link or a `{ref}` here; `ignore` on the fence only shows code";
    Some(Diagnostic::error(&index.source, first, "the text of a section runs no code").hint(hint))
}

/// What all keys of a journal share, if its dependencies have versions.
fn find_inputs(root: &Path, config: &Config) -> Option<Inputs> {
    let lock = environment::lock::current(root, config)?;
    Some(plan::journal_inputs(root, config, &lock))
}
