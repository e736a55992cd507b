//! Text made safe for the place that it goes to.
//!
//! Control characters stand for what is only known when a page is put together: [`ROOT`] for the way to the site's root,
//! [`HERE`] for the page itself, a pair around what feeds leave out, and pairs around the number of what is written last. Everything written through this module loses its
//! control characters, so no such mark can come from a source file or from a cell.

/// Stands for the way from the page to the site's root.
pub(super) const ROOT: char = '\u{1}';
/// Stands for the page's own address.
pub(super) const HERE: char = '\u{2}';
/// Begins what only a page with our style sheet shows, such as a chart's dark twin.
pub(super) const STYLED_BEGIN: char = '\u{3}';
/// Ends it.
pub(super) const STYLED_END: char = '\u{4}';

/// Stands on both sides of the number of a reference to the literature, which is written when all are known.
pub(super) const CITED: char = '\u{5}';
/// Stands on both sides of the number of a note, whose text comes later than its mention.
pub(super) const NOTED: char = '\u{6}';

/// Stands on both sides of the number of a heading, whose words may name works.
pub(super) const HEADING: char = '\u{7}';

/// Replaces each number between two of `mark` by the text of that number.
pub(super) fn fill(markup: &str, mark: char, texts: &[String]) -> String {
    let mut pieces = markup.split(mark);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    while let Some(number) = pieces.next() {
        let text = number.parse().ok().and_then(|at: usize| texts.get(at));
        // A mark without its other half is none.
        let Some(after) = pieces.next() else {
            out.push_str(number);
            break;
        };
        out.push_str(text.map(String::as_str).unwrap_or_default());
        out.push_str(after);
    }
    out
}

/// Appends `text` for element content and for quoted attributes alike.
pub(super) fn push_text(out: &mut String, text: &str) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            b'\n' | b'\t' => continue,
            0..=0x1f | 0x7f => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[clean..at]);
        out.push_str(replacement);
        clean = at + 1;
    }
    out.push_str(&text[clean..]);
}

/// `text` for element content and for quoted attributes alike.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_text(&mut out, text);
    out
}

/// Appends markup that the author wrote: as it is, but for control characters, which no page may hold.
pub(super) fn push_markup(out: &mut String, markup: &str) {
    out.extend(markup.chars().filter(|&c| matches!(c, '\n' | '\t') || !c.is_control()));
}

/// Appends an address as somebody wrote it, for a quoted attribute: percent-encoded where it has to be, then escaped.
pub(super) fn push_address(out: &mut String, address: &str) {
    push_text(out, &encoded_address(address));
}

/// An address as somebody wrote it, with what none may hold percent-encoded. What means something in it stays.
pub(crate) fn encoded_address(address: &str) -> String {
    encoded(address, may_stand)
}

/// A path of the site as part of an address: whatever means something there or in markup is percent-encoded, so that it can
/// stand anywhere as it is.
pub(crate) fn encoded_path(path: &str) -> String {
    encoded(path, |c| may_stand(c) && !matches!(c, '%' | '?' | '#' | '&' | '\''))
}

fn encoded(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| if stays(c) { out.push(c) } else { push_percent(&mut out, c) });
    out
}

/// Whether a character can be part of an address.
fn may_stand(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

fn push_percent(out: &mut String, c: char) {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    let mut bytes = [0; 4];
    for byte in c.encode_utf8(&mut bytes).bytes() {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// What an address is, by its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme<'a> {
    /// It has none: a path, a query or a fragment.
    None,
    /// It has one that a page may link to, or names a host (`//host/path`).
    Fine,
    /// It has another one: `javascript`, `data`, `vbscript`, …
    Refused(&'a str),
}

/// Tells what kind of address it is. Browsers skip white space and control characters, so this does too.
pub(super) fn scheme(address: &str) -> Scheme<'_> {
    const FINE: [&str; 8] = ["http", "https", "mailto", "tel", "sms", "irc", "ircs", "doi"];
    if address.starts_with("//") || address.starts_with("\\\\") {
        return Scheme::Fine;
    }
    let Some((name, _)) = address.split_once([':', '/', '?', '#']) else { return Scheme::None };
    if !address[name.len()..].starts_with(':') {
        return Scheme::None;
    }
    let plain: String = name.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if FINE.iter().any(|fine| plain.eq_ignore_ascii_case(fine)) {
        Scheme::Fine
    } else {
        Scheme::Refused(name.trim())
    }
}

/// Whether an address is a picture in itself: `data:image/png;base64,…` and its like. SVG is not, for it can run script.
pub(super) fn is_picture_data(address: &str) -> bool {
    const TYPES: [&str; 5] = ["png", "jpeg", "gif", "webp", "avif"];
    let Some(kind) = address.strip_prefix("data:image/") else { return false };
    TYPES.iter().any(|name| kind.strip_prefix(name).is_some_and(|rest| rest.starts_with([';', ','])))
}

#[cfg(test)]
mod tests {
    use super::{Scheme, encoded_path, fill, is_picture_data, push_address, push_markup, scheme, text};

    #[test]
    fn text_can_leave_neither_element_nor_attribute() {
        assert_eq!(
            text(r#"</pre><b a="x" b='y'>&"#),
            "&lt;/pre&gt;&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;"
        );
        assert_eq!(text("plain – text"), "plain – text");
    }

    #[test]
    fn the_marks_of_addresses_never_come_from_text() {
        assert_eq!(text("a\u{1}b\u{2}c\u{0}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        let mut out = String::new();
        push_markup(&mut out, "<b>\u{1}\n</b>");
        assert_eq!(out, "<b>\n</b>");
    }

    #[test]
    fn addresses_are_encoded_once() {
        let mut out = String::new();
        push_address(&mut out, "a b/%20/é\"&c");
        assert_eq!(out, "a%20b/%20/%C3%A9%22&amp;c");
    }

    #[test]
    fn paths_lead_to_the_file_of_just_that_name() {
        assert_eq!(encoded_path("a/100%/b#c?d&e'f g.png"), "a/100%25/b%23c%3Fd%26e%27f%20g.png");
    }

    #[test]
    fn a_mark_by_itself_takes_nothing_with_it() {
        let texts = ["zero".to_owned(), "one".to_owned()];
        assert_eq!(fill("a|1|b|0|c", '|', &texts), "aonebzeroc");
        assert_eq!(fill("a|1|b|c", '|', &texts), "aonebc");
    }

    #[test]
    fn schemes_that_run_or_hide_something_are_refused() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "java\tscript:x",
            " javascript:x",
            "data:text/html,x",
            "vbscript:x",
        ] {
            assert!(matches!(scheme(address), Scheme::Refused(_)), "{address:?}");
        }
        for address in ["https://x.org/a:b", "mailto:a@b.org", "//x.org", "HTTP://x"] {
            assert_eq!(scheme(address), Scheme::Fine, "{address:?}");
        }
        for address in ["a/b:c", "#a:b", "?q=a:b", "a.md", "./a:b.md", ""] {
            assert_eq!(scheme(address), Scheme::None, "{address:?}");
        }
    }

    #[test]
    fn only_raster_pictures_may_be_data() {
        assert!(is_picture_data("data:image/png;base64,AA"));
        assert!(!is_picture_data("data:image/svg+xml,<svg/>"));
        assert!(!is_picture_data("data:image/pngx,AA"));
    }
}
