//! Colours. Those of series keep at least 3:1 against the page, and every two of them differ for the colour-blind as well
//! (the tests measure both); dashes and markers tell them apart once more.

use std::fmt;

/// A colour by its red, green and blue parts. Displayed as `#RRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// What a colour of a chart stands for: each theme has its own for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Text and axes.
    Ink,
    /// Tick labels and notes.
    Muted,
    /// The grid.
    Grid,
    /// A series, by its number.
    Series(usize),
    /// A value in a field, from 0 for the least to `u16::MAX` for the greatest.
    Field(u16),
}

impl Paint {
    /// A value in a field: 0 is the least, 1 the greatest.
    pub(super) fn of_value(value: f64) -> Self {
        Self::Field((value.clamp(0.0, 1.0) * f64::from(u16::MAX)).round() as u16)
    }

    /// What stands for it in a drawing under construction, whose backend knows colours alone.
    pub(super) fn code(self) -> [u8; 3] {
        let (kind, number) = match self {
            Self::Ink => (0, 0),
            Self::Muted => (1, 0),
            Self::Grid => (2, 0),
            // There are no more than a few colours of series, which come again.
            Self::Series(at) => (3, (at % SERIES) as u16),
            Self::Field(value) => (4, value),
        };
        let [high, low] = number.to_be_bytes();
        [kind, high, low]
    }

    /// What such a code of six hexadecimal digits stands for.
    pub(super) fn of_code(digits: &str) -> Option<Self> {
        let code = u32::from_str_radix(digits, 16).ok()?;
        let number = code as u16;
        match code >> 16 {
            0 => Some(Self::Ink),
            1 => Some(Self::Muted),
            2 => Some(Self::Grid),
            3 => Some(Self::Series(usize::from(number))),
            4 => Some(Self::Field(number)),
            _ => None,
        }
    }
}

/// How many colours series have.
const SERIES: usize = 7;

/// The colours of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Text and axes.
    pub ink: Rgb,
    /// Tick labels and notes.
    pub muted: Rgb,
    /// The grid.
    pub grid: Rgb,
    /// Series, in their order.
    pub series: [Rgb; SERIES],
    /// Values of a field, from the least to the greatest.
    pub field: [Rgb; 6],
}

impl Theme {
    /// For light pages.
    pub fn light() -> Self {
        Self {
            ink: Rgb(0x22, 0x26, 0x2b),
            muted: Rgb(0x59, 0x60, 0x68),
            grid: Rgb(0xe3, 0xe4, 0xe2),
            series: [
                Rgb(0x13, 0x59, 0xed),
                Rgb(0xbe, 0x79, 0x16),
                Rgb(0x21, 0x9a, 0x6e),
                Rgb(0x64, 0x2a, 0x81),
                Rgb(0x54, 0x47, 0x19),
                Rgb(0x6c, 0x2e, 0x4d),
                Rgb(0x61, 0x85, 0xa0),
            ],
            field: [
                Rgb(0xf2, 0xee, 0xdc),
                Rgb(0xc9, 0xdf, 0xc4),
                Rgb(0x86, 0xc3, 0xb7),
                Rgb(0x45, 0x9b, 0xab),
                Rgb(0x24, 0x6b, 0x94),
                Rgb(0x1c, 0x36, 0x6b),
            ],
        }
    }

    /// For dark pages.
    pub fn dark() -> Self {
        Self {
            ink: Rgb(0xe6, 0xe4, 0xdf),
            muted: Rgb(0xa8, 0xac, 0xb1),
            grid: Rgb(0x37, 0x3b, 0x40),
            series: [
                Rgb(0xa0, 0xc2, 0xf9),
                Rgb(0xf0, 0x98, 0x14),
                Rgb(0x9a, 0xea, 0xc3),
                Rgb(0xb6, 0x3c, 0xf3),
                Rgb(0xeb, 0xdc, 0x86),
                Rgb(0xed, 0x24, 0x44),
                Rgb(0x68, 0x7f, 0x93),
            ],
            field: [
                Rgb(0x1d, 0x2a, 0x3f),
                Rgb(0x1f, 0x4a, 0x6b),
                Rgb(0x2b, 0x74, 0x8a),
                Rgb(0x55, 0xa3, 0x9c),
                Rgb(0xa3, 0xcd, 0xa6),
                Rgb(0xf0, 0xec, 0xc8),
            ],
        }
    }

    /// The colour that this theme has for something.
    pub fn of(&self, paint: Paint) -> Rgb {
        match paint {
            Paint::Ink => self.ink,
            Paint::Muted => self.muted,
            Paint::Grid => self.grid,
            Paint::Series(at) => self.series[at % SERIES],
            Paint::Field(value) => self.of_value(f64::from(value) / f64::from(u16::MAX)),
        }
    }

    fn of_value(&self, value: f64) -> Rgb {
        let steps = self.field.len() - 1;
        let place = value * steps as f64;
        let at = (place as usize).min(steps - 1);
        let (from, to, part) = (self.field[at], self.field[at + 1], place - at as f64);
        let mix =
            |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
        Rgb(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
    }
}

/// The dashes of series number `at`, in pixels drawn and left out; a whole line has none.
pub(super) fn dashes(at: usize) -> &'static [f64] {
    const DASHES: [&[f64]; 5] = [&[], &[7.0, 4.0], &[2.0, 3.0], &[9.0, 3.5, 2.0, 3.5], &[14.0, 4.0]];
    DASHES[at % DASHES.len()]
}
