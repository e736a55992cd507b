//! A text file of the journal, which may be read when somebody asks for its text.

use blake3::Hash;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A text file of the journal: line ends are `\n`, a byte-order mark is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceText {
    /// Path relative to the journal, with `/` between its parts.
    pub path: String,
    /// The text.
    pub text: Text,
}

impl SourceText {
    /// A text with the path that it was read from.
    pub fn new(path: String, text: String) -> Self {
        let text = Text { here: OnceLock::from(text), ..Text::default() };
        Self { path, text }
    }

    /// A text that is known to have this length and this hash, and that `read` gives when somebody asks for it.
    pub fn known(
        path: String,
        length: usize,
        hash: Hash,
        read: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let text = Text {
            here: OnceLock::new(),
            hash: OnceLock::from(hash),
            later: Some(Arc::new(Later { length, read: Box::new(read) })),
            lost: OnceLock::new(),
        };
        Self { path, text }
    }

    /// The hash of the text, which is found out once.
    pub fn hash(&self) -> &Hash {
        self.text.hash.get_or_init(|| blake3::hash(self.text.as_bytes()))
    }

    /// Whether the file was another when its text was asked for. What was made of it is of no use.
    pub fn is_lost(&self) -> bool {
        self.text.lost.get().is_some()
    }
}

/// A text that may still have to be read.
#[derive(Clone, Default)]
pub struct Text {
    here: OnceLock<String>,
    hash: OnceLock<Hash>,
    later: Option<Arc<Later>>,
    lost: OnceLock<()>,
}

/// How a text is read.
struct Later {
    length: usize,
    read: Box<dyn Fn() -> Option<String> + Send + Sync>,
}

impl Text {
    fn read(&self) -> String {
        let Some(later) = &self.later else { return String::new() };
        let is_it = |text: &String| Some(&blake3::hash(text.as_bytes())) == self.hash.get();
        (later.read)().filter(is_it).unwrap_or_else(|| {
            // Somebody has changed the file. Until that is told, what stands at any place of the text can be asked for.
            let _ = self.lost.set(());
            " ".repeat(later.length)
        })
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.here.get_or_init(|| self.read())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::SourceText;

    #[test]
    fn a_known_text_is_read_when_it_is_asked_for() {
        let known = |text: &str, now: Option<&str>| {
            let now = now.map(str::to_owned);
            SourceText::known("a.md".to_owned(), text.len(), blake3::hash(text.as_bytes()), move || {
                now.clone()
            })
        };
        let same = known("one", Some("one"));
        assert_eq!((&*same.text, same.is_lost()), ("one", false));
        assert_eq!(same, SourceText::new("a.md".to_owned(), "one".to_owned()));
        for now in [Some("two!"), None] {
            let other = known("one", now);
            assert!(!other.is_lost(), "nobody has asked for it");
            assert_eq!((&other.text[1..], other.is_lost()), ("  ", true));
        }
    }
}
