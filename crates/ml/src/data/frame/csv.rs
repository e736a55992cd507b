//! Reading comma-separated values (RFC 4180), with the place of every mistake.

use super::{Frame, FrameColumn};
use crate::error::{Error, Result};

/// How a text of comma-separated values is to be read.
///
/// ```
/// use ml::data::Csv;
/// let text = "name;age\nAda;36\nGrace;unknown\n";
/// let frame = Csv::new().delimiter(';').missing(&["unknown"]).read(text)?;
/// assert!(frame.numbers("age")?[1].is_nan());
/// let error = Csv::new().delimiter(';').numbers(&["age"]).read(text).unwrap_err();
/// assert_eq!(error.to_string(), "line 3, column 7: \"unknown\" is not a number, and \"age\" is to hold numbers");
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv {
    delimiter: char,
    header: bool,
    missing: Vec<String>,
    numbers: Vec<String>,
    texts: Vec<String>,
}

/// A field and where it begins.
struct Field {
    text: String,
    quoted: bool,
    line: usize,
    column: usize,
}

impl Default for Csv {
    fn default() -> Self {
        Self::new()
    }
}

impl Csv {
    /// Commas between the fields, names in the first line; nothing, `NA`, `NaN`, `nan` and `null` stand for a missing
    /// value. A column whose values are all numbers holds numbers, any other holds texts.
    pub fn new() -> Self {
        let missing = ["", "NA", "NaN", "nan", "null"].map(str::to_owned).to_vec();
        Self { delimiter: ',', header: true, missing, numbers: Vec::new(), texts: Vec::new() }
    }

    /// What stands between the fields.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Whether the first line has the names of the columns; otherwise they are called x0, x1 and so on.
    pub fn header(mut self, header: bool) -> Self {
        self.header = header;
        self
    }

    /// More texts that stand for a missing value. A field in quotes never does.
    pub fn missing(mut self, markers: &[&str]) -> Self {
        self.missing.extend(markers.iter().map(|&marker| marker.to_owned()));
        self
    }

    /// Columns that are to hold numbers: anything else in them is an error.
    pub fn numbers(mut self, columns: &[&str]) -> Self {
        self.numbers.extend(columns.iter().map(|&column| column.to_owned()));
        self
    }

    /// Columns that are to hold texts, such as postal codes that look like numbers.
    pub fn texts(mut self, columns: &[&str]) -> Self {
        self.texts.extend(columns.iter().map(|&column| column.to_owned()));
        self
    }

    /// The frame that `text` holds. Blank lines are skipped, and spaces around a field that is not in quotes.
    ///
    /// # Errors
    /// [`Error::Parse`] with line, column and cause: quotes that don't close, more or fewer fields than names, a name that
    /// is empty or comes twice, something else than a number where one is to be. [`Error::Empty`] without any line,
    /// [`Error::Parameter`] for a column asked for that is not there.
    pub fn read(&self, text: &str) -> Result<Frame> {
        let mut records = Reader::new(text, self.delimiter).records()?.into_iter();
        let first = records.next().ok_or_else(|| Error::Empty { what: "CSV text".to_owned() })?;
        let mut columns: Vec<Vec<Field>> = first.iter().map(|_| Vec::new()).collect();
        let names = if self.header {
            header_names(&first)?
        } else {
            let names = crate::data::dataset::numbered("x", first.len());
            columns.iter_mut().zip(first).for_each(|(column, field)| column.push(field));
            names
        };
        for record in records {
            check_width(&record, names.len())?;
            columns.iter_mut().zip(record).for_each(|(column, field)| column.push(field));
        }
        let mut frame = Frame::new();
        for (name, fields) in names.iter().zip(columns) {
            frame = frame.with(name, self.column(name, fields)?)?;
        }
        self.numbers.iter().chain(&self.texts).try_for_each(|name| frame.column(name).map(|_| ()))?;
        Ok(frame)
    }

