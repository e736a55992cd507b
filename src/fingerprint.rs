//! By what it is known that a file is as it was, without reading it: its size, its times and its place on the disk.
//!
//! Files are looked at before anything is read. What changes after that is then found to be another the next time. What has
//! changed just before may not be known by its times: it is not settled, and nothing is concluded from it.

use crate::files;
use crate::hash::PartsHasher;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How a file looks from outside.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq, Eq)]
pub struct Fingerprint {
    size: u64,
    /// When its bytes were last changed, in nanoseconds.
    modified: u128,
    /// When anything about it was last changed: no program can set that back.
    changed: u128,
    inode: u64,
}

/// The clock that files are stamped by lags behind by up to so much.
const CLOCKS_DIFFER: Duration = Duration::from_millis(20);
/// And by so much on a disk that knows whole seconds alone, or every other one.
const WHOLE_SECONDS: Duration = Duration::from_secs(3);

impl Fingerprint {
    /// That of the file at a path, if there is one.
    pub fn at(path: &Path) -> Option<Self> {
        Some(Self::new(&fs::metadata(path).ok()?))
    }

    fn new(metadata: &Metadata) -> Self {
        let modified = files::modified(metadata).unwrap_or(0);
        let (changed, inode) = files::change_and_inode(metadata).unwrap_or((modified, 0));
        Self { size: metadata.len(), modified, changed, inode }
    }
}

/// The files of a journal's own folders at one moment.
#[derive(Debug)]
pub struct Fingerprints {
    began: SystemTime,
    /// By path, which compares quicker as what it is to the system; nothing if they can't be known without reading a folder that a link leads to.
    files: Option<BTreeMap<OsString, Fingerprint>>,
}

impl Fingerprints {
    /// Looks at the files of the journal at `root`.
    pub fn look(root: &Path) -> Self {
        Self { began: SystemTime::now(), files: look(root) }
    }

    /// The hash of them all.
    pub fn hash(&self) -> Option<String> {
        let mut hasher = PartsHasher::default();
        for (path, Fingerprint { size, modified, changed, inode }) in self.files.as_ref()? {
            hasher.add(path.as_encoded_bytes());
            let parts = [u128::from(*size), *modified, *changed, u128::from(*inode)];
            parts.into_iter().for_each(|part| hasher.add(part.to_le_bytes()));
        }
        Some(hasher.digits(32))
    }

    /// That of the file at a path, if it is there and settled.
    pub fn settled(&self, path: &Path) -> Option<Fingerprint> {
        self.files.as_ref()?.get(path.as_os_str()).copied().filter(|file| self.is_settled(file))
    }

    /// Whether a file was last changed so long ago that one more change would show.
    pub fn is_settled(&self, file: &Fingerprint) -> bool {
        let began = self.began.duration_since(UNIX_EPOCH).unwrap_or_default();
        let lag = if file.changed.is_multiple_of(1_000_000_000) { WHOLE_SECONDS } else { CLOCKS_DIFFER };
        file.changed < began.saturating_sub(lag).as_nanos()
    }

    /// Whether all of them are settled.
    pub fn are_settled(&self) -> bool {
        self.files.iter().flat_map(BTreeMap::values).all(|file| self.is_settled(file))
    }
}

fn look(root: &Path) -> Option<BTreeMap<OsString, Fingerprint>> {
    let single = ["lossbook.toml", "lossbook.lock"].map(|name| root.join(name));
    let single = single.into_iter().filter_map(|path| Some((Fingerprint::at(&path)?, path.into_os_string())));
    let mut files: BTreeMap<OsString, Fingerprint> = single.map(|(file, path)| (path, file)).collect();
    for folder in ["entries", "templates"] {
        let items = files::tree(&root.join(folder), &|_| true);
        let looked = items.into_par_iter().map(|item| {
            let target = fs::metadata(item.path()).ok();
            if item.path_is_symlink() && target.as_ref().is_some_and(Metadata::is_dir) {
                return Err(());
            }
            // A link that leads elsewhere is another file.
            let file = target.filter(Metadata::is_file).map(|data| Fingerprint::new(&data));
            Ok(file.map(|file| (item.into_path().into_os_string(), file)))
        });
        let looked: Vec<Option<(OsString, Fingerprint)>> = looked.collect::<Result<_, ()>>().ok()?;
        files.extend(looked.into_iter().flatten());
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Fingerprints};
    use std::fs;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    #[test]
    fn a_file_is_known_by_what_it_was_before_it_was_read() {
        let root = std::env::temp_dir().join(format!("lossbook-fingerprints-{}", std::process::id()));
        let file = root.join("entries/a.md");
        fs::create_dir_all(root.join("entries")).expect("it can be made");
        fs::write(&file, "one").expect("it can be written");
        let now = Fingerprints::look(&root);
        assert_eq!((now.settled(&file), now.are_settled()), (None, false), "it was written just now");
        let later = |looked: Fingerprints| Fingerprints {
            began: SystemTime::now() + Duration::from_secs(1),
            ..looked
        };
        let (one, two) = (later(now), later(Fingerprints::look(&root)));
        assert!(one.are_settled() && one.settled(&file).is_some());
        assert_eq!((one.settled(&file), one.hash()), (two.settled(&file), two.hash()));
        fs::write(&file, "two").expect("it can be written");
        let three = later(Fingerprints::look(&root));
        assert!(three.settled(&file) != one.settled(&file) && three.hash() != one.hash());
        fs::write(root.join("entries/b.md"), "").expect("it can be written");
        assert_ne!(Fingerprints::look(&root).hash(), three.hash(), "there is one more");
        let settled_after = |changed: u128, nanoseconds: u128| {
            let began =
                UNIX_EPOCH + Duration::from_nanos(u64::try_from(changed + nanoseconds).expect("it fits"));
            Fingerprints { began, files: None }.is_settled(&Fingerprint {
                size: 0,
                modified: 0,
                changed,
                inode: 0,
            })
        };
        let (whole, fine) = (5_000_000_000, 5_004_000_000);
        assert!(settled_after(fine, 30_000_000) && !settled_after(fine, 10_000_000));
        assert!(
            settled_after(whole, 4_000_000_000) && !settled_after(whole, 2_000_000_000),
            "a clock of seconds"
        );
        fs::remove_dir_all(&root).expect("it can be removed");
    }
}
