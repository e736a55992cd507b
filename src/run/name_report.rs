//! A name that is used before it is bound: to the compiler it is just missing, while the author sees it further down.

use super::rustc_report::{Message, locate};
use crate::check::cell_name;
use crate::diagnostic::{Diagnostic, line_column};
use crate::entry::Entry;
use crate::program::{Program, bound_below};

/// The message in other words, if what it misses is bound by a cell further down.
pub(super) fn explain(message: &Message, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    if message.code.as_ref()?.code != "E0425" {
        return None;
    }
    let name = message.quoted()?;
    let place = locate(message.primary()?, entry, program)?;
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
