//! `lossbook build`: runs what is stale and publishes everything.

use super::run::{is_runnable, record_runs, report_mistakes, stale, verdict};
use super::runs::Runner;
use super::{Context, Verdict, changes, citations, export, pictures, stamp};
use crate::cli::Build;
use crate::diagnostic::{Diagnostic, Severity, SourceText};
use crate::entry::{self, Entry};
use crate::journal::{Journal, Loaded, has_errors};
use crate::plan::{Inputs, State};
use crate::site::{
    self, Assembled, Memory, Notes, Options, Output, Page, Pieces, Section, Staging, Templates,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn build(context: &Context, options: &Build) -> Result<Verdict, Vec<Diagnostic>> {
    if let Some(stamp) = stamp::unchanged(context, options) {
        context.console.note(&stamp.said);
        return Ok(Verdict::Good);
    }
    let mut journal = Journal::load(&context.root)?;
    let mut found = report_mistakes(context, &journal);
    let chosen: Vec<usize> =
        (0..journal.entries.len()).filter(|&at| is_published(&journal.entries[at], options)).collect();
    let shared_by_archives = export::prepare(&journal);
    read_ahead(&journal);
    found |= if options.locked {
        !all_fresh(context, &journal, &chosen)?
    } else {
        run_stale(context, &mut journal, &chosen)?
    };
    if found && !options.keep_going {
        return Ok(nothing_published(context));
    }
    let inputs = journal.inputs();
    let whole = chosen.into_iter().filter(|&at| is_whole(&journal, at, inputs)).collect();
    let (whole, lost) = citations::whole(&journal, whole);
    lost.iter().for_each(|diagnostic| context.console.diagnostic(diagnostic));
    found |= !lost.is_empty();
    if !lost.is_empty() && !options.keep_going {
        return Ok(nothing_published(context));
    }
    let archives = export::archives(&journal, &whole, shared_by_archives)?;
    let output = context.root.join(&journal.config.site.output);
    let cache = super::runs::journal_cache(&context.root).map_err(|one| vec![one])?;
    let _turn = crate::files::lock(&cache.join("publish.lock"), &|text| {
        context.console.note(text);
    })
    .map_err(|error| vec![Diagnostic::new(Severity::Error, format!("the lock for publishing: {error}"))])?;
    let program = stamp::program_identity();
    let notes = cache.join(notes_name(&output));
    let notes = Notes { path: &notes, program: &program };
    let staging =
        Staging::begin(&output, &context.root, Some(notes)).map_err(|diagnostic| vec![*diagnostic])?;
    let pieces_file = cache.join("pieces");
    let pieces = Pieces::read(&pieces_file, &program);
    let given = Given {
        pieces: &pieces,
        output: &staging,
        base_url: options.base_url.as_deref(),
        blank_cards: false,
    };
    let assembled = assemble(&journal, &whole, &archives, &given)?;
    for diagnostic in &assembled.diagnostics {
        context.console.diagnostic(diagnostic);
    }
    // A cache that can't be written to only makes the next build slower.
    let _ = pieces.keep(&pieces_file, &program, &assembled.used, &assembled.new);
    if has_errors(&assembled.diagnostics) {
        return Ok(nothing_published(context));
    }
    let published = staging.publish().map_err(|diagnostic| vec![*diagnostic])?;
    let entries = whole.len();
    let said = format!(
        "{}/ is up to date: {} {}",
        journal.config.site.output,
        entries,
        if entries == 1 { "entry" } else { "entries" }
    );
    if published.written == 0 && published.removed == 0 {
        context.console.note(&said);
    } else {
        context.console.note(&format!(
            "published {entries} {} into {}/: {} files written, {} removed",
            if entries == 1 { "entry" } else { "entries" },
            journal.config.site.output,
            published.written,
            published.removed
        ));
    }
    if !found && journal.diagnostics.is_empty() && assembled.diagnostics.is_empty() {
        stamp::keep(context, options, &journal, &output, &said);
    }
    Ok(verdict(found))
}

/// Has what pages need of this program's own data read while entries run. Who needs it first waits for the rest of it.
pub(super) fn read_ahead(journal: &Journal) {
    let is_bibliography = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "bib");
    let has_works = journal.config.site.bibliography.is_some()
        || journal.entries.iter().any(|loaded| loaded.assets.iter().any(is_bibliography));
    std::thread::spawn(move || {
        if has_works {
            crate::bibliography::locales();
        }
        crate::core_source::read_ahead();
    });
}

