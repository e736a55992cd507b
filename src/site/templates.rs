//! The theme: templates that travel inside the binary, which a journal replaces file by file.

use super::metadata;
use super::strict::{self, Use};
use crate::diagnostic::{Diagnostic, Severity, SourceText};
use crate::files::slashed;
use crate::hash::PartsHasher;
use crate::words::{self, Library, Plural};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};
use tera::{Context, ErrorKind, Kwargs, ReportError, State, Tera, TeraResult, Value};

/// The built-in theme, by file name.
const BUILT_IN: [(&str, &str); 19] = [
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
    ("search.html", include_str!("../../templates/search.html")),
    ("search.js", include_str!("../../templates/search.js")),
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
    words: Library,
    /// The names that each template uses, as far as the journal wrote it.
    uses: BTreeMap<String, Vec<Use>>,
    /// Every file of the theme: what is not parsed is published as it is.
    files: BTreeMap<String, Arc<SourceText>>,
    hash: blake3::Hash,
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
        let mut words = BTreeMap::new();
        let own: BTreeSet<String> = files.keys().cloned().collect();
        for (name, text) in
            BUILT_IN.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().chain(files)
        {
            let source = Arc::new(SourceText::new(format!("templates/{name}"), text));
            match name.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml")) {
                Some(language) => words.insert(language.to_lowercase(), source),
                None => all.insert(name, source),
            };
        }
        let words = Library::with(&words)?;
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".xml"]);
        tera.register_filter("fill", fill);
        tera.register_filter("in_script", in_script);
        let parsed =
            all.iter().filter(|(name, _)| is_template(name)).map(|(name, source)| (name, &*source.text));
        if let Err(error) = tera.add_raw_templates(parsed) {
            return Err(vec![diagnostic(&all, &error)]);
        }
        let names = all.keys().filter(|name| is_template(name));
        let uses = names.map(|name| (name.clone(), strict::uses(name, &all, &own))).collect();
        let hasher: PartsHasher =
            all.iter().flat_map(|(name, source)| [name.as_str(), &source.text]).collect();
        Ok(Self { tera, words, uses, files: all, hash: hasher.hash() })
    }

    /// The hash of the whole theme.
    pub(super) fn hash(&self) -> blake3::Hash {
        self.hash
    }

    /// The words of every language.
    pub(super) fn words(&self) -> &Library {
        &self.words
    }

    /// Fills in a template.
    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, Diagnostic> {
        if let Some(diagnostic) = self.uses.get(name).and_then(|uses| strict::missing(uses, context)) {
            return Err(diagnostic);
        }
        self.tera.render(name, context).map_err(|error| diagnostic(&self.files, &error))
    }

    /// A file of the theme that is published as it is.
    pub(super) fn file(&self, name: &str) -> &str {
        self.files.get(name).map(|source| &*source.text).unwrap_or_default()
    }
}

/// The filter `in_script`: a value as JSON that is the content of a `<script>`, in which nothing may look like the end of it.
fn in_script(value: Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let json = serde_json::to_value(&value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(metadata::in_script(&json))
}

/// The filter `fill`: a word with the filter's arguments in the place of its `{names}`. A word that depends on a number has
/// the form for the argument `n`. What is markup already, such as what a `set` block holds, goes in as it is.
fn fill(word: Value, arguments: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let word = match word.as_str() {
        Some(word) => word.to_owned(),
        None => Plural::deserialize(&word)
            .map_err(|_| tera::Error::message("`fill` is for words"))?
            .form(arguments.must_get::<usize>("n")?)
            .to_owned(),
    };
    let mut values = Vec::new();
    for (name, value) in arguments.iter() {
        values.push((name.to_string(), state.escape_if_needed(value)?));
    }
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(if state.autoescaping_enabled() {
        Value::safe_string(&words::fill_markup(&word, &values))
    } else {
        Value::from(words::fill(&word, &values))
    })
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
        let name = slashed(path);
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

    /// What a page would show of a template whatever it is filled in with.
    fn own_text(template: &str) -> String {
        let mut text = template.to_owned();
        for (begin, end) in [
            ("{#", "#}"),
            ("{%", "%}"),
            ("{{", "}}"),
            ("<script>", "</script>"),
            ("<code>", "</code>"),
            ("<", ">"),
        ] {
            let mut left = String::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once(begin) {
                left.push_str(before);
                rest = after.split_once(end).map_or("", |(inner, after)| {
                    if begin == "<" {
                        let label = inner.split_once("aria-label=\"").map_or("", |(_, label)| label);
                        left.push_str(label.split('"').next().unwrap_or_default());
                    }
                    after
                });
            }
            left.push_str(rest);
            text = left;
        }
        text
    }

    #[test]
    fn a_template_has_no_words_of_its_own() {
        assert_eq!(own_text("<p aria-label=\"a\">{{ x }}b<code>c</code>{% if y %}d{# e #}</p>"), "abd");
        for (name, text) in super::BUILT_IN.iter().filter(|(name, _)| name.ends_with(".html")) {
            // The attributes that say what language a part is in are put together before they stand in a tag.
            let own = own_text(text).replace(" lang=\"\"", "").replace(" dir=\"\"", "");
            assert!(!own.contains(char::is_alphabetic), "{name}: {}", own.trim());
        }
    }

    #[test]
    fn words_are_filled_in_as_text_or_as_markup() {
        let text = "{% set link %}<b>{{ '<' }}</b>{% endset %}{{ 'a & {link} {plain}' | fill(link=link, plain='<i>') }}";
        let files = BTreeMap::from([("home.html".to_owned(), text.to_owned())]);
        let templates = Templates::with(files).expect("the template is sound");
        let filled = templates.render("home.html", &tera::Context::new()).expect("it can be rendered");
        assert_eq!(filled, "a &amp; <b>&lt;</b> &lt;i&gt;");
        let words = templates.words().find("fr");
        let mut context = tera::Context::new();
        context.insert("words", words);
        let text = "{{ words.list.entries | fill(n=1) }}, {{ words.list.entries | fill(n=2) }}";
        let files = BTreeMap::from([("home.html".to_owned(), text.to_owned())]);
        let templates = Templates::with(files).expect("the template is sound");
        assert_eq!(
            templates.render("home.html", &context).expect("it can be rendered"),
            "1 article, 2 articles"
        );
        assert!(said("home.html", "\n{{ 1 | fill(n=1) }}").contains("templates/home.html:2:"));
        assert!(said("home.html", "{{ words.lits }}").contains("templates/home.html:1:"));
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
