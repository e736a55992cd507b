//! Making the values of a frame tidy.

use super::{Frame, FrameColumn};
use crate::data::Rows;
use crate::error::{Error, Result};

impl Frame {
    /// With every number of a column put through `f`, such as one that changes the unit. Missing ones stay missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds texts.
    pub fn map_numbers(&self, name: &str, f: &dyn Fn(f64) -> f64) -> Result<Self> {
        let apply = |number: &f64| if number.is_nan() { *number } else { f(*number) };
        let numbers = self.numbers(name)?.iter().map(apply).collect();
        self.clone().with(name, FrameColumn::Numbers(numbers))
    }

    /// With every text of a column put through `f`, such as one that brings spellings together; `None` makes it missing.
    /// Missing ones stay missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds numbers.
    pub fn map_texts(&self, name: &str, f: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let texts = self.texts(name)?.iter().map(|text| text.as_deref().and_then(f)).collect();
        self.clone().with(name, FrameColumn::Texts(texts))
    }

    /// With a column of texts made one of numbers by `read`, such as one that understands "1.80 m" and "180 cm". Missing
    /// ones stay missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds numbers; [`Error::State`] with row and text for the
    /// first that `read` does not understand.
    pub fn texts_to_numbers(&self, name: &str, read: &dyn Fn(&str) -> Option<f64>) -> Result<Self> {
        let number = |(row, text): (usize, &Option<String>)| match text {
            None => Ok(f64::NAN),
            Some(text) => read(text).ok_or_else(|| Error::State {
                what: format!("{name:?} in row {row}: {text:?} is not understood as a number"),
            }),
        };
        let numbers = self.texts(name)?.iter().enumerate().map(number).collect::<Result<_>>()?;
        self.clone().with(name, FrameColumn::Numbers(numbers))
    }

    /// With `value` wherever a text of a column is missing. For numbers there is
    /// [`SimpleImputer`](crate::preprocessing::SimpleImputer).
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds numbers.
    pub fn fill_texts(&self, name: &str, value: &str) -> Result<Self> {
        let fill = |text: &Option<String>| Some(text.clone().unwrap_or_else(|| value.to_owned()));
        let texts = self.texts(name)?.iter().map(fill).collect();
        self.clone().with(name, FrameColumn::Texts(texts))
    }

    /// The rows in which none of these columns misses its value.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column.
    pub fn complete_rows(&self, names: &[&str]) -> Result<Self> {
        let columns: Vec<&FrameColumn> = names.iter().map(|name| self.column(name)).collect::<Result<_>>()?;
        let complete = |row: &usize| !columns.iter().any(|column| column.is_missing(*row));
        let kept: Vec<usize> = (0..self.row_count()).filter(complete).collect();
        self.rows(&kept)
    }

    /// Every row once, at the place where it first comes. Two missing values are the same.
    pub fn distinct_rows(&self) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        let kept: Vec<usize> = (0..self.row_count()).filter(|&row| seen.insert(self.row_key(row))).collect();
        // The rows are this frame's own, so they exist.
        self.rows(&kept).unwrap_or_default()
    }

    /// What tells a row from others: the bits of each number, or the text.
    fn row_key(&self, row: usize) -> Vec<(Option<u64>, Option<&str>)> {
        // -0 is 0, and every NaN is a missing value.
        let bits = |number: f64| if number.is_nan() { None } else { Some((number + 0.0).to_bits()) };
        let mut key = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            key.push(match column {
                FrameColumn::Numbers(numbers) => (numbers.get(row).copied().and_then(bits), None),
                FrameColumn::Texts(texts) => (None, texts.get(row).and_then(Option::as_deref)),
            });
        }
        key
    }

    /// The frame as comma-separated values, which [`Frame::from_csv`] reads back; `NA` stands for a missing value. (Texts
    /// that all look like numbers come back as numbers, unless [`Csv::texts`](super::Csv::texts) says otherwise.)
    pub fn to_csv(&self) -> String {
        let line = |fields: Vec<String>| fields.join(",") + "\n";
        let mut text = line(self.names().iter().map(|name| quoted(name)).collect());
        for row in 0..self.row_count() {
            let field = |column: &FrameColumn| match column {
                _ if column.is_missing(row) => "NA".to_owned(),
                FrameColumn::Numbers(numbers) => numbers.get(row).map(f64::to_string).unwrap_or_default(),
                FrameColumn::Texts(texts) => {
                    texts.get(row).and_then(Option::as_deref).map(quoted).unwrap_or_default()
                }
            };
            text += &line(self.columns.iter().map(field).collect());
        }
        text
    }
}

/// A text in quotes if it could be read as something else.
fn quoted(text: &str) -> String {
    let special = |c: char| c == '"' || c == ',' || c == '\n' || c == '\r';
    let missing = ["", "NA", "NaN", "nan", "null"].contains(&text);
    if missing || text.contains(special) || text.trim() != text {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
