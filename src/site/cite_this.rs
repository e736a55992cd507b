//! How to refer to an entry: as text, and as BibTeX.

use super::assemble::Page;
use super::context::encoded;
use super::shared::Shared;
use serde::Serialize;

/// `cite`: how to refer to this entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct CiteContext {
    /// A line for a list of works.
    pub(super) text: String,
    /// The same for a `.bib` file.
    pub(super) bibtex: String,
}

impl CiteContext {
    /// Of an entry with a date: without one, nobody can say which state of it is meant.
    pub(super) fn new(shared: &Shared<'_>, page: &Page<'_>) -> Option<Self> {
        let (site, front) = (shared.context, &page.entry.front);
        let date = front.date?;
        let authors = if front.authors.is_empty() { &site.authors } else { &front.authors };
        let url = format!("{}{}/", site.base_url, encoded(&page.entry.slug));
        let names = if authors.is_empty() { site.title.clone() } else { listed(authors) };
        let title = front.title.trim();
        let stop = if title.ends_with(['.', '?', '!']) { "" } else { "." };
        let text = format!("{names} ({}). {title}{stop} {}. {url}", date.year(), site.title);
        let mut bibtex = format!("@online{{{},\n", key(authors, i32::from(date.year()), &page.entry.slug));
        let mut field = |name: &str, value: &str| {
            bibtex.push_str(&format!("  {name} = {{{value}}},\n"));
        };
        if !authors.is_empty() {
            field("author", &authors.iter().map(|name| bib_name(name)).collect::<Vec<_>>().join(" and "));
        }
        field("title", &format!("{{{}}}", escaped(title)));
        field("organization", &escaped(&site.title));
        field("date", &date.to_string());
        field("year", &date.year().to_string());
        field("url", &url.replace('%', "\\%"));
        bibtex.push('}');
        Some(Self { text, bibtex })
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [first, second] => format!("{first} & {second}"),
        [others @ .., last] if !others.is_empty() => format!("{}, & {last}", others.join(", ")),
        _ => names.join(", "),
    }
}

/// `turing1950computing-machinery`: the last word of the first name, the year, and the entry's own name.
fn key(authors: &[String], year: i32, slug: &str) -> String {
    let plain = |text: &str| -> String {
        let slug = crate::render::slug(text);
        slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
    };
    let name = authors.first().map_or("", |name| name.split_whitespace().last().unwrap_or_default());
    format!("{}{year}{}", plain(name), plain(slug.rsplit('/').next().unwrap_or(slug)))
}

/// A name for BibTeX, which takes names apart: that of a group is kept whole.
fn bib_name(name: &str) -> String {
    let is_group = name.starts_with("The ") || name.contains(" and ");
    if is_group { format!("{{{}}}", escaped(name)) } else { escaped(name) }
}

/// Text for TeX.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            // BibTeX counts braces, escaped ones included.
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{bib_name, escaped, key, listed};

    #[test]
    fn names_are_listed() {
        let names = |names: &[&str]| listed(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(names(&["A"]), "A");
        assert_eq!(names(&["A", "B"]), "A & B");
        assert_eq!(names(&["A", "B", "C"]), "A, B, & C");
    }

    #[test]
    fn keys_are_plain() {
        assert_eq!(key(&["Ada Lovelace".to_owned()], 1843, "notes/bernoulli"), "lovelace1843bernoulli");
        assert_eq!(key(&["李明".to_owned()], 2026, "学习-rust"), "2026-rust");
        assert_eq!(key(&[], 2026, "a"), "2026a");
    }

    #[test]
    fn tex_reads_what_was_written() {
        assert_eq!(
            escaped("50 % of C_1 & {x}\\"),
            "50 \\% of C\\_1 \\& \\textbraceleft{}x\\textbraceright{}\\textbackslash{}"
        );
        assert_eq!(bib_name("The Lossbook developers"), "{The Lossbook developers}");
        assert_eq!(bib_name("Ada Lovelace"), "Ada Lovelace");
    }

    #[test]
    fn what_was_written_is_a_bibliography() {
        let text = format!("@online{{a,\n  title = {{{{{}}}}},\n}}", escaped("50 % of {x} & $y_1$ \\ ^~#"));
        let source = crate::diagnostic::SourceText::new(String::new(), text);
        let (works, mistakes) = crate::bibliography::Bibliography::parse(&std::sync::Arc::new(source));
        assert!(mistakes.is_empty() && works.get("a").is_some(), "{mistakes:?}");
    }
}
