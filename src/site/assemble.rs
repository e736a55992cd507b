//! Every file of the site with its bytes.

use super::assets;
use super::check_links;
use super::cite_this::CiteContext;
use super::context::{
    ArchiveContext, EntryContext, LinkContext, PageContext, ReproducedContext, SiteContext, archive_name,
    contents,
};
use super::core_pages;
use super::feed;
use super::ledger;
use super::lists;
use super::metadata;
use super::redirects;
use super::related::related;
use super::search;
use super::templates::Templates;
use super::terms::Terms;
use crate::bibliography::{Bibliography, Style};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, SourceText};
use crate::entry::Entry;
use crate::ledger::Ledger;
use crate::picture::Picture;
use crate::record::Record;
use crate::record::reproduction::{self, Reproduction};
use crate::render::{self, Rendered};
use crate::words::Words;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tera::Value;

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
    pub archive: Option<&'a [u8]>,
}

/// A folder of entries.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// Its path below `entries/`.
    pub path: &'a str,
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
}

impl Options {
    /// The site's address, with a slash at its end.
    pub(super) fn base_url(&self, config: &Config) -> String {
        let url = self.base_url.as_ref().unwrap_or(&config.site.base_url);
        format!("{}/", url.trim_end_matches('/'))
    }
}

/// A site, in memory.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// Every file: its path from the site's root, with `/` between its parts, and its bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is wrong with it. Not to be published while there is an error among them.
    pub diagnostics: Vec<Diagnostic>,
}

/// An entry of the site with its markup.
pub(super) struct Rendering<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) rendered: Rendered,
    /// Whether it stands on the first page, in the archive and under its tags; its section may say that it does not.
    pub(super) listed: bool,
    /// Whether it stands in feeds.
    pub(super) in_feeds: bool,
}

/// A section of the site with the markup of its `_index.md`.
pub(super) struct SectionRendering<'a> {
    pub(super) section: &'a Section<'a>,
    pub(super) rendered: Option<Rendered>,
}

/// Assembles the site of `pages`. The result does not depend on their order, nor on the number of threads.
pub fn assemble(
    config: &Config,
    pages: &[Page<'_>],
    sections: &[Section<'_>],
    templates: &Templates,
    options: &Options,
) -> Assembled {
    let addresses = addresses(pages, sections);
    let ledger = Ledger::of(pages.iter().map(|page| (page.entry, page.record)), config);
    let library = templates.words();
    let mut diagnostics = library.warnings.clone();
    let bibliography = bibliography(options, &mut diagnostics);
    let style = style(config, pages, options, &mut diagnostics);
    let render = |entry: &Entry, record: Option<&Record>, assets, pictures, seconds| {
        let language = entry.front.lang.as_deref().unwrap_or(&config.site.language);
        let words = library.find(language);
        let context = render::Context {
            pages: &addresses,
            assets,
            pictures,
            seconds,
            language,
            words,
            ledger: &ledger,
            bibliography: &bibliography,
            style: style.as_ref(),
        };
        render::entry(entry, record, context)
    };
    let mut entries: Vec<Rendering<'_>> = pages
        .par_iter()
        .map(|page| {
            let seconds = page.reproduction.map(|found| &found.seconds);
            let rendered = render(page.entry, page.record, page.assets, page.pictures, seconds);
            let above = || lists::settings_above(sections, &page.entry.slug);
            let (listed, in_feeds) = (above().all(|own| own.lists), above().all(|own| own.feeds));
            Rendering { page, rendered, listed, in_feeds }
        })
        .collect();
    entries.sort_by(|one, other| order(one.page.entry).cmp(&order(other.page.entry)));
    let (no_assets, no_pictures) = (BTreeMap::new(), BTreeMap::new());
    let sections: Vec<SectionRendering<'_>> = sections
        .iter()
        .map(|section| SectionRendering {
            section,
            rendered: section.index.map(|index| render(index, None, &no_assets, &no_pictures, None)),
        })
        .collect();

    let languages = languages(config, pages);
    diagnostics.extend(
        languages.iter().filter(|language| !library.has(language)).map(|language| without_words(language)),
    );
    diagnostics.extend(texts(&entries, &sections).flat_map(|rendered| rendered.diagnostics.clone()));
    let files = all_files(config, &entries, &sections, &ledger, templates, options, &mut diagnostics);
    if !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let ids: BTreeMap<String, &BTreeSet<String>> =
            entries.iter().map(|entry| (index_of(&entry.page.entry.slug), &entry.rendered.ids)).collect();
        let links = texts(&entries, &sections).flat_map(|rendered| &rendered.links);
        diagnostics.extend(check_links::check(links, &files, &ids));
        diagnostics.extend(check_links::check_menu(config, &files));
    }
    Assembled { files, diagnostics }
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

/// All that was rendered.
fn texts<'a>(
    entries: &'a [Rendering<'_>],
    sections: &'a [SectionRendering<'_>],
) -> impl Iterator<Item = &'a Rendered> {
    entries
        .iter()
        .map(|entry| &entry.rendered)
        .chain(sections.iter().filter_map(|section| section.rendered.as_ref()))
}

