//! Finding what the text refers to: `@fig-descent`, `[@fig-a; @fig-b]`, `@key` and `[see @key, p. 3]`.

use super::numbering::{Kind, Placed};
use pulldown_cmark::Event;
use std::ops::Range;

/// A piece of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Words without a reference.
    Words(Range<usize>),
    /// A name in the sentence: `@key`, and what stands in brackets behind it.
    Named { item: Item<'t>, at: Range<usize> },
    /// Names in brackets: `[@a; see @b, p. 3]`.
    Group { items: Vec<Item<'t>>, at: Range<usize> },
}

/// One name of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'t> {
    pub(super) key: &'t str,
    /// Where `@key` stands in the text.
    pub(super) at: Range<usize>,
    /// What stands before it in the brackets.
    pub(super) before: &'t str,
    /// What stands behind it.
    pub(super) behind: &'t str,
    /// Whether it has a minus before it: the number or the year alone.
    pub(super) short: bool,
}

/// The events with brackets that hold a name brought together where a line of the source ended within them.
pub(super) fn joined(events: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    let mut joined: Vec<Placed<'_>> = Vec::with_capacity(events.len());
    for (event, range) in events {
        let before = match (joined.as_slice(), &event) {
            ([.., (Event::Text(before), _), (Event::SoftBreak, _)], Event::Text(after)) => {
                goes_on(before, after).then(|| format!("{before}\n{after}"))
            }
            _ => None,
        };
        match before {
            Some(text) => {
                joined.pop();
                let start = joined.pop().map_or(range.start, |(_, place)| place.start);
                joined.push((Event::Text(text.into()), start..range.end));
            }
            None => joined.push((event, range)),
        }
    }
    joined
}

/// Whether a bracket that `before` leaves open is closed in `after` and holds a name.
fn goes_on(before: &str, after: &str) -> bool {
    let Some(open) = before.rfind('[') else { return false };
    let Some(close) = after.find([']', '[']) else { return false };
    let (head, tail) = (&before[open..], &after[..close]);
    after.as_bytes()[close] == b']' && !head.contains(']') && (head.contains('@') || tail.contains('@'))
}

/// Splits text at its references. `escaped` says of the byte of an `@` whether the author took its meaning from it.
pub(super) fn pieces<'t>(text: &'t str, escaped: &dyn Fn(usize) -> bool) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(found) = text[at..].find(['@', '[']) {
        let start = at + found;
        let piece = match text.as_bytes()[start] {
            b'[' => group(text, start, escaped),
            _ if escaped(start) => None,
            _ => named(text, start),
        };
        at = start + 1;
        if let Some(piece) = piece {
            if done < start {
                pieces.push(Piece::Words(done..start));
            }
            at = match &piece {
                Piece::Words(at) | Piece::Named { at, .. } | Piece::Group { at, .. } => at.end,
            };
            done = at;
            pieces.push(piece);
        }
    }
    if done < text.len() {
        pieces.push(Piece::Words(done..text.len()));
    }
    pieces
}

/// `@key` within a sentence, with what stands in brackets right behind it.
fn named(text: &str, start: usize) -> Option<Piece<'_>> {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '/' | '@' | '\\');
    if text[..start].ends_with(glued) {
        return None;
    }
    let key = key_at(text, start)?;
    let end = start + 1 + key.len();
    let (behind, whole) = match text[end..].strip_prefix(" [").and_then(|rest| rest.split_once(']')) {
        Some((inner, _)) if Kind::of(key).is_none() && !inner.contains(['@', '[']) => {
            (inner, end + " []".len() + inner.len())
        }
        _ => ("", end),
    };
    let item = Item { key, at: start..end, before: "", behind, short: false };
    Some(Piece::Named { item, at: start..whole })
}

/// `[@a; @b]`: every part between semicolons has a name.
fn group<'t>(text: &'t str, start: usize, escaped: &dyn Fn(usize) -> bool) -> Option<Piece<'t>> {
    let end = start + 1 + text[start + 1..].find([']', '['])?;
    if text.as_bytes()[end] == b'[' {
        return None;
    }
    let mut items = Vec::new();
    let mut at = start + 1;
    for part in text[start + 1..end].split(';') {
        items.push(item(text, at..at + part.len(), escaped)?);
        at += part.len() + 1;
    }
    Some(Piece::Group { items, at: start..end + 1 })
}

