//! A running test for a mean that rises.

use super::check_value;
use crate::error::{Result, parameter};

/// Raises an alarm when a stream's mean has risen: when the sum of deviations from the mean so far, less a tolerance each,
/// has climbed by a threshold above its lowest point (E. S. Page, 1954; D. V. Hinkley, 1971). After an alarm it begins
/// anew.
///
/// ```
/// use ml::drift::PageHinkley;
/// let mut detector = PageHinkley::new(5.0).delta(0.1);
/// let errors = [0.9, 1.1, 1.0, 0.8, 1.2].repeat(10).into_iter().chain([3.0; 10]);
/// let alarms: Vec<bool> = errors.map(|error| detector.update(error)).collect::<Result<_, _>>()?;
/// assert_eq!(alarms.iter().position(|alarm| *alarm), Some(52));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PageHinkley {
    threshold: f64,
    delta: f64,
    min_samples: usize,
    falls_too: bool,
    count: usize,
    mean: f64,
    rise: f64,
    fall: f64,
}

impl PageHinkley {
    /// With this threshold, in the unit of the stream, a tolerance of 0.005 and at least 30 values before an alarm. A
    /// greater threshold means fewer false alarms and later true ones.
    pub fn new(threshold: f64) -> Self {
        Self {
            threshold,
            delta: 0.005,
            min_samples: 30,
            falls_too: false,
            count: 0,
            mean: 0.0,
            rise: 0.0,
            fall: 0.0,
        }
    }

    /// How much a value may be off the mean without counting, in the unit of the stream: half of the smallest change
    /// that matters is a good choice.
    pub fn delta(mut self, tolerance: f64) -> Self {
        self.delta = tolerance;
        self
    }

    /// How many values there must be before an alarm.
    pub fn min_samples(mut self, count: usize) -> Self {
        self.min_samples = count;
        self
    }

    /// Raises an alarm for a mean that falls, too.
    pub fn falls_too(mut self) -> Self {
        self.falls_too = true;
        self
    }

    /// Takes the next value, and says whether it raises an alarm.
    ///
    /// # Errors
    /// [`Error::NotFinite`](crate::error::Error::NotFinite) for NaN and infinities,
    /// [`Error::Parameter`](crate::error::Error::Parameter) for a threshold that is not above 0 or a tolerance
    /// below 0.
    pub fn update(&mut self, value: f64) -> Result<bool> {
        check_value(value)?;
        self.check()?;
        self.count += 1;
        self.mean += (value - self.mean) / self.count as f64;
        // A sum less its lowest point so far is a sum that begins again wherever it would fall below 0.
        self.rise = (self.rise + value - self.mean - self.delta).max(0.0);
        self.fall = (self.fall + self.mean - value - self.delta).max(0.0);
        let alarm = self.count >= self.min_samples && self.statistic() > self.threshold;
        if alarm {
            (self.count, self.mean, self.rise, self.fall) = (0, 0.0, 0.0, 0.0);
        }
        Ok(alarm)
    }

    /// How far the sum has climbed, in the unit of the stream: an alarm comes above the threshold.
    pub fn statistic(&self) -> f64 {
        if self.falls_too { self.rise.max(self.fall) } else { self.rise }
    }

    fn check(&self) -> Result<()> {
        if !(self.threshold > 0.0 && self.threshold.is_finite()) {
            return Err(parameter("threshold", self.threshold, "more than 0"));
        }
        if !(self.delta >= 0.0 && self.delta.is_finite()) {
            return Err(parameter("delta", self.delta, "0 or more"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn alarms(detector: &mut PageHinkley, means: &[f64]) -> Vec<usize> {
        let mut rng = Rng::new(1);
        (0..means.len() * 300)
            .filter(|at| detector.update(means[at / 300] + 0.5 * rng.normal()).expect("a number"))
            .collect()
    }

    #[test]
    fn a_rise_is_seen_soon_a_fall_only_if_asked_for_and_quiet_stays_quiet() {
        let detector = PageHinkley::new(15.0).delta(0.1);
        assert!(alarms(&mut detector.clone(), &[1.0, 1.0, 1.0]).is_empty());
        let rise = alarms(&mut detector.clone(), &[1.0, 2.0]);
        assert!(rise.len() == 1 && (300..340).contains(&rise[0]), "{rise:?}");
        assert!(alarms(&mut detector.clone(), &[2.0, 1.0]).is_empty());
        let fall = alarms(&mut detector.falls_too(), &[2.0, 1.0]);
        assert!(fall.len() == 1 && (300..340).contains(&fall[0]), "{fall:?}");
    }

    #[test]
    fn odd_values_and_settings_are_refused() {
        assert!(PageHinkley::new(1.0).update(f64::NAN).is_err());
        assert!(PageHinkley::new(0.0).update(1.0).is_err());
        assert!(PageHinkley::new(1.0).delta(-1.0).update(1.0).is_err());
    }
}
