//! The pixels of a card while it is drawn: each is the place of its colour in a palette.

use super::glyphs::{Glyph, Span};
use super::packing::{MOST, reduced};
use super::{Colours, SIZE};
use std::ops::Range;

/// A colour by its red, green and blue parts.
pub(super) type Rgb = [u8; 3];

/// How a pixel can be covered, from not at all to wholly. More steps are not told apart at the edge of a letter.
const STEPS: u8 = 32;

/// What is written or filled with. Each has its place in the palette, next to the paper's: neighbours in rows that differ by little are
/// what takes least room in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// The title.
    Title = 1,
    /// What stands back.
    Quiet,
    /// The journal's name, and the edge.
    Accent,
    /// The line above the foot, which nothing is written with.
    Rule,
}

/// A card under construction.
pub(super) struct Canvas {
    palette: Vec<Rgb>,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Nothing but paper.
    pub(super) fn new(colours: &Colours) -> Self {
        let Colours { paper, ink, quiet, rule, accent } = *colours;
        let mut palette = vec![paper, ink, quiet, accent, rule];
        for full in [ink, quiet, accent] {
            palette.extend((1..STEPS - 1).map(|step| between(paper, full, step)));
        }
        Self { palette, pixels: vec![0; SIZE.0 as usize * SIZE.1 as usize] }
    }

    /// Fills rows of pixels from one column to another.
    pub(super) fn fill(&mut self, rows: Range<usize>, columns: Range<usize>, ink: Ink) {
        for row in self.pixels.chunks_exact_mut(SIZE.0 as usize).take(rows.end).skip(rows.start) {
            row[columns.clone()].fill(ink as u8);
        }
    }

    /// Writes a glyph whose own place is at a pixel. What is outside of the card is not seen.
    pub(super) fn write(&mut self, glyph: &Glyph, (x, y): (i32, i32), ink: Ink) {
        let places: [u8; STEPS as usize] = std::array::from_fn(|step| place(step as u8, ink));
        let mut rest = &glyph.steps[..];
        for Span { row, column, length } in &glyph.spans {
            let steps;
            (steps, rest) = rest.split_at(*length);
            let Some(row) = self.row(i64::from(y) + i64::from(*row)) else { continue };
            let column = i64::from(x) + i64::from(*column);
            let hidden = usize::try_from(-column).unwrap_or(0).min(steps.len());
            let first = usize::try_from(column).unwrap_or(0).min(row.len());
            for (pixel, step) in row[first..].iter_mut().zip(&steps[hidden..]) {
                // Letters may touch.
                let step = if *pixel == 0 { *step } else { (*step).max(step_at(*pixel, ink)) };
                *pixel = places[usize::from(step)];
            }
        }
    }

    /// A row of pixels, if it is one of the card's.
    fn row(&mut self, row: i64) -> Option<&mut [u8]> {
        let width = SIZE.0 as usize;
        let start = usize::try_from(row).ok()?.checked_mul(width)?;
        self.pixels.get_mut(start..)?.get_mut(..width)
    }

    /// Puts a picture of the card's size behind what is written, in as many colours as have room: red, green, blue and alpha of each pixel.
    /// Where it has the colour of the paper it leaves what is there.
    pub(super) fn put(&mut self, picture: &[u8]) {
        let (colours, places) = reduced(picture, MOST - self.palette.len());
        let first = self.palette.len();
        let paper = colours.iter().position(|colour| *colour == self.palette[0]);
        for (pixel, place) in self.pixels.iter_mut().zip(places.into_iter().map(usize::from)) {
            if *pixel == 0 && Some(place) != paper {
                *pixel = (first + place) as u8;
            }
        }
        self.palette.extend(colours);
    }

    /// The palette, and the pixels row by row.
    pub(super) fn finish(self) -> (Vec<Rgb>, Vec<u8>) {
        (self.palette, self.pixels)
    }
}

/// The colour of a pixel that is covered up to a step.
fn between(paper: Rgb, full: Rgb, step: u8) -> Rgb {
    let (step, last) = (u32::from(step), u32::from(STEPS - 1));
    let part = |paper: u8, full: u8| {
        ((u32::from(paper) * (last - step) + u32::from(full) * step + last / 2) / last) as u8
    };
    [part(paper[0], full[0]), part(paper[1], full[1]), part(paper[2], full[2])]
}

