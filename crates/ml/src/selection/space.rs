//! The points among which a search looks.

use crate::error::{Error, Result, check_not_empty, parameter};
use crate::math;
use crate::rng::Rng;
use std::collections::BTreeMap;

/// A value for each parameter, by name.
pub type Point = BTreeMap<String, f64>;

/// Parameters and the values that each may have.
///
/// ```
/// use ml::selection::Space;
/// let space = Space::new().log_uniform("alpha", 0.01, 100.0).values("l1_ratio", &[0.1, 0.9]);
/// let grid = space.grid(3)?;
/// assert_eq!(grid.len(), 6);
/// assert!((grid[2]["alpha"] - 1.0).abs() < 1e-12);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Space {
    dimensions: Vec<(String, Dimension)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Dimension {
    Values(Vec<f64>),
    Uniform(f64, f64),
    LogUniform(f64, f64),
    Integers(i32, i32),
}

/// A grid of more points than this is a mistake.
const MOST_POINTS: usize = 100_000;

impl Space {
    /// Without parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// A parameter that has one of these values.
    pub fn values(self, name: &str, values: &[f64]) -> Self {
        self.with(name, Dimension::Values(values.to_vec()))
    }

    /// A parameter from `least` to `most`.
    pub fn uniform(self, name: &str, least: f64, most: f64) -> Self {
        self.with(name, Dimension::Uniform(least, most))
    }

    /// A parameter from `least` to `most`, both above 0, whose size matters: as much weight on 0.01 to 0.1 as on 1 to 10.
    pub fn log_uniform(self, name: &str, least: f64, most: f64) -> Self {
        self.with(name, Dimension::LogUniform(least, most))
    }

    /// A whole number from `least` to `most`.
    pub fn integers(self, name: &str, least: i32, most: i32) -> Self {
        self.with(name, Dimension::Integers(least, most))
    }

    fn with(mut self, name: &str, dimension: Dimension) -> Self {
        self.dimensions.push((name.to_owned(), dimension));
        self
    }

    /// All combinations of `levels` evenly spaced values of each range and all of the given values; the last parameter
    /// changes fastest.
    ///
    /// # Errors
    /// [`Error::Empty`] without parameters, [`Error::Parameter`] for a parameter without values, one given twice, a range
    /// that is not one, no levels, or more than 100 000 points.
    pub fn grid(&self, levels: usize) -> Result<Vec<Point>> {
        self.check()?;
        if levels == 0 {
            return Err(parameter("levels", levels, "1 or more"));
        }
        let mut points = vec![Point::new()];
        for (name, dimension) in &self.dimensions {
            let values = dimension.levels(levels);
            if points.len().saturating_mul(values.len()) > MOST_POINTS {
                return Err(parameter("points of a grid", "more", "at most 100000"));
            }
            points = (points.iter())
                .flat_map(|point| {
                    values.iter().map(|value| {
                        let mut longer = point.clone();
                        longer.insert(name.clone(), *value);
                        longer
                    })
                })
                .collect();
        }
        Ok(points)
    }

    /// The finest grid of at most so many points.
    pub(super) fn grid_within(&self, budget: usize) -> Result<Vec<Point>> {
        self.check()?;
        let size = |levels: usize| -> usize {
            (self.dimensions.iter()).fold(1, |size, (_, d)| d.level_count(levels).saturating_mul(size))
        };
        if size(1) > budget {
            return Err(parameter("budget", budget, &format!("{} or more, for all given values", size(1))));
        }
        let (mut levels, budget) = (1, budget.min(MOST_POINTS));
        while size(levels + 1) > size(levels) && size(levels + 1) <= budget {
            levels += 1;
        }
        self.grid(levels)
    }

    /// A point at random.
    pub(super) fn sample(&self, rng: &mut Rng) -> Point {
        self.dimensions.iter().map(|(name, dimension)| (name.clone(), dimension.sample(rng))).collect()
    }

    pub(super) fn check(&self) -> Result<()> {
        check_not_empty("parameters of the space", self.dimensions.len())?;
        for (at, (name, dimension)) in self.dimensions.iter().enumerate() {
            if self.dimensions[..at].iter().any(|(other, _)| other == name) {
                return Err(parameter("space", name, "each parameter once"));
            }
            let fits = match dimension {
                Dimension::Values(values) => !values.is_empty() && values.iter().all(|v| v.is_finite()),
                Dimension::Uniform(least, most) => least < most && (most - least).is_finite(),
                Dimension::LogUniform(least, most) => *least > 0.0 && least < most && most.is_finite(),
                Dimension::Integers(least, most) => least < most,
            };
            if !fits {
                return Err(Error::Parameter {
                    name: "space",
                    value: format!("{name}: {dimension:?}"),
                    expected:
                        "finite values, or a range from a lesser to a greater one (above 0 if logarithmic)"
                            .to_owned(),
                });
            }
        }
        Ok(())
    }
}

