//! The same bits everywhere: what every model learns is hashed and compared with the hash in the table. `run.sh` repeats
//! this for several processor generations and in WebAssembly.

mod data;
mod judging;
mod models;
mod networks;
mod table;

use table::{hash, lines};

#[test]
fn every_model_learns_the_same_bits_with_one_thread_and_with_two() {
    let mut wrong = String::new();
    for threads in [1, 2] {
        ml::parallel::set_threads(Some(threads));
        for (name, expected, fit) in lines() {
            match hash(fit) {
                Ok(found) if found == expected => {}
                Ok(found) => wrong += &format!("{name}, {threads} threads: {found:#018x}\n"),
                Err(error) => wrong += &format!("{name}, {threads} threads: {error}\n"),
            }
        }
    }
    assert!(wrong.is_empty(), "other bits than in the table:\n{wrong}");
}
