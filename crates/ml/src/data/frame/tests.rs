use super::{Csv, Frame, FrameColumn};
use crate::data::Rows;
use crate::error::Error;

fn frame(text: &str) -> Frame {
    Frame::from_csv(text).expect("a well-formed text")
}

fn texts(values: &[Option<&str>]) -> Vec<Option<String>> {
    values.iter().map(|value| value.map(str::to_owned)).collect()
}

#[test]
fn quotes_line_ends_and_gaps_are_read() {
    let read = frame("\u{feff}name, note\r\n\"Lee, A\",\"say \"\"hi\"\"\n twice\"\r\n\r\nNA,\"NA\"\r\n");
    assert_eq!(read.row_count(), 2);
    assert_eq!(read.texts("name").expect("texts"), texts(&[Some("Lee, A"), None]));
    assert_eq!(read.texts("note").expect("texts"), texts(&[Some("say \"hi\"\n twice"), Some("NA")]));
}

#[test]
fn a_column_is_of_numbers_if_all_its_values_are() {
    let read = frame("a,b,c,d\n1,2,,inf\n-3e2,x,,4\n");
    assert_eq!(read.numbers("a").expect("numbers"), [1.0, -300.0]);
    assert_eq!(read.texts("b").expect("texts"), texts(&[Some("2"), Some("x")]));
    assert!(read.numbers("c").expect("numbers").iter().all(|number| number.is_nan()));
    assert!(read.texts("d").is_ok(), "infinity is not a number to learn from");
    let codes = Csv::new().texts(&["zip"]).read("zip\n01234\n").expect("a well-formed text");
    assert_eq!(codes.texts("zip").expect("texts"), texts(&[Some("01234")]));
    let nameless = Csv::new().header(false).delimiter('\t').read("1\t2\n3\t4\n").expect("a well-formed text");
    assert_eq!(nameless.matrix(&["x1", "x0"]).expect("numbers"), ndarray::array![[2.0, 1.0], [4.0, 3.0]]);
}

#[test]
fn mistakes_say_where_they_are() {
    let place = |text: &str| match Frame::from_csv(text) {
        Err(Error::Parse { line, column, message }) => (line, column, message),
        other => panic!("{other:?}"),
    };
    let (line, column, message) = place("a,b\n1,2\n3,4,5\n");
    assert_eq!((line, column, message.as_str()), (3, 5, "3 fields where the first line has 2"));
    assert_eq!(place("a,b\n1,2\n3\n").0, 3);
    assert_eq!(place("a,b\n1,\"2\n3,4\n"), (2, 3, "a quote that is never closed".to_owned()));
    assert_eq!(place("a\n\"1\" 2\n"), (2, 4, "more text after the closing quote".to_owned()));
    assert_eq!(place("a,b,a\n"), (1, 5, "the column \"a\" comes twice".to_owned()));
    assert_eq!(place("a,,b\n"), (1, 3, "a column without a name".to_owned()));
    assert!(matches!(Frame::from_csv("\n\n"), Err(Error::Empty { .. })));
    assert!(Csv::new().numbers(&["b"]).read("a\n1\n").is_err(), "no such column");
}

#[test]
fn what_is_written_is_read_back() {
    let original = frame("n,t\n1.5,\"a,b\"\nNA,\"\"\n-0,NA\n");
    assert_eq!(
        format!("{:?}", frame(&original.to_csv())),
        format!("{original:?}"),
        "NaN is not equal to itself"
    );
    let lonely = frame("only\n1\nNA\n2\n");
    assert_eq!(
        frame(&lonely.to_csv()).row_count(),
        3,
        "a missing value alone in its line is not a blank line"
    );
}

#[test]
fn values_are_made_tidy() {
    let messy = frame("size,city\n1.80 m, paris\n175 cm,Paris\nNA,NA\n175 cm,Paris\n");
    let metres = |text: &str| {
        let (number, unit) = text.split_once(' ')?;
        Some(number.parse::<f64>().ok()? / if unit == "cm" { 100.0 } else { 1.0 })
    };
    let tidy = messy
        .texts_to_numbers("size", &metres)
        .and_then(|frame| frame.map_texts("city", &|city| Some(city.to_lowercase())))
        .and_then(|frame| frame.fill_texts("city", "unknown"))
        .expect("all values are understood")
        .distinct_rows();
    assert_eq!(tidy.texts("city").expect("texts"), texts(&[Some("paris"), Some("paris"), Some("unknown")]));
    let complete = tidy.complete_rows(&["size"]).expect("a column");
    assert_eq!(complete.numbers("size").expect("numbers"), [1.8, 1.75]);
    let error = messy.texts_to_numbers("size", &|_| None).expect_err("nothing is understood");
    assert_eq!(error.to_string(), "\"size\" in row 0: \"1.80 m\" is not understood as a number");
}

#[test]
fn a_frame_becomes_data_to_learn_from() {
    let data = frame("a,kind,b\n1,pear,2\n3,apple,4\n").classification("kind").expect("whole data");
    assert_eq!(
        (data.class_names, data.y.to_vec()),
        (vec!["apple".to_owned(), "pear".to_owned()], vec![1, 0])
    );
    assert_eq!(data.feature_names, ["a", "b"]);
    let data = frame("a,b\n1,2\n3,4\n").regression("a").expect("whole data");
    assert_eq!((data.target_name.as_str(), data.x.column(0).to_vec()), ("a", vec![2.0, 4.0]));
    let numbers = frame("a,class\n1,10\n2,9\n").classification("class").expect("whole data");
    assert_eq!(numbers.class_names, ["9", "10"], "numbers are in the order of numbers");
    let gaps = frame("a,b\n1,2\n,4\n").regression("b").expect("a feature may miss values");
    assert!(gaps.x[[1, 0]].is_nan());
    assert!(frame("a,b\n1,2\n,4\n").regression("a").is_err(), "a target is missing");
    assert!(frame("a,b\n1,x\n2,\n").classification("b").is_err(), "a class is missing");
    assert!(frame("a,b\n1,x\n2,y\n").regression("a").is_err(), "a feature is a text");
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let full = frame("a,b\n1,2\n");
    assert!(full.clone().with("c", FrameColumn::Numbers(vec![1.0, 2.0])).is_err());
    assert!(full.clone().with("a", FrameColumn::Texts(texts(&[None, None]))).is_err());
    assert!(full.column("z").is_err() && full.without(&["z"]).is_err() && full.rows(&[1]).is_err());
    assert_eq!(full.without(&["a"]).expect("a column").names(), ["b"]);
    assert_eq!(Frame::new().distinct_rows(), Frame::new());
}
