//! What the lexers share.

/// How many bytes of `rest` hold, from its beginning.
pub(super) fn while_true(rest: &str, holds: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !holds(c)).unwrap_or(rest.len())
}

pub(super) fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

pub(super) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// `0xff_u8`, `1_000`, `2.5e-3f64`; in `0..9`, `1.max(2)` and `pair.0.1` the dot is none of the number's.
pub(super) fn number(rest: &str) -> usize {
    let whole = while_true(rest, is_word);
    if rest.starts_with("0x") || rest.starts_with("0b") || rest.starts_with("0o") {
        return whole;
    }
    let mut end = signed_exponent(rest, whole);
    let fraction = rest[end..].strip_prefix('.');
    if let Some(fraction) = fraction.filter(|text| !text.starts_with(|c: char| c == '.' || is_word_start(c)))
    {
        end = signed_exponent(rest, end + 1 + while_true(fraction, is_word));
    }
    end
}

/// Takes `-3` of `2e-3` in, where the digits before it end in `e`.
fn signed_exponent(rest: &str, end: usize) -> usize {
    let has_exponent = rest[..end].ends_with(['e', 'E']);
    match rest[end..].strip_prefix(['-', '+']) {
        Some(digits) if has_exponent && digits.starts_with(|c: char| c.is_ascii_digit()) => {
            end + 1 + while_true(digits, is_word)
        }
        _ => end,
    }
}
