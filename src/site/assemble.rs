//! Every file of the site with its bytes.

use super::archive::Archive;
use super::assets;
use super::card_images::CardImages;
use super::check_links;
use super::context::{SiteContext, encoded};
use super::core_pages;
use super::earlier::{Earlier, FoundOut};
use super::entry_page;
use super::entry_values::EntryValues;
use super::feed;
use super::ledger;
use super::lists;
use super::output::{Outgoing, Output};
use super::pieces::Keys;
use super::redirects;
use super::related::{Related, related};
use super::rendering::{Outcome, Renderer, Rendering, SectionRendering};
use super::search;
use super::shared::{Shared, Theme};
use super::templates::Templates;
use super::terms::Terms;
use super::vocabulary::{Document, Text, Vocabulary};
use crate::bibliography::{Bibliography, Style};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, SourceText, has_errors};
use crate::entry::Entry;
use crate::ledger::Ledger;
use crate::picture::Picture;
use crate::record::Record;
use crate::record::reproduction::Reproduction;
use crate::words::Words;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An entry to publish.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its record, if it has one.
    pub record: Option<&'a Record>,
    /// What the last stamped check found of that record, if there was one.
    pub reproduction: Option<&'a Reproduction>,
    /// What the last stamped check found, if it was of an earlier record.
    pub earlier_check: Option<&'a Reproduction>,
    /// The files beside a bundle's `index.md`, by their path from its folder.
    pub assets: &'a BTreeMap<String, Vec<u8>>,
    /// The pictures among them with their smaller versions, by the same path.
    pub pictures: &'a BTreeMap<String, Picture>,
    /// The entry as a cargo project, in an archive.
    pub archive: Option<&'a Archive<'a>>,
}

/// A folder of entries.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// The address of its page below the site's root.
    pub path: &'a str,
    /// What it is called where nobody says otherwise: its folder's name.
    pub name: &'a str,
    /// Its `_index.md`, if it has one.
    pub index: Option<&'a Entry>,
}

/// What the command line has to say, and the journal's files that the configuration names.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The address that the site will have, where it differs from the configuration's.
    pub base_url: Option<String>,
    /// The files of the configuration's fonts, by their paths.
    pub fonts: BTreeMap<String, Vec<u8>>,
    /// The journal's bibliography, if it names one.
    pub bibliography: Option<Arc<SourceText>>,
    /// The CSL file that the journal names as the style of its references, if it is one.
    pub citation_style: Option<Arc<SourceText>>,
    /// The journal's font for cards, if it names one.
    pub card_font: Option<Arc<Vec<u8>>>,
    /// Whether cards are empty files: for sites that are only looked at.
    pub blank_cards: bool,
}

impl Options {
    /// The site's address, with a slash at its end.
    pub(super) fn base_url(&self, config: &Config) -> String {
        let url = self.base_url.as_ref().unwrap_or(&config.site.base_url);
        format!("{}/", url.trim_end_matches('/'))
    }
}

/// What a site came to, whose files are in its output.
#[derive(Debug)]
pub struct Assembled {
    /// Every file: its path from the site's root, with `/` between its parts, and the hash of its bytes.
    pub files: BTreeMap<String, String>,
    /// What is wrong with it. Not to be published while there is an error among them.
    pub diagnostics: Vec<Diagnostic>,
    /// What the next build need not find out again.
    pub found_out: FoundOut,
}

