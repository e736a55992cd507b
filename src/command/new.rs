//! `lossbook new`: starts an entry.

use super::{Context, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use std::fs;

pub(super) fn new(context: &Context, slug: &str, bundle: bool) -> Result<Verdict, Vec<Diagnostic>> {
    let clean = crate::entry::slugify(slug.rsplit('/').next().unwrap_or(slug));
    let last = slug.rsplit('/').next().unwrap_or(slug);
    if clean != last || slug.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        let diagnostic = Diagnostic::new(Severity::Error, format!("`{slug}` is no slug"));
        return Err(vec![diagnostic.hint(if clean.is_empty() {
            "use small letters, digits and dashes".to_owned()
        } else {
            format!("`lossbook new {clean}` would do")
        })]);
    }
    let entries = context.root.join("entries");
    let (flat, folder) = (entries.join(format!("{slug}.md")), entries.join(slug).join("index.md"));
    if let Some(taken) = [&flat, &folder].into_iter().find(|path| path.exists()) {
        return Err(vec![Diagnostic::new(Severity::Error, format!("{} is there already", taken.display()))]);
    }
    let path = if bundle { folder } else { flat };
    let text = format!(
        "---\ntitle: {}\ndate: {}\ndescription: One sentence on what this lesson is about.\ntags: []\ndraft: true\n---\n\n\
         What happened, and what it was like.\n\n```rust\nlet steps = 10;\nlet loss: Vec<f64> = (0..steps).map(|step| 0.8_f64.powi(step)).collect();\n\
         Chart::new().line(\"loss\", &loss).x_label(\"step\")\n```\n\nAfter `{{rust}} steps` steps the loss is `{{rust}} loss[9]:.2`.\n`{{check}} loss[9] < loss[0]`\n",
        title_of(last),
        crate::clock::today()
    );
    let failed = |error: std::io::Error| {
        vec![Diagnostic::new(Severity::Error, format!("{}: {error}", path.display()))]
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    crate::files::write_atomically(&path, text.as_bytes()).map_err(failed)?;
    let name = path.strip_prefix(&context.root).unwrap_or(&path).display().to_string();
    context.console.note(&format!("made {name}; it is a draft: `lossbook build --drafts` shows it"));
    Ok(Verdict::Good)
}

/// `the-valley-next-door` as a first title: `The valley next door`.
fn title_of(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
