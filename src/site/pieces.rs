//! What was found out about entries by rendering them, kept from one build to the next.
//!
//! A piece is kept under the hash of all that its entry was rendered from.

use super::assemble::{Options, Page};
use crate::config::Config;
use crate::hash::{PartsHasher, half};
use crate::kept_by_key::KeptByKey;
use crate::ledger::Ledger;
use crate::picture::{Picture, Variant};
use crate::render::Facts;
use crate::words::Library;
use blake3::Hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
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
        Self { hash: half(text), length: text.len() }
    }
}

/// The pieces that earlier builds left.
pub type Pieces = KeptByKey<Piece>;

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
        Self { shared: half(&shared), ledger, ledger_hash: OnceLock::new() }
    }

    pub(super) fn of(&self, page: &Page<'_>) -> Identity {
        // What else a check found and what is offered for download stand beside the text, and are no part of it.
        let Page { entry, record, reproduction, earlier_check: _, assets, pictures, archive: _ } = page;
        let seconds = reproduction.map(|found| &found.seconds);
        let source = *entry.source.hash();
        // A section may give its entries front matter that does not stand in their own text.
        let head = (&entry.slug, entry.bundle, &entry.front);
        let head = serde_json::to_vec(&head).unwrap_or_else(|_| format!("{head:?}").into_bytes());
        let head = blake3::hash(&head);
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
            settings.push_str(self.ledger_hash.get_or_init(|| half(format!("{:?}", self.ledger))));
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
