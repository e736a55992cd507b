//! Which of two is better, and the strengths behind such answers.

use ndarray::Array1;

use crate::error::{Error, Result};
use crate::math;
use crate::rng::Rng;

/// One answer of a judge: of two texts, `chosen` was liked better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// The better one.
    pub chosen: Vec<usize>,
    /// The other one.
    pub rejected: Vec<usize>,
}

/// Asks a judge about pairs of texts. The judge has a hidden `score` for each text and prefers `a` to `b` with
/// probability 1 / (1 + e^-(score a - score b) / noise); a `noise` of 0 is a judge who is never wrong, whose ties go to
/// the first.
///
/// # Errors
/// [`Error::NotFinite`] when a score is NaN or infinite; [`Error::Parameter`] for a negative noise.
pub fn judge(
    pairs: &[(Vec<usize>, Vec<usize>)],
    score: &dyn Fn(&[usize]) -> f64,
    noise: f64,
    seed: u64,
) -> Result<Vec<Preference>> {
    if !(noise >= 0.0 && noise.is_finite()) {
        let expected = "a finite number, at least 0".into();
        return Err(Error::Parameter { name: "noise", value: noise.to_string(), expected });
    }
    let mut rng = Rng::new(seed);
    let mut prefer = |(index, (a, b)): (usize, &(Vec<usize>, Vec<usize>))| {
        let difference = score(a) - score(b);
        if !difference.is_finite() {
            let what = "difference of two scores".into();
            return Err(Error::NotFinite { what, index: vec![index], value: difference });
        }
        let first_wins =
            if noise == 0.0 { difference >= 0.0 } else { rng.bernoulli(math::sigmoid(difference / noise)) };
        let (chosen, rejected) = if first_wins { (a, b) } else { (b, a) };
        Ok(Preference { chosen: chosen.clone(), rejected: rejected.clone() })
    };
    pairs.iter().enumerate().map(&mut prefer).collect()
}

/// Strengths of things of which pairs were compared: thing `i` is preferred to `j` with probability
/// 1 / (1 + e^-(strength i - strength j)).
///
/// Method: R. A. Bradley and M. E. Terry, 1952; the iteration of D. R. Hunter, *MM algorithms for generalized
/// Bradley-Terry models*, 2004.
#[derive(Debug, Clone, PartialEq)]
pub struct BradleyTerry {
    /// One strength a thing, in natural logarithms, with mean 0.
    pub strengths: Array1<f64>,
    /// How many rounds it took.
    pub iterations: usize,
}

impl BradleyTerry {
    /// The likeliest strengths of `things` things, from pairs (winner, loser).
    ///
    /// # Errors
    /// [`Error::Empty`] without comparisons; [`Error::Parameter`] for a thing past the end or compared with itself;
    /// [`Error::Singular`] when a thing never won or never lost, whose strength would be infinite;
    /// [`Error::NotConverged`] after 10 000 rounds, which also happens when a group was never beaten from outside.
    pub fn fit(things: usize, comparisons: &[(usize, usize)]) -> Result<Self> {
        if comparisons.is_empty() {
            return Err(Error::Empty { what: "comparisons".into() });
        }
        if let Some(bad) = comparisons.iter().find(|(w, l)| *w >= things || *l >= things || w == l) {
            let expected = format!("two different things below {things}");
            return Err(Error::Parameter { name: "comparison", value: format!("{bad:?}"), expected });
        }
        if things > comparisons.len() {
            // Each must win at least once; and a number of things that is far too large would only exhaust memory.
            let hint = format!("{things} things need as many comparisons at least");
            return Err(Error::Singular { what: "comparisons".into(), hint });
        }
        let (mut wins, mut losses) = (vec![0.0; things], vec![0.0; things]);
        for &(winner, loser) in comparisons {
            wins[winner] += 1.0;
            losses[loser] += 1.0;
        }
        if let Some(thing) = (0..things).find(|&i| wins[i] == 0.0 || losses[i] == 0.0) {
            let hint = format!("thing {thing} never won or never lost; compare more, or leave it out");
            return Err(Error::Singular { what: "comparisons".into(), hint });
        }
        let mut strength = vec![1.0; things];
        for iteration in 1..=10_000 {
            let moved = improve(&mut strength, &wins, comparisons);
            if moved < 1e-10 {
                let logs: Array1<f64> = strength.iter().map(|s| math::ln(*s)).collect();
                let mean = crate::sum::sum(&logs.to_vec()) / things as f64;
                return Ok(Self { strengths: logs - mean, iterations: iteration });
            }
        }
        Err(Error::NotConverged {
            what: "Bradley-Terry strengths".into(),
            iterations: 10_000,
            residual: f64::NAN,
        })
    }

    /// How probably the first is preferred to the second.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a thing past the end.
    pub fn probability(&self, first: usize, second: usize) -> Result<f64> {
        match (self.strengths.get(first), self.strengths.get(second)) {
            (Some(a), Some(b)) => Ok(math::sigmoid(a - b)),
            _ => {
                let expected = format!("below {}", self.strengths.len());
                Err(Error::Parameter { name: "thing", value: format!("{first}, {second}"), expected })
            }
        }
    }
}

/// One round; gives the largest relative change.
fn improve(strength: &mut [f64], wins: &[f64], comparisons: &[(usize, usize)]) -> f64 {
    let mut weight = vec![0.0; strength.len()];
    for &(a, b) in comparisons {
        let share = 1.0 / (strength[a] + strength[b]);
        weight[a] += share;
        weight[b] += share;
    }
    let mut next: Vec<f64> = wins.iter().zip(&weight).map(|(win, weight)| win / weight).collect();
    let mean = crate::sum::sum(&next) / next.len() as f64;
    next.iter_mut().for_each(|s| *s /= mean);
    let moved =
        strength.iter().zip(&next).fold(0.0_f64, |most, (old, new)| most.max(((new - old) / old).abs()));
    strength.copy_from_slice(&next);
    moved
}
