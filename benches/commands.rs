//! Whole commands against what they can't do without: `cargo bench --bench commands`.
//!
//! The floor of a build after an edit is one bare rustc call for the entry's program, with the same flags against the same
//! environment, plus the run of that program. Both are timed in turn, after the same edits, in the same run. What is printed
//! are medians over the rounds, and the median of the differences pair by pair. Where the program runs for a second, that
//! difference is that of two noisy numbers; beside it stands what the same build took without the compiler and the program
//! that it started itself.

use lossbook::journal::Journal;
use lossbook::program;
use lossbook::run::compile::{self, Goal, Settings};
use lossbook::run::environment;
use lossbook::run::toolchain::Toolchain;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
/// Checks take longer.
const CHECKS: usize = 5;

fn main() {
    let scratch = std::env::temp_dir().join(format!("lossbook-bench-{}", std::process::id()));
    let journal = scratch.join("journal");
    run(Command::new(env!("CARGO_BIN_EXE_lossbook")).arg("init").arg(&journal));
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    println!("medians of {ROUNDS} rounds, in milliseconds\n");
    println!("{:52} {:>9} {:>9} {:>10} {:>9}", "", "lossbook", "floor", "difference", "own part");
    edits(&journal, "the-first-slope", &scratch, &|text, round| {
        text.replacen("0..30", &format!("0..{}", 30 + round), 1)
    });
    let lesson = "the-valley-next-door";
    for name in [format!("{lesson}.md"), format!("{lesson}.record.jsonl")] {
        let from = repository.join("entries").join(&name);
        fs::copy(&from, journal.join("entries").join(&name)).expect("the reference journal has the lesson");
    }
    edits(&journal, lesson, &scratch, &|text, round| {
        text.replacen("Descent::new(400)", &format!("Descent::new({})", 400 + round), 1)
    });
    nothing_to_do(repository, &scratch);
    checks(&scratch);
    fs::remove_dir_all(&scratch).expect("the scratch folder can be removed");
}

/// From an edit of one number in one cell to the new page.
fn edits(journal: &Path, slug: &str, scratch: &Path, edit: &dyn Fn(&str, usize) -> String) {
    build(journal);
    let file = journal.join("entries").join(format!("{slug}.md"));
    let text = fs::read_to_string(&file).expect("the entry is there");
    let (mut ours, mut floor, mut differences, mut own) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        // Each round has a program of its own, which no cache holds.
        fs::write(&file, edit(&text, round)).expect("the entry can be written");
        let start = Instant::now();
        let said = build_in_detail(journal);
        ours.push(start.elapsed());
        own.push(ours[round - 1].saturating_sub(outside(&said)));
        floor.push(bare(journal, slug, scratch));
        differences.push(ours[round - 1].as_secs_f64() - floor[round - 1].as_secs_f64());
    }
    differences.sort_by(f64::total_cmp);
    let difference = 1e3 * differences[ROUNDS / 2];
    println!(
        "{:52} {:9.1} {:9.1} {difference:10.1} {:9.1}",
        format!("an edit of {slug}"),
        median(&mut ours),
        median(&mut floor),
        median(&mut own)
    );
}

