//! What the stages' tests share: walking case folders, comparing text, scratch folders.

use lossbook::config::Config;
use lossbook::diagnostic::SourceText;
use lossbook::entry::{self, Parsed};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The repository's folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders below tests/cases/`stage`, sorted; a stage without cases is a mistake.
pub fn case_folders(stage: &str) -> Vec<PathBuf> {
    let folder = repository().join("tests/cases").join(stage);
    let items = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut cases: Vec<PathBuf> =
        items.filter_map(Result::ok).map(|item| item.path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "{} holds no cases", folder.display());
    cases
}

/// Runs `actual` on each case of a stage and compares its text with the case's file `expected_name`. All cases that
/// differ are reported; `LOSSBOOK_UPDATE=1` writes the expectations instead.
pub fn run_cases(stage: &str, actual: impl Fn(&Path) -> String, expected_name: &str) {
    let update = std::env::var_os("LOSSBOOK_UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    let only = std::env::var("LOSSBOOK_CASE").ok();
    let named = |case: &Path| {
        only.as_ref()
            .is_none_or(|word| case.file_name().is_some_and(|name| name.to_string_lossy().contains(word)))
    };
    for case in case_folders(stage).into_iter().filter(|case| named(case)) {
        let text = actual(&case);
        let file = case.join(expected_name);
        if update {
            fs::write(&file, &text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        if expected != text {
            let diff = similar::TextDiff::from_lines(expected.as_str(), text.as_str());
            wrong.push(format!("{}\n{}", file.display(), diff.unified_diff().header("expected", "actual")));
        }
    }
    assert!(wrong.is_empty(), "{} case(s) differ:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// An empty folder of this test alone, removed when it is dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("lossbook-test-{}-{number}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(path.canonicalize().unwrap_or(path))
    }

    /// A folder that has the same path in every run of this repository's tests; empty at first as well.
    pub fn fixed(name: &str) -> Self {
        let id = blake3::hash(repository().to_string_lossy().as_bytes()).to_hex();
        let path = std::env::temp_dir().join(format!("lossbook-test-{}-{name}", &id[..8]));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(path.canonicalize().unwrap_or(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The configuration of a case: its `lossbook.toml`, or one with nothing but a title.
pub fn config(case: &Path) -> Config {
    let text = fs::read_to_string(case.join("lossbook.toml")).unwrap_or_else(|_| PLAIN_CONFIG.to_owned());
    let source = SourceText::new("lossbook.toml".to_owned(), text);
    Config::parse(&Arc::new(source)).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", case.display()))
}

/// The configuration of cases that have none of their own.
pub const PLAIN_CONFIG: &str = "[site]\ntitle = \"Cases\"\n";

/// The case's `entry.md`, parsed, with its mistakes.
pub fn parsed(case: &Path, config: &Config) -> Parsed {
    let file = case.join("entry.md");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    parsed_text(&text, config)
}

/// An entry's text, parsed, with its mistakes.
pub fn parsed_text(text: &str, config: &Config) -> Parsed {
    let text = text.replace("\r\n", "\n");
    let source = SourceText::new("entries/entry.md".to_owned(), text);
    entry::parse(Arc::new(source), "entry", false, config, None)
}

/// Copies a tree of regular files.
pub fn copy_tree(from: &Path, to: &Path) {
    for item in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let target = to.join(item.path().strip_prefix(from).expect("walked paths lie below their start"));
        if item.file_type().is_dir() {
            fs::create_dir_all(&target).expect("the folder can be made");
        } else {
            fs::copy(item.path(), &target).expect("the file can be copied");
        }
    }
}
