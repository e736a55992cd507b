//! Numbers as they stand in charts, in tables and in sentences about them.

/// A number in at most four significant digits, as people write it: `0.042`, `1234`, `1.2e-7`.
pub fn short_number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e7).contains(&magnitude) {
        let text = format!("{value:.3e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{exponent}", trimmed(digits));
    }
    let before = if magnitude < 1.0 { 0 } else { magnitude.log10().floor() as usize + 1 };
    let leading_zeros =
        if magnitude > 0.0 && magnitude < 0.1 { (-magnitude.log10()).ceil() as usize - 1 } else { 0 };
    let decimals = (4_usize.saturating_sub(before) + leading_zeros).min(8);
    trimmed(&format!("{value:.decimals$}")).to_owned()
}

fn trimmed(text: &str) -> &str {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if text == "-0" { "0" } else { text }
}

#[cfg(test)]
mod tests {
    use super::short_number;

    #[test]
    fn numbers_are_short_but_not_too_short() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.04217, "0.04217"),
            (0.1, "0.1"),
            (123.456, "123.5"),
            (123456.0, "123456"),
            (1.234e-7, "1.234e-7"),
            (5e12, "5e12"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(short_number(value), text);
        }
    }
}
