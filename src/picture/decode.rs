//! Opening pictures.

use super::Opened;
use super::orientation::{self, Turn};
use rgb::RGBA8;
use std::io::Cursor;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// More bytes than that are not taken for one picture.
const MEMORY_LIMIT: usize = 1 << 30;

/// Opens a picture of a kind; nothing for one that moves.
pub(super) fn open(kind: &str, bytes: &[u8]) -> Result<Option<Opened>, String> {
    match kind {
        "jpg" => jpeg(bytes).map(Some),
        "png" => png(bytes),
        "webp" => webp(bytes),
        _ => Ok(None),
    }
}

fn jpeg(bytes: &[u8]) -> Result<Opened, String> {
    let failed = |error: zune_jpeg::errors::DecodeErrors| error.to_string();
    // No instructions of single processors: the same pixels everywhere.
    let options = DecoderOptions::default()
        .set_use_unsafe(false)
        .set_max_width(1 << 16)
        .set_max_height(1 << 16)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let data = decoder.decode().map_err(failed)?;
    let info = decoder.info().ok_or("it has no size")?;
    let pixels = data.chunks_exact(3).map(|rgb| RGBA8::new(rgb[0], rgb[1], rgb[2], 255)).collect();
    let profile = decoder.icc_profile();
    let opened = opened(usize::from(info.width), usize::from(info.height), pixels, profile)?;
    Ok(orientation::turned(opened, orientation::of_jpeg(bytes)))
}

fn png(bytes: &[u8]) -> Result<Option<Opened>, String> {
    let failed = |error: png::DecodingError| error.to_string();
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MEMORY_LIMIT });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(failed)?;
    if reader.info().animation_control.is_some() {
        return Ok(None);
    }
    let mut data = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut data).map_err(failed)?;
    data.truncate(frame.buffer_size());
    let pixels = match frame.color_type {
        png::ColorType::Grayscale => data.iter().map(|&v| RGBA8::new(v, v, v, 255)).collect(),
        png::ColorType::GrayscaleAlpha => {
            data.chunks_exact(2).map(|va| RGBA8::new(va[0], va[0], va[0], va[1])).collect()
        }
        png::ColorType::Rgb => {
            data.chunks_exact(3).map(|rgb| RGBA8::new(rgb[0], rgb[1], rgb[2], 255)).collect()
        }
        png::ColorType::Rgba | png::ColorType::Indexed => rgba(&data),
    };
    let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    opened(frame.width as usize, frame.height as usize, pixels, profile).map(Some)
}

fn webp(bytes: &[u8]) -> Result<Option<Opened>, String> {
    let failed = |error: image_webp::DecodingError| error.to_string();
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
    decoder.set_memory_limit(MEMORY_LIMIT);
    if decoder.is_animated() {
        return Ok(None);
    }
    let mut data = vec![0; decoder.output_buffer_size().ok_or("it is too large")?];
    decoder.read_image(&mut data).map_err(failed)?;
    let pixels = if decoder.has_alpha() {
        rgba(&data)
    } else {
        data.chunks_exact(3).map(|rgb| RGBA8::new(rgb[0], rgb[1], rgb[2], 255)).collect()
    };
    let (width, height) = decoder.dimensions();
    let profile = decoder.icc_profile().map_err(failed)?;
    let exif = decoder.exif_metadata().map_err(failed)?;
    let turn = exif.as_deref().map_or(Turn::default(), orientation::of_exif);
    let opened = opened(width as usize, height as usize, pixels, profile)?;
    Ok(Some(orientation::turned(opened, turn)))
}

fn rgba(data: &[u8]) -> Vec<RGBA8> {
    data.chunks_exact(4).map(|rgba| RGBA8::new(rgba[0], rgba[1], rgba[2], rgba[3])).collect()
}

fn opened(
    width: usize,
    height: usize,
    pixels: Vec<RGBA8>,
    profile: Option<Vec<u8>>,
) -> Result<Opened, String> {
    if width == 0 || pixels.len() != width * height {
        return Err("it has another size than it says".to_owned());
    }
    let has_alpha = pixels.iter().any(|pixel| pixel.a < 255);
    Ok(Opened { width, height, pixels, has_alpha, profile })
}
