//! The languages that there are words in: those of the theme, and what a journal makes of them.

use super::fill::names;
use super::{Words, tag};
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

/// The language whose words stand in for those that are missing.
pub const ENGLISH: &str = "en";

/// The words that travel inside the binary, by language.
const BUILT_IN: [(&str, &str); 4] = [
    ("de", include_str!("../../templates/words/de.toml")),
    (ENGLISH, include_str!("../../templates/words/en.toml")),
    ("fr", include_str!("../../templates/words/fr.toml")),
    ("zh", include_str!("../../templates/words/zh.toml")),
];

/// The forms of a word that depends on a number.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The words of all languages.
#[derive(Debug, Clone)]
pub struct Library {
    english: Words,
    /// The others, by their names in lower case.
    others: BTreeMap<String, Words>,
    /// What in a journal's own words is worth a look.
    pub warnings: Vec<Diagnostic>,
}

impl Library {
    /// The theme's words alone.
    ///
    /// # Errors
    /// None that a test would not have found.
    pub fn built_in() -> Result<Self, Vec<Diagnostic>> {
        Self::with(&BTreeMap::new())
    }

    /// The theme's words with those of a journal's files (language to file) in their place.
    ///
    /// # Errors
    /// A file can't be read as words: every mistake with its place.
    pub fn with(files: &BTreeMap<String, Arc<SourceText>>) -> Result<Self, Vec<Diagnostic>> {
        let mut reader = Reader { english: Table::new(), mistakes: Vec::new(), warnings: Vec::new() };
        let built_in: BTreeMap<&str, Arc<SourceText>> = BUILT_IN
            .iter()
            .map(|(language, text)| {
                let path = format!("templates/words/{language}.toml");
                (*language, Arc::new(SourceText::new(path, (*text).to_owned())))
            })
            .collect();
        // The first of all is what the others are held against.
        let english = built_in.get(ENGLISH).map(|source| source.text.parse::<Table>());
        reader.english = english.and_then(Result::ok).unwrap_or_default();
        let mut languages: Vec<&str> =
            built_in.keys().copied().chain(files.keys().map(String::as_str)).collect();
        languages.sort_unstable();
        languages.dedup();
        let mut words = BTreeMap::new();
        for language in languages {
            let sources = built_in.get(language).into_iter().chain(files.get(language));
            if let Some(own) = reader.language(language, &sources.cloned().collect::<Vec<_>>()) {
                words.insert(language.to_owned(), own);
            }
        }
        match words.remove(ENGLISH) {
            Some(english) if reader.mistakes.is_empty() => {
                Ok(Self { english, others: words, warnings: reader.warnings })
            }
            _ => Err(reader.mistakes),
        }
    }

    /// The words for a language: its own, those of the language that it is a kind of, or else English ones.
    pub fn find(&self, language: &str) -> &Words {
        self.own(language).unwrap_or(&self.english)
    }

    /// The English words.
    pub fn english(&self) -> &Words {
        &self.english
    }

    /// Whether there are words for a language.
    pub fn has(&self, language: &str) -> bool {
        self.own(language).is_some()
    }

    fn own(&self, language: &str) -> Option<&Words> {
        tag::lookup(language)
            .find_map(|tag| if tag == ENGLISH { Some(&self.english) } else { self.others.get(&tag) })
    }
}

/// Reads files of words.
struct Reader {
    /// The shape that all have.
    english: Table,
    mistakes: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

/// Where a word stands in its file.
struct Place<'a> {
    source: &'a Arc<SourceText>,
    span: Range<usize>,
    /// As in `list.entries`.
    name: String,
}

