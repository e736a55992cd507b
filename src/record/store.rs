//! Records as files.

use super::{Header, Output, Record, VERSION};
use crate::diagnostic::{Diagnostic, Severity};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The largest record that is kept: git is no place for more.
pub const SIZE_LIMIT: usize = 16 << 20;

/// The path of the record of the entry at `path`: `valley.md` has `valley.record.jsonl` beside it.
pub fn path_of(entry: &Path) -> PathBuf {
    entry.with_extension("record.jsonl")
}

/// The record's text: the header, then an output a line.
///
/// # Errors
/// It is larger than `SIZE_LIMIT`.
pub fn to_text(record: &Record, path: &str) -> Result<String, Diagnostic> {
    let body = body(&record.outputs)?;
    let header = Header { checksum: checksum(&body), ..record.header.clone() };
    whole(&header, &body, path)
}

fn whole(header: &Header, body: &str, path: &str) -> Result<String, Diagnostic> {
    let text = format!("{}\n{body}", json(header)?);
    if text.len() > SIZE_LIMIT {
        return Err(Diagnostic::new(
            Severity::Error,
            format!("{path} would take {} MiB; a record may take {} MiB", text.len() >> 20, SIZE_LIMIT >> 20),
        )
        .hint("show fewer or smaller images, or thin the text that is printed"));
    }
    Ok(text)
}

fn body(outputs: &[Output]) -> Result<String, Diagnostic> {
    let mut body = String::new();
    for output in outputs {
        body.push_str(&json(output)?);
        body.push('\n');
    }
    Ok(body)
}

fn json(value: &impl serde::Serialize) -> Result<String, Diagnostic> {
    serde_json::to_string(value).map_err(|error| {
        Diagnostic::new(Severity::Error, format!("an output can't be written as JSON: {error}"))
    })
}

/// The checksum of a record's outputs, or of what else is kept.
pub fn checksum(body: &(impl AsRef<[u8]> + ?Sized)) -> String {
    blake3::hash(body.as_ref()).to_hex()[..16].to_owned()
}

/// Reads the record at `path`, which messages call `name`; one that isn't there is no mistake.
///
/// # Errors
/// The file can't be read, or is not as Lossbook wrote it.
pub fn read(path: &Path, name: &str) -> Result<Option<Record>, Diagnostic> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text, name).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::new(Severity::Error, format!("{name}: {error}"))),
    }
}

