//! Pixels as a PNG with a palette: a card has few colours, and what lies between those of a chart need not be exact.

use super::canvas::Rgb;
use std::collections::BTreeMap;

/// How many colours a palette holds.
pub(super) const MOST: usize = 256;

/// A PNG file of pixels in rows, each the place of its colour in a palette.
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
    // Of what is as its neighbours this leaves nothing, which the quickest way to pack then is good enough for.
    encoder.set_filter(png::Filter::Paeth);
    encoder.set_deflate_compression(png::DeflateCompression::FdeflateUltraFast);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
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
    use super::{counted, palette, runs};
    use std::collections::BTreeMap;

    /// The palette of an image, and each colour's place in it.
    fn packed(colours: &[[u8; 3]]) -> (Vec<[u8; 3]>, BTreeMap<[u8; 3], usize>) {
        let pixels: Vec<u8> = colours.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
        let (counts, _) = counted(&runs(&pixels));
        let (palette, places) = palette(&counts, 256);
        (palette, counts.iter().map(|(colour, _)| *colour).zip(places.into_iter().map(usize::from)).collect())
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
