//! An entry as its words are counted.

use crate::hash::PartsHasher;
use crate::site::pieces::TextIdentity;
use crate::site::rendering::Rendering;
use blake3::Hash;
use std::borrow::Cow;

/// An entry as its words are counted, and as the search shows it.
#[derive(Clone, Default)]
pub(in crate::site) struct Document<'a> {
    pub(in crate::site) title: &'a str,
    /// From the site's root, encoded.
    pub(in crate::site) address: String,
    pub(in crate::site) headings: Vec<&'a str>,
    /// Its description, tags and the like, which count as much as a heading.
    pub(in crate::site) facts: Vec<&'a str>,
    pub(in crate::site) text: Text<'a>,
}

/// A text that may still have to be rendered. Of most entries it is enough to know that it is the same as before.
#[derive(Clone, Copy)]
pub(in crate::site) enum Text<'a> {
    Of(&'a Rendering<'a>),
    Here(&'a str),
}

impl Document<'_> {
    /// The hash of all its words.
    pub(super) fn hash(&self) -> Hash {
        let mut hasher = PartsHasher::default();
        hasher.add(self.title);
        hasher.add(&self.text.identity().hash);
        for words in [&self.headings, &self.facts] {
            hasher.add(words.len().to_le_bytes());
            words.iter().for_each(|words| hasher.add(words));
        }
        hasher.hash()
    }
}

impl<'a> Text<'a> {
    /// The text.
    pub(in crate::site) fn get(self) -> &'a str {
        match self {
            Self::Of(entry) => entry.plain_text(),
            Self::Here(text) => text,
        }
    }

    /// How many bytes it has.
    pub(in crate::site) fn len(self) -> usize {
        match self {
            Self::Of(entry) => entry.text_identity().length,
            Self::Here(text) => text.len(),
        }
    }

    fn identity(self) -> Cow<'a, TextIdentity> {
        match self {
            Self::Of(entry) => Cow::Borrowed(entry.text_identity()),
            Self::Here(text) => Cow::Owned(TextIdentity::of(text)),
        }
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self::Here("")
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Here(text)
    }
}