/// Assembles the site of `pages` and gives every file to `output`. The result does not depend on their order, nor on the
/// number of threads, nor on what earlier builds left: `earlier`, and the files that `output` keeps.
pub fn assemble(
    config: &Config,
    pages: &[Page<'_>],
    sections: &[Section<'_>],
    templates: &Templates,
    options: &Options,
    earlier: &Earlier,
    output: &dyn Output,
) -> Assembled {
    let addresses = addresses(pages, sections);
    let ledger = Ledger::of(pages.iter().map(|page| (page.entry, page.record)), config);
    let library = templates.words();
    let mut diagnostics = library.warnings.clone();
    let bibliography = bibliography(options, &mut diagnostics);
    let style = style(config, pages, options, &mut diagnostics);
    let renderer = Renderer {
        config,
        addresses: &addresses,
        ledger: &ledger,
        library,
        bibliography: &bibliography,
        style: style.as_ref(),
        sections,
    };
    let keys = Keys::new(config, options, &ledger, library);
    let outgoing = Outgoing::new(output);
    let (card_images, warnings) = CardImages::new(config, options, library, pages);
    diagnostics.extend(warnings);
    let languages = languages(config, pages);
    let given = Given { templates, options, languages: &languages, card_images: &card_images, earlier };
    // To draw the card of an entry takes as long as all else, and needs nothing of it.
    let ((), (entries, sections, outcomes, (words, related))) = rayon::join(
        || card_images.draw(&outgoing),
        || {
            let (entries, outcomes) = rendered(&renderer, pages, &keys, earlier, output);
            let sections = rendered_sections(&renderer);
            let found = pages_and_feeds(&renderer, &entries, &sections, &given, &outgoing);
            output.settle();
            (entries, sections, outcomes, found)
        },
    );
    let (files, mut mistakes) = outgoing.finish();
    let (mut used, mut new) = (Vec::new(), Vec::new());
    diagnostics.extend(
        languages.iter().filter(|language| !library.has(language)).map(|language| without_words(language)),
    );
    for outcome in outcomes {
        diagnostics.extend(outcome.diagnostics);
        new.extend(outcome.piece.map(|piece| (outcome.key.clone(), piece)));
        used.push(outcome.key);
    }
    let of_sections = sections.iter().filter_map(|section| section.rendered.as_ref());
    diagnostics.extend(of_sections.flat_map(|rendered| rendered.diagnostics.clone()));
    // A page that could not be made is missing for a reason that is told already.
    if !has_errors(&mistakes) {
        diagnostics.extend(check_links::check(&entries, &sections, &files, output));
        diagnostics.extend(check_links::check_menu(config, &files));
    }
    diagnostics.append(&mut mistakes);
    let archives = pages.iter().filter_map(|page| page.archive);
    diagnostics.extend(archives.flat_map(Archive::mistakes).cloned());
    // They are many small things, which takes a while to give back.
    rayon::join(|| entries.into_par_iter().for_each(drop), || drop(card_images));
    Assembled { files, diagnostics, found_out: FoundOut { used, new, words, related } }
}

/// The entries in the order of lists, rendered anew where no piece has all that is asked of them.
fn rendered<'a>(
    renderer: &'a Renderer<'a>,
    pages: &'a [Page<'a>],
    keys: &Keys<'_>,
    earlier: &'a Earlier,
    output: &dyn Output,
) -> (Vec<Rendering<'a>>, Vec<Outcome>) {
    let mut pages: Vec<&Page<'_>> = pages.iter().collect();
    pages.sort_by(|one, other| order(one.entry).cmp(&order(other.entry)));
    let render = |page| {
        let rendered = renderer.entry(page, keys.of(page), earlier);
        // Its page will say how large the archive is.
        entry_page::archive_of(page, output);
        rendered
    };
    let (mut entries, outcomes): (Vec<Rendering<'_>>, Vec<Outcome>) =
        pages.into_par_iter().map(render).unzip();
    entries.iter_mut().enumerate().for_each(|(at, entry)| entry.at = at);
    (entries, outcomes)
}

fn rendered_sections<'a>(renderer: &'a Renderer<'a>) -> Vec<SectionRendering<'a>> {
    let (no_assets, no_pictures) = (BTreeMap::new(), BTreeMap::new());
    let render = |index| renderer.render(index, None, &no_assets, &no_pictures, None);
    let sections = renderer.sections.iter();
    sections.map(|section| SectionRendering { section, rendered: section.index.map(render) }).collect()
}

/// The works that all entries may refer to.
fn bibliography(options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Bibliography {
    let Some(source) = &options.bibliography else { return Bibliography::default() };
    let (bibliography, mut mistakes) = Bibliography::parse(source);
    diagnostics.append(&mut mistakes);
    bibliography
}

/// How references are written, where there are works to refer to.
fn style(
    config: &Config,
    pages: &[Page<'_>],
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Style> {
    let has_works = |page: &Page<'_>| page.assets.keys().any(|name| name.ends_with(".bib"));
    if options.bibliography.is_none() && !pages.iter().any(has_works) {
        return None;
    }
    let style = match &options.citation_style {
        Some(source) => Style::from_csl(source),
        None => Style::built_in(config.site.citation_style.as_deref().unwrap_or(Style::DEFAULT)),
    };
    style.map_err(|mistake| diagnostics.push(mistake)).ok()
}

/// The languages that pages are in.
fn languages<'a>(config: &'a Config, pages: &'a [Page<'_>]) -> BTreeSet<&'a str> {
    let of_entries = pages.iter().filter_map(|page| page.entry.front.lang.as_deref());
    of_entries.chain([config.site.language.as_str()]).collect()
}

fn without_words(language: &str) -> Diagnostic {
    let message =
        format!("the theme has no words in `{language}`: what is not an author's own is in English there");
    Diagnostic::new(Severity::Warning, message)
        .hint(format!("write them into templates/words/{}.toml of the journal", language.to_lowercase()))
}

/// What pages are made with, beside what is on them.
struct Given<'a> {
    templates: &'a Templates,
    options: &'a Options,
    languages: &'a BTreeSet<&'a str>,
    card_images: &'a CardImages<'a>,
    earlier: &'a Earlier,
}

