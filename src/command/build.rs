//! `lossbook build`: runs what is stale and publishes everything.

use super::run::{is_runnable, record_runs, report_mistakes, stale, verdict};
use super::runs::Runner;
use super::{Context, Verdict, changes, citations, export, pages, stamp};
use crate::cli::Build;
use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::files::Lock;
use crate::fingerprint::Fingerprints;
use crate::journal::{Journal, Loaded, ParsedEntries};
use crate::plan::State;
use crate::site::{Archive, Earlier, EarlierAhead, Notes, NotesAhead, Published, Staging};
use jiff::civil::Date;
use std::path::Path;

pub(super) fn build(context: &Context, options: &Build) -> Result<Verdict, Vec<Diagnostic>> {
    let cache = super::runs::journal_cache(&context.root).map_err(|one| vec![one])?;
    let program = stamp::program_identity();
    let parsed = ParsedEntries::read_ahead(&cache, &program);
    let ahead = Ahead::read(context, &cache, &program);
    let read = lasting(Fingerprints::look(&context.root));
    if let Some(stamp) = stamp::unchanged(context, options, read) {
        context.console.note(&stamp.said);
        return Ok(Verdict::Good);
    }
    let parsed = lasting(parsed.join(read));
    let mut journal = Journal::load_with(&context.root, Some(parsed))?;
    let mut found = report_mistakes(context, &journal);
    let today = crate::clock::date();
    let chosen: Vec<usize> =
        (0..journal.entries.len()).filter(|&at| is_published(&journal.entries[at], options, today)).collect();
    let shared_by_archives = export::prepare(&journal);
    pages::read_own_data(&journal);
    found |= if options.locked {
        !all_fresh(context, &journal, &chosen)?
    } else {
        run_stale(context, &mut journal, &chosen)?
    };
    if found && !options.keep_going {
        return Ok(nothing_published(context));
    }
    let journal = lasting(journal);
    let whole = chosen.into_iter().filter(|&at| is_whole(journal, at)).collect();
    let (whole, lost) = citations::whole(journal, whole);
    lost.iter().for_each(|diagnostic| context.console.diagnostic(diagnostic));
    found |= !lost.is_empty();
    if !lost.is_empty() && !options.keep_going {
        return Ok(nothing_published(context));
    }
    let shared_by_archives = export::finish(journal, shared_by_archives);
    let archives = export::archives(journal, &whole, shared_by_archives.as_ref());
    let _turn = turn(context, &cache)?;
    let output = context.root.join(&journal.config.site.output);
    let notes_file = stamp::notes_file(&cache, &output);
    let notes = Notes { path: &notes_file, program: &program };
    let site = Site { cache: &cache, output: &output, notes, journal, parsed, whole: &whole };
    let Some((published, warned)) = site.publish(context, options, &archives, ahead)? else {
        return Ok(nothing_published(context));
    };
    let said = say(context, options, &site, published, today);
    if !found && !warned && journal.diagnostics.is_empty() {
        stamp::keep(context, options, journal, notes, &said, read);
    }
    Ok(verdict(found))
}

/// Keeps a value until the process ends, which it does with the command: to give a whole journal back piece by piece would take time, and
/// free nothing.
fn lasting<'a, T>(value: T) -> &'a T {
    Box::leak(Box::new(value))
}

/// Waits until no other build publishes, or keeps a stamp of what it has published.
fn turn(context: &Context, cache: &Path) -> Result<Lock, Vec<Diagnostic>> {
    let lock = crate::files::lock(&cache.join("publish.lock"), &|text| context.console.note(text));
    lock.map_err(|error| vec![Diagnostic::new(Severity::Error, format!("the lock for publishing: {error}"))])
}

/// What is read while all else is read and entries run.
struct Ahead {
    earlier: EarlierAhead,
    pages: pages::Ahead,
    notes: Option<NotesAhead>,
}

impl Ahead {
    fn read(context: &Context, cache: &Path, program: &str) -> Self {
        let output = crate::config::output_folder(&context.root);
        let notes = output.map(|output| stamp::notes_file(cache, &output));
        Self {
            earlier: Earlier::read_ahead(cache, program),
            pages: pages::read_ahead(&context.root),
            notes: notes.map(|path| Notes { path: &path, program }.read_ahead()),
        }
    }
}

/// What a site is published of.
struct Site<'a> {
    cache: &'a Path,
    output: &'a Path,
    notes: Notes<'a>,
    journal: &'a Journal,
    parsed: &'a ParsedEntries<'a>,
    /// The entries that are part of it.
    whole: &'a [usize],
}

