//! The style of references: one of those that are built in, or a CSL file of the journal's.

use crate::diagnostic::{Diagnostic, Severity, SourceText, did_you_mean};
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{self, CitationFormat, IndependentStyle, StyleCategory, StyleClass};
use std::sync::Arc;

/// How references are written.
#[derive(Debug, Clone)]
pub struct Style(Arc<IndependentStyle>);

impl Style {
    /// The style that is meant where nobody has named one.
    pub const DEFAULT: &'static str = "apa";

    /// A built-in style by its name: `apa`, `ieee`, `chicago-author-date`, ….
    ///
    /// # Errors
    /// There is none of that name, or it puts references into footnotes.
    pub fn built_in(name: &str) -> Result<Self, Diagnostic> {
        let unknown = || {
            let diagnostic = Diagnostic::new(Severity::Error, format!("there is no citation style `{name}`"));
            let names = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied();
            let more = "any other as a file from https://www.zotero.org/styles, as in \"styles/mine.csl\"";
            match did_you_mean(name, names) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`? Or {more}")),
                None => diagnostic.hint(format!("known are apa, ieee, chicago-author-date and more; {more}")),
            }
        };
        Self::of(ArchivedStyle::by_name(name).ok_or_else(unknown)?.get(), name)
    }

    /// The style that a CSL file describes.
    ///
    /// # Errors
    /// The file is no style, or only names another one.
    pub fn from_csl(source: &Arc<SourceText>) -> Result<Self, Diagnostic> {
        let style = citationberg::Style::from_xml(&source.text).map_err(|error| {
            let message = error.to_string();
            let line = message.lines().next().unwrap_or_default();
            Diagnostic::error(source, 0..0, format!("this is no citation style: {line}"))
                .hint("a style is a CSL file, as from https://www.zotero.org/styles")
        })?;
        Self::of(style, &source.path)
    }

    fn of(style: citationberg::Style, name: &str) -> Result<Self, Diagnostic> {
        let error = |message: String| Diagnostic::new(Severity::Error, message);
        match style {
            citationberg::Style::Independent(style) if style.settings.class == StyleClass::Note => {
                Err(error(format!("the citation style `{name}` puts references into footnotes"))
                    .hint("choose one with names and years or with numbers, such as apa or ieee"))
            }
            citationberg::Style::Independent(style) => Ok(Self(Arc::new(style))),
            citationberg::Style::Dependent(style) => {
                let parent = &style.parent_link.href;
                Err(error(format!("the citation style `{name}` only names another one, {parent}"))
                    .hint("use that one's file"))
            }
        }
    }

    /// The style as the library wants it.
    pub fn csl(&self) -> &IndependentStyle {
        &self.0
    }

    /// Whether references are names and years rather than numbers.
    pub fn is_author_date(&self) -> bool {
        self.0.info.category.iter().any(|category| {
            matches!(category, StyleCategory::CitationFormat { format: CitationFormat::AuthorDate })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Style;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    #[test]
    fn styles_are_known_by_name() {
        assert!(Style::built_in(Style::DEFAULT).is_ok_and(|style| style.is_author_date()));
        assert!(Style::built_in("ieee").is_ok_and(|style| !style.is_author_date()));
        let said = |name: &str| Style::built_in(name).expect_err("it can't be used").to_string();
        assert!(said("ieeee").contains("did you mean `ieee`?"), "{}", said("ieeee"));
        assert!(said("chicago-notes").contains("footnotes"), "{}", said("chicago-notes"));
    }

    #[test]
    fn what_is_no_style_is_refused() {
        for text in
            ["", "<style", "<html/>", "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\"/>"]
        {
            let source = Arc::new(SourceText::new("mine.csl".to_owned(), text.to_owned()));
            let said = Style::from_csl(&source).expect_err("it is none").to_string();
            assert!(said.contains("mine.csl:1:1"), "{said}");
        }
    }
}
