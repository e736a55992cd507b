//! The numbers that a network learns, and how they meet a tape for one pass.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::tape::{Gradients, Tape, Var};
use crate::nn::tensor::Tensor;
use crate::rng::Rng;

/// A block of learned numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    name: String,
    value: Tensor,
    frozen: bool,
    /// Per number: whether it may differ from zero. Absent when nothing was pruned.
    mask: Option<Vec<bool>>,
}

impl Parameter {
    /// A parameter with its first value. The name says what it is ("weight", "bias"); names need not differ.
    pub fn new(name: &str, value: Tensor) -> Self {
        Self { name: name.into(), value, frozen: false, mask: None }
    }

    /// What it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its numbers.
    pub fn value(&self) -> &Tensor {
        &self.value
    }

    /// Gives it other numbers of the same shape; pruned ones stay zero.
    ///
    /// # Errors
    /// [`Error::Shape`] when the shapes differ.
    pub fn set(&mut self, value: Tensor) -> Result<()> {
        if value.shape() != self.value.shape() {
            return Err(Error::Shape {
                what: format!("parameter {}", self.name),
                expected: format!("{:?}", self.value.shape()),
                found: format!("{:?}", value.shape()),
            });
        }
        self.value = value;
        self.enforce_mask();
        Ok(())
    }

    /// Its numbers, to change in place, without the mask's protection: call [`Parameter::enforce_mask`] afterwards.
    pub(crate) fn values_mut(&mut self) -> &mut [f64] {
        self.value.data_mut()
    }

    /// Whether training leaves it alone.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Makes training leave it alone, or not.
    pub fn set_frozen(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    /// Which numbers were kept by pruning, in row-major order; `None` when nothing was pruned.
    pub fn mask(&self) -> Option<&[bool]> {
        self.mask.as_deref()
    }

    /// Keeps the numbers whose place is `true` and sets the others to zero for good: training does not revive them.
    ///
    /// # Errors
    /// [`Error::Shape`] when the mask has another length than the numbers.
    pub fn set_mask(&mut self, mask: Vec<bool>) -> Result<()> {
        if mask.len() != self.value.len() {
            return Err(Error::Shape {
                what: format!("mask of parameter {}", self.name),
                expected: format!("{} places", self.value.len()),
                found: format!("{}", mask.len()),
            });
        }
        self.mask = Some(mask);
        self.enforce_mask();
        Ok(())
    }

    /// Forgets the mask; what it set to zero may grow again.
    pub fn clear_mask(&mut self) {
        self.mask = None;
    }

    /// How many of its numbers training changes.
    fn trainable(&self) -> usize {
        match &self.mask {
            _ if self.frozen => 0,
            Some(mask) => mask.iter().filter(|kept| **kept).count(),
            None => self.value.len(),
        }
    }

    /// How many of its numbers are not zero.
    fn nonzero(&self) -> usize {
        self.value.data().iter().filter(|v| **v != 0.0).count()
    }

    pub(crate) fn enforce_mask(&mut self) {
        if let Some(mask) = &self.mask {
            for (value, &kept) in self.value.data_mut().iter_mut().zip(mask) {
                if !kept {
                    *value = 0.0;
                }
            }
        }
    }
}

/// One pass of values through a network: the tape, whether it is training, and the parameters seen so far.
pub struct Pass<'t> {
    tape: &'t Tape,
    dropout: Option<Rng>,
    tracking: bool,
    bound: Vec<(&'t Parameter, Var<'t>)>,
}

impl<'t> Pass<'t> {
    /// A pass that only computes: dropout is off and no parameter gets a gradient.
    pub fn evaluate(tape: &'t Tape) -> Self {
        Self { tape, dropout: None, tracking: false, bound: Vec::new() }
    }

    /// A pass for training: dropout draws from `rng`, and parameters that are not frozen get gradients.
    pub fn train(tape: &'t Tape, rng: Rng) -> Self {
        Self { tape, dropout: Some(rng), tracking: true, bound: Vec::new() }
    }

    /// The tape that it writes to.
    pub fn tape(&self) -> &'t Tape {
        self.tape
    }

    /// The parameter as a value of this pass. A parameter that is used twice is one value, so its gradients add up.
    pub fn bind(&mut self, parameter: &'t Parameter) -> Var<'t> {
        if let Some((_, var)) = self.bound.iter().find(|(known, _)| std::ptr::eq(*known, parameter)) {
            return *var;
        }
        let value = parameter.value.clone();
        let tracked = self.tracking && !parameter.frozen;
        let var = if tracked { self.tape.variable(value) } else { self.tape.constant(value) };
        self.bound.push((parameter, var));
        var
    }

    /// The random numbers of this pass, when it is a training pass.
    pub fn rng(&mut self) -> Option<&mut Rng> {
        self.dropout.as_mut()
    }

    /// The gradient of each of `parameters`, in their order: zeros for those that were frozen or not used.
    pub fn gradients(&self, parameters: &[&Parameter], gradients: &mut Gradients) -> Vec<Tensor> {
        let of = |parameter: &Parameter| match self
            .bound
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, parameter))
        {
            Some((_, var)) => gradients.take(*var),
            None => Tensor::filled(parameter.value.shape(), 0.0),
        };
        parameters.iter().copied().map(of).collect()
    }
}

/// Something with parameters that turns values into values: a layer, a network, or your own composition of them.
pub trait Module {
    /// The output for `input`, recorded on the pass' tape.
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t>;

    /// Its parameters, always in the same order.
    fn parameters(&self) -> Vec<&Parameter>;

    /// Its parameters, to change, in the order of [`Module::parameters`].
    fn parameters_mut(&mut self) -> Vec<&mut Parameter>;

    /// How many numbers it has learned or may learn, frozen and pruned ones included.
    fn parameter_count(&self) -> usize {
        count(&self.parameters(), &|p| p.value.len())
    }

    /// How many numbers training changes: neither frozen nor pruned.
    fn trainable_count(&self) -> usize {
        count(&self.parameters(), &Parameter::trainable)
    }

    /// How many of its numbers are not zero.
    fn nonzero_count(&self) -> usize {
        count(&self.parameters(), &Parameter::nonzero)
    }

    /// Makes training leave all its parameters alone.
    fn freeze(&mut self) {
        set_frozen(self.parameters_mut(), true);
    }

    /// Lets training change all its parameters again.
    fn unfreeze(&mut self) {
        set_frozen(self.parameters_mut(), false);
    }

    /// The output for `input` without training: no gradients, no dropout.
    ///
    /// # Errors
    /// A shape error when the input does not fit.
    fn predict(&self, input: &Tensor) -> Result<Tensor>
    where
        Self: Sized,
    {
        let tape = Tape::new();
        let mut pass = Pass::evaluate(&tape);
        let input = tape.constant(input.clone());
        let output = self.forward(&mut pass, input);
        output.value()
    }
}

// What the provided methods do is written once here, so that a cell which uses a network compiles none of it again.

fn count(parameters: &[&Parameter], of: &dyn Fn(&Parameter) -> usize) -> usize {
    parameters.iter().map(|parameter| of(parameter)).sum()
}

fn set_frozen(parameters: Vec<&mut Parameter>, frozen: bool) {
    parameters.into_iter().for_each(|parameter| parameter.frozen = frozen);
}
