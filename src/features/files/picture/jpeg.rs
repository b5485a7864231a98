//! What a JPEG says about itself before it is decoded (ITU-T T.81, annex B): its size, how much memory decoding takes, and whether its end
//! is there. The decoder would fill what is missing of a truncated picture with grey.

use std::io::{self, BufRead};

/// Progressive pictures have about ten scans. Each costs as much time as a whole picture.
const MAX_SCANS: u32 = 40;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

pub struct Jpeg {
    pub width: u32,
    pub height: u32,
    /// Bytes that the decoder needs for the coefficients of the whole picture; 0 if it decodes line by line.
    pub coefficients: u64,
}

/// The frame header.
struct Frame {
    width: u32,
    height: u32,
    is_progressive: bool,
    components: u8,
    /// Samples of all components for each sample of the largest one, in 1/16.
    samples: u64,
}

/// Reads the markers up to the end of the picture. `None` if this is no whole JPEG, or one with more scans than any program makes.
///
/// # Errors
/// The reader's.
pub fn examine(source: &mut impl BufRead) -> io::Result<Option<Jpeg>> {
    let (mut frame, mut coefficients, mut scans) = (None::<Frame>, 0, 0);
    if next_marker(source)? != Some(SOI) {
        return Ok(None);
    }
    while let Some(marker) = next_marker(source)? {
        if marker == EOI {
            let whole = frame.filter(|_| scans > 0);
            return Ok(whole.map(|Frame { width, height, .. }| Jpeg { width, height, coefficients }));
        }
        let Some(segment) = segment(source)? else { return Ok(None) };
        if is_frame(marker) {
            if frame.is_some() {
                return Ok(None);
            }
            frame = read_frame(marker, &segment);
        }
        if marker == SOS {
            let (Some(frame), Some(in_scan)) = (&frame, segment.first()) else { return Ok(None) };
            scans += 1;
            if scans > MAX_SCANS {
                return Ok(None);
            }
            if frame.is_progressive || *in_scan < frame.components {
                // Two bytes for each.
                let samples = u64::from(frame.width).saturating_mul(u64::from(frame.height)).saturating_mul(frame.samples);
                coefficients = samples.saturating_mul(2) / 16;
            }
        }
    }
    Ok(None)
}

/// The next marker: within a scan, stuffed zeros and restart markers are none.
fn next_marker(source: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        source.skip_until(0xff)?;
        let mut byte = 0xff;
        while byte == 0xff {
            let mut read = [0];
            match source.read_exact(&mut read) {
                Ok(()) => [byte] = read,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        if !matches!(byte, 0x00 | 0x01 | 0xd0..=0xd7) {
            return Ok(Some(byte));
        }
    }
}

/// The content of a marker's segment, at most 64 KiB; `None` if it is cut off.
fn segment(source: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    let mut content = Vec::new();
    let read = source.read_exact(&mut length).and_then(|()| {
        content.resize(usize::from(u16::from_be_bytes(length).saturating_sub(2)), 0);
        source.read_exact(&mut content)
    });
    match read {
        Ok(()) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// All frame headers: 0xc0 to 0xcf without DHT, JPG and DAC.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn read_frame(marker: u8, segment: &[u8]) -> Option<Frame> {
    let (&[_, h1, h2, w1, w2, components], rest) = segment.split_first_chunk()?;
    let factors: Vec<(u64, u64)> = rest
        .chunks_exact(3)
        .take(usize::from(components))
        .filter_map(|component| component.get(1))
        .map(|factors| (u64::from(factors >> 4), u64::from(factors & 15)))
        .collect();
    let widest = factors.iter().map(|(h, _)| *h).max().filter(|h| (1..=4).contains(h))?;
    let highest = factors.iter().map(|(_, v)| *v).max().filter(|v| (1..=4).contains(v))?;
    let all: u64 = factors.iter().map(|(h, v)| h * v).sum();
    Some(Frame {
        width: u32::from(u16::from_be_bytes([w1, w2])),
        height: u32::from(u16::from_be_bytes([h1, h2])),
        is_progressive: matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce),
        components,
        samples: (all * 16).div_ceil(widest * highest),
    })
}
