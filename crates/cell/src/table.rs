//! Tables: named columns of texts or numbers.

use crate::Number;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A table on its way to the page.
///
/// ```
/// use cell::Table;
/// let table = Table::new(["model", "accuracy"]).row(("ridge", 0.931)).row(("lasso", 0.94)).decimals(2);
/// assert_eq!(table.row_count(), 2);
/// assert_eq!(table.columns()[1].text(0), "0.93");
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    name: String,
    cells: Vec<TableCell>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimals: Option<usize>,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TableCell {
    /// A whole number.
    Whole(i64),
    /// A float; it is kept whole and shown with the column's decimals.
    Float(Number),
    /// A mean over seeds. Cells never make it: Lossbook does, of the tables of all seeds.
    Spread {
        /// The mean.
        mean: Number,
        /// The standard deviation.
        sd: Number,
        /// How many seeds.
        n: usize,
        /// What stands behind `±`.
        plus_minus: Number,
    },
    /// Text, also `"NaN"` and the infinities once they have been written as text.
    Text(String),
}

impl Table {
    /// A table with these columns and no rows.
    pub fn new<N: Into<String>>(columns: impl IntoIterator<Item = N>) -> Self {
        let columns =
            columns.into_iter().map(|name| Column { name: name.into(), cells: Vec::new(), decimals: None });
        Self { columns: columns.collect(), caption: None }
    }

    /// The same with one more row: a tuple, an array or a vector. Places that the row leaves open stay empty; what it has
    /// too many of is left out.
    pub fn row(mut self, row: impl Row) -> Self {
        self.push(row);
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl Row) {
        self.push_cells(row.cells());
    }

    fn push_cells(&mut self, cells: Vec<TableCell>) {
        let mut cells = cells.into_iter();
        for column in &mut self.columns {
            column.cells.push(cells.next().unwrap_or(TableCell::Text(String::new())));
        }
    }

    /// The same with its floats shown with so many decimals.
    pub fn decimals(mut self, decimals: usize) -> Self {
        for column in &mut self.columns {
            column.decimals = Some(decimals);
        }
        self
    }

    /// The same with the floats of one column shown with so many decimals.
    pub fn column_decimals(mut self, name: &str, decimals: usize) -> Self {
        for column in self.columns.iter_mut().filter(|column| column.name == name) {
            column.decimals = Some(decimals);
        }
        self
    }

    /// The same with a caption.
    pub fn with_caption(mut self, caption: &str) -> Self {
        self.caption = Some(caption.to_owned());
        self
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows it has.
    pub fn row_count(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// The caption.
    pub fn caption(&self) -> Option<&str> {
        self.caption.as_deref()
    }

    /// The same with each place made anew by `change` of its column, its row and what stands there; nothing if one
    /// can't be.
    pub fn try_map(mut self, change: impl Fn(usize, usize, &TableCell) -> Option<TableCell>) -> Option<Self> {
        for (at, column) in self.columns.iter_mut().enumerate() {
            for (row, cell) in column.cells.iter_mut().enumerate() {
                *cell = change(at, row, cell)?;
            }
        }
        Some(self)
    }

    /// The table as comma-separated values, floats with all their digits.
    pub fn to_csv(&self) -> String {
        let line = |fields: Vec<String>| {
            fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",") + "\n"
        };
        let mut csv = line(self.columns.iter().map(|column| column.name.clone()).collect());
        for row in 0..self.row_count() {
            csv.push_str(&line(self.columns.iter().map(|column| column.raw(row)).collect()));
        }
        csv
    }
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

impl TableCell {
    /// The number that it is, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            TableCell::Whole(whole) => Some(*whole as f64),
            TableCell::Float(number) | TableCell::Spread { mean: number, .. } => Some(number.0),
            TableCell::Text(text) => text.parse().ok(),
        }
    }
}

impl Column {
    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands in its rows.
    pub fn cells(&self) -> &[TableCell] {
        &self.cells
    }

    /// The text that a row shows; empty if there is no such row.
    pub fn text(&self, row: usize) -> String {
        match (self.cells.get(row), self.decimals) {
            (Some(TableCell::Float(number)), Some(decimals)) => format!("{:.decimals$}", number.0),
            (Some(TableCell::Float(number)), None) => crate::chart::short_number(number.0),
            (Some(TableCell::Spread { mean, plus_minus, .. }), Some(decimals)) => {
                format!("{:.decimals$} ± {:.decimals$}", mean.0, plus_minus.0)
            }
            (Some(TableCell::Spread { mean, plus_minus, .. }), None) => {
                format!(
                    "{} ± {}",
                    crate::chart::short_number(mean.0),
                    crate::chart::short_number(plus_minus.0)
                )
            }
            _ => self.raw(row),
        }
    }

