//! How a camera was held: photographs are stored as the sensor saw them, with a note on how to turn them.

use super::Opened;

/// How to turn a picture, as Exif has it: first mirrored along the diagonal, then from side to side, then upside down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Turn {
    /// Whether width and height change places.
    pub(super) swaps: bool,
    flips_sides: bool,
    flips_ends: bool,
}

/// The note of a JPEG.
pub(super) fn of_jpeg(bytes: &[u8]) -> Turn {
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(*high) << 8 | usize::from(*low);
        match marker {
            0xe1 => {
                let exif = bytes.get(at + 4..at + 2 + length).and_then(|data| data.strip_prefix(b"Exif\0\0"));
                if let Some(exif) = exif {
                    return of_exif(exif);
                }
            }
            // The picture itself begins.
            0xda => break,
            _ => {}
        }
        at += 2 + length.max(2);
    }
    Turn::default()
}

/// The note in Exif data, which is laid out like a TIFF file.
pub(super) fn of_exif(exif: &[u8]) -> Turn {
    let value = orientation(exif).unwrap_or(1);
    let turn = |swaps, flips_sides, flips_ends| Turn { swaps, flips_sides, flips_ends };
    match value {
        2 => turn(false, true, false),
        3 => turn(false, true, true),
        4 => turn(false, false, true),
        5 => turn(true, false, false),
        6 => turn(true, true, false),
        7 => turn(true, true, true),
        8 => turn(true, false, true),
        _ => Turn::default(),
    }
}

/// The value of the tag 0x0112.
fn orientation(exif: &[u8]) -> Option<u16> {
    let little = match exif.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| -> Option<usize> {
        let (first, second) = (usize::from(short(at)?), usize::from(short(at + 2)?));
        Some(if little { second << 16 | first } else { first << 16 | second })
    };
    let list = long(4)?;
    let count = usize::from(short(list)?);
    (0..count)
        .map(|entry| list + 2 + 12 * entry)
        .find(|&at| short(at) == Some(0x0112))
        .and_then(|at| short(at + 8))
}

/// The picture as it is meant to be seen.
pub(super) fn turned(opened: Opened, turn: Turn) -> Opened {
    if turn == Turn::default() {
        return opened;
    }
    let (from_width, from_height) = (opened.width, opened.height);
    let (width, height) = if turn.swaps { (from_height, from_width) } else { (from_width, from_height) };
    let mut pixels = Vec::with_capacity(opened.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let x = if turn.flips_sides { width - 1 - x } else { x };
            let y = if turn.flips_ends { height - 1 - y } else { y };
            let (x, y) = if turn.swaps { (y, x) } else { (x, y) };
            pixels.push(opened.pixels[y * from_width + x]);
        }
    }
    Opened { width, height, pixels, ..opened }
}

#[cfg(test)]
mod tests {
    use super::{Opened, of_exif, of_jpeg, turned};
    use rgb::RGBA8;

    fn exif(value: u8) -> Vec<u8> {
        let mut bytes = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        bytes.extend(b"\x01\0\0\x03\0\0\0\x01\0\0\0\0");
        bytes.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0]);
        bytes
    }

    /// What a picture of the letters `ab` over `cd` looks like, turned as the note says.
    fn seen(value: u8) -> String {
        let pixels = b"abcdef".iter().map(|&letter| RGBA8::new(letter, 0, 0, 255)).collect();
        let opened = Opened { width: 2, height: 3, pixels, has_alpha: false, profile: None };
        let turned = turned(opened, of_exif(&exif(value)));
        let rows = turned.pixels.chunks(turned.width);
        let row = |row: &[RGBA8]| row.iter().map(|pixel| char::from(pixel.r)).collect::<String>();
        rows.map(row).collect::<Vec<_>>().join("/")
    }

    #[test]
    fn every_note_turns_the_picture_as_viewers_do() {
        let expected =
            ["ab/cd/ef", "ba/dc/fe", "fe/dc/ba", "ef/cd/ab", "ace/bdf", "eca/fdb", "fdb/eca", "bdf/ace"];
        for (value, expected) in (1..).zip(expected) {
            assert_eq!(seen(value), expected, "{value}");
        }
    }

    #[test]
    fn a_jpeg_has_its_note_in_a_segment() {
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1];
        let exif = exif(6);
        jpeg.extend([0, u8::try_from(exif.len() + 8).expect("it is short")]);
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(exif);
        assert!(of_jpeg(&jpeg).swaps);
        for cut in 0..jpeg.len() {
            of_jpeg(&jpeg[..cut]);
        }
        assert!(!of_jpeg(b"\xff\xd8\xff\xe1\0\0").swaps);
    }
}
