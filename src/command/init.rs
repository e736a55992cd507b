//! `lossbook init`: a journal that builds at once.

use super::Verdict;
use crate::console::Console;
use crate::diagnostic::{Diagnostic, Severity};
use std::fs;
use std::path::Path;

/// The files of a new journal. `{title}` and `{date}` are filled in.
const FILES: &[(&str, &str)] = &[
    ("lossbook.toml", include_str!("init/lossbook.toml")),
    ("entries/the-first-slope.md", include_str!("init/the-first-slope.md")),
    ("README.md", include_str!("init/README.md")),
    (".gitignore", include_str!("init/gitignore")),
    (".gitattributes", include_str!("init/gitattributes")),
    (".github/workflows/publish.yml", include_str!("init/publish.yml")),
];

pub(super) fn init(folder: &Path, console: &Console) -> Result<Verdict, Diagnostic> {
    if folder.join("lossbook.toml").exists() {
        return Err(Diagnostic::new(
            Severity::Error,
            format!("{} holds a journal already", folder.display()),
        )
        .hint("write an entry with `lossbook new SLUG`"));
    }
    let taken: Vec<&str> =
        FILES.iter().map(|(name, _)| *name).filter(|name| folder.join(name).exists()).collect();
    let date = crate::clock::today();
    let title = folder
        .canonicalize()
        .ok()
        .as_deref()
        .or(Some(folder))
        .and_then(Path::file_name)
        .map_or_else(|| "A training journal".to_owned(), |name| title_of(&name.to_string_lossy()));
    for (name, text) in FILES.iter().filter(|(name, _)| !taken.contains(name)) {
        let path = folder.join(name);
        let failed =
            |error: std::io::Error| Diagnostic::new(Severity::Error, format!("{}: {error}", path.display()));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let text = text.replace("{title}", &title).replace("{date}", &date);
        crate::files::write_atomically(&path, text.as_bytes()).map_err(failed)?;
    }
    for name in taken {
        console.note(&format!("left {name} as it was"));
    }
    console.note(&format!(
        "made a journal in {0}\n\n  cd {0}\n  lossbook build      runs the first lesson and publishes it into site/\n  lossbook new SLUG   starts an entry",
        folder.display()
    ));
    Ok(Verdict::Good)
}

/// A folder's name as a title, with what TOML text can't hold left out.
fn title_of(name: &str) -> String {
    let words: String = name.chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c }).collect();
    let words: String = words.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    let mut letters = words.trim().chars();
    letters.next().map_or_else(
        || "A training journal".to_owned(),
        |first| first.to_uppercase().chain(letters).collect(),
    )
}
