//! Puts a site onto the disk: beside the old one first, then in its place, all at once.
//!
//! Whoever reads the folder meanwhile, and whoever comes after a crash, finds the old site or the new one, whole. What a
//! killed run leaves behind has names of its own beside the folder, and the next run clears it away.

use super::kept::{Kept, KeptFile, Notes};
use super::manifest::{MARKER, Manifest};
use super::output::{Output, held};
use super::place::{KEPT, Place, SINGLE_FLUSHES, flush, flush_file};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::stays_inside;
use blake3::Hash;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// How many files are new or have other bytes than before; 0 if the folder was left alone.
    pub written: usize,
    /// How many files of the old site are gone.
    pub removed: usize,
}

/// A site on its way into its folder. Until it is published the folder stays as it was; if it never is, nothing is left.
pub struct Staging<'a> {
    place: Place,
    old: Option<Manifest>,
    notes: Option<Notes<'a>>,
    kept: Kept,
    files: Mutex<BTreeMap<String, Staged>>,
    /// The first thing that went wrong.
    failed: Mutex<Option<Box<Diagnostic>>>,
}

/// A file of the new site.
struct Staged {
    file: KeptFile,
    /// Whether it was written, and not there before.
    is_new: bool,
    /// Whether it is known to outlive a power cut.
    is_flushed: bool,
}

impl<'a> Staging<'a> {
    /// Begins a site for the folder `out` of the journal at `root`.
    ///
    /// # Errors
    /// `out` is no folder for a site, or holds something that Lossbook did not write.
    pub fn begin(out: &Path, root: &Path, notes: Option<Notes<'a>>) -> Result<Self, Box<Diagnostic>> {
        let place = Place::new(out, root)?;
        place.sweep().map_err(|error| place.failed("clearing what an earlier run left", &error))?;
        let old = place.old_manifest()?;
        let kept = notes.map(|notes| Kept::read(notes.path, notes.program)).unwrap_or_default();
        Ok(Self { place, old, notes, kept, files: Mutex::default(), failed: Mutex::default() })
    }

