//! Tangling: an entry (`entry.md`) against the programs that it becomes. For every case, whatever it expects, each line
//! of the author's code must stand on its own line of the program, and the program must be Rust. `listing.rs` is the same
//! program as exports have it.

use crate::cases::{config, parsed, run_cases};
use lossbook::entry::{Entry, Role};
use lossbook::program::{Expected, Program, listing, tangle};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn entries_become_programs() {
    run_cases("program", programs, "expected.rs");
}

#[test]
fn entries_become_listings() {
    run_cases("program", listed, "listing.rs");
}

fn listed(case: &Path) -> String {
    let parsed = parsed(case, &config(case));
    let Ok(text) = listing(&parsed.entry, "A lesson") else { return "// refused\n".to_owned() };
    if !case.join("not-rust").exists() {
        let file = syn::parse_file(&text);
        assert!(file.is_ok(), "{}: the listing is no Rust: {:?}\n{text}", case.display(), file.err());
    }
    without_trailing_blanks(&text)
}

fn programs(case: &Path) -> String {
    let parsed = parsed(case, &config(case));
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", case.display(), parsed.diagnostics);
    let entry = &parsed.entry;
    let tangled = match tangle(entry) {
        Ok(tangled) => tangled,
        Err(diagnostics) => {
            let text: String = diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
            return text.lines().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect();
        }
    };
    let mut text = String::new();
    match &tangled.program {
        Some(program) => {
            check_lines(case, entry, program, None);
            text.push_str(&without_trailing_blanks(&program.text));
        }
        None => text.push_str("// nothing runs\n"),
    }
    for aside in &tangled.asides {
        check_lines(case, entry, &aside.program, Some(aside.cell));
        let must = match &aside.expected {
            Expected::Compiles => "must compile".to_owned(),
            Expected::Refused(None) => "must be refused".to_owned(),
            Expected::Refused(Some(code)) => format!("must be refused with {code}"),
        };
        let _ = writeln!(text, "// ======== beside it, cell {} {must}", aside.cell);
        text.push_str(&without_trailing_blanks(&aside.program.text));
    }
    text
}

/// The text as editors like it, with a line's number in front of it where prose is left out.
fn without_trailing_blanks(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Holds the program against the entry, line by line: all code is there, in its line, and its column is known.
fn check_lines(case: &Path, entry: &Entry, program: &Program, aside: Option<u32>) {
    let lines: Vec<&str> = program.text.lines().collect();
    let source: Vec<&str> = entry.source.text.lines().collect();
    let mut checked = 0;
    for cell in &entry.cells {
        let runs = matches!(cell.role, Role::Run | Role::ShouldPanic);
        let is_in = aside.map_or(runs, |aside| cell.number == aside || (runs && cell.number < aside));
        if !is_in {
            continue;
        }
        let (first, _) = lossbook::diagnostic::line_column(&entry.source.text, cell.code.start);
        // Inner attributes move to the first line.
        let mut in_attribute = false;
        for (offset, _) in entry.source.text[cell.code.clone()].lines().enumerate() {
            let number = first + offset;
            let author = source[number - 1];
            let code = author.trim();
            let code = match code.strip_prefix("##") {
                Some(_) => &code[1..],
                None => code.strip_prefix("# ").unwrap_or(code).trim(),
            };
            let moves = in_attribute || code.starts_with("#![");
            in_attribute = moves && !code.ends_with(']');
            if code.is_empty() || code == "#" || moves {
                continue;
            }
            let line = lines.get(number - 1).copied().unwrap_or_default();
            assert!(
                holds(line, code),
                "{}: line {number} of the program does not hold the entry's\n{code}\n{line}",
                case.display()
            );
            check_column(case, author, code, line, number, program);
            checked += 1;
        }
    }
    assert!(
        checked > 0 || entry.cells.iter().all(|cell| cell.role == Role::Ignore),
        "{}: no line was checked",
        case.display()
    );
    if !case.join("not-rust").exists() {
        assert!(syn::parse_file(&program.text).is_ok(), "{}: the program is no Rust", case.display());
    }
}

/// Whether a line of the program holds the code, give or take the call around a cell's last expression.
fn holds(line: &str, code: &str) -> bool {
    let line = line.replace("__tail!(", "");
    line.contains(code)
        || line
            .match_indices(");")
            .any(|(at, _)| format!("{}{}", &line[..at], &line[at + 2..]).contains(code))
}

/// The column of the code's first character in the program is that of the entry, or is known to be moved from there.
fn check_column(case: &Path, author: &str, code: &str, line: &str, number: usize, program: &Program) {
    let word: String = code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if word.len() < 3 || line.matches(&word).count() != 1 || author.matches(&word).count() != 1 {
        return;
    }
    let column = |text: &str| text.find(&word).map_or(0, |at| 1 + text[..at].chars().count());
    assert_eq!(
        program.source_column(number, column(line)),
        column(author),
        "{}: the column of `{word}` in line {number}",
        case.display()
    );
}
