//! What the last build noted about the files of its site: what each was made of, and by what it is known that nobody has
//! touched it since.

use blake3::Hash;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::io;
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

    /// Whether the file that is there is still the one that was noted.
    pub(super) fn is_untouched(&self, metadata: &Metadata) -> bool {
        metadata.is_file() && size_and_time(metadata) == (self.size, self.time)
    }
}

fn size_and_time(metadata: &Metadata) -> (u64, u128) {
    (metadata.len(), crate::files::modified(metadata).unwrap_or(0))
}

/// All that was noted, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept(pub(super) BTreeMap<String, KeptFile>);

impl Kept {
    /// Reads the notes at `path`; none if they are not whole, or if another program wrote them.
    pub(super) fn read(path: &Path, program: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.split_once('\n')
            .filter(|(first, rest)| *first == first_line(program, rest))
            .and_then(|(_, rest)| rest.lines().map(read_line).collect())
            .map_or_else(Self::default, Self)
    }

    /// Writes the notes.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(&self, path: &Path, program: &str) -> io::Result<()> {
        let mut lines = String::new();
        for (name, file) in &self.0 {
            let made_of = file.made_of.map_or_else(|| "-".to_owned(), |hash| hash.to_hex().to_string());
            let _ = writeln!(lines, "{made_of} {} {} {} {name}", file.hash, file.size, file.time);
        }
        let text = format!("{}\n{lines}", first_line(program, &lines));
        crate::files::write_in_cache(path, text.as_bytes())
    }
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
    use super::{Kept, KeptFile};
    use std::collections::BTreeMap;
    use std::fs;

    #[test]
    fn notes_come_back_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("lossbook-kept-{}", std::process::id()));
        let path = folder.join("kept");
        let file = |made_of| KeptFile { made_of, hash: "h".to_owned(), size: 3, time: 7 };
        let kept = Kept(BTreeMap::from([
            ("a b/c.html".to_owned(), file(Some(blake3::hash(b"x")))),
            ("d".to_owned(), file(None)),
        ]));
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
}
