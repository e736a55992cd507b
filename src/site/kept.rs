//! What the last build noted about the files of its site: what each was made of, and by what it is known that nobody has
//! touched it since.

use super::looks::{Folder, Look};
use super::manifest::MARKER;
use crate::files::folders_above;
use blake3::Hash;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::ops::Range;
use std::path::Path;
use std::thread::JoinHandle;

/// A file of the site that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptFile {
    /// The hash of all that went into it; none if that is not known.
    pub(super) made_of: Option<Hash>,
    /// The hash of its bytes, as the manifest has it.
    pub(super) hash: String,
    look: Look,
}

impl KeptFile {
    /// A file that looks like this now.
    pub(super) fn new(made_of: Option<&Hash>, hash: &str, look: Look) -> Self {
        Self { made_of: made_of.copied(), hash: hash.to_owned(), look }
    }

    /// Writes what stands of a file before its path.
    fn write(&self, lines: &mut String) {
        let made_of = self.made_of.as_ref().map(Hash::to_hex);
        let made_of = made_of.as_ref().map_or("-", |hash| hash.as_str());
        let _ = write!(lines, "{made_of} {} {} {}", self.hash, self.look.size, self.look.time);
    }

    /// Reads it.
    fn read(line: &str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        let made_of = words.next()?;
        let made_of = if made_of == "-" { None } else { Some(Hash::from_hex(made_of).ok()?) };
        let hash = words.next()?.to_owned();
        let look = Look { size: words.next()?.parse().ok()?, time: words.next()?.parse().ok()? };
        Some(Self { made_of, hash, look })
    }

    /// Whether the file that looks like this is still the one that was noted.
    pub(super) fn is_untouched(&self, look: Look) -> bool {
        look == self.look
    }
}

/// All that was noted.
#[derive(Debug, Default)]
pub(super) struct Kept {
    text: String,
    /// The lines of the files in the text, in the order of their paths. Of many nothing but the path is asked for.
    files: Vec<Line>,
    /// The marker of the site, which nothing is taken over from.
    marker: Option<KeptFile>,
    /// The folders, by path, with the times at which something was last put in or taken out.
    pub(super) folders: BTreeMap<String, u128>,
}

/// Where a line has what.
#[derive(Debug)]
struct Line {
    file: Range<usize>,
    path: Range<usize>,
}

impl Kept {
    /// Reads the notes at `path`; none if they are not whole, or if another program wrote them.
    pub(super) fn read(path: &Path, program: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let is_whole = text.split_once('\n').is_some_and(|(first, rest)| first == first_line(program, rest));
        if is_whole { Self::of_text(text).unwrap_or_default() } else { Self::default() }
    }

    fn of_text(text: String) -> Option<Self> {
        let mut kept = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let (begin, end) = (start, start + line.trim_end_matches('\n').len());
            start += line.len();
            if begin == 0 {
                continue;
            } else if let Some((time, name)) =
                line.strip_prefix(FOLDER).and_then(|folder| folder.trim_end_matches('\n').split_once(' '))
            {
                kept.folders.insert(name.to_owned(), time.parse().ok()?);
            } else if let Some(marker) = line.strip_prefix(OF_MARKER) {
                kept.marker = Some(KeptFile::read(marker.trim_end_matches('\n'))?);
            } else {
                let (last, _) = line.match_indices(' ').nth(3)?;
                kept.files.push(Line { file: begin..begin + last, path: begin + last + 1..end });
            }
        }
        Some(Self { text, ..kept })
    }

    /// Whether no file was noted.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths of the files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|line| &self.text[line.path.clone()])
    }

    /// Whether there was a file at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.line(path).is_some()
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &str) -> Option<KeptFile> {
        KeptFile::read(&self.text[self.line(path)?.file.clone()])
    }

    fn line(&self, path: &str) -> Option<&Line> {
        let at = self.files.binary_search_by(|line| self.text[line.path.clone()].cmp(path)).ok()?;
        self.files.get(at)
    }

    /// Whether each file is there as it was noted.
    fn are_untouched(&self, out: &Path) -> bool {
        let out = Folder::at(out);
        let is_untouched =
            |file: &KeptFile, path: &str| out.file(path).is_some_and(|look| file.is_untouched(look));
        let marker = self.marker.as_ref();
        marker.is_some_and(|marker| is_untouched(marker, MARKER))
            && self.files.par_iter().all(|line| {
                let file = KeptFile::read(&self.text[line.file.clone()]);
                file.is_some_and(|file| is_untouched(&file, &self.text[line.path.clone()]))
            })
    }
}

/// Notes on files, before it is known where they will stand.
pub(super) struct FileNotes<'f> {
    lines: String,
    folders: BTreeSet<&'f str>,
}

impl<'f> FileNotes<'f> {
    /// Those on files by their paths, in order.
    pub(super) fn on(files: impl Iterator<Item = (&'f str, &'f KeptFile)> + Clone) -> Self {
        let mut lines = String::new();
        for (path, file) in files.clone() {
            file.write(&mut lines);
            lines.extend([" ", path, "\n"]);
        }
        Self { lines, folders: folders_of(files.map(|(path, _)| path)) }
    }

    /// Writes them and those on all that is around the files, which stand in the folder `out`.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(self, notes: Notes<'_>, out: &Path) -> io::Result<()> {
        let mut lines = String::new();
        for (path, time) in times_of(&self.folders, out) {
            let _ = writeln!(lines, "{FOLDER}{time} {path}");
        }
        if let Some(marker) = Folder::at(out).file(MARKER) {
            lines.push_str(OF_MARKER);
            KeptFile::new(None, "-", marker).write(&mut lines);
            lines.push('\n');
        }
        lines.push_str(&self.lines);
        let text = format!("{}\n{lines}", first_line(notes.program, &lines));
        crate::files::write_in_cache(notes.path, text.as_bytes())
    }
}

