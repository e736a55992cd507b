//! Inline values, claims and citations: what the prose takes from the code.

use super::Link;
use super::escape::{self, ROOT};
use super::markdown::Page;
use super::output::short;
use crate::diagnostic::Diagnostic;
use crate::entry::{Citation, Claim, Inline};
use crate::program::{self, Variables, claim_in_short};
use crate::words::fill;

impl Page<'_> {
    /// The recorded value, with its full digits for whoever looks closer.
    pub(super) fn inline_value(&mut self, inline: &Inline) {
        let entry = self.entry;
        let expression = &entry.source.text[inline.expression.clone()];
        let Some(value) = self.recorded.inline(inline.number) else {
            return self.not_run_yet(expression);
        };
        self.plain_text.text.push_str(value.text);
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
        let mut shown = citation.shown(metric.value.0);
        if let Some(plus_minus) = metric.plus_minus {
            shown = format!("{shown} ± {}", citation.shown(plus_minus.0));
        }
        let path = format!("{}/", metric.entry);
        // Within a link there can be no other.
        let linked = !self.in_link;
        if linked {
            self.out.push_str("<a class=\"cited\" href=\"");
            self.out.push(ROOT);
            self.out.push_str(&escape::encoded_path(&path));
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
        self.plain_text.text.push_str(&shown);
        let span = citation.span.clone();
        self.links.push(Link { path, fragment: metric.id.clone(), names: None, span });
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
        let anatomy = program::anatomy(entry, claim, self.variables.get_or_init(|| Variables::of(entry)));
        let told = |short: fn(&str) -> String| {
            let parts = outcome.parts.iter().filter_map(|told| {
                let part = anatomy.parts.get(usize::try_from(told.part).ok()?)?;
                claim_in_short(expression, part, &told.values, short)
            });
            parts.collect::<Vec<String>>().join(", ")
        };
        let shown = told(side);
        if !shown.is_empty() {
            self.out.push_str(" <span class=\"sides\" title=\"");
            escape::push_text(&mut self.out, &told(str::to_owned));
            self.out.push_str("\">");
            escape::push_text(&mut self.out, &shown);
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

/// An operand's value in few digits where it is a float, and in few characters in any case.
fn side(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.contains(['.', 'e']) => short(number),
        _ if text.chars().count() > LONGEST => {
            format!("{}…", text.chars().take(LONGEST).collect::<String>().trim_end())
        }
        _ => text.to_owned(),
    }
}

/// How much of a value stands beside a claim; the whole is in its title.
const LONGEST: usize = 40;
