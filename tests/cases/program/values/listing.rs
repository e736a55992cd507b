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

    // First `{rust} 1 + 1`, before any cell.
    inline_value!(1, "{}", 1 + 1);

    // Cell 1
    ::cell::rt::begin(1);
    let loss = 0.12345;
    let names = ["a", "b"];
    ::cell::rt::end();

    // Loss `{rust} loss:.3` and `{rust} names.len()` on one line, then `{rust} format!("{:?}", names):>12`.
    // `{check} loss < 0.5` and `{check} names.len() == 2 && loss > 0.0`; `{check} names.contains(&"a")`.
    inline_value!(2, "{:.3}", loss);
    inline_value!(3, "{}", names.len());
    inline_value!(4, "{:>12}", format!("{:?}", names));
    check_claim!(1, loss < 0.5);
    check_claim!(2, names.len() == 2 && loss > 0.0);
    check_claim!(3, names.contains(&"a"));

    // Over lines: `{rust} loss +
    // 1.0:.1`.
    inline_value!(5, "{:.1}", loss +
    1.0);

    // Quotes: `{rust} names[0]:?`, braces `{rust} { let a = 1; a }`, `{check} (loss - 0.1).abs() <= 1e-1`.
    inline_value!(6, "{:?}", names[0]);
    inline_value!(7, "{}", { let a = 1; a });
    check_claim!(4, (loss - 0.1).abs() <= 1e-1);

    // Cell 2
    ::cell::rt::begin(2);
    let loss = loss * 2.0;
    ::cell::rt::end();

    // A new loss `{rust} loss`. Not equal: `{check} loss != 0.0`, generic: `{check} Vec::<f64>::new().is_empty()`.
    inline_value!(8, "{}", loss);
    check_claim!(5, loss != 0.0);
    check_claim!(6, Vec::<f64>::new().is_empty());

    Ok(())
}