/// Gives every file to `outgoing` but the cards. Gives the words of all entries and what is related to be kept, if they are others
/// than before.
fn pages_and_feeds(
    renderer: &Renderer<'_>,
    entries: &[Rendering<'_>],
    sections: &[SectionRendering<'_>],
    given: &Given<'_>,
    outgoing: &Outgoing<'_>,
) -> (Option<String>, Option<(String, Related)>) {
    let Renderer { config, ledger, library, .. } = *renderer;
    let Given { templates, options, languages, card_images, earlier } = *given;
    let (assets, theme) = assets::of(templates, config, &options.fonts);
    outgoing.take(Ok(theme));
    // The oldest stands first, so that each stays where it is when one is added.
    let documents: Vec<Document<'_>> = entries.par_iter().rev().map(document).collect();
    let (vocabulary, terms) = rayon::join(
        || Vocabulary::of(&documents, &earlier.words),
        || Terms::of(entries, &config.site.authors),
    );
    let site_in = |words: &Words| {
        let sections = lists::top_sections(sections);
        let mut site = SiteContext::new(config, options, assets.clone(), sections, &terms, words);
        site.ledger = !ledger.is_empty();
        site.card = card_images.image_of_site(&site.base_url);
        site
    };
    let words = library.find(&config.site.language);
    let site = site_in(words);
    let themes = languages.iter().map(|language| library.find(language));
    let themes: BTreeMap<&str, &Words> = themes.map(|words| (words.language.as_str(), words)).collect();
    let themes =
        themes.into_iter().map(|(language, words)| (language, Theme::new(&site_in(words), words, templates)));
    let shared = Shared {
        themes: themes.collect(),
        words,
        context: &site,
        entries,
        terms: &terms,
        ledger,
        documents: &documents,
        vocabulary: &vocabulary,
        entry_values: EntryValues::of(entries.len()),
        card_images,
        templates,
        output: outgoing.output(),
    };
    let entry_pages = || {
        let (related, key, is_new) = related(&vocabulary, &earlier.related);
        let pages = related.par_iter().enumerate();
        pages.for_each(|(at, related)| outgoing.take(entry_page::files(&shared, at, related)));
        is_new.then_some((key, related))
    };
    let others = || {
        let redirects = entries.par_iter().map(|entry| redirects::of_entry(&shared, entry));
        redirects
            .chain(lists::pages(&shared, config, sections))
            .chain(feed::files(&shared, config, sections))
            .chain(rayon::iter::once(()).map(|()| ledger::files(&shared)))
            .chain(rayon::iter::once(()).map(|()| search::files(&shared)))
            .chain(core_pages::pages(&shared, sections))
            .for_each(|made| outgoing.take(made));
    };
    let words = || {
        let is_new = !vocabulary.is_stored(&earlier.words);
        is_new.then(|| vocabulary.to_text(earlier.program()))
    };
    // What is related is found out step by step: meanwhile there is time for what does not need it.
    let (related, ((), words)) = rayon::join(entry_pages, || rayon::join(others, words));
    (words, related)
}

/// An entry as its words are counted.
fn document<'a>(entry: &'a Rendering<'_>) -> Document<'a> {
    let front = &entry.page.entry.front;
    let facts = front.description.iter().chain(&front.tags).chain(&front.categories).chain(&front.series);
    Document {
        title: &front.title,
        address: format!("{}/", encoded(&entry.page.entry.slug)),
        headings: entry.rendered.headings.iter().map(|heading| heading.text.as_str()).collect(),
        facts: facts.chain(&front.authors).map(String::as_str).collect(),
        text: Text::Of(entry),
    }
}

/// The address of every page that a link may name by its source.
fn addresses(pages: &[Page<'_>], sections: &[Section<'_>]) -> BTreeMap<String, String> {
    let of_entries = pages.iter().map(|page| (page.entry.source.path.clone(), page.entry.slug.clone()));
    let of_sections = sections
        .iter()
        .filter_map(|section| Some((section.index?.source.path.clone(), section.path.to_owned())));
    of_entries.chain(of_sections).collect()
}

/// The newest first, undated ones last; of the same day, by address.
fn order(entry: &Entry) -> (Reverse<Option<jiff::civil::Date>>, &str) {
    (Reverse(entry.front.date), &entry.slug)
}
