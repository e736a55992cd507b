//! Markup that can be put on any page.

use super::escape::{HERE, ROOT, STYLED_BEGIN, STYLED_END};

/// Markup whose addresses are still open: it can stand on its own page, on a list, or in a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Markup(String);

impl Markup {
    pub(super) fn new(markup: String) -> Self {
        Markup(markup)
    }

    /// What two markups share only if they are the same.
    pub fn hash(&self) -> String {
        crate::hash::half(&self.0)
    }

    /// The markup for its own page, from which `root` leads to the site's root.
    pub fn on_page(&self, root: &str) -> String {
        self.fill(root, "", true)
    }

    /// The markup for a feed: every address whole, and nothing that needs our style sheet. `root` is the site's address and
    /// `here` the page's.
    pub fn in_feed(&self, root: &str, here: &str) -> String {
        self.fill(root, here, false)
    }

    /// The markup for a page that shows others beside it: without ids, which a page may have only once. `root` leads to the
    /// site's root and `here` to the page that the markup belongs to.
    pub fn in_list(&self, root: &str, here: &str) -> String {
        without_ids(&self.fill(root, here, true))
    }

    fn fill(&self, root: &str, here: &str, styled: bool) -> String {
        let mut out = String::with_capacity(self.0.len() + self.0.len() / 16);
        let mut depth = 0_usize;
        for piece in self.0.split_inclusive([ROOT, HERE, STYLED_BEGIN, STYLED_END]) {
            let mark =
                piece.chars().next_back().filter(|&c| matches!(c, ROOT | HERE | STYLED_BEGIN | STYLED_END));
            let left_out = depth > 0 && !styled;
            if !left_out {
                out.push_str(&piece[..piece.len() - mark.map_or(0, char::len_utf8)]);
            }
            match mark {
                Some(ROOT) if !left_out => out.push_str(root),
                Some(HERE) if !left_out => out.push_str(here),
                Some(STYLED_BEGIN) => depth += 1,
                Some(STYLED_END) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        out
    }
}

/// Leaves every `id` out that stands within a tag.
pub(super) fn without_ids(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(open) = rest.find('<') {
        let end = tag_end(&rest[open..]) + open;
        out.push_str(&rest[..open]);
        push_tag(&mut out, &rest[open..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where the tag or the comment that `markup` begins with ends; a `>` within quotes does not end a tag.
fn tag_end(markup: &str) -> usize {
    if markup.starts_with("<!--") {
        return markup.find("-->").map_or(markup.len(), |at| at + "-->".len());
    }
    let mut quote = None;
    for (at, c) in markup.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return at + 1,
            _ => {}
        }
    }
    markup.len()
}

fn push_tag(out: &mut String, tag: &str) {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) if tag[at..].starts_with(" id=\"") || tag[at..].starts_with(" id='") => {
                let (quote, value) = tag[at + " id=".len()..].split_at(1);
                out.push_str(&tag[..at]);
                return out.push_str(value.split_once(quote).map_or("", |(_, after)| after));
            }
            _ => {}
        }
    }
    out.push_str(tag);
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn addresses_follow_the_page() {
        let markup = Markup::new("<a href=\"\u{1}tags/\"><img src=\"\u{2}x.png\">".to_owned());
        assert_eq!(markup.on_page("../"), "<a href=\"../tags/\"><img src=\"x.png\">");
        assert_eq!(
            markup.in_feed("https://x.org/", "https://x.org/a/"),
            "<a href=\"https://x.org/tags/\"><img src=\"https://x.org/a/x.png\">"
        );
    }

    #[test]
    fn a_feed_leaves_out_what_needs_our_style_sheet() {
        let markup = Markup::new("a\u{3}<b>\u{1}dark</b>\u{4}c".to_owned());
        assert_eq!(markup.on_page("../"), "a<b>../dark</b>c");
        assert_eq!(markup.in_feed("/", "/a/"), "ac");
        let nested = Markup::new("a\u{3}b\u{3}c\u{4}d\u{4}e".to_owned());
        assert_eq!(nested.on_page(""), "abcde");
        assert_eq!(nested.in_feed("", ""), "ae");
    }

    #[test]
    fn lists_have_no_ids() {
        let markup = Markup::new("<h2 title='> id=\"x\"' id=\"a\" class=\"b\">id=\"c\"</h2>".to_owned());
        assert_eq!(markup.in_list("", "a/"), "<h2 title='> id=\"x\"' class=\"b\">id=\"c\"</h2>");
    }
}