impl Site<'_> {
    /// Makes every page and puts the site into its place. Gives what that did and whether there are warnings; nothing if there is
    /// a mistake.
    fn publish(
        &self,
        context: &Context,
        options: &Build,
        archives: &[Option<Archive<'_>>],
        ahead: Ahead,
    ) -> Result<Option<(Published, bool)>, Vec<Diagnostic>> {
        let staging = Staging::begin(self.output, &context.root, Some(self.notes), ahead.notes)
            .map_err(|diagnostic| vec![*diagnostic])?;
        let earlier = lasting(ahead.earlier.join());
        let given = pages::Given {
            ahead: ahead.pages,
            earlier,
            output: &staging,
            base_url: options.base_url.as_deref(),
            drafts: options.drafts,
            blank_cards: false,
        };
        let assembled = lasting(pages::assemble(self.journal, self.whole, archives, given)?);
        self.journal.refuse_lost(self.parsed)?;
        for diagnostic in &assembled.diagnostics {
            context.console.diagnostic(diagnostic);
        }
        let keep = || {
            earlier.keep(self.cache, &assembled.found_out);
            self.parsed.keep(self.journal);
        };
        if has_errors(&assembled.diagnostics) {
            keep();
            return Ok(None);
        }
        let ((), published) = rayon::join(keep, || staging.publish());
        let published = published.map_err(|diagnostic| vec![*diagnostic])?;
        Ok(Some((published, !assembled.diagnostics.is_empty())))
    }
}

/// Says what was published, and gives what a build says that has nothing to do.
fn say(context: &Context, options: &Build, site: &Site<'_>, published: Published, today: Date) -> String {
    let (entries, folder) = (site.whole.len(), &site.journal.config.site.output);
    let left_out = left_out(site.journal, options, today);
    let noun = if entries == 1 { "entry" } else { "entries" };
    let said = format!("{folder}/ is up to date: {entries} {noun}{left_out}");
    if published.written == 0 && published.removed == 0 {
        context.console.note(&said);
    } else {
        context.console.note(&format!(
            "published {entries} {noun} into {folder}/: {} files written, {} removed{left_out}",
            published.written, published.removed
        ));
    }
    said
}

/// A build that stops before it touches the site.
fn nothing_published(context: &Context) -> Verdict {
    context.console.note("nothing was published: the site stays as it was");
    Verdict::Found
}

/// Whether an entry is part of the site: drafts and what is dated in the future are not, unless they are asked for.
fn is_published(loaded: &Loaded, options: &Build, today: Date) -> bool {
    !is_left_draft(loaded, options) && !is_left_for_later(loaded, options, today)
}

fn is_left_draft(loaded: &Loaded, options: &Build) -> bool {
    loaded.entry.front.draft && !options.drafts
}

fn is_left_for_later(loaded: &Loaded, options: &Build, today: Date) -> bool {
    loaded.entry.front.date.is_some_and(|date| date > today) && !options.future
}

/// What is not part of the site, and how to have it; nothing if all is.
fn left_out(journal: &Journal, options: &Build, today: Date) -> String {
    let entries = &journal.entries;
    let drafts = entries.iter().filter(|loaded| is_left_draft(loaded, options)).count();
    let later = entries.iter().filter(|loaded| is_left_for_later(loaded, options, today)).count();
    let mut parts = Vec::new();
    if drafts > 0 {
        parts.push(format!("{drafts} draft{} (--drafts)", if drafts == 1 { "" } else { "s" }));
    }
    if later > 0 {
        parts.push(format!("{later} dated in the future (--future)"));
    }
    if parts.is_empty() { String::new() } else { format!("; left out: {}", parts.join(", ")) }
}

/// Whether an entry can be published: nothing in it is broken, and what it needs of a record is there.
fn is_whole(journal: &Journal, at: usize) -> bool {
    let loaded = &journal.entries[at];
    let is_fresh = || {
        let state = journal.inputs().and_then(|inputs| journal.freshness(loaded, inputs).ok());
        matches!(state, Some(State::Fresh | State::Prose))
    };
    !loaded.broken && (loaded.is_prose() || is_fresh())
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

/// Runs what is stale. Gives whether something went wrong.
fn run_stale(context: &Context, journal: &mut Journal, chosen: &[usize]) -> Result<bool, Vec<Diagnostic>> {
    let runnable: Vec<usize> =
        chosen.iter().copied().filter(|&at| is_runnable(&journal.entries[at])).collect();
    let mut found = false;
    if runnable.is_empty() {
        return Ok(found);
    }
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
    Ok(found)
}
