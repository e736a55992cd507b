//! Runs a compiled program and gives back all that it wrote.
//!
//! Standard output, standard error and the wire are three files of a scratch folder, not pipes: nothing has to be drained
//! while the program runs, closing or replacing a descriptor blocks nobody, and each line of the wire says how much had
//! been printed before it, so that text finds its place among the outputs.

use super::checkpoint::Kept;
use super::contain::{self, Ended, Limits, Stop};
use super::process_tree;
use cell::wire::{
    CHECKPOINTS_VARIABLE, Event, Line, NONCE_VARIABLE, PARAMS_VARIABLE, SEED_VARIABLE, Scalar, WIRE_VARIABLE,
};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// The most that a program may print to one stream, or send over the wire, before it is stopped.
pub const OUTPUT_LIMIT: u64 = 64 << 20;
/// The largest file that a program may write.
const FILE_LIMIT: u64 = 1 << 30;

/// A run that is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The compiled program.
    pub program: &'a Path,
    /// Where scratch folders are made.
    pub scratch: &'a Path,
    /// How long the whole entry may take.
    pub time: Duration,
    /// How long single cells may take, where they say so themselves.
    pub cell_times: &'a BTreeMap<u32, Duration>,
    /// How much memory it may use, in bytes.
    pub memory: Option<u64>,
    /// The entry's seed.
    pub seed: u64,
    /// Parameter values in place of the defaults.
    pub params: &'a BTreeMap<String, Scalar>,
    /// Environment variables that the entry declares, with their values.
    pub variables: &'a [(String, String)],
    /// Files that the entry declares: the name in the program's folder, and where they lie.
    pub data: &'a [(String, PathBuf)],
    /// What is kept of checkpointed cells; `None` keeps nothing and looks for nothing.
    pub checkpoints: Option<&'a BTreeMap<u32, Kept>>,
}

/// All that a run left.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub ended: Ended,
    /// The lines of the wire.
    pub lines: Vec<Line>,
    /// What stood on the wire without the nonce, or could not be read.
    pub strays: usize,
    /// What was printed to standard output.
    pub stdout: Vec<u8>,
    /// What was printed to standard error.
    pub stderr: Vec<u8>,
    /// Whether it was stopped because it wrote too much.
    pub flooded: bool,
    /// The cell whose own time was up.
    pub slow_cell: Option<u32>,
    /// How many processes it left behind; they have been ended.
    pub leaked: usize,
    /// Wall-clock time.
    pub seconds: f64,
    /// What checkpointed cells bound, where it was made anew.
    pub bound: BTreeMap<u32, Vec<u8>>,
}

/// Runs a program. `progress` is told of the loops that say how far they have come.
///
/// # Errors
/// The program can't be started, or the scratch folder refuses.
pub fn execute(request: &Request<'_>, progress: &mut dyn FnMut(&Event)) -> io::Result<Ran> {
    fs::create_dir_all(request.scratch)?;
    let nonce = nonce(request.scratch);
    let scratch = request.scratch.join(&nonce);
    let work = scratch.join("work");
    fs::create_dir_all(&work)?;
    for (name, path) in request.data {
        let target = work.join(name);
        fs::create_dir_all(target.parent().unwrap_or(&work))?;
        fs::copy(path, target)?;
    }
    let ran = run_in(request, &scratch, &work, &nonce, progress);
    remove_tree(&scratch);
    ran
}

