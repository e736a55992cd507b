//! Images, drawings and markup.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest image, drawing or markup that is kept, in bytes.
pub const SIZE_LIMIT: usize = 4 << 20;

/// A raster image: PNG, JPEG, GIF or WebP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    mime: String,
    /// The bytes in base64.
    data: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
}

impl Image {
    /// An image from the bytes of a file; `mime` is such as `image/png`.
    pub fn from_bytes(mime: &str, bytes: &[u8]) -> Self {
        Self { mime: mime.to_owned(), data: base64(bytes), alt: None }
    }

    /// An image from base64 text.
    pub fn from_base64(mime: &str, text: &str) -> Self {
        Self { mime: mime.to_owned(), data: text.split_whitespace().collect(), alt: None }
    }

    /// A grey image of `width` × `height` pixels from rows of values in 0 (black) to 1 (white); what lies outside counts
    /// as the nearer end, NaN as black, and missing pixels are black.
    pub fn gray(pixels: &[f64], width: usize, height: usize) -> Self {
        let level = |value: f64| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        let bytes: Vec<u8> = (0..width * height)
            .map(|at| pixels.get(at).copied().filter(|value| !value.is_nan()).map_or(0, level))
            .collect();
        Self::from_bytes("image/png", &png::encode_gray(&bytes, width, height))
    }

    /// The same with a text alternative.
    pub fn with_alt(mut self, alt: &str) -> Self {
        self.alt = Some(alt.to_owned());
        self
    }

    /// Its kind, as in `image/png`.
    pub fn mime(&self) -> &str {
        &self.mime
    }

    /// Its bytes; nothing if the base64 text is none.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        from_base64(&self.data)
    }

    /// Its text alternative.
    pub fn alt(&self) -> Option<&str> {
        self.alt.as_deref()
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[{} of {} bytes{}]",
            self.mime,
            self.data.len() / 4 * 3,
            self.alt.as_deref().map(|alt| format!(": {alt}")).unwrap_or_default()
        )
    }
}

macro_rules! text_media {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            text: String,
        }

        impl $name {
            /// From its text.
            pub fn new(text: impl Into<String>) -> Self {
                let text = text.into();
                if text.len() > SIZE_LIMIT {
                    return Self { text: format!("<!-- {} of {} bytes; {SIZE_LIMIT} are kept -->", $what, text.len()) };
                }
                Self { text }
            }

            /// Its text.
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "[{} of {} bytes]", $what, self.text.len())
            }
        }
    };
}

text_media! {
    /// A drawing. The page shows it as an image, so that scripts and links in it do nothing.
    Svg, "drawing"
}

text_media! {
    /// Markup. The page shows it in a frame of its own that can't reach the page.
    Html, "markup"
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |group, &byte| group << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (group >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    text
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut group, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|&known| known == letter)?;
        group = group << 6 | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(group >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// The smallest PNG writer that serves: one grey channel, stored without compression. Images of cells are small, and the
/// site serves them compressed.
mod png {
    pub(super) fn encode_gray(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
        let mut rows = Vec::with_capacity((width + 1) * height);
        for row in pixels.chunks(width.max(1)) {
            rows.push(0);
            rows.extend_from_slice(row);
        }
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = Vec::new();
        header.extend((width as u32).to_be_bytes());
        header.extend((height as u32).to_be_bytes());
        header.extend([8, 0, 0, 0, 0]);
        chunk(&mut file, *b"IHDR", &header);
        chunk(&mut file, *b"IDAT", &stored(&rows));
        chunk(&mut file, *b"IEND", &[]);
        file
    }

    fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
        file.extend((data.len() as u32).to_be_bytes());
        let start = file.len();
        file.extend(kind);
        file.extend(data);
        let sum = crc(&file[start..]);
        file.extend(sum.to_be_bytes());
    }

    /// A zlib stream of stored blocks.
    fn stored(data: &[u8]) -> Vec<u8> {
        let mut stream = vec![0x78, 0x01];
        let blocks = data.chunks(0xffff).count().max(1);
        for (number, block) in data.chunks(0xffff).enumerate() {
            let length = block.len() as u16;
            stream.push(u8::from(number + 1 == blocks));
            stream.extend(length.to_le_bytes());
            stream.extend((!length).to_le_bytes());
            stream.extend(block);
        }
        let (mut a, mut b) = (1_u32, 0_u32);
        for &byte in data {
            a = (a + u32::from(byte)) % 65521;
            b = (b + a) % 65521;
        }
        stream.extend((b << 16 | a).to_be_bytes());
        stream
    }

    fn crc(data: &[u8]) -> u32 {
        !data.iter().fold(!0_u32, |crc, &byte| {
            (0..8).fold(
                crc ^ u32::from(byte),
                |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, base64, from_base64};

    #[test]
    fn base64_goes_there_and_back() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE=");
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(37)).collect();
            assert_eq!(from_base64(&base64(&bytes)), Some(bytes));
        }
        assert_eq!(from_base64("*"), None);
    }

    #[test]
    fn a_grey_image_is_a_png_of_its_size() {
        let bytes = Image::gray(&[0.0, 0.5, 1.0, f64::NAN], 2, 2).bytes().expect("it is base64");
        assert!(bytes.starts_with(b"\x89PNG"));
        assert_eq!(bytes[16..24], [0, 0, 0, 2, 0, 0, 0, 2]);
        // The checksum of an empty IEND chunk is known.
        assert!(bytes.ends_with(&[0xae, 0x42, 0x60, 0x82]));
    }
}
