//! How far to go along a direction.

use super::Smooth;
use crate::sum;

/// A point, with the function's value and gradient there.
pub(super) struct Point {
    pub(super) x: Vec<f64>,
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
}

/// The share of the promised descent that a step must keep.
const DESCENT: f64 = 1e-4;
/// The share of the slope at the start that may be left at its end.
const FLATTER: f64 = 0.9;
/// How many points are tried; more would be closer together than rounding can tell.
const TRIALS: usize = 40;

/// A place on the way: how far, and value and slope there.
#[derive(Clone, Copy)]
struct Place {
    far: f64,
    value: f64,
    slope: f64,
}

/// A point along `direction` that lies lower and where the way is less steep: the strong conditions of P. Wolfe, 1969, met
/// by bracketing and cubic interpolation (J. Nocedal and S. J. Wright, *Numerical Optimization*, algorithms 3.5 and 3.6).
/// `None` if there is no lower one.
pub(super) fn line_search(from: &Point, direction: &[f64], function: &Smooth<'_>) -> Option<Point> {
    let start = Place { far: 0.0, value: from.value, slope: sum::dot(direction, &from.gradient) };
    // Between `low` and `high` there is a point that meets the conditions; `high` is unknown as long as it only goes down.
    let (mut low, mut high) = (start, None::<Place>);
    let mut best: Option<Point> = None;
    let mut far = 1.0;
    for _ in 0..TRIALS {
        let x: Vec<f64> = from.x.iter().zip(direction).map(|(x, d)| x + far * d).collect();
        let (value, gradient) = function(&x);
        let place = Place { far, value, slope: sum::dot(direction, &gradient) };
        let promised = start.value + DESCENT * far * start.slope;
        // A value that is no number counts as a wall.
        if !(place.value <= promised && place.slope.is_finite()) || (best.is_some() && value >= low.value) {
            high = Some(place);
        } else {
            let flat = place.slope.abs() <= -FLATTER * start.slope;
            if place.slope * (high.map_or(f64::INFINITY, |high| high.far) - low.far) >= 0.0 {
                high = Some(low);
            }
            low = place;
            best = Some(Point { x, value, gradient });
            if flat {
                return best;
            }
        }
        far = match high {
            None => 2.0 * far,
            Some(high) => between(low, high),
        };
        if high.is_some_and(|high| (high.far - low.far).abs() <= f64::EPSILON * low.far.abs()) {
            break;
        }
    }
    best
}

/// Where the cubic through two places is lowest, but not too near to either.
fn between(low: Place, high: Place) -> f64 {
    let width = high.far - low.far;
    let bend = low.slope + high.slope - 3.0 * (high.value - low.value) / width;
    let root = (bend * bend - low.slope * high.slope).max(0.0).sqrt() * width.signum();
    let cubic = high.far - width * (high.slope + root - bend) / (high.slope - low.slope + 2.0 * root);
    let (near, far) = (low.far + 0.1 * width, low.far + 0.9 * width);
    if cubic.is_finite() { cubic.clamp(near.min(far), near.max(far)) } else { low.far + 0.5 * width }
}
