//! Charts in words.

use super::{description, english_description};
use crate::words::Library;
use cell::{Chart, Grid};

#[test]
fn a_line_is_told_by_its_course() {
    let told = |ys: &[f64]| english_description(&Chart::new().line("", ys).x_label("step"));
    assert_eq!(
        english_description(
            &Chart::new().line("loss", &[2.3, 0.5, 0.01, 0.04]).x_label("step").y_label("loss")
        ),
        "Line chart of loss against step: loss: falls from 2.3 to 0.04 over 3 steps, lowest 0.01 at 2."
    );
    assert_eq!(told(&[1.0, 1.0]), "Line chart: stays at 1 over 1 step.");
    assert_eq!(told(&[1.0, 3.0, 1.0]), "Line chart: begins and ends at 1 over 2 steps, highest 3 at 1.");
    assert_eq!(
        told(&[1.0, f64::NAN, 2.0]),
        "Line chart: rises from 1 to 2 over 2 steps, 1 of its points not finite."
    );
    assert_eq!(told(&[]), "Line chart: no points.");
    let halves = Chart::new().xy("", &[0.0, 0.5], &[1.0, 2.0]).x_label("step");
    assert_eq!(english_description(&halves), "Line chart: rises from 1 to 2 between 0 and 0.5.");
    let walk = Chart::new().xy("", &[0.0, 2.0, 1.0], &[0.0, 1.0, 5.0]);
    assert_eq!(
        english_description(&walk),
        "Line chart: leads from (0, 0) to (1, 5) through 3 points, x from 0 to 2, y from 0 to 5."
    );
}

#[test]
fn every_other_chart_is_told_by_what_it_holds() {
    for (chart, text) in [
        (
            Chart::new().scatter("a", &[1.0, 2.0, 3.0], &[2.0, 4.0, 6.5]),
            "Scatter chart: a: 3 points, x from 1 to 3, y from 2 to 6.5, correlation 1.",
        ),
        (Chart::new().scatter("", &[1.0], &[2.0]), "Scatter chart: 1 point, x all 1, y all 2."),
        (
            Chart::new().bar("n", &["x", "y", "z"], &[3, 1, 2]),
            "Bar chart: n: 3 bars, highest x with 3, lowest y with 1.",
        ),
        (
            Chart::new().histogram("h", &[0.0, 0.5, 0.6, 1.0], 2),
            "Histogram: h: 4 values from 0 to 1; the fullest of 2 bins, 0.5 to 1, holds 3.",
        ),
        (
            Chart::new().band("b", &[0.0, 1.0], &[1.0, 1.0], &[2.0, 4.0]),
            "Line chart: b: a band, 1 wide at 0 and 3 wide at 1, its lower edge all 1, its upper edge from 2 to 4.",
        ),
        (
            Chart::new().heatmap(Grid::from_fn((0.0, 2.0), (0.0, 1.0), 3, 2, |x, y| x + 10.0 * y)),
            "Heat map: 3 by 2 values, from 0 at (0, 0) to 12 at (2, 1), over x 0 to 2 and y 0 to 1.",
        ),
        (
            Chart::new().contour(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 2, 2, |x, _| x), &[0.25, 0.5]),
            "Contour chart: lines at the heights 0.25, 0.5 of a surface, from 0 at (0, 0) to 1 at (1, 1), over x 0 to 1 and y 0 to 1.",
        ),
    ] {
        assert_eq!(english_description(&chart), text);
    }
}

#[test]
fn every_language_tells_of_charts_in_its_own_words() {
    let library = Library::built_in().expect("the words are sound");
    let falling = Chart::new().line("a", &[2.0, 1.5, 1.0]).x_label("epoch").y_label("b").log_y();
    let spread = Chart::new().scatter("", &[1.0, 2.0, f64::NAN], &[3.0, 4.0, 5.0]).title("T");
    let told = |language: &str| {
        let words = &library.find(language).chart;
        [description(&falling, words), description(&spread, words)]
    };
    assert_eq!(
        told("de"),
        [
            "Liniendiagramm, b gegen epoch, mit logarithmischer Achse: a: fällt über 2 epoch von 2 auf 1.",
            "T. Streudiagramm: 3 Punkte, x von 1 bis 2, y von 3 bis 5."
        ]
    );
    assert_eq!(
        told("fr"),
        [
            "Courbes, b selon epoch, sur une échelle logarithmique\u{a0}: a\u{a0}: descend de 2 à 1 sur 2 epochs.",
            "T. Nuage de points\u{a0}: 3 points, x de 1 à 2, y de 3 à 5."
        ]
    );
    assert_eq!(
        told("zh"),
        [
            "折线图，b 随 epoch 变化，对数刻度：a：经过 2 epoch，从 2 降到 1。",
            "T。散点图：3 个点，x 从 1 到 2，y 从 3 到 5。"
        ]
    );
    assert_eq!(description(&falling.alt("the author's"), &library.find("fr").chart), "the author's");
}
