//! What a cell binds and defines: what its checkpoint, and those of other cells, have to know of it.

use super::cell_code::unhide;
use super::token_text;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::entry::{Cell, Checkpoint, Entry, Role};
use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Block, Pat, Stmt};

/// A name that a cell binds with a `let` of its own, outside of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// Whether it is bound as `mut`.
    pub is_mutable: bool,
}

/// The names that a cell's code binds, in order; of a name bound twice the later.
pub fn bindings(code: &str) -> Vec<Binding> {
    of_statements(&statements(code).unwrap_or_default())
}

/// The cells whose checkpoint comes before byte `at` and that bind `name` without keeping it.
pub fn unkept<'a>(entry: &'a Entry, name: &str, at: usize) -> Option<&'a Cell> {
    entry.cells.iter().rfind(|cell| {
        let kept = cell.options.checkpoint.as_ref().is_some_and(|kept| !kept.names.iter().any(|n| n == name));
        kept && cell.role == Role::Run && cell.block.end <= at && binds(entry, cell, name)
    })
}

/// The first cell below byte `at` that binds `name`.
pub fn bound_below<'a>(entry: &'a Entry, name: &str, at: usize) -> Option<&'a Cell> {
    let is_below = |cell: &&Cell| cell.role == Role::Run && cell.block.start >= at;
    entry.cells.iter().filter(is_below).find(|cell| binds(entry, cell, name))
}

/// Whether a cell that runs and ends before byte `at` binds a name.
pub fn is_bound_above(entry: &Entry, name: &str, at: usize) -> bool {
    let mut above = entry.cells.iter().filter(|cell| cell.role == Role::Run && cell.block.end <= at);
    above.any(|cell| binds(entry, cell, name))
}

fn binds(entry: &Entry, cell: &Cell, name: &str) -> bool {
    bindings(&entry.source.text[cell.code.clone()]).iter().any(|binding| binding.name == name)
}

/// The tokens of what a cell defines for the whole entry: functions, types, `impl`s and `use`s can be called for by any
/// cell before it. Code that does not read as Rust counts whole.
pub fn definitions(code: &str) -> String {
    let Some(statements) = statements(code) else { return token_text(code) };
    let visible = unhide(code);
    let defining = statements.iter().filter(|statement| is_defining(statement));
    defining.map(|statement| token_text(visible.get(statement.span().byte_range()).unwrap_or(code))).collect()
}

/// Macros of the standard library that define nothing; any other may.
const PLAIN_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

fn is_defining(statement: &Stmt) -> bool {
    match statement {
        Stmt::Item(_) => true,
        Stmt::Macro(call) => !PLAIN_MACROS.iter().any(|name| call.mac.path.is_ident(name)),
        Stmt::Local(_) | Stmt::Expr(..) => false,
    }
}

fn statements(code: &str) -> Option<Vec<Stmt>> {
    Block::parse_within.parse2(unhide(code).parse::<TokenStream>().ok()?).ok()
}

pub(super) fn of_statements(statements: &[Stmt]) -> Vec<Binding> {
    let mut found: Vec<Binding> = Vec::new();
    for statement in statements {
        if let Stmt::Local(local) = statement {
            of_pattern(&local.pat, &mut found);
        }
    }
    found
}

fn of_pattern(pattern: &Pat, found: &mut Vec<Binding>) {
    match pattern {
        Pat::Ident(one) => {
            let name = one.ident.to_string();
            found.retain(|other| other.name != name);
            found.push(Binding { name, is_mutable: one.mutability.is_some() });
            if let Some((_, inner)) = &one.subpat {
                of_pattern(inner, found);
            }
        }
        Pat::Tuple(many) => many.elems.iter().for_each(|one| of_pattern(one, found)),
        Pat::TupleStruct(many) => many.elems.iter().for_each(|one| of_pattern(one, found)),
        Pat::Slice(many) => many.elems.iter().for_each(|one| of_pattern(one, found)),
        Pat::Struct(many) => many.fields.iter().for_each(|field| of_pattern(&field.pat, found)),
        Pat::Type(one) => of_pattern(&one.pat, found),
        Pat::Reference(one) => of_pattern(&one.pat, found),
        Pat::Paren(one) => of_pattern(&one.pat, found),
        _ => {}
    }
}

/// Where the items at the head of a cell end: they stay outside of a checkpoint, so that other cells see them.
pub(super) fn leading_items_end(statements: &[Stmt]) -> usize {
    let items = statements.iter().take_while(|statement| matches!(statement, Stmt::Item(_)));
    items.last().map_or(0, |item| item.span().byte_range().end)
}

/// Names of a checkpoint that its cell does not bind.
pub(super) fn refuse_unbound(entry: &Entry, checkpoint: &Checkpoint, bound: &[Binding]) -> Vec<Diagnostic> {
    let names = || bound.iter().map(|binding| binding.name.as_str());
    let unbound = checkpoint.names.iter().filter(|name| !names().any(|bound| bound == name.as_str()));
    unbound
        .map(|name| {
            let message = format!("the checkpoint names `{name}`, which this cell does not bind");
            let diagnostic = Diagnostic::error(&entry.source, place_of(entry, checkpoint, name), message);
            match did_you_mean(name, names()) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None if bound.is_empty() => diagnostic.hint("the cell has no `let` outside of blocks"),
                None => diagnostic.hint(format!("it binds {}", names().collect::<Vec<_>>().join(", "))),
            }
        })
        .collect()
}

/// Where a checkpoint names `name`.
pub fn place_of(entry: &Entry, checkpoint: &Checkpoint, name: &str) -> std::ops::Range<usize> {
    let place = checkpoint.place.clone();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let text = &entry.source.text[place.clone()];
    let found = text
        .match_indices(name)
        .map(|(at, _)| at)
        .find(|&at| !text[..at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name));
    found.map_or(place.clone(), |at| place.start + at..place.start + at + name.len())
}

#[cfg(test)]
mod tests {
    use super::{bindings, definitions};

    #[test]
    fn names_are_found_in_every_pattern_of_a_let() {
        let code = "let a = 1;\nlet (mut b, [c, ..]) = x;\nlet P { d, e: Some(f) } = p else { return };\n{ let g = 1; }\nlet mut a: i32 = 2;";
        let found: Vec<_> = bindings(code).into_iter().map(|one| (one.name, one.is_mutable)).collect();
        let want = [("b", true), ("c", false), ("d", false), ("f", false), ("a", true)];
        assert_eq!(found, want.map(|(name, is_mutable)| (name.to_owned(), is_mutable)));
    }

    #[test]
    fn definitions_are_told_from_statements() {
        let with = definitions("let x = 1;\nfn f() -> u8 { 2 }\nx + 1");
        assert_eq!(with, definitions("fn f() -> u8 { 2 } // the same\nlet y = 5;"));
        assert_ne!(with, definitions("fn f() -> u8 { 3 }"));
        assert_eq!(definitions("let x = 1; println!(\"{x}\"); x"), "");
        assert_ne!(definitions("thread_local! { static X: u8 = 1; }"), "");
    }
}