/// How far a pixel is covered, in steps instead of from 0 to 255.
pub(super) fn step_of(coverage: u8) -> u8 {
    let last = u16::from(STEPS - 1);
    ((u16::from(coverage) * last + 127) / 255) as u8
}

/// The place of a step of an ink in the palette.
fn place(step: u8, ink: Ink) -> u8 {
    match step {
        0 => 0,
        step if step == STEPS - 1 => ink as u8,
        step => first_step(ink) + step - 1,
    }
}

/// How far the ink covers a pixel that has this place in the palette.
fn step_at(place: u8, ink: Ink) -> u8 {
    let steps = first_step(ink)..first_step(ink) + STEPS - 2;
    if place == ink as u8 {
        STEPS - 1
    } else if steps.contains(&place) {
        place - steps.start + 1
    } else {
        0
    }
}

/// Where the steps of an ink towards the paper begin in the palette: behind all inks, in their order.
fn first_step(ink: Ink) -> u8 {
    let before = ink as u8 - Ink::Title as u8;
    Ink::Rule as u8 + 1 + before * (STEPS - 2)
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Ink, STEPS, place, step_at, step_of};
    use crate::card_image::Colours;
    use crate::card_image::glyphs::Glyph;

    fn canvas() -> Canvas {
        let colours =
            Colours { paper: [255; 3], ink: [0; 3], quiet: [100; 3], rule: [200, 0, 0], accent: [0, 0, 200] };
        Canvas::new(&colours)
    }

    #[test]
    fn every_step_of_every_ink_has_its_colour() {
        let canvas = canvas();
        for ink in [Ink::Title, Ink::Quiet, Ink::Accent] {
            let full = canvas.palette[ink as usize];
            for step in 0..STEPS {
                assert_eq!(step_at(place(step, ink), ink), step);
                let colour = canvas.palette[usize::from(place(step, ink))];
                let wanted = 255.0 + (f64::from(full[0]) - 255.0) * f64::from(step) / f64::from(STEPS - 1);
                assert!((f64::from(colour[0]) - wanted).abs() <= 0.5, "{ink:?} {step}: {colour:?}");
            }
        }
        assert_eq!([0, 255].map(step_of), [0, STEPS - 1]);
    }

    #[test]
    fn letters_touch_and_leave_the_card_unharmed() {
        let mut canvas = canvas();
        let glyph = Glyph::covering(2, (-1, -1), &[255, 128, 0, 255]);
        assert_eq!(
            glyph.spans.iter().map(|span| (span.row, span.column, span.length)).collect::<Vec<_>>(),
            [(-1, -1, 2), (0, 0, 1)]
        );
        canvas.write(&glyph, (1, 1), Ink::Title);
        canvas.write(&Glyph::covering(2, (-1, -1), &[64, 255, 64, 0]), (1, 1), Ink::Title);
        let full = Ink::Title as u8;
        assert_eq!(canvas.pixels[..2], [full, full]);
        assert_eq!(canvas.pixels[1200..1202], [place(step_of(64), Ink::Title), full]);
        let outside = Glyph::covering(2, (0, 0), &[255, 255, 64, 255]);
        for at in [(-1, -1), (1199, 628), (5000, 0), (0, -5000), (i32::MIN, i32::MAX), (i32::MAX, 3)] {
            canvas.write(&outside, at, Ink::Quiet);
        }
        let quiet = |at: usize| canvas.pixels[at] == Ink::Quiet as u8;
        assert!(quiet(0) && quiet(628 * 1200 + 1199), "what is inside is seen");
        assert_eq!(canvas.pixels[629 * 1200 + 1199], place(step_of(64), Ink::Quiet));
        assert_eq!((0..canvas.pixels.len()).filter(|at| quiet(*at)).count(), 2);
    }

    #[test]
    fn a_picture_stands_behind_what_is_written() {
        let mut canvas = canvas();
        canvas.fill(0..1, 0..1, Ink::Accent);
        let mut picture = vec![255; 4 * 1200 * 630];
        picture[..12].copy_from_slice(&[9, 9, 9, 255, 9, 9, 9, 255, 255, 255, 255, 255]);
        canvas.put(&picture);
        let (palette, pixels) = canvas.finish();
        assert_eq!(palette[usize::from(pixels[0])], [0, 0, 200]);
        assert_eq!(palette[usize::from(pixels[1])], [9; 3]);
        assert_eq!(pixels[2], 0);
    }
}
