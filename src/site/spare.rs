//! The site before the one that is there, kept so that the next need not be put together file by file.
//!
//! Sites that follow each other share nearly all of their files. The folder that a swap has taken out of the way is kept in the
//! cache, and the next site is made of it: only what differs is put in or taken out. A file that the two have in common is
//! one file with two names, so whoever finds it untouched in the site has looked at that of the spare as well.

use super::kept::{Kept, Notes, are_as_noted, folders_of, times_of};
use super::manifest::MARKER;
use super::place::{Given, Place, Source, in_folder, remove_folder, share};
use crate::files::remove_file_if_there;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// In what a site differs from the one that took its place.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Differences<'k> {
    /// Its files that the other has otherwise, or not at all.
    pub(super) own: BTreeSet<String>,
    /// The files of the other that it has otherwise, or not at all.
    pub(super) others: BTreeSet<String>,
    /// Its folders, with the times at which something was last put in or taken out.
    pub(super) folders: Cow<'k, BTreeMap<String, u128>>,
}

/// A site that stands beside the one that took its place, ready to become the next.
pub(super) struct Spare<'p> {
    folder: &'p Path,
    differences: Differences<'static>,
}

/// Where the spare of a site lies whose notes these are, and where it is noted what the spare is.
fn place_of(notes: Notes<'_>) -> (PathBuf, PathBuf) {
    (notes.path.with_extension("spare"), notes.path.with_extension("spare.json"))
}

impl Differences<'_> {
    /// These and the site at `at` that has them, unless anybody has put anything into it or taken out.
    pub(super) fn of_whole(self, at: &Path) -> Option<(Self, &Path)> {
        let is_whole = !self.folders.is_empty() && are_as_noted(&self.folders, at);
        is_whole.then_some((self, at))
    }

    /// Keeps the site, which stands at `at`, as the spare of the one that took its place and has these notes.
    pub(super) fn keep(&self, at: &Path, notes: Notes<'_>) {
        let (folder, noted) = place_of(notes);
        let Some(site) = notes.identity() else { return };
        if fs::rename(at, folder).is_ok() {
            self.note(&site, &noted);
        }
    }

    /// Notes what the spare is. Without that the next build takes it for nothing, and removes it.
    fn note(&self, site: &str, noted: &Path) {
        if let Ok(text) = serde_json::to_vec(&(site, self)) {
            let _ = crate::files::write_in_cache(noted, &text);
        }
    }
}

/// Removes the spare, if there is one.
pub(super) fn discard(notes: Notes<'_>) {
    let (folder, noted) = place_of(notes);
    let _ = fs::remove_file(&noted);
    if folder.exists() {
        let _ = remove_folder(&folder);
    }
}

/// Makes a spare of a site that has taken no other's place, so that its first change takes no longer than each later one. Where a file
/// can't have two names there is none.
pub(super) fn make(notes: Notes<'_>, out: &Path, paths: &[&str]) {
    let (folder, noted) = place_of(notes);
    let Some(site) = notes.identity() else { return };
    discard(notes);
    let link = |path: &&str| {
        let to = folder.join(path);
        in_folder(&to, || fs::hard_link(out.join(path), &to))
    };
    let is_made =
        paths.first().is_some_and(|first| fs::create_dir_all(&folder).is_ok() && link(first).is_ok())
            && paths[1..].par_iter().all(|path| link(path).is_ok());
    if !is_made {
        let _ = remove_folder(&folder);
        return;
    }
    let folders = times_of(&folders_of(paths.iter().copied()), &folder);
    let folders = folders.into_iter().map(|(path, time)| (path.to_owned(), time)).collect();
    let (own, others) = (BTreeSet::new(), BTreeSet::new());
    Differences { own, others, folders: Cow::Owned(folders) }.note(&site, &noted);
}

impl<'p> Spare<'p> {
    /// Takes the spare out of the cache and puts it at `to`, if it is one of the `site` that has these notes, and as it was left.
    pub(super) fn take(notes: Notes<'_>, site: &Kept, to: &'p Path) -> Option<Self> {
        let (folder, noted) = place_of(notes);
        let text = fs::read(&noted);
        // Whatever happens from here on, it is nothing to build upon a second time.
        let _ = fs::remove_file(&noted);
        let read = |text: Vec<u8>| serde_json::from_slice::<(String, Differences<'_>)>(&text).ok();
        let taken = text
            .ok()
            .and_then(read)
            // Of notes that another program wrote nothing was read.
            .filter(|(of, _)| !site.is_empty() && notes.identity().as_ref() == Some(of))
            .filter(|_| fs::rename(&folder, to).is_ok());
        if folder.exists() {
            let _ = remove_folder(&folder);
        }
        let (_, differences) = taken?;
        if are_as_noted(&differences.folders, to) {
            return Some(Self { folder: to, differences });
        }
        let _ = remove_folder(to);
        None
    }

    /// Makes it the site of `files` at the place of new ones. `site` are the notes on the site that it is the spare of, which has
    /// those that are `gone` besides.
    ///
    /// # Errors
    /// The disk refuses; what stands there is then of no use any more.
    pub(super) fn fit<'f>(
        self,
        site: &Kept,
        files: impl Iterator<Item = (&'f str, Source)>,
        gone: impl Iterator<Item = &'f str>,
        place: &Place,
    ) -> io::Result<Given<'f>> {
        let Self { folder, differences: Differences { own, others, .. } } = self;
        let is_common = |path: &str| !others.contains(path);
        let to_give: Vec<(&str, Source)> =
            files.filter(|(path, source)| *source != Source::Noted || !is_common(path)).collect();
        let paths: Vec<&str> = to_give.iter().map(|(path, _)| *path).collect();
        let gone: Vec<&str> = gone.collect();
        let common = paths.iter().filter(|path| site.has(path)).chain(&gone).map(|path| &**path);
        let common = common.filter(|path| is_common(path));
        clear(folder, common.chain(own.iter().map(String::as_str)))?;
        let give = |&(path, source): &(&str, Source)| {
            let to = folder.join(path);
            if source == Source::New {
                in_folder(&to, || fs::rename(place.new.join(path), &to)).map(|()| true)
            } else {
                share(&place.out.join(path), &to)
            }
        };
        let are_shared: Vec<bool> = to_give.par_iter().map(give).collect::<io::Result<_>>()?;
        remove_folder(&place.new)?;
        fs::rename(folder, &place.new)?;
        Ok(Given { paths, are_shared: !are_shared.contains(&false) })
    }
}

/// Removes the marker and the files at `paths`, as far as they are there, and the folders that nothing is left in.
fn clear<'a>(folder: &Path, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let paths: BTreeSet<&str> = paths.chain([MARKER]).collect();
    paths.par_iter().try_for_each(|path| remove_file_if_there(&folder.join(path)))?;
    let through = |path| Path::new(path).ancestors().skip(1).filter(|inner| !inner.as_os_str().is_empty());
    let folders: BTreeSet<&Path> = paths.iter().flat_map(through).collect();
    // The innermost first. One that still holds something can't be removed, and stays.
    folders.iter().rev().for_each(|inner| drop(fs::remove_dir(folder.join(inner))));
    Ok(())
}
