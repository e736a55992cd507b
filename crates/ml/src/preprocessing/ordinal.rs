//! Texts as numbers.

use super::label::{distinct, place};
use crate::data::{Frame, FrameColumn};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Turns columns of texts into columns of numbers: the place of each text among the categories of its column, which are
/// in alphabetical order unless another is given. Missing texts become missing numbers (NaN).
///
/// ```
/// use ml::data::Frame;
/// use ml::preprocessing::OrdinalEncoder;
/// let frame = Frame::from_csv("size,colour\nS,red\nL,blue\nM,red\n")?;
/// let encoder = OrdinalEncoder::new(&["colour"]).order("size", &["S", "M", "L"]).fit(&frame)?;
/// let numbers = encoder.transform(&frame)?;
/// assert_eq!(numbers.numbers("size")?, [0.0, 2.0, 1.0]);
/// assert_eq!(numbers.numbers("colour")?, [1.0, 0.0, 1.0]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OrdinalEncoder {
    columns: Vec<(String, Option<Vec<String>>)>,
    unknown: Option<f64>,
}

/// An encoder that knows its categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedOrdinalEncoder {
    /// Each column with its categories: the first is 0, the second 1 and so on.
    pub categories: Vec<(String, Vec<String>)>,
    unknown: Option<f64>,
}

impl OrdinalEncoder {
    /// For these columns, each with its categories in alphabetical order (in that of numbers if all are numbers).
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| (name.to_owned(), None)).collect(), unknown: None }
    }

    /// For this column too, with its categories in this order, such as small, medium, large.
    pub fn order(mut self, column: &str, categories: &[&str]) -> Self {
        let categories = categories.iter().map(|&category| category.to_owned()).collect();
        self.columns.retain(|(name, _)| name != column);
        self.columns.push((column.to_owned(), Some(categories)));
        self
    }

    /// What a text becomes that is none of the categories, rather than an error; NaN makes it missing.
    pub fn unknown_value(mut self, value: f64) -> Self {
        self.unknown = Some(value);
        self
    }

    /// Learns which categories there are.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there is no such column, it holds numbers, or a text is not in the order that is given.
    pub fn fit(&self, frame: &Frame) -> Result<FittedOrdinalEncoder> {
        let mut categories = Vec::new();
        for (name, order) in &self.columns {
            let found: Vec<String> = frame.texts(name)?.iter().flatten().cloned().collect();
            let known = match order {
                None => distinct(&found),
                Some(order) => {
                    if self.unknown.is_none() {
                        found.iter().try_for_each(|text| place(order, text, "category").map(|_| ()))?;
                    }
                    order.clone()
                }
            };
            categories.push((name.clone(), known));
        }
        Ok(FittedOrdinalEncoder { categories, unknown: self.unknown })
    }
}

impl FittedOrdinalEncoder {
    /// The frame with numbers instead of texts in these columns.
    ///
    /// # Errors
    /// [`Error::Parameter`] if a column is not there, holds numbers, or has a text that is none of the categories.
    pub fn transform(&self, frame: &Frame) -> Result<Frame> {
        self.categories.iter().try_fold(frame.clone(), |encoded, (name, categories)| {
            let number = |text: &Option<String>| match (text, self.unknown) {
                (None, _) => Ok(f64::NAN),
                (Some(text), Some(unknown)) => {
                    Ok(place(categories, text, "category").map_or(unknown, |place| place as f64))
                }
                (Some(text), None) => place(categories, text, "category").map(|place| place as f64),
            };
            let numbers = frame.texts(name)?.iter().map(number).collect::<Result<_>>()?;
            encoded.with(name, FrameColumn::Numbers(numbers))
        })
    }

    /// The frame with texts instead of numbers in these columns.
    ///
    /// # Errors
    /// [`Error::Parameter`] if a column is not there or holds texts, [`Error::State`] with row and column of a number that
    /// stands for no category.
    pub fn inverse_transform(&self, frame: &Frame) -> Result<Frame> {
        self.categories.iter().try_fold(frame.clone(), |decoded, (name, categories)| {
            let text = |(row, number): (usize, &f64)| {
                if number.is_nan() {
                    return Ok(None);
                }
                let known = categories.iter().enumerate().find(|(place, _)| *place as f64 == *number);
                known.map(|(_, text)| Some(text.clone())).ok_or_else(|| Error::State {
                    what: format!("{name:?} in row {row}: {number} stands for none of {categories:?}"),
                })
            };
            let texts = frame.numbers(name)?.iter().enumerate().map(text).collect::<Result<_>>()?;
            decoded.with(name, FrameColumn::Texts(texts))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::OrdinalEncoder;
    use crate::data::Frame;

    fn frame(text: &str) -> Frame {
        Frame::from_csv(text).expect("a well-formed text")
    }

    #[test]
    fn texts_come_back() {
        let original = frame("a,b,n\nx,u,1\n,v,2\ny,u,3\n");
        let encoder = OrdinalEncoder::new(&["a", "b"]).fit(&original).expect("two columns of texts");
        let encoded = encoder.transform(&original).expect("learnt texts");
        assert!(encoded.numbers("a").expect("numbers")[1].is_nan());
        assert_eq!(encoder.inverse_transform(&encoded).expect("learnt numbers"), original);
    }

    #[test]
    fn strangers_are_refused_or_get_a_number() {
        let known = frame("a\nx\ny\n");
        let strange = frame("a\nz\n");
        assert!(OrdinalEncoder::new(&["a"]).fit(&known).expect("texts").transform(&strange).is_err());
        let lenient = OrdinalEncoder::new(&["a"]).unknown_value(-1.0).fit(&known).expect("texts");
        let encoded = lenient.transform(&strange).expect("a number for strangers");
        assert_eq!(encoded.numbers("a").expect("numbers"), [-1.0]);
        assert!(lenient.inverse_transform(&encoded).is_err());
        assert!(OrdinalEncoder::new(&[]).order("a", &["x"]).fit(&known).is_err(), "y is not in the order");
        assert!(OrdinalEncoder::new(&["b"]).fit(&known).is_err());
    }
}