fn item<'t>(text: &'t str, part: Range<usize>, escaped: &dyn Fn(usize) -> bool) -> Option<Item<'t>> {
    let sign = part.start + text[part.clone()].find('@')?;
    let before = &text[part.start..sign];
    let short = before.ends_with('-');
    let before = before.strip_suffix('-').unwrap_or(before);
    let key = key_at(text, sign)?;
    let end = sign + 1 + key.len();
    let apart = before.is_empty() || before.ends_with(char::is_whitespace);
    let behind = text[end..part.end].trim().trim_start_matches(',').trim();
    let fits = apart && end <= part.end && !behind.contains('@') && !escaped(sign);
    fits.then_some(Item { key, at: sign..end, before: before.trim(), behind, short })
}

/// The name behind the `@` at `at`: letters, digits and `_`, and single signs between them, as Pandoc reads it. Names of
/// figures and the like have no signs but dashes.
fn key_at(text: &str, at: usize) -> Option<&str> {
    let rest = &text[at + 1..];
    if let Some(inner) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        // The braces belong to the sign; a name in them has no spaces.
        return (!inner.0.is_empty() && !inner.0.contains(char::is_whitespace))
            .then_some(&rest[..=inner.0.len() + 1]);
    }
    let is_label = label_end(rest);
    let key = match is_label {
        Some(end) => &rest[..end],
        None => &rest[..key_end(rest)],
    };
    // `@fig-a@example.org` or `@sec-a.example` is no name either.
    let after = &rest[key.len()..];
    let continues =
        after.starts_with('@') || (after.starts_with('.') && after[1..].starts_with(char::is_alphanumeric));
    (!key.is_empty() && !continues).then_some(key)
}

/// Where a label such as `fig-descent` ends, if that is what the text begins with.
fn label_end(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(text.len());
    let label = text[..end].trim_end_matches(['-', '_']);
    Kind::of(label)?;
    Some(label.len())
}

fn key_end(text: &str) -> usize {
    let is_inner =
        |c: char| matches!(c, ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|(_, next)| is_word(*next));
        if is_word(c) {
            end = at + c.len_utf8();
        } else if !(at > 0 && is_inner(c) && goes_on) {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    /// Every reference in short: `key`, `-key`, `before|key|behind`, groups in brackets.
    fn found(text: &str) -> String {
        let show = |item: &super::Item<'_>| {
            assert_eq!(&text[item.at.clone()][1..], item.key);
            let minus = if item.short { "-" } else { "" };
            format!("{}|{minus}{}|{}", item.before, item.key, item.behind)
        };
        let all = pieces(text, &|at| text[..at].ends_with('!'));
        let shown = all.iter().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Named { item, .. } => Some(show(item)),
            Piece::Group { items, .. } => {
                Some(format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join("; ")))
            }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_are_found_in_sentences_and_in_brackets() {
        for (text, expected) in [
            ("See @fig-one, and (@sec-two).", "|fig-one| |sec-two|"),
            ("[@fig-a; -@tbl-b]", "[|fig-a|; |-tbl-b|]"),
            ("[see @doe:2020, pp. 3-4; -@roe_21]", "[see|doe:2020|pp. 3-4; |-roe_21|]"),
            ("@doe2020 [p. 3] says", "|doe2020|p. 3"),
            ("@fig-a [p. 3]", "|fig-a|"),
            ("as @doe2020.", "|doe2020|"),
            ("@{https://x.org/a}!", "|{https://x.org/a}|"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_and_brackets_without_names_are_words() {
        for text in [
            "me@fig-a.org",
            "a@sec-b",
            "@sec-b.example.org",
            "@fig-a@example.org",
            "[a]",
            "[a@b.org]",
            "[@a, @b]x",
            "!@doe",
            "[!@doe]",
            "@",
            "[@]",
            "a [b",
            "[@a; b]x",
        ] {
            let all = found(text);
            assert!(all.is_empty() || text.starts_with("[@a"), "{text}: {all}");
        }
        // Brackets that are no group still hold single names.
        assert_eq!(found("[@a, @b]"), "|a| |b|");
    }

    #[test]
    fn pieces_cover_the_text() {
        let text = "a [@b; @c] d @e";
        let covered: Vec<_> = pieces(text, &|_| false)
            .iter()
            .map(|piece| match piece {
                Piece::Words(at) | Piece::Named { at, .. } | Piece::Group { at, .. } => &text[at.clone()],
            })
            .collect();
        assert_eq!(covered.concat(), text);
        assert_eq!(covered, ["a ", "[@b; @c]", " d ", "@e"]);
    }
}
