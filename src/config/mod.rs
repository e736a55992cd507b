//! `lossbook.toml`: what a journal says of itself and of how its cells run.

mod cards;
mod cells;
mod contrast;
mod look;
mod places;
mod quantity;
mod site;

use crate::diagnostic::{Diagnostic, Severity, SourceText, did_you_mean};
use places::{of_toml_error, value_of};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use cells::{Cells, Runs, ToleranceSetting};
pub use look::{Colours, Fonts, NamedLink};
pub use quantity::{Size, parse_duration, parse_size};
pub use site::Site;

/// How the names of languages are written.
pub const LANGUAGE_HINT: &str = "write it as \"en\", \"pt-BR\" or \"zh-Hant\", with hyphens";

/// The file's name.
pub const FILE: &str = "lossbook.toml";

/// A journal's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the blog is called and where it will be.
    pub site: Site,
    /// How cells run.
    #[serde(default)]
    pub cells: Cells,
    /// What in it is worth a look.
    #[serde(skip)]
    pub warnings: Vec<Diagnostic>,
    /// Its text, for mistakes that only the whole journal can show.
    #[serde(skip)]
    pub source: Option<Arc<SourceText>>,
}

impl Config {
    /// Reads the configuration of the journal at `root`.
    ///
    /// # Errors
    /// The file can't be read, or something in it is wrong.
    pub fn load(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        let path = root.join(FILE);
        let text = fs::read_to_string(&path).map_err(|error| {
            vec![Diagnostic::new(Severity::Error, format!("{}: {error}", path.display()))]
        })?;
        Self::parse(&Arc::new(SourceText::new(FILE.to_owned(), text.replace("\r\n", "\n"))))
    }

    /// Reads a configuration from its text.
    ///
    /// # Errors
    /// What is wrong with it and where.
    pub fn parse(source: &Arc<SourceText>) -> Result<Self, Vec<Diagnostic>> {
        let mut config: Self =
            toml::from_str(&source.text).map_err(|error| vec![of_toml_error(source, &error)])?;
        config.source = Some(Arc::clone(source));
        let mistakes = config.mistakes(source);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        config.warnings = config.lints(source);
        config.warnings.extend(config.pale_colours());
        if !config.site.base_url.ends_with('/') {
            config.site.base_url.push('/');
        }
        Ok(config)
    }

    /// Featured entries that are none of `slugs`.
    pub fn unknown_featured(&self, slugs: &[&str]) -> Vec<Diagnostic> {
        let unknown = self.site.featured.iter().filter(|slug| !slugs.contains(&slug.as_str()));
        unknown
            .map(|slug| {
                let message = format!("there is no entry `{slug}` to be featured");
                let diagnostic = self.mistake("featured", slug, message);
                match did_you_mean(slug, slugs.iter().copied()) {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => diagnostic
                        .hint("name entries by their addresses, as in \"valley\" or \"notes/valley\""),
                }
            })
            .collect()
    }

    /// Values that are allowed but can hardly be meant.
    fn lints(&self, source: &Arc<SourceText>) -> Vec<Diagnostic> {
        let relative = self.cells.tolerance.relative;
        if relative <= crate::check::WIDE {
            return Vec::new();
        }
        let message = format!("a tolerance of {relative} lets all numbers differ by {} %", relative * 100.0);
        let place = value_of(&source.text, "tolerance");
        vec![
            Diagnostic::warning(source, place, message).hint(
                "give single cells their own with `//| tol: …`, single numbers with `metric(…).tol(…)`",
            ),
        ]
    }

