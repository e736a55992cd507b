//! Pixels as a small PNG: a card has few colours, and what lies between them at the edges of letters need not be exact.

use std::collections::BTreeMap;

/// How many colours a palette holds.
const MOST: usize = 256;

/// A colour by its red, green and blue parts.
type Rgb = [u8; 3];

/// A PNG file with a palette, of opaque pixels in rows: red, green, blue and alpha of each.
///
/// # Errors
/// Why it can't be written.
pub(super) fn png((width, height): (u32, u32), pixels: &[u8]) -> Result<Vec<u8>, String> {
    let (palette, places) = palette(&counted(pixels));
    let mut row = Vec::with_capacity(pixels.len() / 4);
    let mut last = (None, 0);
    for pixel in colours(pixels) {
        if last.0 != Some(pixel) {
            last = (Some(pixel), places.get(&pixel).copied().unwrap_or_default());
        }
        row.push(last.1);
    }
    let failed = |error: png::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    // The most that can be done makes a card 5 % smaller, in twice the time.
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&row).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn colours(pixels: &[u8]) -> impl Iterator<Item = Rgb> {
    pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]])
}

/// How often each colour occurs.
fn counted(pixels: &[u8]) -> BTreeMap<Rgb, usize> {
    let mut counts = BTreeMap::new();
    let mut run: Option<(Rgb, usize)> = None;
    for pixel in colours(pixels) {
        match &mut run {
            Some((colour, length)) if *colour == pixel => *length += 1,
            _ => {
                if let Some((colour, length)) = run.replace((pixel, 1)) {
                    *counts.entry(colour).or_default() += length;
                }
            }
        }
    }
    if let Some((colour, length)) = run {
        *counts.entry(colour).or_default() += length;
    }
    counts
}

/// A palette, and each colour's place in it. Colours that agree in their leading bits share a place, which has the most
/// frequent of them: of the bits as many as give no more colours than it holds.
fn palette(counts: &BTreeMap<Rgb, usize>) -> (Vec<Rgb>, BTreeMap<Rgb, u8>) {
    for dropped in 0..8 {
        let group = |colour: &Rgb| colour.map(|part| part >> dropped);
        let mut groups: BTreeMap<Rgb, (usize, Rgb)> = BTreeMap::new();
        for (colour, count) in counts {
            let best = groups.entry(group(colour)).or_insert((0, *colour));
            *best = (*best).max((*count, *colour));
        }
        if groups.len() <= MOST {
            let number = (0..=u8::MAX).zip(groups.keys()).map(|(at, key)| (*key, at));
            let numbers: BTreeMap<Rgb, u8> = number.collect();
            let place = |colour: &Rgb| numbers.get(&group(colour)).copied().unwrap_or_default();
            let places = counts.keys().map(|colour| (*colour, place(colour))).collect();
            return (groups.into_values().map(|(_, colour)| colour).collect(), places);
        }
    }
    (Vec::new(), BTreeMap::new())
}

#[cfg(test)]
mod tests {
    use super::{counted, palette};

    fn pixels(colours: &[[u8; 3]]) -> Vec<u8> {
        colours.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
    }

    #[test]
    fn few_colours_stay_as_they_are() {
        let colours = [[1, 2, 3], [1, 2, 3], [0, 0, 0], [1, 2, 3]];
        let (palette, places) = palette(&counted(&pixels(&colours)));
        assert_eq!(palette, [[0, 0, 0], [1, 2, 3]]);
        assert!(colours.iter().all(|colour| palette[usize::from(places[colour])] == *colour));
    }

    #[test]
    fn of_many_colours_the_most_frequent_stay_and_none_moves_far() {
        let mut colours: Vec<[u8; 3]> = (0..=255).flat_map(|a| [[a, a, a], [a, 0, 255 - a]]).collect();
        colours.extend([[252, 251, 247]; 9]);
        let (palette, places) = palette(&counted(&pixels(&colours)));
        assert!(palette.len() <= 256 && palette.contains(&[252, 251, 247]));
        for colour in &colours {
            let now = palette[usize::from(places[colour])];
            assert!(colour.iter().zip(now).all(|(was, is)| was.abs_diff(is) < 8), "{colour:?} is {now:?}");
        }
    }
}
