//! What all pages of a site are made with, and how a template is filled in with it.

use super::card_images::CardImages;
use super::context::{PageContext, SiteContext};
use super::entry_values::EntryValues;
use super::output::{Content, Output};
use super::rendering::Rendering;
use super::templates::Templates;
use super::terms::Terms;
use super::values::{Values, made_of_theme};
use super::vocabulary::{Document, Vocabulary};
use crate::ledger::Ledger;
use crate::words::Words;
use blake3::Hash;
use std::collections::BTreeMap;
use tera::Value;

/// What all pages are made with.
pub(super) struct Shared<'a> {
    /// What all pages of a language share, by the language of its words.
    pub(super) themes: BTreeMap<&'a str, Theme>,
    pub(super) words: &'a Words,
    pub(super) context: &'a SiteContext,
    /// All entries, the newest first.
    pub(super) entries: &'a [Rendering<'a>],
    pub(super) terms: &'a Terms,
    pub(super) ledger: &'a Ledger,
    /// All entries as their words are counted, the oldest first.
    pub(super) documents: &'a [Document<'a>],
    pub(super) vocabulary: &'a Vocabulary<'a>,
    pub(super) entry_values: EntryValues,
    pub(super) card_images: &'a CardImages<'a>,
    pub(super) templates: &'a Templates,
    pub(super) output: &'a dyn Output,
}

/// What all pages of one language share.
pub(super) struct Theme {
    site: Value,
    words: Value,
    /// The hash of the above and of all templates.
    made_of: Hash,
}

impl Theme {
    pub(super) fn new(site: &SiteContext, words: &Words, templates: &Templates) -> Self {
        Self {
            site: Value::from_serializable(site),
            words: Value::from_serializable(words),
            made_of: made_of_theme(site, words, templates),
        }
    }
}

impl Shared<'_> {
    /// A template filled in for `page` with what `add` puts beside it.
    pub(super) fn fill<'s>(
        &'s self,
        template: &'static str,
        page: &PageContext,
        add: impl FnOnce(&mut Values<'s>),
    ) -> Content<'s> {
        let words = self.words_of(page);
        let theme = self.themes.get(words.language.as_str());
        let mut values = Values::new(template);
        values.depend_on(theme.map(|theme| theme.made_of.as_bytes().as_slice()).unwrap_or_default());
        let foreign = !self.templates.words().has(&page.language);
        values.insert("words_language", &foreign.then_some(words.language.as_str()));
        values.insert("page", page);
        add(&mut values);
        let (made_of, fill) = values.finish();
        Content::made_of(made_of, move || {
            let mut context = fill();
            if let Some(theme) = theme {
                context.insert_value("site", theme.site.clone());
                context.insert_value("words", theme.words.clone());
            }
            self.templates.render(template, &context).map(|text| text.into_bytes().into()).map_err(Box::new)
        })
    }

    /// The words of the site's own language.
    pub(super) fn words(&self) -> &Words {
        self.words
    }

    /// The words of a page.
    pub(super) fn words_of(&self, page: &PageContext) -> &Words {
        self.templates.words().find(&page.language)
    }
}

/// The file of the page at an address.
pub(super) fn index_of(address: &str) -> String {
    match address.trim_end_matches('/') {
        "" => "index.html".to_owned(),
        folder => format!("{folder}/index.html"),
    }
}
