//! A build makes only what has changed, and what comes out is what a build from nothing makes: after an edit of each kind of
//! input, after a hand in the site, and with a cache that is broken, gone or another program's.

use crate::binary::{Said, Tree, forget, journal_cache, lossbook, tree};
use crate::cases::{Scratch, copy_tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

const CONFIG: &str = "[site]\ntitle = \"Kept\"\nbase_url = \"https://x.org/\"\ndescription = \"d\"\nbibliography = \"works.bib\"\n\n[cells]\nopt_level = 0\nrun = \"braced\"\n";

/// The files of the journal at first.
const FILES: [(&str, &str); 9] = [
    ("lossbook.toml", CONFIG),
    ("works.bib", "@book{doe, author = {Doe, Ann}, title = {Steps}, publisher = {Press}, year = {1999}}\n"),
    (
        "entries/one.md",
        "---\ntitle: One\ndate: 2026-01-01\ntags: [alpha, beta]\n---\nMomentum carries walkers over ridges, see [two](two.md#part).\n\n```python\nx = 1\n```\n",
    ),
    (
        "entries/two.md",
        "---\ntitle: Two\ndate: 2026-01-02\ntags: [alpha]\nseries: Steps\n---\nWalkers without momentum rest on ridges.[^1]\n\n<!-- more -->\n\n## Part\n\nText.\n\n[^1]: Note.\n",
    ),
    (
        "entries/three.md",
        "---\ntitle: Three\ndate: 2026-01-03\nseries: Steps\naliases: [/old/three/]\n---\nTokens and attention [@doe], `{rust} 1`.\n\n```{rust}\nmetric(\"m\", 0.5);\n```\n",
    ),
    ("entries/four.md", "---\ntitle: Four\n---\nThere it was `{ref} three.m:.2`.\n"),
    (
        "entries/notes/_index.md",
        "---\ntitle: Notes\ncascade:\n  tags: [noted]\n---\nShort ones, see [one](../one.md).\n",
    ),
    ("entries/notes/five.md", "---\ntitle: Five\ndate: 2026-01-05\n---\nAttention reads tokens.\n"),
    (
        "entries/bundle/index.md",
        "---\ntitle: Six\ndate: 2026-01-06\n---\n![A dot](dot.svg) and [one](../one.md).\n",
    ),
];

const NOTES: &str = "entries/notes/_index.md";
const FONT: &str = "fonts/own.woff2";
const CARD_FONT: &str = "fonts/own.otf";
/// A chart before a metric.
const PLOT: &str = "show(Chart::new().line(\"l\", &[1.0, 0.5]));\nmetric(";
/// Where more of the configuration goes.
const D: &str = "description = \"d\"";

const DOT: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><circle r=\"4\"/></svg>";

/// What is edited, file and change after the other; each edit stands on those before it.
const EDITS: [(&str, &str, Change); 53] = [
    ("prose", "entries/one.md", Change::Replace("carries", "bears")),
    ("a title, which other pages name", "entries/two.md", Change::Replace("title: Two", "title: Second")),
    ("what stands before the mark", "entries/two.md", Change::Replace("rest on", "sleep on")),
    ("a heading that another entry links to", "entries/two.md", Change::Replace("Text.", "More text.")),
    ("tags", "entries/one.md", Change::Replace("[alpha, beta]", "[gamma, alpha]")),
    ("a date, and so the order", "entries/one.md", Change::Replace("2026-01-01", "2026-01-04")),
    (
        "an address that others link to",
        "entries/one.md",
        Change::Replace("title: One\n", "title: One\nslug: first\n"),
    ),
    ("a new entry", "entries/seven.md", Change::Write("---\ntitle: Seven\ndate: 2026-01-07\n---\nRidges.\n")),
    ("a link to it", "entries/seven.md", Change::Replace("Ridges", "Ridges, [six](bundle/index.md)")),
    ("no entry any more", "entries/seven.md", Change::Remove),
    ("code that runs", "entries/three.md", Change::Replace("0.5", "0.25")),
    (
        "a file of a bundle",
        "entries/bundle/dot.svg",
        Change::Write("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"5\"/>"),
    ),
    ("a section's text", "entries/notes/_index.md", Change::Replace("Short ones", "Brief ones")),
    ("what a section gives its entries", "entries/notes/_index.md", Change::Replace("[noted]", "[jotted]")),
    ("an alias", "entries/three.md", Change::Replace("/old/three/", "/older/three/")),
    ("the site's title", "lossbook.toml", Change::Replace("\"Kept\"", "\"Held\"")),
    ("the site's address", "lossbook.toml", Change::Replace("https://x.org/", "https://y.org/blog/")),
    ("the language", "lossbook.toml", Change::Replace("title =", "language = \"de\"\ntitle =")),
    ("a template", "templates/home.html", Change::Write("<p>{{ site.title }}: {{ entries | length }}</p>\n")),
    ("the style sheet", "templates/style.css", Change::Write("body { color: red }\n")),
    ("no template any more", "templates/home.html", Change::Remove),
    ("a work that is referred to", "works.bib", Change::Replace("1999", "2001")),
    ("the theme's words", "templates/words/de.toml", Change::Write("[list]\narchive = \"Alles\"\n")),
    (
        "the menu",
        "lossbook.toml",
        Change::Replace(D, "description = \"d\"\nmenu = [{ title = \"One\", href = \"/first/\" }]"),
    ),
    (
        "what stands first on the first page",
        "lossbook.toml",
        Change::Replace(D, "description = \"d\"\nfeatured = [\"two\"]"),
    ),
    ("another that stands there", "lossbook.toml", Change::Replace("[\"two\"]", "[\"three\", \"two\"]")),
    ("how many entries stand there", "lossbook.toml", Change::Replace(D, "description = \"d\"\nlatest = 1")),
    (
        "a section that is in no lists",
        NOTES,
        Change::Replace("title: Notes\n", "title: Notes\nlists: false\n"),
    ),
    ("nor in feeds", NOTES, Change::Replace("title: Notes\n", "title: Notes\nfeeds: false\n")),
    ("in lists again", NOTES, Change::Replace("lists: false\n", "")),
    (
        "another entry of the section",
        "entries/notes/six.md",
        Change::Write("---\ntitle: Also\n---\nTokens.\n"),
    ),
    ("the order of a section", NOTES, Change::Replace("title: Notes\n", "title: Notes\norder: title\n")),
    ("an author", "entries/one.md", Change::Replace("title: One\n", "title: One\nauthors: [Ann]\n")),
    (
        "another author, so that they have pages",
        "entries/two.md",
        Change::Replace("title: Second\n", "title: Second\nauthors: [Bo]\n"),
    ),
    ("a file that is no font of the site yet", FONT, Change::Write("wOF2 one")),
    (
        "a font",
        "lossbook.toml",
        Change::Replace(
            "\n[cells]",
            "\n[[site.fonts.files]]\nfamily = \"F\"\nfile = \"fonts/own.woff2\"\n\n[cells]",
        ),
    ),
    ("another font of the same name", FONT, Change::Write("wOF2 two")),
    (
        "a colour",
        "lossbook.toml",
        Change::Replace("\n[cells]", "\n[site.colours]\naccent = { light = \"#006\" }\n\n[cells]"),
    ),
    ("a tag, which a card shows", "entries/one.md", Change::Replace("[gamma,", "[delta,")),
    ("a chart, which a card shows", "entries/three.md", Change::Replace("metric(", PLOT)),
    ("a file that is no font of the cards yet", CARD_FONT, Change::Copy("src/card_image/fonts/sans.otf")),
    (
        "a font of the cards",
        "lossbook.toml",
        Change::Replace("\n[[site.fonts", "\n[site.fonts]\ncards = \"fonts/own.otf\"\n\n[[site.fonts"),
    ),
    ("another font of the same name", CARD_FONT, Change::Copy("src/card_image/fonts/serif.otf")),
    (
        "a picture of an entry's own",
        "entries/bundle/index.md",
        Change::Replace("title: Six\n", "title: Six\nimage: dot.svg\n"),
    ),
    ("no cards", "lossbook.toml", Change::Replace(D, "description = \"d\"\ncards = false")),
    ("cards again", "lossbook.toml", Change::Replace("cards = false\n", "cards = true\n")),
    ("no search", "lossbook.toml", Change::Replace(D, "description = \"d\"\nsearch = false")),
    (
        "a name of the core, which has a page of its own",
        "entries/three.md",
        Change::Replace("metric(", "let _ = Sgd::new(0.1);\nmetric("),
    ),
    ("an entry beside it", "entries/two.md", Change::Replace("More text.", "Most text.")),
    ("no name of the core any more", "entries/three.md", Change::Replace("let _ = Sgd::new(0.1);\n", "")),
    ("a page of the site, by hand", "site/first/index.html", Change::Write("<p>Mine.</p>\n")),
    ("a page of the site, to others of the same length", "site/index.html", Change::Replace("Held", "Hold")),
    ("a page of the site that is gone", "site/two/index.html", Change::Remove),
];

#[derive(Clone, Copy)]
enum Change {
    Replace(&'static str, &'static str),
    Write(&'static str),
    /// A file of this repository in its place.
    Copy(&'static str),
    Remove,
}

impl Change {
    fn make(self, file: &Path) {
        match self {
            Self::Replace(old, new) => {
                let text = fs::read_to_string(file).expect("the file is there");
                assert!(text.contains(old), "{} has no {old:?}", file.display());
                fs::write(file, text.replacen(old, new, 1)).expect("it can be written");
            }
            Self::Write(text) => write(file, text),
            Self::Copy(from) => {
                let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
                fs::copy(from, file).expect("it can be copied");
            }
            Self::Remove => fs::remove_file(file).expect("the file is there"),
        }
    }
}

#[test]
fn a_build_after_an_edit_gives_what_one_from_nothing_gives() {
    let scratch = Scratch::new("incremental");
    let journal = scratch.0.join("journal");
    for (path, text) in FILES {
        write(&journal.join(path), text);
    }
    write(&journal.join("entries/bundle/dot.svg"), DOT);
    build(&journal);
    for (what, path, change) in EDITS {
        change.make(&journal.join(path));
        assert_as_from_nothing(&scratch.0, &journal, what);
    }
    // How long cells took stands on a page once a check has measured it.
    let said = run(&journal, &["check", "--stamp"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(journal.join("entries/three.check.json").is_file(), "{}", said.stderr);
    assert_as_from_nothing(&scratch.0, &journal, "a check");
    let cache = journal_cache(&journal);
    let notes = |name: &str| {
        let files = walkdir::WalkDir::new(&cache).into_iter().filter_map(Result::ok);
        let files = files.filter(|item| item.file_type().is_file()).map(walkdir::DirEntry::into_path);
        let is_named = |path: &PathBuf| {
            path.strip_prefix(&cache).is_ok_and(|path| path.to_string_lossy().starts_with(name))
        };
        files.filter(is_named).collect::<Vec<_>>()
    };
    for name in ["pieces", "words", "texts", "site-"] {
        for (what, turn) in [
            ("cut off", (|text: &[u8]| text[..text.len() / 2].to_vec()) as fn(&[u8]) -> Vec<u8>),
            ("with other words", |text| String::from_utf8_lossy(text).replace("idges", "odges").into_bytes()),
            ("of another program", |text| [b"x", text].concat()),
            ("with what is no text", |text| [text, b"\xff"].concat()),
            ("empty", |_| Vec::new()),
        ] {
            let files = notes(name);
            assert!(!files.is_empty(), "{name} is in the cache");
            for file in files {
                let text = fs::read(&file).expect("it can be read");
                fs::write(&file, turn(&text)).expect("it can be written");
            }
            // Pages have to be made again for what is broken to be looked at.
            Change::Write("body { color: blue }\n").make(&journal.join("templates/style.css"));
            assert_as_from_nothing(&scratch.0, &journal, &format!("{name} {what}"));
            Change::Write("body { color: red }\n").make(&journal.join("templates/style.css"));
            assert_as_from_nothing(&scratch.0, &journal, &format!("{name} {what}, and back"));
        }
    }
    forget(&journal);
}

#[test]
fn a_build_that_has_nothing_to_do_still_sees_every_change() {
    let scratch = Scratch::new("stamp");
    let journal = scratch.0.join("journal");
    let (entry, page) = (journal.join("entries/one.md"), journal.join("site/one/index.html"));
    write(&journal.join("lossbook.toml"), "[site]\ntitle = \"Stamped\"\nbase_url = \"https://x.org/\"\n");
    write(&entry, "---\ntitle: One\n---\nMomentum.\n\n```rust\n1 + 1\n```\n");
    let is_stamped = || {
        let files = fs::read_dir(journal_cache(&journal)).expect("there is a cache").filter_map(Result::ok);
        files.into_iter().any(|item| item.file_name().to_string_lossy().starts_with("built-"))
    };
    build(&journal);
    assert!(!is_stamped(), "a record was written while it ran: what else was, it can't know");
    sleep(Duration::from_millis(100));
    build(&journal);
    assert!(is_stamped());
    // An edit of the same size, whose time is set back.
    let times = fs::metadata(&entry).and_then(|data| data.modified()).expect("files have times");
    let text = fs::read_to_string(&entry).expect("it can be read");
    write(&entry, &text.replace("Momentum", "Momentun"));
    let file = fs::File::options().write(true).open(&entry).expect("it can be opened");
    file.set_modified(times).expect("its time can be set");
    build(&journal);
    assert!(fs::read_to_string(&page).is_ok_and(|text| text.contains("Momentun.")));
    sleep(Duration::from_millis(100));
    build(&journal);
    // A hand in the site: a page that is other, and one that is gone.
    fs::write(&page, "hello").expect("it can be written");
    build(&journal);
    assert!(fs::read_to_string(&page).is_ok_and(|text| text.contains("Momentun.")));
    fs::remove_file(&page).expect("it can be removed");
    build(&journal);
    assert!(page.is_file());
    forget(&journal);
}

/// Builds a journal where it is, and a copy of its sources elsewhere, where nothing is known of it.
fn assert_as_from_nothing(scratch: &Path, journal: &Path, what: &str) {
    build(journal);
    let copy = scratch.join("copy");
    for name in ["lossbook.toml", "works.bib", "entries", "fonts", "templates"] {
        let from = journal.join(name);
        if from.is_dir() {
            copy_tree(&from, &copy.join(name));
        } else if from.is_file() {
            fs::create_dir_all(&copy).expect("it can be made");
            fs::copy(&from, copy.join(name)).expect("it can be copied");
        }
    }
    build(&copy);
    let (here, there) = (published(journal), published(&copy));
    let names = |one: &Tree, other: &Tree| -> Vec<String> {
        let differ = one.iter().filter(|(path, bytes)| other.get(*path) != Some(bytes));
        differ.map(|(path, _)| path.display().to_string()).collect()
    };
    assert!(here == there, "after {what}: {:?} / {:?}", names(&here, &there), names(&there, &here));
    forget(&copy);
    fs::remove_dir_all(&copy).expect("it can be removed");
}

fn build(journal: &Path) {
    let said = run(journal, &["build"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

fn run(journal: &Path, arguments: &[&str]) -> Said {
    // The same day for all, since it stands in records.
    let day = BTreeMap::from([("SOURCE_DATE_EPOCH".to_owned(), "1790000000".to_owned())]);
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    lossbook(journal, &arguments, &day, None).expect("the binary runs")
}

fn published(journal: &Path) -> Tree {
    tree(&journal.join("site")).expect("there is a site")
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("it can be made");
    fs::write(file, text).expect("it can be written");
}
