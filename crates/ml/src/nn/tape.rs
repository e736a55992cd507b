//! Reverse-mode automatic differentiation: a tape that remembers what was computed and walks it backwards.

use std::cell::RefCell;

use crate::error::{Error, Result};
use crate::nn::tensor::{Tensor, shape_error};

/// Receives the gradient of an operation's result and hands each input its share.
pub(crate) type Backward = Box<dyn Fn(Tensor, &mut Gradients)>;

/// The record of one computation.
///
/// Values enter as [`Tape::variable`] (differentiated) or [`Tape::constant`] (not); every operation on a [`Var`]
/// appends its result. [`Tape::backward`] then gives the derivative of one number with respect to every variable by
/// the chain rule, last operation first.
///
/// Operations don't return a `Result`, so that a formula reads like a formula. The first mistake (shapes that don't
/// fit, a label out of range) is kept by the tape, what follows it computes nothing, and [`Tape::backward`] and
/// [`Var::value`] return it.
///
/// Method: A. Griewank and A. Walther, *Evaluating Derivatives*, SIAM 2008, chapter 3.
///
/// ```
/// use ml::nn::Tape;
/// let tape = Tape::new();
/// let x = tape.variable(3.0);
/// let y = x * x + 2.0 * x;
/// assert_eq!(y.value()?.to_scalar()?, 15.0);
/// assert_eq!(tape.backward(y)?.of(x).to_scalar()?, 8.0); // 2x + 2
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Default)]
pub struct Tape {
    nodes: RefCell<Vec<Node>>,
    error: RefCell<Option<Error>>,
}

/// One value of a computation; copying it copies a reference to the tape.
#[derive(Clone, Copy)]
pub struct Var<'t> {
    tape: &'t Tape,
    pub(crate) id: usize,
}

struct Node {
    value: Tensor,
    /// Whether a variable is among what it was computed from.
    tracked: bool,
    /// Absent for variables, constants, and what depends on constants only.
    backward: Option<Backward>,
}

/// What [`Tape::backward`] found: the gradient of one number with respect to every variable.
pub struct Gradients {
    slots: Vec<Option<Tensor>>,
    tracked: Vec<bool>,
    shapes: Vec<Vec<usize>>,
}

impl Tape {
    /// An empty tape.
    pub fn new() -> Self {
        Self::default()
    }

    /// A value to be differentiated by.
    pub fn variable(&self, value: impl Into<Tensor>) -> Var<'_> {
        self.push(value.into(), true, None)
    }

    /// A value that is given.
    pub fn constant(&self, value: impl Into<Tensor>) -> Var<'_> {
        self.push(value.into(), false, None)
    }

    /// The gradient of `of`, a single number, with respect to every variable that it depends on.
    ///
    /// # Errors
    /// The first mistake of the computation; [`Error::Shape`] when `of` holds no number or several;
    /// [`Error::State`] when it belongs to another tape.
    pub fn backward(&self, of: Var<'_>) -> Result<Gradients> {
        self.check()?;
        if !std::ptr::eq(self, of.tape) {
            return Err(Error::State { what: "backward of a value that is on another tape".into() });
        }
        let nodes = self.nodes.borrow();
        let value = &nodes[of.id].value;
        if value.len() != 1 {
            return Err(shape_error("backward", "a single number", &value.shape()));
        }
        let reached = &nodes[..=of.id];
        let mut gradients = Gradients {
            slots: vec![None; nodes.len()],
            tracked: nodes.iter().map(|n| n.tracked).collect(),
            shapes: nodes
                .iter()
                .map(|n| if n.backward.is_none() { n.value.shape().to_vec() } else { Vec::new() })
                .collect(),
        };
        gradients.slots[of.id] = Some(Tensor::filled(value.shape(), 1.0));
        for (id, node) in reached.iter().enumerate().rev() {
            let Some(backward) = &node.backward else { continue };
            if let Some(gradient) = gradients.slots[id].take() {
                backward(gradient, &mut gradients);
            }
        }
        Ok(gradients)
    }

    /// The first mistake of the computation so far, if any.
    ///
    /// # Errors
    /// That mistake.
    pub fn check(&self) -> Result<()> {
        match &*self.error.borrow() {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn push(&self, value: Tensor, tracked: bool, backward: Option<Backward>) -> Var<'_> {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { value, tracked, backward });
        Var { tape: self, id: nodes.len() - 1 }
    }

    /// Notes a mistake (only the first is kept) and gives a value that stands for "not computed".
    pub(crate) fn fail(&self, error: Error) -> Var<'_> {
        self.error.borrow_mut().get_or_insert(error);
        self.push(Tensor::scalar(f64::NAN), false, None)
    }
}

impl<'t> Var<'t> {
    /// What was computed; cheap, since the values are shared with the tape.
    ///
    /// # Errors
    /// The first mistake of the computation.
    pub fn value(self) -> Result<Tensor> {
        self.tape.check()?;
        Ok(self.peek())
    }

