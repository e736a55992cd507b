//! The named numbers of a record, whichever way it has them: by themselves, as a mean over seeds, at the points of a sweep.

use super::{Output, Record};
use cell::Number;
use cell::wire::{Content, grid};
use std::borrow::Cow;

/// A named number of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric<'a> {
    /// Its name; of a sweep with the point that it is of, as in `loss at rate = 0.1`.
    pub name: Cow<'a, str>,
    /// Its value, or the mean over seeds.
    pub value: Number,
    /// What stands behind `±`, where it is a mean.
    pub plus_minus: Option<Number>,
    /// What it is an output of.
    pub output: &'a Output,
}

/// All metrics of a record, in its order.
pub fn metrics(record: &Record) -> impl Iterator<Item = Metric<'_>> {
    record.outputs.iter().flat_map(|output| of_content(&output.content, output))
}

fn of_content<'a>(content: &'a Content, output: &'a Output) -> Vec<Metric<'a>> {
    match content {
        Content::Metric { name, value, .. } => {
            vec![Metric { name: Cow::Borrowed(name), value: *value, plus_minus: None, output }]
        }
        Content::Seeds { content, plus_minus, .. } => {
            let means = of_content(content, output).into_iter();
            means.map(|mean| Metric { plus_minus: Some(*plus_minus), ..mean }).collect()
        }
        Content::Volatile { content } | Content::OneSeed { content, .. } => of_content(content, output),
        Content::Sweep { axes, at, variants } => {
            let points = grid(axes).into_iter().zip(at);
            let of_point = |(point, variant): (Vec<(String, _)>, &Option<usize>)| {
                let place = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
                let metrics = variant.and_then(|variant| variants.get(variant));
                let metrics = metrics.map(|content| of_content(content, output)).unwrap_or_default();
                metrics.into_iter().map(move |metric| {
                    let name = Cow::Owned(format!("{} at {place}", metric.name));
                    Metric { name, ..metric }
                })
            };
            points.flat_map(of_point).collect()
        }
        _ => Vec::new(),
    }
}
