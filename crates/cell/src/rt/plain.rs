//! What a program prints when it runs without Lossbook around it.

use crate::wire::{Content, Event, Stream};
use std::io::Write;

/// Prints an event for a person to read. A closed standard output is no reason to stop the experiment, so write errors
/// are passed over.
pub(super) fn print(event: &Event) {
    let text = match event {
        Event::Output { content } => output(content),
        Event::NoPanic { cell } => format!("cell {cell} should have panicked, but did not\n"),
        Event::Failed { messages } => {
            let _ = writeln!(std::io::stderr(), "error: {}", messages.join("\ncaused by: "));
            return;
        }
        Event::Begin { .. }
        | Event::End { .. }
        | Event::Progress { .. }
        | Event::Restored { .. }
        | Event::NotKept { .. }
        | Event::Panic { .. }
        | Event::Done => return,
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn output(content: &Content) -> String {
    match content {
        Content::Text { stream: Stream::Stdout | Stream::Stderr, text } => text.clone(),
        Content::Value { text, .. } => format!("{text}\n"),
        Content::Table(table) => format!("{table}\n"),
        Content::Chart(chart) => format!("{chart}\n"),
        Content::Image(image) => format!("{image}\n"),
        Content::Svg(svg) => format!("{svg}\n"),
        Content::Html(html) => format!("{html}\n"),
        Content::Metric { name, value, .. } => format!("{name} = {value}\n"),
        Content::Param { name, value, .. } => format!("{name} = {value}\n"),
        Content::Timing { name, seconds } => format!("{name}: {:.3} s\n", seconds.0),
        Content::Volatile { content } | Content::Seeds { content, .. } | Content::OneSeed { content, .. } => {
            output(content)
        }
        Content::Sweep { variants, .. } => variants.iter().map(output).collect(),
        Content::Inline { inline, text, .. } => format!("[inline value {inline}] {text}\n"),
        Content::Claim { claim, holds, .. } => {
            format!("[claim {claim}] {}\n", if *holds { "holds" } else { "does NOT hold" })
        }
    }
}
