//! An entry as a cargo project, which is made when its page is, and only where no earlier build has left it.

use super::output::{Content, Output};
use crate::diagnostic::Diagnostic;
use blake3::Hash;
use std::fmt;
use std::sync::OnceLock;

/// What makes an archive; none if it is too large for one.
type Make<'a> = Box<dyn Fn() -> Result<Option<Vec<u8>>, Vec<Diagnostic>> + Send + Sync + 'a>;

/// An archive that can be made.
pub struct Archive<'a> {
    made_of: Hash,
    make: Make<'a>,
    made: OnceLock<Result<Option<Vec<u8>>, Vec<Diagnostic>>>,
}

impl<'a> Archive<'a> {
    /// An archive that `make` gives out of what has the hash `made_of`; nothing if it is too large to be one.
    pub fn new(
        made_of: Hash,
        make: impl Fn() -> Result<Option<Vec<u8>>, Vec<Diagnostic>> + Send + Sync + 'a,
    ) -> Self {
        Self { made_of, make: Box::new(make), made: OnceLock::new() }
    }

    /// How many bytes it has, as the file at `path` of the site; nothing if there is none.
    pub(super) fn size(&self, path: &str, output: &dyn Output) -> Option<u64> {
        output.size(path, &self.made_of).or_else(|| Some(self.bytes()?.len() as u64))
    }

    /// It as a file of the site.
    pub(super) fn content(&self) -> Content<'_> {
        Content::made_of(Some(self.made_of), || Ok(self.bytes().unwrap_or_default().into()))
    }

    /// Why it could not be made.
    pub(super) fn mistakes(&self) -> &[Diagnostic] {
        match self.made.get() {
            Some(Err(mistakes)) => mistakes,
            _ => &[],
        }
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.made.get_or_init(|| (self.make)()).as_ref().ok()?.as_deref()
    }
}

impl fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("made_of", &self.made_of).finish_non_exhaustive()
    }
}