    /// Values that have the right type but make no sense.
    fn mistakes(&self, source: &Arc<SourceText>) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        let mut wrong = |key: &str, message: String, hint: &str| {
            mistakes.push(Diagnostic::error(source, value_of(&source.text, key), message).hint(hint));
        };
        if !self.site.base_url.starts_with("https://") && !self.site.base_url.starts_with("http://") {
            wrong(
                "base_url",
                format!("`{}` is no address of a site", self.site.base_url),
                "write it as \"https://example.org/\"",
            );
        }
        if !crate::words::is_tag(&self.site.language) {
            wrong("language", format!("`{}` is no name of a language", self.site.language), LANGUAGE_HINT);
        }
        if self.cells.opt_level > 3 {
            wrong(
                "opt_level",
                format!("there is no optimisation level {}", self.cells.opt_level),
                "use 0, 1, 2 or 3",
            );
        }
        if !["2015", "2018", "2021", "2024"].contains(&self.cells.edition.as_str()) {
            wrong("edition", format!("there is no Rust edition `{}`", self.cells.edition), "use \"2024\"");
        }
        if self.cells.engine != "native" {
            wrong("engine", format!("there is no engine `{}`", self.cells.engine), "use \"native\"");
        }
        let tolerance = &self.cells.tolerance;
        let parts = [Some(tolerance.relative), Some(tolerance.absolute), tolerance.single];
        if parts.iter().flatten().any(|part| !part.is_finite() || *part < 0.0) {
            wrong(
                "tolerance",
                "a tolerance is a number, 0 or more".to_owned(),
                "use { relative = 1e-9, absolute = 1e-12 }",
            );
        }
        let literature =
            [("bibliography", &self.site.bibliography), ("citation_style", &self.site.citation_style)];
        for (key, path) in literature.into_iter().filter_map(|(key, path)| Some((key, path.as_deref()?))) {
            if !crate::files::stays_inside(Path::new(path)) {
                wrong(
                    key,
                    format!("`{path}` is no file of this journal"),
                    "name one by its path from the journal's folder",
                );
            }
        }
        let output = Path::new(&self.site.output);
        if self.site.output.is_empty()
            || !crate::files::stays_inside(output)
            || ["entries", "templates"].contains(&self.site.output.as_str())
        {
            wrong(
                "output",
                format!("`{}` can't be the folder of the site", self.site.output),
                "name a folder of its own inside the journal, such as \"site\"",
            );
        }
        let mut mistaken = |place, message, hint: &str| {
            mistakes.push(Diagnostic::error(source, place, message).hint(hint));
        };
        self.mistaken_looks(&mut mistaken);
        self.mistaken_card_font(&mut mistaken);
        mistakes
    }
}

/// The nearest folder from `start` upwards that holds a `lossbook.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned)
}

/// The folder that the journal at `root` is published into, without the rest of its configuration.
pub fn output_folder(root: &Path) -> Option<PathBuf> {
    let table: toml::Table = fs::read_to_string(root.join(FILE)).ok()?.parse().ok()?;
    let named = table.get("site").and_then(|site| site.get("output")).and_then(toml::Value::as_str);
    Some(root.join(named.unwrap_or("site")))
}

#[cfg(test)]
mod tests {
    use super::Config;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    fn parse(text: &str) -> Result<Config, String> {
        let source = Arc::new(SourceText::new("lossbook.toml".to_owned(), text.to_owned()));
        Config::parse(&source).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
    }

    /// The configuration of a site that says this, too.
    pub(super) fn parse_site(text: &str) -> Result<Config, String> {
        parse(&format!("[site]\ntitle = \"x\"\n{text}"))
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let config = parse("[site]\ntitle = \"x\"\n").expect("a title is enough");
        assert_eq!(config.cells.timeout.as_secs(), 60);
        assert!(config.cells.tolerance.is_default);
        assert_eq!(config.site.output, "site");
    }

    #[test]
    fn a_slip_of_the_pen_is_told_with_its_line() {
        let said =
            parse("[site]\ntitle = \"x\"\n[cells]\ntiemout = \"60s\"\n").expect_err("the key is unknown");
        assert!(said.contains("lossbook.toml:4:1") && said.contains("did you mean `timeout`?"), "{said}");
    }

    #[test]
    fn a_bad_duration_is_told_with_its_place() {
        let said = parse("[site]\ntitle = \"x\"\n[cells]\ntimeout = \"soon\"\n").expect_err("no duration");
        assert!(said.contains("lossbook.toml:4:11") && said.contains("60s"), "{said}");
    }

    #[test]
    fn a_language_has_a_name_of_its_shape() {
        let said = parse("[site]\ntitle = \"x\"\nlanguage = \"en_US\"\n").expect_err("no name of a language");
        assert!(said.contains("lossbook.toml:3:12") && said.contains("with hyphens"), "{said}");
    }

    #[test]
    fn the_site_can_not_be_published_over_the_journal() {
        for output in ["", "..", "/", "entries", "a/../.."] {
            let text = format!("[site]\ntitle = \"x\"\noutput = {output:?}\n");
            assert!(parse(&text).is_err(), "{output:?}");
        }
    }
}
