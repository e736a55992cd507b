//! Compiles an entry's program and runs it.
//!
//! [`toolchain`] finds the compiler; [`environment`] has cargo build the core, the cell crate and the journal's own
//! dependencies once; [`compile`] is one direct rustc call against them; [`execute`] runs the program in a contained
//! child process and gives back all that it wrote. [`checkpoint`] keeps what slow cells bound and showed.

pub mod cache;
pub mod checkpoint;
mod checkpoint_report;
mod claim_report;
pub mod compile;
pub mod contain;
pub mod embedded;
pub mod environment;
pub mod execute;
pub mod failures;
mod lints;
mod name_report;
pub mod process_tree;
pub mod program_run;
mod rustc_report;
pub mod toolchain;
mod variations;
