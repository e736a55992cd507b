//! When two numbers count as the same, and where numbers stand inside text. The tests of an exported entry take this file as
//! it is.

/// Whether `now` lies within `absolute` of `recorded`, or within `relative` of the larger one. NaN stands for NaN alone, an
/// infinity for itself alone.
pub(super) fn is_close(recorded: f64, now: f64, relative: f64, absolute: f64) -> bool {
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
    difference <= absolute || difference <= relative * recorded.abs().max(now.abs())
}

/// A piece of text: a number, or what stands between two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece<'a> {
    Number(f64, &'a str),
    Words(&'a str),
}

/// Cuts text into numbers and words. Digits that belong to a name (`x2`, `f64`) are words; `NaN` and `inf`, as Rust prints
/// them, are numbers.
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
        return not_finite(text, at, end);
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

/// `NaN`, `inf` or `-inf` that begins at byte `at`, where its letters begin at `letters`.
fn not_finite(text: &str, at: usize, letters: usize) -> Option<(f64, usize)> {
    let word = ["NaN", "inf"].into_iter().find(|word| text[letters..].starts_with(word))?;
    let end = letters + word.len();
    let goes_on = text[end..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    if goes_on { None } else { Some((text[at..end].parse().ok()?, end)) }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

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

    #[test]
    fn what_is_not_finite_is_a_number_too() {
        assert!(
            matches!(pieces("a NaN!")[..], [Piece::Words("a "), Piece::Number(nan, "NaN"), Piece::Words("!")] if nan.is_nan())
        );
        assert_eq!(pieces("-inf"), [Piece::Number(f64::NEG_INFINITY, "-inf")]);
        assert_eq!(pieces("info, NaNs"), [Piece::Words("info, NaNs")]);
    }
}
