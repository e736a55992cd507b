//! What was found out about entries by rendering them, kept from one build to the next.
//!
//! A piece is kept under the hash of all that its entry was rendered from. Each line has a checksum, and the file names the
//! program that wrote it: what is cut off, altered or another version's is not there, and is made again.

use super::assemble::{Options, Page};
use crate::config::Config;
use crate::hash::PartsHasher;
use crate::ledger::Ledger;
use crate::picture::{Picture, Variant};
use crate::render::Facts;
use crate::words::Library;
use blake3::Hash;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

/// What a rendered entry left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub(super) facts: Facts,
    /// The hash of its markup.
    pub(super) body: String,
    /// What tells its words from all others.
    pub(super) text: TextIdentity,
    /// The hashes of its pictures, by name.
    pub(super) files: BTreeMap<String, String>,
}

/// What stands for an entry's words where they need not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextIdentity {
    /// Their hash.
    pub(super) hash: String,
    /// How many bytes they have.
    pub(super) length: usize,
}

impl TextIdentity {
    pub(super) fn of(text: &str) -> Self {
        Self { hash: hash(text), length: text.len() }
    }
}

/// The pieces that earlier builds left.
#[derive(Debug, Default)]
pub struct Pieces {
    text: String,
    /// Where the checksum and the piece of a key stand.
    lines: BTreeMap<String, (Range<usize>, Range<usize>)>,
}

impl Pieces {
    /// Reads what the same program has kept at `path`; none if there is nothing of use.
    pub fn read(path: &Path, program: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut lines = BTreeMap::new();
        let first = first_line(program);
        if text.starts_with(&first) {
            let mut at = first.len();
            for line in text[first.len()..].split_inclusive('\n') {
                let (begin, end) = (at, at + line.len());
                at = end;
                let mut words = line.splitn(3, ' ');
                if let (Some(checksum), Some(key), Some(_)) = (words.next(), words.next(), words.next()) {
                    let json = begin + checksum.len() + key.len() + 2;
                    lines.insert(key.to_owned(), (begin..begin + checksum.len(), json..end));
                }
            }
        }
        Self { text, lines }
    }

    pub(super) fn get(&self, key: &str) -> Option<Piece> {
        let (checksum, json) = self.lines.get(key)?;
        let json = self.text.get(json.clone())?;
        (self.text.get(checksum.clone())? == hash(json)).then(|| serde_json::from_str(json).ok())?
    }

    /// Keeps `new` pieces at `path` beside those that are there. Those that are not `used` any more are left out when they
    /// are more than half of all.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn keep(
        &self,
        path: &Path,
        program: &str,
        used: &[String],
        new: &[(String, Piece)],
    ) -> io::Result<()> {
        let lines: Vec<String> = new.par_iter().map(|(key, piece)| line(key, piece)).collect();
        let whole = self.text.ends_with('\n') && !self.lines.is_empty();
        if whole && self.lines.len() + new.len() <= 2 * used.len() {
            // Where another build has kept its own meanwhile, this one's are found out once more.
            let is_as_read = fs::metadata(path)?.len() == self.text.len() as u64;
            if lines.is_empty() || !is_as_read {
                return Ok(());
            }
            return OpenOptions::new().append(true).open(path)?.write_all(lines.concat().as_bytes());
        }
        let mut text = first_line(program);
        for (checksum, json) in used.iter().filter_map(|key| self.lines.get(key)) {
            text.push_str(self.text.get(checksum.start..json.end).unwrap_or_default());
        }
        lines.iter().for_each(|line| text.push_str(line));
        crate::files::write_in_cache(path, text.as_bytes())
    }
}

fn first_line(program: &str) -> String {
    format!("lossbook pieces 1 {}\n", hash(program))
}

fn line(key: &str, piece: &Piece) -> String {
    // What can't be written is made again the next time.
    let Ok(json) = serde_json::to_string(piece) else { return String::new() };
    let json = format!("{json}\n");
    format!("{} {key} {json}", hash(&json))
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// What an entry is known by before it is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// The key of its piece: the hash of all that it is rendered from, but for the addresses of the entries that it names, which
    /// stand in the piece.
    pub(super) key: String,
    /// The hash of its address and of what its front matter says.
    pub(super) head: Hash,
    /// The hash of its file.
    pub(super) source: Hash,
}

