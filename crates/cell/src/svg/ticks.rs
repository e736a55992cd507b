//! Where ticks stand and what they say.

use super::scale::Scale;

/// A tick: its value and its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// The most ticks that are tried for.
const MOST: usize = 8;

/// About `count` ticks at round values, or more where there would be a single one: that says nothing of a scale.
pub(super) fn ticks(scale: &Scale, count: usize) -> Vec<Tick> {
    let about = |count| if scale.log { logarithmic(scale, count) } else { linear(scale, count) };
    let count = count.max(2);
    (count..=MOST).map(about).find(|ticks| ticks.len() > 1).unwrap_or_else(|| about(count))
}

fn linear(scale: &Scale, count: usize) -> Vec<Tick> {
    let span = scale.high / count as f64 - scale.low / count as f64;
    let decade = 10_f64.powf(span.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .iter()
        .map(|factor| factor * decade)
        .find(|step| *step >= span * 0.999)
        .unwrap_or(span);
    if !(step.is_finite() && step > 0.0) {
        return Vec::new();
    }
    let (first, last) = ((scale.low / step - 1e-9).ceil(), (scale.high / step + 1e-9).floor());
    // Ends that lie nearer than the numbers can tell apart give no ticks to count.
    if last - first > 100.0 {
        return Vec::new();
    }
    let values: Vec<f64> = (0..=(last - first) as usize).map(|at| (first + at as f64) * step).collect();
    let greatest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    values.into_iter().map(|value| Tick { value, label: label(value, step, greatest) }).collect()
}

/// A tick's label, with as many decimals as the step asks for; very large and very small values as powers of ten.
fn label(value: f64, step: f64, greatest: f64) -> String {
    if value == 0.0 || value.abs() < step * 1e-6 {
        return "0".to_owned();
    }
    if !(1e-3..1e6).contains(&greatest) {
        let exponent = greatest.log10().floor();
        let digits = decimals(step / 10_f64.powf(exponent));
        let mantissa = value / 10_f64.powf(exponent);
        return format!("{}×10{}", signed(mantissa, digits), superscript(exponent as i32));
    }
    grouped(&signed(value, decimals(step)))
}

/// How many decimals tell two neighbours apart.
fn decimals(step: f64) -> usize {
    let exact = (0..9).find(|&places| {
        let scaled = step * 10_f64.powi(places);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1e-300)
    });
    exact.unwrap_or(9) as usize
}

fn signed(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// Thousands set apart from five digits on.
fn grouped(text: &str) -> String {
    let whole = text.split('.').next().unwrap_or(text);
    let digits = whole.chars().filter(char::is_ascii_digit).count();
    if digits < 5 {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = digits;
    for c in whole.chars() {
        out.push(c);
        if c.is_ascii_digit() {
            left -= 1;
            if left > 0 && left % 3 == 0 {
                out.push('\u{2009}');
            }
        }
    }
    out + &text[whole.len()..]
}

fn superscript(exponent: i32) -> String {
    let digit = |c: char| match c {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    };
    exponent.to_string().chars().map(digit).collect()
}

/// Decades, every n-th if there are many; 1, 2 and 5 of each if there are few.
fn logarithmic(scale: &Scale, count: usize) -> Vec<Tick> {
    let (low, high) = (scale.low.log10(), scale.high.log10());
    let (first, last) = ((low - 1e-9).ceil() as i32, (high + 1e-9).floor() as i32);
    let decades = (last - first + 1).max(0) as usize;
    if decades < 2 {
        return within_a_decade(scale, count);
    }
    let every = decades.div_ceil(count).max(1);
    let plain = first >= -3 && last <= 4;
    let exponents = (first..=last).step_by(every);
    let tick = |exponent: i32| {
        let value = 10_f64.powi(exponent);
        let label = if plain {
            grouped(&signed(value, (-exponent).max(0) as usize))
        } else {
            format!("10{}", superscript(exponent))
        };
        Tick { value, label }
    };
    exponents.map(tick).collect()
}

fn within_a_decade(scale: &Scale, count: usize) -> Vec<Tick> {
    let (low, high) = (scale.low.log10().floor() as i32, scale.high.log10().ceil() as i32);
    let candidates = |factors: &[f64]| -> Vec<f64> {
        let all = (low..=high)
            .flat_map(|exponent| factors.iter().map(move |factor| factor * 10_f64.powi(exponent)));
        all.filter(|value| (scale.low..=scale.high).contains(value)).collect()
    };
    let coarse = candidates(&[1.0, 2.0, 5.0]);
    let values =
        if coarse.len() >= 2 { coarse } else { return linear(&Scale { log: false, ..*scale }, count) };
    values.into_iter().map(|value| Tick { value, label: label(value, value, value.abs()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::ticks;
    use crate::svg::scale::Scale;

    fn labels(low: f64, high: f64, log: bool, count: usize) -> Vec<String> {
        ticks(&Scale { low, high, log }, count).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_stand_at_round_values() {
        assert_eq!(labels(0.0, 1.0, false, 5), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-2.0, 10.0, false, 6), ["−2", "0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(0.0, 30000.0, false, 3), ["0", "10\u{2009}000", "20\u{2009}000", "30\u{2009}000"]);
        assert_eq!(labels(-38.0, 43.0, false, 3), ["−25", "0", "25"], "and not 0 alone");
        assert_eq!(labels(0.0, 4e9, false, 4), ["0", "1×10⁹", "2×10⁹", "3×10⁹", "4×10⁹"]);
    }

    #[test]
    fn logarithmic_ticks_stand_at_decades() {
        assert_eq!(labels(0.01, 100.0, true, 6), ["0.01", "0.1", "1", "10", "100"]);
        assert_eq!(labels(1e-8, 1e-2, true, 4), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²"]);
        assert_eq!(labels(1.5, 8.0, true, 6), ["2", "5"]);
    }

    #[test]
    fn no_scale_makes_endless_ticks() {
        for (low, high) in [(1.0, 1.0 + f64::EPSILON), (f64::MIN, f64::MAX), (0.0, 5e-324)] {
            assert!(labels(low, high, false, 6).len() <= 101, "{low} {high}");
        }
    }
}
