//! Inline values and claims: what the prose takes from the code.

use super::escape;
use super::markdown::Page;
use super::output::short;
use crate::entry::{Claim, Inline};

impl Page<'_> {
    /// The recorded value, with its full digits for whoever looks closer.
    pub(super) fn inline_value(&mut self, inline: &Inline) {
        let entry = self.entry;
        let expression = &entry.source.text[inline.expression.clone()];
        let Some(value) = self.recorded.inline(inline.number) else {
            return self.not_run_yet(expression);
        };
        self.plain_text.push_str(value.text);
        let number = value.number.map(|number| number.to_string());
        self.out.push_str("<data class=\"value\" value=\"");
        escape::push_text(&mut self.out, number.as_deref().unwrap_or(value.text));
        self.out.push_str("\" title=\"");
        escape::push_text(&mut self.out, expression);
        if let Some(number) = number.filter(|number| number != value.text) {
            self.out.push_str(" = ");
            escape::push_text(&mut self.out, &number);
        }
        if value.seeds > 0 {
            let words = format!(", {}", self.of_seeds(value.seeds));
            escape::push_text(&mut self.out, &words);
        }
        self.out.push_str("\">");
        escape::push_text(&mut self.out, value.text);
        self.out.push_str("</data>");
    }

    /// A claim, with the mark that says that it was checked and the values that it compared.
    pub(super) fn claim(&mut self, claim: &Claim) {
        let entry = self.entry;
        let expression = &entry.source.text[claim.expression.clone()];
        let Some(outcome) = self.recorded.claim(claim.number) else {
            return self.not_run_yet(expression);
        };
        let (class, mark, words) =
            if outcome.holds { ("holds", "✓", "Checked: ") } else { ("broken", "✗", "Does not hold: ") };
        self.out.push_str("<span class=\"claim ");
        self.out.push_str(class);
        self.out.push_str("\"><span class=\"mark\" aria-hidden=\"true\">");
        self.out.push_str(mark);
        self.out.push_str("</span><span class=\"unseen\">");
        self.out.push_str(words);
        self.out.push_str("</span><code>");
        escape::push_text(&mut self.out, expression);
        self.out.push_str("</code>");
        if let Some((left, right)) = outcome.sides {
            let operator = comparison(expression);
            self.out.push_str(" <span class=\"sides\" title=\"");
            escape::push_text(&mut self.out, &format!("{left} {operator} {right}"));
            self.out.push_str("\">");
            escape::push_text(&mut self.out, &format!("{} {operator} {}", side(left), side(right)));
            self.out.push_str("</span>");
        }
        self.out.push_str("</span>");
    }

    fn not_run_yet(&mut self, expression: &str) {
        self.out.push_str("<span class=\"pending\" title=\"not run yet\"><code>");
        escape::push_text(&mut self.out, expression);
        self.out.push_str("</code></span>");
    }
}

/// A side of a comparison in few digits, where it is a float.
fn side(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.contains(['.', 'e']) => short(number),
        _ => text.to_owned(),
    }
}

/// The comparison at the outermost level of an expression that is one.
fn comparison(expression: &str) -> &'static str {
    use syn::BinOp;
    match syn::parse_str::<syn::Expr>(expression) {
        Ok(syn::Expr::Binary(binary)) => match binary.op {
            BinOp::Lt(_) => "<",
            BinOp::Le(_) => "≤",
            BinOp::Gt(_) => ">",
            BinOp::Ge(_) => "≥",
            BinOp::Eq(_) => "=",
            BinOp::Ne(_) => "≠",
            _ => "·",
        },
        _ => "·",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_outermost_comparison_is_named() {
        assert_eq!(super::comparison("a.f(b < c) >= 0.5 * d"), "≥");
        assert_eq!(super::comparison("a == b"), "=");
        assert_eq!(super::comparison("holds(x)"), "·");
    }
}
