//! Tables that cells show.

use super::escape;
use super::markdown::Page;
use super::numbering::Kind;
use super::output::Mark;
use crate::entry::{Cell, Column};
use crate::words::fill;
use cell::Table;
use std::fmt::Write as _;

/// So many rows of a chart's data stand on the page; the chart itself shows the rest.
const DATA_ROWS: usize = 100;

impl Page<'_> {
    /// A table of a cell. The first one of a cell has the cell's label and caption.
    pub(super) fn cell_table(&mut self, cell: &Cell, table: &Table, first: bool, mark: Mark) {
        let number = self.numbering.tables.get(&cell.number).copied().filter(|_| first);
        let id = cell.options.label.as_deref().filter(|_| number.is_some());
        self.mark(mark);
        self.open_table(id, cell.options.column);
        let caption = cell.options.tbl_cap.as_deref().filter(|_| first);
        if number.is_some() || caption.is_some() || table.caption().is_some() {
            self.out.push_str("<caption>");
            match caption {
                Some(caption) => self.caption_text(Kind::Table, number, Some(caption), &cell.block),
                None => {
                    self.caption_text(Kind::Table, number, None, &cell.block);
                    escape::push_text(&mut self.out, table.caption().unwrap_or_default());
                }
            }
            self.out.push_str("</caption>\n");
        }
        self.table_rows(table, 0..table.row_count());
    }

    /// The data of a chart; of many rows, some that are evenly spread.
    pub(super) fn data_table(&mut self, table: &Table) {
        let count = table.row_count();
        let shown = count.min(DATA_ROWS);
        if shown < count {
            let words = &self.context.words.cell.rows;
            let rows = fill(words, &[("shown", &shown.to_string()), ("count", &count.to_string())]);
            let _ = writeln!(self.out, "<p>{}</p>", escape::text(&rows));
        }
        self.open_table(None, None);
        let spread = |at: usize| if shown < 2 { at } else { at * (count - 1) / (shown - 1) };
        self.table_rows(table, (0..shown).map(spread));
    }

    /// Opens a table that scrolls when it is wide, and can then be reached from the keyboard.
    fn open_table(&mut self, id: Option<&str>, column: Option<Column>) {
        let class = column.map(|column| format!(" {}", column.class())).unwrap_or_default();
        let _ = write!(self.out, "<div class=\"scroll{class}\" tabindex=\"0\" role=\"group\" aria-label=\"");
        escape::push_text(&mut self.out, &self.context.words.text.table);
        self.out.push('"');
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape::push_text(&mut self.out, id);
            self.out.push('"');
        }
        self.out.push_str("><table>\n");
    }

    fn table_rows(&mut self, table: &Table, rows: impl Iterator<Item = usize>) {
        self.out.push_str("<thead><tr>");
        for column in table.columns() {
            let _ = write!(self.out, "<th scope=\"col\"{}>", alignment_class(column));
            escape::push_text(&mut self.out, column.name());
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for column in table.columns() {
                let _ = write!(self.out, "<td{}>", alignment_class(column));
                escape::push_text(&mut self.out, &column.text(row));
                self.out.push_str("</td>");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }
}

fn alignment_class(column: &cell::Column) -> &'static str {
    if column.is_numeric() { " class=\"right\"" } else { "" }
}