/// These folders of a site that stands at `out`, with the times at which something was last put in or taken out.
pub(super) fn times_of<'f>(folders: &BTreeSet<&'f str>, out: &Path) -> Vec<(&'f str, u128)> {
    let out = Folder::at(out);
    folders.par_iter().filter_map(|path| Some((*path, out.time_of_folder(path)?))).collect()
}

/// The folders that lie between files and the root, and the root itself.
pub(super) fn folders_of<'f>(files: impl Iterator<Item = &'f str>) -> BTreeSet<&'f str> {
    let mut folders = BTreeSet::new();
    for file in files {
        // Those above one that is known are known as well.
        folders_above(file).take_while(|folder| folders.insert(*folder)).for_each(drop);
    }
    folders
}

/// What the line of a folder begins with, and that of the marker.
const FOLDER: &str = "folder ";
const OF_MARKER: &str = "marker ";

/// Where the notes on a site's files lie, and which program they are of.
#[derive(Debug, Clone, Copy)]
pub struct Notes<'a> {
    /// Their file.
    pub path: &'a Path,
    /// Whatever tells this program from all others.
    pub program: &'a str,
}

/// Notes while they are read.
#[derive(Debug)]
pub struct NotesAhead(JoinHandle<Kept>);

impl NotesAhead {
    /// The notes, as soon as they are read, if they are still these; others are read now.
    pub(super) fn join(self, notes: Notes<'_>) -> Kept {
        let kept = self.0.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let is_same = notes.identity().is_some_and(|identity| kept.text.starts_with(&identity));
        if is_same { kept } else { Kept::read(notes.path, notes.program) }
    }
}

impl Notes<'_> {
    /// Begins to read them, which another build may replace meanwhile.
    pub fn read_ahead(&self) -> NotesAhead {
        let (path, program) = (self.path.to_owned(), self.program.to_owned());
        NotesAhead(std::thread::spawn(move || Kept::read(&path, &program)))
    }

    /// What tells these notes from all others.
    pub fn identity(&self) -> Option<String> {
        let mut line = String::new();
        BufReader::new(File::open(self.path).ok()?).read_line(&mut line).ok()?;
        Some(line)
    }

    /// Whether the site in the folder `out` has the files that were noted, as they were then, and its folders still hold
    /// what they held.
    pub fn are_of(&self, out: &Path) -> bool {
        let kept = Kept::read(self.path, self.program);
        !kept.is_empty() && are_as_noted(&kept.folders, out) && kept.are_untouched(out)
    }
}

/// Whether nothing was put into the `folders` below `out`, or taken out, since these times.
pub(super) fn are_as_noted(folders: &BTreeMap<String, u128>, out: &Path) -> bool {
    let out = Folder::at(out);
    folders.par_iter().all(|(name, time)| out.time_of_folder(name) == Some(*time))
}

fn first_line(program: &str, rest: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(program.as_bytes()).update(b"\0").update(rest.as_bytes());
    format!("lossbook kept 1 {}", hasher.finalize().to_hex())
}

#[cfg(test)]
mod tests {
    use super::{FileNotes, Kept, KeptFile, Look, MARKER, Notes};
    use std::fs;

    #[test]
    fn notes_come_back_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("lossbook-kept-{}", std::process::id()));
        let path = folder.join("kept");
        let file = |made_of| KeptFile { made_of, hash: "h".to_owned(), look: Look { size: 3, time: 7 } };
        let (one, two) = (file(Some(blake3::hash(b"x"))), file(None));
        fs::create_dir_all(folder.join("a b")).expect("it can be made");
        let notes = Notes { path: &path, program: "p" };
        fs::write(folder.join(MARKER), "").expect("it can be written");
        let files = [("a b/c.html", &one), ("d", &two)];
        FileNotes::on(files.into_iter()).write(notes, &folder).expect("it can be written");
        let kept = Kept::read(&path, "p");
        assert_eq!(kept.paths().collect::<Vec<_>>(), ["a b/c.html", "d"]);
        assert_eq!((kept.file("a b/c.html"), kept.file("d"), kept.file("a")), (Some(one), Some(two), None));
        assert_eq!(kept.folders.keys().collect::<Vec<_>>(), ["", "a b"]);
        assert!(Kept::read(&path, "q").is_empty());
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, text.replace(" 7 d", " 8 d")).expect("it can be written");
        assert!(Kept::read(&path, "p").is_empty());
        fs::write(&path, &text[..text.len() - 3]).expect("it can be written");
        assert!(Kept::read(&path, "p").is_empty());
        fs::remove_dir_all(&folder).expect("it can be removed");
    }

    #[test]
    fn a_site_is_as_noted_until_something_in_it_changes() {
        let folder = std::env::temp_dir().join(format!("lossbook-noted-{}", std::process::id()));
        let (out, path) = (folder.join("site"), folder.join("notes"));
        fs::create_dir_all(out.join("a")).expect("it can be made");
        fs::write(out.join("a/b.html"), "one").expect("it can be written");
        fs::write(out.join(MARKER), "").expect("it can be written");
        let notes = Notes { path: &path, program: "p" };
        let note = || {
            let metadata = fs::metadata(out.join("a/b.html")).expect("it is there");
            let file = KeptFile::new(None, "h", Look::of(&metadata));
            FileNotes::on([("a/b.html", &file)].into_iter()).write(notes, &out).expect("it can be written");
        };
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
