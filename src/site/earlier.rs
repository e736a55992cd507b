//! What earlier builds found out, kept from one build to the next. All of it saves time, and none of it is needed: without
//! it, or with another version's, the same bytes come out.

use super::pieces::{Piece, Pieces};
use super::related::Related;
use super::texts::Texts;
use super::vocabulary::StoredWords;
use crate::kept_by_key::KeptByKey;
use std::fs;
use std::path::Path;
use std::thread::JoinHandle;

/// What earlier builds left.
#[derive(Debug, Default)]
pub struct Earlier {
    pub(super) pieces: Pieces,
    pub(super) words: StoredWords,
    pub(super) texts: Texts,
    pub(super) related: KeptByKey<Related>,
    /// Which program it is of.
    program: String,
}

/// What a build found out.
#[derive(Debug)]
pub struct FoundOut {
    /// The keys of the entries' pieces.
    pub(super) used: Vec<String>,
    /// The pieces that no earlier build had left.
    pub(super) new: Vec<(String, Piece)>,
    /// The words of all entries as text, if they are not those of an earlier build.
    pub(super) words: Option<String>,
    /// What is related, by the hash of all that it follows from, if no earlier build had left it.
    pub(super) related: Option<(String, Related)>,
}

const PIECES: &str = "pieces";
const WORDS: &str = "words";
const TEXTS: &str = "texts";
const RELATED: &str = "related";

/// What earlier builds left, while it is read.
#[derive(Debug)]
pub struct EarlierAhead(JoinHandle<Earlier>);

impl EarlierAhead {
    /// All of it, as soon as it is read.
    pub fn join(self) -> Earlier {
        self.0.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Earlier {
    /// Begins to read what the same `program` has kept in a folder. What another build keeps there meanwhile is found out once more.
    pub fn read_ahead(folder: &Path, program: &str) -> EarlierAhead {
        let (folder, program) = (folder.to_owned(), program.to_owned());
        EarlierAhead(std::thread::spawn(move || Self::read(&folder, &program)))
    }

    /// Reads what the same `program` has kept in a folder; nothing if there is nothing of use.
    fn read(folder: &Path, program: &str) -> Self {
        let pieces = Pieces::read(&folder.join(PIECES), program);
        let words = fs::read_to_string(folder.join(WORDS)).unwrap_or_default();
        let words = StoredWords::from_text(words, program);
        let texts = Texts::within(folder.join(TEXTS));
        let related = KeptByKey::read(&folder.join(RELATED), program);
        Self { pieces, words, texts, related, program: program.to_owned() }
    }

    /// The program that it is of.
    pub(super) fn program(&self) -> &str {
        &self.program
    }

    /// Keeps what was found out beside what is there. A folder that can't be written to only makes the next build slower.
    pub fn keep(&self, folder: &Path, found: &FoundOut) {
        let _ = self.pieces.keep(&folder.join(PIECES), &self.program, &found.used, &found.new);
        self.texts.keep_only(&found.used);
        if let Some((key, related)) = &found.related {
            let (used, new) = ([key.clone()], [(key.clone(), related)]);
            let _ = self.related.keep(&folder.join(RELATED), &self.program, &used, &new);
        }
        if let Some(words) = &found.words {
            let _ = crate::files::write_in_cache(&folder.join(WORDS), words.as_bytes());
        }
    }
}
