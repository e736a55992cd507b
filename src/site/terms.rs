//! What entries are sorted by: tags, categories and series.

use super::rendering::Rendering;
use crate::entry::FrontMatter;
use crate::render;
use crate::words::Words;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A way to sort entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taxonomy {
    /// Words on what an entry touches.
    Tags,
    /// The few drawers that entries lie in.
    Categories,
    /// Entries that are to be read one after the other.
    Series,
    /// Who wrote them, where a journal has several authors.
    Authors,
}

impl Taxonomy {
    pub(super) const ALL: [Self; 4] = [Self::Tags, Self::Categories, Self::Series, Self::Authors];

    /// The folder of its pages.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Categories => "categories",
            Self::Series => "series",
            Self::Authors => "authors",
        }
    }

    /// The title of the page that lists its terms.
    pub(super) fn title(self, words: &Words) -> &str {
        match self {
            Self::Tags => &words.list.tags,
            Self::Categories => &words.list.categories,
            Self::Series => &words.list.series,
            Self::Authors => &words.list.authors,
        }
    }

    /// An entry's terms.
    pub(super) fn of(self, front: &FrontMatter) -> &[String] {
        match self {
            Self::Tags => &front.tags,
            Self::Categories => &front.categories,
            Self::Series => front.series.as_slice(),
            Self::Authors => &front.authors,
        }
    }
}

/// A tag, a category or a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Of several spellings, that of the newest entry.
    pub(super) name: String,
    /// Its entries by their place among all: the newest first, but the parts of a series in their order.
    pub(super) entries: Vec<usize>,
}

/// All terms of a site.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    /// A way to sort, then an address, to a term.
    terms: BTreeMap<Taxonomy, BTreeMap<String, Term>>,
    /// The address of each name. Every card of every entry asks for those of its terms.
    slugs: BTreeMap<String, String>,
}

/// A name as part of an address: C, C++ and C# are three, and signs alone are named by their numbers.
fn slug_of(name: &str) -> String {
    let mut spoken = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        let follows_name = name[..at].trim_end_matches(['+', '#']).ends_with(char::is_alphanumeric);
        match c {
            '+' if follows_name => spoken.push_str(" plus "),
            '#' if follows_name => spoken.push_str(" sharp "),
            c => spoken.push(c),
        }
    }
    let slug = render::slug(&spoken);
    if !slug.is_empty() {
        return slug;
    }
    name.chars().map(|c| format!("u{:x}", u32::from(c))).collect::<Vec<_>>().join("-")
}

impl Terms {
    /// The terms of `entries`, which are sorted with the newest first; `authors` wrote those that name none.
    pub(super) fn of(entries: &[Rendering<'_>], authors: &[String]) -> Self {
        let mut terms: BTreeMap<Taxonomy, BTreeMap<String, Term>> = BTreeMap::new();
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let mut slug = |name: &String| match known.get(name) {
            Some(slug) => slug.clone(),
            None => known.entry(name.clone()).or_insert_with(|| slug_of(name)).clone(),
        };
        for taxonomy in Taxonomy::ALL {
            let found = terms.entry(taxonomy).or_default();
            for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.listed) {
                let own = taxonomy.of(&entry.page.entry.front);
                let names = if taxonomy == Taxonomy::Authors && own.is_empty() { authors } else { own };
                let slugs: BTreeMap<String, &String> =
                    names.iter().rev().map(|name| (slug(name), name)).collect();
                for (slug, name) in slugs.into_iter().filter(|(slug, _)| !slug.is_empty()) {
                    let term =
                        found.entry(slug).or_insert_with(|| Term { name: name.clone(), entries: Vec::new() });
                    term.entries.push(at);
                }
            }
            // What one author wrote is the whole journal.
            if taxonomy == Taxonomy::Authors && found.len() < 2 {
                found.clear();
            }
            if taxonomy == Taxonomy::Series {
                found.values_mut().for_each(|term| term.entries.reverse());
            }
        }
        Self { terms, slugs: known }
    }

    /// The terms of one kind, by address.
    pub(super) fn all(&self, taxonomy: Taxonomy) -> impl Iterator<Item = (&str, &Term)> {
        self.terms.get(&taxonomy).into_iter().flatten().map(|(slug, term)| (slug.as_str(), term))
    }

    /// The term that a name stands for.
    pub(super) fn get(&self, taxonomy: Taxonomy, name: &str) -> Option<&Term> {
        self.terms.get(&taxonomy)?.get(&*self.slug(name))
    }

    /// The last part of the address of a term's page.
    pub(super) fn slug(&self, name: &str) -> Cow<'_, str> {
        // What stands in no list has terms that nobody has asked for yet.
        self.slugs.get(name).map_or_else(|| slug_of(name).into(), Into::into)
    }

    /// Whether there is none of a kind.
    pub(super) fn is_empty(&self, taxonomy: Taxonomy) -> bool {
        self.terms.get(&taxonomy).is_none_or(BTreeMap::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn different_names_have_different_addresses() {
        for (name, slug) in [
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("#rust", "rust"),
            ("+1", "1"),
            ("a + b", "a-b"),
            ("Über", "uber"),
            ("🎉", "u1f389"),
        ] {
            assert_eq!(slug_of(name), slug, "{name}");
        }
    }
}
