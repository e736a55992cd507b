//! Columns of numbers and texts, with names and gaps: data as it comes, before it is fit to learn from.
//!
//! ```
//! use ml::data::Csv;
//! let table = "height;colour;kind\n170;red;0\nn/a;blue;1\n182;;1\n182;;1\n";
//! let frame = Csv::new().delimiter(';').missing(&["n/a"]).read(table)?;
//! assert_eq!((frame.missing("height")?, frame.missing("colour")?), (1, 2));
//! let tidy = frame.distinct_rows().complete_rows(&["height"])?;
//! let metres = tidy.map_numbers("height", &|centimetres| centimetres / 100.0)?;
//! let data = metres.without(&["colour"])?.classification("kind")?;
//! assert_eq!((data.x.column(0).to_vec(), data.y.to_vec()), (vec![1.70, 1.82], vec![0, 1]));
//! let error = Csv::new().read("a,b\n1\n").expect_err("a field too few");
//! assert!(error.to_string().starts_with("line 2"));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod clean;
mod csv;
#[cfg(test)]
mod tests;

pub use csv::Csv;

use super::{Classification, Regression, Rows};
use crate::error::{Error, Result, check_finite_1, check_not_empty, check_same_len};
use ndarray::{Array1, Array2};

/// Named columns of one length.
///
/// ```
/// use ml::data::Frame;
/// let frame = Frame::from_csv("height,colour\n170,red\n,blue\n182,\n")?;
/// assert_eq!((frame.names(), frame.missing("height")?), (&["height".to_owned(), "colour".to_owned()][..], 1));
/// assert_eq!(frame.texts("colour")?[1].as_deref(), Some("blue"));
/// let metres = frame.map_numbers("height", &|centimetres| centimetres / 100.0)?;
/// assert_eq!(metres.numbers("height")?[2], 1.82);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    names: Vec<String>,
    columns: Vec<FrameColumn>,
}

/// A column of a [`Frame`].
#[derive(Debug, Clone, PartialEq)]
pub enum FrameColumn {
    /// Numbers; NaN where one is missing.
    Numbers(Vec<f64>),
    /// Texts; `None` where one is missing.
    Texts(Vec<Option<String>>),
}

impl FrameColumn {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the value of a row is missing; of no row beyond the last.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Numbers(numbers) => numbers.get(row).is_some_and(|number| number.is_nan()),
            Self::Texts(texts) => texts.get(row).is_some_and(Option::is_none),
        }
    }
}

impl Frame {
    /// A frame without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// The frame that a text of comma-separated values holds; [`Csv`] reads other kinds.
    ///
    /// # Errors
    /// As [`Csv::read`].
    pub fn from_csv(text: &str) -> Result<Self> {
        Csv::new().read(text)
    }

