//! Signs that stay text, though their author will hardly have meant them so: notes that aren't there, labels behind nothing,
//! marks of callouts that nobody knows, what other generators read; and what the reader of Markdown leaves out.

use super::attributes;
use super::inline::Signs;
use super::numbering::Placed;
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use pulldown_cmark::{CowStr, Event};
use std::ops::Range;
use std::sync::Arc;

/// The callouts that there are.
const CALLOUTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// What other generators read as a call of theirs.
const SHORTCODES: [&str; 4] = ["{{<", "{{%", "{%", "{{ "];

/// So many signs of a text are looked at: whoever has more of them has seen what is wrong, and a hostile text takes no time.
const MOST: usize = 64;

/// What is to be said of `text`, which stands at `whole` of the source and is shown as it is.
/// `in_caption` says that it is a caption, which takes no notes.
pub(super) fn signs_in(
    source: &Arc<SourceText>,
    text: &str,
    whole: &Range<usize>,
    in_caption: bool,
) -> Vec<Diagnostic> {
    if let Some(line) = fence_of_colons(source, text, whole) {
        let told = Diagnostic::warning(source, line, "`:::` begins no block here")
            .hint("a callout is a quotation whose first line is `> [!NOTE]`, `> [!TIP]` or the like");
        return vec![told];
    }
    let mut diagnostics = Vec::new();
    let (mut at, mut signs) = (0, 0);
    while let Some(found) = text[at..].find(['[', '$', '{']).filter(|_| signs < MOST) {
        at += found;
        match sign_at(&text[at..]) {
            Some(sign) => {
                signs += 1;
                let place = place_of(source, sign.shown(), text, at, whole);
                diagnostics.extend(place.map(|place| sign.told(source, place, in_caption)));
                at += sign.shown().len();
            }
            None => at += 1,
        }
    }
    diagnostics
}

/// A sign that means something elsewhere.
enum Sign<'t> {
    /// `[^name]`, with its name.
    Note(&'t str, &'t str),
    /// `$$`
    Formula(&'t str),
    /// `{#label}` or `{.class}`
    Attributes(&'t str),
    Shortcode(&'t str),
}

fn sign_at(text: &str) -> Option<Sign<'_>> {
    if let Some((name, _)) = text.strip_prefix("[^").and_then(|rest| rest.split_once(']')) {
        let is_name =
            !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || matches!(c, '[' | '^' | '('));
        return is_name.then(|| Sign::Note(&text[..name.len() + "[^]".len()], name));
    }
    if text.starts_with("$$") {
        return Some(Sign::Formula(&text[..2]));
    }
    if let Some(call) = SHORTCODES.iter().find(|call| text.starts_with(**call)) {
        return Some(Sign::Shortcode(&text[..call.len()]));
    }
    let (inner, _) = text.strip_prefix('{')?.split_once('}')?;
    let mut words = inner.split_whitespace();
    // A value in quotes may have blanks in it.
    (words.next().is_some_and(is_attribute) && (inner.contains('=') || words.all(is_attribute)))
        .then(|| Sign::Attributes(&text[..inner.len() + "{}".len()]))
}

/// Whether a word is one that stands in braces behind a picture or a heading, here or in Quarto. `.gitignore` is none, nor is
/// the colour `#fff`.
fn is_attribute(word: &str) -> bool {
    const KEYS: [&str; 9] =
        ["width", "height", "fig-align", "fig-alt", "fig-cap", "alt", "style", "target", "layout-ncol"];
    const CLASSES: [&str; 5] = ["column-", "callout", "panel-", "content-", "unnumbered"];
    if let Some(label) = word.strip_prefix('#') {
        let is_colour = matches!(label.len(), 3 | 6) && label.bytes().all(|byte| byte.is_ascii_hexdigit());
        return label.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_colour;
    }
    if let Some(class) = word.strip_prefix('.') {
        return CLASSES.iter().any(|begin| class.starts_with(begin))
            || did_you_mean(class, attributes::CLASSES).is_some();
    }
    word.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key))
}

impl<'t> Sign<'t> {
    /// As it stands in the text.
    fn shown(&self) -> &'t str {
        match self {
            Self::Note(shown, _)
            | Self::Formula(shown)
            | Self::Attributes(shown)
            | Self::Shortcode(shown) => shown,
        }
    }

    fn told(&self, source: &Arc<SourceText>, at: Range<usize>, in_caption: bool) -> Diagnostic {
        match self {
            Self::Note(shown, _) if in_caption => {
                Diagnostic::error(source, at, "this caption can have no note")
                    .hint(format!("mention it in the text beside it; `\\{shown}` is plain text"))
            }
            Self::Note(shown, name) => Diagnostic::error(source, at, format!("there is no note `{name}`"))
                .hint(format!("write it on a line of its own, `{shown}: Its text.`; `\\{shown}` is plain text")),
            Self::Formula(_) => Diagnostic::warning(source, at, "no formula begins or ends here").hint(
                "one ends with `$$` as it begins, and its braces match; `\\$` is a plain dollar sign",
            ),
            Self::Attributes(shown) => Diagnostic::warning(source, at, format!("`{shown}` belongs to nothing here"))
                .hint(
                    "`{#sec-…}` stands behind a heading's words, `{#fig-…}` behind a picture alone in its paragraph, `{#eq-…}` behind `$$…$$`, `{#tbl-…}` behind a table's caption `: …`",
                ),
            Self::Shortcode(shown) => Diagnostic::warning(source, at, format!("`{}` calls nothing here", shown.trim_end()))
                .hint("there are no shortcodes: write Markdown or HTML in its place, or put it into a code span"),
        }
    }
}

