//! Two outputs side by side: numbers with tolerance, everything else exactly.

use super::numbers::{Piece, pieces};
use super::tolerance::{Tolerance, relative_error};
use super::{Finding, Kind};
use cell::wire::Content;
use serde_json::Value;

/// Walks two outputs side by side and keeps the first difference, the count of all, and how close the others are.
pub(super) struct Walk<'a> {
    tolerance: &'a Tolerance,
    single: Tolerance,
    place: &'a str,
    /// Whether volatile outputs are looked into: they are bounded.
    bounded: bool,
    pub(super) first: Option<Finding>,
    pub(super) count: usize,
    /// The largest relative error among the numbers that are close enough.
    pub(super) relative_error: f64,
    /// How many numbers are NaN on both sides.
    pub(super) nan: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(tolerance: &'a Tolerance, bounded: bool, place: &'a str) -> Self {
        let single = tolerance.for_single();
        Self { tolerance, single, place, bounded, first: None, count: 0, relative_error: 0.0, nan: 0 }
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
            _ => match (serde_json::to_value(old), serde_json::to_value(new)) {
                (Ok(old), Ok(new)) => self.data("", &old, &new, false),
                _ => self.found(Kind::Drift, "", "an output that can't be read", "", None),
            },
        }
    }

    fn data(&mut self, path: &str, old: &Value, new: &Value, single: bool) {
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
        let single = is_single(olds) && is_single(news);
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
        if old.is_nan() {
            self.nan += 1;
        } else if (old - new).abs() > tolerance.absolute {
            // What is noise near zero has no relative error worth a word.
            self.relative_error = self.relative_error.max(relative_error(old, new));
        }
    }

    fn found(&mut self, kind: Kind, path: &str, recorded: &str, now: &str, error: Option<(f64, String)>) {
        self.count += 1;
        if self.first.is_none() {
            let place =
                if path.is_empty() { self.place.to_owned() } else { format!("{}:{path}", self.place) };
            let (relative_error, rule) = error.unzip();
            self.first = Some(Finding {
                place,
                kind,
                recorded: Some(shorten(recorded)),
                now: Some(shorten(now)),
                relative_error,
                rule,
                more: 0,
            });
        }
    }
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

fn count_text(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// Whether a list holds numbers of single precision: each is one to the bit, and some use the last of those bits, which
/// whole numbers, halves and quarters do not.
fn is_single(list: &[Value]) -> bool {
    let numbers: Option<Vec<f64>> = list.iter().map(number_of).collect();
    let is_exact = |number: &f64| !number.is_finite() || f64::from(*number as f32) == *number;
    let uses_all =
        |number: &f64| number.is_finite() && number.fract() != 0.0 && (*number as f32).to_bits() & 0xff != 0;
    numbers.is_some_and(|numbers| numbers.iter().all(is_exact) && numbers.iter().any(uses_all))
}

/// An output's text in one line of a report, without what would steer a terminal.
pub(super) fn shorten(text: &str) -> String {
    let text = text.trim();
    let line = text.lines().next().unwrap_or_default();
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let shown: String = line.chars().take(80).map(clean).collect();
    if line.len() < text.len() || line.chars().count() > 80 { format!("{shown}…") } else { shown }
}

/// A number with all its digits, but without rows of zeros: `1e300`.
fn number_text(number: f64) -> String {
    let text = format!("{number:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

pub(super) fn claim_word(holds: bool) -> &'static str {
    if holds { "holds" } else { "does not hold" }
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
