#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};

__inline!(1, "{}",
              1 + 1);

::cell::rt::begin(1);
let loss = 0.12345;
let names = ["a", "b"];
::cell::rt::end();
__inline!(2, "{:.3}",
             loss);__inline!(3, "{}", names.len());__inline!(4, "{:>12}", format!("{:?}", names));__claim!(1, __compare!(0, (
         loss)<(0.5)));__claim!(2, (__compare!(0, (names.len())==(2), names)) && (__compare!(1, (loss)>(0.0))));__claim!(3, __part!(0, names.contains(&"a"), names));
__inline!(5, "{:.1}",
                    loss +
1.0);
__inline!(6, "{:?}",
                names[0]);__inline!(7, "{}", { let a = 1; a });__claim!(4, __compare!(0, ((loss - 0.1).abs())<=(1e-1), loss));

::cell::rt::begin(2);
let loss = loss * 2.0;
::cell::rt::end();
__inline!(8, "{}",
                   loss);__claim!(5, __compare!(0, (loss)!=(0.0)));__claim!(6, __part!(0, Vec::<f64>::new().is_empty())); ::std::result::Result::Ok(()) }
