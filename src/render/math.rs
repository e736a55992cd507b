//! Formulas: TeX to MathML, so that a page needs no script to show them.

mod mistake;
mod operators;
mod spoken;

use super::escape;
use mistake::Mistake;
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};
pub(super) use spoken::spoken;

/// Longer formulas are refused: the time that a hostile one takes grows faster than its length.
const LENGTH_LIMIT: usize = 8 << 10;

/// So many commands in a row, each the argument of the one before it, are read. The parser calls itself for each.
const COMMAND_LIMIT: usize = 100;

/// Appends a formula.
///
/// # Errors
/// What is wrong with the formula; its source is then shown instead.
pub(super) fn push(out: &mut String, formula: &str, display: bool) -> Result<(), Mistake> {
    let markup = mathml(formula, display);
    match markup {
        Ok(markup) => {
            escape::push_markup(out, &markup);
            Ok(())
        }
        Err(mistake) => {
            out.push_str("<code class=\"math\">");
            escape::push_text(out, formula);
            out.push_str("</code>");
            Err(mistake)
        }
    }
}

fn mathml(formula: &str, display: bool) -> Result<String, Mistake> {
    if let Some(message) = refusal(formula) {
        return Err(Mistake::refused(message));
    }
    let formula = &*operators::plain(formula)?;
    let storage = Storage::new();
    let events = Parser::new(formula, &storage)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Mistake::new(formula, &error.to_string()))?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut markup = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut markup, events, config).map_err(|error| Mistake::new(formula, &error.to_string()))?;
    Ok(tidied(&markup))
}

/// Why a formula is not given to the library, which would take too long or panic.
fn refusal(formula: &str) -> Option<String> {
    if formula.len() > LENGTH_LIMIT {
        return Some(format!("it has {} bytes; at most {LENGTH_LIMIT} are read", formula.len()));
    }
    if commands_in_a_row(formula) > COMMAND_LIMIT {
        return Some(format!("more than {COMMAND_LIMIT} commands follow each other directly"));
    }
    // The parser takes the next byte for a whole character, and panics where it is none.
    let is_unsafe = formula.contains("\\char") && !formula.is_ascii();
    is_unsafe.then(|| "`\\char` can't be read beside letters that are not ASCII".to_owned())
}

/// The library's markup as validators want it: a blank before every attribute, and `<mstyle>` in the place of an `<mrow>`
/// that sets a style.
fn tidied(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len() + markup.len() / 16);
    // Whether each open `<mrow>` was renamed.
    let mut rows = Vec::new();
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let styles = tag.contains("displaystyle=") || tag.contains("scriptlevel=");
        match tag {
            "/mrow" => out.push_str(if rows.pop() == Some(true) { "</mstyle" } else { "</mrow" }),
            _ if tag == "mrow" || tag.starts_with("mrow ") => {
                rows.push(styles);
                out.push_str(if styles { "<mstyle" } else { "<mrow" });
                push_attributes(&mut out, &tag["mrow".len()..]);
            }
            _ => {
                out.push('<');
                push_attributes(&mut out, tag);
            }
        }
        out.push('>');
        rest = after;
    }
    out + rest
}

/// Appends the inside of a tag with a blank after each closing quote that another attribute follows.
fn push_attributes(out: &mut String, tag: &str) {
    for (at, piece) in tag.split('"').enumerate() {
        let follows_a_value = at > 0 && at % 2 == 0;
        out.push_str(if at > 0 { "\"" } else { "" });
        out.push_str(if follows_a_value && piece.starts_with(char::is_alphabetic) { " " } else { "" });
        out.push_str(piece);
    }
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

#[cfg(test)]
mod tests {
    #[test]
    fn markup_is_as_validators_want_it() {
        let tidy = super::tidied(
            "<mrow a=\"1\"b=\"x y\"><mrow displaystyle=\"true\"><mi>x</mi></mrow></mrow><mspace c=\"2\" />",
        );
        assert_eq!(
            tidy,
            "<mrow a=\"1\" b=\"x y\"><mstyle displaystyle=\"true\"><mi>x</mi></mstyle></mrow><mspace c=\"2\" />"
        );
    }

    use super::push;

    fn shown(formula: &str) -> (String, Result<(), super::Mistake>) {
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
