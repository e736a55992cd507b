//! Tangles an entry into one Rust program whose line N is the entry's line N.
//!
//! Prose lines are blank; an opening fence becomes the call that begins a cell, a closing fence the call that ends it; the
//! prelude sits on line 1, where front matter has its first fence. What the program needs beside the author's code is put
//! where it moves none of it: in front of a cell's last expression, at the end of the statement before it. Where a line
//! has no room for that, [`Program::source_column`] knows by how much its code moved.

mod bindings;
mod cell_code;
mod claim;
mod claim_code;
mod lines;
mod listing;

use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Checkpoint, Claim, Entry, Inline, Role};
use cell_code::CellCode;
use lines::Lines;

pub use bindings::{Binding, bindings, bound_below, definitions, is_bound_above, place_of, unkept};
pub use cell_code::token_text;
pub(crate) use cell_code::unhide;
pub use claim::{Anatomy, Comparison, Logic, Part, Variables, anatomy, claim_in_short, claim_of_text};
pub use listing::listing;

/// A Rust program made from an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its text.
    pub text: String,
    /// Where code stands further right than in the entry.
    shifts: Vec<lines::Shift>,
}

/// A program that is compiled but never run: the cells before a `no_run` or `compile_fail` cell, and that cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The cell that it is for.
    pub cell: u32,
    /// What the compiler must say to it.
    pub expected: Expected,
    /// The program.
    pub program: Program,
}

/// What the compiler must say to an aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// It compiles.
    Compiles,
    /// It is refused, with this error code if one is given.
    Refused(Option<String>),
}

/// An entry's programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tangled {
    /// The program that runs, unless nothing of the entry does.
    pub program: Option<Program>,
    /// The programs that are compiled beside it.
    pub asides: Vec<Aside>,
}

/// Allowed everywhere: an entry shows half-finished thoughts, as rustdoc's examples do.
const ALLOWED: &str =
    "unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code";

/// Makes an entry's programs.
///
/// # Errors
/// A cell that breaks out of the function it is put into (unbalanced brackets), or an attribute that can't be met.
pub fn tangle(entry: &Entry) -> Result<Tangled, Vec<Diagnostic>> {
    let codes = read_cells(entry, |cell| cell.role != Role::Ignore)?;
    let anything_runs =
        codes.iter().any(|(cell, _)| runs(cell)) || !entry.inlines.is_empty() || !entry.claims.is_empty();
    let program =
        anything_runs.then(|| write_program(entry, codes.iter().filter(|(cell, _)| runs(cell)), true));
    let asides = codes
        .iter()
        .filter_map(|(cell, _)| {
            let expected = match &cell.role {
                Role::NoRun => Expected::Compiles,
                Role::CompileFail(code) => Expected::Refused(code.clone()),
                Role::Run | Role::ShouldPanic | Role::Ignore => return None,
            };
            let before = codes.iter().filter(|(other, _)| {
                other.number == cell.number || (runs(other) && other.block.start < cell.block.start)
            });
            Some(Aside { cell: cell.number, expected, program: write_program(entry, before, false) })
        })
        .collect();
    Ok(Tangled { program, asides })
}

/// One program: the given cells and, if asked for, the entry's inline values and claims, in the order of the text.
fn write_program<'a>(
    entry: &'a Entry,
    cells: impl Iterator<Item = &'a (&'a Cell, CellCode)> + Clone,
    with_values: bool,
) -> Program {
    let mut lines = Lines::new(&entry.source.text);
    let bound =
        |(cell, code): &(&Cell, CellCode)| (cell.block.end, code.bindings.clone().unwrap_or_default());
    let variables = Variables::of_read(cells.clone().map(bound));
    let attributes: String = cells.clone().map(|(_, code)| code.crate_attributes.as_str()).collect();
    lines.put(
        0,
        &format!(
            "#![allow({ALLOWED})]{attributes} #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; \
             fn main() -> ::std::process::ExitCode {{ ::cell::rt::main(__entry) }} \
             fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> {{ \
             #[allow(unused_imports)] use ::cell::rt::{{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail}};"
        ),
    );
    for piece in pieces(entry, cells, with_values) {
        match piece {
            Piece::Cell(cell, code) => write_cell(&mut lines, entry, cell, code),
            Piece::Inline(inline) => write_inline(&mut lines, inline),
            Piece::Claim(claim) => claim_code::write(&mut lines, entry, claim, &variables),
        }
    }
    lines.finish(" ::std::result::Result::Ok(()) }\n")
}

/// The code of the entry's cells that are `wanted`, or every mistake in it.
fn read_cells(
    entry: &Entry,
    wanted: impl Fn(&Cell) -> bool,
) -> Result<Vec<(&Cell, CellCode)>, Vec<Diagnostic>> {
    let mut codes = Vec::new();
    let mut diagnostics = Vec::new();
    for cell in entry.cells.iter().filter(|cell| wanted(cell)) {
        match cell_code::parse(entry, cell) {
            Ok(code) => {
                if let (Some(checkpoint), Some(bound)) = (&cell.options.checkpoint, &code.bindings) {
                    diagnostics.extend(bindings::refuse_unbound(entry, checkpoint, bound));
                }
                codes.push((cell, code));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(codes) } else { Err(diagnostics) }
}

/// Whether a cell is part of the program that runs.
fn runs(cell: &Cell) -> bool {
    matches!(cell.role, Role::Run | Role::ShouldPanic)
}

/// The given cells and, if asked for, the entry's inline values and claims, in the order of the text.
fn pieces<'a>(
    entry: &'a Entry,
    cells: impl Iterator<Item = &'a (&'a Cell, CellCode)>,
    with_values: bool,
) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'_>> = cells.map(|(cell, code)| Piece::Cell(cell, code)).collect();
    if with_values {
        pieces.extend(entry.inlines.iter().map(Piece::Inline));
        pieces.extend(entry.claims.iter().map(Piece::Claim));
    }
    pieces.sort_by_key(Piece::start);
    pieces
}

