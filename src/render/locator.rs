//! Where in a work: the `p. 3` of `[@key, p. 3]`.

use hayagriva::citationberg::taxonomy::Locator as Kind;

/// The words for a place in a work, short and long.
const WORDS: [(&str, Kind); 30] = [
    ("pp.", Kind::Page),
    ("p.", Kind::Page),
    ("pages", Kind::Page),
    ("page", Kind::Page),
    ("chapters", Kind::Chapter),
    ("chapter", Kind::Chapter),
    ("chap.", Kind::Chapter),
    ("ch.", Kind::Chapter),
    ("sections", Kind::Section),
    ("section", Kind::Section),
    ("sec.", Kind::Section),
    ("§§", Kind::Section),
    ("§", Kind::Section),
    ("figures", Kind::Figure),
    ("figure", Kind::Figure),
    ("fig.", Kind::Figure),
    ("table", Kind::Table),
    ("equation", Kind::Equation),
    ("eq.", Kind::Equation),
    ("volume", Kind::Volume),
    ("vol.", Kind::Volume),
    ("part", Kind::Part),
    ("pt.", Kind::Part),
    ("paragraph", Kind::Paragraph),
    ("para.", Kind::Paragraph),
    ("appendix", Kind::Appendix),
    ("line", Kind::Line),
    ("note", Kind::Note),
    ("S.", Kind::Page),
    ("Kap.", Kind::Chapter),
];

/// A place in a work, and what else is said of it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Locator {
    /// What is counted, and its number.
    pub(super) number: Option<(Kind, String)>,
    /// The words behind it.
    pub(super) rest: String,
}

impl Locator {
    /// Reads what stands behind a key. A number without a word is a page.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        let named = WORDS.iter().find_map(|(word, kind)| Some((*kind, text.strip_prefix(word)?)));
        let (kind, numbers) = named.unwrap_or((Kind::Page, text));
        let numbers = numbers.trim_start();
        let end = numbers_end(numbers);
        if end == 0 {
            return Self { number: None, rest: text.to_owned() };
        }
        let rest = numbers[end..].trim().trim_start_matches(',').trim().to_owned();
        Self { number: Some((kind, numbers[..end].replace("--", "–").replace('-', "–"))), rest }
    }
}

/// Where numbers such as `3-4, 7` or `iv` end.
fn numbers_end(text: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    for part in text.split_inclusive([',', ' ']) {
        let word = part.trim_end_matches([',', ' ']);
        let is_number = word.starts_with(|c: char| c.is_ascii_digit())
            || word.chars().all(|c| "ivxlcIVXLC-–".contains(c));
        if word.is_empty() {
            at += part.len();
            continue;
        }
        if !is_number {
            break;
        }
        end = at + word.len();
        at += part.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{Kind, Locator};

    #[test]
    fn places_are_read() {
        for (text, kind, number, rest) in [
            ("p. 3", Kind::Page, "3", ""),
            ("pp. 33-35, 38", Kind::Page, "33–35, 38", ""),
            ("3", Kind::Page, "3", ""),
            ("chap. 2, and often since", Kind::Chapter, "2", "and often since"),
            ("p. iv", Kind::Page, "iv", ""),
            ("§ 7b", Kind::Section, "7b", ""),
        ] {
            let expected = Locator { number: Some((kind, number.to_owned())), rest: rest.to_owned() };
            assert_eq!(Locator::parse(text), expected, "{text}");
        }
        for text in ["", "and elsewhere", "page"] {
            assert_eq!(Locator::parse(text), Locator { number: None, rest: text.to_owned() });
        }
    }
}
