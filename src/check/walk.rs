//! Two outputs side by side: numbers with tolerance, everything else exactly.

use super::numbers::{Piece, pieces};
use super::seed_lines;
use super::single::is_single;
use super::tolerance::{Tolerance, relative_error};
use super::words::{claim_word, kind_name, number_text, shorten, summary};
use super::{Finding, Kind};
use crate::entry::Seeds;
use crate::seeds::Statistics;
use cell::Number;
use cell::wire::{Content, SweepAxis, grid};
use serde_json::Value;

/// Walks two outputs side by side and keeps the first difference, the count of all, and how close the others are.
pub(super) struct Walk<'a> {
    tolerance: &'a Tolerance,
    single: Tolerance,
    place: &'a str,
    /// Whether volatile outputs are looked into: they are bounded.
    bounded: bool,
    seeds: &'a Seeds,
    pub(super) first: Option<Finding>,
    /// The difference with the largest relative error.
    pub(super) furthest: Option<Finding>,
    pub(super) count: usize,
    /// The largest relative error among the numbers that are close enough.
    pub(super) relative_error: f64,
    /// How many numbers are NaN on both sides.
    pub(super) nan: usize,
}

/// Which of its contents a sweep shows at each point, and the contents.
type Variants<'a> = (&'a [Option<usize>], &'a [Content]);

impl<'a> Walk<'a> {
    pub(super) fn new(tolerance: &'a Tolerance, bounded: bool, seeds: &'a Seeds, place: &'a str) -> Self {
        let single = tolerance.for_single();
        Self {
            tolerance,
            single,
            place,
            bounded,
            seeds,
            first: None,
            furthest: None,
            count: 0,
            relative_error: 0.0,
            nan: 0,
        }
    }

    pub(super) fn content(&mut self, old: &Content, new: &Content) {
        match (old, new) {
            (Content::Volatile { content: old }, Content::Volatile { content: new }) if self.bounded => {
                self.content(old, new);
            }
            // Being quicker is no fault.
            (Content::Timing { seconds: old, .. }, Content::Timing { seconds: new, .. })
                if self.bounded && new.0 > old.0 =>
            {
                self.number("", old.0, new.0, false);
            }
            (Content::Timing { .. }, _) | (Content::Volatile { .. }, _) => {}
            (Content::OneSeed { content: old, .. }, Content::OneSeed { content: new, .. }) => {
                self.content(old, new);
            }
            (Content::Seeds { content, values: old, .. }, Content::Seeds { values: new, .. }) => {
                let of = |values: &[Number]| {
                    Statistics::of(&values.iter().map(|value| value.0).collect::<Vec<_>>())
                };
                self.spread("", &of(old), &of(new), is_of_single(content));
            }
            (
                Content::Sweep { axes: old_axes, at: old_at, variants: olds },
                Content::Sweep { axes, at, variants: news },
            ) if old_axes == axes && old_at.len() == at.len() => {
                self.sweep(axes, (old_at, olds), (at, news));
            }
            (Content::Sweep { at: old, .. }, Content::Sweep { at: new, .. }) => {
                let points = |at: &[Option<usize>]| format!("a sweep of {} points", at.len());
                self.found(Kind::Reshaped, "", &points(old), &points(new), None);
            }
            // The number decides where there is one: the text is the same number, rounded.
            (
                Content::Value { number: Some(old), single, .. }
                | Content::Inline { number: Some(old), single, .. },
                Content::Value { number: Some(new), .. } | Content::Inline { number: Some(new), .. },
            )
            | (Content::Metric { value: old, single, .. }, Content::Metric { value: new, .. }) => {
                self.number("", old.0, new.0, *single);
            }
            (Content::Text { text: old, .. }, Content::Text { text: new, .. })
            | (Content::Value { text: old, .. }, Content::Value { text: new, .. })
            | (Content::Inline { text: old, .. }, Content::Inline { text: new, .. }) => self.text(old, new),
            (Content::Claim { holds: old, .. }, Content::Claim { holds: new, .. }) => {
                if old != new {
                    self.found(Kind::BrokenClaim, "", claim_word(*old), claim_word(*new), None);
                }
            }
            (Content::Chart(olds), Content::Chart(news)) if !self.seeds.list.is_empty() => {
                let (differences, rest) = seed_lines::compare(olds, news, self.seeds, self.tolerance);
                for one in &differences {
                    self.distribution(one);
                }
                self.serialized(old, &Content::Chart(rest));
            }
            _ => self.serialized(old, new),
        }
    }

    /// Two outputs by their data.
    fn serialized(&mut self, old: &Content, new: &Content) {
        match (serde_json::to_value(old), serde_json::to_value(new)) {
            (Ok(old), Ok(new)) => self.data("", &old, &new, false),
            _ => self.found(Kind::Drift, "", "an output that can't be read", "", None),
        }
    }

