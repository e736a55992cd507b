//! Reading: an entry (`entry.md`) or a small journal (`entries/`, `lossbook.toml`) against the parse in short and the
//! diagnostics as an author sees them. `make.toml` makes what git would not keep as it is: files of odd bytes, links, pipes.

use crate::cases::{PLAIN_CONFIG, Scratch, copy_tree, run_cases};
use lossbook::diagnostic::line_column;
use lossbook::entry::{Entry, FrontMatter, Role};
use lossbook::journal::Journal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What a case can't hold as files.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Make {
    /// Files by their text, in which `\xNN` stands for a byte and `\u{…}`, `\r`, `\n`, `\0` for what they do in Rust.
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    /// Files that hold one text many times over: before, the piece, how often, after.
    #[serde(default)]
    many: BTreeMap<String, (String, String, usize, String)>,
    /// Links to what they lead to; `/outside/` stands for a folder beside the journal.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Named pipes.
    #[serde(default)]
    pipes: Vec<String>,
}

#[test]
fn entries_are_read_or_refused_with_their_place() {
    run_cases("parse", read, "expected.txt");
}

fn read(case: &Path) -> String {
    let scratch = Scratch::new("parse");
    let root = scratch.0.join("journal");
    lay_out(case, &root);
    let mut text = String::new();
    match Journal::load(&root) {
        Ok(journal) => {
            for section in journal.sections.iter().filter(|section| section.index.is_some()) {
                let _ = writeln!(text, "section {}", section.path);
            }
            for loaded in &journal.entries {
                let broken = if loaded.broken { " (broken)" } else { "" };
                let _ = writeln!(text, "{} at /{}/{broken}", loaded.entry.source.path, loaded.entry.slug);
                describe(&loaded.entry, &mut text);
                for asset in &loaded.assets {
                    let _ = writeln!(text, "  file {}", asset.strip_prefix(&root).unwrap_or(asset).display());
                }
            }
            for diagnostic in &journal.diagnostics {
                let _ = write!(text, "\n{diagnostic}\n");
            }
        }
        Err(diagnostics) => {
            for diagnostic in &diagnostics {
                let _ = write!(text, "\n{diagnostic}\n");
            }
        }
    }
    let text = text.replace(&*root.to_string_lossy(), "JOURNAL");
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Makes the case's journal at `root`.
fn lay_out(case: &Path, root: &Path) {
    copy_tree(case, root);
    let has = |name: &str| root.join(name).exists();
    if has("entry.md") {
        fs::create_dir_all(root.join("entries")).expect("a folder can be made");
        fs::rename(root.join("entry.md"), root.join("entries/entry.md")).expect("it can be moved");
    }
    if !has("lossbook.toml") {
        fs::write(root.join("lossbook.toml"), PLAIN_CONFIG).expect("it can be written");
    }
    let Ok(text) = fs::read_to_string(case.join("make.toml")) else { return };
    let make: Make = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let place = |name: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it lies in the journal")).expect("a folder can be made");
        path
    };
    for (name, text) in &make.bytes {
        fs::write(place(name), unescape(text)).expect("it can be written");
    }
    for (name, (before, piece, times, after)) in &make.many {
        fs::write(place(name), format!("{before}{}{after}", piece.repeat(*times)))
            .expect("it can be written");
    }
    let outside = root.with_file_name("outside");
    fs::create_dir_all(&outside).expect("a folder can be made");
    fs::write(outside.join("secret.md"), "---\ntitle: Secret\n---\n").expect("it can be written");
    for (name, target) in &make.links {
        let target = target.replace("/outside/", &format!("{}/", outside.display()));
        std::os::unix::fs::symlink(target, place(name)).expect("a link can be made");
    }
    for name in &make.pipes {
        let made = std::process::Command::new("mkfifo").arg(place(name)).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo makes {name}");
    }
}

/// The bytes that a text with escapes stands for.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let length = match escape.as_bytes().first() {
            Some(b'x') => {
                bytes.push(u8::from_str_radix(&escape[1..3], 16).expect("two hexadecimal digits"));
                3
            }
            Some(b'u') => {
                let end = escape.find('}').expect("`\\u{…}` is closed");
                let code = u32::from_str_radix(&escape[2..end], 16).expect("hexadecimal digits");
                let c = char::from_u32(code).expect("a character");
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                end + 1
            }
            Some(b'r') => {
                bytes.push(b'\r');
                1
            }
            Some(b'n') => {
                bytes.push(b'\n');
                1
            }
            Some(b'0') => {
                bytes.push(0);
                1
            }
            _ => panic!("an escape that is not known: \\{escape}"),
        };
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// An entry in short: what its front matter says, then what runs and where it stands.
fn describe(entry: &Entry, text: &mut String) {
    let line = |offset: usize| line_column(&entry.source.text, offset);
    describe_front(&entry.front, text);
    for cell in &entry.cells {
        let (first, last) = (line(cell.body.start).0, line(cell.body.end).0);
        let role = match &cell.role {
            Role::Run => "runs",
            Role::ShouldPanic => "must panic",
            Role::NoRun => "is compiled",
            Role::CompileFail(None) => "must be refused",
            Role::CompileFail(Some(code)) => &format!("must be refused with {code}"),
            Role::Ignore => "is shown",
        };
        let _ = writeln!(text, "  cell {} {role}, lines {first} to {}", cell.number, last - 1);
        let defaults = format!("{:#?}", lossbook::entry::CellOptions::default());
        differences(&defaults, &format!("{:#?}", cell.options), "    ", text);
    }
    for inline in &entry.inlines {
        let (line, column) = line(inline.span.start);
        let expression = &entry.source.text[inline.expression.clone()];
        let format = if inline.format.is_empty() { String::new() } else { format!(" as {}", inline.format) };
        let _ = writeln!(text, "  inline value {} at {line}:{column}: {expression}{format}", inline.number);
    }
    for claim in &entry.claims {
        let (line, column) = line(claim.span.start);
        let expression = &entry.source.text[claim.expression.clone()];
        let _ = writeln!(text, "  claim {} at {line}:{column}: {expression}", claim.number);
    }
}

fn describe_front(front: &FrontMatter, text: &mut String) {
    differences(&format!("{:#?}", FrontMatter::default()), &format!("{front:#?}"), "  ", text);
}

/// The fields of a struct, printed with `{:#?}`, that are not as in its default.
fn differences(default: &str, actual: &str, indent: &str, text: &mut String) {
    let defaults = fields(default);
    for (name, value) in fields(actual) {
        if defaults.iter().all(|(other, default)| *other != name || *default != value) {
            let _ = writeln!(text, "{indent}{name}: {value}");
        }
    }
}

/// The fields of a struct that was printed with `{:#?}`, each on one line.
fn fields(printed: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in printed.lines().skip(1) {
        let own = line.strip_prefix("    ").filter(|rest| !rest.starts_with([' ', '}', ')', ']']));
        match (own.and_then(|rest| rest.split_once(": ")), fields.last_mut()) {
            (Some((name, value)), _) => {
                fields.push((name.to_owned(), value.trim_end_matches(',').to_owned()));
            }
            (None, Some((_, value))) if line.starts_with(' ') => {
                let piece = line.trim();
                let closes = piece.starts_with(['}', ')', ']']);
                let piece = if closes { piece.trim_end_matches(',') } else { piece };
                *value = if closes { value.trim_end_matches(',').to_owned() } else { value.clone() };
                let gap = if closes || value.ends_with(['(', '[', '{']) { "" } else { " " };
                value.push_str(gap);
                value.push_str(piece);
            }
            _ => {}
        }
    }
    fields
}
