//! When two numbers count as the same, also where they stand inside text.

use std::fmt;

/// How far two numbers may lie apart: by `absolute`, or by `relative` of the larger one.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tolerance {
    /// The relative part.
    pub relative: f64,
    /// The absolute part, for numbers near zero.
    pub absolute: f64,
    /// Who says so: `default`, `lossbook.toml`, `cell 2`.
    pub source: String,
}

impl Tolerance {
    /// Whether `now` may stand for `recorded`. NaN stands for NaN alone, an infinity for itself alone.
    pub fn accepts(&self, recorded: f64, now: f64) -> bool {
        if recorded.is_nan() || now.is_nan() {
            return recorded.is_nan() && now.is_nan();
        }
        if recorded == now {
            return true;
        }
        if recorded.is_infinite() || now.is_infinite() {
            return false;
        }
        let difference = (recorded - now).abs();
        difference <= self.absolute || difference <= self.relative * recorded.abs().max(now.abs())
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "relative {:e} or absolute {:e} ({})", self.relative, self.absolute, self.source)
    }
}

/// `|now − recorded| / max(|now|, |recorded|)`; 0 for equal numbers, infinite where one is not finite.
pub fn relative_error(recorded: f64, now: f64) -> f64 {
    if recorded == now || (recorded.is_nan() && now.is_nan()) {
        return 0.0;
    }
    if !recorded.is_finite() || !now.is_finite() {
        return f64::INFINITY;
    }
    (recorded - now).abs() / recorded.abs().max(now.abs())
}

/// A piece of text: a number, or what stands between two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece<'a> {
    Number(f64, &'a str),
    Words(&'a str),
}

/// Cuts text into numbers and words. Digits that belong to a name (`x2`, `f64`) are words.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while at < text.len() {
        match number_at(text, at) {
            Some((value, end)) => {
                if words < at {
                    pieces.push(Piece::Words(&text[words..at]));
                }
                pieces.push(Piece::Number(value, &text[at..end]));
                at = end;
                words = end;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if words < text.len() {
        pieces.push(Piece::Words(&text[words..]));
    }
    pieces
}

/// The number that begins at byte `at`, and where it ends.
fn number_at(text: &str, at: usize) -> Option<(f64, usize)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut end = at;
    if matches!(bytes.get(end), Some(b'-' | b'+')) {
        end += 1;
    }
    let digits = |mut end: usize| {
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        end
    };
    let whole = digits(end);
    if whole == end {
        return None;
    }
    end = whole;
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    if text[end..].chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') {
        return None;
    }
    Some((text[at..end].parse().ok()?, end))
}

#[cfg(test)]
mod tests {
    use super::{Piece, Tolerance, pieces};

    fn tolerance() -> Tolerance {
        Tolerance { relative: 1e-9, absolute: 1e-12, source: "default".to_owned() }
    }

    #[test]
    fn close_numbers_are_the_same_and_others_are_not() {
        let tolerance = tolerance();
        assert!(tolerance.accepts(1.0, 1.0 + 1e-10));
        assert!(!tolerance.accepts(1.0, 1.0 + 1e-8));
        assert!(tolerance.accepts(0.0, 1e-13), "near zero the absolute part counts");
        assert!(!tolerance.accepts(0.0, 1e-11));
    }

    #[test]
    fn nan_and_infinity_never_pass_for_a_number() {
        let tolerance = Tolerance { relative: f64::INFINITY, ..tolerance() };
        assert!(!tolerance.accepts(1.0, f64::NAN));
        assert!(!tolerance.accepts(f64::NAN, 1.0));
        assert!(!tolerance.accepts(f64::INFINITY, 1.0));
        assert!(!tolerance.accepts(f64::INFINITY, f64::NEG_INFINITY));
        assert!(tolerance.accepts(f64::NAN, f64::NAN));
    }

    #[test]
    fn numbers_are_told_from_digits_in_names() {
        let found = pieces("x2 = -1.5e-3, f64 3.");
        assert_eq!(
            found,
            [
                Piece::Words("x2 = "),
                Piece::Number(-0.0015, "-1.5e-3"),
                Piece::Words(", f64 "),
                Piece::Number(3.0, "3"),
                Piece::Words("."),
            ]
        );
    }
}
