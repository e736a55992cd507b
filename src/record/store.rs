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
    let text = format!("{}\n{body}", json(&header)?);
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

/// Writes a record, all or nothing.
///
/// # Errors
/// It is too large, or the disk refuses.
pub fn write(path: &Path, name: &str, record: &Record) -> Result<(), Diagnostic> {
    let text = to_text(record, name)?;
    crate::files::write_atomically(path, text.as_bytes())
        .map_err(|error| Diagnostic::new(Severity::Error, format!("{name}: {error}")))
}
