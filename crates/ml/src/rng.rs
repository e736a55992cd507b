//! Random numbers from a seed: the same everywhere and for ever.
//!
//! The generator is ChaCha with 8 rounds (D. J. Bernstein, 2008), a named algorithm with independent streams.
//!
//! ```
//! use ml::rng::Rng;
//! let mut rng = Rng::new(7);
//! let first = rng.uniform();
//! assert!((0.0..1.0).contains(&first));
//! assert_eq!(Rng::new(7).uniform(), first, "a seed is a stream");
//! assert_ne!(rng.fork(1).uniform(), rng.fork(2).uniform(), "and has as many more as are asked for");
//! let order = rng.permutation(5);
//! assert!((0..5).all(|place| order.contains(&place)));
//! ```

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::math;

/// A stream of random numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Rng {
    chacha: ChaCha8Rng,
    seed: u64,
    /// The second of two normal numbers that are made at once.
    spare: Option<f64>,
}

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self { chacha: ChaCha8Rng::seed_from_u64(seed), seed, spare: None }
    }

    /// An independent stream. It depends on the seed of this one and on `stream`, not on what was drawn before.
    pub fn fork(&self, stream: u64) -> Self {
        // SplitMix64 (G. Steele, D. Lea and C. Flood, 2014) spreads neighbouring numbers over all seeds.
        let mut z = self.seed ^ stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self::new(z ^ (z >> 31))
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.chacha.next_u64()
    }

    /// Uniform in [0, 1), one of 2⁵³ values.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in [a, b).
    pub fn uniform_in(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.uniform()
    }

    /// Normal with mean 0 and variance 1, by the polar method (G. Marsaglia and T. Bray, 1964).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (u, v) = (self.uniform_in(-1.0, 1.0), self.uniform_in(-1.0, 1.0));
            let square = u * u + v * v;
            if square > 0.0 && square < 1.0 {
                let scale = (-2.0 * math::ln(square) / square).sqrt();
                self.spare = Some(v * scale);
                return u * scale;
            }
        }
    }

    /// Uniform among 0, 1, …, n - 1, without bias (D. Lemire, 2019); 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        if n == 0 {
            return 0;
        }
        let threshold = n.wrapping_neg() % n;
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(n);
            if wide as u64 >= threshold {
                return (wide >> 64) as usize;
            }
        }
    }

    /// Puts values in random order (R. Durstenfeld, 1964).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }

    /// 0, 1, …, n - 1 in random order.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// A place, drawn in proportion to its weight; weights that are not positive count as 0, and without any weight
    /// the first place is taken.
    pub fn choose_weighted(&mut self, weights: &[f64]) -> usize {
        let total = weights.iter().fold(0.0, |sum, w| if *w > 0.0 { sum + w } else { sum });
        let mut left = self.uniform() * total;
        let mut last = 0;
        for (place, weight) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            last = place;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// `true` with probability `p`.
    pub fn bernoulli(&mut self, p: f64) -> bool {
        self.uniform() < p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut rng = Rng::new(1);
        let drawn: Vec<u64> = (0..3).map(|_| rng.next_u64()).collect();
        assert_eq!(drawn, [7_424_550_030_962_593_201, 1_482_817_706_323_250_795, 11_004_592_982_271_133_285]);
    }

    #[test]
    fn forks_differ_from_each_other_and_do_not_depend_on_draws() {
        let mut rng = Rng::new(1);
        let before = rng.fork(0).next_u64();
        rng.next_u64();
        assert_eq!(rng.fork(0).next_u64(), before);
        assert_ne!(rng.fork(1).next_u64(), before);
        assert_ne!(Rng::new(2).fork(0).next_u64(), before);
    }

    #[test]
    fn moments_are_right() {
        let mut rng = Rng::new(3);
        let draws: Vec<f64> = (0..100_000).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|d| d * d).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        let mut counts = [0; 5];
        (0..50_000).for_each(|_| counts[rng.below(5)] += 1);
        assert!(counts.iter().all(|c| (9_500..10_500).contains(c)), "{counts:?}");
        let heads = (0..10_000).filter(|_| rng.bernoulli(0.3)).count();
        assert!((2_800..3_200).contains(&heads));
    }

    #[test]
    fn weights_decide_and_odd_ones_do_no_harm() {
        let mut rng = Rng::new(4);
        let mut counts = [0; 4];
        (0..10_000).for_each(|_| counts[rng.choose_weighted(&[1.0, 0.0, 3.0, f64::NAN])] += 1);
        assert_eq!((counts[1], counts[3]), (0, 0));
        assert!((7_300..7_700).contains(&counts[2]), "{counts:?}");
        assert_eq!(rng.choose_weighted(&[]), 0);
        assert_eq!(rng.choose_weighted(&[0.0]), 0);
        assert_eq!(rng.below(0), 0);
    }
}
