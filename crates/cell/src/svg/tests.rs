//! Every kind of chart, from whatever data, is whole XML with finite numbers and no label on top of another.

use super::canvas::{UNITS, text_width};
use super::{SIZE, Theme, draw};
use crate::{Chart, Grid};

/// Charts that have gone wrong somewhere: no data, one point, all the same, gaps, huge and tiny values, odd names.
fn charts() -> Vec<(&'static str, Chart)> {
    let names: Vec<String> = (0..40).map(|at| format!("a category with a long name, number {at}")).collect();
    let ones = vec![1.0; 40];
    let wave = |x: f64, y: f64| (3.0 * x).sin() * (2.0 * y).cos();
    vec![
        ("empty", Chart::new()),
        ("no points", Chart::new().line("none", &[0.0; 0]).x_label("x")),
        ("one point", Chart::new().line("one", &[3.0])),
        ("all equal", Chart::new().line("flat", &[2.0, 2.0, 2.0])),
        ("gaps", Chart::new().line("gaps", &[1.0, f64::NAN, 2.0, 3.0, f64::INFINITY, 1.0])),
        ("log of nothing", Chart::new().line("zero", &[0.0, -1.0, 0.0]).log_y()),
        (
            "log",
            Chart::new().line("loss", &[1.0, 1e-3, 1e-9, 0.0]).line("b", &[2.0, 1.0, 0.5]).log_y().log_x(),
        ),
        ("huge", Chart::new().line("huge", &[f64::MAX, f64::MIN, 0.0])),
        ("tiny", Chart::new().line("tiny", &[5e-324, 1e-310])),
        (
            "markup",
            Chart::new().line("</text><script>", &[1.0, 2.0]).scatter("\"&'", &[1.0], &[1.0]).title("<b>"),
        ),
        ("categories", Chart::new().bar("n", &names, &ones).bar("m", &names, &ones).y_label("count")),
        ("histogram", Chart::new().histogram("h", &[1.0, 1.5, 2.0, 9.0], 12).v_line(2.0, "mean")),
        (
            "band",
            Chart::new()
                .band("spread", &[0.0, 1.0, 2.0], &[0.0, f64::NAN, 1.0], &[1.0, 2.0, 3.0])
                .h_line(1.0, "goal"),
        ),
        ("cut", Chart::new().xy("cut", &[0.0, 10.0], &[-5.0, 5.0]).x_range(2.0, 3.0).y_range(-1.0, 1.0)),
        ("heat map", Chart::new().heatmap(Grid::from_fn((0.0, 3.0), (0.0, 2.0), 120, 90, wave))),
        (
            "small field",
            Chart::new().heatmap(Grid::from_fn((0.0, 3.0), (0.0, 2.0), 9, 9, |x, y| 1e-7 * wave(x, y))),
        ),
        (
            "huge field",
            Chart::new().heatmap(Grid::from_fn((-1.0, 1.0), (0.0, 2.0), 9, 9, |x, _| x * f64::MAX)),
        ),
        ("flat field", Chart::new().heatmap(Grid::from_fn((-1.0, 1.0), (0.0, 2.0), 9, 9, |_, _| 1.0 / 3.0))),
        (
            "contour",
            Chart::new().contour(Grid::from_fn((0.0, 3.0), (0.0, 2.0), 50, 50, wave), &[-0.5, 0.0, 0.5]),
        ),
    ]
}

#[test]
fn every_chart_is_whole_xml_with_finite_numbers() {
    for (name, chart) in charts() {
        for size in [SIZE, (340, 260), (1, 1)] {
            let svg = draw(&chart, &Theme::light(), size);
            let document =
                roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}\n{svg}"));
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                assert!(!matches!(node.tag_name().name(), "script" | "style" | "foreignObject"), "{name}");
                for attribute in node.attributes() {
                    let value = attribute.value();
                    assert!(!value.contains("NaN") && !value.contains("inf"), "{name}: {value}");
                    if ["x", "y", "cx", "cy", "x1", "y1"].contains(&attribute.name()) {
                        let place: f64 =
                            value.parse().unwrap_or_else(|_| panic!("{name}: {value} is no number"));
                        assert!((-2000.0..60000.0).contains(&place), "{name}: {value} lies far outside");
                    }
                }
            }
        }
    }
}

