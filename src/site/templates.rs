//! The theme: templates that travel inside the binary, which a journal replaces file by file.

use crate::diagnostic::{Diagnostic, Severity, SourceText};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};
use tera::{Context, ErrorKind, ReportError, Tera};

/// The built-in theme, by file name.
const BUILT_IN: [(&str, &str); 17] = [
    ("404.html", include_str!("../../templates/404.html")),
    ("archive.html", include_str!("../../templates/archive.html")),
    ("base.html", include_str!("../../templates/base.html")),
    ("components.html", include_str!("../../templates/components.html")),
    ("core.html", include_str!("../../templates/core.html")),
    ("entry.html", include_str!("../../templates/entry.html")),
    ("feed.xml", include_str!("../../templates/feed.xml")),
    ("home.html", include_str!("../../templates/home.html")),
    ("icon.svg", include_str!("../../templates/icon.svg")),
    ("ledger.html", include_str!("../../templates/ledger.html")),
    ("lossbook.js", include_str!("../../templates/lossbook.js")),
    ("redirect.html", include_str!("../../templates/redirect.html")),
    ("section.html", include_str!("../../templates/section.html")),
    ("sitemap.xml", include_str!("../../templates/sitemap.xml")),
    ("style.css", include_str!("../../templates/style.css")),
    ("term.html", include_str!("../../templates/term.html")),
    ("terms.html", include_str!("../../templates/terms.html")),
];

/// A larger file is no template.
const SIZE_LIMIT: u64 = 1 << 20;

/// The templates of a journal, parsed once.
pub struct Templates {
    tera: Tera,
    /// Every file of the theme: what is not parsed is published as it is.
    files: BTreeMap<String, Arc<SourceText>>,
}

impl Templates {
    /// The built-in theme alone.
    ///
    /// # Errors
    /// None that a test would not have found.
    pub fn built_in() -> Result<Self, Vec<Diagnostic>> {
        Self::with(BTreeMap::new())
    }

    /// The theme with the files of the journal's `templates/` in the place of its own.
    ///
    /// # Errors
    /// A file can't be read, or is no template: where and why.
    pub fn load(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        Self::with(read_folder(&root.join("templates"))?)
    }

    /// The theme with `files` (name to text) in the place of its own.
    ///
    /// # Errors
    /// A file is no template: where and why.
    pub fn with(files: BTreeMap<String, String>) -> Result<Self, Vec<Diagnostic>> {
        let mut all: BTreeMap<String, Arc<SourceText>> = BTreeMap::new();
        for (name, text) in
            BUILT_IN.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().chain(files)
        {
            all.insert(name.clone(), Arc::new(SourceText { path: format!("templates/{name}"), text }));
        }
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".xml"]);
        let parsed =
            all.iter().filter(|(name, _)| is_template(name)).map(|(name, source)| (name, &source.text));
        if let Err(error) = tera.add_raw_templates(parsed) {
            return Err(vec![diagnostic(&all, &error)]);
        }
        Ok(Self { tera, files: all })
    }

    /// Fills in a template.
    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, Diagnostic> {
        self.tera.render(name, context).map_err(|error| diagnostic(&self.files, &error))
    }

    /// A file of the theme that is published as it is.
    pub(super) fn file(&self, name: &str) -> &str {
        self.files.get(name).map(|source| source.text.as_str()).unwrap_or_default()
    }
}

fn is_template(name: &str) -> bool {
    name.ends_with(".html") || name.ends_with(".xml")
}

/// The files of a folder and of those in it, by their path with `/`; a folder that isn't there has none.
fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let mut files = BTreeMap::new();
    let failed = |path: &Path, why: String| {
        vec![Diagnostic::new(Severity::Error, format!("{}: {why}", path.display()))]
    };
    for item in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let item = match item {
            Ok(item) => item,
            Err(error)
                if error.depth() == 0
                    && error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) =>
            {
                break;
            }
            Err(error) => return Err(failed(folder, error.to_string())),
        };
        let Ok(path) = item.path().strip_prefix(folder) else { continue };
        let name = path.to_string_lossy().replace('\\', "/");
        if !item.file_type().is_file() || name.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let size = item.metadata().map(|data| data.len()).unwrap_or(0);
        if size > SIZE_LIMIT {
            return Err(failed(item.path(), format!("{size} bytes; a template may have {SIZE_LIMIT}")));
        }
        let text = fs::read_to_string(item.path()).map_err(|error| failed(item.path(), error.to_string()))?;
        files.insert(name, text.replace("\r\n", "\n"));
    }
    Ok(files)
}

/// What Tera says, at its place in the template.
fn diagnostic(files: &BTreeMap<String, Arc<SourceText>>, error: &tera::Error) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => at_report(files, report),
        // A list of reports in text, each with its place: the first line says what is wrong.
        other => Diagnostic::new(
            Severity::Error,
            format!("a template can't be used: {}", other.to_string().trim_end()),
        )
        .hint("the file is in the journal's templates/"),
    }
}

fn at_report(files: &BTreeMap<String, Arc<SourceText>>, report: &ReportError) -> Diagnostic {
    match files.get(report.filename()) {
        Some(source) => {
            let range = &report.span().range;
            let end = range.end.min(source.text.len());
            Diagnostic::error(source, range.start.min(end)..end, report.message())
        }
        None => Diagnostic::new(Severity::Error, format!("{}: {}", report.filename(), report.message())),
    }
}

#[cfg(test)]
mod tests {
    use super::Templates;
    use std::collections::BTreeMap;

    fn said(name: &str, text: &str) -> String {
        match Templates::with(BTreeMap::from([(name.to_owned(), text.to_owned())])) {
            Ok(templates) => {
                templates.render(name, &tera::Context::new()).expect_err("it can't be rendered").to_string()
            }
            Err(diagnostics) => diagnostics.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn the_theme_is_sound() {
        assert!(Templates::built_in().is_ok());
    }

    #[test]
    fn a_mistake_in_a_template_is_told_with_its_line() {
        assert!(
            said("home.html", "a\n{% if %}").contains("templates/home.html:2:"),
            "{}",
            said("home.html", "a\n{% if %}")
        );
        assert!(
            said("home.html", "a\n\n{{ nothing }}").contains("templates/home.html:3:"),
            "{}",
            said("home.html", "a\n\n{{ nothing }}")
        );
    }

    #[test]
    fn a_template_that_extends_itself_or_knows_no_filter_is_refused() {
        assert!(said("home.html", "{% extends \"home.html\" %}").contains("home.html"));
        assert!(said("home.html", "{{ 1 | nofilter }}").contains("nofilter"));
    }
}
