//! What the last build noted about the files of its site: what each was made of, and by what it is known that nobody has
//! touched it since.

use super::manifest::MARKER;
use crate::files::folders_above;
use blake3::Hash;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// A file of the site that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptFile {
    /// The hash of all that went into it; none if that is not known.
    pub(super) made_of: Option<Hash>,
    /// The hash of its bytes, as the manifest has it.
    pub(super) hash: String,
    size: u64,
    /// When it was last changed, in nanoseconds.
    time: u128,
}

impl KeptFile {
    /// A file with the metadata that it has now.
    pub(super) fn new(made_of: Option<&Hash>, hash: &str, metadata: &Metadata) -> Self {
        let (size, time) = size_and_time(metadata);
        Self { made_of: made_of.copied(), hash: hash.to_owned(), size, time }
    }

    /// The marker of a site, which nothing is taken over from.
    pub(super) fn marker(out: &Path) -> Option<(String, Self)> {
        let metadata = fs::symlink_metadata(out.join(MARKER)).ok()?;
        Some((MARKER.to_owned(), Self::new(None, "-", &metadata)))
    }

    /// Whether the file that is there is still the one that was noted.
    pub(super) fn is_untouched(&self, metadata: &Metadata) -> bool {
        metadata.is_file() && size_and_time(metadata) == (self.size, self.time)
    }
}

fn size_and_time(metadata: &Metadata) -> (u64, u128) {
    (metadata.len(), crate::files::modified(metadata).unwrap_or(0))
}

/// All that was noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The files, by path.
    pub(super) files: BTreeMap<String, KeptFile>,
    /// The folders, by path, with the times at which something was last put in or taken out.
    pub(super) folders: BTreeMap<String, u128>,
}

impl Kept {
    /// Notes on these files of the site in the folder `out`, and on all that is around them.
    pub(super) fn of(mut files: BTreeMap<String, KeptFile>, out: &Path) -> Self {
        files.extend(KeptFile::marker(out));
        let noted = |path: &&str| {
            let time = crate::files::modified(&fs::symlink_metadata(out.join(path)).ok()?)?;
            Some(((*path).to_owned(), time))
        };
        let folders: Vec<(String, u128)> = folders_of(files.keys()).par_iter().filter_map(noted).collect();
        Self { folders: folders.into_iter().collect(), files }
    }

    /// Reads the notes at `path`; none if they are not whole, or if another program wrote them.
    pub(super) fn read(path: &Path, program: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.split_once('\n')
            .filter(|(first, rest)| *first == first_line(program, rest))
            .and_then(|(_, rest)| Self::from_lines(rest))
            .unwrap_or_default()
    }

    fn from_lines(lines: &str) -> Option<Self> {
        let mut kept = Self::default();
        for line in lines.lines() {
            if let Some((time, name)) = line.strip_prefix(FOLDER).and_then(|folder| folder.split_once(' ')) {
                kept.folders.insert(name.to_owned(), time.parse().ok()?);
            } else {
                let (name, file) = read_line(line)?;
                kept.files.insert(name, file);
            }
        }
        Some(kept)
    }

    /// Writes the notes.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(&self, path: &Path, program: &str) -> io::Result<()> {
        let mut lines = String::new();
        for (name, time) in &self.folders {
            let _ = writeln!(lines, "{FOLDER}{time} {name}");
        }
        for (name, file) in &self.files {
            let made_of = file.made_of.map_or_else(|| "-".to_owned(), |hash| hash.to_hex().to_string());
            let _ = writeln!(lines, "{made_of} {} {} {} {name}", file.hash, file.size, file.time);
        }
        let text = format!("{}\n{lines}", first_line(program, &lines));
        crate::files::write_in_cache(path, text.as_bytes())
    }
}

/// The folders that lie between files and the root, and the root itself.
fn folders_of<'f>(files: impl Iterator<Item = &'f String>) -> BTreeSet<&'f str> {
    let mut folders = BTreeSet::new();
    for file in files {
        // Those above one that is known are known as well.
        folders_above(file).take_while(|folder| folders.insert(*folder)).for_each(drop);
    }
    folders
}

/// What the line of a folder begins with.
const FOLDER: &str = "folder ";

/// Where the notes on a site's files lie, and which program they are of.
#[derive(Debug, Clone, Copy)]
pub struct Notes<'a> {
    /// Their file.
    pub path: &'a Path,
    /// Whatever tells this program from all others.
    pub program: &'a str,
}

