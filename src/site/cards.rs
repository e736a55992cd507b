//! Entries as lists name them: made once for all pages of a depth, however many lists an entry stands in.

use super::context::EntryContext;
use super::output::held;
use super::rendering::Rendering;
use super::shared::Shared;
use crate::words::Words;
use blake3::Hash;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use tera::Value;

/// An entry as a page names it.
pub(super) struct Card {
    context: EntryContext,
    /// The hash of the above; none if it has none.
    pub(super) hash: Option<Hash>,
    value: OnceLock<Value>,
}

impl Card {
    fn new(context: EntryContext) -> Self {
        let hash = serde_json::to_vec(&context).ok().map(|bytes| blake3::hash(&bytes));
        Self { context, hash, value: OnceLock::new() }
    }

    /// What templates are given.
    pub(super) fn value(&self) -> Value {
        self.value.get_or_init(|| Value::from_serializable(&self.context)).clone()
    }
}

/// The cards of all entries, in the words of one language and for one way to the root.
type OfRoot = Arc<Vec<OnceLock<Arc<Card>>>>;

/// All cards that were needed so far.
#[derive(Default)]
pub(super) struct Cards(Mutex<BTreeMap<(String, String), OfRoot>>);

impl Cards {
    /// The card of an entry for a page with these words, from which `root` leads to the site's root.
    pub(super) fn of(
        &self,
        shared: &Shared<'_>,
        entry: &Rendering<'_>,
        words: &Words,
        root: &str,
    ) -> Arc<Card> {
        let key = (words.language.clone(), root.to_owned());
        let none = || Arc::new(shared.entries.iter().map(|_| OnceLock::new()).collect());
        let all = Arc::clone(held(&self.0).entry(key).or_insert_with(none));
        let new = || Arc::new(Card::new(EntryContext::new(shared, entry, words, root)));
        all.get(entry.at).map_or_else(new, |card| Arc::clone(card.get_or_init(new)))
    }
}

/// The cards as one value.
pub(super) fn values(cards: &[Arc<Card>]) -> Value {
    Value::from_serializable(&cards.iter().map(|card| card.value()).collect::<Vec<Value>>())
}