/// A build that stops before it touches the site.
fn nothing_published(context: &Context) -> Verdict {
    context.console.note("nothing was published: the site stays as it was");
    Verdict::Found
}

/// Whether an entry is part of the site: drafts and what is dated in the future are not, unless they are asked for.
fn is_published(loaded: &Loaded, options: &Build) -> bool {
    let front = &loaded.entry.front;
    let is_future = front.date.is_some_and(|date| date > crate::clock::date());
    (!front.draft || options.drafts) && (!is_future || options.future)
}

/// Whether an entry can be published: nothing in it is broken, and what it needs of a record is there.
fn is_whole(journal: &Journal, at: usize, inputs: Option<&Inputs>) -> bool {
    let loaded = &journal.entries[at];
    if loaded.broken {
        return false;
    }
    let state = inputs.and_then(|inputs| journal.state(loaded, inputs).ok());
    matches!(state, Some((_, State::Fresh | State::Prose)))
}

/// Whether every record is fresh; tells of those that are not.
fn all_fresh(context: &Context, journal: &Journal, chosen: &[usize]) -> Result<bool, Vec<Diagnostic>> {
    let Some(inputs) = journal.inputs() else {
        context.console.diagnostic(
            &Diagnostic::new(
                Severity::Error,
                "lossbook.lock is missing, or was made for other [cells.dependencies]",
            )
            .hint("run `lossbook build` without --locked and keep lossbook.lock in git"),
        );
        return Ok(false);
    };
    let mut fresh = true;
    for &at in chosen {
        let loaded = &journal.entries[at];
        let entry = &loaded.entry;
        let message = match journal.state(loaded, inputs) {
            Ok((_, State::Fresh | State::Prose)) => continue,
            Ok((_, State::NeverRun)) => format!("{} has no record", entry.source.path),
            Ok((_, State::Stale(changed))) => {
                format!(
                    "the record of {} is stale: {}",
                    entry.source.path,
                    changes::in_a_line(entry, &changed)
                )
            }
            Err(diagnostics) => {
                diagnostics.iter().for_each(|diagnostic| context.console.diagnostic(diagnostic));
                fresh = false;
                continue;
            }
        };
        fresh = false;
        let hint = format!("run `lossbook run {}` and keep the record in git", entry.slug);
        context.console.diagnostic(&Diagnostic::new(Severity::Error, message).hint(hint));
    }
    Ok(fresh)
}

/// Runs what is stale and reads the new records. Gives whether something went wrong.
fn run_stale(context: &Context, journal: &mut Journal, chosen: &[usize]) -> Result<bool, Vec<Diagnostic>> {
    let runnable: Vec<usize> =
        chosen.iter().copied().filter(|&at| is_runnable(&journal.entries[at])).collect();
    let mut found = false;
    let (runner, stale) = match journal.inputs() {
        Some(inputs) => {
            let stale = stale(context, journal, &runnable, inputs, &mut found)?;
            if stale.is_empty() {
                return Ok(found);
            }
            (Runner::prepare(context, &journal.config)?, stale)
        }
        None => {
            // The dependencies have no versions yet; preparing the environment chooses them.
            let runner = Runner::prepare(context, &journal.config)?;
            let inputs = journal
                .inputs()
                .ok_or_else(|| vec![Diagnostic::new(Severity::Error, "lossbook.lock could not be kept")])?;
            let stale = stale(context, journal, &runnable, inputs, &mut found)?;
            (runner, stale)
        }
    };
    found |= record_runs(context, journal, &runner, &stale, &|_, _| {})?;
    for at in stale {
        let loaded = &mut journal.entries[at];
        let record = crate::record::read(&loaded.record_file(), &loaded.record_name())
            .map_err(|diagnostic| vec![diagnostic])?;
        loaded.take_new_record(record);
    }
    Ok(found)
}

