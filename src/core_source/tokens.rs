//! Cells as flat lists of tokens, each with the bytes of the entry that it stands at.

use crate::entry::{Cell, Entry};
use crate::program::unhide;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::ops::Range;

/// A cell's tokens, flat.
pub(super) struct Tokens {
    /// Its code, hidden lines in sight.
    pub(super) text: String,
    pub(super) list: Vec<Token>,
}

/// One of them.
pub(super) struct Token {
    pub(super) text: String,
    /// In the entry's text.
    pub(super) range: Range<usize>,
    pub(super) is_name: bool,
}

impl Tokens {
    pub(super) fn read(entry: &Entry, cell: &Cell) -> Self {
        let text = unhide(&entry.source.text[cell.code.clone()]);
        // What opens here and does not close is no program either, so that nothing of the entry is to be linked.
        let stream = text.parse::<TokenStream>().unwrap_or_default();
        let mut list = Vec::new();
        flatten(stream, cell.code.start, &mut list);
        Self { text, list }
    }
}

fn flatten(stream: TokenStream, start: usize, list: &mut Vec<Token>) {
    let placed = |text: String, range: Range<usize>, is_name: bool| Token {
        text,
        range: start + range.start..start + range.end,
        is_name,
    };
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                list.push(placed(open.to_owned(), group.span_open().byte_range(), false));
                flatten(group.stream(), start, list);
                list.push(placed(close.to_owned(), group.span_close().byte_range(), false));
            }
            TokenTree::Ident(name) => list.push(placed(name.to_string(), name.span().byte_range(), true)),
            TokenTree::Punct(sign) => list.push(placed(sign.to_string(), sign.span().byte_range(), false)),
            TokenTree::Literal(literal) => {
                list.push(placed("\"".to_owned(), literal.span().byte_range(), false));
            }
        }
    }
}
