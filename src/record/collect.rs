//! From what a run wrote to the outputs of a record, and to what went wrong.

use super::Output;
use super::mime;
use crate::entry::{Entry, Role};
use crate::run::checkpoint::Kept;
use crate::run::contain::Ended;
use crate::run::execute::{OUTPUT_LIMIT, Ran};
use cell::wire::{ClaimPart, Content, Event, Stream};
use std::collections::BTreeMap;
use std::fmt;

/// The longest text kept of one output; of a longer one the head and the tail stay.
const TEXT_LIMIT: usize = 1 << 20;

/// A run, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// How the entry ended.
    pub outcome: Outcome,
    /// The cell that it ended in, if it ended badly in one.
    pub cell: Option<u32>,
    /// The outputs up to there.
    pub outputs: Vec<Output>,
    /// The claims that do not hold, each with its parts.
    pub broken_claims: Vec<(u32, Vec<ClaimPart>)>,
    /// How long each cell took, in seconds.
    pub cell_seconds: BTreeMap<u32, f64>,
    /// How many processes were left behind and ended.
    pub leaked: usize,
    /// The cells whose checkpoint stood for running them.
    pub restored: Vec<u32>,
    /// The cells whose bindings can't be kept, and why.
    pub not_kept: Vec<(u32, String)>,
}

/// How an entry's run ended. A closed list: every run ends in one of these ways.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// To the end.
    Ok,
    /// A cell panicked: the message, and the entry's line and column if it was raised there.
    Panicked { message: String, place: Option<(usize, usize)> },
    /// A `?` handed on an error: its messages, outermost first.
    Failed { messages: Vec<String> },
    /// A cell that must panic did not.
    NoPanic,
    /// A cell ended the process.
    Exited { code: i32 },
    /// A signal ended the process.
    Signalled { signal: String },
    /// Its time was up.
    TimedOut,
    /// It wrote more than is kept.
    OutputLimit,
    /// The wire broke off, though the process says that all is well.
    ProtocolError,
}

impl Outcome {
    /// The short name, as the machine-readable reports have it.
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Panicked { .. } => "panicked",
            Outcome::Failed { .. } => "failed",
            Outcome::NoPanic => "no-panic",
            Outcome::Exited { .. } => "exited",
            Outcome::Signalled { .. } => "signalled",
            Outcome::TimedOut => "timeout",
            Outcome::OutputLimit => "output-limit",
            Outcome::ProtocolError => "protocol-error",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Ok => f.write_str("ran to its end"),
            Outcome::Panicked { message, .. } => write!(f, "panicked: {message}"),
            Outcome::Failed { messages } => write!(f, "failed: {}", messages.join(": ")),
            Outcome::NoPanic => f.write_str("should have panicked, but did not"),
            Outcome::Exited { code } => write!(f, "ended the process with exit code {code}"),
            Outcome::Signalled { signal } => write!(f, "was ended by {signal}"),
            Outcome::TimedOut => f.write_str("took longer than it may"),
            Outcome::OutputLimit => write!(f, "wrote more than {} MiB", OUTPUT_LIMIT >> 20),
            Outcome::ProtocolError => f.write_str("ended the process before its last cell"),
        }
    }
}

