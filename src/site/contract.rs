//! `docs/templates.md` against what templates are given.

use super::{Archive, Earlier, Memory, Options, Page, Section, Templates, assemble};
use crate::config::Config;
use crate::diagnostic::SourceText;
use crate::entry;
use crate::record::history::Past;
use crate::record::{Output, Record, made_up, reproduction::Reproduction};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A field with the name of its kind, if it has one.
type Fields = BTreeMap<String, Option<String>>;

/// The lists of fields in `docs/templates.md` by their headings.
fn documented() -> BTreeMap<String, Fields> {
    let mut lists: BTreeMap<String, Fields> = BTreeMap::new();
    let mut heading = String::new();
    for line in include_str!("../../docs/templates.md").lines() {
        if let Some(text) = line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
            text.clone_into(&mut heading);
            lists.insert(heading.clone(), Fields::new());
        } else if let Some(item) = line.strip_prefix("- `").filter(|_| !heading.is_empty()) {
            // `a` (kind), `b`: what they are
            let names = format!(
                "`{}",
                item.split("`: ").next().map_or(item, |names| names.split(": ").next().unwrap_or(names))
            );
            for name in names.split(", `") {
                let (field, rest) = name
                    .trim_start_matches('`')
                    .split_once('`')
                    .unwrap_or((name.trim_start_matches('`'), ""));
                let kind = rest.trim().strip_prefix('(').and_then(|kind| kind.split(')').next());
                let kind = kind.map(|kind| kind.trim_start_matches("list of ").to_owned());
                lists.entry(heading.clone()).or_default().insert(field.to_owned(), kind);
            }
        }
    }
    lists
}

fn record() -> Record {
    let metric = serde_json::json!({"cell": 1, "kind": "metric", "name": "acc", "value": 0.5});
    let output: Output = serde_json::from_value(metric).expect("an output reads back");
    made_up::record(vec![output])
}

/// The files of a site in which nothing is missing, of templates that write down what they are given.
fn site() -> BTreeMap<String, Vec<u8>> {
    let text = "[site]\ntitle = \"T\"\nauthors = [\"A\"]\ndescription = \"D\"\nfeatured = [\"b\"]\nmenu = [{ title = \"M\", href = \"/\" }]\nsocial = [{ title = \"S\", href = \"https://s.org\" }]\n";
    let config = Config::parse(&Arc::new(SourceText::new("lossbook.toml".to_owned(), text.to_owned())))
        .expect("the configuration is sound");
    let parse = |path: &str, slug: &str, more: &str| {
        let text = format!(
            "---\ntitle: {slug}\ndate: 2026-01-02\nupdated: 2026-01-03\ndescription: d\ntags: [t]\ncategories: [c]\nseries: s\nauthors: [{slug}]\nimage: https://x.org/x.png\nimage-alt: x\n{more}---\nThe very same words.\n\n<!-- more -->\n\n# A {{#sec-a}}\n\n# B\n\n# C\n\nSee @sec-a.\n\n```rust\nmetric(\"acc\", 0.5)\n```\n"
        );
        entry::parse(Arc::new(SourceText::new(format!("entries/{path}"), text)), slug, false, &config, None)
            .entry
    };
    let entries = [
        parse("a.md", "a", "aliases: [old]\n"),
        parse("b.md", "b", ""),
        parse("n/c.md", "n/c", ""),
        parse("n/m/d.md", "n/m/d", ""),
    ];
    let index = parse("n/_index.md", "n", "");
    let sections = [
        Section { path: "n", name: "n", index: Some(&index) },
        Section { path: "n/m", name: "m", index: None },
    ];
    let (record, assets) = (record(), BTreeMap::new());
    let past = Past { date: "2026-01-01".to_owned(), commit: "c".to_owned(), value: 0.25.into() };
    let history = BTreeMap::from([("acc".to_owned(), vec![past])]);
    let found = Reproduction::new(&record, (1, 1), 0.0, 1, &record.header.made, &BTreeMap::new())
        .with_history(history);
    let pictures = BTreeMap::new();
    let archive = Archive::new(blake3::hash(b"zip"), || Ok(Some(b"zip".to_vec())));
    let pages: Vec<Page<'_>> = entries
        .iter()
        .map(|entry| Page {
            entry,
            record: Some(&record),
            reproduction: (entry.slug == "a").then_some(&found),
            earlier_check: (entry.slug != "a").then_some(&found),
            assets: &assets,
            pictures: &pictures,
            archive: Some(&archive),
        })
        .collect();
    let templates = documented()
        .keys()
        .filter(|name| name.contains(".html") || name.contains(".xml"))
        .cloned()
        .collect::<Vec<_>>();
    let own = templates.into_iter().map(|name| (name, "{{ __tera_context | in_script }}".to_owned()));
    let templates = Templates::with(own.collect()).expect("the templates are sound");
    let output = Memory::default();
    let made =
        assemble(&config, &pages, &sections, &templates, &Options::default(), &Earlier::default(), &output);
    let said: String = made.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(said, "");
    output.into_files()
}

/// Holds a value against the documented fields of its kind, and what it holds against theirs.
fn compare(
    at: &str,
    value: &Value,
    kind: &str,
    lists: &BTreeMap<String, Fields>,
    seen: &mut BTreeSet<String>,
) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| compare(at, item, kind, lists, seen)),
        Value::Object(fields) if kind != "words" => {
            seen.insert(kind.to_owned());
            let known = lists.get(kind).unwrap_or_else(|| panic!("{at}: docs/templates.md has no `{kind}`"));
            let own: BTreeSet<&String> = fields.keys().collect();
            assert_eq!(own, known.keys().collect(), "{at} is a `{kind}` of docs/templates.md");
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match &known[name] {
                    Some(kind) => compare(&at, value, kind, lists, seen),
                    // A list of texts or an author's own needs no kind.
                    None => assert!(
                        !value.is_object() || name == "extra",
                        "{at} has fields, but no kind in docs/templates.md"
                    ),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn templates_get_what_is_documented() {
    let lists = documented();
    let files = site();
    let mut seen = BTreeSet::new();
    for (template, path) in [
        ("404.html", "404.html"),
        ("archive.html", "archive/index.html"),
        ("entry.html", "a/index.html"),
        ("entry.html", "b/index.html"),
        ("feed.xml", "feed.xml"),
        ("home.html", "index.html"),
        ("ledger.html", "ledger/index.html"),
        ("redirect.html", "old/index.html"),
        ("search.html", "search/index.html"),
        ("section.html", "n/index.html"),
        ("sitemap.xml", "sitemap.xml"),
        ("term.html", "tags/t/index.html"),
        ("terms.html", "authors/index.html"),
    ] {
        let json = String::from_utf8_lossy(&files[path]);
        let mut given: Value =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{path}: {error}: {json}"));
        let mut known = lists[template].clone();
        known.extend(lists["On every page"].clone());
        let mut all = lists.clone();
        all.insert("this page".to_owned(), known);
        compare(template, &given.take(), "this page", &all, &mut seen);
    }
    let templates: BTreeSet<&str> =
        lists.keys().map(String::as_str).filter(|name| name.contains('.')).collect();
    let kinds = lists.iter().filter(|(name, fields)| {
        !fields.is_empty() && !templates.contains(name.as_str()) && *name != "On every page"
    });
    for (kind, _) in kinds {
        assert!(seen.contains(kind), "no page has a `{kind}`");
    }
}