    /// Makes the folder hold the files that were given to it and nothing else but the deployer's own.
    ///
    /// # Errors
    /// A file could not be written; the folder is then as it was.
    pub fn publish(mut self) -> Result<Published, Box<Diagnostic>> {
        let files = std::mem::take(self.files.get_mut().unwrap_or_else(PoisonError::into_inner));
        if let Some(failed) = self.failed.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(failed);
        }
        let manifest = Manifest {
            files: files.iter().map(|(path, staged)| (path.clone(), staged.file.hash.clone())).collect(),
        };
        let old_files = self.old.iter().flat_map(|old| old.files.keys());
        let published = Published {
            written: files.values().filter(|staged| staged.is_new).count(),
            removed: old_files.filter(|path| !files.contains_key(*path)).count(),
        };
        let is_same = published.written == 0 && self.old.as_ref() == Some(&manifest);
        if !is_same {
            self.write(&files, &manifest)
                .and_then(|()| self.place.swap())
                .map_err(|error| self.place.failed("writing the site", &error))?;
        }
        if let Some(notes) = self.notes {
            let files = files.into_iter().map(|(path, staged)| (path, staged.file)).collect();
            let kept = Kept::of(files, &self.place.out);
            // Without notes the next build makes everything again.
            let _ = kept.write(notes.path, notes.program);
        }
        Ok(if is_same { Published { written: 0, removed: 0 } } else { published })
    }

    /// Completes the new site beside the old one: what is as before is shared with it.
    fn write(&self, files: &BTreeMap<String, Staged>, manifest: &Manifest) -> io::Result<()> {
        fs::create_dir_all(&self.place.new)?;
        files.par_iter().filter(|(_, staged)| !staged.is_new).try_for_each(|(path, _)| {
            let (from, to) = (self.place.out.join(path), self.place.new.join(path));
            in_folder(&to, || fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop)))
        })?;
        File::create(self.place.new.join(MARKER))?.write_all(manifest.to_text().as_bytes())?;
        let mut written = self.place.bring_kept()?;
        written.push(MARKER);
        let is_due = |(_, staged): &(&String, &Staged)| staged.is_new && !staged.is_flushed;
        written.extend(files.iter().filter(is_due).map(|(path, _)| path.as_str()));
        let new = files.iter().filter(|(_, staged)| staged.is_new).map(|(path, _)| path.as_str());
        flush(&self.place.new, &written, new)
    }

    /// The file at `path` of the old site, if it is one.
    fn there(&self, path: &str) -> Option<Metadata> {
        self.old.as_ref()?;
        fs::symlink_metadata(self.place.out.join(path)).ok().filter(Metadata::is_file)
    }

    /// The file at `path` of the old site, if it was made of the same and nobody has touched it since.
    fn made_before(&self, path: &str, made_of: &Hash) -> Option<(&KeptFile, Metadata)> {
        let kept = self.kept.files.get(path).filter(|kept| kept.made_of.as_ref() == Some(made_of))?;
        let there = self.there(path).filter(|there| kept.is_untouched(there))?;
        Some((kept, there))
    }

    /// Whether the old site has a file with just these bytes; the file if so.
    fn same(&self, path: &str, hash: &str, bytes: &[u8]) -> Option<Metadata> {
        let there = self.there(path)?;
        let noted =
            self.kept.files.get(path).is_some_and(|kept| kept.hash == hash && kept.is_untouched(&there));
        let is_same = || fs::read(self.place.out.join(path)).is_ok_and(|found| found == bytes);
        (there.len() == bytes.len() as u64 && (noted || is_same())).then_some(there)
    }

    fn take(
        &self,
        path: &str,
        made_of: Option<&Hash>,
        hash: &str,
        bytes: &[u8],
    ) -> Result<(), Box<Diagnostic>> {
        check_path(path)?;
        let staged = match self.same(path, hash, bytes) {
            Some(there) => {
                Staged { file: KeptFile::new(made_of, hash, &there), is_new: false, is_flushed: true }
            }
            None => {
                let to = self.place.new.join(path);
                let write = || {
                    let mut file = File::create(&to)?;
                    file.write_all(bytes)?;
                    file.metadata()
                };
                let metadata =
                    in_folder(&to, write).map_err(|error| self.place.failed("writing the site", &error))?;
                Staged { file: KeptFile::new(made_of, hash, &metadata), is_new: true, is_flushed: false }
            }
        };
        held(&self.files).insert(path.to_owned(), staged);
        Ok(())
    }
}

impl Output for Staging<'_> {
    fn keep(&self, path: &str, made_of: &Hash) -> Option<String> {
        let (kept, _) = self.made_before(path, made_of)?;
        held(&self.files)
            .insert(path.to_owned(), Staged { file: kept.clone(), is_new: false, is_flushed: true });
        Some(kept.hash.clone())
    }

    fn size(&self, path: &str, made_of: &Hash) -> Option<u64> {
        self.made_before(path, made_of).map(|(_, there)| there.len())
    }

    fn put(&self, path: &str, made_of: Option<&Hash>, hash: &str, bytes: &[u8]) {
        if let Err(diagnostic) = self.take(path, made_of, hash, bytes) {
            held(&self.failed).get_or_insert(diagnostic);
        }
    }

    fn settle(&self) {
        let is_due = |staged: &Staged| staged.is_new && !staged.is_flushed;
        let due = |files: &BTreeMap<String, Staged>| {
            files.iter().filter(|(_, staged)| is_due(staged)).map(|(path, _)| path.clone()).collect()
        };
        let due: Vec<String> = due(&held(&self.files));
        if due.len() > SINGLE_FLUSHES {
            return;
        }
        due.into_par_iter().for_each(|path| {
            // One that fails is tried, and told of, once more in the end.
            if flush_file(&self.place.new.join(&path)).is_ok()
                && let Some(staged) = held(&self.files).get_mut(&path)
            {
                staged.is_flushed = true;
            }
        });
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let is_new = held(&self.files).get(path)?.is_new;
        fs::read(if is_new { &self.place.new } else { &self.place.out }.join(path)).ok()
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        // After a swap there is nothing left; before it, what stands beside the folder is of no use.
        let _ = self.place.sweep();
    }
}