    /// The tape that it is on.
    pub fn tape(self) -> &'t Tape {
        self.tape
    }

    /// The length of each axis.
    pub fn shape(self) -> Vec<usize> {
        self.tape.nodes.borrow()[self.id].value.shape().to_vec()
    }

    /// The same value cut off from what it was computed from: no gradient flows through it.
    pub fn detach(self) -> Var<'t> {
        self.tape.constant(self.peek())
    }

    pub(crate) fn peek(self) -> Tensor {
        self.tape.nodes.borrow()[self.id].value.clone()
    }

    /// Appends an operation on `inputs`. `compute` gives the value and how to send a gradient back; it does not run
    /// when a mistake was made before, so it may rely on the shapes that earlier operations gave.
    pub(crate) fn operation<const N: usize>(
        inputs: [Var<'t>; N],
        compute: impl FnOnce([Tensor; N]) -> Result<(Tensor, Backward)>,
    ) -> Var<'t> {
        let tape = inputs[0].tape;
        if inputs.iter().any(|input| !std::ptr::eq(input.tape, tape)) {
            return tape.fail(Error::State { what: "an operation on values of two tapes".into() });
        }
        if tape.error.borrow().is_some() {
            return tape.push(Tensor::scalar(f64::NAN), false, None);
        }
        let (values, tracked) = {
            let nodes = tape.nodes.borrow();
            let values = inputs.map(|input| nodes[input.id].value.clone());
            (values, inputs.iter().any(|input| nodes[input.id].tracked))
        };
        match compute(values) {
            Ok((value, backward)) => tape.push(value, tracked, tracked.then_some(backward)),
            Err(error) => tape.fail(error),
        }
    }
}

impl Gradients {
    /// The gradient with respect to `variable`, in its shape: zeros when the result does not depend on it. Values
    /// between the variables and the result keep no gradient; make one a variable to see its gradient.
    pub fn of(&self, variable: Var<'_>) -> Tensor {
        match self.slots.get(variable.id) {
            Some(Some(gradient)) => gradient.clone(),
            _ => Tensor::filled(self.shapes.get(variable.id).map_or(&[], Vec::as_slice), 0.0),
        }
    }

    /// Takes the gradient out, so that it can be changed without a copy.
    pub(crate) fn take(&mut self, variable: Var<'_>) -> Tensor {
        match self.slots.get_mut(variable.id).and_then(Option::take) {
            Some(gradient) => gradient,
            None => self.of(variable),
        }
    }

    /// Whether a gradient for this input is worth computing.
    pub(crate) fn wants(&self, id: usize) -> bool {
        self.tracked[id]
    }

    /// Adds to the gradient of an input.
    pub(crate) fn add(&mut self, id: usize, gradient: Tensor) {
        if !self.tracked[id] {
            return;
        }
        match &mut self.slots[id] {
            Some(sum) => {
                for (s, g) in sum.data_mut().iter_mut().zip(gradient.data()) {
                    *s += g;
                }
            }
            slot => *slot = Some(gradient),
        }
    }
}

impl std::fmt::Debug for Var<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Var({:?})", self.peek())
    }
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tape({} values)", self.nodes.borrow().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_used_twice_collects_both_shares() {
        let tape = Tape::new();
        let x = tape.variable(2.0);
        let y = x * x * x;
        assert_eq!(tape.backward(y).unwrap().of(x).data(), [12.0]);
    }

    #[test]
    fn constants_and_detached_values_get_no_gradient() {
        let tape = Tape::new();
        let x = tape.variable(2.0);
        let c = tape.constant(5.0);
        let gradients = tape.backward(x * c + x.detach() * x).unwrap();
        assert_eq!(gradients.of(x).data(), [7.0]);
        assert_eq!(gradients.of(c).data(), [0.0]);
    }

    #[test]
    fn the_first_mistake_is_kept_and_nothing_panics_after_it() {
        let tape = Tape::new();
        let a = tape.variable(vec![1.0, 2.0]);
        let b = tape.variable(vec![1.0, 2.0, 3.0]);
        let wrong = (a + b).sum();
        let later = (wrong * a).mean();
        let error = tape.backward(later).err();
        assert!(matches!(error, Some(Error::Shape { ref what, .. }) if what == "add"), "{error:?}");
        assert!(later.value().is_err());
    }

    #[test]
    fn values_of_two_tapes_do_not_mix() {
        let (one, two) = (Tape::new(), Tape::new());
        let sum = one.variable(1.0) + two.variable(1.0);
        assert!(matches!(sum.value(), Err(Error::State { .. })));
        let lone = two.variable(1.0);
        assert!(matches!(one.backward(lone), Err(Error::State { .. })));
    }

    #[test]
    fn only_a_single_number_has_a_gradient() {
        let tape = Tape::new();
        let x = tape.variable(vec![1.0, 2.0]);
        assert!(matches!(tape.backward(x), Err(Error::Shape { .. })));
    }
}
