//! How long the core takes, beside what others take for the same: `compare.py` runs this and its peers in turns.
//!
//! Prints JSON, see `clock.rs`. Arguments: how often each row runs (5), how many threads (2), and `row=` with the name
//! of the one row to run.

mod clock;
mod models;
mod networks;
mod table;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted = clock::Wanted::read();
    ml::parallel::set_threads(Some(wanted.threads));
    wanted.print_times(models::rows()?.into_iter().chain(networks::rows()).collect())
}
