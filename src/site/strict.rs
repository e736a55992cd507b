//! Names that a template uses: a page whose context lacks one is not made, even where Tera would take it for false.
//!
//! Tera fails on an unknown name that is to be shown, but not on one in a condition, where a slip of the pen hides a part of
//! every page. Every field of a context is always there, so a name that isn't is a mistake.

use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use tera::Context;

/// A name, or a path such as `entry.title`, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    source: Arc<SourceText>,
    span: Range<usize>,
    parts: Vec<String>,
}

/// Words of Tera's own in tags.
const KEYWORDS: [&str; 23] = [
    "and",
    "as",
    "block",
    "elif",
    "else",
    "endblock",
    "endfilter",
    "endfor",
    "endif",
    "endset",
    "extends",
    "false",
    "filter",
    "for",
    "if",
    "in",
    "include",
    "is",
    "loop",
    "none",
    "not",
    "or",
    "true",
];

/// The name under which Tera has all others.
const EVERYTHING: &str = "__tera_context";

/// What may be anything: an author's own.
const FREE: [&str; 2] = ["extra", "own"];

/// The names that a template and those that it is made of use, as far as they are in `own`: the theme's are tested.
pub(super) fn uses(name: &str, all: &BTreeMap<String, Arc<SourceText>>, own: &BTreeSet<String>) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut pending = vec![name.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(name) = pending.pop() {
        let Some(source) = all.get(&name).filter(|_| seen.insert(name.clone())) else { continue };
        let tags = tags(&source.text);
        for tag in &tags {
            let mut words = source.text[tag.clone()].split_whitespace();
            if let (Some("extends" | "include"), Some(other)) = (words.next(), words.next()) {
                pending.push(other.trim_matches(['"', '\'', '`']).to_owned());
            }
        }
        if own.contains(&name) {
            let locals = locals(&source.text, &tags);
            for tag in tags {
                of_tag(source, tag, &locals, &mut uses);
            }
        }
    }
    uses
}

/// What a context lacks of what a template uses.
pub(super) fn missing(uses: &[Use], context: &Context) -> Option<Diagnostic> {
    uses.iter().find_map(|one| {
        let (first, rest) = one.parts.split_first()?;
        let mut value = match context.get(first) {
            Some(value) => value,
            None => return Some(unknown(one, first, KNOWN.iter().copied())),
        };
        for part in rest {
            let map = value.as_map()?;
            value = match value.get_from_path(part) {
                Some(value) => value,
                None => {
                    let known: BTreeSet<String> = map.keys().map(ToString::to_string).collect();
                    return Some(unknown(one, part, known.iter().map(String::as_str)));
                }
            };
            if FREE.contains(&part.as_str()) {
                return None;
            }
        }
        None
    })
}

/// Names that pages have, to suggest one.
const KNOWN: [&str; 22] = [
    "archive",
    "body",
    "entries",
    "entry",
    "featured",
    "feeds",
    "image",
    "metrics",
    "more",
    "next",
    "page",
    "previous",
    "related",
    "reproduced",
    "section",
    "sections",
    "site",
    "taxonomy",
    "term",
    "terms",
    "toc",
    "years",
];

fn unknown<'a>(one: &Use, part: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!("this page has no `{}`", one.parts.join("."));
    let diagnostic = Diagnostic::error(&one.source, one.span.clone(), message);
    match did_you_mean(part, known) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic
            .hint("docs/templates.md lists what each page has; `is defined` asks for what may be missing"),
    }
}

/// The insides of all tags, but for comments and what components are made of, whose names are their arguments.
fn tags(text: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    let mut in_component = false;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let closing = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let end = text[open + 2..].find(closing).map_or(text.len(), |end| open + 2 + end);
        let inside = &text[open + 2..end];
        let words = inside.trim_matches('-').trim_start();
        at = (end + 2).min(text.len());
        if closing == "%}" && words.starts_with("component ") {
            in_component = true;
        } else if closing == "%}" && words.starts_with("endcomponent") {
            in_component = false;
        } else if closing != "#}" && !in_component {
            let start = open + 2 + (inside.len() - inside.trim_start_matches('-').len());
            tags.push(start..end);
        }
    }
    tags
}

/// The names that a template makes itself: those of `set` and `for`, and of an array's own loop.
fn locals<'a>(text: &'a str, tags: &[Range<usize>]) -> BTreeSet<&'a str> {
    let mut locals = BTreeSet::new();
    for tag in tags {
        let words: Vec<&str> = text[tag.clone()]
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .filter(|word| !word.is_empty())
            .collect();
        for (at, word) in words.iter().enumerate() {
            match *word {
                "set" | "set_global" if at == 0 => locals.extend(words.get(1)),
                "for" => locals.extend(words[at + 1..].iter().take_while(|word| **word != "in").take(2)),
                _ => {}
            }
        }
    }
    locals
}

