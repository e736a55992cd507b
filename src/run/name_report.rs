//! A name that is used before it is bound: to the compiler it is just missing, or what the prelude has under that name, while
//! the author sees it further down.

use super::rustc_report::{Message, locate};
use crate::check::cell_name;
use crate::diagnostic::{Diagnostic, line_column};
use crate::entry::Entry;
use crate::program::{Program, bound_below, is_bound_above};
use std::ops::Range;

/// The message in other words, if what it misses is bound by a cell further down.
pub(super) fn explain(message: &Message, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    let place = locate(message.primary()?, entry, program)?;
    let name = match message.code.as_ref()?.code.as_str() {
        "E0425" => message.quoted()?,
        _ => whole_value(entry, &place).filter(|name| !is_bound_above(entry, name, place.start))?,
    };
    let cell = bound_below(entry, name, place.end)?;
    let (line, _) = line_column(&entry.source.text, cell.block.start);
    let message = format!(
        "`{name}` is not there yet: {}, at line {line}, binds it",
        cell_name(entry, Some(cell.number))
    );
    Some(Diagnostic::error(&entry.source, place, message).label("used before it is bound").hint(
        "an entry runs from its top to its end, its inline values and claims too: move this below that cell, or the cell up",
    ))
}

/// The inline value that stands at a place, if all of it does.
fn whole_value<'e>(entry: &'e Entry, place: &Range<usize>) -> Option<&'e str> {
    let text = |range: &Range<usize>| entry.source.text.get(range.clone()).map(str::trim);
    let value = entry.inlines.iter().find(|inline| inline.expression.contains(&place.start))?;
    text(&value.expression).filter(|value| text(place) == Some(value))
}
