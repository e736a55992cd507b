//! Pictures of bundles: their sizes, and smaller versions of wide ones for narrow screens. Pure: bytes to bytes, the same on
//! every machine. That is why the decoder of JPEG is used without the instructions of single processors, and why pictures
//! are made smaller by a filter that needs no functions of the platform.

mod decode;
mod encode;
mod orientation;
mod size;

use rgb::RGBA8;

pub use size::{kind, of as size_of};

/// The widths that wide pictures are offered in: a phone, a phone or a tablet with fine pixels, the measure with fine pixels,
/// and what may span the page.
pub const WIDTHS: [u32; 4] = [480, 960, 1440, 1920];

/// Named wherever variants are kept: bumped when the same picture gets other ones.
pub const VERSION: u32 = 1;

/// A picture that is wider than that is not published as it is, if there are smaller ones.
const WIDEST: u32 = 2560;

/// A variant is kept if it has at most so many hundredths of the original's bytes.
const WORTH_IT: usize = 85;

/// A picture of more pixels than that is left as it is: to open it takes too much memory.
const PIXEL_LIMIT: u64 = 100_000_000;

/// A picture, and how else it is offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The smaller versions, the smallest first.
    pub variants: Vec<Variant>,
    /// Whether it is offered itself beside them.
    pub offers_original: bool,
}

/// A smaller version of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its width in pixels.
    pub width: u32,
    /// The usual ending of its kind.
    pub extension: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A picture with its pixels at hand.
struct Opened {
    width: usize,
    height: usize,
    pixels: Vec<RGBA8>,
    /// Whether any pixel lets the page show through.
    has_alpha: bool,
    /// What its colours mean, if not what they mean by default.
    profile: Option<Vec<u8>>,
}

/// Makes the smaller versions of a picture. One that is small already has none, nor has one that moves.
///
/// # Errors
/// Why the picture can't be opened.
pub fn variants(bytes: &[u8]) -> Result<Picture, String> {
    let original = Picture { variants: Vec::new(), offers_original: true };
    let (Some(kind), Some((width, height))) = (kind(bytes), size_of(bytes)) else { return Ok(original) };
    // A gif has few colours and often moves.
    let is_narrower = |other: &u32| u64::from(*other) * 10 <= u64::from(width) * 8;
    let narrower: Vec<u32> = WIDTHS.into_iter().filter(is_narrower).collect();
    if narrower.is_empty() || kind == "gif" {
        return Ok(original);
    }
    if u64::from(width) * u64::from(height) > PIXEL_LIMIT {
        return Err(format!("{width} × {height} pixels are too many to make smaller versions of it"));
    }
    let Some(opened) = decode::open(kind, bytes)? else { return Ok(original) };
    let mut variants = Vec::new();
    for width in narrower {
        let (extension, smaller) = encode::encode(kind, &resized(&opened, width)?)?;
        if smaller.len() * 100 <= bytes.len() * WORTH_IT {
            variants.push(Variant { width, extension, bytes: smaller });
        }
    }
    Ok(Picture { offers_original: variants.is_empty() || width <= WIDEST, variants })
}

/// The picture `width` pixels wide.
fn resized(opened: &Opened, width: u32) -> Result<Opened, String> {
    let to = width as usize;
    let height = (opened.height * to).div_ceil(opened.width).max(1);
    let failed = |error: resize::Error| error.to_string();
    let mut pixels = vec![RGBA8::default(); to * height];
    let pixel = resize::Pixel::RGBA8P;
    resize::new(opened.width, opened.height, to, height, pixel, resize::Type::Catrom)
        .and_then(|mut resizer| resizer.resize(&opened.pixels, &mut pixels))
        .map_err(failed)?;
    Ok(Opened { width: to, height, pixels, has_alpha: opened.has_alpha, profile: opened.profile.clone() })
}

#[cfg(test)]
mod tests {
    use super::{Opened, Picture, encode, size_of, variants};
    use rgb::RGBA8;

    /// Something like a photograph: soft colours with some grain.
    fn photo(width: usize, height: usize, alpha: u8) -> Opened {
        let mut noise = 1_u32;
        let pixels = (0..width * height)
            .map(|at| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let grain = (noise >> 28) as u8;
                let (x, y) = (at % width * 200 / width, at / width * 200 / height);
                RGBA8::new(x as u8 + grain, y as u8 + grain, 100 + grain, alpha)
            })
            .collect();
        Opened { width, height, pixels, has_alpha: alpha < 255, profile: None }
    }

    #[test]
    fn wide_pictures_are_offered_narrower() {
        for (kind, alpha) in [("jpg", 255), ("png", 255), ("png", 128), ("webp", 128)] {
            let (extension, bytes) =
                encode::encode(kind, &photo(1300, 260, alpha)).expect("it can be written");
            assert_eq!(extension, kind);
            let picture = variants(&bytes).expect("it can be read");
            let widths: Vec<u32> = picture.variants.iter().map(|variant| variant.width).collect();
            assert_eq!(widths, [480, 960], "{kind}");
            for variant in &picture.variants {
                let height = (260 * variant.width).div_ceil(1300);
                assert_eq!(size_of(&variant.bytes), Some((variant.width, height)), "{kind}");
            }
            assert!(picture.offers_original);
        }
    }

    #[test]
    fn the_same_bytes_come_out_each_time() {
        let (_, bytes) = encode::encode("jpg", &photo(1000, 200, 255)).expect("it can be written");
        let hash = |picture: &Picture| blake3::hash(&picture.variants[0].bytes).to_hex()[..16].to_owned();
        let (first, second) =
            (variants(&bytes).expect("it is whole"), variants(&bytes).expect("it is whole"));
        assert_eq!(first, second);
        // On every machine the same.
        assert_eq!(hash(&first), "b75d9f77b05e4c27");
    }

    #[test]
    fn small_broken_and_huge_pictures_are_left_alone() {
        let (_, small) = encode::encode("jpg", &photo(500, 300, 255)).expect("it can be written");
        assert_eq!(variants(&small), Ok(Picture { variants: Vec::new(), offers_original: true }));
        assert!(variants(b"no picture").is_ok_and(|picture| picture.variants.is_empty()));
        let (_, whole) = encode::encode("png", &photo(1000, 200, 255)).expect("it can be written");
        assert!(variants(&whole[..whole.len() / 2]).is_err());
        let mut huge = whole;
        huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(variants(&huge).is_err_and(|why| why.contains("65536 × 65536")));
    }
}
