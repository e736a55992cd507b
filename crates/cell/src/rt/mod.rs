//! The running program's side of the wire. Lossbook writes the calls into the programs that it makes; cells need none.

mod checkpoint;
mod plain;
mod sink;

use crate::rt::sink::Sink;
use crate::wire::{ClaimPart, Content, Event, PARAMS_VARIABLE, SEED_VARIABLE, Scalar};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

#[doc(hidden)]
pub use crate::show::{
    AnySide, ByDebug, ByDisplay, ByItself, ByNothing, ByShow, DebugSide, DisplaySide, Float, Last,
    NoEvcxrDisplay, NoNumber, OneNumber, Tail, brief,
};
#[doc(hidden)]
pub use crate::{
    __claim as claim_of, __compare as comparison_of, __inline as inline_of, __part as part_of,
    __tail as tail_of,
};

pub use checkpoint::{checkpoint, kept};

/// What `?` turns errors into in a cell.
pub type Error = Box<dyn StdError>;

/// Exit code of a program whose entry ended with an error that `?` handed on.
pub const FAILED: u8 = 1;

/// Whether a panic is part of the lesson at the moment.
static PANIC_EXPECTED: AtomicBool = AtomicBool::new(false);

/// Runs an entry: tells the wire how it ended and gives the exit code.
pub fn main(entry: fn() -> Result<(), Error>) -> ExitCode {
    #[cfg(not(target_arch = "wasm32"))]
    report_panics();
    match entry() {
        Ok(()) => {
            Sink::send(Event::Done);
            ExitCode::SUCCESS
        }
        Err(error) => {
            Sink::send(Event::Failed { messages: messages(error.as_ref()) });
            ExitCode::from(FAILED)
        }
    }
}

fn messages(error: &dyn StdError) -> Vec<String> {
    std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string).collect()
}

/// Sends each panic over the wire in place of printing it, since the line that Rust prints holds the thread's name and
/// a hint on backtraces, which are of no use to a reader.
#[cfg(not(target_arch = "wasm32"))]
fn report_panics() {
    if !sink::is_wired() {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("a panic whose payload is not text").to_owned();
        let (file, line, column) = info
            .location()
            .map_or((String::new(), 0, 0), |at| (at.file().to_owned(), at.line(), at.column()));
        let expected = PANIC_EXPECTED.load(Ordering::Relaxed);
        Sink::send(Event::Panic { message, file, line, column, expected });
    }));
}

/// Begins cell number `cell`.
pub fn begin(cell: u32) {
    Sink::begin(cell);
}

/// Ends the cell that began last.
pub fn end() {
    Sink::end();
}

/// Runs the body of a cell that should panic and says so if it doesn't.
///
/// # Errors
/// The error that the body hands on with `?`.
pub fn should_panic(cell: u32, body: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    match catch(body) {
        Some(result) => {
            Sink::send(Event::NoPanic { cell });
            result
        }
        None => Ok(()),
    }
}

/// Runs the body of a cell that may fail (`error: true`): a panic or an error is shown and the entry goes on.
pub fn may_fail(body: impl FnOnce() -> Result<(), Error>) {
    if let Some(Err(error)) = catch(body) {
        emit(Content::Text {
            stream: crate::wire::Stream::Stderr,
            text: messages(error.as_ref()).join("\ncaused by: "),
        });
    }
}

/// The body's result, or nothing if it panicked.
fn catch(body: impl FnOnce() -> Result<(), Error>) -> Option<Result<(), Error>> {
    PANIC_EXPECTED.store(true, Ordering::Relaxed);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body));
    PANIC_EXPECTED.store(false, Ordering::Relaxed);
    result.ok()
}

/// Sends an output.
pub fn emit(content: Content) {
    Sink::send(Event::Output { content: Box::new(content) });
}

/// Sends inline value number `inline`.
pub fn inline(inline: u32, text: String, float: Option<Float>) {
    let single = float.as_ref().is_some_and(|float| float.single);
    emit(Content::Inline { inline, text, number: float.map(|float| float.number), single });
}

thread_local! {
    /// The parts of the claim that is being checked, as far as they were.
    static PARTS: RefCell<Vec<ClaimPart>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what part number `part` of a claim came to: the values of its sides, if it is a comparison, then those of the
/// variables in it.
pub fn part(part: u32, holds: bool, sides: Vec<Option<String>>, places: Vec<Option<String>>) {
    let values = sides.into_iter().chain(places).collect();
    PARTS.with_borrow_mut(|parts| parts.push(ClaimPart { part, holds, values }));
}

/// Sends claim number `claim` with its parts.
pub fn claim(claim: u32, holds: bool) {
    emit(Content::Claim { claim, holds, parts: PARTS.take() });
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn progress(name: &str, done: u64, total: Option<u64>) {
    Sink::send(Event::Progress { name: name.to_owned(), done, total });
}

/// The value that replaces a parameter's default, if one does.
pub(crate) fn param_override(name: &str) -> Option<Scalar> {
    let text = std::env::var(PARAMS_VARIABLE).ok()?;
    let mut values: BTreeMap<String, Scalar> = serde_json::from_str(&text).ok()?;
    values.remove(name)
}

/// The entry's seed, as its front matter states it; 0 if it states none.
pub fn seed() -> u64 {
    std::env::var(SEED_VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// What a cell's own `main` may return.
pub trait MainResult {
    /// The result as `?` takes it.
    ///
    /// # Errors
    /// The error that `main` returned.
    fn into_result(self) -> Result<(), Error>;
}

impl MainResult for () {
    fn into_result(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: Into<Error>> MainResult for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(Into::into)
    }
}
