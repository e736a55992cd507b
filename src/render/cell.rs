//! A cell on the page: its code, what is expected of it, and what it showed.

use super::escape;
use super::markdown::Page;
use crate::entry::{Cell, Role};
use crate::words::{CellWords, fill_markup};
use cell::wire::Content;

impl Page<'_> {
    /// Writes a cell whose block holds `body`, as Markdown gives it: without the indentation of a list that it stands in.
    pub(super) fn cell(&mut self, cell: &Cell, body: &str) {
        let options = &cell.options;
        if options.include == Some(false) {
            return;
        }
        let code = visible_code(body);
        let shows_code = !code.is_empty() && options.echo.or(self.entry.front.execute.echo).unwrap_or(true);
        let outputs = match options.output {
            Some(false) => Vec::new(),
            _ => self.recorded.cell(cell.number).to_vec(),
        };
        let pending = cell.role != Role::Ignore && !self.recorded.exists;
        let id = self.block_id(cell);
        if !shows_code && outputs.is_empty() && !pending && id.is_none() {
            return;
        }
        self.out.push_str("<div class=\"cell");
        self.out.push_str(role_class(&cell.role));
        self.out.push('"');
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape::push_text(&mut self.out, id);
            self.out.push('"');
        }
        self.out.push_str(">\n");
        if shows_code {
            self.cell_code(cell, &code);
        }
        if !outputs.is_empty() {
            self.out.push_str("<div class=\"outputs\">\n");
            self.outputs(cell, &outputs);
            self.out.push_str("</div>\n");
        } else if pending {
            self.out.push_str("<p class=\"pending\">");
            escape::push_text(&mut self.out, &self.context.words.cell.pending);
            self.out.push_str("</p>\n");
        }
        self.out.push_str("</div>\n");
    }

    /// The id of the cell's whole block: its label, unless that belongs to the figure or the table that it shows.
    fn block_id<'c>(&self, cell: &'c Cell) -> Option<&'c str> {
        let label = cell.options.label.as_deref()?;
        let outputs = self.recorded.cell(cell.number);
        let taken = (self.numbering.figures.contains_key(&cell.number)
            && outputs.iter().any(|content| super::numbering::is_drawn(content)))
            || (self.numbering.tables.contains_key(&cell.number)
                && outputs.iter().any(|content| matches!(content.inner(), Content::Table(_))));
        (!taken).then_some(label)
    }

    fn cell_code(&mut self, cell: &Cell, code: &str) {
        let folded = cell.options.code_fold == Some(true);
        if folded {
            self.out.push_str("<details class=\"fold\"><summary>");
            let summary = cell.options.code_summary.as_deref().unwrap_or(&self.context.words.cell.code);
            escape::push_text(&mut self.out, summary);
            self.out.push_str("</summary>\n");
        }
        self.shown_code("rust", code);
        if let Some(words) = role_words(&cell.role, &self.context.words.cell) {
            self.out.push_str("<p class=\"expectation\">");
            self.out.push_str(&words);
            self.out.push_str("</p>\n");
        }
        if folded {
            self.out.push_str("</details>\n");
        }
    }
}

fn role_class(role: &Role) -> &'static str {
    match role {
        Role::Run => "",
        Role::ShouldPanic => " should-panic",
        Role::NoRun => " no-run",
        Role::CompileFail(_) => " compile-fail",
        Role::Ignore => " ignored",
    }
}

/// What a reader must know before copying the code.
fn role_words(role: &Role, words: &CellWords) -> Option<String> {
    let word = match role {
        Role::Run => return None,
        Role::ShouldPanic => &words.panics,
        Role::NoRun => &words.no_run,
        Role::CompileFail(None) => &words.compile_fail,
        Role::CompileFail(Some(code)) => {
            let code = escape::text(code);
            let link = format!("<a href=\"https://doc.rust-lang.org/error_codes/{code}.html\">{code}</a>");
            return Some(fill_markup(&words.compile_fail_with, &[("error", &link)]));
        }
        Role::Ignore => &words.ignored,
    };
    Some(escape::text(word))
}

/// The code that readers see: without `//|` options at its head and without hidden lines. As in rustdoc, a line that begins
/// with `# ` or is `#` alone is hidden, and `##` stands for a visible `#`.
fn visible_code(body: &str) -> String {
    let mut code = String::with_capacity(body.len());
    let lines = body.split_inclusive('\n').skip_while(|line| line.trim_start().starts_with("//|"));
    for line in lines {
        let start = line.trim_start();
        let indentation = &line[..line.len() - start.len()];
        if let Some(rest) = start.strip_prefix("##") {
            code.push_str(indentation);
            code.push('#');
            code.push_str(rest);
        } else if !start.starts_with("# ") && start.trim_end() != "#" {
            code.push_str(line);
        }
    }
    // Hidden lines at either end leave blank ones behind.
    let text = code.trim_end();
    let first = text.find(|c: char| c != '\n').unwrap_or(text.len());
    let mut visible = text[first..].to_owned();
    if !visible.is_empty() {
        visible.push('\n');
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::visible_code;

    #[test]
    fn options_and_hidden_lines_are_left_out() {
        let body = "//| label: fig-a\n//| echo: true\n# use std::fs;\n#\nlet x = 1;\n    # hidden();\n##[derive]\n    ## y\n//| not an option here\n#[attr]\n#![attr]\n# \n";
        assert_eq!(
            visible_code(body),
            "let x = 1;\n#[derive]\n    # y\n//| not an option here\n#[attr]\n#![attr]\n"
        );
    }

    #[test]
    fn a_cell_may_be_hidden_whole() {
        assert_eq!(visible_code("# a\n# b\n"), "");
    }

    #[test]
    fn the_indentation_of_the_first_line_stays() {
        assert_eq!(visible_code("\n    .sum()\n\nx"), "    .sum()\n\nx\n");
    }
}
