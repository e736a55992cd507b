//! The theme's own words, in the language of the page.
//!
//! Every language is a file of [`templates/words`](https://github.com/lossbook/lossbook/tree/main/templates/words) with the
//! same keys; a journal replaces single words, or adds a language, in a file of the same name in its own `templates/words`. A
//! word that is missing there is taken from English. In braces stands what is filled in: [`fill()`] for text and
//! [`fill_markup()`] for markup; a word that depends on a number has a form for each of its language's plurals.

mod date;
mod fill;
mod library;
mod tag;

use serde::{Deserialize, Serialize};

pub use fill::{fill, fill_markup};
pub use library::{ENGLISH, Library};
pub use tag::{Direction, direction, is_tag};

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language that they are in, as in `en`.
    pub language: String,
    /// Days and months.
    pub date: DateWords,
    /// Around every page.
    pub page: PageWords,
    /// Lists of entries.
    pub list: ListWords,
    /// An entry's page.
    pub entry: EntryWords,
    /// What made the outputs of a page, and who has checked it.
    pub reproduced: ReproducedWords,
    /// The page for what isn't there.
    pub missing: MissingWords,
    /// The search.
    pub search: SearchWords,
    /// The page that leads to where an entry is now.
    pub moved: MovedWords,
    /// The ledger's page.
    pub ledger: LedgerWords,
    /// What stands in an entry's text.
    pub text: TextWords,
    /// What stands in and below cells.
    pub cell: CellWords,
    /// Charts in words, for those who don't see them.
    pub chart: ChartWords,
    /// What the theme's script says.
    pub script: ScriptWords,
    /// What a journal's own templates need beside that.
    #[serde(default)]
    pub own: toml::Table,
}

impl Words {
    /// Whether a language is theirs, or a kind of it.
    pub fn are_in(&self, language: &str) -> bool {
        tag::lookup(language).any(|tag| tag == self.language)
    }
}

/// A word that depends on a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    /// The language whose rules choose the form.
    pub language: String,
    /// For 0, in languages that tell it apart.
    pub zero: Option<String>,
    /// For 1 and what is counted like it.
    pub one: Option<String>,
    /// For 2 and what is counted like it.
    pub two: Option<String>,
    /// For few.
    pub few: Option<String>,
    /// For many.
    pub many: Option<String>,
    /// For all other numbers.
    pub other: String,
}

/// Days and months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateWords {
    pub months: Vec<String>,
    pub day: String,
    pub first_day: String,
    pub date: String,
    pub day_and_month: String,
}

/// Around every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWords {
    pub skip: String,
    pub navigation: String,
    pub footer: String,
}

/// Lists of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListWords {
    pub archive: String,
    pub undated: String,
    pub feed: String,
    pub tags: String,
    pub categories: String,
    pub series: String,
    pub authors: String,
    pub featured: String,
    pub latest: String,
    pub all: String,
    pub empty: String,
    pub entries: Plural,
    pub minutes: Plural,
    pub updated: String,
    pub draft: String,
}

/// An entry's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryWords {
    pub part: String,
    /// The same where nothing follows yet; `{series}`.
    pub first_part: String,
    pub contents: String,
    pub cite: String,
    pub source: String,
    pub project: String,
    pub project_link: String,
    pub related: String,
    pub others: String,
    pub earlier: String,
    pub later: String,
}

/// What made the outputs of a page, and who has checked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReproducedWords {
    pub title: String,
    pub title_in_part: String,
    pub title_none: String,
    pub outputs: Plural,
    pub outputs_in_runs: Plural,
    pub check: String,
    pub data: String,
    pub earlier_title: String,
    pub earlier: String,
    pub unchecked_title: String,
    pub unchecked: String,
    pub made: Plural,
    pub again: String,
}

/// The page for what isn't there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingWords {
    pub title: String,
    pub heading: String,
    pub text: String,
    pub entries: String,
}

/// The search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchWords {
    pub title: String,
    pub label: String,
    pub nothing: String,
    pub found: Plural,
    pub nearest: String,
    pub more: String,
    pub failed: String,
    pub no_script: String,
}

/// The page that leads to where an entry is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedWords {
    pub text: String,
}

/// The ledger's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerWords {
    pub title: String,
    pub description: String,
    pub text: String,
    pub json: String,
    pub metrics: String,
    pub metric: String,
    pub value: String,
    pub entry: String,
    pub tolerance: String,
    pub recorded: String,
    pub anything: String,
    pub earlier: Plural,
}

/// What stands in an entry's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextWords {
    pub link_to: String,
    pub this_section: String,
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub notes: String,
    pub references: String,
    pub note_number: String,
    pub back: String,
    pub figure: String,
    pub table_number: String,
    pub equation: String,
    pub section: String,
    pub table: String,
    pub done: String,
    pub checked: String,
    pub broken: String,
    pub cited: String,
}

/// What stands in and below cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellWords {
    pub code: String,
    pub pending: String,
    pub pending_value: String,
    pub panics: String,
    pub no_run: String,
    pub compile_fail: String,
    pub compile_fail_with: String,
    pub ignored: String,
    pub volatile: String,
    pub volatile_value: String,
    pub one_seed: String,
    pub deviation: String,
    pub standard_error: String,
    pub interval: String,
    pub output: String,
    pub instead: String,
    pub range: String,
    pub value: String,
    pub data: String,
    pub rows: String,
    pub no_picture: String,
    pub origin: String,
    pub origin_time: String,
    pub origin_seeds: String,
    pub under: String,
    pub output_lines: Plural,
    pub compiler_lines: Plural,
    pub csv: String,
    pub core: String,
}

/// Charts in words. What one word fills into another begins in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartWords {
    pub line_chart: String,
    pub scatter_chart: String,
    pub bar_chart: String,
    pub histogram: String,
    pub heat_map: String,
    pub contour_chart: String,
    pub chart: String,
    pub of_axes: String,
    pub logarithmic: String,
    pub empty: String,
    pub whole: String,
    pub between_layers: String,
    pub titled: String,
    pub named: String,
    pub no_points: String,
    pub one_point: String,
    pub falls: String,
    pub rises: String,
    pub stays: String,
    pub returns: String,
    pub between: String,
    pub over: Plural,
    pub lowest: String,
    pub highest: String,
    pub not_finite: Plural,
    pub path: Plural,
    pub points: Plural,
    pub correlation: String,
    pub bars: Plural,
    pub bar: String,
    pub highest_and_lowest: String,
    pub values: Plural,
    pub fullest: String,
    pub band: String,
    pub empty_band: String,
    pub cells: String,
    pub contours: String,
    pub between_values: String,
    pub value_at: String,
    pub surface: String,
    pub line_at_x: String,
    pub line_at_y: String,
    pub from_to: String,
    pub all: String,
    pub none_finite: String,
}

/// What the theme's script says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptWords {
    pub copy: String,
    pub copied: String,
    pub not_allowed: String,
    pub colours: String,
    pub auto: String,
    pub light: String,
    pub dark: String,
    pub show_all: String,
    pub one_at_a_time: String,
    pub code: String,
    pub hide_code: String,
    pub show_code: String,
    pub chart: String,
    pub svg: String,
    pub png: String,
}
