//! Optimisers that look at the gradient only.

use crate::math;
use crate::optim::Optimizer;

/// Plain gradient descent: x ← x - rate · gradient. Stochastic when the gradient is that of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Sgd {
    rate: f64,
    scale: f64,
}

/// Descent with a memory of its direction (B. T. Polyak, 1964), in PyTorch's form:
/// v ← friction · v + gradient, x ← x - rate · v.
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    rate: f64,
    keep: f64,
    nesterov: bool,
    scale: f64,
    velocity: Vec<f64>,
}

/// Momentum that looks ahead (Y. Nesterov, 1983), in the form of I. Sutskever et al., 2013.
#[derive(Debug, Clone, PartialEq)]
pub struct Nesterov(Momentum);

/// Steps in units of the recent size of the gradient (T. Tieleman and G. Hinton, 2012).
#[derive(Debug, Clone, PartialEq)]
pub struct RmsProp {
    rate: f64,
    keep: f64,
    epsilon: f64,
    scale: f64,
    squares: Vec<f64>,
}

/// Momentum and RMSprop together, corrected for their start (D. P. Kingma and J. Ba, 2015).
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    rate: f64,
    keep: (f64, f64),
    epsilon: f64,
    /// Share of x that is taken away a step, in units of the rate.
    decay: f64,
    scale: f64,
    taken: i32,
    means: Vec<f64>,
    squares: Vec<f64>,
}

/// Adam with weight decay beside the gradient instead of in it (I. Loshchilov and F. Hutter, 2019).
#[derive(Debug, Clone, PartialEq)]
pub struct AdamW(Adam);

impl Sgd {
    /// Descent at a learning rate.
    pub fn new(rate: f64) -> Self {
        Self { rate, scale: 1.0 }
    }

    /// The same with a memory of its direction, of which this share is kept each step.
    pub fn momentum(self, keep: f64) -> Momentum {
        Momentum::new(self.rate, keep)
    }
}

impl Momentum {
    /// Descent at a learning rate that keeps this share of its velocity each step, 0.9 for example.
    pub fn new(rate: f64, keep: f64) -> Self {
        Self { rate, keep, nesterov: false, scale: 1.0, velocity: Vec::new() }
    }
}

impl Nesterov {
    /// Descent at a learning rate that keeps this share of its velocity each step, 0.9 for example.
    pub fn new(rate: f64, keep: f64) -> Self {
        Self(Momentum { nesterov: true, ..Momentum::new(rate, keep) })
    }
}

impl RmsProp {
    /// At a learning rate, with a memory of 0.9 a step.
    pub fn new(rate: f64) -> Self {
        Self { rate, keep: 0.9, epsilon: 1e-8, scale: 1.0, squares: Vec::new() }
    }

    /// Keeps this share of the mean square each step.
    pub fn keep(mut self, keep: f64) -> Self {
        self.keep = keep;
        self
    }
}

impl Adam {
    /// At a learning rate, with the paper's memories 0.9 and 0.999.
    pub fn new(rate: f64) -> Self {
        Self {
            rate,
            keep: (0.9, 0.999),
            epsilon: 1e-8,
            decay: 0.0,
            scale: 1.0,
            taken: 0,
            means: Vec::new(),
            squares: Vec::new(),
        }
    }

    /// Keeps these shares of the mean and of the mean square each step.
    pub fn betas(mut self, mean: f64, square: f64) -> Self {
        self.keep = (mean, square);
        self
    }
}

impl AdamW {
    /// At a learning rate, with a weight decay of 0.01.
    pub fn new(rate: f64) -> Self {
        Self(Adam { decay: 0.01, ..Adam::new(rate) })
    }

    /// Keeps these shares of the mean and of the mean square each step.
    pub fn betas(self, mean: f64, square: f64) -> Self {
        Self(self.0.betas(mean, square))
    }

    /// The share of x taken away each step, in units of the learning rate.
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.0.decay = decay;
        self
    }
}

impl Optimizer for Sgd {
    fn step(&mut self, x: &mut [f64], gradient: &[f64]) {
        let rate = self.rate * self.scale;
        for (x, g) in x.iter_mut().zip(gradient) {
            *x -= rate * g;
        }
    }
    fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }
    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
}

