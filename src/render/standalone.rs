//! An output by itself: markup that needs nothing around it, for reports.

use super::chart::in_both_themes;
use super::description::english_description;
use super::escape::{self, STYLED_BEGIN, STYLED_END};
use super::figure::data_address;
use crate::picture;
use cell::wire::{Content, SweepAxis, grid};
use cell::{Chart, Image, Table};
use std::fmt::Write as _;

/// How large the charts of a report are, in pixels.
const SIZE: (u32, u32) = (520, 340);
/// So many lines of a text, and rows of a table, stand in a report.
const LINES: usize = 200;

/// What an output shows.
pub(crate) fn output_alone(content: &Content) -> String {
    match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            plain(text)
        }
        Content::Table(table) => rows(table),
        Content::Chart(chart) => chart_alone(chart),
        Content::Image(image) => raster(image).unwrap_or_else(|| plain("a picture that can't be read")),
        Content::Svg(svg) => picture(&data_address("image/svg+xml", svg.as_str().as_bytes()), "The drawing"),
        Content::Html(html) => plain(html.as_str()),
        Content::Metric { value, .. } => plain(&value.to_string()),
        Content::Param { value, .. } => plain(&value.to_string()),
        Content::Timing { seconds, .. } => plain(&format!("{:.3} s", seconds.0)),
        Content::Volatile { content } | Content::OneSeed { content, .. } => output_alone(content),
        Content::Seeds { content, plus_minus, .. } => match &**content {
            Content::Metric { value, .. } => plain(&crate::seeds::in_words(value.0, plus_minus.0)),
            other => output_alone(other),
        },
        Content::Sweep { axes, at, variants } => points(axes, at, variants),
        Content::Claim { holds, parts, .. } => {
            let truth = if *holds { "holds" } else { "does not hold" };
            let values = parts.iter().flat_map(|part| &part.values).flatten();
            let values: Vec<&str> = values.map(String::as_str).collect();
            let separator = if values.is_empty() { "" } else { ": " };
            plain(&format!("{truth}{separator}{}", values.join(", ")))
        }
    }
}

/// What a sweep shows, point after point.
fn points(axes: &[SweepAxis], at: &[Option<usize>], variants: &[Content]) -> String {
    let points = grid(axes);
    let points = points.iter().zip(at).map(|(point, at)| {
        let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
        let shown = at.and_then(|at| variants.get(at)).map_or_else(|| plain("nothing"), output_alone);
        format!("<p>{}</p>{shown}", escape::text(&name))
    });
    points.collect()
}

/// A chart with its description, in light and dark.
pub(crate) fn chart_alone(chart: &Chart) -> String {
    let drawing = in_both_themes(chart, SIZE).replace([STYLED_BEGIN, STYLED_END], "");
    format!("<div role=\"img\" aria-label=\"{}\">{drawing}</div>", escape::text(&english_description(chart)))
}

/// What the bytes are decides, not what the cell says of them.
fn raster(image: &Image) -> Option<String> {
    let bytes = image.bytes()?;
    let mime = match picture::kind(&bytes)? {
        "jpg" => "image/jpeg".to_owned(),
        kind => format!("image/{kind}"),
    };
    Some(picture(&data_address(&mime, &bytes), image.alt().unwrap_or("The picture")))
}

fn picture(address: &str, alternative: &str) -> String {
    format!("<img src=\"{address}\" alt=\"{}\">", escape::text(alternative))
}

fn plain(text: &str) -> String {
    let mut lines = text.lines();
    let mut shown: Vec<&str> = lines.by_ref().take(LINES).collect();
    if lines.next().is_some() {
        shown.push("…");
    }
    format!("<pre>{}</pre>", escape::text(&shown.join("\n")))
}

fn rows(table: &Table) -> String {
    let mut markup = String::from("<table><thead><tr>");
    for column in table.columns() {
        let _ = write!(markup, "<th>{}</th>", escape::text(column.name()));
    }
    markup.push_str("</tr></thead><tbody>");
    for row in 0..table.row_count().min(LINES) {
        markup.push_str("<tr>");
        for column in table.columns() {
            let _ = write!(markup, "<td>{}</td>", escape::text(&column.text(row)));
        }
        markup.push_str("</tr>");
    }
    markup.push_str("</tbody></table>");
    markup
}
