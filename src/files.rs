//! Writing files so that a crash leaves the old or the new, and taking turns at a folder.

use rayon::prelude::*;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::{DirEntry, WalkDir};

/// Replaces the file at `path`: written beside it, flushed to the disk, then renamed over it.
///
/// # Errors
/// Whatever stopped it; the old file is then as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = temporary_name(path);
    let written = (|| {
        let mut file = create_anew(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // What is left is a temporary file that the next write of the same name replaces.
        let _ = fs::remove_file(&temporary);
        return written;
    }
    sync_folder(folder);
    Ok(())
}

/// Creates a file in the place of whatever has its name. A link that somebody has put there is removed and not followed: a
/// journal that comes from elsewhere may not say which file of its reader is written.
fn create_anew(path: &Path) -> io::Result<File> {
    remove_file_if_there(path)?;
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Removes a file, or a link and not what it leads to. That there is none is as good.
///
/// # Errors
/// The disk refuses, or it is a folder.
pub fn remove_file_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Replaces a file that can be made again: readers find the old or the new, but nobody waits for the disk. Whoever reads it
/// after a power cut has to expect anything in it.
///
/// # Errors
/// Whatever stopped it; the old file is then as it was.
pub fn write_in_cache(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Two processes that write the same do not write over each other.
    let temporary = path.with_file_name(format!(".{name}.{}.lossbook-new", std::process::id()));
    let write = || {
        create_anew(&temporary)?.write_all(bytes)?;
        fs::rename(&temporary, path)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

/// When a file was last changed, in nanoseconds since 1970; nothing where the system does not say.
pub fn modified(metadata: &fs::Metadata) -> Option<u128> {
    metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok().map(|time| time.as_nanos())
}

/// When anything about a file was last changed, in nanoseconds since 1970, and its number on its disk; nothing where the system
/// does not say.
pub fn change_and_inode(metadata: &fs::Metadata) -> Option<(u128, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (seconds, nanoseconds) = (metadata.ctime(), metadata.ctime_nsec());
        let changed = u128::try_from(seconds).ok()? * 1_000_000_000 + u128::try_from(nanoseconds).ok()?;
        Some((changed, metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// All that is below a folder, in no order, but what `enters` does not want and what is below that. Links are not followed.
pub fn tree(folder: &Path, enters: &(dyn Fn(&DirEntry) -> bool + Sync)) -> Vec<DirEntry> {
    let below = |top: &Path, least: usize, most: usize| -> Vec<DirEntry> {
        let walk = WalkDir::new(top).min_depth(least).max_depth(most);
        walk.into_iter().filter_entry(enters).filter_map(Result::ok).collect()
    };
    let top = below(folder, 1, 1);
    let folders: Vec<&DirEntry> = top.iter().filter(|item| item.file_type().is_dir()).collect();
    let mut items: Vec<DirEntry> =
        folders.par_iter().flat_map_iter(|item| below(item.path(), 1, usize::MAX)).collect();
    items.extend(top);
    items
}

/// A path as addresses, keys and messages have it: with `/` between its parts, on every system.
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The folder that a path with `/` between its parts lies in; none is an empty path.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders that lie between the end of a path with `/` between its parts and the root, the innermost first; the last is
/// the root itself, an empty path.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| (!folder.is_empty()).then(|| folder_of(folder)))
}

/// Whether a path leads to something below the folder that it is seen from, whatever that is.
pub fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether a path with `/` between its parts leads to something below the folder that it is seen from, is spelled as the disk
/// spells it, and fits into a line.
pub fn is_plain_path(path: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | ".") && !part.contains(char::is_control);
    path.split('/').all(is_plain) && stays_inside(Path::new(path))
}

/// A name beside `path` that no entry, record or page can have.
fn temporary_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.lossbook-new"))
}

/// Makes a rename in `folder` outlive a power cut, where the system can.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// A lock that holds until it is dropped or its process ends, however that happens.
#[derive(Debug)]
#[must_use = "the lock is given up when this is dropped"]
pub struct Lock {
    _file: Option<File>,
}

/// Waits for its turn at whatever `path` stands for; `say` is told if that takes a while.
///
/// # Errors
/// The lock's file can't be made.
pub fn lock(path: &Path, say: &dyn Fn(&str)) -> io::Result<Lock> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say(&format!("waiting for another lossbook that holds {}", path.display()));
            file.lock()?;
        }
        // A file system without locks: better to go on than not to work at all.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            say(&format!("{} can't be locked here; do not run two builds at once", path.display()));
            return Ok(Lock { _file: None });
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(Lock { _file: Some(file) })
}

#[cfg(test)]
mod tests {
    use super::write_atomically;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = std::env::temp_dir().join(format!("lossbook-files-{}", std::process::id()));
        let path = folder.join("a.txt");
        write_atomically(&path, b"old").expect("a fresh folder can be written");
        // A folder in the place of the temporary file makes the write fail.
        std::fs::create_dir(folder.join(".a.txt.lossbook-new")).expect("the folder can be made");
        assert!(write_atomically(&path, b"new").is_err());
        assert_eq!(std::fs::read(&path).expect("the old file is there"), b"old");
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_at_the_place_of_the_temporary_file_is_not_followed() {
        let folder = std::env::temp_dir().join(format!("lossbook-files-link-{}", std::process::id()));
        let (path, precious) = (folder.join("a.txt"), folder.join("precious"));
        write_atomically(&precious, b"precious").expect("a fresh folder can be written");
        std::os::unix::fs::symlink(&precious, folder.join(".a.txt.lossbook-new"))
            .expect("a link can be made");
        write_atomically(&path, b"new").expect("it can be written");
        assert_eq!(std::fs::read(&precious).expect("it is there"), b"precious");
        assert!(std::fs::symlink_metadata(&path).is_ok_and(|data| data.is_file()));
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
}
