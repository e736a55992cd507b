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
    let x = 1;
    show_last!(x);
    ::cell::rt::end();

    // Cell 2
    ::cell::rt::begin(2);
    x + 1;
    ::cell::rt::end();

    // Cell 3
    ::cell::rt::begin(3);
    show_last!(vec![x, 2]);
    ::cell::rt::end();

    // Cell 4
    ::cell::rt::begin(4);
    println!("shown by itself");
    ::cell::rt::end();

    // Cell 5
    ::cell::rt::begin(5);
    show_last!(if x > 0 { "up" } else { "down" });
    ::cell::rt::end();

    // Cell 6
    ::cell::rt::begin(6);
    show_last!(match x {
        0 => "none",
        _ => "some",
    });
    ::cell::rt::end();

    // Cell 7
    ::cell::rt::begin(7);
    show_last!({
        let y = x;
        y * 2
    });
    ::cell::rt::end();

    // Cell 8
    ::cell::rt::begin(8);
    show_last!(Chart::new()
        .line("a", &[1.0])
        .x_label("step"));
    ::cell::rt::end();

    // Cell 9
    ::cell::rt::begin(9);
    for i in 0..3 {}
    ::cell::rt::end();

    // Cell 10
    ::cell::rt::begin(10);
    while false {}
    ::cell::rt::end();

    // Cell 11
    ::cell::rt::begin(11);
    show_last!(loop { break x });
    ::cell::rt::end();

    // Cell 12
    ::cell::rt::begin(12);
    let y = 2; show_last!(y); // with a comment
    ::cell::rt::end();

    // Cell 13
    ::cell::rt::begin(13);
    // only a comment
    ::cell::rt::end();

    // Cell 14
    ::cell::rt::begin(14);
    ::cell::rt::end();

    // Cell 15
    ::cell::rt::begin(15);
    fn double(x: i32) -> i32 {
        x * 2
    }
    ::cell::rt::end();

    // Cell 16
    ::cell::rt::begin(16);
    show_last!(double(x)); /* a comment
    over two lines */
    ::cell::rt::end();

    // Cell 17
    ::cell::rt::begin(17);
    show_last!(unsafe { 1 });
    ::cell::rt::end();

    // Cell 18
    ::cell::rt::begin(18);
    show_last!(|a: i32| a + x);
    ::cell::rt::end();

    // Cell 19
    ::cell::rt::begin(19);
    show_last!("1".parse::<i32>()?);
    ::cell::rt::end();

    // Cell 20
    ::cell::rt::begin(20);
    macro_rules! twice { ($e:expr) => { $e * 2 } }
    show_last!(twice!(x));
    ::cell::rt::end();

    // Cell 21
    ::cell::rt::begin(21);
    twice! { x }
    ::cell::rt::end();

    // Cell 22
    ::cell::rt::begin(22);
    return Ok(());
    ::cell::rt::end();

    // Cell 23
    ::cell::rt::begin(23);
    show_last!(x = "not mutable, but Rust all the same");
    ::cell::rt::end();

    // Cell 24
    ::cell::rt::begin(24);
    show_last!("a string with ``` in it; and // no comment");
    ::cell::rt::end();

    Ok(())
}
