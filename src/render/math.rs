//! Formulas: TeX to MathML, so that a page needs no script to show them.

use super::escape;
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// Longer formulas are refused: the time that a hostile one takes grows faster than its length.
const LENGTH_LIMIT: usize = 8 << 10;

/// So many commands in a row, each the argument of the one before it, are read. The parser calls itself for each.
const COMMAND_LIMIT: usize = 100;

/// Appends a formula.
///
/// # Errors
/// What is wrong with the formula, in one line; its source is then shown instead.
pub(super) fn push(out: &mut String, formula: &str, display: bool) -> Result<(), String> {
    let markup = mathml(formula, display);
    match markup {
        Ok(markup) => {
            out.push_str(&markup);
            Ok(())
        }
        Err(message) => {
            out.push_str("<code class=\"math\">");
            escape::push_text(out, formula);
            out.push_str("</code>");
            Err(message)
        }
    }
}

fn mathml(formula: &str, display: bool) -> Result<String, String> {
    if formula.len() > LENGTH_LIMIT {
        return Err(format!("the formula has {} bytes; at most {LENGTH_LIMIT} are read", formula.len()));
    }
    if commands_in_a_row(formula) > COMMAND_LIMIT {
        return Err(format!("more than {COMMAND_LIMIT} commands follow each other directly"));
    }
    // The parser takes the next byte for a whole character, and panics where it is none.
    if formula.contains("\\char") && !formula.is_ascii() {
        return Err("`\\char` can't be read beside letters that are not ASCII".to_owned());
    }
    let storage = Storage::new();
    let events = Parser::new(formula, &storage)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| summary(&error.to_string()))?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut markup = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut markup, events, config).map_err(|error| summary(&error.to_string()))?;
    Ok(markup)
}

/// The most commands that follow each other with nothing but spaces between.
fn commands_in_a_row(formula: &str) -> usize {
    let (mut longest, mut now) = (0, 0);
    for byte in formula.bytes() {
        match byte {
            b'\\' => now += 1,
            b' ' | b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => now = 0,
        }
        longest = longest.max(now);
    }
    longest
}

/// The first line of what the library says; the rest draws the context that our own message shows.
fn summary(message: &str) -> String {
    let line = message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it can't be read");
    line.trim_start_matches("parsing error:").trim().trim_end_matches(['.', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::push;

    fn shown(formula: &str) -> (String, Result<(), String>) {
        let mut out = String::new();
        let result = push(&mut out, formula, false);
        (out, result)
    }

    #[test]
    fn a_formula_becomes_mathml() {
        let (markup, result) = shown(r"\frac{1}{n}\sum_{i=1}^n x_i");
        assert!(result.is_ok());
        assert!(markup.starts_with("<math") && markup.contains("<mfrac>"), "{markup}");
    }

    #[test]
    fn a_broken_formula_is_shown_as_it_was_written() {
        let (markup, result) = shown(r"\frac{1}{<b>");
        assert!(result.is_err());
        assert_eq!(markup, "<code class=\"math\">\\frac{1}{&lt;b&gt;</code>");
    }

    #[test]
    fn what_the_parser_would_not_survive_is_refused() {
        for formula in
            ["\\hat".repeat(1500) + "x", "\\frac ".repeat(1000), "\\charé".to_owned(), "{".repeat(9000)]
        {
            let (_, result) = shown(&formula);
            assert!(result.is_err(), "{}", &formula[..5]);
        }
        let (_, deep) = shown(&("{".repeat(3000) + &"}".repeat(3000)));
        assert!(deep.is_ok());
    }

    #[test]
    fn text_in_a_formula_stays_text() {
        for formula in [r"\text{<script>alert(1)</script>}", "<script>", r"\mathrm{</math><b>}", r"a<b"] {
            let (markup, _) = shown(formula);
            assert!(!markup.contains("<script") && !markup.contains("<b>"), "{markup}");
        }
    }
}
