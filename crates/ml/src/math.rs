//! Functions beyond the four operations and the square root, with the same bits on every machine.
//!
//! The platform's `exp`, `ln`, `tanh` and friends differ in the last bit between operating systems; these are compiled
//! from the same source everywhere. Most come from libm, a port of musl's; eˣ and tanh, which networks compute by the
//! million, are of this crate, so that many values can be computed side by side.
//!
//! ```
//! use ml::math;
//! assert_eq!(math::exp(0.0), 1.0);
//! assert_eq!(math::ln(math::exp(1.0)), 1.0);
//! assert_eq!(math::sigmoid(0.0), 0.5);
//! assert_eq!(math::powi(3.0, 4), 81.0);
//! assert!((math::tanh(0.5) - 0.462_117_157_260_009_8).abs() < 1e-15);
//! ```

mod power;

pub(crate) use power::{exp_each, tanh_each};

/// eˣ.
pub fn exp(x: f64) -> f64 {
    power::exp(x)
}

/// eˣ - 1 without its loss of precision near 0.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// The natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x) without its loss of precision near 0.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The logarithm to base 2.
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// The logarithm to base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// xʸ.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// x to a whole power, by repeated squaring.
pub fn powi(x: f64, n: i32) -> f64 {
    let (mut base, mut left, mut product) = (x, n.unsigned_abs(), 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= base;
        }
        base *= base;
        left >>= 1;
    }
    if n < 0 { 1.0 / product } else { product }
}

/// The sine, x in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The cosine, x in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The tangent, x in radians.
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// The angle of the point (x, y) in radians.
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// The hyperbolic tangent.
pub fn tanh(x: f64) -> f64 {
    power::tanh(x)
}

/// 1 / (1 + e⁻ˣ), without overflow.
pub fn sigmoid(x: f64) -> f64 {
    let e = exp(-x.abs());
    (if x >= 0.0 { 1.0 } else { e }) / (1.0 + e)
}

/// The error function, 2/√π ∫₀ˣ e^-t² dt.
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// 1 - erf(x) without its loss of precision where erf is nearly 1.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// ln |Γ(x)|.
pub fn lgamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// eˣ in single precision.
pub fn expf(x: f32) -> f32 {
    libm::expf(x)
}

/// The hyperbolic tangent in single precision.
pub fn tanhf(x: f32) -> f32 {
    libm::tanhf(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_agree_with_products() {
        assert_eq!(powi(3.0, 4), 81.0);
        assert_eq!(powi(2.0, -3), 0.125);
        assert_eq!(powi(0.0, 0), 1.0);
        assert_eq!(powi(2.0, i32::MIN), 0.0);
    }

    #[test]
    fn the_sigmoid_is_symmetric_and_does_not_overflow() {
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!((sigmoid(1e4), sigmoid(-1e4)), (1.0, 0.0));
        assert!((sigmoid(3.0) + sigmoid(-3.0) - 1.0).abs() < 1e-15);
    }
}
