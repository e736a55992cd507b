//! Rust's format specs, read, and a number written by one.

/// `[[fill]align][sign]['#']['0'][width]['.' precision][type]`, without arguments of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FormatSpec {
    fill: char,
    align: Option<char>,
    sign: bool,
    zeros: bool,
    width: usize,
    precision: Option<usize>,
    /// The letter at its end.
    kind: Option<char>,
}

/// Wider or more precise than anybody would read.
const LIMIT: usize = 1_000;

impl FormatSpec {
    /// Reads a spec; nothing if it is none.
    pub(super) fn parse(spec: &str) -> Option<Self> {
        let characters: Vec<char> = spec.chars().collect();
        let mut rest = characters.as_slice();
        let is_align = |c: char| matches!(c, '<' | '^' | '>');
        let (mut fill, mut align) = (' ', None);
        match rest {
            [own, side, ..] if is_align(*side) => {
                (fill, align) = (*own, Some(*side));
                rest = &rest[2..];
            }
            [side, ..] if is_align(*side) => {
                align = Some(*side);
                rest = &rest[1..];
            }
            _ => {}
        }
        let sign = take(&mut rest, &['+', '-']);
        take(&mut rest, &['#']);
        let zeros = take(&mut rest, &['0']).is_some();
        let width = number(&mut rest).unwrap_or(0);
        let precision = match take(&mut rest, &['.']) {
            Some(_) => Some(number(&mut rest)?),
            None => None,
        };
        let kind = take(&mut rest, &['?', 'x', 'X', 'o', 'b', 'e', 'E']);
        let read = Self { fill, align, sign: sign == Some('+'), zeros, width, precision, kind };
        (rest.is_empty() && width <= LIMIT && precision.is_none_or(|digits| digits <= LIMIT)).then_some(read)
    }

    /// A float as `format!` writes it by this spec; nothing if floats can't be written so.
    pub(super) fn float(self, value: f64) -> Option<String> {
        let text = match (self.kind, self.precision) {
            (None, None) => value.to_string(),
            (None | Some('?'), Some(digits)) => format!("{value:.digits$}"),
            (Some('?'), None) => format!("{value:?}"),
            (Some('e'), None) => format!("{value:e}"),
            (Some('e'), Some(digits)) => format!("{value:.digits$e}"),
            (Some('E'), None) => format!("{value:E}"),
            (Some('E'), Some(digits)) => format!("{value:.digits$E}"),
            _ => return None,
        };
        let signed = self.sign && !value.is_nan() && !text.starts_with('-');
        Some(self.pad(&if signed { format!("+{text}") } else { text }))
    }

    fn pad(self, text: &str) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        if self.zeros {
            let digits = text.trim_start_matches(['+', '-']);
            let sign = &text[..text.len() - digits.len()];
            return format!("{sign}{}{digits}", "0".repeat(missing));
        }
        let before = match self.align {
            Some('<') => 0,
            Some('^') => missing / 2,
            _ => missing,
        };
        let filled = |times| std::iter::repeat_n(self.fill, times).collect::<String>();
        format!("{}{text}{}", filled(before), filled(missing - before))
    }
}

/// Takes the first character if it is a wanted one.
fn take(rest: &mut &[char], wanted: &[char]) -> Option<char> {
    let (first, after) = rest.split_first()?;
    wanted.contains(first).then(|| {
        *rest = after;
        *first
    })
}

fn number(rest: &mut &[char]) -> Option<usize> {
    let count = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let digits: String = rest[..count].iter().collect();
    *rest = &rest[count..];
    if count == 0 { None } else { Some(digits.parse().unwrap_or(usize::MAX)) }
}

#[cfg(test)]
mod tests {
    use super::FormatSpec;

    macro_rules! as_rust_does {
        ($($spec:literal),*) => {
            for value in [0.0, -0.0, 1.0, -1234.5678, 0.000123, 1e21, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                $(
                    let spec = FormatSpec::parse($spec).expect($spec);
                    assert_eq!(spec.float(value).expect($spec), format!(concat!("{:", $spec, "}"), value), $spec);
                )*
            }
        };
    }

    #[test]
    fn floats_are_written_as_rust_writes_them() {
        as_rust_does!(
            "", ".0", ".3", "e", ".2e", "E", ".1E", "?", ".2?", "+", "+.1", "-.1", "8", ">8.2", "<8.2",
            "^9.1", "*^12.3", "08.2", "+08.2", "010e", "#", "_>+12.2"
        );
    }

    #[test]
    fn what_is_no_spec_is_told_from_one() {
        for spec in ["x y", ".", ".x", "3.2.1", "$", "9999999", ".99999999999999999999999"] {
            assert_eq!(FormatSpec::parse(spec), None, "{spec}");
        }
        for spec in ["x", "#x", "o", "b"] {
            assert_eq!(FormatSpec::parse(spec).and_then(|spec| spec.float(1.0)), None, "{spec}");
        }
    }
}
