//! Rendering: an entry (`input.md`) and its outputs (`record.jsonl`, a record's lines below its header, if the case has
//! one) against the markup of its page (`expected.html`). `other.jsonl` is the record of an entry that it may cite. What rendering has to say stands below the markup, as a comment.
//!
//! Charts are drawn elsewhere: their drawings are left out. Links to lines of the core are followed to what they name, and
//! stand without the line's number, so that the core can be edited. Files beside `input.md` are the bundle's, but for `journal.references`: the journal's bibliography.

use crate::cases::{repository, run_cases};
use lossbook::bibliography::{Bibliography, Style};
use lossbook::config::Config;
use lossbook::core_source::address;
use lossbook::diagnostic::{Diagnostic, SourceText};
use lossbook::entry::{self, Entry};
use lossbook::ledger::Ledger;
use lossbook::record::{Header, Output, Provenance, Record, VERSION};
use lossbook::render::{self, Context, Rendered};
use lossbook::words::Library;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[test]
fn entries_become_pages() {
    run_cases("render", page, "expected.html");
}

fn page(case: &Path) -> String {
    let entry = read_entry(case);
    let record = read_record(case, "record.jsonl");
    let assets = read_assets(case);
    let other = read_other(case);
    let others = other.iter().map(|(entry, record)| (entry, Some(record)));
    let ledger = Ledger::of(others.chain([(&entry, record.as_ref())]), &config());
    let rendered = render(&entry, record.as_ref(), &assets, &ledger);
    let mut text = without_lines_of_core(&without_drawings(&rendered.body.on_page("../")));
    let _ = writeln!(text, "<!--");
    for heading in &rendered.facts.headings {
        let number = heading.number.as_deref().unwrap_or("-");
        let _ = writeln!(text, "heading {} {number} #{} {}", heading.level, heading.id, heading.text);
    }
    for link in &rendered.facts.links {
        let fragment = link.fragment.as_deref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let _ = writeln!(text, "link /{}{fragment}", link.path);
    }
    let words: Vec<&str> = rendered.plain_text.split_whitespace().collect();
    let _ = writeln!(text, "words {}", words.join(" "));
    for name in rendered.files.keys() {
        let _ = writeln!(text, "file {name}");
    }
    for diagnostic in &rendered.diagnostics {
        let _ = writeln!(text, "{diagnostic}");
    }
    text.push_str("-->\n");
    text
}

fn render(
    entry: &Entry,
    record: Option<&Record>,
    assets: &BTreeMap<String, Vec<u8>>,
    ledger: &Ledger,
) -> Rendered {
    let pages = BTreeMap::from([
        ("entries/case.md".to_owned(), "case".to_owned()),
        ("entries/other.md".to_owned(), "other".to_owned()),
    ]);
    let (bibliography, mistakes) = works(assets);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let style = Style::built_in(Style::DEFAULT).expect("the default style is built in");
    let language = entry.front.lang.as_deref().unwrap_or("en");
    let library = Library::built_in().expect("the theme's words are sound");
    let seconds = BTreeMap::from([(1, 0.012.into()), (2, 3.4.into())]);
    let context = Context {
        pages: &pages,
        assets,
        pictures: &BTreeMap::new(),
        seconds: Some(&seconds),
        language,
        words: library.find(language),
        ledger,
        bibliography: &bibliography,
        style: Some(&style),
    };
    render::entry(entry, record, context)
}

/// The journal's bibliography, if the case has one beside it.
fn works(assets: &BTreeMap<String, Vec<u8>>) -> (Bibliography, Vec<Diagnostic>) {
    let Some(bytes) = assets.get("journal.references") else { return Default::default() };
    let text = String::from_utf8_lossy(bytes).into_owned();
    Bibliography::parse(&Arc::new(SourceText::new("references.bib".to_owned(), text)))
}

fn read_entry(case: &Path) -> Entry {
    let text =
        fs::read_to_string(case.join("input.md")).expect("a case has an input.md").replace("\r\n", "\n");
    parse(text, "case")
}