impl Dimension {
    fn level_count(&self, levels: usize) -> usize {
        match self {
            Self::Values(values) => values.len(),
            Self::Uniform(..) | Self::LogUniform(..) => levels,
            Self::Integers(least, most) => levels.min(whole_numbers(*least, *most)),
        }
    }

    fn levels(&self, levels: usize) -> Vec<f64> {
        if let Self::Values(values) = self {
            return values.clone();
        }
        let count = self.level_count(levels);
        let part = |at: usize| if count == 1 { 0.5 } else { at as f64 / (count - 1) as f64 };
        (0..count).map(|at| self.at(part(at))).collect()
    }

    /// The value at a part of the way through the range.
    fn at(&self, part: f64) -> f64 {
        match self {
            Self::Values(values) => values.first().copied().unwrap_or(0.0),
            Self::Uniform(least, most) => least + (most - least) * part,
            Self::LogUniform(least, most) => {
                let (low, high) = (math::ln(*least), math::ln(*most));
                math::exp(low + (high - low) * part).clamp(*least, *most)
            }
            Self::Integers(least, most) => {
                (f64::from(*least) + (f64::from(*most) - f64::from(*least)) * part).round()
            }
        }
    }

    fn sample(&self, rng: &mut Rng) -> f64 {
        match self {
            Self::Values(values) => values.get(rng.below(values.len())).copied().unwrap_or(0.0),
            Self::Integers(least, most) => f64::from(*least) + rng.below(whole_numbers(*least, *most)) as f64,
            Self::Uniform(..) | Self::LogUniform(..) => self.at(rng.uniform()),
        }
    }
}

/// How many whole numbers there are from the least to the most.
fn whole_numbers(least: i32, most: i32) -> usize {
    (most.abs_diff(least) as usize).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_all_combinations_and_both_ends() {
        let grid = Space::new().uniform("a", 0.0, 1.0).integers("b", 1, 3).grid(3).expect("a grid");
        assert_eq!(grid.len(), 9);
        assert_eq!((grid[0]["a"], grid[0]["b"], grid[8]["a"], grid[8]["b"]), (0.0, 1.0, 1.0, 3.0));
        assert_eq!(grid[1]["b"], 2.0, "the last parameter changes fastest");
    }

    #[test]
    fn a_budget_makes_the_finest_grid_that_fits() {
        let space = Space::new().uniform("a", 0.0, 1.0).log_uniform("b", 0.1, 10.0).values("c", &[1.0, 2.0]);
        assert_eq!(space.grid_within(20).expect("it fits").len(), 18);
        assert_eq!(space.grid_within(2).expect("it fits").len(), 2);
        assert!(space.grid_within(1).is_err());
        let few = Space::new().integers("n", 1, 3);
        assert_eq!(few.grid_within(10).expect("it fits").len(), 3, "there are no more whole numbers");
    }

    #[test]
    fn samples_stay_in_their_ranges() {
        let space = Space::new().log_uniform("a", 1e-3, 1e3).integers("n", -2, 2).values("v", &[5.0, 7.0]);
        let mut rng = Rng::new(1);
        let points: Vec<Point> = (0..500).map(|_| space.sample(&mut rng)).collect();
        assert!(points.iter().all(|p| (1e-3..=1e3).contains(&p["a"]) && (-2.0..=2.0).contains(&p["n"])));
        let small = points.iter().filter(|p| p["a"] < 1.0).count();
        assert!((200..300).contains(&small), "half of the sizes are below 1: {small}");
        assert!(points.iter().any(|p| p["n"] == -2.0) && points.iter().any(|p| p["n"] == 2.0));
    }

    #[test]
    fn odd_spaces_are_refused() {
        assert!(Space::new().grid(2).is_err());
        assert!(Space::new().values("a", &[]).grid(2).is_err());
        assert!(Space::new().values("a", &[f64::NAN]).grid(2).is_err());
        assert!(Space::new().uniform("a", 1.0, 1.0).grid(2).is_err());
        assert!(Space::new().uniform("a", f64::MIN, f64::MAX).grid(2).is_err());
        assert!(Space::new().log_uniform("a", 0.0, 1.0).grid(2).is_err());
        assert!(Space::new().uniform("a", 0.0, 1.0).uniform("a", 0.0, 2.0).grid(2).is_err());
        assert!(Space::new().uniform("a", 0.0, 1.0).grid(0).is_err());
        assert!(Space::new().uniform("a", 0.0, 1.0).grid(1_000_000).is_err());
    }
}
