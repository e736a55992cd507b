//! Charts of what was recorded and of what is now, on one another.

use cell::wire::{Content, grid};
use cell::{Chart, Layer, Number};

/// The charts of two outputs that differ on one another, each with what is to be said of it behind "What differs": of a
/// chart its series that differ, of a sweep those at each point, of a number over seeds its values.
pub(super) fn of(recorded: &Content, now: &Content) -> Vec<(String, Chart)> {
    match (recorded, now) {
        (Content::Chart(recorded), Content::Chart(now)) => {
            laid_over(recorded, now).map(|chart| (String::new(), chart)).into_iter().collect()
        }
        (Content::Volatile { content: recorded }, Content::Volatile { content: now })
        | (Content::OneSeed { content: recorded, .. }, Content::OneSeed { content: now, .. }) => {
            of(recorded, now)
        }
        (Content::Seeds { values: recorded, .. }, Content::Seeds { values: now, .. }) => {
            vec![(" with each seed".to_owned(), values_over_seeds(recorded, now))]
        }
        (
            Content::Sweep { axes, at: old_at, variants: olds },
            Content::Sweep { axes: now_axes, at: now_at, variants: news },
        ) if axes == now_axes => {
            let points = grid(axes);
            let pairs = points.iter().zip(old_at).zip(now_at);
            let charts =
                pairs.filter_map(|((point, old), new)| match (olds.get((*old)?)?, news.get((*new)?)?) {
                    (Content::Chart(old), Content::Chart(new)) => {
                        let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
                        Some((format!(" at {name}"), laid_over(old, new)?))
                    }
                    _ => None,
                });
            charts.collect()
        }
        _ => Vec::new(),
    }
}

/// The series that differ in one chart; nothing if none of them can be laid over another.
fn laid_over(recorded: &Chart, now: &Chart) -> Option<Chart> {
    let mut both = Chart { layers: Vec::new(), alt: None, ..now.clone() };
    for (old, new) in recorded.layers.iter().zip(&now.layers).filter(|(old, new)| old != new) {
        if let (Some(old), Some(new)) = (renamed(old, "recorded"), renamed(new, "now")) {
            both.layers.extend([old, new]);
        }
    }
    (!both.layers.is_empty()).then_some(both)
}

/// A series with a word behind its name; nothing if it would hide what is below it.
fn renamed(layer: &Layer, word: &str) -> Option<Layer> {
    let with_word = |name: &str| if name.is_empty() { word.to_owned() } else { format!("{name}, {word}") };
    match layer {
        Layer::Line { name, points } => Some(Layer::Line { name: with_word(name), points: points.clone() }),
        Layer::Scatter { name, points } => {
            Some(Layer::Scatter { name: with_word(name), points: points.clone() })
        }
        Layer::Band { name, xs, low, high } => {
            Some(Layer::Band { name: with_word(name), xs: xs.clone(), low: low.clone(), high: high.clone() })
        }
        Layer::HorizontalLine { at, name } => Some(Layer::HorizontalLine { at: *at, name: with_word(name) }),
        Layer::VerticalLine { at, name } => Some(Layer::VerticalLine { at: *at, name: with_word(name) }),
        Layer::Bar { .. } | Layer::Histogram { .. } | Layer::Heatmap { .. } | Layer::Contour { .. } => None,
    }
}

/// The value with each seed, in order, for both.
fn values_over_seeds(recorded: &[Number], now: &[Number]) -> Chart {
    let values = |values: &[Number]| values.iter().map(|value| value.0).collect::<Vec<f64>>();
    let order = |values: &[Number]| (1..=values.len()).map(|at| at as f64).collect::<Vec<f64>>();
    Chart::new()
        .scatter("recorded", &order(recorded), &values(recorded))
        .scatter("now", &order(now), &values(now))
        .x_label("seed, in order")
        .y_label("value")
}
