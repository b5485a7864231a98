//! The container of a WebP picture (RFC 9649). The decoder gets the picture alone, in a container of its own: it believes what others say
//! about the picture's size, and reserves memory for it.

use std::io::{self, Read, Seek, SeekFrom};

/// Max length of the EXIF data, of which only the orientation is read.
const EXIF_MAX: u64 = 1024 * 1024;
/// The `VP8X` flag of an animation.
const ANIMATED: u8 = 2;

pub struct Webp {
    pub width: u32,
    pub height: u32,
    /// Compressed without loss: the decoder's tables may be much larger than the file.
    pub is_lossless: bool,
    /// The picture in a container without anything else; without transparency, if it is lossy.
    pub alone: Vec<u8>,
    /// The EXIF data, empty if there is none.
    pub exif: Vec<u8>,
}

/// Why it is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Animated,
    Damaged,
}

/// Reads the chunks.
///
/// # Errors
/// The reader's.
pub fn examine(source: &mut (impl Read + Seek)) -> io::Result<Result<Webp, Fault>> {
    let whole = source.seek(SeekFrom::End(0))?;
    let (mut at, mut exif) = (12, Vec::new());
    let mut picture = None;
    while at + 8 <= whole {
        source.seek(SeekFrom::Start(at))?;
        let mut head = [0; 8];
        source.read_exact(&mut head)?;
        let [a, b, c, d, s1, s2, s3, s4] = head;
        let length = u64::from(u32::from_le_bytes([s1, s2, s3, s4]));
        let fits = at + 8 + length <= whole;
        match &[a, b, c, d] {
            b"VP8X" => {
                let mut flags = [0];
                source.read_exact(&mut flags)?;
                if flags.iter().any(|flags| flags & ANIMATED != 0) {
                    return Ok(Err(Fault::Animated));
                }
            }
            b"ANIM" | b"ANMF" => return Ok(Err(Fault::Animated)),
            b"VP8 " | b"VP8L" if picture.is_none() && fits => {
                let mut content = Vec::new();
                source.by_ref().take(length).read_to_end(&mut content)?;
                picture = Some((c == b'8' && d == b'L', content));
            }
            b"EXIF" if exif.is_empty() && fits && length <= EXIF_MAX => {
                source.by_ref().take(length).read_to_end(&mut exif)?;
            }
            _ => {}
        }
        // Chunks begin at even positions.
        at += 8 + length + length % 2;
    }
    let Some((is_lossless, content)) = picture else { return Ok(Err(Fault::Damaged)) };
    let size = if is_lossless { lossless_size(&content) } else { lossy_size(&content) };
    let Some((width, height)) = size else { return Ok(Err(Fault::Damaged)) };
    let alone = contained(if is_lossless { *b"VP8L" } else { *b"VP8 " }, &content);
    Ok(Ok(Webp { width, height, is_lossless, alone, exif }))
}

/// Of a key frame (RFC 6386 §9.1).
fn lossy_size(content: &[u8]) -> Option<(u32, u32)> {
    let (&[_, _, _, 0x9d, 0x01, 0x2a, w1, w2, h1, h2], _) = content.split_first_chunk()? else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some((side(w1, w2), side(h1, h2)))
}

fn lossless_size(content: &[u8]) -> Option<(u32, u32)> {
    let (&[0x2f, a, b, c, d], _) = content.split_first_chunk()? else { return None };
    let bits = u32::from_le_bytes([a, b, c, d]);
    Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
}

fn contained(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let padded = length.saturating_add(length % 2);
    let mut file = Vec::with_capacity(content.len().saturating_add(21));
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&padded.saturating_add(12).to_le_bytes());
    file.extend_from_slice(b"WEBP");
    file.extend_from_slice(&kind);
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(content);
    if length % 2 == 1 {
        file.push(0);
    }
    file
}
