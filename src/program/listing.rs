//! The same program as [`tangle`](super::tangle) makes, for a person to read: prose as comments, each piece of code at its
//! place in it. Line numbers are no longer the entry's.

use super::cell_code::CellCode;
use super::{ALLOWED, Piece, format_of, pieces, read_cells, runs};
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Claim, Entry, Inline, Role};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// The program as a listing; `head` is said at its top.
///
/// # Errors
/// As for [`tangle`](super::tangle).
pub fn listing(entry: &Entry, head: &str) -> Result<String, Vec<Diagnostic>> {
    let codes = read_cells(entry, runs)?;
    let mut out = String::new();
    for line in head.lines() {
        let _ = writeln!(out, "{}", format!("//! {line}").trim_end());
    }
    let _ = writeln!(out, "\n#![allow({ALLOWED}, text_direction_codepoint_in_comment)]");
    for (_, code) in codes.iter().filter(|(_, code)| !code.crate_attributes.is_empty()) {
        let _ = writeln!(out, "{}", code.crate_attributes.trim());
    }
    out.push_str(BEFORE);
    write_text(&mut out, entry, &pieces(entry, codes.iter(), true));
    out.push_str("\n    Ok(())\n}\n");
    Ok(out)
}

const BEFORE: &str = "
#[allow(unused_imports)]
use cell::prelude::*;
#[allow(unused_imports)]
use ml::prelude::*;

fn main() -> std::process::ExitCode {
    ::cell::rt::main(lesson)
}

fn lesson() -> Result<(), ::cell::rt::Error> {
    #[allow(unused_imports)]
    use ::cell::rt::{claim_of as check_claim, inline_of as inline_value, tail_of as show_last};
";

/// The text from the body's start to the entry's end: cells as code, all else as comments, paragraph by paragraph.
fn write_text(out: &mut String, entry: &Entry, pieces: &[Piece<'_>]) {
    let mut at = entry.body;
    let mut within: Vec<&Piece<'_>> = Vec::new();
    for piece in pieces {
        if let Piece::Cell(cell, code) = piece {
            write_prose(out, entry, at..cell.block.start, &within);
            write_cell(out, entry, cell, code);
            at = cell.block.end;
            within.clear();
        } else {
            within.push(piece);
        }
    }
    write_prose(out, entry, at..entry.source.text.len(), &within);
}

/// Prose as comments. What a paragraph takes from the code stands below it.
fn write_prose(out: &mut String, entry: &Entry, range: Range<usize>, pieces: &[&Piece<'_>]) {
    let mut pieces = pieces.iter().peekable();
    let mut at = range.start;
    let mut blank = true;
    for line in entry.source.text[range.clone()].split_inclusive('\n') {
        let end = at + line.len();
        if !line.trim().is_empty() {
            if blank {
                out.push('\n');
            }
            let _ = writeln!(out, "    // {}", line.trim_end());
        }
        blank = line.trim().is_empty();
        if blank {
            while let Some(piece) = pieces.next_if(|piece| piece.start() < end) {
                write_value(out, entry, piece);
            }
        }
        at = end;
    }
    pieces.for_each(|piece| write_value(out, entry, piece));
}

fn write_value(out: &mut String, entry: &Entry, piece: &Piece<'_>) {
    let code = match piece {
        Piece::Inline(inline) => inline_code(entry, inline),
        Piece::Claim(claim) => claim_code(entry, claim),
        Piece::Cell(..) => return,
    };
    push_code(out, &code);
}

fn inline_code(entry: &Entry, inline: &Inline) -> String {
    let expression = entry.source.text[inline.expression.clone()].trim();
    format!("inline_value!({}, {:?}, {expression});", inline.number, format_of(inline))
}

fn claim_code(entry: &Entry, claim: &Claim) -> String {
    let expression = entry.source.text[claim.expression.clone()].trim();
    format!("check_claim!({}, {expression});", claim.number)
}

fn write_cell(out: &mut String, entry: &Entry, cell: &Cell, code: &CellCode) {
    let label = cell.options.label.as_ref().map(|label| format!(" ({label})")).unwrap_or_default();
    let _ = writeln!(out, "\n    // Cell {}{label}", cell.number);
    push_code(out, &format!("::cell::rt::begin({});", cell.number));
    let (before, after) = match (&cell.role, cell.options.error == Some(true)) {
        (Role::ShouldPanic, _) => (
            format!("::cell::rt::should_panic({}, || -> Result<(), ::cell::rt::Error> {{", cell.number),
            "Ok(()) })?;",
        ),
        (_, true) => ("::cell::rt::may_fail(|| -> Result<(), ::cell::rt::Error> {".to_owned(), "Ok(()) });"),
        _ => (String::new(), ""),
    };
    push_code(out, &before);
    let text = match &code.tail {
        Some(tail) => format!(
            "{}show_last!({});{}",
            &code.text[..tail.start],
            &code.text[tail.start..tail.after],
            &code.text[tail.after..]
        ),
        None => code.text.clone(),
    };
    let text = aligned(&entry.source.text[cell.code.clone()], &text);
    push_code(out, text.trim_end().trim_start_matches('\n'));
    if code.has_main {
        push_code(out, "::cell::rt::MainResult::into_result(main())?;");
    }
    push_code(out, after);
    push_code(out, "::cell::rt::end();");
}

/// The code without the blanks in front of all its lines, and without those that stand for the marks of hidden lines.
fn aligned(source: &str, text: &str) -> String {
    let fixed = within_literals(text);
    let mut sources = source.lines();
    let mut lines: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let source = sources.next().unwrap_or_default();
        let code = source.trim_start();
        let indent = source.len() - code.len();
        let mark = if code.starts_with("##") { 1 } else { 2 * usize::from(code.starts_with("# ")) };
        let (before, after) = line.split_at_checked(indent).unwrap_or((line, ""));
        match after.split_at_checked(mark) {
            Some((blank, rest)) if blank.trim().is_empty() && !fixed.contains(&(number + 1)) => {
                lines.push(format!("{before}{rest}"));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    let movable =
        |(number, line): &(usize, &String)| !line.trim().is_empty() && !fixed.contains(&(number + 1));
    let indents =
        lines.iter().enumerate().filter(movable).map(|(_, line)| line.len() - line.trim_start().len());
    let common = indents.min().unwrap_or(0);
    for (number, line) in lines.iter_mut().enumerate() {
        if !fixed.contains(&(number + 1)) {
            *line = line.get(common..).unwrap_or_default().to_owned();
        }
    }
    lines.join("\n")
}

/// Code, one level deeper than it stands; the lines of a string that goes over several stay where they are.
fn push_code(out: &mut String, code: &str) {
    let fixed = within_literals(code);
    for (number, line) in code.lines().enumerate() {
        if !line.trim().is_empty() && !fixed.contains(&(number + 1)) {
            out.push_str("    ");
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// The lines, from 1, that begin within a literal.
fn within_literals(code: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    if let Ok(tokens) = code.parse::<TokenStream>() {
        add_literals(tokens, &mut lines);
    }
    lines
}

fn add_literals(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_literals(group.stream(), lines),
            TokenTree::Literal(literal) => {
                let span = literal.span();
                lines.extend(span.start().line + 1..=span.end().line);
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}
