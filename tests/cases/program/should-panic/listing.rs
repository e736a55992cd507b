//! A lesson

#![allow(unused_variables, unused_imports, unused_mut, unused_assignments, dead_code, unreachable_code, text_direction_codepoint_in_comment)]

#[allow(unused_imports)]
use cell::prelude::*;
#[allow(unused_imports)]
use ml::prelude::*;

fn main() -> std::process::ExitCode {
    ::cell::rt::main(lesson)
}

fn lesson() -> Result<(), ::cell::rt::Error> {
    #[allow(unused_imports)]
    use ::cell::rt::{claim_of as check_claim, inline_of as inline_value, tail_of as show_last};

    // Cell 1
    ::cell::rt::begin(1);
    let x = vec![1];
    ::cell::rt::end();

    // Cell 2
    ::cell::rt::begin(2);
    ::cell::rt::should_panic(2, || -> Result<(), ::cell::rt::Error> {
    show_last!(x[7]);
    Ok(()) })?;
    ::cell::rt::end();

    // Cell 3
    ::cell::rt::begin(3);
    ::cell::rt::may_fail(|| -> Result<(), ::cell::rt::Error> {
    let n: i32 = "x".parse()?;
    show_last!(n);
    Ok(()) });
    ::cell::rt::end();

    // Still there: `{rust} x.len()`.
    inline_value!(1, "{}", x.len());

    Ok(())
}
