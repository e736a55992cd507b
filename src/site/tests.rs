//! The site as a whole, from entries in memory.

use super::{Earlier, Memory, Options, Output, Page, Section, Templates, assemble};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::entry::{self, Entry};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod cards;
mod finding;
mod languages;
mod looks;
mod made_of;

fn config() -> Config {
    config_with("")
}

fn config_with(more: &str) -> Config {
    let text = "[site]\ntitle = \"A <b> & \\\"c\\\"\"\nbase_url = \"https://x.org/blog/\"\nauthors = [\"A. Author\"]\n";
    let source = SourceText::new("lossbook.toml".to_owned(), format!("{text}{more}"));
    Config::parse(&Arc::new(source)).expect("the configuration is sound")
}

fn parse(path: &str, slug: &str, text: &str) -> Entry {
    let source = SourceText::new(format!("entries/{path}"), text.to_owned());
    entry::parse(Arc::new(source), slug, false, &config(), None).entry
}

/// A site in memory, and what is wrong with it.
struct Assembled {
    files: BTreeMap<String, Vec<u8>>,
    diagnostics: Vec<Diagnostic>,
}

fn site_with(
    entries: &[Entry],
    sections: &[Section<'_>],
    options: &Options,
    templates: &[(&str, &str)],
) -> Assembled {
    site_of(&config(), entries, sections, options, templates)
}

fn site_of(
    config: &Config,
    entries: &[Entry],
    sections: &[Section<'_>],
    options: &Options,
    templates: &[(&str, &str)],
) -> Assembled {
    let output = Memory::default();
    let diagnostics = assemble_into(&output, config, entries, sections, options, templates);
    Assembled { files: output.into_files(), diagnostics }
}

/// Gives the files of a site to `output`, and says what is wrong with it.
fn assemble_into(
    output: &dyn Output,
    config: &Config,
    entries: &[Entry],
    sections: &[Section<'_>],
    options: &Options,
    templates: &[(&str, &str)],
) -> Vec<Diagnostic> {
    let (assets, pictures) = (BTreeMap::new(), BTreeMap::new());
    let pages: Vec<Page<'_>> = entries
        .iter()
        .map(|entry| Page {
            entry,
            record: None,
            reproduction: None,
            earlier_check: None,
            assets: &assets,
            pictures: &pictures,
            archive: None,
        })
        .collect();
    let own = templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let templates = Templates::with(own).expect("the templates are sound");
    assemble(config, &pages, sections, &templates, options, &Earlier::default(), output).diagnostics
}

fn site(entries: &[Entry]) -> Assembled {
    site_with(entries, &[], &Options::default(), &[])
}

fn page<'a>(site: &'a Assembled, path: &str) -> &'a str {
    let bytes = site.files.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", site.files.keys()));
    std::str::from_utf8(bytes).expect("pages are text")
}

fn said(site: &Assembled) -> String {
    site.diagnostics.iter().map(ToString::to_string).collect()
}

fn two() -> Vec<Entry> {
    vec![
        parse(
            "a.md",
            "a",
            "---\ntitle: First </title><script>\ndate: 2026-01-02\ntags: [Rust, \"a b\"]\n---\nSee [b](b.md#part) ]]> and [self](#here).\n\n## Here\n",
        ),
        parse(
            "b.md",
            "b",
            "---\ntitle: Second\ndate: 2026-03-04\nupdated: 2026-03-05\ntags: [rust]\n---\nText.\n\n<!-- more -->\n\n## Part\n",
        ),
    ]
}

#[test]
fn a_site_has_all_its_files() {
    let site = site(&two());
    assert_eq!(said(&site), "");
    let files: BTreeSet<&str> = site
        .files
        .keys()
        .map(String::as_str)
        .filter(|path| ![".css", ".svg"].iter().any(|ending| path.ends_with(ending)))
        .filter(|path| !path.ends_with(".js") || path.contains('/'))
        .collect();
    let expected = [
        "404.html",
        "a/a.md",
        "a/card.png",
        "a/index.html",
        "archive/index.html",
        "b/b.md",
        "b/card.png",
        "b/index.html",
        "card.png",
        "feed.json",
        "feed.xml",
        "index.html",
        "robots.txt",
        "search/b0.js",
        "search/index.html",
        "search/index.js",
        "search/w0.js",
        "sitemap.xml",
        "tags/a-b/feed.json",
        "tags/a-b/feed.xml",
        "tags/a-b/index.html",
        "tags/index.html",
        "tags/rust/feed.json",
        "tags/rust/feed.xml",
        "tags/rust/index.html",
    ];
    assert_eq!(files, BTreeSet::from(expected));
    assert_eq!(site.files.len(), expected.len() + 4);
}

#[test]
fn titles_and_tags_are_escaped_everywhere() {
    let site = site(&two());
    for path in ["index.html", "a/index.html", "b/index.html", "tags/rust/index.html", "feed.xml"] {
        let text = page(&site, path);
        assert!(!text.contains("</title><script>") && !text.contains("A <b>"), "{path}");
    }
    assert!(
        page(&site, "a/index.html")
            .contains("<title>First &lt;/title&gt;&lt;script&gt; · A &lt;b&gt; &amp; &quot;c&quot;</title>")
    );
}

#[test]
fn links_are_relative_and_a_prefix_is_only_where_it_must_be() {
    let site = site(&two());
    let entry = page(&site, "a/index.html");
    assert!(entry.contains("<a href=\"../b/#part\">b</a>"), "{entry}");
    assert!(entry.contains("<link rel=\"canonical\" href=\"https://x.org/blog/a/\">"));
    assert!(page(&site, "404.html").contains("href=\"/blog/style."));
    assert!(page(&site, "robots.txt").contains("https://x.org/blog/sitemap.xml"));
    let moved = Options { base_url: Some("https://y.org".to_owned()), ..Options::default() };
    let moved = site_with(&two(), &[], &moved, &[]);
    assert!(page(&moved, "404.html").contains("href=\"/style."));
    assert!(page(&moved, "sitemap.xml").contains("<loc>https://y.org/b/</loc><lastmod>2026-03-05</lastmod>"));
}

#[test]
fn a_feed_stands_on_its_own() {
    let feed = page(&site(&two()), "feed.xml").to_owned();
    assert!(feed.contains("<updated>2026-03-05T00:00:00Z</updated>"), "{feed}");
    assert!(feed.contains("<published>2026-03-04T00:00:00Z</published>"));
    assert!(feed.contains("https://x.org/blog/b/#part"));
    assert!(feed.contains("https://x.org/blog/a/#here"), "{feed}");
    assert!(!feed.contains("]]>"), "{feed}");
    assert!(feed.find("Second") < feed.find("First"), "the newest comes first");
}

#[test]
fn links_that_lead_nowhere_are_told_with_their_place() {
    let mut entries = two();
    entries.push(parse(
        "c.md",
        "c",
        "---\ntitle: C\n---\n[x](b.md#prat), [y](/tags/rust/), [z](/nothing/),\n[w](../a/), ![v](v.png)\n",
    ));
    let said = said(&site(&entries));
    assert!(said.contains("entries/c.md:4:1") && said.contains("did you mean `#part`?"), "{said}");
    assert!(said.contains("entries/c.md:4:35") && said.contains("/nothing/"), "{said}");
    assert!(said.contains("entries/c.md:5:13") && said.contains("/c/v.png"), "{said}");
    assert_eq!(said.matches("error").count(), 3, "{said}");
}

#[test]
fn the_site_does_not_depend_on_the_order_of_its_entries_or_on_threads() {
    let one = site(&two()).files;
    let mut turned = two();
    turned.reverse();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool can be made");
    assert_eq!(pool.install(|| site(&turned).files), one);
}

#[test]
fn a_series_counts_its_parts_in_the_order_of_their_dates() {
    let entry = |slug: &str, date: &str| {
        let text =
            format!("---\ntitle: {slug}\ndate: {date}\nseries: The long way\ncategories: [essay]\n---\nx\n");
        parse(&format!("{slug}.md"), slug, &text)
    };
    let site = site(&[entry("two", "2026-02-01"), entry("one", "2025-12-01"), entry("three", "2026-02-02")]);
    let middle = page(&site, "two/index.html");
    assert!(
        middle.contains("Part 2 of 3 of <a href=\"../series/the-long-way/\">The long way</a>"),
        "{middle}"
    );
    assert!(middle.contains("<span aria-current=\"page\">two</span>"), "{middle}");
    let series = page(&site, "series/the-long-way/index.html");
    let places: Vec<Option<usize>> =
        ["one/", "two/", "three/"].iter().map(|slug| series.find(*slug)).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{series}");
    assert!(page(&site, "categories/essay/index.html").contains("3 entries"));
    let archive = page(&site, "archive/index.html");
    assert!(archive.find(">2026<") < archive.find(">2025<") && archive.contains("1 December"), "{archive}");
}

#[test]
fn aliases_lead_to_where_an_entry_is_now() {
    let text = "---\ntitle: New\naliases: [/2019/old/, old.html]\n---\nx\n";
    let site_now = site(&[parse("new.md", "new", text)]);
    assert_eq!(said(&site_now), "");
    assert!(page(&site_now, "2019/old/index.html").contains("url=../../new/\""));
    assert!(page(&site_now, "old.html").contains("<a href=\"new/\">New</a>"));
    for (alias, wrong) in [("../up", "no address"), ("/", "no address"), ("index.html", "two files")] {
        let text = format!("---\ntitle: New\naliases: [{alias}]\n---\nx\n");
        let said = said(&site(&[parse("new.md", "new", &text)]));
        assert!(said.contains(wrong), "{alias}: {said}");
    }
}

#[test]
fn machines_are_told_the_facts_of_an_entry() {
    let entries = two();
    let site_now = site(&entries);
    let html = page(&site_now, "a/index.html");
    let start = html.find("<script type=\"application/ld+json\">").expect("there are facts") + 35;
    let facts: serde_json::Value =
        serde_json::from_str(html[start..].split("</script>").next().unwrap_or_default())
            .expect("the facts are JSON, and nothing in them ends the script");
    assert_eq!(facts["headline"], "First </title><script>");
    assert_eq!(facts["datePublished"], "2026-01-02");
    assert_eq!(facts["author"][0]["name"], "A. Author");
    let feed: serde_json::Value =
        serde_json::from_str(page(&site_now, "tags/rust/feed.json")).expect("the feed is JSON");
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(feed["feed_url"], "https://x.org/blog/tags/rust/feed.json");
    let said = said(&site(&[parse("c.md", "c", "---\ntitle: C\nimage: cover.png\n---\nx\n")]));
    assert!(said.contains("entries/c.md:3:8") && said.contains("does not lie beside the entry"), "{said}");
}

#[test]
fn the_contents_and_the_description_name_works_as_a_sentence_does() {
    let text = "---\ntitle: T\ntoc: true\n---\n## Steps [see @doe, p. 3] in *time*\n\n## \\@doe [@sec-x] {#sec-x}\n\n## What @doe [p. 3] & `x`, \\@doe found\n\nAs @doe says \"no\" [@doe] in @sec-x.\n\nMore.\n";
    let works = "@book{doe, author = {Doe, Ann}, title = {Steps}, publisher = {Press}, year = {1999}}\n";
    let works = SourceText::new("works.bib".to_owned(), works.to_owned());
    let options = Options { bibliography: Some(Arc::new(works)), ..Options::default() };
    let site = site_with(&[parse("a.md", "a", text)], &[], &options, &[]);
    assert_eq!(said(&site), "");
    let html = page(&site, "a/index.html");
    let contents = html.split("<nav class=\"contents\"").nth(1).and_then(|rest| rest.split("</nav>").next());
    let contents = contents.expect("there are contents");
    assert!(contents.contains("Steps in time</a>"), "{contents}");
    assert!(contents.contains("@doe Section\u{a0}2</a>"), "{contents}");
    assert!(html.contains("</span> @doe <a class=\"ref\""), "{html}");
    assert!(contents.contains("What Doe (1999, p. 3) &amp; x, @doe found</a>"), "{contents}");
    assert!(html.contains("aria-label=\"Link to What Doe (1999, p. 3) &amp; x, @doe found\""), "{html}");
    let described = "<meta name=\"description\" content=\"As Doe (1999) says “no” in Section 2.\">";
    assert!(html.contains(described), "{html}");
}

#[test]
fn sections_list_their_entries() {
    let entries = [parse("notes/x.md", "notes/x", "---\ntitle: Inside\n---\nSee [all](_index.md).\n")];
    let index =
        parse("notes/_index.md", "notes", "---\ntitle: Short notes\n---\nAbout [x](x.md), [y](y.md).\n");
    let sections = [Section { path: "notes", name: "notes", index: Some(&index) }];
    let site = site_with(&entries, &sections, &Options::default(), &[]);
    let list = page(&site, "notes/index.html");
    assert!(
        list.contains("<h1>Short notes</h1>") && list.contains("<a href=\"../notes/x/\">Inside</a>"),
        "{list}"
    );
    assert!(page(&site, "notes/x/index.html").contains("<a href=\"../../notes/\">all</a>"));
    let said = said(&site);
    assert!(said.contains("entries/notes/_index.md:4:18") && said.contains("notes/y.md"), "{said}");
}

#[test]
fn two_pages_of_one_address_are_refused() {
    let entries = [parse("notes.md", "notes", "---\ntitle: N\n---\nx\n")];
    let site = site_with(
        &entries,
        &[Section { path: "notes", name: "notes", index: None }],
        &Options::default(),
        &[],
    );
    assert!(said(&site).contains("two files of the site would be `notes/index.html`"), "{}", said(&site));
}

#[test]
fn a_journal_replaces_templates_and_hears_of_its_mistakes_once() {
    let own = [("home.html", "<p>{{ site.title }}, {{ entries | length }}</p>"), ("style.css", "b{}")];
    let site = site_with(&two(), &[], &Options::default(), &own);
    assert_eq!(page(&site, "index.html"), "<p>A &lt;b&gt; &amp; &quot;c&quot;, 2</p>");
    assert!(site.files.values().any(|bytes| bytes == b"b{}"));
    let broken = site_with(&two(), &[], &Options::default(), &[("entry.html", "a\n{{ entry.nothing }}")]);
    let said = said(&broken);
    assert_eq!(said.matches("templates/entry.html:2:").count(), 1, "{said}");
}
