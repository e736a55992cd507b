//! The pictures that stand for pages where they are shared: an entry's own, or else a card with its title, and a card for the
//! journal on all other pages.

use super::assemble::{Options, Page};
use super::context::encoded;
use super::metadata::ImageContext;
use super::output::{Content, Outgoing};
use crate::card_image::{self, Card, Colours, Fonts, Undrawn};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::hash::PartsHasher;
use crate::record::Record;
use crate::words::{Direction, Library, direction};
use blake3::Hash;
use cell::Chart;
use cell::wire::Content as Shown;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The cards of a site.
pub(super) struct CardImages<'a> {
    config: &'a Config,
    fonts: Fonts,
    colours: Colours,
    /// What stands for both of them in the hash of a card.
    look: String,
    /// Whether cards are files without anything in them.
    blank: bool,
    /// The site's own, and by their slugs those of the entries that have no picture of their own.
    site: Option<CardImage<'a>>,
    entries: BTreeMap<&'a str, CardImage<'a>>,
}

/// What is drawn on a card.
struct CardImage<'a> {
    path: String,
    journal: String,
    title: String,
    lead: String,
    facts: Vec<String>,
    right_to_left: bool,
    chart: Option<(&'a Chart, String)>,
    alt: String,
}

impl<'a> CardImages<'a> {
    /// The cards of a site with these pages, and warnings of what they can't show; none if the journal wants none.
    pub(super) fn new(
        config: &'a Config,
        options: &Options,
        words: &Library,
        pages: &[Page<'a>],
    ) -> (Self, Vec<Diagnostic>) {
        let fonts = Fonts::new(options.card_font.clone());
        let colours = config.card_colours();
        let mut diagnostics = Vec::new();
        let (mut site, mut entries) = (None, BTreeMap::new());
        if config.site.cards {
            let name = card_image::drawable(&config.site.title, &fonts);
            let composer = Composer { config, fonts: &fonts, words, name };
            site = Some(composer.of_site(&mut diagnostics));
            let made: Vec<_> = pages.par_iter().map(|page| composer.of_entry(page)).collect();
            for (page, (card, warning)) in pages.iter().zip(made) {
                entries.extend(card.map(|card| (page.entry.slug.as_str(), card)));
                diagnostics.extend(warning);
            }
        }
        let look = format!("{colours:?} {:?}", fonts.own_hash());
        (Self { config, fonts, colours, look, blank: options.blank_cards, site, entries }, diagnostics)
    }

    /// The picture of the site for a page that has none.
    pub(super) fn image_of_site(&self, base_url: &str) -> Option<ImageContext> {
        self.site.as_ref().map(|card| card.image(base_url))
    }

    /// The card of an entry, if it has one.
    pub(super) fn image_of(&self, entry: &Entry, base_url: &str) -> Option<ImageContext> {
        self.entries.get(entry.slug.as_str()).map(|card| card.image(base_url))
    }

    /// Gives every card to `outgoing`.
    pub(super) fn draw(&self, outgoing: &Outgoing<'_>) {
        let cards = self.site.par_iter().chain(self.entries.par_iter().map(|(_, card)| card));
        cards.for_each(|card| outgoing.take(Ok(vec![self.file(card)])));
    }

    fn file<'s>(&'s self, card: &'s CardImage<'_>) -> (String, Content<'s>) {
        if self.blank {
            return (card.path.clone(), Vec::new().into());
        }
        let made_of = card.made_of(&self.look);
        let draw = move || {
            let bytes = card_image::draw(&card.card(&self.colours), &self.fonts);
            bytes.map(Into::into).map_err(|why| Box::new(self.undrawn(card, why)))
        };
        (card.path.clone(), Content::made_of(Some(made_of), draw))
    }

    fn undrawn(&self, card: &CardImage<'_>, why: Undrawn) -> Diagnostic {
        match why {
            Undrawn::Font => self.config.unusable_card_font("its letters can't all be read"),
            Undrawn::Card(why) => {
                Diagnostic::new(Severity::Error, format!("{} can't be drawn: {why}", card.path))
                    .hint("`cards = false` under [site] draws none")
            }
        }
    }
}

impl CardImage<'_> {
    fn card<'s>(&'s self, colours: &'s Colours) -> Card<'s> {
        Card {
            journal: &self.journal,
            title: &self.title,
            lead: &self.lead,
            facts: &self.facts,
            chart: self.chart.as_ref().map(|(chart, _)| *chart),
            right_to_left: self.right_to_left,
            colours,
        }
    }

    /// The hash of all that is on it, with a `look` that stands for colours and fonts.
    fn made_of(&self, look: &str) -> Hash {
        let Self { path: _, journal, title, lead, facts, right_to_left, chart, alt: _ } = self;
        let mut hasher = PartsHasher::default();
        for text in [journal, title, lead, look].into_iter().chain(facts.iter().map(String::as_str)) {
            hasher.add(text);
        }
        hasher.add(format!("{} {right_to_left}", facts.len()));
        hasher.add(chart.as_ref().map_or("", |(_, made_of)| made_of));
        hasher.hash()
    }

    fn image(&self, base_url: &str) -> ImageContext {
        let (width, height) = card_image::SIZE;
        ImageContext {
            href: format!("{base_url}{}", encoded(&self.path)),
            alt: Some(self.alt.clone()),
            width: Some(width),
            height: Some(height),
        }
    }
}

