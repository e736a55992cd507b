//! Names of languages, as in `en` or `zh-Hant-TW` (BCP 47).

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// Its name in markup.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// Whether a text can be the name of a language.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_language = (2..=8).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic());
    let is_private = first == "x" && tag.len() > 2;
    (is_language || is_private)
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// The name and those of what it is a kind of: `zh-hant-tw`, `zh-hant`, `zh` (RFC 4647, lookup).
pub(super) fn lookup(tag: &str) -> impl Iterator<Item = String> {
    let mut next = Some(tag.to_ascii_lowercase());
    std::iter::from_fn(move || {
        let tag = next.take()?;
        next = tag.rsplit_once('-').map(|(kind, _)| kind.to_owned());
        Some(tag)
    })
}

/// Which way the text of a language runs: that of its script where the name has one, else of the script that the language
/// is mostly written in.
pub fn direction(tag: &str) -> Direction {
    /// Scripts of Unicode whose letters run from right to left and that a page may be in.
    const SCRIPTS: [&str; 12] =
        ["adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi"];
    /// Languages that are mostly written in one of these.
    const LANGUAGES: [&str; 31] = [
        "ar", "arc", "arz", "azb", "bal", "bgn", "bqi", "ckb", "dv", "fa", "glk", "haz", "he", "iw", "ji",
        "khw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "rhg", "sd", "sdh", "skr", "syr", "ug", "ur",
        "yi",
    ];
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let script = parts
        .take_while(|part| part.len() > 1)
        .find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    let is_rtl = script.map_or_else(|| LANGUAGES.contains(&language), |script| SCRIPTS.contains(&script));
    if is_rtl { Direction::Rtl } else { Direction::Ltr }
}

#[cfg(test)]
mod tests {
    use super::{Direction, direction, is_tag, lookup};

    #[test]
    fn a_name_of_a_language_is_known_by_its_shape() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "de-CH-1996", "x-own", "en-a-bbb"] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", "e", "en_US", "english language", "en-", "-en", "en-waytoolong", "<b>", "1a"] {
            assert!(!is_tag(tag), "{tag}");
        }
    }

    #[test]
    fn a_kind_of_a_language_is_looked_up_as_the_language() {
        assert_eq!(lookup("zh-Hant-TW").collect::<Vec<_>>(), ["zh-hant-tw", "zh-hant", "zh"]);
    }

    #[test]
    fn text_runs_as_its_script_does() {
        for tag in ["ar", "he", "fa-IR", "ur", "az-Arab", "yi", "ar-EG", "PA-ARAB-PK"] {
            assert_eq!(direction(tag), Direction::Rtl, "{tag}");
        }
        for tag in ["en", "ur-Latn", "zh-Hant", "az", "en-a-arab", ""] {
            assert_eq!(direction(tag), Direction::Ltr, "{tag}");
        }
    }
}
