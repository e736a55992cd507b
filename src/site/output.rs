//! Files of the site on their way out, one by one and from many threads, so that no site has to fit into memory.

use super::manifest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::held::held;
use blake3::Hash;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::sync::{Mutex, PoisonError};

/// Where the files of a site go.
pub trait Output: Sync {
    /// The hash of the file at `path` of the site that is there, if that was made of the same: it is then taken over as
    /// it is, and need not be made again.
    fn keep(&self, path: &str, made_of: &Hash) -> Option<String>;

    /// How many bytes the file has that [`keep`](Self::keep) would take over.
    fn size(&self, path: &str, made_of: &Hash) -> Option<u64>;

    /// Takes a file. `hash` is that of its bytes, as the manifest has it.
    fn put(&self, path: &str, made_of: Option<&Hash>, hash: &str, bytes: &[u8]);

    /// Told when nearly every file was put: there may be time to make these last.
    fn settle(&self) {}

    /// A file that was kept or put.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

/// A site in memory: for sites that are only looked at.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    /// All its files.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output for Memory {
    fn keep(&self, _path: &str, _made_of: &Hash) -> Option<String> {
        None
    }

    fn size(&self, _path: &str, _made_of: &Hash) -> Option<u64> {
        None
    }

    fn put(&self, path: &str, _made_of: Option<&Hash>, _hash: &str, bytes: &[u8]) {
        held(&self.0).insert(path.to_owned(), bytes.to_vec());
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        held(&self.0).get(path).cloned()
    }
}

/// What makes a file when it is needed.
type Make<'a> = Box<dyn FnOnce() -> Result<Cow<'a, [u8]>, Box<Diagnostic>> + Send + 'a>;

/// What a file holds.
pub(super) struct Content<'a> {
    /// The hash of all that goes into it; none if that is not known.
    made_of: Option<Hash>,
    make: Make<'a>,
}

impl<'a> Content<'a> {
    /// A file that `make` gives out of what has the hash `made_of`.
    pub(super) fn made_of(
        made_of: Option<Hash>,
        make: impl FnOnce() -> Result<Cow<'a, [u8]>, Box<Diagnostic>> + Send + 'a,
    ) -> Self {
        Self { made_of, make: Box::new(make) }
    }

    /// The hash of all that goes into it, if it is known.
    pub(super) fn hash(&self) -> Option<&Hash> {
        self.made_of.as_ref()
    }

    /// Makes the file.
    ///
    /// # Errors
    /// What it says instead.
    pub(super) fn bytes(self) -> Result<Cow<'a, [u8]>, Box<Diagnostic>> {
        (self.make)()
    }
}

impl From<Vec<u8>> for Content<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::made_of(Some(blake3::hash(&bytes)), || Ok(bytes.into()))
    }
}

impl<'a> From<&'a [u8]> for Content<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::made_of(Some(blake3::hash(bytes)), || Ok(bytes.into()))
    }
}

/// Files of the site, or why they can't be made.
pub(super) type Made<'a> = Result<Vec<(String, Content<'a>)>, Box<Diagnostic>>;

/// Takes files, hands them on, and remembers their names.
pub(super) struct Outgoing<'a> {
    output: &'a dyn Output,
    files: Mutex<BTreeMap<String, String>>,
    diagnostics: Mutex<Vec<Diagnostic>>,
}

impl<'a> Outgoing<'a> {
    pub(super) fn new(output: &'a dyn Output) -> Self {
        Self { output, files: Mutex::default(), diagnostics: Mutex::default() }
    }

    /// Where the files go.
    pub(super) fn output(&self) -> &'a dyn Output {
        self.output
    }

    /// Takes files, or the mistake that there are none.
    pub(super) fn take(&self, made: Made<'_>) {
        let taken = made.and_then(|files| {
            files.into_iter().try_for_each(|(path, content)| self.take_file(path, content))
        });
        if let Err(diagnostic) = taken {
            self.tell(*diagnostic);
        }
    }

    fn take_file(&self, path: String, content: Content<'_>) -> Result<(), Box<Diagnostic>> {
        let made_of = content.made_of;
        if let Some(hash) = made_of.and_then(|made_of| self.output.keep(&path, &made_of)) {
            return self.claim(path, hash).map(drop);
        }
        let bytes = content.bytes()?;
        let hash = manifest::hash(&bytes);
        if self.claim(path.clone(), hash.clone())? {
            self.output.put(&path, made_of.as_ref(), &hash, &bytes);
        }
        Ok(())
    }

    /// Takes a path, unless another file has it already. Gives whether it was free.
    fn claim(&self, path: String, hash: String) -> Result<bool, Box<Diagnostic>> {
        match held(&self.files).entry(path) {
            Slot::Vacant(free) => {
                free.insert(hash);
                Ok(true)
            }
            Slot::Occupied(taken) if *taken.get() == hash => Ok(false),
            Slot::Occupied(taken) => {
                let message = format!("two files of the site would be `{}`", taken.key());
                Err(Box::new(Diagnostic::new(Severity::Error, message).hint(
                    "rename an entry, a section or a file of a bundle, so that each has an address of its own",
                )))
            }
        }
    }

    /// A mistake in a template that many pages share is one mistake.
    fn tell(&self, diagnostic: Diagnostic) {
        let mut diagnostics = held(&self.diagnostics);
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }

    /// All files with their hashes, and every mistake, in an order that no thread decides.
    pub(super) fn finish(self) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
        let mut diagnostics = self.diagnostics.into_inner().unwrap_or_else(PoisonError::into_inner);
        diagnostics.sort_by_cached_key(ToString::to_string);
        (self.files.into_inner().unwrap_or_else(PoisonError::into_inner), diagnostics)
    }
}
