//! Exporting: a journal under tests/cases/export/ becomes a cargo project that runs and holds without Lossbook and without a
//! network, and the archive of its page holds the same files.

use crate::binary::{cache, lossbook};
use crate::cases::{Scratch, case_folders, copy_tree, repository};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn exported_lessons_run_and_hold_by_themselves() {
    for case in case_folders("export") {
        let scratch = Scratch::new("export");
        let (journal, project) = (scratch.0.join("journal"), scratch.0.join("project"));
        copy_tree(&case, &journal);
        call(&journal, &["build"]);
        call(&journal, &["export", "lesson", &project.to_string_lossy()]);
        same_as_archive(&journal.join("site/lesson/lesson.zip"), &project);

        if std::env::var_os("LOSSBOOK_UPDATE").is_some() {
            renew_lock(&project);
        }
        let ran = cargo(&project, "run");
        assert!(ran.status.success(), "{}", said(&ran));
        let printed = String::from_utf8_lossy(&ran.stdout);
        for line in
            fs::read_to_string(journal.join("printed.txt")).expect("a case says what is printed").lines()
        {
            assert!(printed.contains(line), "`cargo run` does not print {line:?}:\n{}", said(&ran));
        }
        let held = cargo(&project, "test");
        assert!(held.status.success(), "{}", said(&held));
        assert!(!said(&held).contains("warning"), "{}", said(&held));

        let recorded = project.join("tests/recorded/outputs.jsonl");
        let text = fs::read_to_string(&recorded).expect("the project has what was recorded");
        let other = text.replacen("\"name\":\"loss\",\"value\":0.125", "\"name\":\"loss\",\"value\":0.25", 1);
        assert_ne!(text, other, "the metric is there to be changed");
        fs::write(&recorded, other).expect("it can be written");
        let held = cargo(&project, "test");
        assert!(!held.status.success(), "{}", said(&held));
        assert!(said(&held).contains("metric `loss`, value: recorded 0.25, now 0.125"), "{}", said(&held));
    }
}

fn call(journal: &Path, arguments: &[&str]) {
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let ran = lossbook(journal, &arguments, &BTreeMap::new(), None).expect("the binary runs");
    assert_eq!(ran.code, Some(0), "{arguments:?}\n{}", ran.stderr);
}

/// Has cargo mend a project's lock file and keeps it as what all are made of.
fn renew_lock(project: &Path) {
    let lock = project.join("Cargo.lock");
    fs::copy(repository().join("Cargo.lock"), &lock).expect("it can be copied");
    let mended = Command::new(env!("CARGO"))
        .args(["update", "--workspace", "--offline"])
        .current_dir(project)
        .output();
    assert!(mended.as_ref().is_ok_and(|mended| mended.status.success()), "{mended:?}");
    let text = fs::read_to_string(&lock).expect("it is there");
    let own = |package: &&str| !package.starts_with("name = \"lesson-");
    let packages: Vec<&str> = text.split("[[package]]\n").filter(own).collect();
    fs::write(repository().join("src/export/cells.lock"), packages.join("[[package]]\n"))
        .expect("it can be written");
}

/// Calls cargo in a project, off the network and without leave to mend its lock file. What is built is kept beside the cell environment, so that it is built once.
fn cargo(project: &Path, command: &str) -> Output {
    Command::new(env!("CARGO"))
        .args([command, "--quiet", "--locked", "--offline"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", cache().join("exported"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo can be called")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Unpacks an archive with a reader that is not ours, and compares.
fn same_as_archive(archive: &Path, project: &Path) {
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])";
    let unpacked = project.with_file_name("unpacked");
    let output = Command::new("python3").arg("-c").arg(script).arg(archive).arg(&unpacked).output();
    let output = output.expect("python3 is here");
    assert!(output.status.success(), "{}", said(&output));
    let output = Command::new("diff").arg("-r").arg(unpacked.join("lesson")).arg(project).output();
    let output = output.expect("diff is here");
    assert!(output.status.success() && output.stdout.is_empty(), "{}", said(&output));
}
