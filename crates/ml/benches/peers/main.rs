//! How long the core takes, beside what others take for the same: `compare.py` runs this and its peers in turns.
//!
//! Prints JSON: the name of each row to the median of its wall time and of its processor time, in seconds. Arguments: how
//! often each row runs (5), and how many threads (2). A `name=` keeps the rows whose name holds it.

#![allow(unsafe_code, reason = "the standard library knows no clock of processor time")]

mod models;
mod networks;

use ml::error::Result;
use std::collections::BTreeMap;
use std::time::Instant;

/// Named pieces of work to time.
pub type Rows = Vec<(&'static str, Box<dyn Fn() -> Result<()>>)>;

fn main() -> Result<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let (runs, threads) = (numbers.next().unwrap_or(5).max(1), numbers.next().unwrap_or(2));
    let wanted = std::env::args().find_map(|argument| argument.strip_prefix("name=").map(str::to_owned));
    ml::parallel::set_threads(Some(threads));
    let mut medians = BTreeMap::new();
    for (name, work) in models::rows()?.into_iter().chain(networks::rows()) {
        if wanted.as_ref().is_none_or(|wanted| name.contains(wanted)) {
            let times = (0..runs).map(|_| timed(&work)).collect::<Result<Vec<_>>>()?;
            medians.insert(name, [0, 1].map(|clock| median(times.iter().map(|time| time[clock]).collect())));
        }
    }
    println!("{}", serde_json::to_string(&medians).expect("names and numbers"));
    Ok(())
}

/// Seconds on the wall and of all threads together.
fn timed(work: &dyn Fn() -> Result<()>) -> Result<[f64; 2]> {
    let (start, before) = (Instant::now(), processor_seconds());
    work()?;
    Ok([start.elapsed().as_secs_f64(), processor_seconds() - before])
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// What this process has used of processors, on Unix; elsewhere 0.
fn processor_seconds() -> f64 {
    #[cfg(unix)]
    {
        unsafe extern "C" {
            fn clock() -> std::ffi::c_long;
        }
        // POSIX says that a second has a million of these.
        // SAFETY: the C library's function takes nothing and only reads a clock.
        unsafe { clock() as f64 / 1e6 }
    }
    #[cfg(not(unix))]
    {
        0.0
    }
}
