//! Writing pictures.

use super::Opened;

/// Of 100; what cameras call fine. Below, edges begin to ring.
const JPEG_QUALITY: u8 = 82;

/// Writes a picture as the kind that its original is. An opaque WebP becomes a JPEG: what is lost in making it smaller is lost
/// more cheaply there.
pub(super) fn encode(kind: &str, picture: &Opened) -> Result<(&'static str, Vec<u8>), String> {
    match kind {
        "png" => Ok(("png", png(picture)?)),
        "webp" if picture.has_alpha => Ok(("webp", webp(picture)?)),
        _ => Ok(("jpg", jpeg(picture)?)),
    }
}

fn jpeg(picture: &Opened) -> Result<Vec<u8>, String> {
    let failed = |error: jpeg_encoder::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    if let Some(profile) = &picture.profile {
        encoder.add_icc_profile(profile).map_err(failed)?;
    }
    let (width, height) = sides(picture)?;
    encoder.encode(&rgb(picture), width, height, jpeg_encoder::ColorType::Rgb).map_err(failed)?;
    Ok(bytes)
}

fn png(picture: &Opened) -> Result<Vec<u8>, String> {
    let failed = |error: png::EncodingError| error.to_string();
    let mut info = png::Info::with_size(u32(picture.width)?, u32(picture.height)?);
    info.bit_depth = png::BitDepth::Eight;
    info.color_type = if picture.has_alpha { png::ColorType::Rgba } else { png::ColorType::Rgb };
    info.icc_profile = picture.profile.as_deref().map(Into::into);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut bytes, info).map_err(failed)?;
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(failed)?;
    let data = if picture.has_alpha { rgba(picture) } else { rgb(picture) };
    writer.write_image_data(&data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn webp(picture: &Opened) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    if let Some(profile) = &picture.profile {
        encoder.set_icc_profile(profile.clone());
    }
    let (width, height) = (u32(picture.width)?, u32(picture.height)?);
    encoder
        .encode(&rgba(picture), width, height, image_webp::ColorType::Rgba8)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn rgb(picture: &Opened) -> Vec<u8> {
    picture.pixels.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect()
}

fn rgba(picture: &Opened) -> Vec<u8> {
    picture.pixels.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]).collect()
}

fn sides(picture: &Opened) -> Result<(u16, u16), String> {
    let side = |length: usize| u16::try_from(length).map_err(|_| format!("{length} pixels are too many"));
    Ok((side(picture.width)?, side(picture.height)?))
}

fn u32(length: usize) -> Result<u32, String> {
    u32::try_from(length).map_err(|_| format!("{length} pixels are too many"))
}
