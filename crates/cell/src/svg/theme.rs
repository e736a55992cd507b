//! Colours. Those of series keep at least 3:1 against the page, and every two of them differ for the colour-blind as well
//! (the tests measure both); dashes and markers tell them apart once more.

/// A colour by its red, green and blue parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

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
    pub series: [Rgb; 7],
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

    /// The colour of series number `at`.
    pub(super) fn of_series(&self, at: usize) -> Rgb {
        self.series[at % self.series.len()]
    }

    /// The colour of a value in a field: 0 is the least, 1 the greatest.
    pub(super) fn of_value(&self, value: f64) -> Rgb {
        let steps = self.field.len() - 1;
        let place = value.clamp(0.0, 1.0) * steps as f64;
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
