//! What a cell showed at every point of a sweep: lines in one chart and numbers in one table where they fit, all else as
//! small multiples, between which a reader with script may flip.

use super::escape;
use super::markdown::Page;
use super::numbering::is_drawn;
use crate::entry::Cell;
use cell::wire::{Content, Scalar, SweepAxis, grid};
use cell::{Chart, Layer, Table, TableCell};
use std::fmt::Write as _;

/// The most lines that are told apart in one chart.
const LINES: usize = 6;

/// An output over a sweep.
#[derive(Clone, Copy)]
struct Swept<'a> {
    axes: &'a [SweepAxis],
    at: &'a [Option<usize>],
    variants: &'a [Content],
}

impl<'a> Swept<'a> {
    fn of(content: &'a Content) -> Option<Self> {
        match content {
            Content::Sweep { axes, at, variants } => Some(Self { axes, at, variants }),
            _ => None,
        }
    }

    fn point(&self, number: usize) -> Option<&'a Content> {
        self.variants.get((*self.at.get(number)?)?)
    }
}

impl Page<'_> {
    /// Outputs over a sweep that follow each other. The first figure of a cell has the cell's label and caption.
    pub(super) fn sweeps(&mut self, cell: &Cell, outputs: &[&Content], first: &mut bool) {
        let all: Vec<Swept<'_>> = outputs.iter().copied().filter_map(Swept::of).collect();
        for group in all.chunk_by(|one, other| form(one) == form(other)) {
            match form(&group[0]) {
                Form::Lines => {
                    for chart in group.iter().filter_map(lines) {
                        self.figure(cell, &[&Content::Chart(chart)], std::mem::take(first));
                    }
                }
                Form::Numbers => self.data_table(&numbers(group, &self.context.words.cell.value)),
                Form::Multiples => self.multiples(cell, group, first),
            }
        }
    }

    fn multiples(&mut self, cell: &Cell, group: &[Swept<'_>], first: &mut bool) {
        let drawn = group.iter().any(|swept| swept.variants.iter().any(is_drawn));
        let first = drawn && std::mem::take(first);
        let numbered = self.numbering.figures.get(&cell.number).copied().filter(|_| first);
        let axes = group[0].axes;
        let aligned: Vec<Vec<Content>> = group.iter().map(aligned).collect();
        self.out.push_str(if drawn { "<figure class=\"sweep\"" } else { "<div class=\"sweep\"" });
        if let (Some(label), Some(_)) = (&cell.options.label, numbered) {
            self.out.push_str(" id=\"");
            escape::push_text(&mut self.out, label);
            self.out.push('"');
        }
        self.out.push_str(" data-axes=\"");
        escape::push_text(&mut self.out, &axes_json(axes));
        self.out.push_str("\">\n<div class=\"points\">\n");
        for (number, point) in grid(axes).iter().enumerate() {
            let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
            self.out.push_str("<div class=\"point\" role=\"group\" aria-label=\"");
            escape::push_text(&mut self.out, &name);
            self.out.push_str("\">\n<p class=\"point-name\">");
            escape::push_text(&mut self.out, &name);
            self.out.push_str("</p>\n");
            let shown = group.iter().zip(&aligned);
            let contents: Vec<&Content> =
                shown.filter_map(|(swept, variants)| variants.get(swept.at[number]?)).collect();
            self.outputs_after(cell, &contents, &mut false, &mut false);
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</div>\n");
        let caption = cell.options.fig_cap.as_deref().filter(|_| first);
        self.figure_caption(numbered, caption, &cell.block);
        self.out.push_str(if drawn { "</figure>\n" } else { "</div>\n" });
    }
}

/// The contents of a sweep, charts among them with the same axes: readers compare what stands side by side.
fn aligned(swept: &Swept<'_>) -> Vec<Content> {
    let mut variants = swept.variants.to_vec();
    let charts = variants.iter_mut().filter_map(|content| match content {
        Content::Chart(chart) => Some(chart),
        _ => None,
    });
    cell::svg::align(&mut charts.collect::<Vec<_>>());
    variants
}

/// How outputs over a sweep are laid out.
#[derive(PartialEq, Eq)]
enum Form {
    Lines,
    Numbers,
    Multiples,
}

fn form(swept: &Swept<'_>) -> Form {
    if swept.variants.iter().all(|content| number(content).is_some()) && !swept.at.contains(&None) {
        Form::Numbers
    } else if lines(swept).is_some() {
        Form::Lines
    } else {
        Form::Multiples
    }
}

/// One chart with a line a point, if each point drew one line alone and there are few.
fn lines(swept: &Swept<'_>) -> Option<Chart> {
    if swept.at.len() > LINES {
        return None;
    }
    let mut layers = Vec::new();
    let mut whole: Option<&Chart> = None;
    for (number, point) in grid(swept.axes).iter().enumerate() {
        let Content::Chart(chart) = swept.point(number)? else { return None };
        let [Layer::Line { points, .. }] = chart.layers.as_slice() else { return None };
        let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
        layers.push(Layer::Line { name, points: points.clone() });
        whole.get_or_insert(chart);
    }
    Some(Chart { layers, ..whole?.clone() })
}

/// A table of numbers with a row a point.
fn numbers(group: &[Swept<'_>], unnamed: &str) -> Table {
    let axes = group[0].axes;
    let names = group.iter().map(|swept| match swept.variants.first().map(Content::inner) {
        Some(Content::Metric { name, .. }) => name.clone(),
        _ => unnamed.to_owned(),
    });
    let mut table = Table::new(axes.iter().map(|axis| axis.name.clone()).chain(names));
    for (at, point) in grid(axes).iter().enumerate() {
        let parameters = point.iter().map(|(_, value)| place(value));
        let values = group.iter().filter_map(|swept| number(swept.point(at)?));
        table.push(parameters.chain(values).collect::<Vec<TableCell>>());
    }
    table
}

fn place(value: &Scalar) -> TableCell {
    match value {
        Scalar::Int(whole) => TableCell::Whole(*whole),
        Scalar::Float(number) => TableCell::Float(*number),
        Scalar::Bool(_) | Scalar::Text(_) => TableCell::Text(value.to_string()),
    }
}

/// The number that an output is, as it stands in a table.
fn number(content: &Content) -> Option<TableCell> {
    match content {
        Content::Metric { value, .. } => Some(TableCell::Float(*value)),
        Content::Value { number: Some(number), .. } => Some(TableCell::Float(*number)),
        Content::Seeds { content, values, plus_minus } => {
            let TableCell::Float(mean) = number(content)? else { return None };
            let values: Vec<f64> = values.iter().map(|value| value.0).collect();
            let statistics = crate::seeds::Statistics::of(&values);
            let (sd, n) = (statistics.sd.into(), statistics.n);
            Some(TableCell::Spread { mean, sd, n, plus_minus: *plus_minus })
        }
        _ => None,
    }
}

/// The parameters with their values as text, for the script.
fn axes_json(axes: &[SweepAxis]) -> String {
    let mut json = String::from("[");
    for axis in axes {
        let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
        let comma = if json.len() > 1 { "," } else { "" };
        let _ = write!(json, "{comma}{}", serde_json::json!([axis.name, values]));
    }
    json + "]"
}
