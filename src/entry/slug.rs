//! The addresses of entries.

use super::Entry;
use crate::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Addresses that the site itself has a use for.
const RESERVED: &[&str] = &[
    "index",
    "tags",
    "feed.xml",
    "sitemap.xml",
    "robots.txt",
    "404",
    "404.html",
    "assets",
    "ledger",
    "search",
];

/// Names that Windows gives to no file or folder.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A text as one part of an address: small ASCII letters where that is possible, digits, dashes.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for c in text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match c {
            'ß' => slug.push_str("ss"),
            'æ' | 'Æ' => slug.push_str("ae"),
            'ø' | 'Ø' => slug.push('o'),
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// What is wrong with an entry's address, if anything is.
pub(super) fn check(entry: &Entry) -> Option<Diagnostic> {
    let name = entry.slug.as_str();
    let wrong =
        |message: String, hint: &str| Some(Diagnostic::error(&entry.source, 0..0, message).hint(hint));
    if name.is_empty() || name.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return wrong(
            format!("`{name}` is no address for an entry"),
            "give it a `slug:` of small letters, digits and dashes",
        );
    }
    let lower = name.to_lowercase();
    if RESERVED.contains(&lower.as_str()) {
        return wrong(
            format!("the address `{name}` has another use"),
            "rename the file, or give the entry a `slug:`",
        );
    }
    if let Some(device) = lower.split('/').find(|part| DEVICES.contains(part)) {
        return wrong(
            format!("`{device}` in the address `{name}` is a name that Windows gives to no file"),
            "rename the file or its folder, or give the entry a `slug:`",
        );
    }
    if name.len() > 200 {
        return wrong(
            format!("the address `{}…` is too long", name.chars().take(40).collect::<String>()),
            "give it a shorter `slug:`",
        );
    }
    None
}

/// Entries whose addresses are the same, also to a system that does not tell capitals from small letters.
pub fn check_slugs(entries: &[&Entry]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    // One without an address has its own mistake.
    for entry in entries.iter().filter(|entry| !entry.slug.is_empty()) {
        let key: String = entry.slug.nfc().flat_map(char::to_lowercase).collect();
        if let Some(first) = seen.insert(key, entry) {
            let message = format!(
                "{} and {} have the same address `{}`",
                first.source.path, entry.source.path, entry.slug
            );
            diagnostics.push(
                Diagnostic::new(Severity::Error, message).hint("rename one, or give it a `slug:` of its own"),
            );
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::slugify;

    #[test]
    fn slugs_are_small_ascii_where_that_is_possible() {
        assert_eq!(slugify("The Valley, Next Door!"), "the-valley-next-door");
        assert_eq!(slugify("Élan & Straße"), "elan-strasse");
        assert_eq!(slugify("e\u{301}lan"), slugify("élan"));
        assert_eq!(slugify("学习"), "学习");
        assert_eq!(slugify("..//.."), "");
    }
}
