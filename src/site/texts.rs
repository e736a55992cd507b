//! The texts of entries, kept as they were rendered from one build to the next.
//!
//! When an entry changes, so does every feed in which it stands, and a feed has the whole texts of all its entries. To render those of
//! all others once more would take longer than all the rest, so they are kept as feeds have them. Of entries with a record the whole text
//! is kept, whose charts take long to draw; a text without cells is rendered quicker than it is kept.

use super::assemble::Page;
use super::pieces::TextIdentity;
use crate::render::Markup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ffi::OsStr;
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

    /// The text that was kept for feeds under `key`, if it is what `made_of` is the hash of.
    pub(super) fn in_feed(&self, key: &str, made_of: &str) -> Option<String> {
        let kept = fs::read_to_string(self.feed_file(key)?).ok()?;
        let (first, text) = kept.split_once('\n')?;
        (first == first_line(made_of, text)).then(|| text.to_owned())
    }

    /// Keeps a text for feeds under `key`. What can't be written is made again.
    pub(super) fn keep_in_feed(&self, key: &str, made_of: &str, text: &str) {
        if let Some(file) = self.feed_file(key) {
            let kept = format!("{}\n{text}", first_line(made_of, text));
            let _ = crate::files::write_in_cache(&file, kept.as_bytes());
        }
    }

    fn feed_file(&self, key: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{key}.feed")))
    }

    /// Removes what is kept under other keys than these.
    pub(super) fn keep_only(&self, keys: &[String]) {
        let keys: BTreeSet<&OsStr> = keys.iter().map(OsStr::new).collect();
        for item in self.folder.iter().flat_map(fs::read_dir).flatten().filter_map(Result::ok) {
            if !Path::new(&item.file_name()).file_stem().is_some_and(|key| keys.contains(key)) {
                let _ = fs::remove_file(item.path());
            }
        }
    }
}

/// What stands above a text: what it was made of, and a checksum.
fn first_line(made_of: &str, text: &str) -> String {
    format!("{made_of} {}", blake3::hash(text.as_bytes()).to_hex())
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use std::fs;

    #[test]
    fn texts_for_feeds_come_back_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("lossbook-texts-{}", std::process::id()));
        let texts = Texts::within(folder.clone());
        texts.keep_in_feed("1", "x", "one\ntwo");
        texts.keep_in_feed("2", "y", "");
        assert_eq!((texts.in_feed("1", "x").as_deref(), texts.in_feed("1", "y")), (Some("one\ntwo"), None));
        assert_eq!((texts.in_feed("2", "y").as_deref(), texts.in_feed("3", "x")), (Some(""), None));
        fs::write(
            folder.join("1.feed"),
            fs::read_to_string(folder.join("1.feed")).expect("it is there") + "!",
        )
        .expect("it can be written");
        assert_eq!(texts.in_feed("1", "x"), None, "it was altered");
        texts.keep_only(&["2".to_owned()]);
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1);
        assert_eq!(Texts::default().in_feed("2", "y"), None, "nothing is kept nowhere");
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
