//! The words that references need in each language, as CSL's locale files have them.
//!
//! They travel in the binary, some 60 languages of 18 kB. To read one takes a millisecond, to read all takes longer than a whole build, so each is read when
//! a page asks for it.

use crate::held::held;
use hayagriva::archive::LOCALES;
use hayagriva::citationberg::{Locale, LocaleCode};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

/// The locales that references in a language are written with: its own, the one that is meant where only a country was named
/// that has none, and American English for what these two lack.
pub fn locales(code: &LocaleCode) -> Arc<[Locale]> {
    type Read = BTreeMap<String, Arc<[Locale]>>;
    static READ: Mutex<Read> = Mutex::new(BTreeMap::new());
    let mut read = held(&READ);
    let all = || {
        let mut codes = vec![code.clone()];
        for more in code.fallback().into_iter().chain([LocaleCode::en_us()]) {
            if !codes.contains(&more) {
                codes.push(more);
            }
        }
        codes.iter().filter_map(read_one).collect()
    };
    Arc::clone(read.entry(code.0.clone()).or_insert_with(all))
}

/// The code by which [`locales`] know a language: `de` is `de-DE` there.
pub fn language_code(language: &str) -> LocaleCode {
    let base = language.split('-').next().unwrap_or(language).to_ascii_lowercase();
    let usual = match base.as_str() {
        "en" => "en-US".to_owned(),
        "zh" => "zh-CN".to_owned(),
        base => format!("{base}-{}", base.to_ascii_uppercase()),
    };
    let known = |code: &str| CODES.iter().find(|known| known.0.eq_ignore_ascii_case(code));
    let any = || {
        let start = format!("{base}-");
        CODES.iter().find(|code| code.0.starts_with(&start))
    };
    known(language).or_else(|| known(&usual)).or_else(any).cloned().unwrap_or_else(LocaleCode::en_us)
}

/// The language of each locale file.
static CODES: LazyLock<Vec<LocaleCode>> = LazyLock::new(|| {
    let code = |file: &&[u8]| {
        let First(code) = ciborium::from_reader(*file).unwrap_or_default();
        LocaleCode(code)
    };
    LOCALES.iter().map(code).collect()
});

fn read_one(code: &LocaleCode) -> Option<Locale> {
    let at = CODES.iter().position(|known| known == code)?;
    ciborium::from_reader(LOCALES[at]).ok()
}

/// The language of a locale file, which stands before all else in it.
#[derive(Default)]
struct First(String);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FirstVisitor)
    }
}

struct FirstVisitor;

impl<'de> Visitor<'de> for FirstVisitor {
    type Value = First;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a locale file that begins with its language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut file: A) -> Result<First, A::Error> {
        match file.next_entry::<String, String>()? {
            Some((key, code)) if key == "@xml:lang" => Ok(First(code)),
            _ => Err(serde::de::Error::custom("no language")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, language_code, locales};
    use hayagriva::citationberg::LocaleCode;

    #[test]
    fn each_language_is_read_by_itself_as_all_are_together() {
        let all = hayagriva::archive::locales();
        assert!(all.len() > 50 && all.len() == CODES.len());
        for (locale, code) in all.iter().zip(CODES.iter()) {
            assert_eq!(locale.lang.as_ref(), Some(code));
            assert_eq!(locales(code).first(), Some(locale));
        }
    }

    #[test]
    fn what_a_language_lacks_is_taken_from_others() {
        let codes = |code: &str| -> Vec<String> {
            let locales = locales(&LocaleCode(code.to_owned()));
            locales.iter().filter_map(|locale| Some(locale.lang.as_ref()?.0.clone())).collect()
        };
        assert_eq!(codes("de-AT"), ["de-AT", "de-DE", "en-US"]);
        assert_eq!(codes("de-DE"), ["de-DE", "en-US"]);
        assert_eq!(codes("en-US"), ["en-US"]);
        assert_eq!(codes("tlh"), ["en-US"]);
    }

    #[test]
    fn languages_have_codes() {
        for (language, code) in [
            ("en", "en-US"),
            ("en-GB", "en-GB"),
            ("de", "de-DE"),
            ("zh", "zh-CN"),
            ("zh-Hant", "zh-CN"),
            ("tlh", "en-US"),
        ] {
            assert_eq!(language_code(language).0, code, "{language}");
        }
    }
}
