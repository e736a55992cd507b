#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = String::from("moved");
::cell::rt::end();
__inline!(1, "{}",
               x.len());





::cell::rt::begin(3);
let y = 2;
::cell::rt::end();














::cell::rt::begin(6);__tail!(
y);
::cell::rt::end(); ::std::result::Result::Ok(()) }
// ======== beside it, cell 2 must compile
#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = String::from("moved");
::cell::rt::end();



::cell::rt::begin(2);__tail!(
loop { println!("{x}") });
::cell::rt::end(); ::std::result::Result::Ok(()) }
// ======== beside it, cell 4 must be refused with E0382
#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = String::from("moved");
::cell::rt::end();







::cell::rt::begin(3);
let y = 2;
::cell::rt::end();

::cell::rt::begin(4);
let moved = x;__tail!(
x.len());
::cell::rt::end(); ::std::result::Result::Ok(()) }
// ======== beside it, cell 5 must be refused
#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = String::from("moved");
::cell::rt::end();







::cell::rt::begin(3);
let y = 2;
::cell::rt::end();










::cell::rt::begin(5);
let z: u8 = "";
::cell::rt::end(); ::std::result::Result::Ok(()) }
