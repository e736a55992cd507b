//! Words with what stands in their braces.

use super::Plural;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// A word with values in the place of its `{names}`. A name without a value stays as it is.
pub fn fill(word: &str, values: &[(&str, &str)]) -> String {
    filled(word, values, str::to_owned)
}

/// The same for markup: the word is escaped, while the values are markup already.
pub fn fill_markup(word: &str, values: &[(&str, &str)]) -> String {
    filled(word, values, crate::render::escaped)
}

fn filled(word: &str, values: &[(&str, &str)], literal: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(word.len() + 16);
    let mut rest = word;
    while let Some((before, name, after)) = next_name(rest) {
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                out.push_str(&literal(before));
                out.push_str(value);
            }
            None => out.push_str(&literal(&rest[..rest.len() - after.len()])),
        }
        rest = after;
    }
    out + &literal(rest)
}

/// What precedes the next `{name}`, the name, and what follows it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The names in a word's braces.
pub(super) fn names(word: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = word;
    while let Some((_, name, after)) = next_name(rest) {
        names.push(name);
        rest = after;
    }
    names
}

impl Plural {
    /// The form for a number.
    pub fn form(&self, number: usize) -> &str {
        let form = match category(&self.language, number) {
            PluralCategory::ZERO => &self.zero,
            PluralCategory::ONE => &self.one,
            PluralCategory::TWO => &self.two,
            PluralCategory::FEW => &self.few,
            PluralCategory::MANY => &self.many,
            PluralCategory::OTHER => &None,
        };
        form.as_deref().unwrap_or(&self.other)
    }

    /// The form for a number, with it in the place of `{n}` and with other values.
    pub fn fill(&self, number: usize, values: &[(&str, &str)]) -> String {
        let shown = number.to_string();
        let mut all = vec![("n", shown.as_str())];
        all.extend_from_slice(values);
        fill(self.form(number), &all)
    }
}

/// The plural of a number in a language; a language without rules has but one.
fn category(language: &str, number: usize) -> PluralCategory {
    let rules = language.parse::<LanguageIdentifier>().ok().and_then(|language| {
        // The rules stand under bare languages, and under a few with a region.
        let bare = LanguageIdentifier::from_parts(language.language, None, None, &[]);
        [language, bare].into_iter().find_map(|one| PluralRules::create(one, PluralRuleType::CARDINAL).ok())
    });
    rules.and_then(|rules| rules.select(number).ok()).unwrap_or(PluralCategory::OTHER)
}

#[cfg(test)]
mod tests {
    use super::{Plural, category, fill, fill_markup, names};
    use intl_pluralrules::PluralCategory as P;

    #[test]
    fn values_stand_in_the_place_of_their_names() {
        assert_eq!(fill("{n} of {count}", &[("n", "2"), ("count", "{n}")]), "2 of {n}");
        assert_eq!(fill("a {b} c {", &[]), "a {b} c {");
        assert_eq!(fill_markup("<{a}> & {b}", &[("a", "<i>x</i>")]), "&lt;<i>x</i>&gt; &amp; {b}");
        assert_eq!(names("{a} and {b}"), ["a", "b"]);
    }

    #[test]
    fn every_language_counts_as_it_does() {
        for (language, number, expected) in [
            ("en", 0, P::OTHER),
            ("en-GB", 1, P::ONE),
            ("fr", 0, P::ONE),
            ("fr", 2, P::OTHER),
            ("zh", 1, P::OTHER),
            ("zh-Hant-TW", 1, P::OTHER),
            ("pl", 3, P::FEW),
            ("ru", 21, P::ONE),
            ("ar", 2, P::TWO),
            ("ar", 100, P::OTHER),
            ("tlh", 1, P::OTHER),
            ("?", 1, P::OTHER),
        ] {
            assert_eq!(category(language, number), expected, "{number} in {language}");
        }
    }

    #[test]
    fn a_form_that_is_not_there_is_the_last_one() {
        let other = "{n} x".to_owned();
        let plural = Plural {
            language: "en".to_owned(),
            zero: None,
            one: None,
            two: None,
            few: None,
            many: None,
            other,
        };
        assert_eq!(plural.fill(1, &[]), "1 x");
    }
}
