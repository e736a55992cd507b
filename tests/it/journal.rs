//! What holds of whole journals: the reference journal's records are the same whoever makes them, and what was compiled
//! once is not compiled again.

use crate::binary::{forget, journal_cache, lossbook};
use crate::cases::{PLAIN_CONFIG, Scratch, copy_tree, repository};
use crate::cli::build_environment;
use cell::wire::Content;
use lossbook::check::{describe, tolerances};
use lossbook::journal::Journal;
use lossbook::record::Output;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[test]
fn the_reference_journal_gives_the_same_records_with_one_job_and_with_eight() {
    build_environment();
    let records = |jobs: &str| {
        let scratch = Scratch::new(&format!("jobs-{jobs}"));
        copy_tree(&repository().join("entries"), &scratch.0.join("entries"));
        for name in ["lossbook.toml", "lossbook.lock"].iter().filter(|name| repository().join(name).is_file())
        {
            fs::copy(repository().join(name), scratch.0.join(name)).expect("it can be copied");
        }
        for loaded in Journal::load(&scratch.0).expect("it can be read").entries {
            // A record that is not there is as good as one that was removed.
            let _ = fs::remove_file(loaded.record_file());
        }
        call(&scratch.0, &["run", "--jobs", jobs]);
        let records = steady_records(&scratch.0);
        forget(&scratch.0);
        records
    };
    let (one, eight) = (records("1"), records("8"));
    assert!(!one.is_empty(), "the reference journal has entries that run");
    assert_eq!(one.keys().collect::<Vec<_>>(), eight.keys().collect::<Vec<_>>());
    for (name, (key, outputs)) in &one {
        let (other_key, others) = &eight[name];
        assert_eq!(key, other_key, "{name}");
        assert_eq!(outputs.len(), others.len(), "{name}");
        for (output, other) in outputs.iter().zip(others) {
            assert_eq!(output, other, "{name}");
        }
    }
}

#[test]
fn a_second_check_compiles_nothing() {
    build_environment();
    let scratch = Scratch::new("compiled-once");
    fs::create_dir(scratch.0.join("entries")).expect("a folder can be made");
    fs::write(scratch.0.join("lossbook.toml"), PLAIN_CONFIG).expect("it can be written");
    let entry = "---\ntitle: A\n---\n```rust\nlet x = 1;\nx\n```\n\n```rust,compile_fail,E0308\nlet y: u8 = \"\";\n```\n\n```rust,no_run\nlet z = x;\n```\n";
    fs::write(scratch.0.join("entries/a.md"), entry).expect("it can be written");
    call(&scratch.0, &["run"]);
    let programs = journal_cache(&scratch.0).join("programs");
    let made = compiled(&programs);
    assert_eq!(made.len(), 3, "a program, and the compiler's word on two cells: {made:?}");
    call(&scratch.0, &["check"]);
    call(&scratch.0, &["check", "--repeat", "2"]);
    assert_eq!(compiled(&programs), made, "nothing was compiled again");
    fs::write(scratch.0.join("entries/a.md"), entry.replace("let x = 1", "let x = 2"))
        .expect("it can be written");
    call(&scratch.0, &["run"]);
    assert_eq!(compiled(&programs).len(), 6, "other code is compiled");
    forget(&scratch.0);
}

/// The folders of compiled programs, each with the time that it was made.
fn compiled(programs: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let items = fs::read_dir(programs).expect("programs were compiled").filter_map(Result::ok);
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).expect("it has a time");
    items.map(|item| (item.path(), time(&item.path()))).collect()
}

fn call(journal: &Path, arguments: &[&str]) {
    let words: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
    let said = lossbook(journal, &words, &BTreeMap::new(), None).expect("the binary runs");
    assert_eq!(said.code, Some(0), "{}{}", said.stdout, said.stderr);
}

/// The key and the outputs of every record, as they are written; of times, which are never the same, the name alone.
fn steady_records(journal: &Path) -> BTreeMap<String, (String, Vec<String>)> {
    let journal = Journal::load(journal).expect("it can be read");
    let recorded = journal.entries.iter().filter_map(|loaded| Some((loaded, loaded.record.as_ref()?)));
    let steady = recorded.map(|(loaded, record)| {
        let volatile = tolerances(&loaded.entry, &journal.config).volatile;
        let text = |output: &Output| {
            let is_time = matches!(output.content, Content::Timing { .. } | Content::Volatile { .. });
            if is_time || output.cell.is_some_and(|cell| volatile.contains_key(&cell)) {
                return describe(&loaded.entry, output);
            }
            serde_json::to_string(output).expect("outputs are JSON")
        };
        let outputs = record.outputs.iter().map(text).collect();
        (loaded.entry.slug.clone(), (record.header.key.clone(), outputs))
    });
    steady.collect()
}
