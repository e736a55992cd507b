//! What a fence says: rustdoc's words.

use super::Role;
use crate::config::Runs;
use crate::diagnostic::did_you_mean;

/// The words that may follow `rust` on a fence.
const WORDS: &[&str] = &[
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "edition2015",
    "edition2018",
    "edition2021",
    "edition2024",
];

/// What a fence is to Lossbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fence {
    /// Code of another language, or none: only shown.
    Shown,
    /// A Rust cell.
    Cell(Role),
    /// A Rust fence with a word that nobody knows, the nearest known one, and where it stands in the info string.
    Unknown { word: String, near: Option<&'static str>, at: usize },
    /// `{rsut}` or `Rust`: a slip of the pen for what is meant.
    Mistyped { at: usize, meant: &'static str },
}

/// Reads the info string of a fence.
pub(super) fn parse(info: &str, runs: Runs) -> Fence {
    let words: Vec<(usize, &str)> = split(info);
    let Some(((_, language), rest)) = words.split_first() else { return Fence::Shown };
    let braced = language.starts_with('{') && language.ends_with('}');
    let name = language.trim_matches(['{', '}']);
    if name != "rust" {
        let (near, meant) = if braced {
            (did_you_mean(&name.to_lowercase(), ["rust"]).is_some(), "{rust}")
        } else {
            (runs == Runs::All && name.eq_ignore_ascii_case("rust"), "rust")
        };
        return if near { Fence::Mistyped { at: words[0].0, meant } } else { Fence::Shown };
    }
    let mut role = Role::Run;
    for (at, word) in rest {
        match *word {
            "ignore" => role = Role::Ignore,
            "no_run" => role = Role::NoRun,
            "should_panic" => role = Role::ShouldPanic,
            "compile_fail" => role = Role::CompileFail(None),
            code if is_error_code(code) => {
                if let Role::CompileFail(wanted) = &mut role {
                    *wanted = Some(code.to_owned());
                }
            }
            word if WORDS.contains(&word) => {}
            word => {
                return Fence::Unknown {
                    word: word.to_owned(),
                    near: did_you_mean(word, WORDS.iter().copied()),
                    at: *at,
                };
            }
        }
    }
    if runs == Runs::Braced && !braced { Fence::Cell(Role::Ignore) } else { Fence::Cell(role) }
}

/// The words with where they begin; rustdoc takes commas and blanks alike.
fn split(info: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in info.char_indices().chain([(info.len(), ' ')]) {
        match (c == ',' || c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push((from, &info[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn is_error_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with('E') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// The words that a fence may have, for a hint.
pub(super) fn known_words() -> String {
    WORDS.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Fence, parse};
    use crate::config::Runs;
    use crate::entry::Role;

    #[test]
    fn rustdocs_words_say_what_becomes_of_a_block() {
        let all = |info| parse(info, Runs::All);
        assert_eq!(all("rust"), Fence::Cell(Role::Run));
        assert_eq!(all("{rust}"), Fence::Cell(Role::Run));
        assert_eq!(all("rust,no_run"), Fence::Cell(Role::NoRun));
        assert_eq!(all("rust ignore"), Fence::Cell(Role::Ignore));
        assert_eq!(
            all("rust, compile_fail, E0382"),
            Fence::Cell(Role::CompileFail(Some("E0382".to_owned())))
        );
        assert_eq!(all("python"), Fence::Shown);
        assert_eq!(all(""), Fence::Shown);
        assert_eq!(all("{rsut}"), Fence::Mistyped { at: 0, meant: "{rust}" });
        assert!(matches!(all("rust,no_rum"), Fence::Unknown { near: Some("no_run"), at: 5, .. }));
    }

    #[test]
    fn a_journal_may_run_braced_blocks_alone() {
        assert_eq!(parse("rust", Runs::Braced), Fence::Cell(Role::Ignore));
        assert_eq!(parse("{rust}", Runs::Braced), Fence::Cell(Role::Run));
    }
}
