//! How files look from outside: what is still as it was noted need not be read.
//!
//! A site has many files, and each build looks at each. They are looked for from the site's folder on, which takes less than from the
//! root of the disk.

use rustix::fs::{AtFlags, FileType, Stat, statat};
use std::fs::{File, Metadata};
use std::path::Path;

/// How a regular file looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) size: u64,
    /// When it was last changed, in nanoseconds.
    pub(super) time: u128,
}

impl Look {
    /// The look of a file with this metadata.
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), time: crate::files::modified(metadata).unwrap_or(0) }
    }
}

/// A folder in which files are looked at.
pub(super) struct Folder(Option<File>);

impl Folder {
    /// The folder at a path. In one that isn't there, there is nothing.
    pub(super) fn at(path: &Path) -> Self {
        Self(File::open(path).ok())
    }

    fn stat(&self, path: &str, kind: FileType) -> Option<Stat> {
        let path = if path.is_empty() { "." } else { path };
        let stat = statat(self.0.as_ref()?, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        (FileType::from_raw_mode(stat.st_mode) == kind).then_some(stat)
    }

    /// The file at a path, if it is one and no link.
    pub(super) fn file(&self, path: &str) -> Option<Look> {
        let stat = self.stat(path, FileType::RegularFile)?;
        Some(Look { size: u64::try_from(stat.st_size).ok()?, time: time_of(&stat).unwrap_or(0) })
    }

    /// When something was last put into the folder at a path or taken out, if it is one and no link.
    pub(super) fn time_of_folder(&self, path: &str) -> Option<u128> {
        time_of(&self.stat(path, FileType::Directory)?)
    }
}

/// When something was last changed, in nanoseconds since 1970.
fn time_of(stat: &Stat) -> Option<u128> {
    u128::try_from(i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec)).ok()
}

#[cfg(test)]
mod tests {
    use super::{Folder, Look};
    use std::fs;

    #[test]
    fn a_file_looks_alike_from_everywhere() {
        let folder = std::env::temp_dir().join(format!("lossbook-looks-{}", std::process::id()));
        fs::create_dir_all(folder.join("a b")).expect("it can be made");
        fs::write(folder.join("a b/c"), "one").expect("it can be written");
        let (from, metadata) =
            (Folder::at(&folder), |path| fs::metadata(folder.join(path)).expect("it is there"));
        assert_eq!(from.file("a b/c"), Some(Look::of(&metadata("a b/c"))));
        assert_eq!(from.time_of_folder("a b"), crate::files::modified(&metadata("a b")));
        assert_eq!(from.time_of_folder(""), crate::files::modified(&metadata("")));
        assert_eq!((from.file("a b"), from.time_of_folder("a b/c"), from.file("d")), (None, None, None));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.join("a b/c"), folder.join("link")).expect("it can be made");
            assert_eq!(from.file("link"), None);
        }
        assert_eq!(Folder::at(&folder.join("d")).file("c"), None);
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