#[test]
fn no_label_leaves_the_drawing() {
    for (name, chart) in charts() {
        for size in [SIZE, (340, 260)] {
            let svg = draw(&chart, &Theme::light(), size);
            let document = roxmltree::Document::parse(&svg).expect("the drawing is XML");
            let upright = |node: &roxmltree::Node<'_, '_>| node.has_attribute("transform");
            for text in document.descendants().filter(|node| node.has_tag_name("text") && !upright(node)) {
                let number = |name: &str| -> f64 {
                    text.attribute(name).and_then(|value| value.parse().ok()).expect("a text has its place")
                };
                let said = text.text().unwrap_or_default().trim();
                let (x, width) = (number("x") / UNITS, text_width(said, number("font-size") / UNITS));
                let (from, to) = match text.attribute("text-anchor") {
                    Some("start") => (x, x + width),
                    Some("end") => (x - width, x),
                    _ => (x - width / 2.0, x + width / 2.0),
                };
                let room = -1.0..=f64::from(size.0) + 1.0;
                assert!(
                    room.contains(&from) && room.contains(&to),
                    "{name}, {size:?}: {said}: {from} to {to}"
                );
            }
        }
    }
}

#[test]
fn a_field_is_told_at_round_values() {
    let texts = |grid: Grid| -> Vec<String> {
        let svg = draw(&Chart::new().heatmap(grid), &Theme::light(), SIZE);
        let document = roxmltree::Document::parse(&svg).expect("the drawing is XML");
        let of_bar = document.descendants().filter(|node| node.attribute("text-anchor") == Some("start"));
        of_bar.filter_map(|node| Some(node.text()?.trim().to_owned())).collect()
    };
    let sine = Grid::from_fn((0.0, 4.0), (0.0, 2.0), 40, 30, |x, y| (x * y).sin());
    assert_eq!(texts(sine), ["−0.5", "0", "0.5"]);
    assert_eq!(
        texts(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 3, 3, |x, y| x + y)),
        ["0", "0.5", "1.0", "1.5", "2.0"]
    );
}

#[test]
fn a_flat_field_is_drawn_whatever_its_value() {
    for value in [0.0, -3.0, 1e9, 1e300, f64::MAX, f64::MIN, 5e-324] {
        let svg = draw(
            &Chart::new().heatmap(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 3, 3, |_, _| value)),
            &Theme::light(),
            SIZE,
        );
        let document = roxmltree::Document::parse(&svg).expect("the drawing is XML");
        let shapes = document.descendants().filter(|node| node.has_tag_name("path"));
        let bar_alone = 24;
        assert_eq!(shapes.count(), bar_alone + 1, "{value:e}");
    }
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    for (name, chart) in charts() {
        assert_eq!(draw(&chart, &Theme::dark(), SIZE), draw(&chart, &Theme::dark(), SIZE), "{name}");
    }
}

