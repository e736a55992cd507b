//! The marker: it says that a folder is a site that Lossbook wrote, and what is in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The marker's file name.
pub const MARKER: &str = ".lossbook-site";

const FIRST_LINE: &str = "lossbook site 1";

/// The files of a site with their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// A path with `/` to the first half of its BLAKE3 hash, in hexadecimal digits.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of files that are about to be written.
    pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Self {
        Self { files: files.iter().map(|(path, bytes)| (path.clone(), hash(bytes))).collect() }
    }

    /// Its text: a line that names the format, then a hash and a path a line.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (path, hash) in &self.files {
            let _ = writeln!(text, "{hash} {path}");
        }
        text
    }

    /// Reads a marker; `None` if the text is not one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let mut files = BTreeMap::new();
        for line in lines {
            let (hash, path) = line.split_once(' ')?;
            files.insert(path.to_owned(), hash.to_owned());
        }
        Some(Self { files })
    }
}

/// The hash of a file's content, as the manifest has it.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::Manifest;
    use std::collections::BTreeMap;

    #[test]
    fn a_manifest_reads_back() {
        let files = BTreeMap::from([
            ("a b/index.html".to_owned(), b"x".to_vec()),
            ("feed.xml".to_owned(), Vec::new()),
        ]);
        let manifest = Manifest::of(&files);
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest));
    }

    #[test]
    fn another_file_is_no_marker() {
        for text in ["", "hello\n", "lossbook site 1\nbroken\n"] {
            assert_eq!(Manifest::parse(text), None, "{text:?}");
        }
    }
}
