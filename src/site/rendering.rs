//! Entries as rendered: anew, or by what an earlier build found out about them.

use super::assemble::{Page, Section};
use super::earlier::Earlier;
use super::lists;
use super::manifest::hash;
use super::output::Content;
use super::pieces::{Identity, Piece, TextIdentity};
use super::texts::{EntryText, Texts};
use crate::bibliography::{Bibliography, Style};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::ledger::Ledger;
use crate::picture::Picture;
use crate::record::Record;
use crate::render::{self, Facts, Markup, Rendered};
use crate::words::Library;
use cell::Number;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// An entry of the site with what was rendered of it.
pub(super) struct Rendering<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) rendered: Facts,
    /// Whether it stands on the first page, in the archive and under its tags; its section may say that it does not.
    pub(super) listed: bool,
    /// Whether it stands in feeds.
    pub(super) in_feeds: bool,
    /// Its place among all entries, once they are in order.
    pub(super) at: usize,
    renderer: &'a Renderer<'a>,
    whole: OnceLock<Whole>,
    /// The text as an earlier build has kept it, under this key.
    kept: OnceLock<Option<EntryText>>,
    texts: &'a Texts,
    pub(super) identity: Identity,
    /// The markup as feeds have it, of which each entry stands in several.
    in_feed: OnceLock<String>,
    body: String,
    plain_text: TextIdentity,
    pictures: BTreeMap<String, String>,
}

/// A section of the site with the markup of its `_index.md`.
pub(super) struct SectionRendering<'a> {
    pub(super) section: &'a Section<'a>,
    pub(super) rendered: Option<Rendered>,
}

/// What is only needed where a page has to be made.
struct Whole {
    text: EntryText,
    pictures: BTreeMap<String, Vec<u8>>,
}

/// What rendering an entry came to besides.
pub(super) struct Outcome {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) key: String,
    /// What is to be kept, if it was not kept before.
    pub(super) piece: Option<Piece>,
}

/// What entries are rendered with.
pub(super) struct Renderer<'a> {
    pub(super) config: &'a Config,
    pub(super) addresses: &'a BTreeMap<String, String>,
    pub(super) ledger: &'a Ledger,
    pub(super) library: &'a Library,
    pub(super) bibliography: &'a Bibliography,
    pub(super) style: Option<&'a Style>,
    pub(super) sections: &'a [Section<'a>],
}

