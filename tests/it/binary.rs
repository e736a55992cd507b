//! Calling the real binary, and looking at what it left.

use crate::cases::repository;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a call came to.
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Calls the binary in a folder, with what it is to read from standard input; a call that does not come back is ended and
/// told.
pub fn lossbook(
    folder: &Path,
    arguments: &[String],
    variables: &BTreeMap<String, String>,
    stdin: Option<&str>,
) -> Result<Said, String> {
    let mut child = start(folder, arguments, variables, stdin.map_or_else(Stdio::null, |_| Stdio::piped()))?;
    if let (Some(text), Some(mut pipe)) = (stdin, child.stdin.take()) {
        pipe.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    }
    let stdout = read_elsewhere(child.stdout.take());
    let stderr = read_elsewhere(child.stderr.take());
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        if began.elapsed() > PATIENCE {
            let _ = child.kill();
            return Err(format!("`lossbook {}` hangs", arguments.join(" ")));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = |reader: JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&reader.join().unwrap_or_default()).into_owned()
    };
    Ok(Said { code: status.code(), stdout: text(stdout), stderr: text(stderr) })
}

/// How long one command may take, the building of an environment included, before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(600);

fn read_elsewhere(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Starts the binary in a folder.
pub fn start(
    folder: &Path,
    arguments: &[String],
    variables: &BTreeMap<String, String>,
    stdin: Stdio,
) -> Result<Child, String> {
    Command::new(env!("CARGO_BIN_EXE_lossbook"))
        .args(arguments)
        .current_dir(folder)
        .env("LOSSBOOK_CACHE", cache())
        .env("NO_COLOR", "1")
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(variables)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())
}

/// One cache for all cases, so that the cell environment is built once.
pub fn cache() -> PathBuf {
    std::env::var_os("LOSSBOOK_CACHE")
        .map_or_else(|| repository().join("target").join("lossbook-cache"), PathBuf::from)
}

/// Removes what the journal has in the cache, which only grows otherwise.
pub fn forget(journal: &Path) {
    if let Ok(path) = journal.canonicalize() {
        let _ = fs::remove_dir_all(journal_cache(&path));
    }
}

/// What the cache holds of the journal at a path without links.
pub fn journal_cache(journal: &Path) -> PathBuf {
    let id = blake3::hash(journal.to_string_lossy().as_bytes()).to_hex();
    cache().join(format!("journal-{}", &id[..16]))
}

/// Whether a process has the word in its command line. A process that was just killed may take a moment to go.
pub fn is_running(word: &str) -> bool {
    let runs = || {
        let ids = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
        let lines = ids.filter_map(|id| fs::read(id.path().join("cmdline")).ok());
        lines.into_iter().any(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(word))
    };
    (0..100).all(|_| {
        std::thread::sleep(Duration::from_millis(10));
        runs()
    })
}

/// Files by their path, with their bytes.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A file or a folder with all that is in it.
pub fn tree(path: &Path) -> Option<Tree> {
    path.exists().then(|| {
        let items = walkdir::WalkDir::new(path).into_iter().filter_map(Result::ok);
        let files = items.filter(|item| item.file_type().is_file());
        let name = |item: &Path| item.strip_prefix(path).unwrap_or(item).to_owned();
        files.map(|item| (name(item.path()), fs::read(item.path()).unwrap_or_default())).collect()
    })
}