fn all_files(
    config: &Config,
    entries: &[Rendering<'_>],
    sections: &[SectionRendering<'_>],
    ledger: &Ledger,
    templates: &Templates,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let assets = assets::add(templates, config, &options.fonts, &mut files);
    let terms = Terms::of(entries, &config.site.authors);
    let library = templates.words();
    let site_in = |words: &Words| {
        let sections = lists::top_sections(sections);
        let mut site = SiteContext::new(config, options, assets.clone(), sections, &terms, words);
        site.ledger = !ledger.is_empty();
        site
    };
    let words = library.find(&config.site.language);
    let site = site_in(words);
    let of_entries = entries.iter().filter_map(|entry| entry.page.entry.front.lang.as_deref());
    let themes = of_entries.chain([config.site.language.as_str()]).map(|language| {
        let words = library.find(language);
        (words.language.as_str(), words)
    });
    let themes: BTreeMap<&str, &Words> = themes.collect();
    let themes = themes.into_iter().map(|(language, words)| (language, Theme::new(&site_in(words), words)));
    let texts: Vec<&str> = entries.iter().map(|entry| entry.rendered.plain_text.as_str()).collect();
    let shared = Shared {
        themes: themes.collect(),
        words,
        context: &site,
        entries,
        terms: &terms,
        ledger,
        related: related(&texts),
        templates,
    };
    let made: Vec<Made> = (0..entries.len())
        .into_par_iter()
        .map(|at| entry_files(&shared, at))
        .chain(entries.par_iter().map(|entry| redirects::of_entry(&shared, entry)))
        .chain(lists::pages(&shared, config, sections))
        .chain(feed::files(&shared, config, sections))
        .chain(rayon::iter::once(ledger::files(&shared)))
        .chain(rayon::iter::once(search::files(&shared)))
        .chain(core_pages::pages(&shared, sections))
        .collect();
    for made in made {
        match made {
            Ok(made) => {
                for (path, bytes) in made {
                    add_file(&mut files, path, bytes, diagnostics);
                }
            }
            // A mistake in a template that many pages share is one mistake.
            Err(diagnostic) if !diagnostics.contains(&diagnostic) => diagnostics.push(*diagnostic),
            Err(_) => {}
        }
    }
    files
}

/// The address of every page that a link may name by its source.
fn addresses(pages: &[Page<'_>], sections: &[Section<'_>]) -> BTreeMap<String, String> {
    let of_entries = pages.iter().map(|page| (page.entry.source.path.clone(), page.entry.slug.clone()));
    let of_sections = sections
        .iter()
        .filter_map(|section| Some((section.index?.source.path.clone(), section.path.to_owned())));
    of_entries.chain(of_sections).collect()
}

/// Takes a file into the site, unless another has its path already.
fn add_file(
    files: &mut BTreeMap<String, Vec<u8>>,
    path: String,
    bytes: Vec<u8>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match files.entry(path) {
        Slot::Vacant(free) => {
            free.insert(bytes);
        }
        Slot::Occupied(taken) if *taken.get() == bytes => {}
        Slot::Occupied(taken) => {
            let message = format!("two files of the site would be `{}`", taken.key());
            diagnostics.push(Diagnostic::new(Severity::Error, message).hint(
                "rename an entry, a section or a file of a bundle, so that each has an address of its own",
            ));
        }
    }
}

/// Files of the site, or why they can't be made.
pub(super) type Made = Result<Vec<(String, Vec<u8>)>, Box<Diagnostic>>;

/// What all pages are made with.
pub(super) struct Shared<'a> {
    /// What all pages of a language share, by the language of its words.
    themes: BTreeMap<&'a str, Theme>,
    words: &'a Words,
    pub(super) context: &'a SiteContext,
    /// All entries, the newest first.
    pub(super) entries: &'a [Rendering<'a>],
    pub(super) terms: &'a Terms,
    pub(super) ledger: &'a Ledger,
    /// For each entry the places of those that are about the same.
    related: Vec<Vec<usize>>,
    templates: &'a Templates,
}

