#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let data = vec![1.0, 2.0];
::cell::rt::end();

::cell::rt::begin(2);

use std::collections::BTreeMap;
fn step(x: f64) -> f64 { x * 0.5 }let (model,mut losses,) = ::cell::rt::checkpoint(2, || -> ::std::result::Result<_, ::cell::rt::Error> {
let mut losses = Vec::new();
let mut at = data[1];
for _ in 0..3 {
    at = step(at);
    losses.push(at);
}
let model = BTreeMap::from([("w", at)]);__tail!(
losses.len());
::std::result::Result::Ok((::cell::rt::kept(model),::cell::rt::kept(losses),)) })?;::cell::rt::end();

::cell::rt::begin(3);let (sum,) = ::cell::rt::checkpoint(3, || -> ::std::result::Result<_, ::cell::rt::Error> {

let sum: f64 = losses.iter().sum();
::std::result::Result::Ok((::cell::rt::kept(sum),)) })?;::cell::rt::end();
__inline!(1, "{:.3}",
                   sum); ::std::result::Result::Ok(()) }
