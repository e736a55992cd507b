//! What is wrong with a formula, in words that say what to do about it.
//!
//! The library that reads formulas tells the kind of a mistake and no place of it. Where the mistake is a name, that name is
//! found by asking the library about each name of the formula by itself.

use crate::diagnostic::did_you_mean;
use pulldown_latex::{Parser, Storage};
use std::ops::Range;

/// What is wrong with a formula.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::render) struct Mistake {
    pub(in crate::render) message: String,
    pub(in crate::render) hint: Option<String>,
    /// What of the formula is wrong, as it stands there; nothing if it is not known.
    sign: Option<String>,
}

/// The environments that the library knows, by the names that authors may have meant.
const ENVIRONMENTS: [&str; 19] = [
    "align",
    "align*",
    "alignat",
    "aligned",
    "alignedat",
    "array",
    "bmatrix",
    "Bmatrix",
    "cases",
    "equation",
    "gather",
    "gather*",
    "gathered",
    "matrix",
    "multline",
    "pmatrix",
    "split",
    "vmatrix",
    "Vmatrix",
];

/// What the library says of a command that it does not know.
const NO_COMMAND: &str = "unknown primitive command";
/// What it says of an environment that it does not know.
const NO_ENVIRONMENT: &str = "mathematical environment";

impl Mistake {
    /// A formula that is not read at all.
    pub(super) fn refused(message: String) -> Self {
        Self { message: format!("the formula can't be read: {message}"), hint: None, sign: None }
    }

    /// A name of an operator that is more than letters.
    pub(super) fn of_operator(command: &str) -> Self {
        Self {
            message: format!("`{command}` takes a name of letters alone"),
            hint: Some(
                "`\\,` stands between two words of it; what else belongs to it stands behind the braces"
                    .to_owned(),
            ),
            sign: Some(command.to_owned()),
        }
    }

    /// What the library `said` of a formula.
    pub(super) fn new(formula: &str, said: &str) -> Self {
        let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let line = line.trim_start_matches("parsing error:").trim().trim_end_matches(['.', ':']);
        let named = if line.contains(NO_COMMAND) {
            commands(formula).find(|command| says(command, NO_COMMAND)).map(Self::no_command)
        } else if line.contains(NO_ENVIRONMENT) {
            let is_unknown = |name: &&str| says(&format!("\\begin{{{name}}}\\end{{{name}}}"), NO_ENVIRONMENT);
            environments(formula).find(is_unknown).map(Self::no_environment)
        } else {
            None
        };
        named.unwrap_or_else(|| {
            let (message, hint) = reworded(line);
            Self { hint: hint.map(str::to_owned), ..Self::refused(message.to_owned()) }
        })
    }

    fn no_command(command: &str) -> Self {
        let name = command.trim_start_matches('\\');
        let numbers = matches!(name, "label" | "tag" | "ref" | "eqref");
        Self {
            message: format!("a formula has no command `{command}`"),
            hint: Some(if numbers {
                "a formula gets a number by `$$…$$ {#eq-x}`, and `@eq-x` refers to it".to_owned()
            } else {
                format!("`\\operatorname{{{name}}}` sets the name of a function, `\\text{{{name}}}` words")
            }),
            sign: Some(command.to_owned()),
        }
    }

    fn no_environment(name: &str) -> Self {
        let hint = match did_you_mean(name, ENVIRONMENTS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`aligned`, `cases`, `pmatrix` and `array` are some that there are".to_owned(),
        };
        let message = format!("a formula has no environment `{name}`");
        Self { message, hint: Some(hint), sign: Some(format!("\\begin{{{name}}}")) }
    }

    /// Where in the formula as it was `written` the wrong part begins, and how long it is.
    pub(in crate::render) fn place(&self, written: &str) -> Option<Range<usize>> {
        let sign = self.sign.as_ref()?;
        let goes_on = |at: usize| written[at + sign.len()..].starts_with(|c: char| c.is_ascii_alphabetic());
        let start = written.match_indices(sign).map(|(at, _)| at).find(|at| !goes_on(*at))?;
        Some(start..start + sign.len())
    }
}

