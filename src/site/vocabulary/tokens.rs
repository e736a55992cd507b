//! Words as the search knows them. `templates/search.js` does the same to what a reader types: change both together.

use unicode_normalization::UnicodeNormalization;

/// Calls `found` with every word of a text: without accents, in lower case. Of scripts that are written without spaces, a word
/// is two characters that follow each other, and the last one of a run.
pub(super) fn each(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::new();
    for run in text.split(separates).filter(|run| !run.is_empty()) {
        word.clear();
        if run.is_ascii() {
            word.push_str(run);
            word.make_ascii_lowercase();
            found(&word);
            continue;
        }
        push_plain(&mut word, run);
        let mut rest = word.as_str();
        while let Some(first) = rest.chars().next() {
            let unspaced = is_unspaced(first);
            let end = rest.find(|c| is_unspaced(c) != unspaced).unwrap_or(rest.len());
            let (own, after) = rest.split_at(end);
            if unspaced {
                each_pair(own, &mut found);
            } else {
                found(own);
            }
            rest = after;
        }
    }
}

fn each_pair(run: &str, found: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for pair in starts.windows(3) {
        found(&run[pair[0]..pair[2]]);
    }
    if let Some(&last) = starts.len().checked_sub(2).and_then(|at| starts.get(at)) {
        found(&run[last..]);
    }
}

fn separates(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() } else { !c.is_alphanumeric() && !is_dropped(c) }
}

fn push_plain(out: &mut String, run: &str) {
    for c in run.nfkd().filter(|&c| !is_dropped(c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
}

/// Marks that a reader may leave out: accents, and the vowel signs of Hebrew and Arabic.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Thai, Lao, Khmer and Burmese, kana and Han.
pub(in crate::site) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        super::each(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_plain() {
        assert_eq!(
            words("Über Maß, l’été: naïve_Bayes 2.5!"),
            ["uber", "mass", "l", "ete", "naive", "bayes", "2", "5"]
        );
        assert_eq!(words("e\u{301}te\u{301} Łódź ØRE ﬁn"), ["ete", "lodz", "ore", "fin"]);
        assert_eq!(words("שָׁלוֹם مُحَمَّد"), ["שלום", "محمد"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(words("机器学习"), ["机器", "器学", "学习", "习"]);
        assert_eq!(words("用Rust学"), ["用", "rust", "学"]);
    }
}
