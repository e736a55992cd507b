//! Killed at any moment, a build leaves the old site or the new one, whole, and records that can be trusted; the next
//! build makes what an undisturbed one would have made.

use crate::binary::{Tree, forget, lossbook, start, tree};
use crate::cases::{Scratch, copy_tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

/// At how many moments a build is killed, spread over the time that one takes.
const MOMENTS: u32 = 20;

const CONFIG: &str = "[site]\ntitle = \"Killed\"\n\n[cells]\nopt_level = 0\n";

#[test]
fn a_build_that_is_killed_loses_nothing() {
    let scratch = Scratch::new("killed");
    let journal = scratch.0.join("journal");
    fs::create_dir_all(journal.join("entries")).expect("a folder can be made");
    fs::write(journal.join("lossbook.toml"), CONFIG).expect("it can be written");
    write_entries(&journal, 1);
    build(&journal);
    let old = published(&journal);
    let old_records = records(&journal);
    copy_tree(&journal, &scratch.0.join("kept"));
    write_entries(&journal, 2);
    build(&journal);
    // Once more, now that the programs are compiled, to know how long a build takes here.
    let began = Instant::now();
    again(&scratch.0);
    build(&journal);
    let took = began.elapsed();
    let new = published(&journal);
    let new_records = records(&journal);
    assert_ne!(old, new, "the edit shows on the pages");

    let mut seen = [0, 0];
    for step in 0..MOMENTS {
        again(&scratch.0);
        let mut child =
            start(&journal, &["build".to_owned()], &day(), Stdio::null()).expect("the binary starts");
        std::thread::sleep(took * step / MOMENTS);
        let _ = child.kill();
        child.wait().expect("it ends");

        let site = published(&journal);
        assert!(
            site == old || site == new,
            "killed in step {step}, the site is neither the old nor the new one"
        );
        seen[usize::from(site == new)] += 1;
        for (name, text) in records(&journal) {
            let whole = old_records.get(&name) == Some(&text) || new_records.get(&name) == Some(&text);
            let name = name.display();
            assert!(whole, "killed in step {step}, {name} is neither the old nor the new one");
        }
        build(&journal);
        assert_eq!(published(&journal), new, "after step {step} the next build makes the same site");
        assert_eq!(records(&journal), new_records, "after step {step} the next build makes the same records");
        let mut left = names(&journal);
        left.extend(names(&journal.join("entries")));
        left.retain(|name| name.contains(".lossbook-"));
        assert!(left.is_empty(), "after step {step} something is left behind: {left:?}");
    }
    assert!(seen[0] > 0, "some builds were killed before they were done");
    forget(&journal);
}

/// The journal with its old site and with the edit that the build is to publish.
fn again(scratch: &Path) {
    let journal = scratch.join("journal");
    fs::remove_dir_all(&journal).expect("it can be removed");
    copy_tree(&scratch.join("kept"), &journal);
    write_entries(&journal, 2);
}

fn write_entries(journal: &Path, edition: u32) {
    for name in ["one", "two", "three"] {
        let text = format!(
            "---\ntitle: {name}\n---\nEdition {edition}.\n\n```rust\nlet edition = {edition};\nprintln!(\"{name} {{edition}}\");\n```\n"
        );
        fs::write(journal.join(format!("entries/{name}.md")), text).expect("it can be written");
    }
}

fn build(journal: &Path) {
    let said = lossbook(journal, &["build".to_owned()], &day(), None).expect("the binary runs");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

/// The same day for all builds, whenever the test runs: it stands in records.
fn day() -> BTreeMap<String, String> {
    BTreeMap::from([("SOURCE_DATE_EPOCH".to_owned(), "1790000000".to_owned())])
}

fn published(journal: &Path) -> Tree {
    tree(&journal.join("site")).expect("there is a site")
}

fn records(journal: &Path) -> Tree {
    let mut all = tree(&journal.join("entries")).expect("there are entries");
    all.retain(|name, _| name.to_string_lossy().ends_with(".record.jsonl"));
    all
}

fn names(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).expect("it can be read").filter_map(Result::ok);
    items.map(|item| item.file_name().to_string_lossy().into_owned()).collect()
}
