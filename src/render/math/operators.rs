//! Names of operators, which the library takes letter by letter as they stand: `arg\,min` has to be two words before it reads them,
//! and it knows no `\operatorname*`.

use super::Mistake;
use std::borrow::Cow;

/// The commands that take a name, and what the library calls them.
const COMMANDS: [(&str, &str); 3] =
    [("\\operatorname*{", "\\mathop{"), ("\\operatorname{", "\\operatorname{"), ("\\mathop{", "\\mathop{")];

/// What stands between two words of a name.
const SPACES: [&str; 6] = ["\\,", "\\:", "\\;", "\\ ", "\\!", "~"];

/// What sets a name upright, as it stands anyway.
const UPRIGHT: [&str; 5] = ["\\rm ", "\\mathrm{", "\\text{", "\\textrm{", "\\operatorname{"];

/// A formula whose operators have plain names.
///
/// # Errors
/// A name that is more than letters.
pub(super) fn plain(formula: &str) -> Result<Cow<'_, str>, Mistake> {
    let mut out = String::new();
    let mut rest = formula;
    while let Some((at, command, own)) = next(rest) {
        let name = &rest[at + command.len()..];
        // What is never closed is told by the library.
        let Some(end) = end_of_group(name) else { break };
        let Some(plain) = plain_name(&name[..end]) else {
            return Err(Mistake::of_operator(&rest[at..at + command.len() - 1]));
        };
        out.push_str(&rest[..at]);
        out.push_str(own);
        out.push_str(&plain);
        rest = &name[end..];
    }
    Ok(if out.is_empty() { formula.into() } else { (out + rest).into() })
}

/// The first command that takes a name.
fn next(formula: &str) -> Option<(usize, &'static str, &'static str)> {
    let found =
        COMMANDS.into_iter().filter_map(|(command, own)| Some((formula.find(command)?, command, own)));
    found.min_by_key(|(at, ..)| *at)
}

/// Where a group ends that is open.
fn end_of_group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn plain_name(name: &str) -> Option<String> {
    let mut name = SPACES.iter().fold(name.trim().to_owned(), |name, space| name.replace(space, "\u{2009}"));
    for upright in UPRIGHT {
        name = name.replace(upright, if upright.ends_with('{') { "{" } else { "" });
    }
    let name: String = name.chars().filter(|c| !matches!(c, '{' | '}')).collect();
    (!name.contains(['\\', '^', '_', '&', '$', '%', '#'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_letters_and_thin_spaces() {
        for (formula, read) in [
            (r"\operatorname*{argmin}_{w} L", "\\mathop{argmin}_{w} L"),
            (r"a + \operatorname{arg\,max} f", "a + \\operatorname{arg\u{2009}max} f"),
            (r"\mathop{\rm argmax}_x", "\\mathop{argmax}_x"),
            (r"\mathop{\mathrm{arg~min}} \operatorname{d}", "\\mathop{arg\u{2009}min} \\operatorname{d}"),
            (r"\operatorname{open", "\\operatorname{open"),
            ("x", "x"),
        ] {
            assert_eq!(plain(formula).as_deref(), Ok(read), "{formula}");
        }
        assert!(plain(r"\operatorname{a_b}").is_err());
        assert!(plain(r"\mathop{\sum\sum}").is_err());
    }
}
