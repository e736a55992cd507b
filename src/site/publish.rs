//! Puts a site onto the disk: beside the old one first, then in its place, all at once.
//!
//! Whoever reads the folder meanwhile, and whoever comes after a crash, finds the old site or the new one, whole. What a
//! killed run leaves behind has names of its own beside the folder, and the next run clears it away.

use super::kept::{FileNotes, Kept, KeptFile, Notes, NotesAhead};
use super::looks::{Folder, Look};
use super::manifest::{MARKER, Manifest};
use super::output::Output;
use super::place::{Given, KEPT, Place, SINGLE_FLUSHES, Source, flush, flush_file, in_folder, share};
use super::spare::{self, Differences, Spare};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::is_plain_path;
use crate::held::held;
use blake3::Hash;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
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
    /// The folder as it is found.
    out: Folder,
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
    source: Source,
    /// Whether it is known to outlive a power cut.
    is_flushed: bool,
}

impl Staged {
    fn is_new(&self) -> bool {
        self.source == Source::New
    }
}

impl<'a> Staging<'a> {
    /// Begins a site for the folder `out` of the journal at `root`. Notes may have been read ahead.
    ///
    /// # Errors
    /// `out` is no folder for a site, or holds something that Lossbook did not write.
    pub fn begin(
        out: &Path,
        root: &Path,
        notes: Option<Notes<'a>>,
        ahead: Option<NotesAhead>,
    ) -> Result<Self, Box<Diagnostic>> {
        let place = Place::new(out, root)?;
        place.sweep().map_err(|error| place.failed("clearing what an earlier run left", &error))?;
        let (old, kept) = rayon::join(
            || place.old_manifest(),
            || match (notes, ahead) {
                (Some(notes), Some(ahead)) => ahead.join(notes),
                (Some(notes), None) => Kept::read(notes.path, notes.program),
                (None, _) => Kept::default(),
            },
        );
        let old = old?;
        let out = Folder::at(&place.out);
        Ok(Self { place, out, old, notes, kept, files: Mutex::default(), failed: Mutex::default() })
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
        let written = files.values().filter(|staged| staged.is_new()).count();
        let has_all = |manifest: &Manifest| self.old.as_ref() == Some(manifest);
        let same = (written == 0).then(|| manifest_of(&files)).filter(has_all);
        // Nothing but a look into all folders tells whether there is more than should be.
        let foreign = same.map(|manifest| self.place.foreign_files(&manifest));
        let removed = foreign.unwrap_or_else(|| self.gone(&files));
        let failed = |error| self.place.failed("writing the site", &error);
        let new_site = || -> io::Result<Option<&Path>> {
            if foreign == Some(0) {
                return Ok(None);
            }
            let may_be_spare = self.write(&files)?;
            let replaced = self.place.swap()?;
            Ok(may_be_spare.then_some(replaced))
        };
        let noted = files.iter().map(|(path, staged)| (path.as_str(), &staged.file));
        let (replaced, file_notes) = rayon::join(new_site, || self.notes.map(|_| FileNotes::on(noted)));
        let replaced = replaced.map_err(failed)?;
        if let Some((notes, file_notes)) = self.notes.zip(file_notes) {
            // Without notes the next build makes everything again.
            let (_, spare) = rayon::join(
                || file_notes.write(notes, &self.place.out),
                || replaced.and_then(|replaced| self.differences(&files).of_whole(replaced)),
            );
            match spare {
                Some((differences, folder)) => differences.keep(folder, notes),
                None if self.old.is_none() => {
                    spare::make(
                        notes,
                        &self.place.out,
                        &files.keys().map(String::as_str).collect::<Vec<_>>(),
                    );
                }
                None => {}
            }
        }
        // The new site stands; from here on a failure leaves only something to clear away.
        self.place.sweep().map_err(failed)?;
        Ok(Published { written, removed })
    }

    /// How many files of the old site are gone.
    fn gone(&self, files: &BTreeMap<String, Staged>) -> usize {
        self.old.as_ref().map_or(0, |old| gone(old.files().map(|(path, _)| path), files).count())
    }

    /// Completes the new site beside the old one: what is as before is shared with it. Gives whether the old one may be the
    /// spare of the new.
    fn write(&self, files: &BTreeMap<String, Staged>) -> io::Result<bool> {
        fs::create_dir_all(&self.place.new)?;
        let has_kept = self.place.has_kept();
        let fits = self.notes.filter(|_| self.old.is_some() && !has_kept);
        // It would be of a site that is no more.
        self.notes.filter(|_| fits.is_none()).into_iter().for_each(spare::discard);
        let give = || match fits.and_then(|notes| Spare::take(notes, &self.kept, &self.place.next)) {
            Some(spare) => {
                let sources = files.iter().map(|(path, staged)| (path.as_str(), staged.source));
                spare.fit(&self.kept, sources, gone(self.kept.paths(), files), &self.place)
            }
            None => self.share_all(files),
        };
        let (given, manifest) = rayon::join(give, || manifest_of(files));
        let given = given?;
        File::create(self.place.new.join(MARKER))?.write_all(manifest.text().as_bytes())?;
        let mut written = self.place.bring_kept()?;
        written.push(MARKER);
        let is_due = |(_, staged): &(&String, &Staged)| staged.is_new() && !staged.is_flushed;
        written.extend(files.iter().filter(is_due).map(|(path, _)| path.as_str()));
        flush(&self.place.new, &written, given.paths.into_iter())?;
        Ok(fits.is_some() && given.are_shared)
    }

