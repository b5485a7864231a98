//! Pictures that people upload: JPEG, PNG and WebP, recognized by their content, decoded within a budget of memory, and encoded again, so
//! that nothing is left of the file but what can be seen: no position, no device, no comment, no second file behind the first.
//!
//! What decoding takes is computed from the headers before anything is decoded, because a file of a few hundred bytes can ask for gigabytes:
//! by its width and height, by coefficients that are kept until the last scan, by tables.

mod jpeg;
mod webp;

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::{ParameterError, ParameterErrorKind};
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, GenericImageView, ImageBuffer, ImageDecoder, ImageError, ImageResult, Limits, Rgb, RgbImage};

use crate::base::error::Code;

/// Max pixels of a picture, whatever its kind: in colour, the budget allows 12 to 16 million.
const MAX_PIXELS: u64 = 40_000_000;
/// Max bytes that decoding one picture takes, as far as it can be known from the headers: enough for the 12 million pixels of a phone.
/// The process grows by about twice as much, because what was freed goes back to the system after a while.
const BUDGET: u64 = 48 * 1024 * 1024;
/// Max bytes of a picture with 16 bits for each colour.
const DEEP_MAX: u64 = 16 * 1024 * 1024;
/// What the PNG decoder may use besides the picture: a few lines, a colour profile.
const PNG_EXTRA: u64 = 8 * 1024 * 1024;
/// A byte of a lossless WebP can make the decoder reserve this many: ten bytes describe a table of 4 KiB, of which there may be 327,680.
const TABLES: u64 = 512;
/// The quality of what is stored, 1 to 100.
const QUALITY: u8 = 85;
/// The media type of what is stored.
pub const MEDIA_TYPE: &str = "image/jpeg";

/// A square picture, encoded.
pub struct Square {
    pub side: u32,
    pub jpeg: Vec<u8>,
}

/// Reads a picture, turned upright, and returns the square in its middle in these sizes, the largest first; smaller ones are not enlarged.
///
/// # Errors
/// [`Code::NotAPicture`], [`Code::PictureTooBig`], [`Code::PictureDamaged`]; [`Code::Internal`] if the file cannot be read.
pub fn squares(file: File, sides: &[u32]) -> Result<Vec<Square>, Code> {
    let mut source = BufReader::with_capacity(64 * 1024, file);
    let (picture, orientation) = match kind(&mut source)? {
        Kind::Jpeg => read_jpeg(source)?,
        Kind::Png => read_png(source)?,
        Kind::Webp => read_webp(source)?,
    };
    let mut square = middle(picture, sides.first().copied().unwrap_or(1));
    square.apply_orientation(orientation);
    let square = on_white(&square);
    sides.iter().map(|side| encode(&square, *side)).collect()
}

enum Kind {
    Jpeg,
    Png,
    Webp,
}

/// The kind of a picture, by its first bytes.
fn kind(source: &mut BufReader<File>) -> Result<Kind, Code> {
    let mut first = Vec::new();
    let read = source.rewind().and_then(|()| source.by_ref().take(12).read_to_end(&mut first));
    read.and_then(|_| source.rewind()).map_err(unreadable)?;
    match first.as_slice() {
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Ok(Kind::Webp),
        _ => Err(Code::NotAPicture),
    }
}

fn unreadable(error: std::io::Error) -> Code {
    tracing::error!(%error, "an uploaded file cannot be read");
    Code::Internal
}

fn refused(error: &ImageError) -> Code {
    match error {
        ImageError::Limits(_) => Code::PictureTooBig,
        _ => Code::PictureDamaged,
    }
}

/// Checks the size of the picture and what decoding it takes, in bytes.
fn affordable((width, height): (u32, u32), bytes: impl FnOnce(u64) -> u64) -> Result<(), Code> {
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    match pixels {
        0 => Err(Code::PictureDamaged),
        1..=MAX_PIXELS if bytes(pixels) <= BUDGET => Ok(()),
        _ => Err(Code::PictureTooBig),
    }
}