/// Where the sign stands that a text has at the byte `at`, if its author has left it its meaning.
fn place_of(
    source: &Arc<SourceText>,
    sign: &str,
    text: &str,
    at: usize,
    whole: &Range<usize>,
) -> Option<Range<usize>> {
    // One with an escape or an entity in its middle was meant to be text.
    let start = Signs::new(sign, text, &source.text, whole).meant(at)?;
    Some(start..start + sign.len())
}

/// The line that a text stands on, if it begins with `:::`.
fn fence_of_colons(source: &Arc<SourceText>, text: &str, whole: &Range<usize>) -> Option<Range<usize>> {
    if !text.starts_with("::") {
        return None;
    }
    let start = source.text[..whole.start].rfind('\n').map_or(0, |at| at + 1);
    let line = source.text[start..].lines().next().unwrap_or_default();
    line.trim_start().starts_with(":::").then_some(start..start + line.len())
}

/// What is to be said of braces at the end of a heading, which the reader of Markdown takes for attributes whatever they hold.
pub(super) fn heading_braces(
    source: &Arc<SourceText>,
    attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
    heading: &Range<usize>,
) -> Option<Diagnostic> {
    attributes.iter().find(|(_, value)| value.is_none())?;
    let text = source.text.get(heading.clone())?;
    let open = heading.start + text.rfind('{')?;
    let close = open + source.text[open..].find('}')? + 1;
    let message = format!("`{}` is left out of the heading", &source.text[open..close]);
    let hint = "braces at its end are for a label, `{#sec-…}`, or a class; `\\{` is a plain brace";
    Some(Diagnostic::warning(source, open..close, message).hint(hint))
}

/// What is to be said of a row with more cells than its table has columns, which are left out.
pub(super) fn row_too_long(
    source: &Arc<SourceText>,
    columns: usize,
    row: &Range<usize>,
) -> Option<Diagnostic> {
    let written = source.text.get(row.clone())?.trim_end();
    let text = written.trim_start();
    let text = text.strip_prefix('|').unwrap_or(text);
    let is_bar = |at: &usize| !text[..*at].ends_with('\\');
    let bars: Vec<usize> = text.match_indices('|').map(|(at, _)| at).filter(is_bar).collect();
    let last_ends = bars.last().is_some_and(|at| at + 1 == text.len());
    let cells = bars.len() + usize::from(!last_ends);
    (cells > columns).then(|| {
        let message = format!("this row has {cells} cells, of which the table shows {columns}");
        Diagnostic::warning(source, row.start..row.start + written.len(), message)
            .hint("`\\|` is a plain bar, in code and formulas too; else give the head as many cells")
    })
}

/// What is to be said of a quotation, whose events these are, if it begins like a callout.
pub(super) fn callout_mark(source: &Arc<SourceText>, events: &[Placed<'_>]) -> Option<Diagnostic> {
    let [_, (Event::Start(_), _), (Event::Text(text), range), ..] = events else { return None };
    let (word, _) = text.strip_prefix("[!")?.split_once(']')?;
    let mark = format!("[!{word}]");
    let at = place_of(source, &mark, text, 0, range)?;
    let word = word.to_uppercase();
    let hint = if CALLOUTS.contains(&word.as_str()) {
        format!("the mark stands alone on the first line: `> [!{word}]`, and the text below it")
    } else if let Some(near) = did_you_mean(&word, CALLOUTS) {
        format!("did you mean `[!{near}]`?")
    } else {
        format!("known are {}", CALLOUTS.map(|name| format!("`[!{name}]`")).join(", "))
    };
    Some(Diagnostic::warning(source, at, format!("`{mark}` makes no callout")).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::signs_in;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    fn told(source: &str, text: &str) -> Vec<String> {
        let source_text = Arc::new(SourceText::new("a.md".to_owned(), source.to_owned()));
        let diagnostics = signs_in(&source_text, text, &(0..source.len()), false);
        diagnostics.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn signs_that_stayed_text_are_told() {
        for (text, said) in [
            ("a[^x] b", "there is no note `x`"),
            ("$$ x {", "no formula begins or ends here"),
            ("words {#sec-a}", "`{#sec-a}` belongs to nothing here"),
            ("{width=50%}", "`{width=50%}` belongs to nothing here"),
            ("{#fig-a fig-alt=\"a b\"}", "`{#fig-a fig-alt=\"a b\"}` belongs to nothing here"),
            ("{#fig-a .column-page}", "`{#fig-a .column-page}` belongs to nothing here"),
            ("{{< youtube \"x\" >}}", "`{{<` calls nothing here"),
            ("{% raw %}", "`{%` calls nothing here"),
            ("{{ video(x) }}", "`{{` calls nothing here"),
            ("::: {.note}", "`:::` begins no block here"),
        ] {
            assert!(told(text, text).contains(&said.to_owned()), "{text}");
        }
    }

    #[test]
    fn text_is_left_alone() {
        for text in [
            "[x] {y} $5 and $6",
            "[^",
            "{}",
            "{. }",
            "{.5}",
            "[^a b]",
            "a {#",
            "{a: 1}",
            ":: a",
            "{.gitignore}",
            "{#fff}",
        ] {
            assert_eq!(told(text, text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(told("a\\[^x]", "a[^x]"), Vec::<String>::new());
        assert_eq!(told("a\\[^x] [^x]", "a[^x] [^x]").len(), 1, "one of them is meant");
    }

    #[test]
    fn a_text_of_nothing_but_signs_takes_no_time() {
        let hostile = "[^a]".repeat(200_000);
        assert_eq!(told(&hostile, &hostile).len(), super::MOST);
    }
}