impl Notes<'_> {
    /// What tells these notes from all others.
    pub fn identity(&self) -> Option<String> {
        let mut line = String::new();
        BufReader::new(File::open(self.path).ok()?).read_line(&mut line).ok()?;
        Some(line)
    }

    /// Whether the site in the folder `out` has the files that were noted, as they were then, and its folders still hold
    /// what they held.
    pub fn are_of(&self, out: &Path) -> bool {
        let Kept { files, folders } = Kept::read(self.path, self.program);
        let is_untouched = |(name, file): (&String, &KeptFile)| {
            fs::symlink_metadata(out.join(name)).is_ok_and(|data| file.is_untouched(&data))
        };
        !files.is_empty() && are_as_noted(&folders, out) && files.par_iter().all(is_untouched)
    }
}

/// Whether nothing was put into the `folders` below `out`, or taken out, since these times.
pub(super) fn are_as_noted(folders: &BTreeMap<String, u128>, out: &Path) -> bool {
    folders.par_iter().all(|(name, time)| {
        fs::symlink_metadata(out.join(name))
            .is_ok_and(|data| data.is_dir() && crate::files::modified(&data) == Some(*time))
    })
}

fn first_line(program: &str, rest: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(program.as_bytes()).update(b"\0").update(rest.as_bytes());
    format!("lossbook kept 1 {}", hasher.finalize().to_hex())
}

fn read_line(line: &str) -> Option<(String, KeptFile)> {
    let mut words = line.splitn(5, ' ');
    let made_of = words.next()?;
    let made_of = if made_of == "-" { None } else { Some(Hash::from_hex(made_of).ok()?) };
    let (hash, size, time) =
        (words.next()?.to_owned(), words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((words.next()?.to_owned(), KeptFile { made_of, hash, size, time }))
}

#[cfg(test)]
mod tests {
    use super::{Kept, KeptFile, Notes};
    use std::collections::BTreeMap;
    use std::fs;

    #[test]
    fn notes_come_back_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("lossbook-kept-{}", std::process::id()));
        let path = folder.join("kept");
        let file = |made_of| KeptFile { made_of, hash: "h".to_owned(), size: 3, time: 7 };
        let files = BTreeMap::from([
            ("a b/c.html".to_owned(), file(Some(blake3::hash(b"x")))),
            ("d".to_owned(), file(None)),
        ]);
        let kept = Kept { files, folders: BTreeMap::from([("a b".to_owned(), 5), (String::new(), 6)]) };
        kept.write(&path, "p").expect("it can be written");
        assert_eq!(Kept::read(&path, "p"), kept);
        assert_eq!(Kept::read(&path, "q"), Kept::default());
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, text.replace(" 7 d", " 8 d")).expect("it can be written");
        assert_eq!(Kept::read(&path, "p"), Kept::default());
        fs::write(&path, &text[..text.len() - 3]).expect("it can be written");
        assert_eq!(Kept::read(&path, "p"), Kept::default());
        fs::remove_dir_all(&folder).expect("it can be removed");
    }

    #[test]
    fn a_site_is_as_noted_until_something_in_it_changes() {
        let folder = std::env::temp_dir().join(format!("lossbook-noted-{}", std::process::id()));
        let (out, path) = (folder.join("site"), folder.join("notes"));
        fs::create_dir_all(out.join("a")).expect("it can be made");
        fs::write(out.join("a/b.html"), "one").expect("it can be written");
        let note = || {
            let metadata = fs::metadata(out.join("a/b.html")).expect("it is there");
            let files = BTreeMap::from([("a/b.html".to_owned(), KeptFile::new(None, "h", &metadata))]);
            Kept::of(files, &out).write(&path, "p").expect("it can be written");
        };
        let notes = Notes { path: &path, program: "p" };
        assert!(!notes.are_of(&out), "nothing was noted");
        note();
        assert!(notes.are_of(&out));
        let earlier = notes.identity();
        for (name, bytes) in [("a/b.html", "three"), ("a/foreign", ""), ("foreign", "")] {
            fs::write(out.join(name), bytes).expect("it can be written");
            assert!(!notes.are_of(&out), "{name}");
            note();
            assert!(notes.are_of(&out), "{name}");
        }
        fs::remove_file(out.join("a/b.html")).expect("it can be removed");
        assert!(!notes.are_of(&out) && notes.identity() != earlier);
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
