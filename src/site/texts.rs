//! The texts of entries with a record, kept as they were rendered from one build to the next.
//!
//! When an entry changes, so does every feed in which it stands, and a feed has the whole texts of all its entries. To draw the charts of
//! all others once more would take most of a build. A text without cells is rendered quicker than it is kept.

use super::assemble::Page;
use super::pieces::TextIdentity;
use crate::render::Markup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// An entry's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EntryText {
    pub(super) body: Markup,
    /// Its words, without cells and their outputs.
    pub(super) plain_text: String,
}

/// The texts that are kept: a file each, whose name is the key of the entry's piece.
#[derive(Debug, Default)]
pub(super) struct Texts {
    folder: Option<PathBuf>,
}

impl Texts {
    /// Those in a folder, which need not be there yet.
    pub(super) fn within(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// The text that was kept under `key`, if it is the one that was rendered then.
    pub(super) fn get(
        &self,
        page: &Page<'_>,
        key: &str,
        body: &str,
        plain_text: &TextIdentity,
    ) -> Option<EntryText> {
        page.record?;
        let bytes = fs::read(self.folder.as_ref()?.join(key)).ok()?;
        let text: EntryText = serde_json::from_slice(&bytes).ok()?;
        (text.body.hash() == body && TextIdentity::of(&text.plain_text) == *plain_text).then_some(text)
    }

    /// Keeps a text under `key`. What can't be written is rendered again.
    pub(super) fn keep(&self, page: &Page<'_>, key: &str, text: &EntryText) {
        if let (Some(folder), Some(_), Ok(bytes)) = (&self.folder, page.record, serde_json::to_vec(text)) {
            let _ = crate::files::write_in_cache(&folder.join(key), &bytes);
        }
    }

    /// Removes what is kept under other keys than these.
    pub(super) fn keep_only(&self, keys: &[String]) {
        let keys: BTreeSet<&Path> = keys.iter().map(Path::new).collect();
        for item in self.folder.iter().flat_map(fs::read_dir).flatten().filter_map(Result::ok) {
            if !keys.contains(Path::new(&item.file_name())) {
                let _ = fs::remove_file(item.path());
            }
        }
    }
}
