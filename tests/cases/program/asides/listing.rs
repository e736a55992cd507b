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
    let x = String::from("moved");
    ::cell::rt::end();

    // Moved: `{rust} x.len()`.
    inline_value!(1, "{}", x.len());

    // ```rust,no_run
    // loop { println!("{x}") }
    // ```

    // Cell 3
    ::cell::rt::begin(3);
    let y = 2;
    ::cell::rt::end();

    // ```rust,compile_fail,E0382
    // let moved = x;
    // x.len()
    // ```

    // ```rust,ignore
    // this is only shown
    // ```

    // ```rust,compile_fail
    // let z: u8 = "";
    // ```

    // Cell 6
    ::cell::rt::begin(6);
    show_last!(y);
    ::cell::rt::end();

    Ok(())
}
