//! The normal distribution and Student's.

use crate::error::{Error, Result, parameter};
use crate::math;

/// The probability of a value of at most `x` under the normal distribution with mean 0 and variance 1.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * math::erfc(-x / std::f64::consts::SQRT_2)
}

/// The value that a standard normal number stays below with this probability.
///
/// # Errors
/// [`Error::Parameter`] for a probability that is not between 0 and 1.
pub fn normal_quantile(probability: f64) -> Result<f64> {
    check_probability(probability)?;
    Ok(by_halves(probability, &|x| normal_cdf(-x)))
}

/// The probability of a value of at most `x` under Student's distribution with these degrees of freedom.
///
/// # Errors
/// [`Error::Parameter`] for degrees of freedom that are not above 0 and finite, [`Error::NotFinite`] if `x` is NaN.
pub fn student_t_cdf(x: f64, freedom: f64) -> Result<f64> {
    check_freedom(freedom)?;
    if x.is_nan() {
        return Err(Error::NotFinite { what: "x".to_owned(), index: Vec::new(), value: x });
    }
    let tail = student_tail(x.abs(), freedom);
    Ok(if x > 0.0 { 1.0 - tail } else { tail })
}

/// The value that a number of Student's distribution with these degrees of freedom stays below with this probability.
///
/// # Errors
/// [`Error::Parameter`] for a probability that is not between 0 and 1, or degrees of freedom that are not above 0 and
/// finite.
pub fn student_t_quantile(probability: f64, freedom: f64) -> Result<f64> {
    check_probability(probability)?;
    check_freedom(freedom)?;
    Ok(by_halves(probability, &|x| student_tail(x, freedom)))
}

/// Finds the quantile of a symmetric distribution from the probability `tail(x)` of a value above `x` by halving what it
/// can be: slower than Newton's method, but down to the last bit that the tail can tell, for every distribution.
fn by_halves(probability: f64, tail: &dyn Fn(f64) -> f64) -> f64 {
    let beyond = probability.min(1.0 - probability);
    if beyond == 0.5 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while tail(high) > beyond && high < f64::MAX / 4.0 {
        (low, high) = (high, high * 2.0);
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if tail(middle) > beyond {
            low = middle;
        } else {
            high = middle;
        }
    }
    if probability < 0.5 { -high } else { high }
}

/// Beyond so many degrees of freedom Student's distribution is told by its expansion about the normal one.
const NEARLY_NORMAL: f64 = 1e8;

/// The probability of a value above `x` ≥ 0.
fn student_tail(x: f64, freedom: f64) -> f64 {
    if freedom > NEARLY_NORMAL {
        // The value of the normal distribution with the same tail (D. L. Wallace, 1959, in the form of Abramowitz and
        // Stegun 26.7.8); what it leaves out is below 1e-13 of the tail here, up to x = 5.
        let quarter = 1.0 / (4.0 * freedom);
        let z = x * (1.0 - quarter) / (1.0 + x * x / (2.0 * freedom)).sqrt();
        return normal_cdf(-z);
    }
    let square = x * x;
    if square.is_infinite() {
        return 0.0;
    }
    0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + square), square / (freedom + square))
}

/// The regularised incomplete beta function I_x(a, b) for y = 1 − x, where one of a and b is ½, by the continued fraction
/// of Abramowitz and Stegun 26.5.8, evaluated as W. J. Lentz has it (1976).
fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    // On the other side of the mean the fraction converges slowly, and that of the rest fast.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, y, x);
    }
    // Of two numbers with the sum 1 the lesser one has the digits.
    let ln = |this: f64, other: f64| if this < 0.5 { math::ln(this) } else { math::ln_1p(-other) };
    let scale = ln_gamma_step(a + b - 0.5) - 0.5 * math::ln(std::f64::consts::PI);
    math::exp(scale + a * ln(x, y) + b * ln(y, x)) / (a * fraction(a, b, x))
}

/// ln Γ(a + ½) − ln Γ(a), also where both are so great that their difference would be lost.
fn ln_gamma_step(a: f64) -> f64 {
    if a < 1000.0 {
        return math::lgamma(a + 0.5) - math::lgamma(a);
    }
    // The expansion of the ratio in 1 / a (F. Tricomi and A. Erdélyi, 1951).
    let r = 1.0 / a;
    0.5 * math::ln(a) + math::ln_1p(r * (-0.125 + r * (1.0 / 128.0 + r * 5.0 / 1024.0)))
}

/// 1 + d₁ / (1 + d₂ / (1 + …)).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST_STEPS: usize = 100_000;
    let guarded = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    for step in 1..MOST_STEPS {
        let m = (step / 2) as f64;
        let d = if step % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        below = 1.0 / guarded(1.0 + d * below);
        above = guarded(1.0 + d / above);
        let factor = above * below;
        value *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

fn check_probability(probability: f64) -> Result<()> {
    if probability > 0.0 && probability < 1.0 {
        Ok(())
    } else {
        Err(parameter("probability", probability, "between 0 and 1"))
    }
}

fn check_freedom(freedom: f64) -> Result<()> {
    if freedom > 0.0 && freedom.is_finite() {
        Ok(())
    } else {
        Err(parameter("freedom", freedom, "more than 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_undo_probabilities() {
        for freedom in [0.5, 1.0, 2.0, 5.0, 30.0, 1000.0, 1e5, 1e7] {
            for probability in [1e-6, 0.025, 0.3, 0.5, 0.8, 0.975] {
                let x = student_t_quantile(probability, freedom).expect("a probability");
                let back = student_t_cdf(x, freedom).expect("a number");
                assert!(
                    (back - probability).abs() < 1e-11 * probability,
                    "{freedom} {probability}: {x} {back}"
                );
            }
        }
        let x = normal_quantile(0.975).expect("a probability");
        assert!((x - 1.959_963_984_540_054).abs() < 1e-14, "{x}");
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for probability in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(normal_quantile(probability).is_err());
            assert!(student_t_quantile(probability, 3.0).is_err());
        }
        for freedom in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(student_t_cdf(0.0, freedom).is_err());
        }
        assert!(student_t_cdf(f64::NAN, 1.0).is_err());
        assert_eq!(student_t_cdf(f64::INFINITY, 1.0), Ok(1.0));
        assert_eq!(student_t_cdf(0.0, 3.0), Ok(0.5));
    }
}
