//! What the compiler says to a checkpointed cell, in words that fit what the author wrote: the closure that refuses a
//! change, and the bounds that a kept value must meet, are Lossbook's and not the author's.

use super::rustc_report::{Message, Span, around, locate};
use crate::check::cell_name;
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Entry};
use crate::program::{Program, place_of, unkept};

const CHECKPOINT: &str = "::cell::rt::checkpoint(";
const KEPT: &str = "::cell::rt::kept(";

/// The message in other words, if it speaks of a checkpoint.
pub fn explain(message: &Message, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    let primary = message.primary()?;
    match message.code.as_ref().map(|code| code.code.as_str()) {
        Some("E0594" | "E0596") => refused(message, primary, entry, program, Refused::Change),
        Some("E0507") => refused(message, primary, entry, program, Refused::Take),
        Some("E0277") => not_kept(primary, entry, program),
        Some("E0425") => forgotten(message, primary, entry, program),
        None if message.message.contains("is not general enough") => borrowed(primary, entry, program),
        _ => None,
    }
}

enum Refused {
    Change,
    Take,
}

/// A checkpointed cell that changes or takes what an earlier cell made.
fn refused(
    message: &Message,
    primary: &Span,
    entry: &Entry,
    program: &Program,
    refused: Refused,
) -> Option<Diagnostic> {
    let is_ours = |span: &Span| {
        around(span, entry, program).is_some_and(|(before, after)| {
            let number = before.rsplit_once(CHECKPOINT).map(|(_, rest)| rest);
            after.starts_with("||")
                && number.is_some_and(|rest| rest.trim_end_matches(", ").parse::<u32>().is_ok())
        })
    };
    if !message.spans.iter().any(is_ours) {
        return None;
    }
    let name = message.quoted()?.trim_start_matches('*');
    let name = name.split(['.', '[']).next().unwrap_or(name);
    let (verb, hint) = match refused {
        Refused::Change => ("change", format!("change a copy (`let mut {name} = {name}.clone();`)")),
        Refused::Take => ("take", format!("borrow it, or take `{name}.clone()`")),
    };
    let message = format!("a checkpointed cell can't {verb} `{name}`, which an earlier cell made");
    Some(
        Diagnostic::error(&entry.source, locate(primary, entry, program)?, message)
            .label("restored from its checkpoint, the cell would not do this")
            .hint(format!("{hint}, or take the `checkpoint` line out")),
    )
}

/// A kept value whose type serde knows nothing of.
fn not_kept(primary: &Span, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    let (before, after) = around(primary, entry, program)?;
    let cell = cell_at(primary, entry)?;
    let checkpoint = cell.options.checkpoint.as_ref()?;
    let argument = if before.ends_with(KEPT) { Some(after) } else { after.strip_prefix(KEPT) };
    let (what, place) = match argument.and_then(|rest| rest.split_once(')')) {
        Some((name, _)) => (format!("`{name}`"), place_of(entry, checkpoint, name)),
        None if after.starts_with(CHECKPOINT) => (WHAT_IT_NAMES.to_owned(), checkpoint.place.clone()),
        None => return None,
    };
    Some(
        Diagnostic::error(&entry.source, place, format!("the checkpoint can't keep {what}"))
            .label("serde can't write and read a value of this type")
            .hint("keep the numbers that it is made of, or derive `serde::Serialize` and `serde::Deserialize` for its type (with `serde = { version = \"1\", features = [\"derive\"] }` under [cells.dependencies])"),
    )
}

const WHAT_IT_NAMES: &str = "what it names";

/// Whether a message says of a whole checkpoint what another says of one name.
pub fn is_vague(message: &str) -> bool {
    message.ends_with(WHAT_IT_NAMES)
}

/// A kept value that belongs to something else: it would come back without its owner.
fn borrowed(primary: &Span, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    let (_, after) = around(primary, entry, program)?;
    if !after.starts_with(CHECKPOINT) && !after.contains(KEPT) {
        return None;
    }
    let checkpoint = cell_at(primary, entry)?.options.checkpoint.as_ref()?;
    Some(
        Diagnostic::error(
            &entry.source,
            checkpoint.place.clone(),
            "the checkpoint can't keep a value that is only borrowed, such as a `&str`",
        )
        .hint("keep an owned one: `.to_owned()`, `.to_vec()`"),
    )
}

/// A name that a checkpointed cell binds, but whose checkpoint does not keep it.
fn forgotten(message: &Message, primary: &Span, entry: &Entry, program: &Program) -> Option<Diagnostic> {
    let name = message.quoted()?;
    let place = locate(primary, entry, program)?;
    let cell = unkept(entry, name, place.start)?;
    let names = cell.options.checkpoint.as_ref()?.names.join(", ");
    let message = format!("`{name}` is not in the checkpoint of {}", cell_name(entry, Some(cell.number)));
    Some(Diagnostic::error(&entry.source, place, message).hint(format!(
        "of a checkpointed cell only what it names is left: `//| checkpoint: [{names}, {name}]`"
    )))
}

/// Values that serde knows how to write, and that refuse to be written all the same.
pub fn warnings(entry: &Entry, not_kept: &[(u32, String)]) -> Vec<Diagnostic> {
    let warnings = not_kept.iter().filter_map(|(number, why)| {
        let cell = entry.cells.iter().find(|cell| cell.number == *number)?;
        let place = cell.options.checkpoint.as_ref()?.place.clone();
        let message = format!("nothing is kept of {}: {why}", cell_name(entry, Some(*number)));
        Some(Diagnostic::warning(&entry.source, place, message))
    });
    warnings.collect()
}

fn cell_at<'a>(span: &Span, entry: &'a Entry) -> Option<&'a Cell> {
    let text = &entry.source.text;
    let line = |at: usize| crate::diagnostic::line_column(text, at).0;
    entry.cells.iter().find(|cell| {
        cell.options.checkpoint.is_some()
            && (line(cell.block.start)..=line(cell.block.end)).contains(&span.line_start)
    })
}
