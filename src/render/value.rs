//! Inline values, claims and citations: what the prose takes from the code.

use super::Link;
use super::escape::{self, ROOT};
use super::markdown::Page;
use super::output::short;
use crate::diagnostic::{Diagnostic, Place};
use crate::entry::{Citation, Claim, Inline};
use crate::words::fill;

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

    /// A metric of another entry's record, with the way to where it was made.
    pub(super) fn citation(&mut self, citation: &Citation) {
        let entry = self.entry;
        let (cited, name) = entry.cited(citation);
        let metric = match self.context.ledger.find(cited, name) {
            Ok(metric) => metric,
            Err(missing) => {
                let diagnostic = Diagnostic::error(&entry.source, citation.target.clone(), missing.message);
                return self.diagnostics.push(diagnostic.hint(missing.hint));
            }
        };
        let shown = citation.shown(metric.value.0);
        let path = format!("{}/", metric.entry);
        // Within a link there can be no other.
        let linked = !self.in_link;
        if linked {
            self.out.push_str("<a class=\"cited\" href=\"");
            self.out.push(ROOT);
            escape::push_address(&mut self.out, &path);
            if let Some(id) = &metric.id {
                self.out.push('#');
                escape::push_address(&mut self.out, id);
            }
            self.out.push_str("\">");
        }
        let value = metric.value.to_string();
        let title = fill(
            &self.context.words.text.cited,
            &[("name", name), ("entry", &metric.title), ("value", &value)],
        );
        self.out.push_str("<data class=\"value\" value=\"");
        escape::push_text(&mut self.out, &value);
        self.out.push_str("\" title=\"");
        escape::push_text(&mut self.out, &title);
        self.out.push_str("\">");
        escape::push_text(&mut self.out, &shown);
        self.out.push_str(if linked { "</data></a>" } else { "</data>" });
        self.plain_text.push_str(&shown);
        let place = Place { source: entry.source.clone(), span: citation.span.clone(), label: String::new() };
        self.links.push(Link { path, fragment: metric.id.clone(), place });
    }

    /// A claim, with the mark that says that it was checked and the values that it compared.
    pub(super) fn claim(&mut self, claim: &Claim) {
        let entry = self.entry;
        let expression = &entry.source.text[claim.expression.clone()];
        let Some(outcome) = self.recorded.claim(claim.number) else {
            return self.not_run_yet(expression);
        };
        let words = &self.context.words.text;
        let (class, mark, words) = match outcome.holds {
            true => ("holds", "✓", &words.checked),
            false => ("broken", "✗", &words.broken),
        };
        self.out.push_str("<span class=\"claim ");
        self.out.push_str(class);
        self.out.push_str("\"><span class=\"mark\" aria-hidden=\"true\">");
        self.out.push_str(mark);
        self.out.push_str("</span><span class=\"unseen\">");
        escape::push_text(&mut self.out, words);
        self.out.push_str(" </span><code>");
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
        self.out.push_str("<span class=\"pending\" title=\"");
        escape::push_text(&mut self.out, &self.context.words.cell.pending_value);
        self.out.push_str("\"><code>");
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