fn run_in(
    request: &Request<'_>,
    scratch: &Path,
    work: &Path,
    nonce: &str,
    progress: &mut dyn FnMut(&Event),
) -> io::Result<Ran> {
    let [stdout, stderr, wire] = ["stdout", "stderr", "wire.jsonl"].map(|name| scratch.join(name));
    let mut command = contain::command(request.program, request.memory);
    command
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TZ", "UTC"), ("RUST_BACKTRACE", "0")])
        .envs([("HOME", work), ("TMPDIR", work), (WIRE_VARIABLE, &wire)])
        .env(NONCE_VARIABLE, nonce)
        .env(SEED_VARIABLE, request.seed.to_string())
        .envs(request.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(work)
        .stdin(Stdio::null())
        .stdout(appending(&stdout)?)
        .stderr(appending(&stderr)?);
    let checkpoints = scratch.join("checkpoints");
    if let Some(kept) = request.checkpoints {
        fs::create_dir(&checkpoints)?;
        for (cell, kept) in kept {
            fs::write(checkpoints.join(format!("{cell}.kept")), &kept.bindings)?;
        }
        command.env(CHECKPOINTS_VARIABLE, &checkpoints);
    }
    if !request.params.is_empty() {
        command.env(PARAMS_VARIABLE, serde_json::to_string(request.params)?);
    }
    File::create(&wire)?;
    let mut follower = Follower::new(&wire, nonce);
    let mut flooded = false;
    let mut slow_cell = None;
    let start = std::time::Instant::now();
    let limits = Limits { time: request.time, file_size: Some(FILE_LIMIT) };
    let ended = contain::run(&mut command, limits, &mut |elapsed| {
        follower.follow(elapsed, progress);
        flooded = [&stdout, &stderr, &wire].iter().any(|path| size(path) > OUTPUT_LIMIT);
        slow_cell = follower.over_time(elapsed, request.cell_times);
        (flooded || slow_cell.is_some()).then_some(Stop)
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let leaked = process_tree::kill_marked(&format!("{NONCE_VARIABLE}={nonce}"));
    let (lines, strays) = read_wire(&wire, nonce)?;
    Ok(Ran {
        ended,
        strays,
        stdout: head(&stdout)?,
        stderr: head(&stderr)?,
        flooded,
        slow_cell,
        leaked,
        seconds,
        bound: read_bound(&checkpoints, &lines),
        lines,
    })
}

/// What the cells that ran left for their checkpoints.
fn read_bound(folder: &Path, lines: &[Line]) -> BTreeMap<u32, Vec<u8>> {
    let cells = lines.iter().filter_map(|line| match line.event {
        Event::Begin { cell } => Some(cell),
        _ => None,
    });
    cells.filter_map(|cell| Some((cell, fs::read(folder.join(format!("{cell}.new"))).ok()?))).collect()
}

/// A name that no other run has, and that printed text can't hit upon.
fn nonce(scratch: &Path) -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let mut hasher = blake3::Hasher::new();
    hasher.update(scratch.to_string_lossy().as_bytes());
    hasher.update(&std::process::id().to_le_bytes());
    hasher.update(&RUNS.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    hasher.update(&now.as_nanos().to_le_bytes());
    hasher.finalize().to_hex()[..24].to_owned()
}

fn appending(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().create(true).append(true).open(path)
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// At most [`OUTPUT_LIMIT`] bytes of a stream: a program that wrote more has been stopped, but not at the byte.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(OUTPUT_LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_wire(path: &Path, nonce: &str) -> io::Result<(Vec<Line>, usize)> {
    let bytes = head(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = Vec::new();
    let mut strays = 0;
    for line in text.lines() {
        match parse_line(line, nonce) {
            Some(line) => lines.push(line),
            None => strays += 1,
        }
    }
    Ok((lines, strays))
}

fn parse_line(line: &str, nonce: &str) -> Option<Line> {
    serde_json::from_str(line.strip_prefix(nonce)?.strip_prefix(' ')?).ok()
}

/// Reads the wire while the program writes it: for progress, and to know which cell is running since when.
struct Follower<'a> {
    path: &'a Path,
    nonce: &'a str,
    read: u64,
    cell: Option<(u32, Duration)>,
}

impl<'a> Follower<'a> {
    fn new(path: &'a Path, nonce: &'a str) -> Self {
        Self { path, nonce, read: 0, cell: None }
    }

    fn follow(&mut self, elapsed: Duration, progress: &mut dyn FnMut(&Event)) {
        if size(self.path) <= self.read {
            return;
        }
        let Ok(new) = self.new_lines() else { return };
        for line in new.lines().filter_map(|line| parse_line(line, self.nonce)) {
            match line.event {
                Event::Begin { cell } => self.cell = Some((cell, elapsed)),
                Event::End { .. } => self.cell = None,
                event @ Event::Progress { .. } => progress(&event),
                _ => {}
            }
        }
    }

    /// The whole lines that have come since the last look.
    fn new_lines(&mut self) -> io::Result<String> {
        let mut file = File::open(self.path)?;
        file.seek(SeekFrom::Start(self.read))?;
        let mut bytes = Vec::new();
        file.take(OUTPUT_LIMIT).read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        self.read += whole as u64;
        Ok(String::from_utf8_lossy(&bytes[..whole]).into_owned())
    }

    fn over_time(&self, elapsed: Duration, times: &BTreeMap<u32, Duration>) -> Option<u32> {
        let (cell, since) = self.cell?;
        (elapsed.saturating_sub(since) > *times.get(&cell)?).then_some(cell)
    }
}

/// Removes a scratch folder that a program may have made hard to remove: folders that can't be entered are opened up.
/// Links are removed, never followed.
pub fn remove_tree(folder: &Path) {
    if fs::remove_dir_all(folder).is_ok() {
        return;
    }
    #[cfg(unix)]
    for item in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        use std::os::unix::fs::PermissionsExt;
        if item.file_type().is_dir() {
            let _ = fs::set_permissions(item.path(), fs::Permissions::from_mode(0o700));
        }
    }
    // What still can't be removed is swept by `lossbook clean`.
    let _ = fs::remove_dir_all(folder);
}
