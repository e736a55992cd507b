//! The operations that a tape can record, each with its derivative.
//!
//! Every operation is a method of [`Var`](crate::nn::Var); a file holds those that belong together, forward and
//! backward side by side.

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
