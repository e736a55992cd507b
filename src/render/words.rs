//! Counting words, and making ids of them.

use unicode_normalization::UnicodeNormalization;

/// How many words an attentive reader takes in a minute.
const WORDS_A_MINUTE: usize = 220;

/// How many minutes a text takes to read, at least 1.
pub(super) fn reading_minutes(text: &str) -> usize {
    (count(text) + WORDS_A_MINUTE / 2).div_euclid(WORDS_A_MINUTE).max(1)
}

/// Words between white space; of the scripts that are written without spaces, two characters count as a word.
fn count(text: &str) -> usize {
    let unspaced = text.chars().filter(|&c| is_unspaced(c)).count();
    let spaced = text
        .split(|c: char| c.is_whitespace() || is_unspaced(c))
        .filter(|word| word.contains(char::is_alphanumeric));
    spaced.count() + unspaced.div_ceil(2)
}

/// Kana, Han and Thai.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Words as an id or as part of an address: lower case, accents of Latin letters gone, all else that is neither letter nor
/// digit one hyphen.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c)
            && c != '\''
            && c != '’'
            && !slug.ends_with('-')
        {
            slug.push('-');
        }
    }
    slug.nfc().collect::<String>().trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{count, reading_minutes, slug};

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(count("A rut – is a local minimum."), 6);
        assert_eq!(count("機械学習"), 2);
        assert_eq!(count(""), 0);
        assert_eq!(reading_minutes(""), 1);
        assert_eq!(reading_minutes(&"word ".repeat(1100)), 5);
    }

    #[test]
    fn slugs_are_readable() {
        assert_eq!(slug("The valley's end: is it … over?"), "the-valleys-end-is-it-over");
        assert_eq!(slug("Über Größe & Maß"), "uber-große-maß");
        assert_eq!(slug("学习 Rust"), "学习-rust");
        assert_eq!(slug("!!!"), "");
    }
}
