//! Real texts that travel with the crate. Sources and licences stand in `data/README.md`.

use super::Texts;
use super::embedded::{damaged, unpack_text};
use crate::error::Result;

/// The first twelve chapters of *Moby-Dick* (H. Melville, 1851) in plain ASCII: 118 kB of a rich, broad English.
///
/// # Errors
/// [`Error::Parse`](crate::error::Error::Parse) if the embedded file is damaged.
pub fn moby_dick() -> Result<String> {
    unpack_text(include_bytes!("../../data/moby-dick.txt.gz"), "moby-dick.txt.gz")
}

/// George Washington's seven addresses to Congress on the state of the Union (1790 to 1796) in plain ASCII: 94 kB of one
/// man's narrow and stately English.
///
/// # Errors
/// [`Error::Parse`](crate::error::Error::Parse) if the embedded file is damaged.
pub fn state_of_the_union() -> Result<String> {
    unpack_text(include_bytes!("../../data/state-of-the-union.txt.gz"), "state-of-the-union.txt.gz")
}

/// 300 wanted ("ham", class 0) and 300 unwanted messages ("spam", class 1) of 2002, from the SpamAssassin public mail
/// corpus: the subject in the first line, then the beginning of the message, 400 characters in all at most. Addresses, links
/// and long numbers are replaced by `<email>`, `<url>` and `<number>`. Ham and spam take turns; the first 300 messages were collected earlier
/// than the last 300.
///
/// ```
/// let mail = ml::data::spam()?;
/// assert_eq!(mail.class_counts(), [300, 300]);
/// let loud = |class| mail.texts.iter().zip(&mail.y).filter(|(text, of)| **of == class && text.contains('!')).count();
/// assert!(loud(1) > 2 * loud(0), "spam likes to shout");
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parse`](crate::error::Error::Parse) if the embedded file is damaged.
pub fn spam() -> Result<Texts> {
    const NAMES: [&str; 2] = ["ham", "spam"];
    let file = unpack_text(include_bytes!("../../data/spam.txt.gz"), "spam.txt.gz")?;
    let message = |line: &str| {
        let (name, text) = line.split_once('\t')?;
        let class = NAMES.iter().position(|&known| known == name)?;
        Some((text.replace("\\n", "\n"), class))
    };
    let mut texts = Vec::new();
    let mut y = Vec::new();
    for (number, line) in file.lines().enumerate() {
        let (text, class) = message(line).ok_or_else(|| damaged("spam.txt.gz", number + 1))?;
        texts.push(text);
        y.push(class);
    }
    Ok(Texts { texts, y: y.into(), class_names: NAMES.map(str::to_owned).to_vec() })
}

#[cfg(test)]
mod tests {
    use super::{moby_dick, spam, state_of_the_union};

    #[test]
    fn the_texts_are_those_that_they_say() {
        let text = moby_dick().expect("the file is whole");
        assert!(text.contains("\n\nCall me Ishmael. Some years ago--never mind how long precisely--"));
        assert_eq!((text.is_ascii(), text.matches("CHAPTER ").count()), (true, 12));
        let text = state_of_the_union().expect("the file is whole");
        assert_eq!((text.is_ascii(), text.split("\n\n").count()), (true, 7));
        assert!((90_000..100_000).contains(&text.len()));
    }

    #[test]
    fn messages_are_short_distinct_and_in_turns() {
        let mail = spam().expect("the file is whole");
        assert!(mail.y.iter().enumerate().all(|(at, &class)| class == at % 2));
        assert!(mail.texts.iter().all(|text| text.is_ascii() && (120..=400).contains(&text.len())));
        let mut distinct = mail.texts.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 600);
    }
}
