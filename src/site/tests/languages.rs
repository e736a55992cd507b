//! The languages of pages.

use super::{Assembled, config_with, page, parse, said, site, site_of, site_with};
use crate::site::Options;

/// A site in a language, of an entry with a series, a record's worth of words and a neighbour.
fn site_in(language: &str) -> Assembled {
    let entry = |slug: &str, more: &str| {
        let text = format!(
            "---\ntitle: T\ndate: 2026-03-01\nupdated: 2026-11-22\nseries: S\ntags: [x]\n{more}---\nText.\n\n# A\n\n# B\n\n# C\n"
        );
        parse(&format!("{slug}.md"), slug, &text)
    };
    let config = config_with(&format!("language = {language:?}\n"));
    site_of(&config, &[entry("a", "aliases: [old]\n"), entry("b", "")], &[], &Options::default(), &[])
}

#[test]
fn every_page_speaks_the_language_of_its_site() {
    let expected: [(&str, [&str; 11]); 3] = [
        (
            "de",
            [
                "<html lang=\"de\">",
                "Zum Text",
                "Archiv<",
                "geändert am <time datetime=\"2026-11-22\">22. November 2026<",
                "1 Minute Lesezeit",
                "Teil 1 von 2 der Reihe <a href=\"../series/s/\">S</a>",
                ">Inhalt<",
                "Früher</span>",
                "Schlagwörter<",
                "2 Einträge",
                "Diese Seite gibt es nicht",
            ],
        ),
        (
            "fr",
            [
                "<html lang=\"fr\">",
                "Aller au texte",
                "Archives<",
                "mis à jour le <time datetime=\"2026-11-22\">22 novembre 2026<",
                "1 minute de lecture",
                "Partie 1 sur 2 de la série <a href=\"../series/s/\">S</a>",
                ">Sommaire<",
                "Précédent</span>",
                "Mots-clés<",
                "2 articles",
                "Cette page n’existe pas",
            ],
        ),
        (
            "zh",
            [
                "<html lang=\"zh\">",
                "跳到正文",
                "归档<",
                "更新于 <time datetime=\"2026-11-22\">2026年11月22日<",
                "阅读约 1 分钟",
                "<a href=\"../series/s/\">S</a>，第 1 篇，共 2 篇",
                ">目录<",
                "较早</span>",
                "标签<",
                "2 篇文章",
                "没有这个页面",
            ],
        ),
    ];
    for (language, words) in expected {
        let site = site_in(language);
        assert_eq!(said(&site), "");
        let own = |path| page(&site, path);
        let pages = own("b/index.html").to_owned()
            + own("a/index.html")
            + own("tags/index.html")
            + own("tags/x/index.html")
            + own("404.html")
            + own("old/index.html");
        for word in words {
            assert!(pages.contains(word), "{language}: {word}\n{pages}");
        }
        for word in ["Archive<", "Contents", "min read", "Skip", ">Tags<", "updated", "moved", "Copied"] {
            let text = pages.replace("Archives<", "");
            assert!(!text.contains(word), "{language}: {word}");
        }
        let archive = own("archive/index.html");
        let day = match language {
            "de" => "1. März<",
            "fr" => "1er mars<",
            _ => "3月1日<",
        };
        assert!(archive.contains(day), "{archive}");
    }
}

#[test]
fn text_that_runs_from_right_to_left_says_so() {
    let arabic = parse("a.md", "a", "---\ntitle: العنوان\nlang: ar\n---\nx\n");
    let english = parse("b.md", "b", "---\ntitle: Title\n---\nx\n");
    let site_now = site(&[arabic.clone(), english.clone()]);
    assert!(page(&site_now, "a/index.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page(&site_now, "index.html").contains("<html lang=\"en\">"));
    assert!(page(&site_now, "index.html").contains("<a href=\"a/\" lang=\"ar\" dir=\"rtl\">العنوان</a>"));
    let config = config_with("language = \"he\"\n");
    let english = parse("b.md", "b", "---\ntitle: Title\nlang: en\n---\nx\n");
    let hebrew = site_of(&config, &[english], &[], &Options::default(), &[]);
    assert!(page(&hebrew, "index.html").contains("<html lang=\"he\" dir=\"rtl\">"));
    assert!(page(&hebrew, "index.html").contains("<a href=\"b/\" lang=\"en\" dir=\"ltr\">Title</a>"));
    assert!(page(&hebrew, "b/index.html").contains("<html lang=\"en\">"));
}

#[test]
fn a_language_without_words_is_told_once_and_its_pages_are_in_english() {
    let italian = |slug: &str| parse(&format!("{slug}.md"), slug, "---\ntitle: Uno\nlang: it\n---\nx\n");
    let site_now = site(&[italian("a"), italian("b")]);
    let heard = said(&site_now);
    assert_eq!(heard.matches("has no words in `it`").count(), 1, "{heard}");
    assert!(heard.contains("templates/words/it.toml"), "{heard}");
    let html = page(&site_now, "a/index.html");
    assert!(
        html.contains("<html lang=\"it\">") && html.contains("<header class=\"site-header\" lang=\"en\">"),
        "{html}"
    );
    let own = [("words/it.toml", "[list]\narchive = \"Archivio\"\n")];
    let site_now = site_with(&[italian("a")], &[], &Options::default(), &own);
    assert!(page(&site_now, "a/index.html").contains(">Archivio<"));
    let heard = said(&site_now);
    assert!(
        heard.contains("words are missing in `it`") && heard.contains("templates/words/it.toml:1:1"),
        "{heard}"
    );
}
