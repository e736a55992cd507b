//! Learned vectors for numbered things, such as the tokens of a text.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::init::Init;
use crate::nn::layer::Stage;
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::shape_error;
use crate::rng::Rng;

/// A table with one vector a thing: `(..)` numbers of things become `(.., width)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Embedding {
    /// `(things, width)`.
    pub table: Parameter,
}

impl Embedding {
    /// Vectors of normal numbers with standard deviation 0.02, as GPT-2 begins.
    pub fn new(things: usize, width: usize, rng: &mut Rng) -> Self {
        let table = Init::Normal(0.02).draw(&[things, width], things, width, rng);
        Self { table: Parameter::new("table", table) }
    }

    /// The vectors of these things: `(n, width)`.
    pub fn lookup<'t>(&'t self, pass: &mut Pass<'t>, things: &[usize]) -> Var<'t> {
        pass.bind(&self.table).rows(things)
    }
}

impl Module for Embedding {
    /// The values of the input are the numbers of things; a value that is not a whole number from 0 is an error.
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let numbers = input.peek();
        let mut shape = numbers.shape().to_vec();
        let whole = |&v: &f64| ((0.0..9e15).contains(&v) && v.floor() == v).then_some(v as usize);
        let Some(things) = numbers.data().iter().map(whole).collect::<Option<Vec<usize>>>() else {
            return input.tape().fail(shape_error("Embedding", "whole numbers from 0", &numbers.data()));
        };
        shape.extend(self.table.value().shape().get(1));
        self.lookup(pass, &things).reshape(&shape)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        vec![&self.table]
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.table]
    }
}

impl Stage for Embedding {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let [_, width] = self.table.value().shape() else {
            return Err(shape_error(
                "Embedding",
                "a table of things and widths",
                &self.table.value().shape(),
            ));
        };
        Ok([input, &[*width]].concat())
    }
}
