//! The folder of a site and the names beside it that publishing uses: whether it may be a site's, and how one site takes the
//! place of another.

use super::manifest::{MARKER, Manifest};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{slashed, sync_folder, tree};
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What belongs to whoever deploys the site and stays where it is.
pub(super) const KEPT: [&str; 3] = [".git", "CNAME", ".nojekyll"];

/// Where a file of a new site comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// It is new.
    New,
    /// The old site has it, and nobody has touched it since it was noted.
    Noted,
    /// The old site has one with the same bytes, wherever that comes from.
    Same,
}

/// What it took to make a folder the new site.
pub(super) struct Given<'f> {
    /// The files whose folders have still to be flushed.
    pub(super) paths: Vec<&'f str>,
    /// Whether all that it has in common with the old site are files with two names, and none is a copy.
    pub(super) are_shared: bool,
}

/// The folder of a site and the names beside it that publishing uses.
pub(super) struct Place {
    pub(super) out: PathBuf,
    /// The new site before the swap; after it, the old one.
    pub(super) new: PathBuf,
    /// The old site between two renames, where the system can't swap.
    old: PathBuf,
    /// A spare that is on its way to be the new site.
    pub(super) next: PathBuf,
}

impl Place {
    pub(super) fn new(out: &Path, root: &Path) -> Result<Self, Box<Diagnostic>> {
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
        Ok(Self { new: beside("new"), old: beside("old"), next: beside("next"), out: out.to_owned() })
    }

    pub(super) fn failed(&self, what: &str, error: &io::Error) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Severity::Error, format!("{what} failed: {}: {error}", self.out.display())))
    }

    /// The manifest of the site that is there; none if the folder is missing or empty.
    pub(super) fn old_manifest(&self) -> Result<Option<Manifest>, Box<Diagnostic>> {
        match fs::read_to_string(self.out.join(MARKER)) {
            Ok(text) => Manifest::parse(text)
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

    /// How many files the folder has that are neither those of `manifest` nor the deployer's.
    pub(super) fn foreign_files(&self, manifest: &Manifest) -> usize {
        let own: BTreeSet<&str> = manifest.files().map(|(path, _)| path).collect();
        let is_kept = |path: &Path| KEPT.iter().any(|name| path == self.out.join(name));
        let items = tree(&self.out, &|item| !is_kept(item.path()));
        let files = items.iter().filter(|item| !item.file_type().is_dir());
        let names = files.map(|item| slashed(item.path().strip_prefix(&self.out).unwrap_or(item.path())));
        names.filter(|name| name != MARKER && !own.contains(name.as_str())).count()
    }

    /// Brings what belongs to the deployer over into the new site. Gives the names.
    pub(super) fn bring_kept(&self) -> io::Result<Vec<&'static str>> {
        let mut brought = Vec::new();
        for name in KEPT {
            let from = self.out.join(name);
            if fs::symlink_metadata(&from).is_ok_and(|data| data.is_file()) {
                fs::copy(&from, self.new.join(name))?;
                brought.push(name);
            }
        }
        Ok(brought)
    }

    /// Whether there is anything that belongs to the deployer.
    pub(super) fn has_kept(&self) -> bool {
        KEPT.iter().any(|name| fs::symlink_metadata(self.out.join(name)).is_ok())
    }

    /// Puts the new site where the old one is. Gives where that one stands now, which [`sweep`](Self::sweep) clears away.
    pub(super) fn swap(&self) -> io::Result<&Path> {
        let mut replaced = &self.new;
        if !self.out.exists() {
            fs::rename(&self.new, &self.out)?;
        } else if rustix::fs::renameat_with(CWD, &self.new, CWD, &self.out, RenameFlags::EXCHANGE).is_err() {
            // No swapping here: for a moment there is no site, and a crash just then is mended by `sweep`.
            fs::rename(&self.out, &self.old)?;
            fs::rename(&self.new, &self.out)?;
            replaced = &self.old;
        }
        sync_folder(self.parent());
        Ok(replaced)
    }

    /// Clears away what stands beside the folder, and first brings back from it what is the deployer's or the only site.
    pub(super) fn sweep(&self) -> io::Result<()> {
        let leftovers = [&self.new, &self.old, &self.next];
        // A link is nothing that a run leaves. What it leads to is never looked at: it may be a folder of the user's that a
        // journal from elsewhere names.
        for link in
            leftovers.into_iter().filter(|path| fs::symlink_metadata(path).is_ok_and(|data| !data.is_dir()))
        {
            fs::remove_file(link)?;
        }
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out)?;
        }
        for leftover in leftovers {
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
            remove_folder(leftover)?;
        }
        Ok(())
    }

    fn parent(&self) -> &Path {
        self.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// More files than these are flushed with the whole file system, since each single flush waits for the disk.
pub(super) const SINGLE_FLUSHES: usize = 64;

/// Makes what was `written` outlive a power cut, and that there are `new` files. Those that are shared with the old site
/// already do.
pub(super) fn flush<'a>(
    folder: &Path,
    written: &[&str],
    new: impl Iterator<Item = &'a str>,
) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if written.len() > SINGLE_FLUSHES && rustix::fs::syncfs(File::open(folder)?).is_ok() {
        return Ok(());
    }
    written.par_iter().try_for_each(|path| flush_file(&folder.join(path)))?;
    let folders: BTreeSet<&Path> = new.filter_map(|path| Path::new(path).parent()).collect();
    folders.par_iter().for_each(|inner| sync_folder(&folder.join(inner)));
    sync_folder(folder);
    Ok(())
}

/// Makes a file's bytes outlive a power cut.
pub(super) fn flush_file(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Does something to a file; if it lacks a folder, once more after that was made. Another thread may make the same one just
/// now, so whether it is there by then says nothing.
pub(super) fn in_folder<T>(file: &Path, attempt: impl Fn() -> io::Result<T>) -> io::Result<T> {
    attempt().or_else(|error| match file.parent() {
        Some(folder) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            attempt()
        }
        _ => Err(error),
    })
}

/// Gives a file of one folder to another as well, in the place of what stands there. Gives whether it is one file with two names;
/// where the system has no such, it is copied.
pub(super) fn share(from: &Path, to: &Path) -> io::Result<bool> {
    in_folder(to, || match fs::hard_link(from, to).map_err(|error| error.kind()) {
        Ok(()) => Ok(true),
        Err(io::ErrorKind::NotFound) => Err(io::ErrorKind::NotFound.into()),
        Err(io::ErrorKind::AlreadyExists) => {
            fs::remove_file(to)?;
            fs::hard_link(from, to).map(|()| true)
        }
        // Nothing stands there: to copy onto a second name of the same file would leave nothing of it.
        Err(_) => fs::copy(from, to).map(|_| false),
    })
}

/// Removes a folder with all that is in it, many of its folders at once.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    let inner: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .filter(|item| item.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|item| item.path())
        .collect();
    inner.par_iter().try_for_each(fs::remove_dir_all)?;
    fs::remove_dir_all(folder)
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
