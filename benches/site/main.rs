//! Whole sites of made-up posts: `cargo bench --bench site -- [POSTS…] [--hugo PROGRAM]`.
//!
//! For each number of posts (1,000 and 10,000 if none is named): a build from nothing, one after one post has changed, and one after
//! it has changed once more. What comes out must be the same to the byte as
//! from nothing with one and with eight jobs. With `--hugo`, Hugo builds the same posts in turn, so that
//! the two are measured under the same load. The search is on there and cards are off, since Hugo draws none; what each adds has rows of its own. Times are medians of some rounds, memory is the peak that `time` has seen.

mod hugo;
mod posts;

use posts::{Dialect, Post};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const DIALECT: Dialect =
    Dialect { rust: "rust,ignore", link: |slug| format!("{slug}.md"), summary: "description" };

const CONFIG: &str =
    "[site]\ntitle = \"A made-up blog\"\nbase_url = \"https://example.org/\"\ncards = false\n";

fn main() {
    let mut counts = Vec::new();
    let mut hugo = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.parse::<usize>() {
            Ok(count) => counts.push(count),
            Err(_) if argument == "--hugo" => hugo = arguments.next(),
            Err(_) => {}
        }
    }
    if counts.is_empty() {
        counts = vec![1_000, 10_000];
    }
    let scratch = std::env::temp_dir().join(format!("lossbook-bench-site-{}", std::process::id()));
    println!("{:44} {:>9} {:>9}", "", "seconds", "peak MiB");
    for count in counts {
        measure(&scratch.join(count.to_string()), count, hugo.as_deref());
    }
    fs::remove_dir_all(&scratch).expect("the scratch folder can be removed");
}

/// What builds of one kind took.
#[derive(Default)]
struct Taken {
    seconds: Vec<f64>,
    peak: f64,
}

impl Taken {
    fn add(&mut self, command: &Command) {
        let (seconds, peak) = timed(command);
        self.seconds.push(seconds);
        self.peak = self.peak.max(peak);
    }

    fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    fn print(&self, name: &str) {
        println!("{name:44} {:9.2} {:9.0}", self.median(), self.peak);
    }
}

fn measure(scratch: &Path, count: usize, hugo: Option<&str>) {
    let (ours, theirs) = (scratch.join("lossbook"), scratch.join("hugo"));
    write(&ours.join("lossbook.toml"), CONFIG);
    hugo::prepare(&theirs);
    for post in (0..count).map(|at| posts::post(at, count)) {
        write(&entry(&ours, &post), &post.text(&DIALECT));
        write(&hugo::entry(&theirs, &post), &post.text(&hugo::DIALECT));
    }
    let rounds = if count > 2_000 { 1 } else { 5 };
    let (mut own, mut cold_hugo, mut changed_hugo) = (Series::default(), Taken::default(), Taken::default());
    for round in 0..rounds {
        own.add(&ours, count, &round.to_string(), || {
            if let Some(program) = hugo {
                hugo::forget(&theirs);
                cold_hugo.add(&hugo::build(program, &theirs));
            }
        });
        if let Some(program) = hugo {
            let post = posts::post(count / 2, count);
            write(&hugo::entry(&theirs, &post), &edited(&post.text(&hugo::DIALECT), &round.to_string()));
            changed_hugo.add(&hugo::build(program, &theirs));
        }
    }
    own.print(&format!("{count} posts"));
    if hugo.is_some() {
        cold_hugo.print(&format!("{count} posts, Hugo"));
        changed_hugo.print(&format!("{count} posts, one changed, Hugo"));
        println!("{:44} {:9.3}", "of Hugo's time, from nothing", own.cold.median() / cold_hugo.median());
    }
    for (setting, other, name) in [
        ("cards = false", "cards = false\nsearch = false", "without search"),
        ("cards = false", "cards = true\nsearch = false", "with cards, without search"),
        ("cards = false", "cards = true", "with search and cards"),
    ] {
        write(&ours.join("lossbook.toml"), &CONFIG.replace(setting, other));
        let mut own = Series::default();
        (0..rounds).for_each(|round| own.add(&ours, count, &format!("{name} {round}"), || {}));
        own.print(&format!("{count} posts {name}"));
    }
    same_bytes(&ours);
}