impl Reader {
    /// The words of a language: English ones, over which its files are laid one after the other.
    fn language(&mut self, language: &str, sources: &[Arc<SourceText>]) -> Option<Words> {
        let mut merged = self.english.clone();
        mark_language(&mut merged, ENGLISH);
        let mut own = Vec::new();
        let before = self.mistakes.len();
        for source in sources {
            match DeTable::parse(&source.text) {
                Ok(table) => self.overlay(language, source, table.get_ref(), &mut merged, &mut own),
                Err(error) => {
                    let span = error.span().unwrap_or(0..0);
                    self.mistakes.push(Diagnostic::error(source, span, error.message()));
                }
            }
        }
        if let Some(source) = sources.last() {
            self.tell_missing(language, source, &own);
        }
        merged.insert("language".to_owned(), Value::String(language.to_owned()));
        match merged.try_into::<Words>() {
            Ok(words) => Some(words),
            Err(error) if self.mistakes.len() == before => {
                let source = sources.last()?;
                self.mistakes.push(Diagnostic::error(source, 0..0, error.message()));
                None
            }
            Err(_) => None,
        }
    }

    /// Lays a file over what there is, and notes the words that it has.
    fn overlay(
        &mut self,
        language: &str,
        source: &Arc<SourceText>,
        file: &DeTable<'_>,
        merged: &mut Table,
        own: &mut Vec<String>,
    ) {
        let english = self.english.clone();
        for (group, words) in file {
            let place = |span: Range<usize>, name: &str| Place { source, span, name: name.to_owned() };
            if group.get_ref() == "own" {
                if let Ok(Ok(whole)) =
                    source.text.parse::<Table>().map(|mut whole| whole.remove("own").ok_or(()))
                {
                    merged.insert("own".to_owned(), whole);
                }
                continue;
            }
            let Some(Value::Table(known)) = english.get(group.get_ref().as_ref()) else {
                self.unknown(&place(group.span(), group.get_ref()), english.keys());
                continue;
            };
            let DeValue::Table(words) = words.get_ref() else {
                self.wrong(&place(words.span(), group.get_ref()), "a table of words");
                continue;
            };
            for (key, word) in words {
                let name = format!("{}.{}", group.get_ref(), key.get_ref());
                let Some(shape) = known.get(key.get_ref().as_ref()) else {
                    self.unknown(&place(key.span(), &name), known.keys());
                    continue;
                };
                let Some(value) = self.word(&place(word.span(), &name), language, shape, word.get_ref())
                else {
                    continue;
                };
                own.push(name);
                if let Some(Value::Table(group)) = merged.get_mut(group.get_ref().as_ref()) {
                    group.insert(key.get_ref().to_string(), value);
                }
            }
        }
    }

    /// A word, if it has the shape of its English one.
    fn word(
        &mut self,
        place: &Place<'_>,
        language: &str,
        shape: &Value,
        word: &DeValue<'_>,
    ) -> Option<Value> {
        match (shape, word) {
            (Value::String(english), DeValue::String(text)) => {
                self.check_names(place, english, text).then(|| Value::String(text.to_string()))
            }
            // One form for all numbers.
            (Value::Table(english), DeValue::String(text)) => {
                let english = english.get("other").and_then(Value::as_str).unwrap_or_default();
                self.check_names(place, english, text)
                    .then(|| plural(language, [("other".to_owned(), Value::String(text.to_string()))]))
            }
            (Value::Table(english), DeValue::Table(forms)) => self.forms(place, language, english, forms),
            (Value::Array(english), DeValue::Array(texts)) => {
                let texts: Option<Vec<Value>> = texts
                    .iter()
                    .map(|text| match text.get_ref() {
                        DeValue::String(text) => Some(Value::String(text.to_string())),
                        _ => None,
                    })
                    .collect();
                match texts.filter(|texts| texts.len() == english.len()) {
                    Some(texts) => Some(Value::Array(texts)),
                    None => self.wrong(place, &format!("a list of {} texts", english.len())),
                }
            }
            (Value::Table(_), _) => {
                self.wrong(place, "a text, or a table of its forms such as one and other")
            }
            (Value::Array(english), _) => self.wrong(place, &format!("a list of {} texts", english.len())),
            _ => self.wrong(place, "a text"),
        }
    }

