//! The width and height of raster pictures, read from their first bytes.

use super::orientation::{self, Turn};

/// The usual ending of the kind of picture that the bytes are, if they are one that browsers show.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

/// Width and height in pixels, as the picture is shown: cameras note how they were held.
pub fn of(bytes: &[u8]) -> Option<(u32, u32)> {
    let as_stored = Turn::default();
    let ((width, height), turn) = match kind(bytes)? {
        "png" => {
            let size = (u32::from_be_bytes(four(bytes, 16)?), u32::from_be_bytes(four(bytes, 20)?));
            (size, as_stored)
        }
        "gif" => ((little(bytes, 6)?, little(bytes, 8)?), as_stored),
        "jpg" => (jpeg(bytes)?, orientation::of_jpeg(bytes)),
        _ => (webp(bytes)?, webp_exif(bytes).map_or(as_stored, orientation::of_exif)),
    };
    let size = if turn.swaps { (height, width) } else { (width, height) };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at + 4)?.try_into().ok()
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(*bytes.get(at)?) | u32::from(*bytes.get(at + 1)?) << 8)
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(*bytes.get(at)?) << 8 | u32::from(*bytes.get(at + 1)?))
}

/// Goes from segment to segment up to a start-of-frame, which has the size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd9 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big(bytes, at + 7)?, big(bytes, at + 5)?));
            }
            _ => at += 2 + usize::try_from(big(bytes, at + 2)?).ok()?.max(2),
        }
    }
}

/// The three kinds of WebP: extended, lossless and lossy.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let three = |at| Some(1 + (little(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16));
            Some((three(24)?, three(27)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(four(bytes, 21)?);
            Some((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)))
        }
        b"VP8 " => Some((little(bytes, 26)? & 0x3fff, little(bytes, 28)? & 0x3fff)),
        _ => None,
    }
}

/// What a WebP says of how its camera was held.
fn webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 12;
    loop {
        let length = usize::try_from(u32::from_le_bytes(four(bytes, at + 4)?)).ok()?;
        let end = (at + 8).checked_add(length)?;
        if bytes.get(at..at + 4)? == b"EXIF" {
            return bytes.get(at + 8..end);
        }
        at = end.checked_add(length % 2)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{kind, of};

    #[test]
    fn sizes_are_read_from_headers() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 44, 0, 0, 0, 200]);
        assert_eq!(of(&png), Some((300, 200)));
        assert_eq!(of(b"GIF89a\x0a\0\x14\0"), Some((10, 20)));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 100, 1, 0];
        assert_eq!(of(&jpeg), Some((256, 100)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([99, 0, 0, 49, 0, 0]);
        assert_eq!(of(&webp), Some((100, 50)));
        // A TIFF with one tag: the orientation, a quarter turn.
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        webp.extend(b"EXIF");
        webp.extend(u32::try_from(exif.len()).expect("it is short").to_le_bytes());
        webp.extend(exif);
        assert_eq!(of(&webp), Some((50, 100)));
    }

    #[test]
    fn cut_off_or_foreign_bytes_have_no_size() {
        for bytes in [
            &b""[..],
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0\0\0",
            b"<svg",
            b"RIFF\0\0\0\0WEBPVP8L",
            b"GIF89a\0\0\0\0",
        ] {
            assert_eq!(of(bytes), None);
        }
        assert_eq!(kind(b"<svg xmlns"), None);
    }
}
