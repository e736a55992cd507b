//! The operations that a tape can record, each with its derivative.
//!
//! Every operation is a method of [`Var`](crate::nn::Var); a file holds those that belong together, forward and
//! backward side by side.
//!
//! ```
//! use ml::nn::{Tape, Tensor};
//! let tape = Tape::new();
//! let x = tape.variable(Tensor::new(&[2, 2], vec![1.0, 2.0, 3.0, 4.0])?);
//! let row = tape.variable(Tensor::from(vec![10.0, 20.0]));
//! let y = ((x * row).tanh().square() + x).sum();
//! let gradients = tape.backward(y)?;
//! assert_eq!(gradients.of(row).shape(), [2], "what was broadcast is summed again");
//! assert!((gradients.of(x).data()[0] - 1.0).abs() < 1e-6, "tanh is flat so far out");
//! # Ok::<(), ml::error::Error>(())
//! ```

mod attention;
mod broadcast;
mod convolution;
pub(crate) mod elementwise;
mod matrix;
pub(crate) mod normal;
mod pool;
pub(crate) mod product;
mod reduce;
mod shape;
pub(crate) mod softmax;
pub(crate) mod window;

#[cfg(test)]
mod gradient_tests;
