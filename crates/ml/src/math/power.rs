//! eˣ and its kin without branches, so that a compiler can compute many values side by side.
//!
//! Each function is a fixed row of additions, multiplications and divisions: for one value or for a slice, in narrow
//! registers or wide ones, the bits are the same.

#![allow(unsafe_code, reason = "code for wider registers may only be called after asking the processor")]

use std::f64::consts::LOG2_E;

/// Added to a number and taken away again it rounds to whole numbers; while it is there, the lowest bits are that number.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// ln 2 in two parts. The first has so few digits that its product with a whole exponent is exact.
const LN2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];

/// 1/n! for n = 13 down to 2.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
];

/// eˣ to within one unit in the last place: x = n ln 2 + r with a small r, whose power is a Taylor polynomial.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    // Beyond these everything is 0 or infinite; NaN passes through both comparisons.
    let x = if x > 710.0 { 710.0 } else { x };
    let x = if x < -746.0 { -746.0 } else { x };
    let (n, s) = reduced(x);
    // Two factors, because 2ⁿ alone may be too large or too small for a number.
    let half = (n * 0.5 + ROUND) - ROUND;
    (1.0 + s) * power_of_two(half) * power_of_two(n - half)
}

/// tanh x to within three units in the last place, from e⁻²ˣ - 1, which is exact near 0.
#[inline(always)]
pub(super) fn tanh(x: f64) -> f64 {
    let y = -2.0 * x.abs();
    let y = if y < -50.0 { -50.0 } else { y };
    let (n, s) = reduced(y);
    let scale = power_of_two(n);
    let below_one = (scale - 1.0) + scale * s;
    (-below_one / (2.0 + below_one)).copysign(x)
}

/// n and e^r - 1 for x = n ln 2 + r.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64) {
    let n = (x * LOG2_E + ROUND) - ROUND;
    let r = (x - n * LN2[0]) - n * LN2[1];
    let mut sum = INVERSE_FACTORIALS[0];
    for coefficient in &INVERSE_FACTORIALS[1..] {
        sum = sum * r + coefficient;
    }
    (n, r + r * r * sum)
}

/// 2ⁿ for a whole n from -1022 to 1023.
#[inline(always)]
fn power_of_two(n: f64) -> f64 {
    let bits = (n + ROUND).to_bits() << 52;
    f64::from_bits(bits.wrapping_add(1023 << 52))
}

/// A function of every value of a slice, in the widest registers of this processor.
macro_rules! each {
    ($name:ident, $function:ident, $wide:ident, $widest:ident) => {
        pub(crate) fn $name(values: &mut [f64]) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                fn $widest(values: &mut [f64]) {
                    values.iter_mut().for_each(|v| *v = $function(*v));
                }
                #[target_feature(enable = "avx2")]
                fn $wide(values: &mut [f64]) {
                    values.iter_mut().for_each(|v| *v = $function(*v));
                }
                if std::arch::is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor was just asked whether it has these registers.
                    return unsafe { $widest(values) };
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor was just asked whether it has these registers.
                    return unsafe { $wide(values) };
                }
            }
            values.iter_mut().for_each(|v| *v = $function(*v));
        }
    };
}
each!(exp_each, exp, exp_avx2, exp_avx512);
each!(tanh_each, tanh, tanh_avx2, tanh_avx512);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Distance in units in the last place of the true value.
    fn units(found: f64, expected: f64) -> f64 {
        if found == expected || (found.is_nan() && expected.is_nan()) {
            return 0.0;
        }
        (found - expected).abs() / f64::from_bits(expected.abs().to_bits() & (0x7FF << 52)) / f64::EPSILON
    }

    #[test]
    fn powers_are_right_to_the_last_place_or_nearly() {
        let mut rng = Rng::new(1);
        for scale in [1e-9, 1e-3, 0.3, 3.0, 40.0, 700.0] {
            for _ in 0..20_000 {
                let x = rng.uniform_in(-scale, scale);
                let (e, t) = (units(exp(x), libm::exp(x)), units(tanh(x), libm::tanh(x)));
                assert!(e <= 1.0 && t <= 3.0, "{x}: {e} {t}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_line() {
        for x in [0.0, -0.0, 709.7, 709.8, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -745.2] {
            assert!(units(exp(x), libm::exp(x)) <= 1.0, "exp {x}: {}", exp(x));
            assert!(units(tanh(x), libm::tanh(x)) <= 1.0, "tanh {x}: {}", tanh(x));
        }
        assert!((exp(-744.0) - libm::exp(-744.0)).abs() <= 5e-324, "the smallest numbers have few digits");
        assert_eq!(tanh(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(tanh(1e-300), 1e-300);
    }

    #[test]
    fn many_values_have_the_bits_of_one() {
        let mut rng = Rng::new(2);
        for length in 0..40 {
            let values: Vec<f64> = (0..length).map(|_| 30.0 * rng.normal()).collect();
            let (mut powers, mut tanhs) = (values.clone(), values.clone());
            exp_each(&mut powers);
            tanh_each(&mut tanhs);
            assert_eq!(powers, values.iter().map(|v| exp(*v)).collect::<Vec<_>>());
            assert_eq!(tanhs, values.iter().map(|v| tanh(*v)).collect::<Vec<_>>());
        }
    }
}