    fn forms(
        &mut self,
        place: &Place<'_>,
        language: &str,
        english: &Table,
        forms: &DeTable<'_>,
    ) -> Option<Value> {
        let pattern = english.get("other").and_then(Value::as_str).unwrap_or_default();
        let mut own = Vec::new();
        let mut sound = true;
        for (form, text) in forms {
            let at = |span| Place {
                source: place.source,
                span,
                name: format!("{}.{}", place.name, form.get_ref()),
            };
            let known = FORMS.contains(&form.get_ref().as_ref());
            match text.get_ref() {
                _ if !known => {
                    self.unknown(&at(form.span()), FORMS.iter());
                    sound = false;
                }
                DeValue::String(word) => {
                    sound &= self.check_names(&at(text.span()), pattern, word);
                    own.push((form.get_ref().to_string(), Value::String(word.to_string())));
                }
                _ => {
                    self.wrong(&at(text.span()), "a text");
                    sound = false;
                }
            }
        }
        if sound && !own.iter().any(|(form, _)| form == "other") {
            return self.wrong(place, "a table with the form other, which all other numbers have");
        }
        sound.then(|| plural(language, own))
    }

    /// Whether a word asks for nothing but what there is to fill in.
    fn check_names(&mut self, place: &Place<'_>, english: &str, word: &str) -> bool {
        let known = names(english);
        let unknown: Vec<&str> = names(word).into_iter().filter(|name| !known.contains(name)).collect();
        for name in &unknown {
            let message = format!("nothing fills in `{{{name}}}` of the word `{}`", place.name);
            let hint = if known.is_empty() {
                "there is nothing to fill in here".to_owned()
            } else {
                format!(
                    "there is {}",
                    known.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ")
                )
            };
            self.mistakes.push(Diagnostic::error(place.source, place.span.clone(), message).hint(hint));
        }
        unknown.is_empty()
    }

    fn unknown(&mut self, place: &Place<'_>, known: impl Iterator<Item = impl AsRef<str>>) {
        let known: Vec<String> = known.map(|name| name.as_ref().to_owned()).collect();
        let last = place.name.rsplit('.').next().unwrap_or_default();
        let message = format!("the theme has no word `{}`", place.name);
        let diagnostic = Diagnostic::error(place.source, place.span.clone(), message);
        self.mistakes.push(match did_you_mean(last, known.iter().map(String::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic.hint("words of your own templates stand under [own]"),
        });
    }

    fn wrong(&mut self, place: &Place<'_>, expected: &str) -> Option<Value> {
        let message = format!("`{}` is {expected}", place.name);
        self.mistakes.push(Diagnostic::error(place.source, place.span.clone(), message));
        None
    }

    /// Says which words of a language are missing, once.
    fn tell_missing(&mut self, language: &str, source: &Arc<SourceText>, own: &[String]) {
        let all = self.english.iter().flat_map(|(group, words)| {
            words
                .as_table()
                .into_iter()
                .flat_map(move |words| words.keys().map(move |key| format!("{group}.{key}")))
        });
        let missing: Vec<String> = all.filter(|name| !own.contains(name)).collect();
        if missing.is_empty() {
            return;
        }
        let shown = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > 5 { format!(" and {} more", missing.len() - 5) } else { String::new() };
        let message = format!("words are missing in `{language}`, so English ones stand in: {shown}{more}");
        self.warnings.push(Diagnostic::warning(source, 0..0, message));
    }
}

fn plural(language: &str, forms: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut table: Table = forms.into_iter().collect();
    table.insert("language".to_owned(), Value::String(language.to_owned()));
    Value::Table(table)
}

/// Notes in every word that depends on a number whose rules choose its form.
fn mark_language(words: &mut Table, language: &str) {
    for (_, group) in words.iter_mut() {
        for (_, word) in group.as_table_mut().into_iter().flatten() {
            if let Value::Table(forms) = word {
                forms.insert("language".to_owned(), Value::String(language.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests;
