//! Grids of values: as colours, and as lines of equal value (marching squares).

use super::canvas::{Canvas, Corners};
use super::layout::Frame;
use super::theme::Paint;
use crate::{Grid, Number};
use std::collections::BTreeMap;

/// How many colours a heat map is drawn with: neighbours of the same colour share a rectangle.
const SHADES: f64 = 40.0;
/// How many rows and columns a heat map is drawn with at most.
const MOST: usize = 64;
/// How many pixels one of them takes at least.
const LEAST: f64 = 5.0;

/// A grid as colours.
pub(super) fn heatmap(canvas: &mut Canvas, frame: &Frame, grid: &Grid) {
    let Some(field) = frame.field else { return };
    let most = |room: f64| ((room / LEAST) as usize).clamp(1, MOST);
    let columns = grid.columns.min(most(frame.right - frame.left));
    let rows = grid.rows().min(most(frame.bottom - frame.top));
    if columns == 0 || rows == 0 {
        return;
    }
    let shade = |column: usize, row: usize| {
        let value = grid.value(column * grid.columns / columns, row * grid.rows() / rows);
        field.part(value).map(|part| (part * SHADES).round() as u8)
    };
    let (width, height) =
        ((frame.right - frame.left) / columns as f64, (frame.bottom - frame.top) / rows as f64);
    let mut of_shade: BTreeMap<u8, Vec<Corners>> = BTreeMap::new();
    for row in 0..rows {
        let bottom = frame.bottom - height * row as f64;
        let mut from = 0;
        for column in 1..=columns {
            let here = shade(from, row);
            if column < columns && shade(column, row) == here {
                continue;
            }
            if let Some(here) = here {
                let (left, right) = (frame.left + width * from as f64, frame.left + width * column as f64);
                // A little overlap leaves no seams between neighbours.
                of_shade
                    .entry(here)
                    .or_default()
                    .push(((left, bottom - height - 0.3), (right + 0.3, bottom)));
            }
            from = column;
        }
    }
    for (shade, rectangles) in of_shade {
        canvas.rectangles(&rectangles, Paint::of_value(f64::from(shade) / SHADES));
    }
}

/// Lines of equal value.
pub(super) fn contour(canvas: &mut Canvas, frame: &Frame, grid: &Grid, levels: &[Number]) {
    let Some(field) = frame.field else { return };
    for (level, part) in levels.iter().filter_map(|level| Some((level.0, field.part(level.0)?))) {
        let color = Paint::of_value(0.25 + 0.75 * part);
        for line in lines(grid, level) {
            let pixels: Vec<(f64, f64)> = line
                .iter()
                .filter_map(|&(x, y)| frame.point(x, y))
                .filter(|point| frame.holds(*point))
                .collect();
            canvas.path(&pixels, color, 1.0, 1.1, &[]);
        }
    }
}

/// An edge of the grid, by its lower left place and whether it runs upwards.
type Edge = (usize, usize, bool);

/// The lines at one level, each as its points in data.
fn lines(grid: &Grid, level: f64) -> Vec<Vec<(f64, f64)>> {
    let mut neighbours: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    for row in 0..grid.rows().saturating_sub(1) {
        for column in 0..grid.columns.saturating_sub(1) {
            for (a, b) in crossings(grid, level, column, row) {
                neighbours.entry(a).or_default().push(b);
                neighbours.entry(b).or_default().push(a);
            }
        }
    }
    let mut lines = Vec::new();
    // Open lines begin where an edge has one neighbour; what is left after them are rings.
    let ends: Vec<Edge> =
        neighbours.iter().filter(|(_, others)| others.len() == 1).map(|(edge, _)| *edge).collect();
    let all: Vec<Edge> = neighbours.keys().copied().collect();
    for start in ends.into_iter().chain(all) {
        let line = walk(&mut neighbours, start);
        if line.len() > 1 {
            lines.push(line.into_iter().map(|edge| crossing_point(grid, level, edge)).collect());
        }
    }
    lines
}

/// Follows a line from an edge and takes it out of the map.
fn walk(neighbours: &mut BTreeMap<Edge, Vec<Edge>>, start: Edge) -> Vec<Edge> {
    let mut line = vec![start];
    let mut here = start;
    while let Some(next) = neighbours.get_mut(&here).and_then(Vec::pop) {
        if let Some(back) = neighbours.get_mut(&next)
            && let Some(at) = back.iter().position(|edge| *edge == here)
        {
            back.swap_remove(at);
        }
        line.push(next);
        here = next;
    }
    line
}

/// The pairs of edges of a square that the level's line joins.
fn crossings(grid: &Grid, level: f64, column: usize, row: usize) -> Vec<(Edge, Edge)> {
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(dx, dy)| grid.value(column + dx, row + dy));
    if corners.iter().any(|corner| !corner.is_finite()) {
        return Vec::new();
    }
    let (bottom, right, top, left) =
        ((column, row, false), (column + 1, row, true), (column, row + 1, false), (column, row, true));
    let case =
        corners.iter().enumerate().fold(0, |case, (at, corner)| case | usize::from(*corner >= level) << at);
    match case {
        1 | 14 => vec![(left, bottom)],
        2 | 13 => vec![(bottom, right)],
        3 | 12 => vec![(left, right)],
        4 | 11 => vec![(right, top)],
        6 | 9 => vec![(bottom, top)],
        7 | 8 => vec![(left, top)],
        // A saddle: the mean of the corners says which of them hang together.
        5 | 10 => {
            let middle = corners.iter().sum::<f64>() / 4.0;
            if (middle >= level) == (case == 5) {
                vec![(left, top), (bottom, right)]
            } else {
                vec![(left, bottom), (right, top)]
            }
        }
        _ => Vec::new(),
    }
}

/// Where on an edge the level is crossed.
fn crossing_point(grid: &Grid, level: f64, (column, row, upwards): Edge) -> (f64, f64) {
    let (to_column, to_row) = if upwards { (column, row + 1) } else { (column + 1, row) };
    let (from, to) = (grid.value(column, row), grid.value(to_column, to_row));
    let part = if from == to { 0.5 } else { ((level - from) / (to - from)).clamp(0.0, 1.0) };
    let mix = |from: usize, to: usize| from as f64 + (to as f64 - from as f64) * part;
    let place = |(low, high): (Number, Number), at: f64, count: usize| {
        low.0 + (high.0 - low.0) * at / (count.max(2) - 1) as f64
    };
    (place(grid.x, mix(column, to_column), grid.columns), place(grid.y, mix(row, to_row), grid.rows()))
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::Grid;

    #[test]
    fn the_lines_of_a_bowl_are_circles() {
        let grid = Grid::from_fn((-2.0, 2.0), (-2.0, 2.0), 41, 41, |x, y| x * x + y * y);
        let lines = lines(&grid, 1.0);
        assert_eq!(lines.len(), 1, "one closed line");
        assert_eq!(lines[0].first(), lines[0].last());
        for (x, y) in &lines[0] {
            assert!((x.hypot(*y) - 1.0).abs() < 0.01, "({x}, {y}) lies on the circle");
        }
    }

    #[test]
    fn a_level_that_is_never_reached_has_no_lines() {
        let grid = Grid::from_fn((0.0, 1.0), (0.0, 1.0), 5, 5, |x, _| x);
        assert!(lines(&grid, 7.0).is_empty());
        let holes = Grid::from_fn((0.0, 1.0), (0.0, 1.0), 5, 5, |_, _| f64::NAN);
        assert!(lines(&holes, 0.5).is_empty());
    }
}
