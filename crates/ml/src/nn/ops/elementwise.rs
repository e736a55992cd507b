//! Operations on each value by itself, and on pairs of values with broadcasting.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::math;
use crate::nn::ops::broadcast::{combine, sum_to};
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::Tensor;
use crate::wide::wide;

impl<'t> Var<'t> {
    /// `value` of each number; `slope(x, y)` is the derivative at `x`, where the value is `y`.
    fn map(self, value: impl Fn(f64) -> f64, slope: impl Fn(f64, f64) -> f64 + 'static) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let data = x.data().iter().map(|&x| value(x)).collect();
            let y = Tensor::from_parts(x.shape().to_vec(), data);
            let kept = y.clone();
            let backward = move |mut gradient: Tensor, to: &mut Gradients| {
                for (g, (&x, &y)) in gradient.data_mut().iter_mut().zip(x.data().iter().zip(kept.data())) {
                    *g *= slope(x, y);
                }
                to.add(id, gradient);
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// `value` of each pair; `left` and `right` give the derivatives by the two inputs.
    fn pair(
        self,
        other: Var<'t>,
        what: &'static str,
        value: impl Fn(f64, f64) -> f64,
        left: impl Fn(f64, f64) -> f64 + 'static,
        right: impl Fn(f64, f64) -> f64 + 'static,
    ) -> Var<'t> {
        let ids = (self.id, other.id);
        Var::operation([self, other], |[a, b]| {
            let y = combine(what, &a, &b, value)?;
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let share = |slope: &dyn Fn(f64, f64) -> f64, shape: &[usize]| {
                    let slopes = combine(what, &a, &b, slope)?;
                    Ok::<_, crate::error::Error>(sum_to(
                        combine(what, &slopes, &gradient, |s, g| s * g)?,
                        shape,
                    ))
                };
                // The shapes met going forward, so they meet going back.
                if to.wants(ids.0)
                    && let Ok(share) = share(&left, a.shape())
                {
                    to.add(ids.0, share);
                }
                if to.wants(ids.1)
                    && let Ok(share) = share(&right, b.shape())
                {
                    to.add(ids.1, share);
                }
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The larger of each pair. Where they are equal each gets half of the gradient, as in PyTorch.
    pub fn maximum(self, other: Var<'t>) -> Var<'t> {
        let slope = |a: f64, b: f64| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        };
        self.pair(other, "maximum", |a, b| if a >= b { a } else { b }, slope, move |a, b| slope(b, a))
    }

    /// The smaller of each pair. Where they are equal each gets half of the gradient, as in PyTorch.
    pub fn minimum(self, other: Var<'t>) -> Var<'t> {
        let slope = |a: f64, b: f64| {
            if a < b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        };
        self.pair(other, "minimum", |a, b| if a <= b { a } else { b }, slope, move |a, b| slope(b, a))
    }

    /// x².
    pub fn square(self) -> Var<'t> {
        self.map(|x| x * x, |x, _| 2.0 * x)
    }

    /// The square root.
    pub fn sqrt(self) -> Var<'t> {
        self.map(f64::sqrt, |_, y| 0.5 / y)
    }

    /// |x|; its slope at 0 is taken as 0.
    pub fn abs(self) -> Var<'t> {
        self.map(f64::abs, |x, _| {
            if x > 0.0 {
                1.0
            } else if x < 0.0 {
                -1.0
            } else {
                0.0
            }
        })
    }

    /// eˣ.
    pub fn exp(self) -> Var<'t> {
        self.map(math::exp, |_, y| y)
    }

    /// The natural logarithm.
    pub fn ln(self) -> Var<'t> {
        self.map(math::ln, |x, _| 1.0 / x)
    }

    /// x to a fixed power.
    pub fn pow(self, exponent: f64) -> Var<'t> {
        self.map(|x| math::pow(x, exponent), move |x, _| exponent * math::pow(x, exponent - 1.0))
    }

    /// The sine, x in radians.
    pub fn sin(self) -> Var<'t> {
        self.map(math::sin, |x, _| math::cos(x))
    }

    /// The cosine, x in radians.
    pub fn cos(self) -> Var<'t> {
        self.map(math::cos, |x, _| -math::sin(x))
    }

    /// Values below `low` become `low`, those above `high` become `high`, and both stop their gradient.
    pub fn clamp(self, low: f64, high: f64) -> Var<'t> {
        self.map(
            move |x| {
                if x < low {
                    low
                } else if x > high {
                    high
                } else {
                    x
                }
            },
            move |x, _| if x < low || x > high { 0.0 } else { 1.0 },
        )
    }

    /// max(x, 0), the rectified linear unit; its slope at 0 is taken as 0.
    pub fn relu(self) -> Var<'t> {
        self.map(|x| if x > 0.0 { x } else { 0.0 }, |x, _| if x > 0.0 { 1.0 } else { 0.0 })
    }

    /// x for positive x, `slope` · x for the others.
    pub fn leaky_relu(self, slope: f64) -> Var<'t> {
        self.map(move |x| if x > 0.0 { x } else { slope * x }, move |x, _| if x > 0.0 { 1.0 } else { slope })
    }

    /// The hyperbolic tangent.
    pub fn tanh(self) -> Var<'t> {
        self.map(math::tanh, |_, y| 1.0 - y * y)
    }

    /// 1 / (1 + e⁻ˣ), the logistic function.
    pub fn sigmoid(self) -> Var<'t> {
        self.map(math::sigmoid, |_, y| y * (1.0 - y))
    }

    /// ln(1 + eˣ), a smooth ReLU that does not overflow.
    pub fn softplus(self) -> Var<'t> {
        self.map(softplus, |x, _| math::sigmoid(x))
    }

    /// x · sigmoid(x), also called swish.
    pub fn silu(self) -> Var<'t> {
        self.map(
            |x| x * math::sigmoid(x),
            |x, _| {
                let s = math::sigmoid(x);
                s * (1.0 + x * (1.0 - s))
            },
        )
    }

    /// The Gaussian error linear unit in its tanh form (D. Hendrycks and K. Gimpel, 2016), as in GPT-2.
    pub fn gelu(self) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            // The tanh is the cost of this function: it is computed once and kept.
            let mut tanhs: Vec<f64> = wide(|| x.data().iter().map(|&x| gelu_inner(x)).collect());
            math::tanh_each(&mut tanhs);
            let data = wide(|| x.data().iter().zip(&tanhs).map(|(x, t)| 0.5 * x * (1.0 + t)).collect());
            let y = Tensor::from_parts(x.shape().to_vec(), data);
            let backward = move |mut gradient: Tensor, to: &mut Gradients| {
                wide(|| {
                    for (g, (&x, &t)) in gradient.data_mut().iter_mut().zip(x.data().iter().zip(&tanhs)) {
                        let inner = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * x * x);
                        *g *= 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner;
                    }
                });
                to.add(id, gradient);
            };
            Ok((y, Box::new(backward) as _))
        })
    }
}

