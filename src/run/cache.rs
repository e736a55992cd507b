//! Keeps what a journal's cache holds of compiled programs and checkpoints within a bound: what was not used for longest
//! goes first.

use super::execute::remove_tree;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folder of compiled programs.
pub const PROGRAMS: &str = "programs";
/// The folder of checkpoints.
pub const CHECKPOINTS: &str = "checkpoints";

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    /// How many programs.
    pub programs: usize,
    /// How many checkpoints.
    pub checkpoints: usize,
}

/// Notes that a kept file was used just now. Where the system does not let it, age alone decides.
pub(super) fn used(file: &Path) {
    let _ = File::open(file).and_then(|file| file.set_modified(SystemTime::now()));
}

/// Removes what was not used for longest until no more than `limit` bytes are left; what was used after `since` stays.
pub fn bound(cache: &Path, limit: u64, since: SystemTime) -> Removed {
    let mut items = items(cache);
    items.sort_by_key(|item| item.used);
    let mut size: u64 = items.iter().map(|item| item.size).sum();
    let mut removed = Removed::default();
    for item in items.iter().filter(|item| item.used < since) {
        if size <= limit {
            break;
        }
        if item.is_program {
            remove_tree(&item.path);
        } else {
            let _ = fs::remove_file(&item.path);
        }
        // One that can't be removed is left for another time.
        if !item.path.exists() {
            size -= item.size;
            let count = if item.is_program { &mut removed.programs } else { &mut removed.checkpoints };
            *count += 1;
        }
    }
    removed
}

struct Item {
    path: PathBuf,
    is_program: bool,
    size: u64,
    used: SystemTime,
}

/// The programs, each a folder, and the checkpoints, each a file.
fn items(cache: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    for (folder, is_program) in [(PROGRAMS, true), (CHECKPOINTS, false)] {
        for found in fs::read_dir(cache.join(folder)).into_iter().flatten().filter_map(Result::ok) {
            let path = found.path();
            let files = if is_program { files_of(&path) } else { vec![path.clone()] };
            let known = files.iter().filter_map(|file| {
                let data = fs::symlink_metadata(file).ok()?;
                Some((data.len(), data.modified().ok()?))
            });
            let (sizes, times): (Vec<u64>, Vec<SystemTime>) = known.unzip();
            let used = times.into_iter().max().unwrap_or(SystemTime::UNIX_EPOCH);
            items.push(Item { path, is_program, size: sizes.iter().sum(), used });
        }
    }
    items
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|item| item.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::{CHECKPOINTS, PROGRAMS, Removed, bound};
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};
    use std::time::{Duration, SystemTime};

    /// A cache with files of 100 bytes, each used that many minutes ago.
    struct Cache(PathBuf, SystemTime);

    impl Cache {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("lossbook-cache-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            Self(folder, SystemTime::now())
        }

        fn add(&self, path: &str, minutes: u64) {
            let file = self.0.join(path);
            fs::create_dir_all(file.parent().unwrap_or(Path::new(""))).expect("a folder can be made");
            fs::write(&file, [0; 100]).expect("a file can be written");
            let time = self.1 - Duration::from_secs(60 * minutes);
            File::open(&file).and_then(|file| file.set_modified(time)).expect("its time can be set");
        }

        fn has(&self, path: &str) -> bool {
            self.0.join(path).exists()
        }
    }

    impl Drop for Cache {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let cache = Cache::new("oldest");
        cache.add(&format!("{PROGRAMS}/a/program"), 30);
        cache.add(&format!("{PROGRAMS}/a/messages.jsonl"), 50);
        cache.add(&format!("{PROGRAMS}/b/program"), 10);
        cache.add(&format!("{CHECKPOINTS}/c.checkpoint"), 40);
        cache.add(&format!("{CHECKPOINTS}/d.checkpoint"), 20);
        cache.add("drift/one.json", 90);
        assert_eq!(bound(&cache.0, 500, cache.1), Removed::default());
        assert_eq!(bound(&cache.0, 400, cache.1), Removed { programs: 0, checkpoints: 1 });
        assert!(!cache.has("checkpoints/c.checkpoint") && cache.has("programs/a"));
        assert_eq!(bound(&cache.0, 200, cache.1), Removed { programs: 1, checkpoints: 0 });
        assert!(!cache.has("programs/a") && cache.has("programs/b") && cache.has("drift/one.json"));
        assert_eq!(bound(&cache.0, 0, cache.1), Removed { programs: 1, checkpoints: 1 });
    }

    #[test]
    fn what_the_command_used_stays_whatever_the_bound() {
        let cache = Cache::new("used");
        cache.add(&format!("{PROGRAMS}/a/program"), 30);
        cache.add(&format!("{CHECKPOINTS}/c.checkpoint"), 10);
        super::used(&cache.0.join("programs/a/program"));
        assert_eq!(
            bound(&cache.0, 0, cache.1 - Duration::from_secs(300)),
            Removed { programs: 0, checkpoints: 1 }
        );
        assert!(cache.has("programs/a/program"));
    }
}
