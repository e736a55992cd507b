//! Cards: what they are made of, and what pages say of them.

use super::{assemble_into, config_with, page, parse, said, site_of, site_with, two};
use crate::entry::Entry;
use crate::held::held;
use crate::site::{Options, Output};
use blake3::Hash;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Has every file already, and remembers what each is made of.
#[derive(Default)]
struct Asked(Mutex<BTreeMap<String, Hash>>);

impl Output for Asked {
    fn keep(&self, path: &str, made_of: &Hash) -> Option<String> {
        held(&self.0).insert(path.to_owned(), *made_of);
        Some("hash".to_owned())
    }

    fn size(&self, _path: &str, _made_of: &Hash) -> Option<u64> {
        None
    }

    fn put(&self, path: &str, _made_of: Option<&Hash>, _hash: &str, _bytes: &[u8]) {
        panic!("{path} is made");
    }

    fn read(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }
}

/// What the card of an entry is made of.
fn made_of(config: &str, entry: &Entry) -> Hash {
    let output = Asked::default();
    assemble_into(&output, &config_with(config), std::slice::from_ref(entry), &[], &Options::default(), &[]);
    held(&output.0)["a/card.png"]
}

#[test]
fn prose_draws_no_card_anew_and_what_stands_on_it_does() {
    let entry = |text: &str| parse("a.md", "a", text);
    let whole = "---\ntitle: T\ndate: 2026-01-02\ntags: [x]\n---\nText.\n";
    let first = made_of("", &entry(whole));
    for (from, to) in [("Text", "Other text"), ("tags: [x]", "tags: [x]\ndescription: d")] {
        assert_eq!(made_of("", &entry(&whole.replace(from, to))), first, "{to}");
    }
    for (from, to) in
        [("title: T", "title: U"), ("01-02", "01-03"), ("[x]", "[y]"), ("tags", "lang: ar\ntags")]
    {
        assert_ne!(made_of("", &entry(&whole.replace(from, to))), first, "{to}");
    }
    assert_ne!(made_of("[site.colours]\naccent = { light = \"#036\" }\n", &entry(whole)), first);
    assert_eq!(made_of("[site.colours]\naccent = { dark = \"#adf\" }\n", &entry(whole)), first);
}

#[test]
fn every_page_with_an_address_has_a_picture_unless_the_journal_wants_none() {
    let with = site_with(&two(), &[], &Options::default(), &[]);
    for (path, card) in
        [("index.html", "card.png"), ("a/index.html", "a/card.png"), ("tags/index.html", "card.png")]
    {
        let image = format!("<meta property=\"og:image\" content=\"https://x.org/blog/{card}\">");
        assert!(page(&with, path).contains(&image), "{path}");
        assert_eq!(crate::picture::size_of(&with.files[card]), Some((1200, 630)), "{card}");
    }
    assert!(!page(&with, "404.html").contains("og:image"));
    let without = site_of(&config_with("cards = false\n"), &two(), &[], &Options::default(), &[]);
    assert!(!without.files.keys().any(|path| path.ends_with(".png")));
    assert!(!page(&without, "a/index.html").contains("og:image"));
}

#[test]
fn what_a_card_can_not_show_is_told_once_with_its_place() {
    let entries = [parse("a.md", "a", "---\ntitle: 道\ntags: [路]\n---\nText.\n")];
    let said = said(&site_with(&entries, &[], &Options::default(), &[]));
    assert!(said.contains("the card can't show `道`, `路`") && said.contains("entries/a.md:2:8"), "{said}");
    assert_eq!(said.matches("warning").count(), 1, "{said}");
}
