//! What helps readers to find an entry: the search, the first page, authors, sections.

use super::{config_with, page, parse, said, site, site_of, site_with, two};
use crate::site::{Options, Section};

#[test]
fn a_search_needs_no_server_and_can_be_left_out() {
    let site_now = site(&two());
    let html = page(&site_now, "search/index.html");
    assert!(html.contains("data-index=\"../search/\" data-root=\"../\""), "{html}");
    assert!(html.contains("<noscript>") && !html.contains("search/index.js"), "{html}");
    assert!(page(&site_now, "index.html").contains("<a rel=\"search\" href=\"search/\">Search</a>"));
    let missing = page(&site_now, "404.html");
    assert!(missing.contains("data-root=\"/blog/\" data-address>"), "{missing}");
    let words = page(&site_now, "search/w0.js");
    assert!(
        words.starts_with("lossbookSearch.words({\"shard\":0,") && words.contains("\"second\":\""),
        "{words}"
    );
    assert!(page(&site_now, "search/b0.js").contains("[\"First </title><script>\",\"a/\","));
    let config = config_with("search = false\n");
    let without = site_of(&config, &two(), &[], &Options::default(), &[]);
    assert!(!without.files.keys().any(|path| path.contains("search")), "{:?}", without.files.keys());
    for path in ["index.html", "404.html"] {
        assert!(!page(&without, path).contains("search"), "{path}");
    }
}

#[test]
fn the_first_page_has_what_is_featured_and_then_the_latest() {
    let entry = |slug: &str, date: &str| {
        parse(&format!("{slug}.md"), slug, &format!("---\ntitle: Title {slug}\ndate: {date}\n---\nx\n"))
    };
    let entries = [entry("old", "2020-01-01"), entry("mid", "2021-01-01"), entry("new", "2022-01-01")];
    let config = config_with("featured = [\"old\"]\nlatest = 1\n");
    let home = site_of(&config, &entries, &[], &Options::default(), &[]);
    let home = page(&home, "index.html");
    let places: Vec<Option<usize>> = ["Featured<", "Title old", "Latest<", "Title new", "All entries"]
        .iter()
        .map(|text| home.find(*text))
        .collect();
    assert!(places.is_sorted() && places[0].is_some() && !home.contains("Title mid"), "{home}");
    let plain = site(&entries);
    let plain = page(&plain, "index.html");
    assert!(
        !plain.contains("Featured")
            && !plain.contains("All entries")
            && plain.contains("<h2 class=\"entry-title\">")
    );
    let said: String = config_with("featured = [\n  \"new\",\n  \"odl\",\n]\n")
        .unknown_featured(&["old", "new"])
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(said.contains("lossbook.toml:7:3") && said.contains("did you mean `old`?"), "{said}");
}

#[test]
fn authors_have_pages_where_there_are_several() {
    let entry = |slug: &str, author: &str| {
        parse(&format!("{slug}.md"), slug, &format!("---\ntitle: T {slug}\nauthors: [{author}]\n---\nx\n"))
    };
    let site_now =
        site(&[entry("a", "Ada L."), entry("b", "Bob"), parse("c.md", "c", "---\ntitle: T c\n---\nx\n")]);
    assert_eq!(said(&site_now), "");
    assert!(
        page(&site_now, "a/index.html").contains("<a href=\"../authors/ada-l/\" rel=\"author\">Ada L.</a>")
    );
    let own = page(&site_now, "authors/ada-l/index.html");
    assert!(own.contains("T a") && !own.contains("T b"), "{own}");
    assert!(
        page(&site_now, "authors/a-author/index.html").contains("T c"),
        "the journal's author wrote what names none"
    );
    assert!(page(&site_now, "authors/index.html").contains("Bob"));
    let alone = site(&[entry("a", "A. Author")]);
    assert!(!alone.files.keys().any(|path| path.starts_with("authors/")));
    assert!(page(&alone, "a/index.html").contains("<span>A. Author</span>"));
}

#[test]
fn a_section_says_how_its_entries_are_sorted_and_where_they_stand() {
    let entry = |slug: &str, title: &str, date: &str| {
        let text = format!(
            "---\ntitle: {title}\ndate: {date}\ntags: [t]\n---\nThe same words about pruning networks.\n"
        );
        parse(&format!("{slug}.md"), slug, &text)
    };
    let entries = [
        entry("notes/one", "Bravo", "2020-01-01"),
        entry("notes/deep/two", "Alpha", "2021-01-01"),
        entry("notes/three", "Zulu", "2022-01-01"),
        entry("top", "Top", "2021-06-01"),
    ];
    let with = |more: &str| {
        let index = parse("notes/_index.md", "notes", &format!("---\ntitle: Notes\n{more}---\nx\n"));
        assert_eq!(index.front.title, "Notes");
        let sections = [
            Section { path: "notes", name: "notes", index: Some(&index) },
            Section { path: "notes/deep", name: "deep", index: None },
        ];
        site_with(&entries, &sections, &Options::default(), &[])
    };
    let order = |more: &str| {
        let site = with(more);
        let html = page(&site, "notes/index.html");
        (html.find("Bravo"), html.find("Zulu"))
    };
    for (more, bravo_first) in [
        ("", false),
        ("order: newest\n", false),
        ("order: oldest\n", true),
        ("order: title\n", true),
        ("order: address\n", true),
    ] {
        let (bravo, zulu) = order(more);
        assert_eq!(bravo < zulu, bravo_first, "{more}");
    }
    let hidden = with("feeds: false\nlists: false\n");
    for path in ["index.html", "archive/index.html", "tags/t/index.html", "feed.xml", "tags/t/feed.json"] {
        let text = page(&hidden, path);
        assert!(text.contains("Top") && !text.contains("Bravo") && !text.contains("Alpha"), "{path}");
    }
    assert!(!page(&hidden, "top/index.html").contains("Zulu"));
    assert!(
        page(&hidden, "search/b0.js").contains("Bravo") && page(&hidden, "sitemap.xml").contains("notes/one")
    );
    let unfed = with("feeds: false\n");
    assert!(page(&unfed, "index.html").contains("Bravo") && !page(&unfed, "feed.xml").contains("Bravo"));
}
