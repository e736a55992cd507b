//! Real tables and images that travel with the crate. Sources and licences stand in `data/README.md`.

use super::{Classification, Frame, Regression};
use crate::error::{Error, Result};
use ndarray::Array2;

/// 442 people with diabetes: age, sex, body mass index, blood pressure and six blood serum measurements, and how far the
/// disease had gone a year later (B. Efron et al., *Least Angle Regression*, 2004). Features are in their own units.
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn diabetes() -> Result<Regression> {
    table(include_bytes!("../../data/diabetes.csv.gz"), "diabetes.csv.gz")?.regression("progression")
}

/// 150 irises of three species: length and width of sepal and petal in cm (R. A. Fisher, 1936). The first species stands
/// apart, the other two overlap a little.
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn iris() -> Result<Classification> {
    let file = include_bytes!("../../data/iris.csv.gz");
    classes(file, "iris.csv.gz", &["setosa", "versicolor", "virginica"])
}

/// 178 wines from three growers of one region of Italy: thirteen chemical measurements of very different sizes
/// (S. Aeberhard and M. Forina, 1991).
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn wine() -> Result<Classification> {
    classes(include_bytes!("../../data/wine.csv.gz"), "wine.csv.gz", &["grower 0", "grower 1", "grower 2"])
}

/// 569 tumours of the breast, malignant (class 0) or benign (class 1): thirty measurements of cell nuclei in images
/// (W. Wolberg et al., 1995).
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn breast_cancer() -> Result<Classification> {
    let file = include_bytes!("../../data/breast-cancer.csv.gz");
    classes(file, "breast-cancer.csv.gz", &["malignant", "benign"])
}

/// 1797 handwritten digits as images of 8 × 8 pixels with values from 0 to 16 (E. Alpaydin and C. Kaynak, 1998; the test
/// part of *Optical Recognition of Handwritten Digits*).
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn digits() -> Result<Classification> {
    const PIXELS: usize = 64;
    let bytes = unpack(include_bytes!("../../data/digits.bin.gz"), "digits.bin.gz")?;
    let (rows, rest) = bytes.as_chunks::<{ PIXELS + 1 }>();
    if rows.is_empty() || !rest.is_empty() {
        return Err(damaged("digits.bin.gz", 1));
    }
    let values = rows.iter().flat_map(|row| row[..PIXELS].iter().map(|&value| f64::from(value))).collect();
    Ok(Classification {
        x: Array2::from_shape_vec((rows.len(), PIXELS), values).map_err(|_| damaged("digits.bin.gz", 1))?,
        y: rows.iter().map(|row| usize::from(row[PIXELS])).collect(),
        feature_names: (0..PIXELS).map(|at| format!("pixel {},{}", at / 8, at % 8)).collect(),
        class_names: (0..10).map(|digit| digit.to_string()).collect(),
    })
}

/// A table whose last column holds the number of the class.
fn classes(file: &[u8], name: &str, class_names: &[&str]) -> Result<Classification> {
    let data = table(file, name)?.classification("class")?;
    let class_names = class_names.iter().map(|&name| name.to_owned()).collect();
    Ok(Classification { class_names, ..data })
}

fn table(file: &[u8], name: &str) -> Result<Frame> {
    Frame::from_csv(&unpack_text(file, name)?)
}

/// What a gzip file holds, as text.
pub(super) fn unpack_text(file: &[u8], name: &str) -> Result<String> {
    String::from_utf8(unpack(file, name)?).map_err(|_| damaged(name, 1))
}

/// What a gzip file holds: its header has ten bytes and no more, since the files are made without names in it.
fn unpack(file: &[u8], name: &str) -> Result<Vec<u8>> {
    const HEADER: usize = 10;
    const TRAILER: usize = 8;
    let body = file.get(HEADER..file.len().saturating_sub(TRAILER)).ok_or_else(|| damaged(name, 1))?;
    miniz_oxide::inflate::decompress_to_vec(body).map_err(|_| damaged(name, 1))
}

pub(super) fn damaged(name: &str, line: usize) -> Error {
    Error::Parse { line, column: 1, message: format!("the embedded file {name} is damaged") }
}

#[cfg(test)]
mod tests {
    use super::{breast_cancer, diabetes, digits, iris, wine};

    #[test]
    fn the_sets_are_those_that_they_say() {
        let data = diabetes().expect("the file is whole");
        assert_eq!(data.x.dim(), (442, 10));
        assert_eq!(data.feature_names[2], "bmi");
        // The first patient, as published.
        assert_eq!(data.x.row(0).to_vec()[..4], [59.0, 2.0, 32.1, 101.0]);
        assert_eq!(data.y[0], 151.0);

        let data = digits().expect("the file is whole");
        assert_eq!(data.x.dim(), (1797, 64));
        assert_eq!(data.y.to_vec()[..4], [0, 1, 2, 3]);
        assert_eq!(data.class_counts(), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn the_tables_of_classes_are_those_that_they_say() {
        let data = iris().expect("the file is whole");
        assert_eq!((data.x.dim(), data.class_counts()), ((150, 4), vec![50, 50, 50]));
        assert_eq!(data.feature_names[3], "petal width");
        assert_eq!(data.x.row(0).to_vec(), [5.1, 3.5, 1.4, 0.2]);

        let data = wine().expect("the file is whole");
        assert_eq!((data.x.dim(), data.class_counts()), ((178, 13), vec![59, 71, 48]));
        assert_eq!((data.feature_names[12].as_str(), data.x[[0, 12]]), ("proline", 1065.0));

        let data = breast_cancer().expect("the file is whole");
        assert_eq!((data.x.dim(), data.class_counts()), ((569, 30), vec![212, 357]));
        assert_eq!((data.class_names[0].as_str(), data.x[[0, 0]]), ("malignant", 17.99));
    }
}
