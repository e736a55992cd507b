//! Puts a site onto the disk: beside the old one first, then in its place, all at once.
//!
//! Whoever reads the folder meanwhile, and whoever comes after a crash, finds the old site or the new one, whole. What a
//! killed run leaves behind has names of its own beside the folder, and the next run clears it away.

use super::manifest::{MARKER, Manifest};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::sync_folder;
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// What belongs to whoever deploys the site and stays where it is.
const KEPT: [&str; 3] = [".git", "CNAME", ".nojekyll"];

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// How many files are new or have other bytes than before; 0 if the folder was left alone.
    pub written: usize,
    /// How many files of the old site are gone.
    pub removed: usize,
}

/// Makes `out` hold `files` (paths with `/` to bytes) and nothing else but the deployer's own. `root` is the journal's
/// folder.
///
/// # Errors
/// `out` is no folder for a site, holds something that Lossbook did not write, or can't be written; it is then as it was.
pub fn publish(
    files: &BTreeMap<String, Vec<u8>>,
    out: &Path,
    root: &Path,
) -> Result<Published, Box<Diagnostic>> {
    let place = Place::new(out, root)?;
    place.sweep().map_err(|error| place.failed("clearing what an earlier run left", &error))?;
    let old = place.old_manifest()?;
    check_paths(files)?;
    let same: BTreeSet<&str> = files
        .par_iter()
        .filter(|(path, bytes)| place.holds(path, bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    let removed =
        old.iter().flat_map(|old| old.files.keys()).filter(|path| !files.contains_key(*path)).count();
    let published = Published { written: files.len() - same.len(), removed };
    if old.is_some_and(|old| old == Manifest::of(files)) && published.written == 0 {
        return Ok(Published { written: 0, removed: 0 });
    }
    let written = place.write(files, &same).and_then(|()| place.swap());
    if let Err(error) = written {
        // The folder itself was not touched; what stands beside it is of no use.
        let _ = place.sweep();
        return Err(place.failed("writing the site", &error));
    }
    Ok(published)
}

/// Clears away what a killed run left beside `out`.
///
/// # Errors
/// `out` is no folder for a site, or the disk refuses.
pub fn sweep(out: &Path, root: &Path) -> Result<(), Box<Diagnostic>> {
    let place = Place::new(out, root)?;
    place.sweep().map_err(|error| place.failed("clearing what an earlier run left", &error))
}

/// Addresses come from slugs and file names; none may lead out of the folder.
fn check_paths(files: &BTreeMap<String, Vec<u8>>) -> Result<(), Box<Diagnostic>> {
    let leads_out =
        |path: &str| !Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    match files.keys().find(|path| path.is_empty() || leads_out(path) || KEPT.contains(&path.as_str())) {
        Some(path) => {
            Err(Box::new(Diagnostic::new(Severity::Error, format!("`{path}` can't be a file of the site"))))
        }
        None => Ok(()),
    }
}

/// The folder of a site and the names beside it that publishing uses.
struct Place {
    out: PathBuf,
    /// The new site before the swap; after it, the old one.
    new: PathBuf,
    /// The old site between two renames, where the system can't swap.
    old: PathBuf,
}

impl Place {
    fn new(out: &Path, root: &Path) -> Result<Self, Box<Diagnostic>> {
        let refuse = |why: &str| {
            let message = format!("{} can't be the folder of the site: {why}", out.display());
            Err(Box::new(
                Diagnostic::new(Severity::Error, message).hint("name a folder of its own, such as `site`"),
            ))
        };
        let Some(name) = out.file_name() else { return refuse("it has no name of its own") };
        if fs::symlink_metadata(out).is_ok_and(|data| !data.is_dir()) {
            return refuse("it is a file or a link, not a folder");
        }
        let real = real_path(out);
        let root = real_path(root);
        let home =
            std::env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| real_path(Path::new(&home)));
        if home.is_some_and(|home| home.starts_with(&real)) {
            return refuse("it holds your home folder");
        }
        if root.starts_with(&real) {
            return refuse("it holds the journal itself");
        }
        if ["entries", "templates", ".git"].iter().any(|part| real.starts_with(root.join(part))) {
            return refuse("it is part of the journal's sources");
        }
        let beside =
            |ending: &str| out.with_file_name(format!(".{}.lossbook-{ending}", name.to_string_lossy()));
        Ok(Self { new: beside("new"), old: beside("old"), out: out.to_owned() })
    }

    fn failed(&self, what: &str, error: &io::Error) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Severity::Error, format!("{what} failed: {}: {error}", self.out.display())))
    }

    /// The manifest of the site that is there; none if the folder is missing or empty.
    fn old_manifest(&self) -> Result<Option<Manifest>, Box<Diagnostic>> {
        match fs::read_to_string(self.out.join(MARKER)) {
            Ok(text) => Manifest::parse(&text)
                .map(Some)
                .ok_or_else(|| self.not_ours("its marker file is not one that this lossbook writes")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_dir(&self.out) {
                Ok(mut items) => match items.next() {
                    Some(_) => {
                        Err(self.not_ours(&format!("it has no {MARKER}, so Lossbook did not write it")))
                    }
                    None => Ok(None),
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(self.failed("reading the old site", &error)),
            },
            Err(error) => Err(self.failed("reading the old site", &error)),
        }
    }

    fn not_ours(&self, why: &str) -> Box<Diagnostic> {
        let message = format!("{} is not replaced: {why}", self.out.display());
        Box::new(
            Diagnostic::new(Severity::Error, message).hint("move it away, or publish into another folder"),
        )
    }

    /// Whether the folder has a file with just these bytes.
    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let file = self.out.join(path);
        let as_long =
            fs::symlink_metadata(&file).is_ok_and(|data| data.is_file() && data.len() == bytes.len() as u64);
        as_long && fs::read(&file).is_ok_and(|found| found == bytes)
    }

    /// Writes the new site beside the old one. Files that are as before are shared with it.
    fn write<'a>(&self, files: &'a BTreeMap<String, Vec<u8>>, same: &BTreeSet<&str>) -> io::Result<()> {
        fs::create_dir_all(&self.new)?;
        let folders: BTreeSet<&Path> = files.keys().filter_map(|path| Path::new(path).parent()).collect();
        for folder in folders {
            fs::create_dir_all(self.new.join(folder))?;
        }
        let share_or_write = |(path, bytes): (&'a String, &Vec<u8>)| -> io::Result<Option<&'a str>> {
            let (from, to) = (self.out.join(path), self.new.join(path));
            if same.contains(path.as_str()) && fs::hard_link(from, &to).is_ok() {
                return Ok(None);
            }
            File::create(&to)?.write_all(bytes)?;
            Ok(Some(path))
        };
        let mut written: Vec<&str> =
            files.par_iter().map(share_or_write).filter_map(Result::transpose).collect::<io::Result<_>>()?;
        File::create(self.new.join(MARKER))?.write_all(Manifest::of(files).to_text().as_bytes())?;
        for name in KEPT {
            let from = self.out.join(name);
            if fs::symlink_metadata(&from).is_ok_and(|data| data.is_file()) {
                fs::copy(&from, self.new.join(name))?;
                written.push(name);
            }
        }
        written.push(MARKER);
        flush(&self.new, &written)
    }

    /// Puts the new site where the old one is, and clears the old one away.
    fn swap(&self) -> io::Result<()> {
        if !self.out.exists() {
            fs::rename(&self.new, &self.out)?;
        } else if rustix::fs::renameat_with(CWD, &self.new, CWD, &self.out, RenameFlags::EXCHANGE).is_err() {
            // No swapping here: for a moment there is no site, and a crash just then is mended by `sweep`.
            fs::rename(&self.out, &self.old)?;
            fs::rename(&self.new, &self.out)?;
        }
        sync_folder(self.parent());
        // The new site stands; from here on a failure leaves only something to clear away.
        self.sweep()
    }

    /// Clears away what stands beside the folder, and first brings back from it what is the deployer's or the only site.
    fn sweep(&self) -> io::Result<()> {
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out)?;
        }
        for leftover in [&self.new, &self.old] {
            if !leftover.exists() {
                continue;
            }
            for name in KEPT {
                let (from, to) = (leftover.join(name), self.out.join(name));
                if self.out.exists()
                    && fs::symlink_metadata(&from).is_ok()
                    && fs::symlink_metadata(&to).is_err()
                {
                    fs::rename(from, to)?;
                }
            }
            fs::remove_dir_all(leftover)?;
        }
        Ok(())
    }

    fn parent(&self) -> &Path {
        self.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// More files than these are flushed with the whole file system, since each single flush waits for the disk.
const SINGLE_FLUSHES: usize = 64;

/// Makes what was written outlive a power cut. Files that are shared with the old site already do.
fn flush(folder: &Path, written: &[&str]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if written.len() > SINGLE_FLUSHES && rustix::fs::syncfs(File::open(folder)?).is_ok() {
        return Ok(());
    }
    written.par_iter().try_for_each(|path| File::open(folder.join(path))?.sync_all())?;
    let folders: BTreeSet<&Path> = written.iter().filter_map(|path| Path::new(path).parent()).collect();
    folders.par_iter().for_each(|inner| sync_folder(&folder.join(inner)));
    sync_folder(folder);
    Ok(())
}

/// The path without links and dots, as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            // Joining nothing would add a slash.
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    absolute
}

#[cfg(test)]
mod tests {
    use super::{MARKER, Published, publish};
    use std::collections::BTreeMap;
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
            let files: BTreeMap<String, Vec<u8>> =
                files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
            publish(&files, &self.site(), &self.0).map_err(|diagnostic| diagnostic.to_string())
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
        let files = BTreeMap::from([("a".to_owned(), Vec::new())]);
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/".into()));
        let inside = folder.0.join("entries/site");
        for out in [
            Path::new("/"),
            home.as_path(),
            folder.0.as_path(),
            inside.as_path(),
            folder.0.parent().expect("it has one"),
        ] {
            assert!(publish(&files, out, &folder.0).is_err(), "{}", out.display());
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/tmp", folder.site()).expect("a link can be made");
            assert!(publish(&files, &folder.site(), &folder.0).is_err());
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
