//! The pages of a journal: what they are made of is read from its folder and handed to the stages that know no folders.

use super::run::is_runnable;
use super::{Context, citations, pictures};
use crate::diagnostic::{Diagnostic, Severity, SourceText, has_errors};
use crate::entry::{self, Entry};
use crate::files::{folders_above, slashed};
use crate::journal::{Journal, Loaded};
use crate::site::{self, Archive, Assembled, Earlier, Memory, Options, Output, Page, Section, Templates};
use crate::source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

/// What is on its way while entries run.
#[derive(Debug)]
pub(super) struct Ahead(JoinHandle<Result<Templates, Vec<Diagnostic>>>);

/// Has the templates read while all else is read and entries run.
pub(super) fn read_ahead(root: &Path) -> Ahead {
    let root = root.to_owned();
    Ahead(std::thread::spawn(move || Templates::load(&root)))
}

/// Has what the pages of a journal need of this program's own data read. Who needs it first waits for the rest of it.
pub(super) fn read_own_data(journal: &Journal) {
    if journal.entries.iter().any(is_runnable) {
        std::thread::spawn(crate::core_source::read_ahead);
    }
}

impl Ahead {
    /// The templates, once they are read.
    fn templates(self) -> Result<Templates, Vec<Diagnostic>> {
        self.0.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Renders the pages of a journal and tells what is wrong with them: links, references, images. Gives whether anything is.
pub(super) fn check_pages(
    context: &Context,
    journal: &Journal,
    ahead: Ahead,
) -> Result<bool, Vec<Diagnostic>> {
    let is_checked = |at: &usize| !journal.entries[*at].entry.front.draft && !journal.entries[*at].broken;
    let chosen: Vec<usize> = (0..journal.entries.len()).filter(is_checked).collect();
    let (chosen, lost) = citations::whole(journal, chosen);
    // Links may lead to an archive; what is in it is of no account here.
    let offered = journal.config.site.archives;
    let empty = || Archive::new(blake3::hash(b""), || Ok(Some(Vec::new())));
    let is_offered = |at: &usize| offered && journal.entries[*at].record.is_some();
    let archives: Vec<Option<Archive<'_>>> = chosen.iter().map(|at| is_offered(at).then(empty)).collect();
    let (earlier, output) = (Earlier::default(), Memory::default());
    let given =
        Given { ahead, earlier: &earlier, output: &output, base_url: None, drafts: false, blank_cards: true };
    let assembled = assemble(journal, &chosen, &archives, given)?;
    for diagnostic in lost.iter().chain(&assembled.diagnostics) {
        context.console.diagnostic(diagnostic);
    }
    Ok(!lost.is_empty() || has_errors(&assembled.diagnostics))
}

/// What a site is assembled with, beside the journal.
pub(super) struct Given<'a> {
    pub(super) ahead: Ahead,
    pub(super) earlier: &'a Earlier,
    pub(super) output: &'a dyn Output,
    pub(super) base_url: Option<&'a str>,
    /// Whether a section is published that has nothing but a draft of its own text.
    pub(super) drafts: bool,
    /// Whether cards are not drawn, since nobody sees them.
    pub(super) blank_cards: bool,
}

/// Every file of the site.
pub(super) fn assemble(
    journal: &Journal,
    chosen: &[usize],
    archives: &[Option<Archive<'_>>],
    given: Given<'_>,
) -> Result<Assembled, Vec<Diagnostic>> {
    let Given { ahead, earlier, output, base_url, drafts, blank_cards } = given;
    let mut diagnostics = Vec::new();
    let mut assets = Vec::new();
    for &at in chosen {
        assets.push(read_assets(&journal.entries[at], &mut diagnostics));
    }
    let entries = chosen.iter().map(|&at| &journal.entries[at]);
    let pictures = pictures::prepare(&journal.root, entries.clone().zip(&assets), &mut diagnostics);
    let pages: Vec<Page<'_>> = entries
        .zip(assets.iter().zip(&pictures))
        .zip(archives)
        .map(|((loaded, (assets, pictures)), archive)| Page {
            entry: &loaded.entry,
            record: loaded.record.as_ref(),
            reproduction: loaded.reproduction.as_ref(),
            earlier_check: loaded.earlier_check.as_ref(),
            assets,
            pictures,
            archive: archive.as_ref(),
        })
        .collect();
    let sections = published_sections(journal, chosen, drafts);
    let sections: Vec<Section<'_>> = sections
        .iter()
        .map(|(section, index)| Section { path: &section.path, name: &section.name, index: index.as_ref() })
        .collect();
    let fonts = journal.config.font_files(&journal.root)?;
    let card_font = journal.config.card_font(&journal.root).map_err(|mistake| vec![mistake])?;
    let (bibliography, citation_style) = literature(journal, &mut diagnostics);
    let base_url = base_url.map(str::to_owned);
    let options = Options { base_url, fonts, bibliography, citation_style, card_font, blank_cards };
    let templates = ahead.templates()?;
    let mut assembled =
        site::assemble(&journal.config, &pages, &sections, &templates, &options, earlier, output);
    diagnostics.append(&mut assembled.diagnostics);
    assembled.diagnostics = diagnostics;
    Ok(assembled)
}

/// The sections that have something to publish, each with its parsed `_index.md`: that, or an entry.
fn published_sections<'j>(
    journal: &'j Journal,
    chosen: &[usize],
    drafts: bool,
) -> Vec<(&'j source::Section, Option<Entry>)> {
    let slugs = chosen.iter().map(|&at| journal.entries[at].entry.slug.as_str());
    let folders: BTreeSet<&str> = slugs.flat_map(folders_above).collect();
    let with_index = |section: &'j source::Section| {
        // Its mistakes were told when the journal was read.
        let parse = |source| entry::parse(source, &section.path, false, &journal.config, None).entry;
        (section, section.index.clone().map(parse))
    };
    let is_published = |(section, index): &(&source::Section, Option<Entry>)| {
        let has_own = index.as_ref().is_some_and(|index| drafts || !index.front.draft);
        has_own || folders.contains(section.path.as_str())
    };
    journal.sections.iter().map(with_index).filter(is_published).collect()
}

/// The files of the journal that say how to refer to which works.
fn literature(
    journal: &Journal,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Arc<SourceText>>, Option<Arc<SourceText>>) {
    let mut read = |path: &str, key: &str| match fs::read_to_string(journal.root.join(path)) {
        Ok(text) => Some(Arc::new(SourceText::new(path.to_owned(), text.replace("\r\n", "\n")))),
        Err(error) => {
            let message = format!("{path}: {error}");
            let hint = format!("`{key}` in lossbook.toml names it, from the journal's folder");
            diagnostics.push(Diagnostic::new(Severity::Error, message).hint(hint));
            None
        }
    };
    let site = &journal.config.site;
    let bibliography = site.bibliography.as_deref().and_then(|path| read(path, "bibliography"));
    let style = site.citation_file().and_then(|path| read(path, "citation_style"));
    (bibliography, style)
}

/// The files beside a bundle, by their path from its folder.
fn read_assets(loaded: &Loaded, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Vec<u8>> {
    let folder = loaded.file.parent().unwrap_or(Path::new(""));
    let mut assets = BTreeMap::new();
    for path in &loaded.assets {
        let name = slashed(path.strip_prefix(folder).unwrap_or(path));
        match fs::read(path) {
            Ok(bytes) => {
                assets.insert(name, bytes);
            }
            Err(error) => diagnostics.push(Diagnostic::new(
                Severity::Error,
                format!("{}: {name}: {error}", loaded.entry.source.path),
            )),
        }
    }
    assets
}