/// √(2/π).
const GELU_SCALE: f64 = 0.797_884_560_802_865_4;
const GELU_CUBIC: f64 = 0.044_715;

/// The value of [`Var::gelu`] at one number.
pub(crate) fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + math::tanh(gelu_inner(x)))
}

#[inline(always)]
fn gelu_inner(x: f64) -> f64 {
    GELU_SCALE * (x + GELU_CUBIC * x * x * x)
}

/// ln(1 + eˣ) without overflow for large x.
fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + math::ln_1p(math::exp(-x)) } else { math::ln_1p(math::exp(x)) }
}

/// Addition needs no products in its gradient, which makes biases and residual sums cheap.
fn linear<'t>(a: Var<'t>, b: Var<'t>, what: &'static str, sign: f64) -> Var<'t> {
    let ids = (a.id, b.id);
    Var::operation([a, b], |[a, b]| {
        let y = combine(what, &a, &b, |a, b| a + sign * b)?;
        let shapes = (a.shape().to_vec(), b.shape().to_vec());
        let backward = move |gradient: Tensor, to: &mut Gradients| {
            if to.wants(ids.1) {
                let mut share = sum_to(gradient.clone(), &shapes.1);
                if sign < 0.0 {
                    share.data_mut().iter_mut().for_each(|g| *g = -*g);
                }
                to.add(ids.1, share);
            }
            if to.wants(ids.0) {
                to.add(ids.0, sum_to(gradient, &shapes.0));
            }
        };
        Ok((y, Box::new(backward) as _))
    })
}

impl<'t> Add for Var<'t> {
    type Output = Var<'t>;
    fn add(self, other: Self) -> Self {
        linear(self, other, "add", 1.0)
    }
}

impl<'t> Sub for Var<'t> {
    type Output = Var<'t>;
    fn sub(self, other: Self) -> Self {
        linear(self, other, "subtract", -1.0)
    }
}

impl<'t> Mul for Var<'t> {
    type Output = Var<'t>;
    fn mul(self, other: Self) -> Self {
        self.pair(other, "multiply", |a, b| a * b, |_, b| b, |a, _| a)
    }
}

impl<'t> Div for Var<'t> {
    type Output = Var<'t>;
    fn div(self, other: Self) -> Self {
        self.pair(other, "divide", |a, b| a / b, |_, b| 1.0 / b, |a, b| -a / (b * b))
    }
}

impl<'t> Neg for Var<'t> {
    type Output = Var<'t>;
    fn neg(self) -> Self {
        self.map(|x| -x, |_, _| -1.0)
    }
}

/// Numbers on either side of the four operators.
macro_rules! with_numbers {
    ($($trait:ident $method:ident |$x:ident, $number:ident| $right:expr, $left:expr;)*) => {$(
        impl<'t> $trait<f64> for Var<'t> {
            type Output = Var<'t>;
            fn $method(self, $number: f64) -> Var<'t> { let $x = self; $right }
        }
        impl<'t> $trait<Var<'t>> for f64 {
            type Output = Var<'t>;
            fn $method(self, $x: Var<'t>) -> Var<'t> { let $number = self; $left }
        }
    )*};
}
with_numbers! {
    Add add |x, n| x.map(move |x| x + n, |_, _| 1.0), x.map(move |x| n + x, |_, _| 1.0);
    Sub sub |x, n| x.map(move |x| x - n, |_, _| 1.0), x.map(move |x| n - x, |_, _| -1.0);
    Mul mul |x, n| x.map(move |x| x * n, move |_, _| n), x.map(move |x| n * x, move |_, _| n);
    Div div |x, n| x.map(move |x| x / n, move |_, _| 1.0 / n), x.map(move |x| n / x, |x, y| -y / x);
}
