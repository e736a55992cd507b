//! Tables that cells show.

use super::escape;
use super::markdown::Page;
use crate::entry::Cell;
use cell::Table;
use std::fmt::Write as _;

impl Page<'_> {
    /// A table of a cell. The first one of a cell has the cell's label and caption.
    pub(super) fn cell_table(&mut self, cell: &Cell, table: &Table, first: bool, volatile: bool) {
        let number = self.numbering.tables.get(&cell.number).copied().filter(|_| first);
        let id = cell.options.label.as_deref().filter(|_| number.is_some());
        if volatile {
            self.volatile_mark();
        }
        self.open_table(id);
        let caption = cell.options.tbl_cap.as_deref().filter(|_| first);
        if number.is_some() || caption.is_some() || table.caption().is_some() {
            self.out.push_str("<caption>");
            match caption {
                Some(caption) => self.caption_text("Table", number, Some(caption), &cell.block),
                None => {
                    self.caption_text("Table", number, None, &cell.block);
                    escape::push_text(&mut self.out, table.caption().unwrap_or_default());
                }
            }
            self.out.push_str("</caption>\n");
        }
        self.table_rows(table);
    }

    /// The data of a chart.
    pub(super) fn data_table(&mut self, table: &Table) {
        self.open_table(None);
        self.table_rows(table);
    }

    fn open_table(&mut self, id: Option<&str>) {
        self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"");
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape::push_text(&mut self.out, id);
            self.out.push('"');
        }
        self.out.push_str("><table>\n");
    }

    fn table_rows(&mut self, table: &Table) {
        self.out.push_str("<thead><tr>");
        for column in table.columns() {
            let _ = write!(self.out, "<th scope=\"col\"{}>", alignment_class(column));
            escape::push_text(&mut self.out, column.name());
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in 0..table.row_count() {
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