/// Reads a run of `entry`, for which what is `kept` of checkpointed cells was at hand.
pub fn collect(entry: &Entry, ran: &Ran, kept: &BTreeMap<u32, Kept>) -> Collected {
    let mut reader = Reader { entry, ran, cell: None, out: 0, err: 0, outputs: Vec::new() };
    let mut seen = Seen::default();
    for line in &ran.lines {
        reader.text_up_to(line.out, line.err);
        match &line.event {
            Event::Begin { cell } => reader.cell = Some(*cell),
            Event::End { seconds } => {
                if let Some(cell) = reader.cell.take() {
                    // What was restored took its time when it was computed.
                    let restored = kept.get(&cell).filter(|_| seen.restored.contains(&cell));
                    seen.cell_seconds.insert(cell, restored.map_or(*seconds, |kept| kept.seconds));
                }
            }
            Event::Output { content } => {
                if let Content::Claim { claim, holds: false, parts } = &**content {
                    seen.broken_claims.push((*claim, parts.clone()));
                }
                if !reader.has_param(content) {
                    reader.push((**content).clone());
                }
            }
            Event::Panic { message, file, line, column, expected } => {
                let place = (*file == entry.source.path).then_some((*line as usize, *column as usize));
                if *expected {
                    let text = reader.panic_text(message, place);
                    reader.push(Content::Text { stream: Stream::Stderr, text });
                } else {
                    seen.panic = Some(Outcome::Panicked { message: message.clone(), place });
                }
            }
            Event::Restored { cell } => {
                seen.restored.push(*cell);
                let outputs = kept.get(cell).map(|kept| kept.outputs.clone());
                reader.outputs.extend(outputs.unwrap_or_default());
            }
            Event::NotKept { cell, why } => seen.not_kept.push((*cell, why.clone())),
            Event::NoPanic { cell } => seen.missing_panic = Some(*cell),
            Event::Failed { messages } => seen.failure = Some(Outcome::Failed { messages: messages.clone() }),
            Event::Progress { .. } => {}
            Event::Done => seen.done = true,
        }
    }
    reader.text_up_to(u64::MAX, u64::MAX);
    let cell = seen.missing_panic.or(ran.slow_cell).or(reader.cell);
    let outcome = seen.outcome(ran);
    Collected {
        cell: if outcome == Outcome::Ok { None } else { cell },
        outcome,
        outputs: reader.outputs,
        broken_claims: seen.broken_claims,
        cell_seconds: seen.cell_seconds,
        leaked: ran.leaked,
        restored: seen.restored,
        not_kept: seen.not_kept,
    }
}

/// What the wire told beside the outputs.
#[derive(Default)]
struct Seen {
    done: bool,
    panic: Option<Outcome>,
    failure: Option<Outcome>,
    missing_panic: Option<u32>,
    broken_claims: Vec<(u32, Vec<ClaimPart>)>,
    cell_seconds: BTreeMap<u32, f64>,
    restored: Vec<u32>,
    not_kept: Vec<(u32, String)>,
}

impl Seen {
    fn outcome(&mut self, ran: &Ran) -> Outcome {
        if ran.flooded {
            return Outcome::OutputLimit;
        }
        if ran.slow_cell.is_some() || ran.ended == Ended::TimedOut {
            return Outcome::TimedOut;
        }
        if self.missing_panic.is_some() {
            return Outcome::NoPanic;
        }
        match ran.ended {
            Ended::Code(0) if self.done => Outcome::Ok,
            Ended::Code(0) => Outcome::ProtocolError,
            // Rust's own exit code for a panic in the main thread.
            Ended::Code(101) if self.panic.is_some() => self.panic.take().unwrap_or(Outcome::ProtocolError),
            Ended::Code(code) => self.failure.take().unwrap_or(Outcome::Exited { code }),
            ended @ (Ended::Signal(_) | Ended::Stopped | Ended::TimedOut) => {
                Outcome::Signalled { signal: ended.to_string() }
            }
        }
    }
}

/// Puts printed text between the outputs that it was printed between.
struct Reader<'a> {
    entry: &'a Entry,
    ran: &'a Ran,
    cell: Option<u32>,
    out: usize,
    err: usize,
    outputs: Vec<Output>,
}