/// Clears away what a killed run left beside `out`.
///
/// # Errors
/// `out` is no folder for a site, or the disk refuses.
pub fn sweep(out: &Path, root: &Path) -> Result<(), Box<Diagnostic>> {
    let place = Place::new(out, root)?;
    place.sweep().map_err(|error| place.failed("clearing what an earlier run left", &error))
}

/// Does something to a file; if it lacks a folder, once more after that was made. Another thread may make the same one just
/// now, so whether it is there by then says nothing.
fn in_folder<T>(file: &Path, attempt: impl Fn() -> io::Result<T>) -> io::Result<T> {
    attempt().or_else(|error| match file.parent() {
        Some(folder) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            attempt()
        }
        _ => Err(error),
    })
}

/// Addresses come from slugs and file names; none may lead out of the folder.
fn check_path(path: &str) -> Result<(), Box<Diagnostic>> {
    if path.is_empty() || !stays_inside(Path::new(path)) || KEPT.contains(&path) {
        return Err(Box::new(Diagnostic::new(
            Severity::Error,
            format!("`{path}` can't be a file of the site"),
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MARKER, Output, Published, Staging};
    use rayon::prelude::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A journal's folder that is gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("lossbook-publish-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(path.join("entries")).expect("the folder can be made");
            Folder(path)
        }

        fn site(&self) -> PathBuf {
            self.0.join("site")
        }

        fn publish(&self, files: &[(&str, &str)]) -> Result<Published, String> {
            let staging =
                Staging::begin(&self.site(), &self.0, None).map_err(|diagnostic| diagnostic.to_string())?;
            for (path, text) in files {
                let bytes = text.as_bytes();
                staging.put(path, None, &super::super::manifest::hash(bytes), bytes);
            }
            staging.publish().map_err(|diagnostic| diagnostic.to_string())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap_or_else(|error| format!("{}: {error}", path.display()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("it is a folder")
            .map(|item| item.expect("it can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_site_is_replaced_whole() {
        let folder = Folder::new("whole");
        assert_eq!(
            folder.publish(&[("a/index.html", "one"), ("b.txt", "same")]),
            Ok(Published { written: 2, removed: 0 })
        );
        assert_eq!(
            folder.publish(&[("c/index.html", "two"), ("b.txt", "same")]),
            Ok(Published { written: 1, removed: 1 })
        );
        assert_eq!(names(&folder.site()), [MARKER, "b.txt", "c"]);
        assert_eq!(read(&folder.site().join("c/index.html")), "two");
        assert_eq!(names(&folder.0), ["entries", "site"]);
    }

    #[test]
    fn many_threads_may_be_the_first_to_need_a_folder() {
        let folder = Folder::new("threads");
        for round in 0..50 {
            let staging = Staging::begin(&folder.site(), &folder.0, None).expect("it is ours");
            (0..16).into_par_iter().for_each(|name| {
                let text = format!("{round} {name}");
                let hash = super::super::manifest::hash(text.as_bytes());
                staging.put(&format!("{round}/in/{name}"), None, &hash, text.as_bytes());
            });
            assert!(staging.publish().is_ok_and(|published| published.written == 16), "round {round}");
        }
    }

    #[test]
    fn the_same_site_is_left_alone_and_a_touched_one_mended() {
        let folder = Folder::new("same");
        let files = [("a.html", "one"), ("b.html", "two")];
        assert!(folder.publish(&files).is_ok());
        assert_eq!(folder.publish(&files), Ok(Published { written: 0, removed: 0 }));
        fs::write(folder.site().join("a.html"), "won").expect("it can be written");
        assert_eq!(folder.publish(&files), Ok(Published { written: 1, removed: 0 }));
        assert_eq!(read(&folder.site().join("a.html")), "one");
    }

    #[test]
    fn what_lossbook_did_not_write_is_not_replaced() {
        let folder = Folder::new("foreign");
        fs::create_dir(folder.site()).expect("it can be made");
        assert!(folder.publish(&[("a", "")]).is_ok(), "an empty folder may be taken");
        fs::remove_dir_all(folder.site()).expect("it can be removed");
        fs::create_dir(folder.site()).expect("it can be made");
        fs::write(folder.site().join("thesis.txt"), "years of work").expect("it can be written");
        let said = folder.publish(&[("a", "")]).expect_err("it is not ours");
        assert!(said.contains(MARKER), "{said}");
        fs::write(folder.site().join(MARKER), "lossbook site 99\n").expect("it can be written");
        assert!(folder.publish(&[("a", "")]).is_err(), "a newer marker is not ours");
        assert_eq!(read(&folder.site().join("thesis.txt")), "years of work");
    }

    #[test]
    fn folders_that_hold_other_things_are_refused() {
        let folder = Folder::new("refused");
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/".into()));
        let inside = folder.0.join("entries/site");
        for out in [
            Path::new("/"),
            home.as_path(),
            folder.0.as_path(),
            inside.as_path(),
            folder.0.parent().expect("it has one"),
        ] {
            assert!(Staging::begin(out, &folder.0, None).is_err(), "{}", out.display());
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/tmp", folder.site()).expect("a link can be made");
            assert!(Staging::begin(&folder.site(), &folder.0, None).is_err());
        }
        assert_eq!(names(&folder.0.join("entries")), Vec::<String>::new());
    }

    #[test]
    fn what_belongs_to_the_deployer_stays() {
        let folder = Folder::new("kept");
        assert!(folder.publish(&[("a", "1")]).is_ok());
        fs::create_dir(folder.site().join(".git")).expect("it can be made");
        fs::write(folder.site().join(".git/HEAD"), "ref").expect("it can be written");
        fs::write(folder.site().join("CNAME"), "x.org").expect("it can be written");
        assert!(folder.publish(&[("a", "2")]).is_ok());
        assert_eq!(names(&folder.site()), [".git", MARKER, "CNAME", "a"]);
        assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
        assert_eq!(read(&folder.site().join("CNAME")), "x.org");
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_nothing_lost() {
        let folder = Folder::new("swept");
        assert!(folder.publish(&[("a", "1")]).is_ok());
        // Killed while writing.
        fs::create_dir(folder.0.join(".site.lossbook-new")).expect("it can be made");
        fs::write(folder.0.join(".site.lossbook-new/half"), "").expect("it can be written");
        assert!(folder.publish(&[("a", "2")]).is_ok());
        assert_eq!(names(&folder.0), ["entries", "site"]);
        // Killed after the swap, before the repository was moved over.
        fs::create_dir_all(folder.0.join(".site.lossbook-new/.git")).expect("it can be made");
        fs::write(folder.0.join(".site.lossbook-new/.git/HEAD"), "ref").expect("it can be written");
        assert!(folder.publish(&[("a", "2")]).is_ok());
        assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
        // Killed between the two renames of a system that can't swap.
        fs::rename(folder.site(), folder.0.join(".site.lossbook-old")).expect("it can be renamed");
        assert_eq!(folder.publish(&[("a", "2")]), Ok(Published { written: 0, removed: 0 }));
        assert_eq!(names(&folder.0), ["entries", "site"]);
        assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
    }

    #[test]
    fn a_path_that_leads_out_is_refused() {
        let folder = Folder::new("paths");
        for path in ["../a", "/etc/a", "", "a/../../b", ".git"] {
            assert!(folder.publish(&[(path, "")]).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_failed_write_leaves_the_old_site() {
        let folder = Folder::new("failed");
        assert!(folder.publish(&[("a", "1")]).is_ok());
        // `a` can't be a file and a folder at once.
        assert!(folder.publish(&[("a", "2"), ("a/b", "3")]).is_err());
        assert_eq!(read(&folder.site().join("a")), "1");
        assert_eq!(names(&folder.0), ["entries", "site"]);
    }
}
