//! A cell on the page: its code, what is expected of it, and what it showed.

use super::escape::{self, ROOT};
use super::highlight::Extras;
use super::markdown::Page;
use super::numbering;
use super::output::rough_duration;
use crate::core_source;
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Fold, Role, VisibleLine, visible_lines};
use crate::words::{CellWords, fill, fill_markup};
use cell::wire::Content;
use std::fmt::Write as _;
use std::ops::Range;

impl Page<'_> {
    /// Writes a cell whose block holds `body`, as Markdown gives it: without the indentation of a list that it stands in.
    pub(super) fn cell(&mut self, cell: &Cell, body: &str) {
        let options = &cell.options;
        if options.include == Some(false) {
            return;
        }
        let code = visible_lines(body);
        let shows_code = !code.is_empty() && options.echo.or(self.entry.front.execute.echo).unwrap_or(true);
        let outputs = match options.output {
            Some(false) => Vec::new(),
            _ => self.recorded.cell(cell.number).to_vec(),
        };
        let pending = cell.role != Role::Ignore && !self.recorded.exists;
        if self.recorded.exists && options.output != Some(false) {
            self.require_what_is_named(cell, &outputs);
        }
        let id = self.block_id(cell, &outputs);
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
        if cell.role != Role::Ignore && self.recorded.exists {
            self.origin(cell);
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

    /// A cell whose label or caption is that of a figure or a table has to show one: a reference would else lead to nothing.
    fn require_what_is_named(&mut self, cell: &Cell, outputs: &[&Content]) {
        let Some((kind, false)) = self.named_output(cell, outputs) else { return };
        // What a sweep shows of numbers is a table of its points.
        let is_sweep = |content: &&Content| matches!(content.inner(), Content::Sweep { .. });
        if kind == "table" && outputs.iter().any(is_sweep) {
            return;
        }
        let source = &self.entry.source;
        let message = format!("this cell shows no {kind}, though its label or its caption says so");
        let hint = "figures are charts and pictures, tables are `Table`s; a label without `fig-` or `tbl-` names the cell";
        self.diagnostics.push(Diagnostic::warning(source, cell.fence(&source.text), message).hint(hint));
    }

    /// What a cell's label or caption is of, a figure or a table, and whether that is among its outputs.
    fn named_output(&self, cell: &Cell, outputs: &[&Content]) -> Option<(&'static str, bool)> {
        let is_table = |content: &&Content| matches!(content.inner(), Content::Table(_));
        if self.numbering.figures.contains_key(&cell.number) {
            Some(("figure", outputs.iter().any(|content| numbering::is_drawn(content))))
        } else if self.numbering.tables.contains_key(&cell.number) {
            Some(("table", outputs.iter().any(is_table)))
        } else {
            None
        }
    }

    /// The names of the core in a cell's code: their places in what readers see of it, and the addresses of their sources.
    fn core_links(&mut self, cell: &Cell, lines: &[VisibleLine]) -> Vec<(Range<usize>, String)> {
        let from = self.mentions.partition_point(|mention| mention.range.start < cell.body.start);
        let mut mentions =
            self.mentions[from..].iter().take_while(|mention| mention.range.end <= cell.body.end);
        let Some(mut mention) = mentions.next() else { return Vec::new() };
        let mut links = Vec::new();
        let mut shown = 0;
        let mut source = cell.body.start;
        let mut lines = lines.iter().peekable();
        for (number, line) in self.entry.source.text[cell.body.clone()].split_inclusive('\n').enumerate() {
            let visible = lines.next_if(|visible| visible.number == number);
            // In a list the line's indentation is not shown; what a `#` was taken off has moved.
            let text = visible.filter(|visible| !visible.unmarked).map(|visible| visible.text.trim_end());
            let start = text
                .filter(|text| line.trim_end().ends_with(text))
                .map(|text| line.trim_end().len() - text.len());
            while mention.range.start < source + line.len() {
                if let Some(start) = start.filter(|start| source + start <= mention.range.start) {
                    let at = shown + mention.range.start - source - start;
                    let address = core_source::address(mention.target.file);
                    links.push((
                        at..at + mention.range.len(),
                        format!("{ROOT}{address}#L{}", mention.target.line),
                    ));
                    self.core_files.insert(mention.target.file);
                }
                match mentions.next() {
                    Some(next) => mention = next,
                    None => return links,
                }
            }
            source += line.len();
            shown += visible.map_or(0, |visible| visible.text.len());
        }
        links
    }

    /// Where what a cell shows comes from, and how long it took to make.
    fn origin(&mut self, cell: &Cell) {
        let words = &self.context.words.cell;
        let seeds = self.entry.front.seeds.list.len();
        let text = match self.recorded.seconds(cell.number) {
            None => words.origin.clone(),
            Some(seconds) => {
                // Less than that nobody waits for.
                let time = if seconds < 1e-3 {
                    fill(&words.under, &[("time", "1\u{a0}ms")])
                } else {
                    rough_duration(seconds)
                };
                // Of many runs the slowest is told.
                let word = if seeds > 1 { &words.origin_seeds } else { &words.origin_time };
                fill(word, &[("time", &time), ("n", &seeds.to_string())])
            }
        };
        self.out.push(escape::STYLED_BEGIN);
        let _ = writeln!(self.out, "<p class=\"origin\">{}</p>", escape::text(&text));
        self.out.push(escape::STYLED_END);
    }

    /// The id of the cell's whole block: its label, unless that belongs to the figure or the table that it shows.
    fn block_id<'c>(&self, cell: &'c Cell, outputs: &[&Content]) -> Option<&'c str> {
        let label = cell.options.label.as_deref()?;
        let taken = self.named_output(cell, outputs).is_some_and(|(_, is_shown)| is_shown);
        (!taken).then_some(label)
    }

    fn cell_code(&mut self, cell: &Cell, lines: &[VisibleLine]) {
        let fold = cell.options.code_fold.unwrap_or(Fold::Never);
        if fold != Fold::Never {
            let open = if fold == Fold::Open { " open" } else { "" };
            let _ = write!(self.out, "<details class=\"fold\"{open}><summary>");
            let summary = cell.options.code_summary.as_deref().unwrap_or(&self.context.words.cell.code);
            escape::push_text(&mut self.out, summary);
            self.out.push_str("</summary>\n");
        }
        let code: String = lines.iter().map(|line| line.text.as_str()).collect();
        let marks = cell.options.mark.as_ref().map(|placed| &placed.marks);
        let links = self.core_links(cell, lines);
        self.shown_code("rust", &code, Extras { marks, links: &links, ..Extras::default() });
        if let Some(words) = role_words(&cell.role, &self.context.words.cell) {
            self.out.push_str("<p class=\"expectation\">");
            self.out.push_str(&words);
            self.out.push_str("</p>\n");
        }
        if fold != Fold::Never {
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
