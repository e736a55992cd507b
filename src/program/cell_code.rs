//! What Lossbook has to know of a cell's code: its last expression, a `main` of its own, attributes for the whole program.

use super::bindings::{self, Binding};
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Entry};
use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Block, Expr, Item, MacroDelimiter, Stmt};

/// A cell's code, made ready for the program. `text` has as many bytes as the cell's code, line for line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellCode {
    pub(super) text: String,
    pub(super) tail: Option<Tail>,
    /// Inner attributes (`#![…]`), which hold for the whole program.
    pub(super) crate_attributes: String,
    /// Whether the cell defines `main`, which a reader expects to run.
    pub(super) has_main: bool,
    /// What the cell binds, unless it doesn't parse.
    pub(super) bindings: Option<Vec<Binding>>,
    /// The end of the items at its head.
    pub(super) items_end: usize,
}

/// Where a cell's last expression stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tail {
    /// The end of the statement before it.
    pub(super) before: usize,
    /// Its own beginning.
    pub(super) start: usize,
    /// Its own end.
    pub(super) after: usize,
}

/// Reads a cell's code.
///
/// Code that doesn't parse as Rust statements is left as it is: the compiler says better what is wrong with it.
pub(super) fn parse(entry: &Entry, cell: &Cell) -> Result<CellCode, Diagnostic> {
    let mut text = unhide(&entry.source.text[cell.code.clone()]);
    let crate_attributes = take_inner_attributes(&mut text);
    let tokens = balanced(&text).map_err(|(span, message)| {
        let place = cell.code.start + span.start..cell.code.start + span.end;
        Diagnostic::error(&entry.source, place, message)
            .hint("a cell's brackets must be closed in the cell that opens them")
    })?;
    let parsed = Block::parse_within.parse2(tokens).ok();
    let bindings = parsed.as_deref().map(bindings::of_statements);
    let statements = parsed.unwrap_or_default();
    let has_main = statements.iter().any(is_main);
    let items_end = bindings::leading_items_end(&statements);
    Ok(CellCode { tail: find_tail(&statements), text, crate_attributes, has_main, bindings, items_end })
}

/// The text with rustdoc's hidden-line marks blanked: `# let x = 1;` is code that the page does not show.
pub(crate) fn unhide(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let (space, rest) = line.split_at(indent);
        text.push_str(space);
        let content = rest.trim_end_matches('\n');
        if content == "#" || content.starts_with("# ") || content.starts_with("##") {
            text.push(' ');
            text.push_str(&rest[1..]);
        } else {
            text.push_str(rest);
        }
    }
    text
}

/// Cuts the inner attributes at the head of the code out, leaving blanks.
fn take_inner_attributes(text: &mut String) -> String {
    if !text.trim_start().starts_with("#!") {
        return String::new();
    }
    let Ok(tokens) = text.parse::<TokenStream>() else { return String::new() };
    let head = |input: syn::parse::ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_inner)?;
        input.parse::<TokenStream>()?;
        Ok(attributes)
    };
    let Ok(attributes) = head.parse2(tokens) else { return String::new() };
    let mut taken = String::new();
    for range in attributes.iter().map(|attribute| attribute.span().byte_range()) {
        taken.push(' ');
        taken.push_str(&text[range.clone()].replace('\n', " "));
        let blank: String = text[range.clone()].chars().flat_map(blank).collect();
        text.replace_range(range, &blank);
    }
    taken
}

/// As many blank bytes as the character has, line ends kept.
fn blank(c: char) -> impl Iterator<Item = char> {
    let (fill, times) = if c == '\n' { ('\n', 1) } else { (' ', c.len_utf8()) };
    std::iter::repeat_n(fill, times)
}

/// The code's tokens, or where its brackets or quotes don't close.
fn balanced(text: &str) -> Result<TokenStream, (Range<usize>, String)> {
    text.parse::<TokenStream>().map_err(|error| {
        let span = error.span().byte_range();
        (clamp(span, text), "this cell's code does not end where the cell does".to_owned())
    })
}

fn clamp(span: Range<usize>, text: &str) -> Range<usize> {
    let start = span.start.min(text.len());
    start..span.end.clamp(start, text.len())
}

fn is_main(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Item(Item::Fn(function)) if function.sig.ident == "main" && function.sig.inputs.is_empty())
}

fn find_tail(statements: &[Stmt]) -> Option<Tail> {
    let (last, before) = statements.split_last()?;
    let is_value = match last {
        Stmt::Expr(expression, None) => !matches!(
            expression,
            Expr::ForLoop(_) | Expr::While(_) | Expr::Return(_) | Expr::Break(_) | Expr::Continue(_)
        ),
        Stmt::Macro(call) => {
            call.semi_token.is_none() && !matches!(call.mac.delimiter, MacroDelimiter::Brace(_))
        }
        Stmt::Local(_) | Stmt::Item(_) | Stmt::Expr(_, Some(_)) => false,
    };
    let end = |statement: &Stmt| statement.span().byte_range().end;
    is_value.then(|| Tail {
        before: before.last().map_or(0, end),
        start: last.span().byte_range().start,
        after: end(last),
    })
}

/// Code as its tokens alone, so that neither comments nor layout count: what a key is made of.
///
/// Code that is not even tokens stands for itself.
pub fn token_text(code: &str) -> String {
    match unhide(code).parse::<TokenStream>() {
        Ok(tokens) => {
            let mut text = String::new();
            write_tokens(tokens, &mut text);
            text
        }
        Err(_) => code.to_owned(),
    }
}

/// Each token after a blank, so that `a b` and `ab` differ while `a+b` and `a + b` do not.
fn write_tokens(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => (" (", " )"),
                    proc_macro2::Delimiter::Brace => (" {", " }"),
                    proc_macro2::Delimiter::Bracket => (" [", " ]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write_tokens(group.stream(), text);
                text.push_str(close);
            }
            // `a < = b` and `a <= b` are different programs: joint punctuation stays joined.
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                if punct.spacing() == proc_macro2::Spacing::Alone {
                    text.push(' ');
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                text.push(' ');
                text.push_str(&token.to_string());
                text.push(' ');
            }
        }
    }
}