fn config() -> Config {
    let settings = SourceText::new("lossbook.toml".to_owned(), "[site]\ntitle = \"Cases\"\n".to_owned());
    Config::parse(&Arc::new(settings)).expect("the configuration is sound")
}

fn parse(text: String, slug: &str) -> Entry {
    let source = SourceText::new(format!("entries/{slug}.md"), text);
    entry::parse(Arc::new(source), slug, true, &config(), None).entry
}

/// Another entry of the journal, if the case has its record: its cell shows all that the record has.
fn read_other(case: &Path) -> Option<(Entry, Record)> {
    let record = read_record(case, "other.jsonl")?;
    Some((parse("---\ntitle: The other\n---\n```rust\n```\n".to_owned(), "notes/other"), record))
}

fn read_record(case: &Path, name: &str) -> Option<Record> {
    let text = fs::read_to_string(case.join(name)).ok()?;
    let outputs: Vec<Output> = text
        .lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}: {line}", case.display()))
        })
        .collect();
    let made = Provenance {
        rustc: "rustc 1.95.0".to_owned(),
        target: "x86_64-unknown-linux-gnu".to_owned(),
        features: "baseline".to_owned(),
        sandbox: "contained".to_owned(),
        date: "2026-11-22".to_owned(),
    };
    let header = Header {
        lossbook: VERSION,
        key: "0123456789abcdef".to_owned(),
        checksum: String::new(),
        made,
        parts: BTreeMap::new(),
    };
    Some(Record { header, outputs })
}

fn read_assets(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let items = fs::read_dir(case).expect("the case can be read").filter_map(Result::ok);
    let name = |item: &fs::DirEntry| item.file_name().to_string_lossy().into_owned();
    items
        .map(|item| (name(&item), item.path()))
        .filter(|(name, path)| {
            path.is_file()
                && !["input.md", "record.jsonl", "other.jsonl", "expected.html"].contains(&name.as_str())
        })
        .map(|(name, path)| (name, fs::read(path).expect("the file can be read")))
        .collect()
}

/// The markup with `…` in the place of every drawing of a chart.
fn without_drawings(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some(start) = rest.find("<svg") {
        let end = rest[start..].find("</svg>").map_or(rest.len(), |end| start + end);
        text.push_str(&rest[..start]);
        text.push_str("<svg>…");
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

/// The markup with `…` in the place of the number of every line of the core that it links, once that line has been seen to
/// define what the link says.
fn without_lines_of_core(markup: &str) -> String {
    const LINK: &str = "href=\"../core/";
    let mut text = String::new();
    let mut rest = markup;
    while let Some(start) = rest.find(LINK) {
        text.push_str(&rest[..start + LINK.len()]);
        rest = &rest[start + LINK.len()..];
        let (module, after) = rest.split_once("/#L").expect("a link into the core has a line");
        let (line, after) = after.split_once("\">").expect("the line's number ends the address");
        let (name, _) = after.split_once('<').expect("the link has an end");
        let source = source_of(module);
        let number: usize = line.parse().expect("a line has a number");
        let found = source.lines().nth(number - 1).unwrap_or_default();
        assert!(defines(found, name), "line {number} of core/{module} does not define {name}: {found}");
        let _ = write!(text, "{module}/#L…\">");
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The source behind a page of the core.
fn source_of(module: &str) -> String {
    let page = format!("core/{module}/");
    let name = |path: &Path| {
        let inside = path.strip_prefix(repository()).expect("walked paths lie below their start");
        inside.to_string_lossy().replace('\\', "/")
    };
    let files = walkdir::WalkDir::new(repository().join("crates")).into_iter().filter_map(Result::ok);
    let mut files = files.filter(|item| item.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let file = files
        .find(|path| address(&name(path)) == page)
        .unwrap_or_else(|| panic!("no file of the core has the page {page}"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn defines(line: &str, name: &str) -> bool {
    let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let words: Vec<&str> = words.collect();
    words.windows(2).any(|pair| {
        matches!(pair[0], "fn" | "struct" | "enum" | "trait" | "type" | "const") && pair[1] == name
    })
}