impl Optimizer for Momentum {
    fn step(&mut self, x: &mut [f64], gradient: &[f64]) {
        fit(&mut self.velocity, x.len());
        let rate = self.rate * self.scale;
        for ((x, g), v) in x.iter_mut().zip(gradient).zip(&mut self.velocity) {
            *v = self.keep * *v + g;
            *x -= rate * if self.nesterov { g + self.keep * *v } else { *v };
        }
    }
    fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }
    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
}

impl Optimizer for RmsProp {
    fn step(&mut self, x: &mut [f64], gradient: &[f64]) {
        fit(&mut self.squares, x.len());
        let rate = self.rate * self.scale;
        for ((x, g), s) in x.iter_mut().zip(gradient).zip(&mut self.squares) {
            *s = self.keep * *s + (1.0 - self.keep) * (g * g);
            *x -= rate * g / (s.sqrt() + self.epsilon);
        }
    }
    fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }
    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
}

impl Optimizer for Adam {
    fn step(&mut self, x: &mut [f64], gradient: &[f64]) {
        if self.means.len() != x.len() {
            self.taken = 0;
        }
        fit(&mut self.means, x.len());
        fit(&mut self.squares, x.len());
        self.taken = self.taken.saturating_add(1);
        let (first, second) = self.keep;
        let rate = self.rate * self.scale;
        let step = rate / (1.0 - math::powi(first, self.taken));
        let root = (1.0 - math::powi(second, self.taken)).sqrt();
        let shrink = 1.0 - rate * self.decay;
        let moments = self.means.iter_mut().zip(&mut self.squares);
        for ((x, g), (m, s)) in x.iter_mut().zip(gradient).zip(moments) {
            *m = first * *m + (1.0 - first) * g;
            *s = second * *s + (1.0 - second) * (g * g);
            *x = *x * shrink - step * *m / (s.sqrt() / root + self.epsilon);
        }
    }
    fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }
    fn boxed(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
}

/// Optimisers that are another one with other settings.
macro_rules! wrapper {
    ($($kind:ident),*) => {$(
        impl Optimizer for $kind {
            fn step(&mut self, x: &mut [f64], gradient: &[f64]) {
                self.0.step(x, gradient);
            }
            fn set_scale(&mut self, scale: f64) {
                self.0.set_scale(scale);
            }
            fn boxed(&self) -> Box<dyn Optimizer> {
                Box::new(self.clone())
            }
        }
    )*};
}
wrapper!(Nesterov, AdamW);

/// A memory of the right length; another length than before starts anew.
fn fit(memory: &mut Vec<f64>, length: usize) {
    if memory.len() != length {
        memory.clear();
        memory.resize(length, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(mut optimizer: impl Optimizer, steps: usize) -> [f64; 2] {
        let mut x = [3.0, -2.0];
        for _ in 0..steps {
            let gradient = [2.0 * x[0], 20.0 * x[1]];
            optimizer.step(&mut x, &gradient);
        }
        x
    }

    #[test]
    fn all_of_them_reach_the_bottom() {
        for (name, end) in [
            ("sgd", walk(Sgd::new(0.05), 400)),
            ("momentum", walk(Sgd::new(0.01).momentum(0.9), 400)),
            ("nesterov", walk(Nesterov::new(0.01, 0.9), 400)),
            ("rms_prop", walk(RmsProp::new(0.003), 3000)),
            ("adam", walk(Adam::new(0.1), 600)),
            ("adam_w", walk(AdamW::new(0.1), 600)),
        ] {
            assert!(end.iter().all(|x| x.abs() < 5e-3), "{name}: {end:?}");
        }
    }

    #[test]
    fn a_scale_of_zero_stands_still_and_other_lengths_do_no_harm() {
        let mut adam = AdamW::new(0.1);
        adam.set_scale(0.0);
        let mut x = [1.0, 2.0];
        adam.step(&mut x, &[1.0, 1.0]);
        assert_eq!(x, [1.0, 2.0]);
        adam.step(&mut [1.0; 3], &[1.0]);
        adam.step(&mut [], &[]);
    }
}