/// Builds, and gives what is said of it with `-v`.
fn build_in_detail(journal: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lossbook"));
    let output = command.args(["build", "-v", "-C"]).arg(journal).output().expect("the program is there");
    assert!(output.status.success(), "the build succeeds");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How long the compiler and the program took that a build started.
fn outside(said: &str) -> Duration {
    let seconds = |after: &str| {
        let (_, rest) = said.split_once(after).expect("an entry was compiled and run");
        let number = rest.split(' ').next().and_then(|number| number.parse().ok());
        Duration::from_secs_f64(number.expect("it is told in seconds"))
    };
    seconds("compiled in ") + seconds("ran in ")
}

/// One rustc call for the program of the entry as it now is, and its run.
fn bare(journal: &Path, slug: &str, scratch: &Path) -> Duration {
    let loaded = Journal::load(journal).expect("the journal can be read");
    let at = loaded.select(&[slug.to_owned()]).expect("the entry is there")[0];
    let entry = &loaded.entries[at].entry;
    let toolchain = Toolchain::find(journal).expect("there is a compiler");
    let environment =
        environment::prepare(journal, &loaded.config, &toolchain, &|_| {}).expect("it is built");
    let program = program::tangle(entry).expect("the entry is sound").program.expect("something runs");
    let settings =
        Settings { edition: loaded.config.cells.edition.clone(), opt_level: loaded.config.cells.opt_level };
    let source = scratch.join("entry.rs");
    fs::write(&source, &program.text).expect("the scratch folder can be written");
    let mut rustc = compile::rustc(&environment, &settings, &entry.source.path, Goal::Run, &source, scratch);
    let start = Instant::now();
    run(&mut rustc);
    run(&mut Command::new(compile::program_file(scratch)));
    start.elapsed()
}

/// A build of a copy of the reference journal that is as it was, against a process that only prints its version.
fn nothing_to_do(repository: &Path, scratch: &Path) {
    let copy = scratch.join("reference");
    for name in ["lossbook.toml", "references.bib", "entries"] {
        let copied = run(Command::new("cp").arg("-R").arg(repository.join(name)).arg(under(&copy, name)));
        assert!(copied, "the reference journal can be copied");
    }
    build(&copy);
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        build(&copy);
        ours.push(start.elapsed());
        let start = Instant::now();
        run(Command::new(env!("CARGO_BIN_EXE_lossbook")).arg("--version"));
        floor.push(start.elapsed());
    }
    let (ours, floor) = (median(&mut ours), median(&mut floor));
    println!("{:52} {ours:9.1} {floor:9.1} {:10.1}", "nothing to do in the reference journal", ours - floor);
}

/// A check of the copy of the reference journal, one entry after the other, with nothing compiled and with everything,
/// against the bare calls of rustc and of the programs that it can't do without.
fn checks(scratch: &Path) {
    let copy = scratch.join("reference");
    let loaded = Journal::load(&copy).expect("the journal can be read");
    let live = loaded.entries.iter().filter(|loaded| lossbook::plan::is_live(&loaded.entry));
    let slugs: Vec<String> = live.map(|loaded| loaded.entry.slug.clone()).collect();
    let (mut first, mut second, mut made, mut ran) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..CHECKS {
        assert!(run(Command::new(env!("CARGO_BIN_EXE_lossbook")).args(["clean", "-q", "-C"]).arg(&copy)));
        first.push(check(&copy));
        second.push(check(&copy));
        let mut programs = Duration::ZERO;
        let mut calls = Duration::ZERO;
        for slug in &slugs {
            calls += bare(&copy, slug, scratch);
            let start = Instant::now();
            run(&mut Command::new(compile::program_file(scratch)));
            programs += start.elapsed();
        }
        made.push(calls);
        ran.push(programs);
    }
    for (name, ours, floor) in [
        ("a check of the reference journal", &mut first, &mut made),
        ("a second check, with nothing to compile", &mut second, &mut ran),
    ] {
        let (ours, floor) = (median(ours), median(floor));
        println!(
            "{name:52} {ours:9.1} {floor:9.1} {:10.1} ({:.0} % rustc and cells)",
            ours - floor,
            1e2 * floor / ours
        );
    }
}

fn check(journal: &Path) -> Duration {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lossbook"));
    assert!(run(command.args(["check", "-q", "--jobs", "1", "-C"]).arg(journal)), "all is reproduced");
    start.elapsed()
}

fn under(folder: &Path, name: &str) -> PathBuf {
    fs::create_dir_all(folder).expect("the scratch folder can be written");
    folder.join(name)
}

fn build(journal: &Path) {
    assert!(
        run(Command::new(env!("CARGO_BIN_EXE_lossbook")).args(["build", "-q", "-C"]).arg(journal)),
        "the build succeeds"
    );
}

fn run(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    1e3 * times[times.len() / 2].as_secs_f64()
}