/// Builds of one configuration.
#[derive(Default)]
struct Series {
    cold: Taken,
    /// After the first change.
    changed: Taken,
    /// After each later one.
    again: Taken,
}

impl Series {
    /// Builds once from nothing, does something `between`, and builds after two changes.
    fn add(&mut self, journal: &Path, count: usize, words: &str, between: impl FnOnce()) {
        forget(journal);
        self.cold.add(&build(journal));
        between();
        let post = posts::post(count / 2, count);
        for (change, taken) in [("once", &mut self.changed), ("again", &mut self.again)] {
            write(&entry(journal, &post), &edited(&post.text(&DIALECT), &format!("{words} {change}")));
            taken.add(&build(journal));
        }
    }

    fn print(&self, name: &str) {
        self.cold.print(name);
        self.changed.print(&format!("{name}, one changed"));
        self.again.print(&format!("{name}, changed again"));
        let cold = self.cold.median();
        println!("{:44} {:9.3}", "one changed, of a build from nothing", self.changed.median() / cold);
        println!("{:44} {:9.3}", "changed again, of a build from nothing", self.again.median() / cold);
    }
}

/// What was built step by step, with one job and with eight, is what a build from nothing gives.
fn same_bytes(journal: &Path) {
    let after_edits = files(&journal.join("site"));
    for jobs in ["1", "8"] {
        forget(journal);
        timed(build(journal).args(["--jobs", jobs]));
        let whole = files(&journal.join("site"));
        assert!(after_edits == whole, "a build from nothing with --jobs {jobs} gives other bytes");
    }
    println!("{:44} {:9}", "files, the same to the byte", after_edits.len());
}

/// Every file below a folder with the hash of its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, blake3::Hash> {
    let items = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    items
        .filter(|item| item.file_type().is_file())
        .map(|item| (item.path().to_owned(), blake3::hash(&fs::read(item.path()).expect("it can be read"))))
        .collect()
}

fn entry(journal: &Path, post: &Post) -> PathBuf {
    journal.join("entries").join(format!("{}.md", post.slug))
}

/// A post with other words in it.
fn edited(text: &str, words: &str) -> String {
    text.replacen("Not all agree.", &format!("Not all agree {words}."), 1)
}

fn build(journal: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lossbook"));
    command.args(["build", "-q", "-C"]).arg(journal).env("LOSSBOOK_CACHE", journal.join("../cache"));
    command
}

fn forget(journal: &Path) {
    put_away(&journal.join("site"));
    put_away(&journal.join("../cache"));
}

/// Puts a folder where nobody looks for it. To remove its files just before others are made would make these take several times as long on
/// ext4, which passes over what was removed a moment ago.
fn put_away(folder: &Path) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let gone = folder.join(format!("../../gone-{count}"));
    if folder.exists() {
        fs::rename(folder, gone).expect("a folder of the scratch folder can be moved");
    }
}

/// Runs a command and tells how many seconds and how much memory it took.
fn timed(command: &Command) -> (f64, f64) {
    let report = std::env::temp_dir().join(format!("lossbook-bench-time-{}", std::process::id()));
    let has_time = Path::new("/usr/bin/time").exists();
    let mut whole =
        if has_time { Command::new("/usr/bin/time") } else { Command::new(command.get_program()) };
    if has_time {
        whole.args(["-f", "%M", "-o"]).arg(&report).arg(command.get_program());
    }
    whole.args(command.get_args());
    for (name, value) in command.get_envs() {
        whole.env(name, value.unwrap_or_default());
    }
    // A site that is flushed would else wait for whatever others have left to be written to the same disk.
    let _ = Command::new("sync").status();
    let start = Instant::now();
    let good = whole.stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    let seconds = start.elapsed().as_secs_f64();
    assert!(good, "{command:?} succeeds");
    let peak = fs::read_to_string(&report).ok().and_then(|text| text.trim().parse::<f64>().ok());
    let _ = fs::remove_file(&report);
    (seconds, peak.map_or(f64::NAN, |kib| kib / 1024.0))
}

fn write(path: &Path, text: &str) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).expect("the scratch folder can be written");
    }
    fs::write(path, text).expect("the scratch folder can be written");
}
