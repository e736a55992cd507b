//! What a journal makes of its looks: settings and templates.

use super::{config_with, page, said, site_of, site_with, two};
use crate::site::Options;
use std::collections::BTreeMap;

#[test]
fn a_journal_has_its_own_menu_colours_fonts_and_places() {
    let more = "menu = [{ title = \"Start\", href = \"/\" }, { title = \"First\", href = \"/a/\" }, { title = \"Out\", href = \"https://y.org/\" }]\nsocial = [{ title = \"Me & you\", href = \"https://z.org/@me\" }]\n[site.colours]\naccent = { light = \"#006\" }\n[[site.fonts.files]]\nfamily = \"F\"\nfile = \"own/F Font.woff2\"\n";
    let options = Options {
        fonts: BTreeMap::from([("own/F Font.woff2".to_owned(), b"wOF2x".to_vec())]),
        ..Options::default()
    };
    let site_now = site_of(&config_with(more), &two(), &[], &options, &[]);
    assert_eq!(said(&site_now), "");
    let html = page(&site_now, "b/index.html");
    for link in [
        "<a href=\"../\">Start</a>",
        "<a href=\"../a/\">First</a>",
        "<a href=\"https://y.org/\">Out</a>",
        "<a rel=\"me\" href=\"https://z.org/@me\">Me &amp; you</a>",
    ] {
        assert!(html.contains(link), "{link}: {html}");
    }
    assert!(!html.contains(">Tags<") && html.contains("rel=\"search\""), "{html}");
    assert!(page(&site_now, "index.html").contains("<a href=\"./\">Start</a>"));
    let font = site_now.files.keys().find(|path| path.starts_with("fonts/")).expect("the font is published");
    let style = site_now.files.keys().find(|path| path.ends_with(".css")).expect("there is a style sheet");
    let style = page(&site_now, style);
    assert!(
        style.contains(&format!("url(\"{font}\")")) && style.contains("--accent: light-dark(#006, "),
        "{font}"
    );
    let lost = site_of(
        &config_with("menu = [{ title = \"x\", href = \"/arkive/\" }]\n"),
        &two(),
        &[],
        &Options::default(),
        &[],
    );
    let heard = said(&lost);
    assert!(heard.contains("lossbook.toml:5:31") && heard.contains("did you mean `/archive/`?"), "{heard}");
}

#[test]
fn a_template_that_asks_for_what_no_page_has_is_refused_even_in_a_condition() {
    let with = |name: &str, text: &str| said(&site_with(&two(), &[], &Options::default(), &[(name, text)]));
    for (name, text, place, near) in [
        (
            "entry.html",
            "a\n{% if entry.titel %}x{% endif %}",
            "templates/entry.html:2:7",
            "did you mean `title`?",
        ),
        (
            "home.html",
            "{% for x in entires %}{% endfor %}",
            "templates/home.html:1:13",
            "did you mean `entries`?",
        ),
        (
            "base.html",
            "{% block head %}{% endblock head %}{% block main %}{% endblock main %}{{ 'x' if site.ledgr else page.root }}",
            "templates/base.html:1:81",
            "did you mean `ledger`?",
        ),
    ] {
        let heard = with(name, text);
        assert!(heard.contains(place) && heard.contains(near), "{name}: {heard}");
        assert_eq!(heard.matches("this page has no").count(), 1, "{heard}");
    }
    assert_eq!(
        with(
            "home.html",
            "{% if page.x is defined %}{% endif %}{{ site.title }}{% if page.title %}{% endif %}"
        ),
        ""
    );
}

#[test]
fn the_theme_itself_asks_for_nothing_that_pages_lack() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let own: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the theme lies there")
        .filter_map(Result::ok)
        .map(|item| (item.file_name().to_string_lossy().into_owned(), item.path()))
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .map(|(name, path)| (name, std::fs::read_to_string(path).expect("a template is text")))
        .collect();
    let own: Vec<(&str, &str)> = own.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(said(&site_with(&two(), &[], &Options::default(), &own)), "");
}
