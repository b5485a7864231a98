//! Pictures to upload: whole ones, and those that are not what they say.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// Made with Pillow: 96 by 64, the left half red, the right half blue, with a green strip at the top.
pub const PROGRESSIVE: &[u8] = include_bytes!("progressive.jpg");
pub const CMYK: &[u8] = include_bytes!("cmyk.jpg");
pub const LOSSY: &[u8] = include_bytes!("lossy.webp");
pub const TRANSPARENT: &[u8] = include_bytes!("transparent.webp");
/// The same with EXIF data: to be turned by a quarter to the right, taken in Tirana with a “Quincephone”.
pub const TURNED_JPEG: &[u8] = include_bytes!("turned.jpg");
pub const TURNED_WEBP: &[u8] = include_bytes!("turned.webp");
pub const ANIMATED_WEBP: &[u8] = include_bytes!("animated.webp");
pub const ANIMATED_PNG: &[u8] = include_bytes!("animated.png");
pub const GIF: &[u8] = include_bytes!("still.gif");

/// A picture with a gradient, so that it does not compress to nothing.
fn gradient(width: u32, height: u32) -> RgbImage {
    let part = |at: u32, of: u32| u8::try_from(at * 255 / of.max(1)).expect("at most 255");
    RgbImage::from_fn(width, height, |x, y| Rgb([part(x, width), part(y, height), part(x + y, width + height)]))
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&gradient(width, height)).expect("it is encoded");
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = gradient(width, height);
    PngEncoder::new(&mut bytes).write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).expect("it is encoded");
    bytes
}

/// Without loss.
pub fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8).expect("it is encoded");
    bytes
}

pub fn plain_webp() -> Vec<u8> {
    webp(&gradient(200, 100))
}

/// A lossless picture that cannot be compressed.
pub fn noise_webp(side: u32) -> Vec<u8> {
    let length = usize::try_from(side * side * 3).expect("small");
    webp(&RgbImage::from_raw(side, side, crate::blobs::store::content(length)).expect("so many bytes"))
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(content);
    let length = u32::try_from(content.len()).expect("small");
    [&length.to_be_bytes(), kind.as_slice(), content, &crc.sum().to_be_bytes()].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("it is written");
    encoder.finish().expect("it is finished")
}

/// A PNG of this size and kind (1 and 0: black and white; 16 and 6: 16 bits, with transparency), with this content.
pub fn png_of(width: u32, height: u32, [depth, colour]: [u8; 2], before: &[u8], pixels: &[u8]) -> Vec<u8> {
    let head = [&width.to_be_bytes(), &height.to_be_bytes(), [depth, colour, 0, 0, 0].as_slice()].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &head), before, &chunk(b"IDAT", &deflated(pixels)), &chunk(b"IEND", &[])]
        .concat()
}

/// 900 million black pixels in 110 KB.
pub fn black_png() -> Vec<u8> {
    let line = 1 + 30_000 / 8;
    png_of(30_000, 30_000, [1, 0], &[], &vec![0; line * 30_000])
}

/// A small picture with a colour profile that is 300 MB of zeros, compressed.
pub fn profile_png() -> Vec<u8> {
    let profile = [b"p\0\0".as_slice(), &deflated(&vec![0; 300_000_000])].concat();
    png_of(8, 8, [8, 0], &chunk(b"iCCP", &profile), &[0; 9 * 8])
}

/// A JPEG that says that it has another size.
pub fn resized(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0] || pair == [0xff, 0xc2]).expect("a frame header");
    let mut lying = jpeg.to_vec();
    lying[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    lying[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    lying
}

/// A JPEG with this comment, or other data of an application, after its first marker.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("small");
    [&jpeg[..2], &[0xff, marker], &length.to_be_bytes(), content, &jpeg[2..]].concat()
}

/// A JPEG whose last scan is there so many times.
pub fn with_scans(progressive: &[u8], times: usize) -> Vec<u8> {
    let at = progressive.windows(2).rposition(|pair| pair == [0xff, 0xda]).expect("a scan");
    let (begin, scan) = progressive.split_at(at);
    let scan = &scan[..scan.len() - 2];
    [begin, &scan.repeat(times), &[0xff, 0xd9]].concat()
}

/// A WebP whose picture says that it has another size.
pub fn resized_webp(lossy: &[u8], width: u16, height: u16) -> Vec<u8> {
    let at = lossy.windows(3).position(|three| three == [0x9d, 0x01, 0x2a]).expect("a key frame");
    let mut lying = lossy.to_vec();
    lying[at + 3..at + 5].copy_from_slice(&width.to_le_bytes());
    lying[at + 5..at + 7].copy_from_slice(&height.to_le_bytes());
    lying
}

/// A lossless WebP of this size, without a picture.
pub fn empty_webp(width: u32, height: u32) -> Vec<u8> {
    let bits = (width - 1) | ((height - 1) << 14);
    let content = [[0x2f].as_slice(), &bits.to_le_bytes(), &[0; 11]].concat();
    [b"RIFF\x1c\0\0\0WEBPVP8L\x10\0\0\0".as_slice(), &content].concat()
}

/// A picture in a container that says that it is small.
pub fn contained_webp(inner: &[u8]) -> Vec<u8> {
    let extended = b"VP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x0f\0\0";
    let length = u32::try_from(inner.len() - 8 + extended.len()).expect("small");
    [b"RIFF", length.to_le_bytes().as_slice(), b"WEBP", extended, &inner[12..]].concat()
}

/// A form with one file, as browsers send it: its media type and its bytes.
pub fn form(field: &str, name: &str, content: &[u8]) -> (String, Vec<u8>) {
    let boundary = "----practice7MA4YWxkTrZu0gW";
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    let bytes = [head.as_bytes(), content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={boundary}"), bytes)
}