    /// With this column, in the place of one of the same name or after all others.
    ///
    /// # Errors
    /// [`Error::Shape`] if it has another length than the other columns.
    pub fn with(mut self, name: &str, column: FrameColumn) -> Result<Self> {
        let place = self.place(name);
        if let Some(other) = (0..self.columns.len()).find(|&at| Some(at) != place) {
            check_same_len(&format!("rows of {name:?}"), self.columns[other].len(), column.len())?;
        }
        match place {
            Some(place) => self.columns[place] = column,
            None => {
                self.names.push(name.to_owned());
                self.columns.push(column);
            }
        }
        Ok(self)
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A column.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the names that there are.
    pub fn column(&self, name: &str) -> Result<&FrameColumn> {
        self.place(name).map(|place| &self.columns[place]).ok_or_else(|| Error::Parameter {
            name: "column",
            value: format!("{name:?}"),
            expected: format!("one of {:?}", self.names),
        })
    }

    /// The numbers of a column, NaN where one is missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds texts.
    pub fn numbers(&self, name: &str) -> Result<&[f64]> {
        match self.column(name)? {
            FrameColumn::Numbers(numbers) => Ok(numbers),
            FrameColumn::Texts(_) => Err(wrong_kind(name, "a column of numbers, and this one holds texts")),
        }
    }

    /// The texts of a column, `None` where one is missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds numbers.
    pub fn texts(&self, name: &str) -> Result<&[Option<String>]> {
        match self.column(name)? {
            FrameColumn::Texts(texts) => Ok(texts),
            FrameColumn::Numbers(_) => Err(wrong_kind(name, "a column of texts, and this one holds numbers")),
        }
    }

    /// How many values of a column are missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column.
    pub fn missing(&self, name: &str) -> Result<usize> {
        let column = self.column(name)?;
        Ok((0..column.len()).filter(|&row| column.is_missing(row)).count())
    }

    /// These columns only, in this order.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column.
    pub fn select(&self, names: &[&str]) -> Result<Self> {
        names.iter().try_fold(Self::new(), |frame, name| frame.with(name, self.column(name)?.clone()))
    }

    /// All but these columns.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column.
    pub fn without(&self, names: &[&str]) -> Result<Self> {
        names.iter().try_for_each(|name| self.column(name).map(|_| ()))?;
        let kept: Vec<&str> =
            self.names.iter().map(String::as_str).filter(|name| !names.contains(name)).collect();
        self.select(&kept)
    }

    /// The numbers of these columns, a row a row, NaN where one is missing.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, or it holds texts.
    pub fn matrix(&self, names: &[&str]) -> Result<Array2<f64>> {
        let mut matrix = Array2::zeros((self.row_count(), names.len()));
        for (mut to, name) in matrix.columns_mut().into_iter().zip(names) {
            to.iter_mut().zip(self.numbers(name)?).for_each(|(to, number)| *to = *number);
        }
        Ok(matrix)
    }

    /// The data with `target` as the number to predict and all other columns as features. A feature may miss values: they
    /// are NaN, which an imputer fills, and all else refuses.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column or one holds texts, [`Error::NotFinite`] where the target is missing,
    /// [`Error::Empty`] without rows.
    pub fn regression(&self, target: &str) -> Result<Regression> {
        let y = Array1::from_vec(self.numbers(target)?.to_vec());
        check_not_empty("rows", y.len())?;
        check_finite_1(&y, target)?;
        let (x, feature_names) = self.features(target)?;
        Ok(Regression { x, y, feature_names, target_name: target.to_owned() })
    }

    /// The data with `target` as the class to predict and all other columns as features. Classes are numbered by their
    /// names in alphabetical order, or by their numbers in order.
    ///
    /// # Errors
    /// As [`Frame::regression`]; [`Error::State`] where a class is missing.
    pub fn classification(&self, target: &str) -> Result<Classification> {
        let labels = self.labels(target)?;
        let encoder = crate::preprocessing::LabelEncoder::new().fit(&labels)?;
        let (x, feature_names) = self.features(target)?;
        Ok(Classification { x, y: encoder.transform(&labels)?, feature_names, class_names: encoder.classes })
    }

    fn features(&self, target: &str) -> Result<(Array2<f64>, Vec<String>)> {
        let features = self.without(&[target])?;
        let names: Vec<&str> = features.names.iter().map(String::as_str).collect();
        Ok((self.matrix(&names)?, features.names.clone()))
    }

    fn labels(&self, target: &str) -> Result<Vec<String>> {
        let missing = |row: usize| Error::State { what: format!("{target:?} is missing in row {row}") };
        match self.column(target)? {
            FrameColumn::Texts(texts) => {
                texts.iter().enumerate().map(|(row, text)| text.clone().ok_or_else(|| missing(row))).collect()
            }
            FrameColumn::Numbers(numbers) => numbers
                .iter()
                .enumerate()
                .map(|(row, number)| if number.is_nan() { Err(missing(row)) } else { Ok(number.to_string()) })
                .collect(),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own == name)
    }
}

impl Rows for Frame {
    fn row_count(&self) -> usize {
        self.columns.first().map_or(0, FrameColumn::len)
    }

    fn rows(&self, indices: &[usize]) -> Result<Self> {
        super::split::check_indices(indices, self.row_count())?;
        let columns = self.columns.iter().map(|column| match column {
            FrameColumn::Numbers(numbers) => {
                FrameColumn::Numbers(indices.iter().map(|&row| numbers[row]).collect())
            }
            FrameColumn::Texts(texts) => {
                FrameColumn::Texts(indices.iter().map(|&row| texts[row].clone()).collect())
            }
        });
        Ok(Self { names: self.names.clone(), columns: columns.collect() })
    }
}

fn wrong_kind(name: &str, expected: &str) -> Error {
    Error::Parameter { name: "column", value: format!("{name:?}"), expected: expected.to_owned() }
}