    /// A line of a chart that is of another distribution.
    fn distribution(&mut self, line: &seed_lines::Difference) {
        let (old, new) = (&line.recorded, &line.now);
        let error = (relative_error(old.mean, new.mean), seed_lines::RULE.to_owned());
        let path = format!(" series {}, y {}", line.series, line.point);
        self.found(Kind::Drift, &path, &statistics_text(old), &statistics_text(new), Some(error));
    }

    /// What a sweep shows at each of its points.
    fn sweep(&mut self, axes: &[SweepAxis], old: Variants<'_>, new: Variants<'_>) {
        for ((point, old_at), at) in grid(axes).iter().zip(old.0).zip(new.0) {
            let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
            self.at_point(&name, old_at.and_then(|at| old.1.get(at)), at.and_then(|at| new.1.get(at)));
        }
    }

    /// The outputs at one point of a sweep.
    fn at_point(&mut self, name: &str, old: Option<&Content>, new: Option<&Content>) {
        let place = format!("{} at {name}", self.place);
        let mut walk = Walk::new(self.tolerance, self.bounded, self.seeds, &place);
        match (old, new) {
            (Some(old), Some(new)) => match other_kind(old, new) {
                None => walk.content(old, new),
                Some((old, new)) => {
                    walk.found(Kind::Retyped, "", &kind_name(old), &kind_name(new), None);
                }
            },
            (None, None) => {}
            (Some(old), None) => walk.found(Kind::Missing, "", &summary(old), "nothing", None),
            (None, Some(new)) => walk.found(Kind::Extra, "", "nothing", &summary(new), None),
        }
        let Walk { first, furthest, count, relative_error, nan, .. } = walk;
        self.first = self.first.take().or(first);
        furthest.into_iter().for_each(|finding| self.keep_furthest(finding));
        self.count += count;
        self.relative_error = self.relative_error.max(relative_error);
        self.nan += nan;
    }

    fn data(&mut self, path: &str, old: &Value, new: &Value, single: bool) {
        if let (Some(old), Some(new)) = (statistics_of(old), statistics_of(new)) {
            return self.spread(path, &old, &new, single);
        }
        match (number_of(old), number_of(new)) {
            (Some(old), Some(new)) => return self.number(path, old, new, single),
            (Some(_), None) | (None, Some(_)) => {
                return self.found(Kind::Retyped, path, &old.to_string(), &new.to_string(), None);
            }
            (None, None) => {}
        }
        match (old, new) {
            (Value::Array(olds), Value::Array(news)) => self.list(path, olds, news),
            (Value::Object(olds), Value::Object(news)) => {
                if !olds.keys().eq(news.keys()) {
                    let names = |map: &serde_json::Map<String, Value>| {
                        map.keys().cloned().collect::<Vec<_>>().join(", ")
                    };
                    return self.found(Kind::Reshaped, path, &names(olds), &names(news), None);
                }
                for (name, old) in olds {
                    let separator = if path.is_empty() { "" } else { "," };
                    self.data(&format!("{path}{separator} {name}"), old, &news[name], false);
                }
            }
            _ if old == new => {}
            // A series or a column that is called otherwise.
            _ if path.ends_with(" name") => self.found(Kind::Renamed, path, &plain(old), &plain(new), None),
            _ => self.found(Kind::Drift, path, &plain(old), &plain(new), None),
        }
    }

    fn list(&mut self, path: &str, olds: &[Value], news: &[Value]) {
        if olds.len() != news.len() {
            let (old, new) = (count_text(olds.len()), count_text(news.len()));
            return self.found(Kind::Reshaped, path, &old, &new, None);
        }
        let single = is_single(&numbers_of(olds)) && is_single(&numbers_of(news));
        for (at, (old, new)) in olds.iter().zip(news).enumerate() {
            self.data(&format!("{} {}", one_of(path), at + 1), old, new, single);
        }
    }

    /// Text with numbers in it: the words must be the same, the numbers close.
    fn text(&mut self, old: &str, new: &str) {
        let (olds, news) = (pieces(old), pieces(new));
        if olds.len() != news.len() {
            return self.found(
                Kind::Drift,
                "",
                &first_difference(old, new),
                &first_difference(new, old),
                None,
            );
        }
        for (old_piece, new_piece) in olds.iter().zip(&news) {
            match (old_piece, new_piece) {
                (Piece::Number(old, _), Piece::Number(new, _)) => self.number("", *old, *new, false),
                (Piece::Words(a), Piece::Words(b)) if a == b => {}
                _ => {
                    self.found(
                        Kind::Drift,
                        "",
                        &first_difference(old, new),
                        &first_difference(new, old),
                        None,
                    );
                }
            }
        }
    }