/// Reads a record's text.
///
/// # Errors
/// It is not as Lossbook wrote it: another version, cut off, edited by hand, or with a merge conflict in it.
pub fn parse(text: &str, name: &str) -> Result<Record, Diagnostic> {
    // A checkout may have turned the line ends.
    let text = text.replace("\r\n", "\n");
    if let Some(line) =
        text.lines().position(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>"))
    {
        return Err(broken(name, line + 1, "it holds a merge conflict"));
    }
    let (first, body) = text.split_once('\n').unwrap_or((&text, ""));
    let version =
        serde_json::from_str::<serde_json::Value>(first).ok().and_then(|header| header["lossbook"].as_u64());
    match version {
        Some(version) if version > u64::from(VERSION) => {
            return Err(Diagnostic::new(
                Severity::Error,
                format!("{name} was written by a newer lossbook (format {version})"),
            )
            .hint("update lossbook; this one reads formats up to 1"));
        }
        Some(_) => {}
        None => return Err(broken(name, 1, "its first line is no header")),
    }
    let header: Header = serde_json::from_str(first).map_err(|error| broken(name, 1, &error.to_string()))?;
    if header.checksum != checksum(body) {
        return Err(broken(
            name,
            1,
            "its lines do not have the checksum that its header states: it was edited or cut off",
        ));
    }
    let mut outputs = Vec::new();
    for (number, line) in body.lines().enumerate() {
        outputs
            .push(serde_json::from_str(line).map_err(|error| broken(name, number + 2, &error.to_string()))?);
    }
    Ok(Record { header, outputs })
}

fn broken(name: &str, line: usize, why: &str) -> Diagnostic {
    Diagnostic::new(Severity::Error, format!("{name}:{line}: the record can't be trusted: {why}"))
        .hint("restore it from git, or delete it and run `lossbook run` to make it again")
}

/// Writes a record, all or nothing. Gives it back as it would be read, with its checksum.
///
/// # Errors
/// It is too large, or the disk refuses.
pub fn write(path: &Path, name: &str, mut record: Record) -> Result<Record, Diagnostic> {
    let body = body(&record.outputs)?;
    record.header.checksum = checksum(&body);
    let text = whole(&record.header, &body, name)?;
    debug_assert_eq!(parse(&text, name).as_ref(), Ok(&record), "what is written is read back");
    crate::files::write_atomically(path, text.as_bytes())
        .map_err(|error| Diagnostic::new(Severity::Error, format!("{name}: {error}")))?;
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::{SIZE_LIMIT, parse, path_of, read, to_text, write};
    use crate::record::{Output, Record, made_up};
    use cell::wire::{Content, Stream};
    use std::fs;
    use std::path::{Path, PathBuf};

    fn record(texts: &[&str]) -> Record {
        let text = |text: &&str| Output {
            cell: Some(1),
            content: Content::Text { stream: Stream::Stdout, text: (*text).to_owned() },
        };
        made_up::record(texts.iter().map(text).collect())
    }

    fn said(text: &str) -> String {
        parse(text, "a.record.jsonl").expect_err("it can't be trusted").to_string()
    }

    #[test]
    fn a_record_reads_back_as_it_was_written_whatever_the_line_ends() {
        let mut record = record(&["a\r\nb\n", "\u{1b}[31m", "<<<<<<< no conflict"]);
        for value in [f64::NAN, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE / 2.0, 0.1 + 0.2] {
            let content =
                Content::Metric { name: "m".to_owned(), value: value.into(), single: false, tolerance: None };
            record.outputs.push(Output { cell: None, content });
        }
        let text = to_text(&record, "a").expect("it is small");
        assert_eq!(text.lines().count(), 1 + record.outputs.len(), "an output takes one line");
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let back = parse(&text, "a").expect("it is as it was written");
            assert_eq!(back.outputs, record.outputs);
            assert_eq!(to_text(&back, "a").ok(), to_text(&record, "a").ok());
        }
    }

    #[test]
    fn an_edit_a_cut_and_a_conflict_are_found() {
        let text = to_text(&record(&["one", "two"]), "a").expect("it is small");
        assert!(said(&text.replace("two", "2")).contains("a.record.jsonl:1: the record can't be trusted"));
        for length in 0..text.len() {
            assert!(parse(&text[..length], "a").is_err(), "cut off after {length} bytes");
        }
        assert!(said(&format!("{text}\n")).contains("edited or cut off"));
        let conflict = text.replacen('\n', "\n<<<<<<< ours\n", 1);
        assert!(
            said(&conflict)
                .contains("a.record.jsonl:2: the record can't be trusted: it holds a merge conflict")
        );
        assert!(said(&text.replacen(":1,", ":2,", 1)).contains("newer lossbook (format 2)"));
    }

    #[test]
    fn what_is_too_large_for_git_is_refused_and_the_old_record_stays() {
        let folder = std::env::temp_dir().join(format!("lossbook-store-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("a.record.jsonl");
        write(&path, "a", record(&["small"])).expect("it is small");
        let old = fs::read(&path).expect("it was written");
        let huge = "x".repeat(SIZE_LIMIT + 1);
        let refused = write(&path, "a", record(&[&huge])).expect_err("it is too large").to_string();
        assert!(refused.contains("a record may take 16 MiB"), "{refused}");
        assert_eq!(fs::read(&path).expect("it is there"), old);
        assert_eq!(read(&folder.join("other.record.jsonl"), "other"), Ok(None), "none is no mistake");
        fs::remove_dir_all(&folder).expect("it can be removed");
    }

    #[test]
    fn a_record_lies_beside_its_entry() {
        assert_eq!(path_of(Path::new("entries/a.b.md")), PathBuf::from("entries/a.b.record.jsonl"));
        assert_eq!(path_of(Path::new("entries/a/index.md")), PathBuf::from("entries/a/index.record.jsonl"));
    }
}