    fn raw(&self, row: usize) -> String {
        match self.cells.get(row) {
            Some(TableCell::Whole(whole)) => whole.to_string(),
            Some(TableCell::Float(number)) => number.to_string(),
            Some(TableCell::Spread { mean, plus_minus, .. }) => format!("{mean} ± {plus_minus}"),
            Some(TableCell::Text(text)) => text.clone(),
            None => String::new(),
        }
    }

    /// Whether all that stands in it are numbers.
    pub fn is_numeric(&self) -> bool {
        !self.cells.is_empty()
            && self.cells.iter().all(|cell| !matches!(cell, TableCell::Text(text) if !text.is_empty()))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.row_count();
        let width = |column: &Column| {
            let texts = (0..rows).map(|row| column.text(row).chars().count());
            texts.chain([column.name.chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = self.columns.iter().map(width).collect();
        let mut line = |texts: Vec<String>| {
            let padded = texts.iter().zip(&widths).zip(&self.columns).map(|((text, &width), column)| {
                if column.is_numeric() { format!("{text:>width$}") } else { format!("{text:<width$}") }
            });
            writeln!(f, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())
        };
        line(self.columns.iter().map(|column| column.name.clone()).collect())?;
        (0..rows).try_for_each(|row| line(self.columns.iter().map(|column| column.text(row)).collect()))
    }
}

/// What can stand in a row of a table: tuples, arrays and vectors of texts and numbers.
pub trait Row {
    /// The row's places.
    fn cells(self) -> Vec<TableCell>;
}

impl<T: Into<TableCell>> Row for Vec<T> {
    fn cells(self) -> Vec<TableCell> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T: Into<TableCell>, const N: usize> Row for [T; N] {
    fn cells(self) -> Vec<TableCell> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuple_rows {
    ($(($($place:ident),+)),+) => {$(
        impl<$($place: Into<TableCell>),+> Row for ($($place,)+) {
            #[allow(non_snake_case)] // The places are named by their types.
            fn cells(self) -> Vec<TableCell> {
                let ($($place,)+) = self;
                vec![$($place.into()),+]
            }
        }
    )+};
}

tuple_rows!(
    (A),
    (A, B),
    (A, B, C),
    (A, B, C, D),
    (A, B, C, D, E),
    (A, B, C, D, E, F),
    (A, B, C, D, E, F, G),
    (A, B, C, D, E, F, G, H)
);

macro_rules! cells_from {
    ($($kind:ty => $make:expr),+ $(,)?) => {$(
        impl From<$kind> for TableCell {
            fn from(value: $kind) -> Self {
                $make(value)
            }
        }
    )+};
}

cells_from! {
    f64 => |value| TableCell::Float(Number(value)),
    &f64 => |value: &f64| TableCell::Float(Number(*value)),
    f32 => |value| TableCell::Float(Number(f64::from(value))),
    i32 => |value| TableCell::Whole(i64::from(value)),
    u32 => |value| TableCell::Whole(i64::from(value)),
    i64 => TableCell::Whole,
    usize => |value: usize| i64::try_from(value).map_or_else(|_| TableCell::Text(value.to_string()), TableCell::Whole),
    u64 => |value: u64| i64::try_from(value).map_or_else(|_| TableCell::Text(value.to_string()), TableCell::Whole),
    &str => |value: &str| TableCell::Text(value.to_owned()),
    String => TableCell::Text,
    &String => |value: &String| TableCell::Text(value.clone()),
    bool => |value: bool| TableCell::Text(if value { "yes" } else { "no" }.to_owned()),
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn a_table_reads_back_from_its_record() {
        let table =
            Table::new(["name", "n", "score"]).row(("a", 3, 0.1 + 0.2)).row(("b", 4, f64::NAN)).decimals(2);
        let json = serde_json::to_string(&table).expect("tables serialise");
        let back: Table = serde_json::from_str(&json).expect("tables read back");
        assert_eq!(back, table, "{json}");
        assert_eq!(back.columns()[2].text(1), "NaN");
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let table = Table::new(["name", "score"]).row(("ridge", 10.0)).row(("x", 9.5)).decimals(1);
        assert_eq!(table.to_string(), "name   score\nridge   10.0\nx        9.5\n");
    }

    #[test]
    fn csv_quotes_what_would_break_it() {
        assert_eq!(Table::new(["a,b"]).row(["say \"x\""]).to_csv(), "\"a,b\"\n\"say \"\"x\"\"\"\n");
    }
}