/// Adds the names in one tag.
fn of_tag(source: &Arc<SourceText>, tag: Range<usize>, locals: &BTreeSet<&str>, uses: &mut Vec<Use>) {
    let text = &source.text[..tag.end];
    let mut at = tag.start;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let first = text[at..].trim_start().split(|c: char| !is_name(c)).next().unwrap_or_default();
    if ["block", "endblock", "extends", "include", "filter"].contains(&first) {
        return;
    }
    // The word before, with a sign that makes what follows no name: `|`, `is`, `<`, `/`.
    let mut before = "";
    while let Some(c) = text[at..].chars().next() {
        let end = match c {
            '"' | '\'' | '`' => {
                let end = text[at + 1..].find(c).map_or(text.len(), |end| at + end + 2);
                before = "";
                end
            }
            c if c.is_alphabetic() || c == '_' => {
                let end = text[at..]
                    .find(|c| !(is_name(c) || c == '.' || c == '?'))
                    .map_or(text.len(), |end| at + end);
                let word = text[at..end].trim_end_matches(['.', '?']);
                let after = text[end..].trim_start();
                let named = (after.starts_with('=') && !after.starts_with("=="))
                    || after.starts_with('(')
                    || after.starts_with("::");
                let asked = [
                    "is defined",
                    "is not defined",
                    "is undefined",
                    "is not undefined",
                    "| default",
                    "|default",
                ];
                let parts: Vec<String> =
                    word.split('.').map(|part| part.trim_end_matches('?').to_owned()).collect();
                let own = parts.first().map(String::as_str).unwrap_or_default();
                let skipped = named
                    || matches!(before, "|" | "is" | "not" if before != "not" || text[..at].trim_end().ends_with("is not"))
                    || before == "<"
                    || before == "/"
                    || ["set", "set_global"].contains(&before)
                    || own == EVERYTHING
                    || KEYWORDS.contains(&own)
                    || ["set", "set_global"].contains(&own)
                    || locals.contains(own)
                    || asked.iter().any(|words| after.starts_with(words));
                if !skipped {
                    let span = at..at + word.len();
                    uses.push(Use { source: Arc::clone(source), span, parts });
                }
                before = if KEYWORDS.contains(&word) || word.starts_with("set") { word } else { "" };
                end
            }
            c if c.is_whitespace() => at + c.len_utf8(),
            c if c.is_ascii_digit() => text[at..].find(|c| !is_name(c)).map_or(text.len(), |end| at + end),
            c => {
                let end = at + c.len_utf8();
                before = &text[at..end];
                end
            }
        };
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::{missing, uses};
    use crate::diagnostic::SourceText;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    fn found(text: &str) -> Vec<String> {
        let source = Arc::new(SourceText::new("templates/a.html".to_owned(), text.to_owned()));
        let all = BTreeMap::from([("a.html".to_owned(), source)]);
        let uses = uses("a.html", &all, &BTreeSet::from(["a.html".to_owned()]));
        uses.into_iter().map(|one| one.parts.join(".")).collect()
    }

    #[test]
    fn names_are_found_in_tags_and_nowhere_else() {
        for (text, names) in [
            ("{{ page.title }} page.no {# page.no #}", vec!["page.title"]),
            ("{%- if not entry.draft and x == \"y.z\" -%}", vec!["entry.draft", "x"]),
            ("{% for tag in entry.tags %}{{ tag.name }}{{ loop.index }}{% endfor %}", vec!["entry.tags"]),
            ("{% for key, value in site.x %}{{ key }}{{ value.y }}{% endfor %}", vec!["site.x"]),
            ("{% set a = page.b %}{{ a.c }}{% set d %}{{ e }}{% endset %}{{ d }}", vec!["page.b", "e"]),
            ("{{ words.x | fill(n=entry.y, z=a) | safe }}", vec!["words.x", "entry.y", "a"]),
            ("{% if a is defined and b is not none %}{{ c | default(value=d) }}", vec!["b", "d"]),
            (
                "{{ <entry_list entries={featured} words={words} heading=\"h3\" /> }}",
                vec!["featured", "words"],
            ),
            ("{% component x(a, b) %}{{ a.b }}{% endcomponent x %}{{ c }}", vec!["c"]),
            ("{% extends \"b.html\" %}{% block main %}{% endblock main %}", vec![]),
            ("{{ a if b.c > 1 else d }}{{ page.root ~ e or 'f' }}", vec!["a", "b.c", "d", "page.root", "e"]),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn what_a_page_lacks_is_told_with_its_place() {
        let text = "\n{% if page.titel %}x{% endif %}";
        let source = Arc::new(SourceText::new("templates/a.html".to_owned(), text.to_owned()));
        let all = BTreeMap::from([("a.html".to_owned(), source)]);
        let uses = uses("a.html", &all, &BTreeSet::from(["a.html".to_owned()]));
        let mut context = tera::Context::new();
        context.insert("page", &serde_json::json!({"title": null, "extra": {}}));
        let said = missing(&uses, &context).map(|one| one.to_string()).unwrap_or_default();
        assert!(said.contains("templates/a.html:2:7") && said.contains("did you mean `title`?"), "{said}");
    }
}
