//! Real data sets that travel with the crate. Sources and licences stand in `data/README.md`.

use super::{Classification, Regression};
use crate::error::{Error, Result};
use ndarray::{Array1, Array2};

/// 442 people with diabetes: age, sex, body mass index, blood pressure and six blood serum measurements, and how far the
/// disease had gone a year later (B. Efron et al., *Least Angle Regression*, 2004). Features are in their own units.
///
/// # Errors
/// [`Error::Parse`] if the embedded file is damaged.
pub fn diabetes() -> Result<Regression> {
    let text = unpack(include_bytes!("../../data/diabetes.csv.gz"), "diabetes.csv.gz")?;
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let (target, features) = names.split_last().ok_or_else(|| damaged("diabetes.csv.gz", 1))?;
    let mut values = Vec::new();
    let mut y = Vec::new();
    for (number, line) in lines.enumerate() {
        let row: Vec<f64> = line.split(',').map_while(|field| field.parse().ok()).collect();
        let (last, rest) = row
            .split_last()
            .filter(|_| row.len() == names.len())
            .ok_or_else(|| damaged("diabetes.csv.gz", number + 2))?;
        values.extend_from_slice(rest);
        y.push(*last);
    }
    Ok(Regression {
        x: matrix(values, features.len(), "diabetes.csv.gz")?,
        y: Array1::from_vec(y),
        feature_names: features.iter().map(|&name| name.to_owned()).collect(),
        target_name: (*target).to_owned(),
    })
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
        x: matrix(values, PIXELS, "digits.bin.gz")?,
        y: rows.iter().map(|row| usize::from(row[PIXELS])).collect(),
        feature_names: (0..PIXELS).map(|at| format!("pixel {},{}", at / 8, at % 8)).collect(),
        class_names: (0..10).map(|digit| digit.to_string()).collect(),
    })
}

fn matrix(values: Vec<f64>, columns: usize, name: &str) -> Result<Array2<f64>> {
    Array2::from_shape_vec((values.len() / columns.max(1), columns), values).map_err(|_| damaged(name, 1))
}

/// What a gzip file holds: its header has ten bytes and no more, since the files are made without names in it.
fn unpack(file: &[u8], name: &str) -> Result<Vec<u8>> {
    const HEADER: usize = 10;
    const TRAILER: usize = 8;
    let body = file.get(HEADER..file.len().saturating_sub(TRAILER)).ok_or_else(|| damaged(name, 1))?;
    miniz_oxide::inflate::decompress_to_vec(body).map_err(|_| damaged(name, 1))
}

fn damaged(name: &str, line: usize) -> Error {
    Error::Parse { line, column: 1, message: format!("the embedded file {name} is damaged") }
}

#[cfg(test)]
mod tests {
    use super::{diabetes, digits};

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
        let counts: Vec<usize> =
            (0..10).map(|digit| data.y.iter().filter(|&&y| y == digit).count()).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }
}