/// Puts cards together.
struct Composer<'c> {
    config: &'c Config,
    fonts: &'c Fonts,
    words: &'c Library,
    /// The journal's name, as far as a card can show it.
    name: Option<String>,
}

impl Composer<'_> {
    fn of_site(&self, diagnostics: &mut Vec<Diagnostic>) -> CardImage<'static> {
        let site = &self.config.site;
        let title = self.name.clone();
        let lead = self.drawable(&site.description);
        let missing = [("title", &site.title, &title), ("description", &site.description, &lead)];
        for (key, text, _) in missing.into_iter().filter(|(.., drawable)| drawable.is_none()) {
            let place = self.config.place(key, text);
            let diagnostic = missing_letters(&[text]);
            diagnostics.push(self.config.at(diagnostic, place));
        }
        CardImage {
            path: "card.png".to_owned(),
            journal: String::new(),
            title: title.unwrap_or_default(),
            lead: lead.unwrap_or_default(),
            facts: Vec::new(),
            right_to_left: direction(&site.language) == Direction::Rtl,
            chart: None,
            alt: site.title.clone(),
        }
    }

    /// The card of an entry, unless that has a picture of its own; and what it can't show.
    fn of_entry<'a>(&self, page: &Page<'a>) -> (Option<CardImage<'a>>, Option<Diagnostic>) {
        let (entry, site) = (page.entry, &self.config.site);
        let front = &entry.front;
        if front.image.as_deref().is_some_and(|name| !name.is_empty()) {
            return (None, None);
        }
        let mut missing: Vec<&str> = Vec::new();
        let journal = self.name.clone().unwrap_or_default();
        let title = self.drawable(&front.title);
        if title.is_none() {
            missing.push(&front.title);
        }
        let language = front.lang.as_ref().unwrap_or(&site.language);
        let date = front.date.map(|date| {
            let text = self.words.find(language).date.written_out(date);
            self.drawable(&text).unwrap_or_else(|| date.to_string())
        });
        let mut facts: Vec<String> = date.into_iter().collect();
        for name in front.series.iter().chain(&front.tags) {
            match self.drawable(name) {
                Some(name) => facts.push(name),
                None => missing.push(name),
            }
        }
        facts.retain(|fact| !fact.is_empty());
        let chart = page.record.and_then(|record| first_chart(page, record));
        let unnamed = chart
            .as_ref()
            .and_then(|(chart, _)| card_image::texts_of(chart).find(|text| self.drawable(text).is_none()));
        missing.extend(unnamed);
        let chart = chart.filter(|_| unnamed.is_none());
        let warning = missing.first().map(|first| {
            let source = &entry.source;
            let place = source.text.find(first).map_or(0..0, |at| at..at + first.len());
            missing_letters(&missing).at(source, place)
        });
        // A card without a title is that of its journal.
        let (journal, title) = match title.filter(|title| !title.is_empty()) {
            Some(title) => (journal, title),
            None => (String::new(), journal),
        };
        let card = CardImage {
            path: format!("{}/{}", entry.slug, free_name(page.assets)),
            journal,
            title,
            lead: String::new(),
            facts,
            right_to_left: direction(language) == Direction::Rtl,
            chart,
            alt: format!("{} · {}", front.title, site.title),
        };
        (Some(card), warning)
    }

    fn drawable(&self, text: &str) -> Option<String> {
        card_image::drawable(text, self.fonts)
    }
}

/// A name that no file of the bundle has.
fn free_name(assets: &BTreeMap<String, Vec<u8>>) -> String {
    let mut names =
        (1_usize..).map(|at| if at == 1 { "card.png".to_owned() } else { format!("card-{at}.png") });
    names.find(|name| !assets.contains_key(name)).unwrap_or_default()
}

/// The first chart that an entry shows, and what it is known by: what its record says, and its place there.
fn first_chart<'a>(page: &Page<'a>, record: &'a Record) -> Option<(&'a Chart, String)> {
    let shown = record.outputs.iter().enumerate();
    let charts = shown.filter(|(_, output)| page.entry.shows_outputs_of(output.cell));
    let mut charts = charts.filter_map(|(at, output)| Some((chart_of(&output.content)?, at)));
    charts.next().map(|(chart, at)| (chart, format!("{} {at}", record.header.checksum)))
}

/// The chart that an output is, or that it has at the first point of a sweep.
fn chart_of(content: &Shown) -> Option<&Chart> {
    match content.inner() {
        Shown::Chart(chart) => Some(chart),
        Shown::Sweep { variants, .. } => variants.first().and_then(chart_of),
        _ => None,
    }
}

fn missing_letters(texts: &[&str]) -> Diagnostic {
    let texts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    let message = format!("the card can't show {}: its fonts lack some of the letters", texts.join(", "));
    Diagnostic::new(Severity::Warning, message).hint(
        "name a .ttf or .otf file that has them as `cards` under [site.fonts], give the page an `image`, or draw no cards: `cards = false` under [site]",
    )
}
