//! The works that entries refer to, from `.bib` files, and the style in which references are written. Pure: it is given texts.

mod locales;
mod style;

use crate::diagnostic::{Diagnostic, SourceText};
use hayagriva::Entry as Work;
use hayagriva::io::BibLaTeXError;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use locales::{language_code, locales};
pub use style::Style;

/// The works of a journal, or of one entry.
#[derive(Debug, Clone, Default)]
pub struct Bibliography {
    works: BTreeMap<String, Work>,
    /// Whether something in it could not be read, so that nobody knows which works it has.
    is_broken: bool,
}

impl Bibliography {
    /// Reads a `.bib` file, and tells what is wrong with it. Works that can be read are there whatever is wrong with others,
    /// but what follows a slip in the signs around fields can't be told apart.
    pub fn parse(source: &Arc<SourceText>) -> (Self, Vec<Diagnostic>) {
        match hayagriva::io::from_biblatex_str(&source.text) {
            Ok(library) => {
                let works = library.into_iter().map(|work| (work.key().to_owned(), work)).collect();
                (Self { works, is_broken: false }, Vec::new())
            }
            Err(errors) => {
                let diagnostics = errors.iter().map(|error| diagnostic(source, error)).collect();
                (Self { is_broken: true, ..Self::default() }, diagnostics)
            }
        }
    }

    /// The work with a key.
    pub fn get(&self, key: &str) -> Option<&Work> {
        self.works.get(key)
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.works.keys().map(String::as_str)
    }

    /// Whether something in it could not be read.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Whether there are no works.
    pub fn is_empty(&self) -> bool {
        self.works.is_empty()
    }
}

fn diagnostic(source: &Arc<SourceText>, error: &BibLaTeXError) -> Diagnostic {
    let (span, message) = match error {
        BibLaTeXError::Parse(error) => (error.span.clone(), error.kind.to_string()),
        BibLaTeXError::Type(error) => (error.span.clone(), error.kind.to_string()),
    };
    let span = within(&source.text, span);
    let before = &source.text[..span.start];
    // The parser tells of the place where it could not go on; the work that it was reading began earlier.
    let work = before.rfind("\n@").map_or(before.starts_with('@').then_some(0), |at| Some(at + 1));
    let key = work.and_then(|at| source.text[at..].split_once('{')?.1.split([',', '\n', '}']).next());
    let diagnostic = Diagnostic::error(source, span, format!("the bibliography can't be read: {message}"));
    match key.map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) => diagnostic.hint(format!("mend the work `{key}`")),
        None => {
            diagnostic.hint("a work is written as `@article{key, title = {…}, author = {…}, year = {…}}`")
        }
    }
}

/// A range of bytes of a text, whatever the parser says.
fn within(text: &str, span: Range<usize>) -> Range<usize> {
    let fit = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = fit(span.start);
    start..fit(span.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::Bibliography;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    fn parse(text: &str) -> (Bibliography, String) {
        let source = Arc::new(SourceText::new("references.bib".to_owned(), text.to_owned()));
        let (bibliography, diagnostics) = Bibliography::parse(&source);
        (bibliography, diagnostics.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn works_are_known_by_their_keys() {
        let (bibliography, said) = parse("@book{b, title={B}}\n@misc{a:1, title={A}, author={Doe, J.}}\n");
        assert_eq!(bibliography.keys().collect::<Vec<_>>(), ["a:1", "b"]);
        assert!(said.is_empty(), "{said}");
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        for (text, place, words) in [
            ("@book{a,\n  title = {A\n}\n", "references.bib:", "`a`"),
            ("@book{a, title={A}}\n@book{a, title={B}}\n", "references.bib:2:", "duplicate"),
            ("@book{a,\n  title = nobody}\n", "references.bib:2:", "nobody"),
        ] {
            let (_, said) = parse(text);
            assert!(said.contains(place) && said.contains(words), "{text}: {said}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["", "@", "@{", "@a{é", "é@b{c,d=é", "%", "@string{x=}", "@book{,}", "\u{0}"] {
            parse(text);
        }
    }
}
