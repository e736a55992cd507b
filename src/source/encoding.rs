//! From a file's bytes to its text: UTF-8 and nothing else, line ends made one, slips of encoding told.

use crate::diagnostic::{Diagnostic, Severity, SourceText};
use memchr::memchr;
use std::string::FromUtf8Error;
use std::sync::Arc;

/// The characters that Windows-1252 has for the bytes 0x80 to 0x9F, which UTF-8 uses to go on with a character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file without a byte-order mark and with one kind of line ends.
///
/// # Errors
/// The bytes are not UTF-8.
pub fn text_of(mut bytes: Vec<u8>) -> Result<String, FromUtf8Error> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes)?;
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Ok(text);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Decodes a file. Gives its text and what is worth a warning.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<(Arc<SourceText>, Vec<Diagnostic>), Diagnostic> {
    let text = text_of(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        not_utf8(name, error.as_bytes(), at)
    })?;
    let source = Arc::new(SourceText::new(name.to_owned(), text));
    let mut diagnostics = Vec::new();
    if let Some(at) = memchr(0, source.text.as_bytes()) {
        diagnostics.push(
            Diagnostic::error(&source, at..at + 1, "this file holds a NUL byte")
                .hint("is it a text file? remove the byte"),
        );
    }
    if let Some((at, wrong, right)) = twice_encoded(&source.text).next() {
        let count = twice_encoded(&source.text).count();
        let message = format!("this text was encoded to UTF-8 twice: `{wrong}` stands for `{right}`");
        let more = if count > 1 { format!("; {} more in this file", count - 1) } else { String::new() };
        diagnostics.push(
            Diagnostic::warning(&source, at..at + wrong.len(), message)
                .hint(format!("`lossbook fix-encoding` shows what it would mend{more}")),
        );
    }
    Ok((source, diagnostics))
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let guess = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ if bytes.iter().filter(|&&byte| byte == 0).count() > bytes.len() / 4 => "UTF-16",
        _ if bytes[at..].first().is_some_and(|byte| (0x80..0xa0).contains(byte)) => "Windows-1252",
        _ => "Latin-1",
    };
    let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    Diagnostic::new(
        Severity::Error,
        format!("{name}:{line}: this file is not UTF-8: byte {at} (0x{:02x})", bytes[at]),
    )
    .hint(format!("it looks like {guess}; save it as UTF-8, or: iconv -f {guess} -t UTF-8"))
}

/// The places where a character stands that was encoded twice: where, what stands there, what it stands for.
fn twice_encoded(text: &str) -> impl Iterator<Item = (usize, &str, char)> {
    let mut skip_to = 0;
    beyond_ascii(text).filter_map(move |at| {
        if at < skip_to {
            return None;
        }
        let (wrong, right) = twice_encoded_at(text, at)?;
        skip_to = at + wrong.len();
        Some((at, wrong, right))
    })
}

/// Where the characters stand that are beyond ASCII, as nearly no letter of most texts is. A line without any is passed over
/// at once.
fn beyond_ascii(text: &str) -> impl Iterator<Item = usize> {
    let mut start = 0;
    let text = if text.is_ascii() { "" } else { text };
    let lines = text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    });
    lines.filter(|(_, line)| !line.is_ascii()).flat_map(|(start, line)| {
        line.char_indices().filter(|(_, c)| !c.is_ascii()).map(move |(at, _)| start + at)
    })
}

/// A character at byte `at` that, taken back to the bytes of Windows-1252, is one whole character of two to four bytes.
/// The letters that begin such a run also begin real words (`château`), but no real text goes on with these signs.
fn twice_encoded_at(text: &str, at: usize) -> Option<(&str, char)> {
    let mut characters = text[at..].char_indices();
    let (_, first) = characters.next()?;
    let lead = windows_1252_byte(first)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut end = first.len_utf8();
    for (offset, c) in characters.take(length - 1) {
        let byte = windows_1252_byte(c).filter(|byte| (0x80..0xc0).contains(byte))?;
        bytes.push(byte);
        end = offset + c.len_utf8();
    }
    let decoded = std::str::from_utf8(&bytes).ok().filter(|_| bytes.len() == length)?;
    Some((&text[at..at + end], decoded.chars().next()?))
}

fn windows_1252_byte(c: char) -> Option<u8> {
    if let Some(at) = WINDOWS_1252.iter().position(|&known| known == c) {
        return u8::try_from(0x80 + at).ok();
    }
    u8::try_from(u32::from(c)).ok().filter(|&byte| byte >= 0xa0)
}

/// The text with what was encoded twice mended, or nothing if there is none of it.
pub fn mend_encoding(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for (at, wrong, right) in twice_encoded(text) {
        mended.push_str(&text[from..at]);
        mended.push(right);
        from = at + wrong.len();
    }
    (from > 0).then(|| mended + &text[from..])
}

#[cfg(test)]
mod tests {
    use super::{decode, mend_encoding};

    #[test]
    fn text_that_was_encoded_twice_is_mended() {
        assert_eq!(mend_encoding("donâ€™t cafÃ© â€œxâ€\u{9d}").as_deref(), Some("don’t café “x”"));
    }

    #[test]
    fn real_words_are_left_alone() {
        for text in ["château, forêt, âme", "São Paulo, Ãgua, Âncora", "naïve – “quoted” … €5", "Îles à 5 £"]
        {
            assert_eq!(mend_encoding(text), None, "{text}");
        }
    }

    #[test]
    fn line_ends_and_the_mark_at_the_start_do_not_count() {
        let (source, diagnostics) = decode("a.md", b"\xef\xbb\xbfa\r\nb\rc".to_vec()).expect("it is UTF-8");
        assert_eq!(&*source.text, "a\nb\nc");
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn other_encodings_are_refused_with_a_guess() {
        let said = decode("a.md", b"caf\xe9 noir".to_vec()).expect_err("not UTF-8").to_string();
        assert!(said.contains("byte 3 (0xe9)") && said.contains("Latin-1"), "{said}");
        let said = decode("a.md", b"\xff\xfea\0".to_vec()).expect_err("not UTF-8").to_string();
        assert!(said.contains("UTF-16"), "{said}");
    }
}
