//! What pages are made of: whatever changes a page has to change the hash that it is known by, or the next build would take the
//! old one for it.

use super::{assemble_into, config_with, parse};
use crate::entry::Entry;
use crate::held::held;
use crate::site::{Options, Output, Section};
use blake3::Hash;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The files of a site, each with the hash of what it is made of.
type Files = BTreeMap<String, (Option<Hash>, Vec<u8>)>;

/// Keeps every file.
#[derive(Default)]
struct Noted(Mutex<Files>);

impl Output for Noted {
    fn keep(&self, _path: &str, _made_of: &Hash) -> Option<String> {
        None
    }

    fn size(&self, _path: &str, _made_of: &Hash) -> Option<u64> {
        None
    }

    fn put(&self, path: &str, made_of: Option<&Hash>, _hash: &str, bytes: &[u8]) {
        held(&self.0).insert(path.to_owned(), (made_of.copied(), bytes.to_vec()));
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        held(&self.0).get(path).map(|(_, bytes)| bytes.clone())
    }
}

/// A site whose pages show all that their templates are given.
fn noted(config: &str, entries: &[Entry], index: &Entry) -> Files {
    let names = ["404", "archive", "entry", "home", "redirect", "search", "section", "term", "terms"];
    let names = names.map(|name| format!("{name}.html"));
    let everything = "{{ __tera_context | in_script }}";
    let templates: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), everything)).collect();
    let sections = [Section { path: "n", name: "n", index: Some(index) }];
    let output = Noted::default();
    let config = config_with(&format!("cards = false\n{config}"));
    let said = assemble_into(&output, &config, entries, &sections, &Options::default(), &templates);
    assert!(said.is_empty(), "{said:?}");
    output.0.into_inner().expect("no thread has panicked")
}

const WHOLE: &str = "---\ntitle: T\ndate: 2026-01-02\nupdated: 2026-01-03\ndescription: d\ntags: [t]\ncategories: [c]\nseries: s\nauthors: [A]\nimage: https://x.org/x.png\nimage-alt: x\nlang: en\ntoc: true\naliases: [old]\nextra: {e: 1}\n---\nAbove.\n\n<!-- more -->\n\n## A\n\n## B\n\nSee [d](n/d.md).\n";

/// The entries and the section's index, with one of their texts changed.
fn journal(edit: Option<(&str, &str, &str)>) -> (Vec<Entry>, Entry) {
    let text = |name: &str, text: &str| match edit {
        Some((of, from, to)) if of == name => {
            assert!(text.contains(from), "{name} has no {from}");
            text.replacen(from, to, 1)
        }
        _ => text.to_owned(),
    };
    let second =
        "---\ntitle: U\ndate: 2026-01-01\ntags: [t, v]\nseries: s\nauthors: [B]\n---\nOther words.\n";
    let entries = vec![
        parse("a.md", "a", &text("a", WHOLE)),
        parse("b.md", "b", &text("b", second)),
        parse("n/c.md", "n/c", &text("c", "---\ntitle: V\ndate: 2026-02-01\n---\nMore words.\n")),
        parse("n/d.md", "n/d", &text("d", "---\ntitle: W\ndate: 2026-02-02\n---\nMore words.\n")),
    ];
    (entries, parse("n/_index.md", "n", &text("index", "---\ntitle: N\ndescription: d\n---\nIndex.\n")))
}

#[test]
fn what_looks_otherwise_is_made_of_something_else() {
    let long = format!("{}See", "More words of it. ".repeat(200));
    let of_first = [
        ("title: T", "title: X"),
        ("2026-01-02", "2026-03-02"),
        ("2026-01-03", "2026-01-04"),
        ("description: d", "description: x"),
        ("[t]", "[t, x]"),
        ("[t]", "[T]"),
        ("[c]", "[x]"),
        ("series: s", "series: x"),
        ("[A]", "[X]"),
        ("x.png", "y.png"),
        ("image-alt: x", "image-alt: y"),
        ("lang: en", "lang: de"),
        ("toc: true", "toc: false"),
        ("[old]", "[older]"),
        ("{e: 1}", "{e: 2}"),
        ("Above.", "Before."),
        ("See", &long),
        ("## A", "## X"),
        ("See", "Look at"),
    ];
    let of_others = [
        ("b", "title: U", "title: X"),
        ("b", "title: U", "title: U\nlang: de"),
        ("b", "2026-01-01", "2026-01-09"),
        ("b", "[t, v]", "[v]"),
        ("b", "series: s", "series: x"),
        ("b", "[B]", "[A]"),
        ("b", "Other words.", "More words."),
        ("c", "More words.", "Other words."),
        ("c", "title: V", "title: X"),
        ("d", "title: W", "title: W\nslug: x"),
        ("c", "2026-02-01", "2026-02-03"),
        ("index", "title: N", "title: X"),
        ("index", "description: d", "description: x\norder: oldest"),
        ("index", "description: d", "lists: false"),
        ("index", "description: d", "feeds: false"),
        ("index", "Index.", "Other."),
    ];
    let edits = of_first.map(|(from, to)| ("a", from, to)).into_iter().chain(of_others);
    let cases = edits.map(|edit| (Some(edit), "")).chain(
        [
            "description = \"x\"\n",
            "language = \"de\"\n",
            "latest = 1\n",
            "featured = [\"b\"]\n",
            "menu = [{ title = \"M\", href = \"/\" }]\n",
            "search = false\n",
        ]
        .map(|config| (None, config)),
    );
    let (entries, index) = journal(None);
    let before = noted("", &entries, &index);
    for (edit, config) in cases {
        let (entries, index) = journal(edit);
        let after = noted(config, &entries, &index);
        let both = after.iter().filter_map(|(path, after)| Some((path, before.get(path)?, after)));
        let mut differ = 0;
        for (path, (made_of, bytes), (made_of_now, bytes_now)) in both {
            let is_known = made_of.is_some() && made_of == made_of_now;
            assert!(!is_known || bytes == bytes_now, "{path} after {edit:?} {config}");
            differ += usize::from(bytes != bytes_now);
        }
        assert!(differ > 0, "nothing looks otherwise after {edit:?} {config}");
    }
}
