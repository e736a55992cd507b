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
    let data = vec![1.0, 2.0];
    ::cell::rt::end();

    // Cell 2
    ::cell::rt::begin(2);
    use std::collections::BTreeMap;
    fn step(x: f64) -> f64 { x * 0.5 }
    let mut losses = Vec::new();
    let mut at = data[1];
    for _ in 0..3 {
        at = step(at);
        losses.push(at);
    }
    let model = BTreeMap::from([("w", at)]);
    show_last!(losses.len());
    ::cell::rt::end();

    // Cell 3
    ::cell::rt::begin(3);
    let sum: f64 = losses.iter().sum();
    ::cell::rt::end();

    // It ends at `{rust} sum:.3`.
    inline_value!(1, "{:.3}", sum);

    Ok(())
}
