//! What a template is given, and the hash of it: a page that was made of the same need not be made again.

use super::context::SiteContext;
use super::entry_values::{self, EntryValue};
use super::templates::Templates;
use crate::hash::PartsHasher;
use crate::words::Words;
use blake3::{Hash, Hasher};
use serde::Serialize;
use tera::Value;

/// The hash of what all pages of a language are given, and of all templates.
pub(super) fn made_of_theme(site: &SiteContext, words: &Words, templates: &Templates) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(templates.hash().as_bytes());
    // Both hold nothing but strings, and lists and tables of them, which can always be written.
    hasher.update(&serde_json::to_vec(&(site, words)).unwrap_or_default());
    hasher.finalize()
}

/// The value that was written as this.
fn of_json(json: &[u8]) -> Value {
    let value: Result<serde_json::Value, _> = serde_json::from_slice(json);
    value.map_or_else(|_| Value::none(), |value| Value::from_serializable(&value))
}

/// What gives a value when it is needed.
type Late<'a> = Box<dyn FnOnce() -> Value + Send + 'a>;

/// Values by name.
pub(super) struct Values<'a> {
    context: tera::Context,
    late: Vec<(&'static str, Late<'a>)>,
    hasher: PartsHasher,
    /// Whether all values could be hashed.
    known: bool,
}

impl<'a> Values<'a> {
    /// None yet, for a template.
    pub(super) fn new(template: &str) -> Self {
        let mut values = Self {
            context: tera::Context::new(),
            late: Vec::new(),
            hasher: PartsHasher::default(),
            known: true,
        };
        values.add(template.as_bytes());
        values
    }

    /// Gives the template a value.
    pub(super) fn insert<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        match serde_json::to_vec(value) {
            // Of most pages nothing is asked but the hash: only a template needs a value of its own kind.
            Ok(json) => {
                self.add(name.as_bytes());
                self.add(&json);
                self.late.push((name, Box::new(move || of_json(&json))));
            }
            Err(_) => {
                self.known = false;
                self.context.insert(name, value);
            }
        }
    }

    /// The same for a value that is a string, or none.
    pub(super) fn insert_value(&mut self, name: &'static str, value: Value) {
        self.add(name.as_bytes());
        self.add(value.as_str().map_or(b"\0".as_slice(), str::as_bytes));
        self.context.insert_value(name, value);
    }

    /// The same for a value that is dear to make. It has to follow from what `made_of` is the hash of.
    pub(super) fn insert_late(
        &mut self,
        name: &'static str,
        made_of: &[u8],
        make: impl FnOnce() -> Value + Send + 'a,
    ) {
        self.add(name.as_bytes());
        self.add(made_of);
        self.late.push((name, Box::new(make)));
    }

    /// The same for an entry.
    pub(super) fn insert_entry(&mut self, name: &'static str, entry: EntryValue<'a>) {
        self.depend_on_entries(name, std::slice::from_ref(&entry));
        self.late.push((name, Box::new(move || entry.value())));
    }

    /// The same for entries of a list.
    pub(super) fn insert_entries(&mut self, name: &'static str, entries: Vec<EntryValue<'a>>) {
        self.depend_on_entries(name, &entries);
        self.late.push((name, Box::new(move || entry_values::all(&entries))));
    }

    /// What the template is given follows from this, too.
    pub(super) fn depend_on(&mut self, hash: &[u8]) {
        self.add(hash);
    }

    /// What the template is given follows from these entries, too.
    pub(super) fn depend_on_entries(&mut self, name: &'static str, entries: &[EntryValue<'_>]) {
        self.add(name.as_bytes());
        self.add(&(entries.len() as u64).to_le_bytes());
        for entry in entries {
            self.add(entry.made_of.as_bytes());
        }
    }

    /// The hash of all values, or none if one of them has none; and what gives the values.
    pub(super) fn finish(self) -> (Option<Hash>, impl FnOnce() -> tera::Context + Send + 'a) {
        let Self { mut context, late, hasher, known } = self;
        let fill = move || {
            for (name, make) in late {
                context.insert_value(name, make());
            }
            context
        };
        (known.then(|| hasher.hash()), fill)
    }

    fn add(&mut self, bytes: &[u8]) {
        self.hasher.add(bytes);
    }
}
