//! Pixels as a PNG with a palette: a card has few colours, and what lies between those of a chart need not be exact.

use super::canvas::Rgb;
use fdeflate::Compressor;
use std::collections::BTreeMap;
use std::io;

/// How many colours a palette holds.
pub(super) const MOST: usize = 256;

/// A PNG file of pixels in rows, each the place of its colour in a palette; the first is that of the paper.
///
/// # Errors
/// Why it can't be written.
pub(super) fn png((width, height): (u32, u32), palette: &[Rgb], pixels: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: png::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    let mut writer = encoder.write_header().map_err(failed)?;
    let data = packed(width as usize, pixels).map_err(|error| error.to_string())?;
    writer.write_chunk(png::chunk::IDAT, &data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// The filters of rows in a PNG file that are used here (<https://www.w3.org/TR/png-3/#9Filter-types>).
const NONE: u8 = 0;
const UP: u8 = 2;
const PAETH: u8 = 4;

/// The rows as a PNG file holds them. Those of nothing but paper are passed over at once, and so are those that are as the one above:
/// that is most of a card, and the reason not to leave this to the encoder.
fn packed(width: usize, pixels: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = Compressor::new(Vec::new())?;
    let paper = vec![0; width];
    let mut above: &[u8] = &paper;
    let mut line = vec![0; width + 1];
    let mut blank = 0;
    for row in pixels.chunks_exact(width) {
        if row == paper {
            blank += 1;
        } else {
            pack_blank(&mut packer, &mut blank, width)?;
            if row == above {
                line.fill(0);
                line[0] = UP;
            } else {
                line[0] = PAETH;
                paeth(row, above, &mut line[1..]);
            }
            packer.write_data(&line)?;
        }
        above = row;
    }
    pack_blank(&mut packer, &mut blank, width)?;
    packer.finish()
}

/// Packs so many rows of paper, without any filter: they hold nothing but zeros, as does what says so.
fn pack_blank(packer: &mut Compressor<Vec<u8>>, rows: &mut usize, width: usize) -> io::Result<()> {
    let zeros = vec![NONE; std::mem::take(rows) * (width + 1)];
    packer.write_data(&zeros)
}

/// How much each pixel of a row differs from what it is likely to be like.
fn paeth(row: &[u8], above: &[u8], differences: &mut [u8]) {
    let (Some((first, others)), Some((up, ups))) = (row.split_first(), above.split_first()) else { return };
    // Nothing stands left of the first. No other waits for the one before it, so that many are done at once.
    differences[0] = difference(*first, 0, *up, 0);
    let neighbours = row.iter().zip(ups).zip(above);
    for ((pixel, ((left, up), corner)), into) in others.iter().zip(neighbours).zip(&mut differences[1..]) {
        *into = difference(*pixel, *left, *up, *corner);
    }
}

/// How much a pixel differs from the one of its neighbours, on its left, above it and between these, that lies nearest to what they make
/// likely (A. W. Paeth, 1991).
fn difference(pixel: u8, left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (to_left, to_up, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    let upper = if to_up <= to_corner { up } else { corner };
    let nearest = if to_left <= to_up && to_left <= to_corner { left } else { upper };
    pixel.wrapping_sub(nearest)
}

/// Opaque pixels (red, green, blue and alpha of each) in at most so many colours: the colours, and the place of each pixel's among them.
pub(super) fn reduced(pixels: &[u8], most: usize) -> (Vec<Rgb>, Vec<u8>) {
    let runs = runs(pixels);
    let (colours, numbers) = counted(&runs);
    let (palette, places) = palette(&colours, most);
    let mut reduced = Vec::with_capacity(pixels.len() / 4);
    for ((_, length), number) in runs.iter().zip(numbers) {
        reduced.resize(reduced.len() + length, places.get(number).copied().unwrap_or_default());
    }
    (palette, reduced)
}

/// Pixels as colours, and how many times each is repeated: most of a card is paper.
fn runs(pixels: &[u8]) -> Vec<(Rgb, usize)> {
    let mut runs = Vec::new();
    let mut rest = pixels;
    while let Some(first) = rest.first_chunk::<4>() {
        let length = rest.chunks_exact(4).take_while(|pixel| *pixel == first).count();
        runs.push(([first[0], first[1], first[2]], length));
        rest = &rest[4 * length..];
    }
    runs
}

/// The colours in order with how often each occurs, and for each run the number of its colour among them.
fn counted(runs: &[(Rgb, usize)]) -> (Vec<(Rgb, usize)>, Vec<usize>) {
    let mut order: Vec<(Rgb, u32)> = (0..).zip(runs).map(|(at, (colour, _))| (*colour, at)).collect();
    order.sort_unstable();
    let mut counts: Vec<(Rgb, usize)> = Vec::new();
    let mut numbers = vec![0; runs.len()];
    for (colour, at) in order {
        let at = at as usize;
        if counts.last().is_none_or(|(last, _)| *last != colour) {
            counts.push((colour, 0));
        }
        numbers[at] = counts.len() - 1;
        counts[numbers[at]].1 += runs[at].1;
    }
    (counts, numbers)
}

/// A palette, and the place in it of each of the counted colours. Colours that agree in their leading bits share a place, which
/// has the most frequent of them: of the bits as many as give no more colours than it may have.
fn palette(counts: &[(Rgb, usize)], most: usize) -> (Vec<Rgb>, Vec<u8>) {
    for dropped in 0..8 {
        let group = |colour: &Rgb| colour.map(|part| part >> dropped);
        let mut groups: BTreeMap<Rgb, (usize, Rgb)> = BTreeMap::new();
        for (colour, count) in counts {
            let best = groups.entry(group(colour)).or_insert((0, *colour));
            *best = (*best).max((*count, *colour));
        }
        if groups.len() <= most {
            let number = (0..=u8::MAX).zip(groups.keys()).map(|(at, key)| (*key, at));
            let numbers: BTreeMap<Rgb, u8> = number.collect();
            let place = |colour: &Rgb| numbers.get(&group(colour)).copied().unwrap_or_default();
            let places = counts.iter().map(|(colour, _)| place(colour)).collect();
            return (groups.into_values().map(|(_, colour)| colour).collect(), places);
        }
    }
    (Vec::new(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::{counted, palette, png, runs};
    use std::collections::BTreeMap;
    use std::io::Cursor;

    /// The palette of an image, and each colour's place in it.
    fn packed(colours: &[[u8; 3]]) -> (Vec<[u8; 3]>, BTreeMap<[u8; 3], usize>) {
        let pixels: Vec<u8> = colours.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
        let (counts, _) = counted(&runs(&pixels));
        let (palette, places) = palette(&counts, 256);
        (palette, counts.iter().map(|(colour, _)| *colour).zip(places.into_iter().map(usize::from)).collect())
    }

    #[test]
    fn every_row_comes_back() {
        let noise = |at: usize| (at * at * 31 + at / 7) as u8;
        let rows: [&dyn Fn(usize) -> u8; 8] = [
            &|_| 0,
            &|_| 0,
            &noise,
            &noise,
            &|at| noise(at + 5),
            &|at| u8::from(at % 3 > 0),
            &|_| 0,
            &|at| if at == 12 { 255 } else { 0 },
        ];
        let pixels: Vec<u8> = rows.iter().flat_map(|row| (0..13).map(row)).collect();
        for pixels in [&pixels[..], &pixels[..13 * 2], &pixels[13 * 2..13 * 5]] {
            let palette: Vec<[u8; 3]> = (0..=255).map(|part| [part, 0, part]).collect();
            let bytes = png((13, (pixels.len() / 13) as u32), &palette, pixels).expect("it can be written");
            let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("it is a PNG");
            let mut read = vec![0; reader.output_buffer_size().expect("it is small")];
            reader.next_frame(&mut read).expect("it is whole");
            assert_eq!(read, pixels);
        }
    }

    #[test]
    fn few_colours_stay_as_they_are() {
        let colours = [[1, 2, 3], [1, 2, 3], [0, 0, 0], [1, 2, 3]];
        let (palette, places) = packed(&colours);
        assert_eq!(palette, [[0, 0, 0], [1, 2, 3]]);
        assert!(colours.iter().all(|colour| palette[places[colour]] == *colour));
    }

    #[test]
    fn of_many_colours_the_most_frequent_stay_and_none_moves_far() {
        let mut colours: Vec<[u8; 3]> = (0..=255).flat_map(|a| [[a, a, a], [a, 0, 255 - a]]).collect();
        colours.extend([[252, 251, 247]; 9]);
        let (palette, places) = packed(&colours);
        assert!(palette.len() <= 256 && palette.contains(&[252, 251, 247]));
        for colour in &colours {
            let now = palette[places[colour]];
            assert!(colour.iter().zip(now).all(|(was, is)| was.abs_diff(is) < 8), "{colour:?} is {now:?}");
        }
    }
}
