//! Files of words.

use super::{BUILT_IN, Library};
use crate::diagnostic::SourceText;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn with(language: &str, text: &str) -> Result<Library, String> {
    let path = format!("templates/words/{language}.toml");
    let source = Arc::new(SourceText::new(path, text.to_owned()));
    Library::with(&BTreeMap::from([(language.to_owned(), source)]))
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

#[test]
fn no_language_of_the_theme_lacks_a_word_or_a_form() {
    let library = Library::built_in().expect("the words are sound");
    assert!(library.warnings.is_empty(), "{:?}", library.warnings);
    for (language, text) in BUILT_IN {
        let forms: &[&str] = if language == "zh" { &["other"] } else { &["one", "other"] };
        let file: toml::Table = text.parse().expect("a file of words is TOML");
        for (group, words) in &file {
            for (key, word) in words.as_table().expect("words stand in tables") {
                let Some(own) = word.as_table() else { continue };
                let own: BTreeSet<&str> = own.keys().map(String::as_str).collect();
                assert_eq!(own, forms.iter().copied().collect(), "{language}: {group}.{key}");
            }
        }
    }
}

#[test]
fn no_word_forgets_what_it_is_to_be_filled_with() {
    let english: toml::Table = BUILT_IN[1].1.parse().expect("a file of words is TOML");
    let other = |word: &toml::Value| {
        let text = word.get("other").unwrap_or(word).as_str().unwrap_or_default().to_owned();
        super::names(&text).into_iter().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    for (language, text) in BUILT_IN {
        let file: toml::Table = text.parse().expect("a file of words is TOML");
        for (group, words) in &file {
            for (key, word) in words.as_table().expect("words stand in tables") {
                assert_eq!(other(word), other(&english[group][key]), "{language}: {group}.{key}");
            }
        }
    }
}

#[test]
fn a_journal_replaces_words_and_adds_languages() {
    let library = with("de", "[list]\narchive = \"Alles\"\n").expect("the file is sound");
    assert_eq!(library.find("de-AT").list.archive, "Alles");
    assert_eq!(library.find("de").list.feed, "Feed");
    assert!(library.warnings.is_empty());
    let polish = "[list]\nentries = { one = \"{n} wpis\", few = \"{n} wpisy\", many = \"{n} wpisów\", other = \"{n} wpisu\" }\n[own]\ncolophon = \"x\"\n";
    let library = with("pl", polish).expect("the file is sound");
    let words = library.find("pl");
    let entries = [1, 3, 5].map(|n| words.list.entries.fill(n, &[]));
    assert_eq!(entries, ["1 wpis", "3 wpisy", "5 wpisów"]);
    assert_eq!(words.list.minutes.fill(1, &[]), "1 min read");
    assert_eq!(words.own["colophon"].as_str(), Some("x"));
    assert_eq!(library.warnings.len(), 1);
    assert!(library.has("pl") && !library.has("it"));
    assert_eq!(library.find("it").language, "en");
}

#[test]
fn every_mistake_of_a_file_is_told_with_its_place() {
    let text = "[list]\narchiv = \"x\"\nupdated = \"{when}\"\nentries = { on = \"x\", other = \"x\" }\nminutes = { one = \"x\" }\nfeed = 1\n[dates]\n[page]\nskip = [\"x\"]\n[date]\nmonths = [\"x\"]\n";
    let said = with("it", text).expect_err("nothing in it is right");
    for expected in [
        "it.toml:2:1",
        "did you mean `archive`?",
        "it.toml:3:11",
        "there is {date}",
        "it.toml:4:13",
        "did you mean `one`?",
        "it.toml:5:11",
        "it.toml:6:8",
        "it.toml:7:2",
        "did you mean `date`?",
        "it.toml:9:8",
        "it.toml:11:10",
        "a list of 12 texts",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(with("it", "[list\n").expect_err("no TOML").contains("it.toml:1:"));
}
