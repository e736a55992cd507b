// nothing runs
// ======== beside it, cell 1 must compile
#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = 1;
::cell::rt::end(); ::std::result::Result::Ok(()) }