    fn number(&mut self, path: &str, old: f64, new: f64, single: bool) {
        let tolerance = if single { &self.single } else { self.tolerance };
        if !tolerance.accepts(old, new) {
            let rule = tolerance.to_string();
            let error = relative_error(old, new);
            return self.found(Kind::Drift, path, &number_text(old), &number_text(new), Some((error, rule)));
        }
        self.close(old, new);
    }

    /// Not single draws are compared but what they are draws of.
    fn spread(&mut self, path: &str, old: &Statistics, new: &Statistics, single: bool) {
        let tolerance = if single { &self.single } else { self.tolerance };
        let same = tolerance.accepts(old.mean, new.mean) && tolerance.accepts(old.sd, new.sd);
        if same || old.agree(new) {
            return self.close(old.mean, new.mean);
        }
        let error = (relative_error(old.mean, new.mean), crate::seeds::RULE.to_owned());
        self.found(Kind::Drift, path, &statistics_text(old), &statistics_text(new), Some(error));
    }

    /// Keeps how close two numbers are that pass for the same.
    fn close(&mut self, old: f64, new: f64) {
        if old.is_nan() {
            self.nan += 1;
        } else if (old - new).abs() > self.tolerance.absolute {
            // What is noise near zero has no relative error worth a word.
            self.relative_error = self.relative_error.max(relative_error(old, new));
        }
    }

    fn found(&mut self, kind: Kind, path: &str, recorded: &str, now: &str, error: Option<(f64, String)>) {
        self.count += 1;
        let is_further = |kept: &Finding| error.as_ref().map(|(error, _)| *error) > kept.relative_error;
        if self.first.is_some() && !self.furthest.as_ref().is_none_or(is_further) {
            return;
        }
        let place = if path.is_empty() { self.place.to_owned() } else { format!("{}:{path}", self.place) };
        let (relative_error, rule) = error.unzip();
        let (recorded, now) = (Some(shorten(recorded)), Some(shorten(now)));
        let finding = Finding { place, kind, recorded, now, relative_error, rule, more: 0 };
        self.first.get_or_insert_with(|| finding.clone());
        self.keep_furthest(finding);
    }

    fn keep_furthest(&mut self, finding: Finding) {
        if self.furthest.as_ref().is_none_or(|kept| finding.relative_error > kept.relative_error) {
            self.furthest = Some(finding);
        }
    }
}

/// The two contents if they are of different kinds; of volatile ones and those over seeds, what is in them.
pub(super) fn other_kind<'a>(old: &'a Content, new: &'a Content) -> Option<(&'a Content, &'a Content)> {
    match (old, new) {
        (Content::Volatile { content: old }, Content::Volatile { content: new })
        | (Content::Seeds { content: old, .. }, Content::Seeds { content: new, .. })
        | (Content::OneSeed { content: old, .. }, Content::OneSeed { content: new, .. }) => {
            other_kind(old, new)
        }
        _ => (std::mem::discriminant(old) != std::mem::discriminant(new)).then_some((old, new)),
    }
}

/// Whether a mean over seeds is one of numbers of single precision.
fn is_of_single(content: &Content) -> bool {
    matches!(
        content,
        Content::Metric { single: true, .. }
            | Content::Value { single: true, .. }
            | Content::Inline { single: true, .. }
    )
}

/// The path of an item of a list, in an author's words: `layers` holds series, `ys` one y after the other.
fn one_of(path: &str) -> String {
    const ONE: [(&str, &str); 9] = [
        (" layers", " series"),
        (" columns", " column"),
        (" cells", " row"),
        (" xs", " x"),
        (" ys", " y"),
        (" edges", " edge"),
        (" counts", " count"),
        (" levels", " level"),
        (" values", " value"),
    ];
    let one = ONE.iter().find_map(|(many, one)| Some(format!("{}{one}", path.strip_suffix(many)?)));
    one.unwrap_or_else(|| path.to_owned())
}

/// The numbers of a list; none unless all of it is numbers.
fn numbers_of(list: &[Value]) -> Vec<f64> {
    list.iter().map(number_of).collect::<Option<_>>().unwrap_or_default()
}

fn statistics_text(one: &Statistics) -> String {
    format!("{} (sd over {} seeds)", crate::seeds::in_words(one.mean, one.sd), one.n)
}

fn count_text(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// A place of a table that holds a mean over seeds.
fn statistics_of(value: &Value) -> Option<Statistics> {
    let number = |name: &str| number_of(value.get(name)?);
    number("plus_minus")?;
    let n = usize::try_from(value.get("n")?.as_u64()?).ok()?;
    Some(Statistics { n, mean: number("mean")?, sd: number("sd")? })
}

/// The number that a JSON value stands for, the names of the non-finite ones included.
pub(super) fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "inf" => Some(f64::INFINITY),
            "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The first line of `text` that `other` does not have in the same place.
fn first_difference(text: &str, other: &str) -> String {
    let mut others = other.lines();
    let line = text.lines().find(|line| others.next() != Some(line));
    line.unwrap_or("(ends here)").to_owned()
}
