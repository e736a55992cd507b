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

    // Cell 1 (fig-one)
    ::cell::rt::begin(1);
    1; show_last!(2);
    ::cell::rt::end();

    // Cell 2
    ::cell::rt::begin(2);
    show_last!(3);
    ::cell::rt::end();

    Ok(())
}
