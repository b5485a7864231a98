//! Base32 without padding (RFC 4648 §6), as apps read secrets. It has no 0, 1 and 8, so that nobody confuses them with letters.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BITS: u32 = 5;

pub fn encode(bytes: &[u8]) -> String {
    let (mut text, mut held, mut count) = (String::with_capacity(bytes.len() * 8 / 5 + 1), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        count += 8;
        while count >= BITS {
            count -= BITS;
            text.extend(character(held >> count));
        }
    }
    if count > 0 {
        text.extend(character(held << (BITS - count)));
    }
    text
}

fn character(value: u32) -> Option<char> {
    let index = usize::try_from(value & 31).ok()?;
    ALPHABET.get(index).copied().map(char::from)
}

/// Returns the bytes of a text in either case; 0, 1 and 8, which it does not have, are read as O, I and B. `None` for other characters.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut count) = (Vec::with_capacity(text.len() * 5 / 8), 0_u32, 0_u32);
    for character in text.bytes() {
        let letter = match character.to_ascii_uppercase() {
            b'0' => b'O',
            b'1' => b'I',
            b'8' => b'B',
            other => other,
        };
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        held = (held << BITS) | u32::try_from(value).ok()?;
        count += BITS;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((held >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}