/// Decodes, with the decoder's own limits too.
fn decode(mut decoder: impl ImageDecoder) -> ImageResult<(DynamicImage, Orientation)> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(BUDGET);
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let ((width, height), colour, bytes) = (decoder.dimensions(), decoder.color_type(), decoder.total_bytes());
    if !matches!(colour, ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8) {
        let mut limits = Limits::default();
        limits.max_alloc = Some(DEEP_MAX);
        limits.reserve(bytes)?;
        return Ok((DynamicImage::from_decoder(decoder)?, orientation));
    }
    // All have the same capacity, so that each takes the place of the one before: freed memory goes back to the system after a while.
    // What is not used of it is not there.
    let mut pixels = Vec::with_capacity(usize::try_from(BUDGET).unwrap_or_default());
    pixels.resize(usize::try_from(bytes).unwrap_or_default(), 0);
    decoder.read_image(&mut pixels)?;
    let picture = match colour {
        ColorType::L8 => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        ColorType::La8 => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageLumaA8),
        ColorType::Rgb8 => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        _ => ImageBuffer::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
    };
    let wrong = || ImageError::Parameter(ParameterError::from_kind(ParameterErrorKind::DimensionMismatch));
    Ok((picture.ok_or_else(wrong)?, orientation))
}

fn length(source: &BufReader<File>) -> Result<u64, Code> {
    source.get_ref().metadata().map(|about| about.len()).map_err(unreadable)
}

fn read_jpeg(mut source: BufReader<File>) -> Result<(DynamicImage, Orientation), Code> {
    let jpeg = jpeg::examine(&mut source).map_err(unreadable)?.ok_or(Code::PictureDamaged)?;
    let file = length(&source)?;
    // The decoder keeps the file, and copies of what is in it besides the picture.
    affordable((jpeg.width, jpeg.height), |pixels| {
        pixels.saturating_mul(3).saturating_add(jpeg.coefficients).saturating_add(2 * file)
    })?;
    source.rewind().map_err(unreadable)?;
    JpegDecoder::new(source).and_then(decode).map_err(|error| refused(&error))
}

fn read_png(source: BufReader<File>) -> Result<(DynamicImage, Orientation), Code> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(PNG_EXTRA);
    let decoder = PngDecoder::with_limits(source, limits).map_err(|error| refused(&error))?;
    affordable(decoder.dimensions(), |_| decoder.total_bytes().saturating_add(PNG_EXTRA))?;
    decode(decoder).map_err(|error| refused(&error))
}

fn read_webp(mut source: BufReader<File>) -> Result<(DynamicImage, Orientation), Code> {
    let webp = webp::examine(&mut source).map_err(unreadable)?.map_err(|fault| match fault {
        webp::Fault::Animated => Code::NotAPicture,
        webp::Fault::Damaged => Code::PictureDamaged,
    })?;
    let file = u64::try_from(webp.alone.len()).unwrap_or(u64::MAX);
    affordable((webp.width, webp.height), |pixels| {
        if webp.is_lossless {
            pixels.saturating_mul(9).saturating_add(file.saturating_mul(TABLES))
        } else {
            pixels.saturating_mul(5).saturating_add(file)
        }
    })?;
    let decoder = WebPDecoder::new(Cursor::new(webp.alone)).map_err(|error| refused(&error))?;
    let (picture, _) = decode(decoder).map_err(|error| refused(&error))?;
    Ok((picture, Orientation::from_exif_chunk(&webp.exif).unwrap_or(Orientation::NoTransforms)))
}

/// A picture that is longer than this many times its other side is cut before it is reduced.
const LONG: u32 = 3;

/// The square in the middle, reduced to `side` pixels if it is larger. First to twice that by means, which takes no memory, then by a
/// better filter.
fn middle(picture: DynamicImage, side: u32) -> DynamicImage {
    let shorter = picture.width().min(picture.height());
    let is_long = picture.width().max(picture.height()) / shorter.max(1) >= LONG;
    let picture = if is_long { cut(&picture) } else { picture };
    let rough = side.saturating_mul(2);
    let picture = if shorter > rough {
        let reduced = |length: u32| {
            let length = u64::from(length) * u64::from(rough) / u64::from(shorter);
            u32::try_from(length).unwrap_or(u32::MAX).max(rough)
        };
        picture.thumbnail_exact(reduced(picture.width()), reduced(picture.height()))
    } else {
        picture
    };
    let square = cut(&picture);
    if shorter > side { square.resize_exact(side, side, FilterType::CatmullRom) } else { square }
}

fn cut(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

/// JPEG has no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let on_white = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}

fn encode(square: &RgbImage, side: u32) -> Result<Square, Code> {
    let reduced = (square.width() > side).then(|| imageops::resize(square, side, side, FilterType::CatmullRom));
    let square = reduced.as_ref().unwrap_or(square);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(square).map_err(|error| {
        tracing::error!(%error, "a picture cannot be encoded");
        Code::Internal
    })?;
    Ok(Square { side: square.width(), jpeg })
}
