//! A mean and its spread as text.

/// `0.931 ± 0.012`: the spread with two significant digits and the mean with as many decimals.
pub fn spread(mean: f64, plus_minus: f64) -> String {
    let magnitude = if plus_minus > 0.0 && plus_minus.is_finite() {
        plus_minus.log10().floor()
    } else if mean != 0.0 && mean.is_finite() {
        mean.abs().log10().floor() - 4.0
    } else {
        0.0
    };
    let decimals = (1.0 - magnitude).clamp(0.0, 12.0) as usize;
    if magnitude < -9.0 || mean.abs() >= 1e12 {
        return format!("{mean:.3e} ± {plus_minus:.1e}");
    }
    let short = |value: f64| {
        let text = format!("{value:.decimals$}");
        if plus_minus == 0.0 && text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    };
    format!("{} ± {}", short(mean), short(plus_minus))
}

/// The same in the format that an inline value asks for, of which the decimals, the sign and `e` count.
pub fn formatted(mean: f64, plus_minus: f64, format: &str) -> String {
    let decimals = format.rsplit_once('.').and_then(|(_, rest)| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok().filter(|decimals| *decimals <= 100)
    });
    let Some(decimals) = decimals else { return spread(mean, plus_minus) };
    let sign = if format.contains('+') && mean >= 0.0 { "+" } else { "" };
    if format.ends_with('e') {
        format!("{sign}{mean:.decimals$e} ± {plus_minus:.decimals$e}")
    } else {
        format!("{sign}{mean:.decimals$} ± {plus_minus:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::{formatted, spread};

    #[test]
    fn a_spread_has_two_digits_and_its_mean_as_many_decimals() {
        for (mean, plus_minus, text) in [
            (0.931_234, 0.012_345, "0.931 ± 0.012"),
            (1234.56, 78.9, "1235 ± 79"),
            (-2.5, 0.5, "-2.50 ± 0.50"),
            (0.25, 0.0, "0.25 ± 0"),
            (0.0, 0.0, "0 ± 0"),
            (1e-11, 2e-12, "1.000e-11 ± 2.0e-12"),
            (f64::NAN, f64::NAN, "NaN ± NaN"),
        ] {
            assert_eq!(spread(mean, plus_minus), text);
        }
    }

    #[test]
    fn the_format_of_an_inline_value_holds_for_both() {
        assert_eq!(formatted(0.931_234, 0.012_345, ".3"), "0.931 ± 0.012");
        assert_eq!(formatted(0.931_234, 0.012_345, "+.1"), "+0.9 ± 0.0");
        assert_eq!(formatted(931.234, 12.3, ".2e"), "9.31e2 ± 1.23e1");
        assert_eq!(formatted(0.931_234, 0.012_345, ""), "0.931 ± 0.012");
    }
}