    fn column(&self, name: &str, fields: Vec<Field>) -> Result<FrameColumn> {
        let is_missing = |field: &Field| !field.quoted && self.missing.contains(&field.text);
        let number = |field: &Field| {
            if is_missing(field) {
                Some(f64::NAN)
            } else {
                field.text.parse().ok().filter(|v: &f64| v.is_finite())
            }
        };
        if self.numbers.iter().any(|wanted| wanted == name) {
            let read = |field: &Field| {
                let message = || format!("{:?} is not a number, and {name:?} is to hold numbers", field.text);
                number(field).ok_or_else(|| parse_error(field.line, field.column, &message()))
            };
            return Ok(FrameColumn::Numbers(fields.iter().map(read).collect::<Result<_>>()?));
        }
        // A column of nothing but missing values may be either; texts would hinder those that want numbers.
        let numbers: Option<Vec<f64>> = fields.iter().map(number).collect();
        match numbers.filter(|_| !self.texts.iter().any(|wanted| wanted == name)) {
            Some(numbers) => Ok(FrameColumn::Numbers(numbers)),
            None => Ok(FrameColumn::Texts(
                fields
                    .into_iter()
                    .map(|field| if is_missing(&field) { None } else { Some(field.text) })
                    .collect(),
            )),
        }
    }
}

fn header_names(fields: &[Field]) -> Result<Vec<String>> {
    for (at, field) in fields.iter().enumerate() {
        if field.text.is_empty() {
            return Err(parse_error(field.line, field.column, "a column without a name"));
        }
        if fields[..at].iter().any(|other| other.text == field.text) {
            let message = format!("the column {:?} comes twice", field.text);
            return Err(parse_error(field.line, field.column, &message));
        }
    }
    Ok(fields.iter().map(|field| field.text.clone()).collect())
}

fn check_width(record: &[Field], expected: usize) -> Result<()> {
    let found = record.len();
    let Some(place) = record.get(expected).or(record.last()).filter(|_| found != expected) else {
        return Ok(());
    };
    let message = format!("{found} fields where the first line has {expected}");
    Err(parse_error(place.line, place.column, &message))
}

fn parse_error(line: usize, column: usize, message: &str) -> Error {
    Error::Parse { line, column, message: message.to_owned() }
}

/// A text and how far it has been read.
struct Reader<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    delimiter: char,
    line: usize,
    column: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, delimiter: char) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { rest: text.chars().peekable(), delimiter, line: 1, column: 1 }
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(next)
    }

    /// The records, those of blank lines left out.
    fn records(&mut self) -> Result<Vec<Vec<Field>>> {
        let mut records = Vec::new();
        while self.rest.peek().is_some() {
            let record = self.record()?;
            if record.len() > 1 || record.iter().any(|field| field.quoted || !field.text.is_empty()) {
                records.push(record);
            }
        }
        Ok(records)
    }

    fn record(&mut self) -> Result<Vec<Field>> {
        let mut fields = vec![self.field()?];
        while self.next() == Some(self.delimiter) {
            fields.push(self.field()?);
        }
        Ok(fields)
    }

    /// A field up to the delimiter or line end after it, which stays unread.
    fn field(&mut self) -> Result<Field> {
        while self.rest.peek().is_some_and(|&next| next == ' ' && next != self.delimiter) {
            self.next();
        }
        let (line, column) = (self.line, self.column);
        if self.rest.peek() == Some(&'"') {
            let text = self.quoted(line, column)?;
            return Ok(Field { text, quoted: true, line, column });
        }
        let text = self.until_end().trim_end().to_owned();
        Ok(Field { text, quoted: false, line, column })
    }

    fn until_end(&mut self) -> String {
        let mut text = String::new();
        while let Some(&next) = self.rest.peek() {
            if next == self.delimiter || next == '\n' {
                break;
            }
            text.push(next);
            self.next();
        }
        text
    }

    fn quoted(&mut self, line: usize, column: usize) -> Result<String> {
        let mut text = String::new();
        self.next();
        loop {
            match self.next() {
                Some('"') if self.rest.peek() == Some(&'"') => {
                    text.push('"');
                    self.next();
                }
                Some('"') => break,
                Some(next) => text.push(next),
                None => return Err(parse_error(line, column, "a quote that is never closed")),
            }
        }
        let (line, column) = (self.line, self.column);
        if !self.until_end().trim().is_empty() {
            return Err(parse_error(line, column, "more text after the closing quote"));
        }
        Ok(text)
    }
}