    /// Shares with the old site every file that is not new.
    fn share_all<'f>(&self, files: &'f BTreeMap<String, Staged>) -> io::Result<Given<'f>> {
        let (new, old): (Vec<_>, Vec<_>) = files.iter().partition(|(_, staged)| staged.is_new());
        let share =
            |(path, _): &(&String, &Staged)| share(&self.place.out.join(path), &self.place.new.join(path));
        let are_shared: Vec<bool> = old.par_iter().map(share).collect::<io::Result<_>>()?;
        let paths = new.into_iter().map(|(path, _)| path.as_str()).collect();
        Ok(Given { paths, are_shared: !are_shared.contains(&false) })
    }

    /// In what the old site differs from that of `files`.
    fn differences(&self, files: &BTreeMap<String, Staged>) -> Differences<'_> {
        let new: BTreeSet<String> =
            files.iter().filter(|(_, staged)| staged.is_new()).map(|(path, _)| path.clone()).collect();
        let replaced = new.iter().filter(|path| self.kept.has(path)).cloned();
        let gone = gone(self.kept.paths(), files).map(str::to_owned);
        Differences {
            own: replaced.chain(gone).collect(),
            others: new,
            folders: Cow::Borrowed(&self.kept.folders),
        }
    }

    /// The file at `path` of the old site, if it is one.
    fn there(&self, path: &str) -> Option<Look> {
        self.old.as_ref()?;
        self.out.file(path)
    }

    /// The file at `path` of the old site, if it was made of the same and nobody has touched it since.
    fn made_before(&self, path: &str, made_of: &Hash) -> Option<(KeptFile, Look)> {
        let kept = self.kept.file(path).filter(|kept| kept.made_of.as_ref() == Some(made_of))?;
        let there = self.there(path).filter(|there| kept.is_untouched(*there))?;
        Some((kept, there))
    }

    /// Whether the old site has a file with just these bytes; the file if so, and whether it is the one that was noted.
    fn same(&self, path: &str, hash: &str, bytes: &[u8]) -> Option<(Look, Source)> {
        let there = self.there(path)?;
        let noted = self.kept.file(path).is_some_and(|kept| kept.hash == hash && kept.is_untouched(there));
        let is_same = || fs::read(self.place.out.join(path)).is_ok_and(|found| found == bytes);
        (there.size == bytes.len() as u64 && (noted || is_same()))
            .then_some((there, if noted { Source::Noted } else { Source::Same }))
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
            Some((there, source)) => {
                Staged { file: KeptFile::new(made_of, hash, there), source, is_flushed: true }
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
                Staged {
                    file: KeptFile::new(made_of, hash, Look::of(&metadata)),
                    source: Source::New,
                    is_flushed: false,
                }
            }
        };
        held(&self.files).insert(path.to_owned(), staged);
        Ok(())
    }
}

impl Output for Staging<'_> {
    fn keep(&self, path: &str, made_of: &Hash) -> Option<String> {
        let (kept, _) = self.made_before(path, made_of)?;
        let hash = kept.hash.clone();
        let staged = Staged { file: kept, source: Source::Noted, is_flushed: true };
        held(&self.files).insert(path.to_owned(), staged);
        Some(hash)
    }

    fn size(&self, path: &str, made_of: &Hash) -> Option<u64> {
        self.made_before(path, made_of).map(|(_, there)| there.size)
    }

    fn put(&self, path: &str, made_of: Option<&Hash>, hash: &str, bytes: &[u8]) {
        if let Err(diagnostic) = self.take(path, made_of, hash, bytes) {
            held(&self.failed).get_or_insert(diagnostic);
        }
    }

    fn settle(&self) {
        let is_due = |staged: &Staged| staged.is_new() && !staged.is_flushed;
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
        let is_new = held(&self.files).get(path)?.is_new();
        fs::read(if is_new { &self.place.new } else { &self.place.out }.join(path)).ok()
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        // After a swap there is nothing left; before it, what stands beside the folder is of no use.
        let _ = self.place.sweep();
    }
}

/// The manifest of a site of these files.
fn manifest_of(files: &BTreeMap<String, Staged>) -> Manifest {
    Manifest::of(files.iter().map(|(path, staged)| (path.as_str(), staged.file.hash.as_str())))
}

/// Those of the `old` paths that no file has any more. Both are in order, and to go through them side by side takes less than to look
/// for each.
fn gone<'o>(
    old: impl Iterator<Item = &'o str>,
    files: &BTreeMap<String, Staged>,
) -> impl Iterator<Item = &'o str> {
    let mut new = files.keys().peekable();
    old.filter(move |path| {
        while new.next_if(|other| other.as_str() < *path).is_some() {}
        new.peek().is_none_or(|other| other != path)
    })
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
fn check_path(path: &str) -> Result<(), Box<Diagnostic>> {
    if !is_plain_path(path) || KEPT.contains(&path) {
        return Err(Box::new(Diagnostic::new(
            Severity::Error,
            format!("`{}` can't be a file of the site", path.escape_debug()),
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