/// Renders the pages of a journal and tells what is wrong with them: links, references, images. Gives whether anything is.
pub(super) fn check_pages(
    context: &Context,
    journal: &Journal,
    whole_journal: bool,
) -> Result<bool, Vec<Diagnostic>> {
    if !whole_journal {
        return Ok(false);
    }
    let options = Build { drafts: false, future: true, ..Build::default() };
    let chosen: Vec<usize> = (0..journal.entries.len())
        .filter(|&at| is_published(&journal.entries[at], &options) && !journal.entries[at].broken)
        .collect();
    let (chosen, lost) = citations::whole(journal, chosen);
    // Links may lead to an archive; what is in it is of no account here.
    let offered = journal.config.site.archives;
    let empty = |at: &usize| journal.entries[*at].record.as_ref().filter(|_| offered).map(|_| Vec::new());
    let archives: Vec<Option<Vec<u8>>> = chosen.iter().map(empty).collect();
    let (pieces, output) = (Pieces::default(), Memory::default());
    let given = Given { pieces: &pieces, output: &output, base_url: None, blank_cards: true };
    let assembled = assemble(journal, &chosen, &archives, &given)?;
    for diagnostic in lost.iter().chain(&assembled.diagnostics) {
        context.console.diagnostic(diagnostic);
    }
    Ok(!lost.is_empty() || has_errors(&assembled.diagnostics))
}

/// What a site is assembled with, beside the journal.
struct Given<'a> {
    pieces: &'a Pieces,
    output: &'a dyn Output,
    base_url: Option<&'a str>,
    /// Whether cards are not drawn, since nobody sees them.
    blank_cards: bool,
}

/// The file of the notes on the site in a folder.
fn notes_name(output: &Path) -> String {
    let hash = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
    format!("site-{}", &hash[..8])
}

/// Every file of the site.
fn assemble(
    journal: &Journal,
    chosen: &[usize],
    archives: &[Option<Vec<u8>>],
    given: &Given<'_>,
) -> Result<Assembled, Vec<Diagnostic>> {
    let templates = Templates::load(&journal.root)?;
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
            archive: archive.as_deref(),
        })
        .collect();
    let indexes: Vec<Option<Entry>> = journal
        .sections
        .iter()
        .map(|section| {
            let source = section.index.as_ref()?;
            // Its mistakes were told when the journal was read.
            Some(entry::parse(source.clone(), &section.path, false, &journal.config, None).entry)
        })
        .collect();
    let sections: Vec<Section<'_>> = journal
        .sections
        .iter()
        .zip(&indexes)
        .map(|(section, index)| Section { path: &section.path, index: index.as_ref() })
        .collect();
    let fonts = journal.config.font_files(&journal.root)?;
    let card_font = journal.config.card_font(&journal.root).map_err(|mistake| vec![mistake])?;
    let (bibliography, citation_style) = literature(journal, &mut diagnostics);
    let base_url = given.base_url.map(str::to_owned);
    let blank_cards = given.blank_cards;
    let options = Options { base_url, fonts, bibliography, citation_style, card_font, blank_cards };
    let mut assembled =
        site::assemble(&journal.config, &pages, &sections, &templates, &options, given.pieces, given.output);
    diagnostics.append(&mut assembled.diagnostics);
    assembled.diagnostics = diagnostics;
    Ok(assembled)
}

/// The files of the journal that say how to refer to which works.
fn literature(
    journal: &Journal,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Arc<SourceText>>, Option<Arc<SourceText>>) {
    let mut read = |path: &str, key: &str| match fs::read_to_string(journal.root.join(path)) {
        Ok(text) => Some(Arc::new(SourceText { path: path.to_owned(), text: text.replace("\r\n", "\n") })),
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
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
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