/// What all pages of one language share.
struct Theme {
    site: Value,
    words: Value,
}

impl Theme {
    fn new(site: &SiteContext, words: &Words) -> Self {
        Self { site: Value::from_serializable(site), words: Value::from_serializable(words) }
    }
}

impl Shared<'_> {
    /// The words of the site's own language.
    pub(super) fn words(&self) -> &Words {
        self.words
    }

    /// The words of a page.
    pub(super) fn words_of(&self, page: &PageContext) -> &Words {
        self.templates.words().find(&page.language)
    }

    /// Fills in a template for `page` with what `add` puts beside it.
    pub(super) fn fill(
        &self,
        template: &str,
        page: &PageContext,
        add: impl FnOnce(&mut tera::Context),
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut context = tera::Context::new();
        let words = self.words_of(page);
        if let Some(theme) = self.themes.get(words.language.as_str()) {
            context.insert_value("site", theme.site.clone());
            context.insert_value("words", theme.words.clone());
        }
        let foreign = !self.templates.words().has(&page.language);
        context.insert("words_language", &foreign.then_some(words.language.as_str()));
        context.insert("page", page);
        add(&mut context);
        self.templates.render(template, &context).map(String::into_bytes).map_err(Box::new)
    }
}

/// The newest first, undated ones last; of the same day, by address.
fn order(entry: &Entry) -> (Reverse<Option<jiff::civil::Date>>, &str) {
    (Reverse(entry.front.date), &entry.slug)
}

/// The file of the page at an address.
pub(super) fn index_of(address: &str) -> String {
    match address.trim_end_matches('/') {
        "" => "index.html".to_owned(),
        folder => format!("{folder}/index.html"),
    }
}

/// The name beside the page of what the last check found: `valley.md` has `valley.check.json` beside it.
fn check_file(source: &str) -> String {
    reproduction::path_of(Path::new(source)).to_string_lossy().into_owned()
}

/// The page of an entry, its source, and the files that belong to it.
fn entry_files(shared: &Shared<'_>, at: usize) -> Made {
    let Rendering { page, rendered, .. } = &shared.entries[at];
    let entry = page.entry;
    let folder = format!("{}/", entry.slug);
    let (title, description) = (entry.front.title.clone(), entry.front.description.clone());
    let context = PageContext::new(shared.context, &folder, Some(title), description)
        .in_language(entry.front.lang.as_deref());
    let words = shared.words_of(&context);
    let image = metadata::image(shared, page)?;
    let root = context.root.clone();
    let source = entry.source.path.rsplit('/').next().unwrap_or("index.md").to_owned();
    let link = |at: usize| shared.entries.get(at).map(|entry| LinkContext::to(entry.page.entry, &root));
    let is_listed = |at: &usize| shared.entries.get(*at).is_some_and(|entry| entry.listed);
    let html = shared.fill("entry.html", &context, |context| {
        context.insert("entry", &EntryContext::new(shared, &shared.entries[at], words, &root));
        context.insert("image", &image);
        context.insert_value("structured", metadata::structured(shared, page, image.as_ref()));
        context.insert("toc", &contents(rendered, entry.front.toc));
        context.insert_value("body", Value::safe_string(&rendered.body.on_page(&root)));
        context.insert("reproduced", &ReproducedContext::new(page, &check_file(&source), words));
        context.insert("archive", &ArchiveContext::new(page));
        context.insert("cite", &CiteContext::new(shared, page));
        context.insert("source_href", &super::context::encoded(&source));
        // Newest first: the earlier entry is the next of the list.
        context.insert("previous", &(at + 1..shared.entries.len()).find(is_listed).and_then(link));
        context.insert("next", &(0..at).rev().find(is_listed).and_then(link));
        context.insert(
            "related",
            &shared.related[at].iter().copied().filter(is_listed).filter_map(link).collect::<Vec<_>>(),
        );
    })?;
    let mut files = vec![
        (format!("{folder}index.html"), html),
        (format!("{folder}{source}"), entry.source.text.clone().into_bytes()),
    ];
    if let Some(bytes) = page.archive {
        files.push((format!("{folder}{}", archive_name(entry)), bytes.to_vec()));
    }
    if let Some(reproduction) = page.reproduction {
        files.push((format!("{folder}{}", check_file(&source)), reproduction.to_text().into_bytes()));
    }
    files.extend(rendered.files.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.clone())));
    files.extend(page.assets.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.clone())));
    Ok(files)
}
