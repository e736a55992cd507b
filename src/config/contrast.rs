//! How well a colour can be read on another.

/// `#rgb` or `#rrggbb`.
pub(super) fn rgb(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))?;
    let part = |at: usize| match digits.len() {
        3 => u8::from_str_radix(&digits[at..=at].repeat(2), 16).ok(),
        6 => u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok(),
        _ => None,
    };
    Some([part(0)?, part(1)?, part(2)?])
}

/// The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
pub(super) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let [red, green, blue] = colour
            .map(|part| f64::from(part) / 255.0)
            .map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::{contrast, rgb};

    #[test]
    fn the_contrast_is_that_of_wcag() {
        let of =
            |one: &str, other: &str| contrast(rgb(one).expect("a colour"), rgb(other).expect("a colour"));
        assert!((of("#000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((of("#777", "#fff") - 4.478).abs() < 1e-3);
    }
}
