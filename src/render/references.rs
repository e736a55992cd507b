//! Cross-references: `@fig-descent` becomes a link to Figure 2.

use super::escape;
use super::numbering::{Kind, Numbering};
use crate::words::TextWords;
use std::ops::Range;

/// A reference that points to nothing: its label, and where in the text it stands.
pub(super) struct Unresolved {
    pub(super) label: String,
    pub(super) at: Range<usize>,
}

/// Appends text with its references resolved. Inside of a link they become plain words.
pub(super) fn push_text(
    out: &mut String,
    text: &str,
    numbering: &Numbering,
    words: &TextWords,
    in_link: bool,
    missing: &mut Vec<Unresolved>,
) {
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        let Some((label, kind)) = label_at(text, at) else { continue };
        escape::push_text(out, &text[done..at]);
        done = at + 1 + label.len();
        match numbering.labels.get(label) {
            Some(number) => push_reference(out, label, &kind.numbered(number, words), in_link),
            None => {
                missing.push(Unresolved { label: label.to_owned(), at: at..done });
                escape::push_text(out, &text[at..done]);
            }
        }
    }
    escape::push_text(out, &text[done..]);
}

fn push_reference(out: &mut String, label: &str, shown: &str, in_link: bool) {
    if !in_link {
        out.push_str("<a class=\"ref\" href=\"");
        out.push(escape::HERE);
        out.push('#');
        escape::push_address(out, label);
        out.push_str("\">");
    }
    escape::push_text(out, shown);
    if !in_link {
        out.push_str("</a>");
    }
}

/// The label behind the `@` at `at`, unless the `@` is part of a longer word, as in an e-mail address.
fn label_at(text: &str, at: usize) -> Option<(&str, Kind)> {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '/' | '@' | '\\');
    if text[..at].ends_with(glued) {
        return None;
    }
    let rest = &text[at + 1..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
    let label = rest[..end].trim_end_matches(['-', '_']);
    let kind = Kind::of(label)?;
    // `@fig-a@example.org` or `@sec-a.example` is no label either.
    let after = &rest[label.len()..];
    let continues =
        after.starts_with('@') || (after.starts_with('.') && after[1..].starts_with(char::is_alphanumeric));
    (!continues).then_some((label, kind))
}

#[cfg(test)]
mod tests {
    use super::super::numbering::Numbering;

    fn shown(text: &str) -> (String, Vec<String>) {
        let mut numbering = Numbering::default();
        numbering.labels.insert("fig-a".to_owned(), "1".to_owned());
        numbering.labels.insert("sec-b".to_owned(), "2.1".to_owned());
        let (mut out, mut missing) = (String::new(), Vec::new());
        let library = crate::words::Library::built_in().expect("the words are sound");
        super::push_text(&mut out, text, &numbering, &library.find("en").text, false, &mut missing);
        (out, missing.into_iter().map(|one| one.label).collect())
    }

    #[test]
    fn a_reference_is_a_link_with_the_number() {
        let (out, missing) = shown("See @fig-a, and (@sec-b).");
        assert_eq!(
            out,
            "See <a class=\"ref\" href=\"\u{2}#fig-a\">Figure\u{a0}1</a>, and (<a class=\"ref\" href=\"\u{2}#sec-b\">Section\u{a0}2.1</a>)."
        );
        assert!(missing.is_empty());
    }

    #[test]
    fn an_unknown_label_is_reported() {
        assert_eq!(
            shown("@tbl-x & @fig-a-b"),
            ("@tbl-x &amp; @fig-a-b".to_owned(), vec!["tbl-x".to_owned(), "fig-a-b".to_owned()])
        );
    }

    #[test]
    fn addresses_and_handles_are_left_alone() {
        for text in
            ["me@fig-a.org", "a@sec-b", "@someone", "@fig", "@sec-b.example.org", "@fig-a@example.org"]
        {
            assert_eq!(shown(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }
}