#[test]
fn labels_of_the_horizontal_axis_do_not_touch() {
    let values: Vec<f64> = (0..20_000).map(f64::from).collect();
    let svg = draw(&Chart::new().xy("long", &values, &values), &Theme::light(), (340, 260));
    let document = roxmltree::Document::parse(&svg).expect("the drawing is XML");
    let text = document.descendants().filter(|node| node.has_tag_name("text"));
    let labels = text.filter(|node| node.attribute("text-anchor") == Some("middle"));
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| {
        node.attribute(name).and_then(|value| value.parse::<f64>().ok())
    };
    let mut ends: Vec<(f64, f64)> = labels
        .filter_map(|node| {
            let width = text_width(node.text()?.trim(), number(&node, "font-size")?);
            let x = number(&node, "x")?;
            Some((x - width / 2.0, x + width / 2.0))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(ends.len() >= 2, "there are labels");
    assert!(ends.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ends:?}");
}

#[test]
fn the_meaning_of_a_line_stands_where_no_data_lies() {
    let place = |xs: &[f64], ys: &[f64]| {
        let chart = Chart::new().xy("", xs, ys).h_line(0.5, "half").y_range(0.0, 1.0);
        let svg = draw(&chart, &Theme::light(), SIZE);
        let document = roxmltree::Document::parse(&svg).expect("the drawing is XML");
        let mut labels =
            document.descendants().filter(|node| node.text().is_some_and(|text| text.trim() == "half"));
        let label = labels.next().expect("the line has its name");
        label.attribute("text-anchor").unwrap_or("start").to_owned()
    };
    assert_eq!(place(&[0.0, 1.0], &[0.1, 0.3]), "end");
    assert_eq!(place(&[0.0, 0.9, 1.0], &[0.1, 0.37, 0.54]), "start", "a line climbs through the right end");
    assert_eq!(place(&[0.0, 0.1, 1.0], &[0.56, 0.4, 0.1]), "end");
}

#[test]
fn series_and_text_are_told_from_the_page() {
    let luminance = |super::Rgb(r, g, b): super::Rgb| {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    };
    let contrast = |a, b| {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    };
    for (theme, page) in
        [(Theme::light(), super::Rgb(255, 255, 255)), (Theme::dark(), super::Rgb(0x17, 0x19, 0x1c))]
    {
        for color in theme.series {
            assert!(contrast(color, page) >= 3.0, "{color:?} on {page:?}: {}", contrast(color, page));
        }
        assert!(contrast(theme.muted, page) >= 4.5 && contrast(theme.ink, page) >= 7.0);
    }
}

#[test]
fn a_band_has_the_colour_of_the_line_whose_spread_it_shows() {
    let (xs, low, high) = ([0.0, 1.0], [0.0, 1.0], [2.0, 3.0]);
    let chart = Chart::new()
        .band("a ± sd", &xs, &low, &high)
        .line("a", &[1.0, 2.0])
        .band("other", &xs, &low, &high)
        .line("b", &[1.0, 2.0])
        .band("b ± sd", &xs, &low, &high);
    assert_eq!(super::legend::series(&chart), [0, 0, 1, 2, 2]);
}

#[test]
fn charts_side_by_side_have_the_same_axes() {
    let (mut one, mut other) =
        (Chart::new().line("a", &[0.0, 1.0]), Chart::new().line("a", &[5.0, 9.0, 7.0]));
    let mut own = Chart::new().line("a", &[0.0]).y_range(0.0, 2.0);
    super::align(&mut [&mut one, &mut other, &mut own]);
    assert_eq!((one.x.range, one.y.range), (other.x.range, other.y.range));
    let (low, high) = one.y.range.expect("it has been set");
    assert!(low.0 <= 0.0 && high.0 >= 9.0, "{low} to {high}");
    assert_eq!(own.y.range.map(|(low, high)| (low.0, high.0)), Some((0.0, 2.0)));
}

/// A colour's place in CIE L*a*b*, as seen through `matrix` on its linear parts.
fn lab(super::Rgb(r, g, b): super::Rgb, matrix: [[f64; 3]; 3]) -> [f64; 3] {
    let linear = [r, g, b].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    let dot = |row: [f64; 3], values: [f64; 3]| row[0] * values[0] + row[1] * values[1] + row[2] * values[2];
    let seen = matrix.map(|row| dot(row, linear).clamp(0.0, 1.0));
    let white = [
        ([0.412_456_4, 0.357_576_1, 0.180_437_5], 0.950_47),
        ([0.212_672_9, 0.715_152_2, 0.072_175_0], 1.0),
        ([0.019_333_9, 0.119_192_0, 0.950_304_1], 1.088_83),
    ];
    let [x, y, z] = white.map(|(row, white)| {
        let part = dot(row, seen) / white;
        if part > 0.008_856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn series_are_told_apart_by_those_who_see_fewer_colours() {
    // G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, A Physiologically-based Model for Simulation of Color Vision
    // Deficiency (2009), for the full deficiency.
    let protanopia = [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ];
    let deuteranopia = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];
    let all = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for theme in [Theme::light(), Theme::dark()] {
        for (name, matrix) in [("all colours", all), ("no red", protanopia), ("no green", deuteranopia)] {
            let seen = theme.series.map(|color| lab(color, matrix));
            for (at, one) in seen.iter().enumerate() {
                for (before, other) in seen[..at].iter().enumerate() {
                    let distance = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    // A distance of about 2 can be seen at all. The first series are the ones that most charts have.
                    let least = if at < 4 { 35.0 } else { 25.0 };
                    assert!(distance >= least, "{name}: series {before} and {at} differ by {distance:.1}");
                }
            }
        }
    }
}