/// Tells entries from each other and from what they were before.
pub(super) struct Keys<'a> {
    /// The hash of the configuration, the theme's words, and all works with the way to refer to them.
    shared: String,
    ledger: &'a Ledger,
    /// Its hash, once an entry that cites something has asked for it.
    ledger_hash: OnceLock<String>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(config: &Config, options: &Options, ledger: &'a Ledger, words: &Library) -> Self {
        // Fonts are named in the style sheet alone, or stand on cards.
        let Options { base_url: _, fonts: _, bibliography, citation_style, card_font: _, blank_cards: _ } =
            options;
        let shared = format!("{config:?} {words:?} {bibliography:?} {citation_style:?}");
        Self { shared: hash(&shared), ledger, ledger_hash: OnceLock::new() }
    }

    pub(super) fn of(&self, page: &Page<'_>) -> Identity {
        // What else a check found and what is offered for download stand beside the text, and are no part of it.
        let Page { entry, record, reproduction, earlier_check: _, assets, pictures, archive: _ } = page;
        let seconds = reproduction.map(|found| &found.seconds);
        let source = blake3::hash(entry.source.text.as_bytes());
        // A section may give its entries front matter that does not stand in their own text.
        let head = blake3::hash(format!("{} {} {:?}", entry.slug, entry.bundle, entry.front).as_bytes());
        let mut hasher = PartsHasher::default();
        let mut add = |bytes: &[u8]| hasher.add(bytes);
        add(self.shared.as_bytes());
        add(entry.source.path.as_bytes());
        add(source.as_bytes());
        add(head.as_bytes());
        let mut settings = format!("{seconds:?}");
        // A record that was read is what its checksum says.
        let _ = write!(settings, " {:?}", record.map(|record| (&record.header.key, &record.header.checksum)));
        if !entry.citations.is_empty() {
            settings.push_str(self.ledger_hash.get_or_init(|| hash(&format!("{:?}", self.ledger))));
        }
        add(settings.as_bytes());
        for (name, bytes) in *assets {
            add(name.as_bytes());
            add(blake3::hash(bytes).as_bytes());
        }
        for (name, Picture { variants, offers_original }) in *pictures {
            add(format!("{name} {offers_original}").as_bytes());
            for Variant { width, extension, bytes } in variants {
                add(format!("{width} {extension}").as_bytes());
                add(blake3::hash(bytes).as_bytes());
            }
        }
        Identity { key: hasher.digits(32), head, source }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Pieces, TextIdentity};
    use crate::render::Facts;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;

    fn piece(words: &str) -> Piece {
        let facts = Facts {
            summary: None,
            opening: None,
            headings: Vec::new(),
            reading_minutes: 1,
            ids: BTreeSet::new(),
            links: Vec::new(),
            core_files: BTreeSet::new(),
        };
        Piece { facts, body: words.to_owned(), text: TextIdentity::of(words), files: BTreeMap::new() }
    }

    #[test]
    fn pieces_come_back_and_what_is_broken_does_not() {
        let folder = std::env::temp_dir().join(format!("lossbook-pieces-{}", std::process::id()));
        let path = folder.join("pieces");
        let key = |name: &str| name.to_owned();
        let (one, two) = ((key("1"), piece("one\ntwo")), (key("2"), piece("three")));
        let none = Pieces::read(&path, "p");
        none.keep(&path, "p", &[key("1")], std::slice::from_ref(&one)).expect("it can be written");
        let some = Pieces::read(&path, "p");
        some.keep(&path, "p", &[key("1"), key("2")], std::slice::from_ref(&two)).expect("it can be written");
        let both = Pieces::read(&path, "p");
        assert_eq!((both.get("1"), both.get("2")), (Some(one.1), Some(two.1)));
        assert_eq!(Pieces::read(&path, "another program").get("1"), None);
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, text.replace("one", "won")).expect("it can be written");
        let broken = Pieces::read(&path, "p");
        assert_eq!((broken.get("1"), broken.get("2").is_some()), (None, true));
        fs::write(&path, &text[..text.len() - 5]).expect("it can be written");
        let cut = Pieces::read(&path, "p");
        assert_eq!((cut.get("1").is_some(), cut.get("2")), (true, None));
        both.keep(&path, "p", &[key("2")], &[]).expect("it can be written");
        assert_eq!(Pieces::read(&path, "p").lines.len(), 2, "half of them are in use");
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
