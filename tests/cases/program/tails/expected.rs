#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code)] #[allow(unused_imports)] use ::cell::prelude::*; #[allow(unused_imports)] use ::ml::prelude::*; fn main() -> ::std::process::ExitCode { ::cell::rt::main(__entry) } fn __entry() -> ::std::result::Result<(), ::cell::rt::Error> { #[allow(unused_imports)] use ::cell::rt::{claim_of as __claim, comparison_of as __compare, inline_of as __inline, part_of as __part, tail_of as __tail};


::cell::rt::begin(1);
let x = 1;__tail!(
x);
::cell::rt::end();

::cell::rt::begin(2);
x + 1;
::cell::rt::end();

::cell::rt::begin(3);__tail!(
vec![x, 2]);
::cell::rt::end();

::cell::rt::begin(4);
println!("shown by itself");
::cell::rt::end();

::cell::rt::begin(5);__tail!(
if x > 0 { "up" } else { "down" });
::cell::rt::end();

::cell::rt::begin(6);__tail!(
match x {
    0 => "none",
    _ => "some",
});
::cell::rt::end();

::cell::rt::begin(7);__tail!(
{
    let y = x;
    y * 2
});
::cell::rt::end();

::cell::rt::begin(8);__tail!(
Chart::new()
    .line("a", &[1.0])
    .x_label("step"));
::cell::rt::end();

::cell::rt::begin(9);
for i in 0..3 {}
::cell::rt::end();

::cell::rt::begin(10);
while false {}
::cell::rt::end();

::cell::rt::begin(11);__tail!(
loop { break x });
::cell::rt::end();

::cell::rt::begin(12);
let y = 2;__tail!( y); // with a comment
::cell::rt::end();

::cell::rt::begin(13);
// only a comment
::cell::rt::end();

::cell::rt::begin(14);
::cell::rt::end();

::cell::rt::begin(15);
fn double(x: i32) -> i32 {
    x * 2
}
::cell::rt::end();

::cell::rt::begin(16);__tail!(
double(x)); /* a comment
over two lines */
::cell::rt::end();

::cell::rt::begin(17);__tail!(
unsafe { 1 });
::cell::rt::end();

::cell::rt::begin(18);__tail!(
|a: i32| a + x);
::cell::rt::end();

::cell::rt::begin(19);__tail!(
"1".parse::<i32>()?);
::cell::rt::end();

::cell::rt::begin(20);
macro_rules! twice { ($e:expr) => { $e * 2 } }__tail!(
twice!(x));
::cell::rt::end();

::cell::rt::begin(21);
twice! { x }
::cell::rt::end();

::cell::rt::begin(22);
return Ok(());
::cell::rt::end();

::cell::rt::begin(23);__tail!(
x = "not mutable, but Rust all the same");
::cell::rt::end();

::cell::rt::begin(24);__tail!(
"a string with ``` in it; and // no comment");
::cell::rt::end(); ::std::result::Result::Ok(()) }
