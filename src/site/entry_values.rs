//! Entries as templates are given them: made once for all pages of a depth, however many lists an entry stands in, and only if one of
//! those pages has to be made.

use super::context::{EntryContext, Parts};
use super::rendering::Rendering;
use super::shared::Shared;
use crate::held::held;
use crate::words::Words;
use blake3::Hash;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use tera::Value;

/// An entry as a page names it.
pub(super) struct EntryValue<'s> {
    /// The hash of what it follows from, beside the page's words and its way to the root.
    pub(super) made_of: Hash,
    value: Box<dyn Fn() -> Value + Send + 's>,
}

impl<'s> EntryValue<'s> {
    /// An entry for a list on a page with these words, from which `root` leads to the site's root.
    pub(super) fn in_list(
        shared: &'s Shared<'_>,
        entry: &'s Rendering<'_>,
        words: &'s Words,
        root: &Arc<str>,
    ) -> Self {
        let root = Arc::clone(root);
        let made_of = shared.entry_values.made_of(shared, entry);
        Self { made_of, value: Box::new(move || shared.entry_values.value(shared, entry, words, &root)) }
    }

    /// An entry for its own page, which names all parts of its series as well: in lists these would be as many as its square.
    pub(super) fn on_own_page(
        shared: &'s Shared<'_>,
        entry: &'s Rendering<'_>,
        words: &'s Words,
        root: &Arc<str>,
    ) -> Self {
        let root = Arc::clone(root);
        let made_of = EntryContext::made_of(shared, entry, Parts::All);
        let new = move || EntryContext::new(shared, entry, words, &root, Parts::All);
        Self { made_of, value: Box::new(move || Value::from_serializable(&new())) }
    }

    /// What templates are given.
    pub(super) fn value(&self) -> Value {
        (self.value)()
    }
}

/// The values of all entries, in the words of one language and for one way to the root.
type OfRoot = Arc<Vec<OnceLock<Value>>>;

/// All of them that were needed so far.
#[derive(Default)]
pub(super) struct EntryValues {
    made_of: Vec<OnceLock<Hash>>,
    values: Mutex<BTreeMap<(String, Arc<str>), OfRoot>>,
}

impl EntryValues {
    /// None yet, of so many entries.
    pub(super) fn of(count: usize) -> Self {
        Self { made_of: empty(count), ..Self::default() }
    }

    fn made_of(&self, shared: &Shared<'_>, entry: &Rendering<'_>) -> Hash {
        *self.made_of[entry.at].get_or_init(|| EntryContext::made_of(shared, entry, Parts::None))
    }

    fn value(&self, shared: &Shared<'_>, entry: &Rendering<'_>, words: &Words, root: &Arc<str>) -> Value {
        let key = (words.language.clone(), Arc::clone(root));
        let none = || Arc::new(empty(self.made_of.len()));
        let all = Arc::clone(held(&self.values).entry(key).or_insert_with(none));
        let new = || Value::from_serializable(&EntryContext::new(shared, entry, words, root, Parts::None));
        all[entry.at].get_or_init(new).clone()
    }
}

fn empty<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// Entries as one value.
pub(super) fn all(entries: &[EntryValue<'_>]) -> Value {
    Value::from_serializable(&entries.iter().map(EntryValue::value).collect::<Vec<Value>>())
}