/// The commands of a formula whose names are letters, in order.
fn commands(formula: &str) -> impl Iterator<Item = &str> {
    formula.match_indices('\\').filter_map(|(at, _)| {
        let name = formula[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        (name > 0).then(|| &formula[at..at + 1 + name])
    })
}

/// The names of the environments that a formula begins, in order.
fn environments(formula: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'*');
    formula.split("\\begin{").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).filter(is_name)
}

/// Whether the library says so of a formula.
fn says(formula: &str, words: &str) -> bool {
    let storage = Storage::new();
    let mut events = Parser::new(formula, &storage);
    events.any(|event| event.is_err_and(|error| error.to_string().contains(words)))
}

/// What the library says in our words, where an author can be told what to do.
fn reworded(said: &str) -> (&str, Option<&'static str>) {
    let known = [
        (
            "superscript twice",
            "two exponents stand at the same place",
            "braces say which belongs to which: `{a^b}^c` or `a^{b^c}`",
        ),
        (
            "subscript twice",
            "two indices stand at the same place",
            "braces say which belongs to which: `{a_b}_c` or `a_{b_c}`",
        ),
        (
            "expected a token",
            "it ends where something has to follow",
            "`^` and `_` want what they set, `\\frac` two parts in braces",
        ),
        (
            "expected an argument",
            "it ends where something has to follow",
            "`^` and `_` want what they set, `\\frac` two parts in braces",
        ),
        (
            "alignment not allowed",
            "nothing is aligned at `&` here",
            "it stands within `\\begin{aligned} … \\end{aligned}`, `cases` or a matrix; `\\&` is the sign itself",
        ),
        (
            "new line command",
            "`\\\\` ends no line here",
            "it stands within `\\begin{aligned} … \\end{aligned}`, `cases` or a matrix",
        ),
        (
            "unexpected group closing",
            "something is closed that was not opened",
            "braces, `\\left` and `\\right`, `\\begin` and `\\end` come in pairs; `\\}` is the sign itself",
        ),
        ("hash sign", "`#` means nothing here", "`\\#` is the sign itself"),
    ];
    if let Some((_, message, hint)) = known.into_iter().find(|(words, ..)| said.contains(words)) {
        return (message, Some(hint));
    }
    let open = said.contains("unbalanced group");
    (said, open.then_some("braces, `\\left` and `\\right`, `\\begin` and `\\end` come in pairs; `\\right.` closes without a sign"))
}

#[cfg(test)]
mod tests {
    use super::{ENVIRONMENTS, Mistake, NO_ENVIRONMENT, commands, says};

    fn of(formula: &str) -> Mistake {
        super::super::mathml(formula, false).expect_err(formula)
    }

    #[test]
    fn names_that_nobody_knows_are_found() {
        let command = of(r"\alpha + \foo{x} \bar{y}");
        assert_eq!(command.sign.as_deref(), Some(r"\foo"));
        assert!(command.message.contains(r"`\foo`"));
        assert_eq!(of(r"\alpha \al").place(r"$\alpha \al$"), Some(8..11));
        let environment = of(r"\begin{pmatrix} 1 \end{pmatrix} \begin{matrx} a \end{matrx}");
        assert_eq!(environment.sign.as_deref(), Some(r"\begin{matrx}"));
        assert_eq!(environment.hint.as_deref(), Some("did you mean `matrix`?"));
        assert_eq!(commands(r"\a\,\b c\\d\").collect::<Vec<_>>(), [r"\a", r"\b", r"\d"]);
    }

    #[test]
    fn environments_that_are_named_are_there() {
        for name in ENVIRONMENTS {
            assert!(!says(&format!("\\begin{{{name}}}x\\end{{{name}}}"), NO_ENVIRONMENT), "{name}");
        }
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        for formula in ["a^b^c", "a_b_c", r"\frac{1}", "x_", "a & b", r"a \\ b", "}", r"\left( x", "{x", "#"]
        {
            let mistake = of(formula);
            assert!(mistake.hint.is_some(), "{formula}: {mistake:?}");
        }
    }
}
