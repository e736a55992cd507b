//! How long linfa takes for the core's rows; `compare.py` builds and runs it as it does the core's own bench.
//!
//! Prints JSON, see `clock.rs`. Arguments: how often each row runs (5), how many threads (2), and `row=` with the name
//! of the one row to run. Threads are those of rayon, where linfa uses it.

#[path = "../../clock.rs"]
mod clock;
mod rows;
#[path = "../../table.rs"]
mod table;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted = clock::Wanted::read();
    // SAFETY: no other thread runs yet.
    #[allow(unsafe_code, reason = "rayon is told how many threads there are by the environment alone")]
    unsafe {
        std::env::set_var("RAYON_NUM_THREADS", wanted.threads.to_string());
    }
    wanted.print_times(rows::rows()?)
}