impl Reader<'_> {
    fn push(&mut self, content: Content) {
        let cell = match content {
            Content::Inline { .. } | Content::Claim { .. } => None,
            _ => self.cell,
        };
        self.outputs.push(Output { cell, content });
    }

    /// A parameter is told of where it is first used. What was restored may have used one that is still to be told of.
    fn has_param(&self, content: &Content) -> bool {
        let Content::Param { name, .. } = content else { return false };
        let is_it =
            |output: &Output| matches!(&output.content, Content::Param { name: other, .. } if other == name);
        self.outputs.iter().any(is_it)
    }

    fn text_up_to(&mut self, out: u64, err: u64) {
        let ran = self.ran;
        let stdout = piece(&ran.stdout, &mut self.out, out);
        for content in mime::split(&kept_text(stdout)) {
            self.push(content);
        }
        let stderr = piece(&ran.stderr, &mut self.err, err);
        if !stderr.is_empty() {
            let text = without_lines(&kept_text(stderr), &self.entry.source.path);
            self.push(Content::Text { stream: Stream::Stderr, text });
        }
    }

    /// A panic that belongs to the lesson: its place counts from the cell's first line, so that prose above moves nothing.
    fn panic_text(&self, message: &str, place: Option<(usize, usize)>) -> String {
        let cell =
            self.entry.cells.iter().find(|cell| Some(cell.number) == self.cell && cell.role != Role::Ignore);
        match (cell, place) {
            (Some(cell), Some((line, column))) => {
                let (first, _) = crate::diagnostic::line_column(&self.entry.source.text, cell.code.start);
                format!(
                    "panicked at line {} of this cell, column {column}: {message}\n",
                    (line + 1).saturating_sub(first)
                )
            }
            _ => format!("panicked: {message}\n"),
        }
    }
}

fn piece<'a>(stream: &'a [u8], from: &mut usize, to: u64) -> &'a [u8] {
    let start = *from;
    let end = usize::try_from(to).unwrap_or(usize::MAX).clamp(start, stream.len().max(start));
    *from = end;
    stream.get(start..end).unwrap_or_default()
}

/// The text of printed bytes; of more than is kept, the head and the tail.
fn kept_text(bytes: &[u8]) -> String {
    if bytes.len() <= TEXT_LIMIT {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let half = TEXT_LIMIT / 2;
    let (head, tail) = (&bytes[..half], &bytes[bytes.len() - half..]);
    let dropped = bytes.len() - TEXT_LIMIT;
    format!(
        "{}\n… {dropped} bytes dropped …\n{}",
        String::from_utf8_lossy(head),
        String::from_utf8_lossy(tail)
    )
}

/// What `dbg!` prints without the line and the column that it stands at: prose and comments above it, which no key knows
/// of, would move them. `[entries/valley.md:12:5] x = 1` becomes `[entries/valley.md] x = 1`.
fn without_lines(text: &str, path: &str) -> String {
    let mark = format!("[{path}:");
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let place = line.strip_prefix(&mark).and_then(|rest| rest.split_once(']'));
        match place.filter(|(place, _)| place.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')) {
            Some((_, rest)) => {
                kept.push_str(&mark[..mark.len() - 1]);
                kept.push(']');
                kept.push_str(rest);
            }
            None => kept.push_str(line),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{TEXT_LIMIT, kept_text, without_lines};

    #[test]
    fn what_dbg_prints_does_not_tell_lines() {
        let printed = "[entries/a.md:12:5] x = 1\n[other.rs:1:2] y\n  [entries/a.md:1:1] z\n[entries/a.md:odd] w\n[entries/a.md:3:1] end";
        let kept = "[entries/a.md] x = 1\n[other.rs:1:2] y\n  [entries/a.md:1:1] z\n[entries/a.md:odd] w\n[entries/a.md] end";
        assert_eq!(without_lines(printed, "entries/a.md"), kept);
    }

    #[test]
    fn of_a_flood_the_head_and_the_tail_are_kept() {
        let mut printed = vec![b'h'; TEXT_LIMIT];
        printed.extend(vec![b't'; TEXT_LIMIT]);
        let kept = kept_text(&printed);
        assert!(kept.starts_with("hhh") && kept.ends_with("ttt"));
        assert!(kept.contains(&format!("… {TEXT_LIMIT} bytes dropped …")), "{}", kept.len());
        assert_eq!(kept_text(b"short \xff"), "short \u{fffd}");
    }
}