enum Piece<'a> {
    Cell(&'a Cell, &'a CellCode),
    Inline(&'a Inline),
    Claim(&'a Claim),
}

impl Piece<'_> {
    fn start(&self) -> usize {
        match self {
            Piece::Cell(cell, _) => cell.block.start,
            Piece::Inline(inline) => inline.span.start,
            Piece::Claim(claim) => claim.span.start,
        }
    }
}

fn write_cell(lines: &mut Lines<'_>, entry: &Entry, cell: &Cell, code: &CellCode) {
    let number = cell.number;
    let may_fail = cell.options.error == Some(true);
    lines.put(cell.block.start, &format!("::cell::rt::begin({number});"));
    // A body that may unwind is a closure: what it binds is gone after it, as rustdoc's `should_panic` examples are.
    match (&cell.role, may_fail) {
        (Role::ShouldPanic, _) => lines.put(
            cell.block.start,
            &format!(
                "::cell::rt::should_panic({number}, || -> ::std::result::Result<(), ::cell::rt::Error> {{"
            ),
        ),
        (_, true) => lines.put(
            cell.block.start,
            "::cell::rt::may_fail(|| -> ::std::result::Result<(), ::cell::rt::Error> {",
        ),
        _ => {}
    }
    let start = match &cell.options.checkpoint {
        Some(checkpoint) => begin_checkpoint(lines, cell, code, checkpoint),
        None => 0,
    };
    match &code.tail {
        Some(tail) => {
            lines.copy(cell.code.start + start, &code.text[start..tail.before]);
            lines.insert("__tail!(");
            lines.copy(cell.code.start + tail.before, &code.text[tail.before..tail.after]);
            lines.insert(");");
            lines.copy(cell.code.start + tail.after, &code.text[tail.after..]);
        }
        None => lines.copy(cell.code.start + start, &code.text[start..]),
    }
    let close = closing_fence(entry, cell);
    if code.has_main {
        lines.put(close, "::cell::rt::MainResult::into_result(main())?;");
    }
    if let Some(checkpoint) = &cell.options.checkpoint {
        let kept = checkpoint.names.iter().map(|name| format!("::cell::rt::kept({name}),"));
        lines.put(close, &format!("::std::result::Result::Ok(({})) }})?;", kept.collect::<String>()));
    }
    match (&cell.role, may_fail) {
        (Role::ShouldPanic, _) => lines.put(close, "::std::result::Result::Ok(()) })?;"),
        (_, true) => lines.put(close, "::std::result::Result::Ok(()) });"),
        _ => {}
    }
    lines.put(close, "::cell::rt::end();");
}

/// Opens the closure that a checkpointed cell is, behind the items at its head. It is an `Fn`, so that the compiler refuses
/// a cell that changes what earlier ones made: restored from its checkpoint, it would not. Gives how much code it copied.
fn begin_checkpoint(lines: &mut Lines<'_>, cell: &Cell, code: &CellCode, checkpoint: &Checkpoint) -> usize {
    let is_mutable = |name: &String| {
        let bound = code.bindings.iter().flatten().find(|binding| binding.name == *name);
        bound.is_some_and(|binding| binding.is_mutable)
    };
    let names = checkpoint
        .names
        .iter()
        .map(|name| if is_mutable(name) { format!("mut {name},") } else { format!("{name},") });
    let open = format!(
        "let ({}) = ::cell::rt::checkpoint({}, || -> ::std::result::Result<_, ::cell::rt::Error> {{",
        names.collect::<String>(),
        cell.number
    );
    if code.items_end == 0 {
        lines.put(cell.block.start, &open);
    } else {
        lines.copy(cell.code.start, &code.text[..code.items_end]);
        lines.insert(&open);
    }
    code.items_end
}

/// The first byte of the closing fence's line.
fn closing_fence(entry: &Entry, cell: &Cell) -> usize {
    let block = entry.source.text[..cell.block.end].trim_end_matches('\n');
    block.rfind('\n').map_or(0, |newline| newline + 1).max(cell.body.end.min(block.len()))
}

fn write_inline(lines: &mut Lines<'_>, inline: &Inline) {
    let format = format_of(inline);
    lines.lead(inline.expression.start, &format!("__inline!({}, {format:?}, ", inline.number));
    lines.copy_source(inline.expression.clone());
    lines.insert(");");
}

/// What `format!` writes an inline value by.
fn format_of(inline: &Inline) -> String {
    match inline.format.as_str() {
        "" => "{}".to_owned(),
        spec => format!("{{:{spec}}}"),
    }
}

impl Program {
    /// The column in the entry, from 1 and in characters, of column `column` of line `line` of the program.
    pub fn source_column(&self, line: usize, column: usize) -> usize {
        lines::source_column(&self.shifts, line, column)
    }
}
