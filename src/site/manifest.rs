//! The marker: it says that a folder is a site that Lossbook wrote, and what is in it.

/// The marker's file name.
pub const MARKER: &str = ".lossbook-site";

const FIRST_LINE: &str = "lossbook site 1";

/// The files of a site with their hashes, as the marker has them: a line that names the format, then a hash and a path a line, by path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Manifest(String);

impl Manifest {
    /// The manifest of files with these paths and hashes, which are in order.
    pub(super) fn of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let mut text = format!("{FIRST_LINE}\n");
        files.for_each(|(path, hash)| text.extend([hash, " ", path, "\n"]));
        Self(text)
    }

    /// Reads a marker; `None` if the text is not one of ours.
    pub(super) fn parse(text: String) -> Option<Self> {
        let mut lines = text.lines();
        let is_ours = lines.next() == Some(FIRST_LINE) && lines.all(|line| line.contains(' '));
        is_ours.then_some(Self(text))
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The paths of the files, with `/` between their parts, and the first half of their BLAKE3 hashes in hexadecimal digits.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.lines().skip(1).filter_map(|line| line.split_once(' ')).map(|(hash, path)| (path, hash))
    }
}

/// The hash of a file's content, as the manifest has it.
pub fn hash(bytes: &[u8]) -> String {
    crate::hash::half(bytes)
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn a_manifest_reads_back() {
        let files = [("a b/index.html", "x"), ("feed.xml", "y")];
        let manifest = Manifest::of(files.into_iter());
        let read = Manifest::parse(manifest.text().to_owned()).expect("it is ours");
        assert_eq!(read.files().collect::<Vec<_>>(), files);
        assert_eq!(read, manifest);
    }

    #[test]
    fn another_file_is_no_marker() {
        for text in ["", "hello\n", "lossbook site 1\nbroken\n"] {
            assert_eq!(Manifest::parse(text.to_owned()), None, "{text:?}");
        }
    }
}
