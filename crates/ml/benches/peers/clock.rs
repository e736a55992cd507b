//! Rows of work and their clocks.

#![allow(unsafe_code, reason = "the standard library knows no clock of processor time")]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

/// What is timed.
pub type Work = Box<dyn Fn() -> Result<(), Box<dyn Error>>>;

/// Named pieces of work.
pub type Rows = Vec<(&'static str, Work)>;

/// What the command line asks for.
pub struct Wanted {
    /// How often each row runs.
    pub runs: usize,
    pub threads: usize,
    /// The one row to run; else all.
    row: Option<String>,
}

impl Wanted {
    /// `[RUNS] [THREADS] [row=NAME]`: 5 runs and 2 threads if nothing else is said.
    pub fn read() -> Self {
        let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
        let (runs, threads) = (numbers.next().unwrap_or(5).max(1), numbers.next().unwrap_or(2));
        let row = std::env::args().find_map(|argument| argument.strip_prefix("row=").map(str::to_owned));
        Self { runs, threads, row }
    }

    /// Prints JSON: the name of each row to the medians of its wall time and of its processor time, in seconds. A run
    /// before them does not count.
    pub fn print_times(&self, rows: Rows) -> Result<(), Box<dyn Error>> {
        let mut medians = BTreeMap::new();
        for (name, work) in rows {
            if self.row.as_ref().is_some_and(|row| row != name) {
                continue;
            }
            work()?;
            let times = (0..self.runs).map(|_| timed(&work)).collect::<Result<Vec<_>, _>>()?;
            medians.insert(name, [0, 1].map(|clock| median(times.iter().map(|time| time[clock]).collect())));
        }
        println!("{}", serde_json::to_string(&medians)?);
        Ok(())
    }
}

/// Seconds on the wall and of all threads together.
fn timed(work: &Work) -> Result<[f64; 2], Box<dyn Error>> {
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