impl Renderer<'_> {
    /// An entry by its piece, or rendered if there is none that still holds.
    pub(super) fn entry<'a>(
        &'a self,
        page: &'a Page<'a>,
        identity: Identity,
        earlier: &'a Earlier,
    ) -> (Rendering<'a>, Outcome) {
        let Earlier { pieces, texts, .. } = earlier;
        let key = identity.key.clone();
        if let Some(piece) = pieces.get(&key).filter(|piece| self.still_holds(&piece.facts)) {
            let outcome = Outcome { diagnostics: Vec::new(), key, piece: None };
            return (self.rendering(page, identity, piece, texts, OnceLock::new()), outcome);
        }
        let (whole, facts, diagnostics) = self.whole(page);
        let files = whole.pictures.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect();
        let plain_text = TextIdentity::of(&whole.text.plain_text);
        let piece = Piece { facts, body: whole.text.body.hash(), text: plain_text, files };
        // What has to be told each time has to be found each time.
        let kept = (diagnostics.is_empty() && !page.entry.source.is_lost()).then(|| {
            texts.keep(page, &key, &whole.text);
            piece.clone()
        });
        let outcome = Outcome { diagnostics, key, piece: kept };
        (self.rendering(page, identity, piece, texts, OnceLock::from(whole)), outcome)
    }

    /// An entry of which this was found out.
    fn rendering<'a>(
        &'a self,
        page: &'a Page<'a>,
        identity: Identity,
        piece: Piece,
        texts: &'a Texts,
        whole: OnceLock<Whole>,
    ) -> Rendering<'a> {
        let above = || lists::settings_above(self.sections, &page.entry.slug);
        let (listed, in_feeds) = (above().all(|own| own.lists), above().all(|own| own.feeds));
        let Piece { facts, body, text: plain_text, files } = piece;
        Rendering {
            page,
            rendered: facts,
            listed,
            in_feeds,
            at: 0,
            renderer: self,
            whole,
            kept: OnceLock::new(),
            texts,
            identity,
            in_feed: OnceLock::new(),
            body,
            plain_text,
            pictures: files,
        }
    }

    /// An entry's text with its pictures, what the rest of the site has to know of it, and every mistake in it.
    fn whole(&self, page: &Page<'_>) -> (Whole, Facts, Vec<Diagnostic>) {
        // How long each cell took when the record was last checked.
        let seconds = page.reproduction.map(|found| &found.seconds);
        let Rendered { body, plain_text, files, diagnostics, facts } =
            self.render(page.entry, page.record, page.assets, page.pictures, seconds);
        (Whole { text: EntryText { body, plain_text }, pictures: files }, facts, diagnostics)
    }

    /// Whether the entries that a text names still have the addresses that it was rendered with.
    fn still_holds(&self, facts: &Facts) -> bool {
        facts.links.iter().all(|link| {
            let Some(source) = &link.names else { return true };
            self.addresses.get(source).is_some_and(|address| link.path.strip_suffix('/') == Some(address))
        })
    }

    /// Renders an entry, or a section's `_index.md`.
    pub(super) fn render(
        &self,
        entry: &Entry,
        record: Option<&Record>,
        assets: &BTreeMap<String, Vec<u8>>,
        pictures: &BTreeMap<String, Picture>,
        seconds: Option<&BTreeMap<u32, Number>>,
    ) -> Rendered {
        let language = entry.front.lang.as_deref().unwrap_or(&self.config.site.language);
        let words = self.library.find(language);
        let context = render::Context {
            pages: self.addresses,
            assets,
            pictures,
            seconds,
            language,
            words,
            ledger: self.ledger,
            bibliography: self.bibliography,
            style: self.style,
        };
        render::entry(entry, record, context)
    }
}

impl Rendering<'_> {
    /// The entry's markup.
    pub(super) fn body(&self) -> &Markup {
        &self.text().body
    }

    /// The entry's markup for feeds. `root` is the site's address and `here` the page's.
    pub(super) fn in_feed(&self, root: &str, here: &str) -> &str {
        self.in_feed.get_or_init(|| {
            let (key, made_of) =
                (&self.identity.key, hash(format!("{} {root} {here}", self.body).as_bytes()));
            self.texts.in_feed(key, &made_of).unwrap_or_else(|| {
                let text = self.body().in_feed(root, here);
                if !self.page.entry.source.is_lost() {
                    self.texts.keep_in_feed(key, &made_of, &text);
                }
                text
            })
        })
    }

    /// What the page says of itself: what the author has written for it, else how the text begins.
    pub(super) fn description(&self) -> Option<&str> {
        self.own_description().or(self.rendered.opening.as_deref())
    }

    /// What the author has written for that, if it is anything.
    pub(super) fn own_description(&self) -> Option<&str> {
        self.page.entry.front.description.as_deref().filter(|text| !text.is_empty())
    }

    /// The hash of the markup, for which nothing has to be rendered.
    pub(super) fn body_hash(&self) -> &str {
        &self.body
    }

    /// The words of the text, without cells and their outputs.
    pub(super) fn plain_text(&self) -> &str {
        &self.text().plain_text
    }

    /// What stands for these words, for which nothing has to be rendered.
    pub(super) fn text_identity(&self) -> &TextIdentity {
        &self.plain_text
    }

    /// The pictures that stand beside the page, by name.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (&str, Content<'_>)> {
        self.pictures.iter().map(|(name, hash)| {
            let picture = || {
                let bytes = self.whole().pictures.get(name).map(Vec::as_slice).unwrap_or_default();
                Ok(bytes.into())
            };
            (name.as_str(), Content::made_of(Some(blake3::hash(hash.as_bytes())), picture))
        })
    }

    fn text(&self) -> &EntryText {
        if let Some(whole) = self.whole.get() {
            return &whole.text;
        }
        let kept = || self.texts.get(self.page, &self.identity.key, &self.body, &self.plain_text);
        self.kept.get_or_init(kept).as_ref().unwrap_or_else(|| &self.whole().text)
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| self.renderer.whole(self.page).0)
    }
}
