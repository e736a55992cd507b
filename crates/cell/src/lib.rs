//! What a cell says to its page.
//!
//! A cell of a Lossbook entry is ordinary Rust; this crate is how its results reach the reader. [`show()`] puts a value on
//! the page, [`Chart`] and [`Table`] draw data, [`metric`] names a number, [`param()`] makes one adjustable, [`timing`] and
//! [`volatile`] mark what differs from run to run, [`progress()`] tells how far a loop has come and [`seed`] gives the
//! entry's seed.
//!
//! ```
//! use cell::prelude::*;
//!
//! let loss: Vec<f64> = (1..=20).map(|step| 1.0 / f64::from(step)).collect();
//! metric("final_loss", loss[19]);
//! show(Chart::new().line("loss", &loss).x_label("step"));
//! ```
//!
//! The flow, in order: a cell calls the functions above; [`rt`] counts cells and writes each output as one line of the
//! [`wire`]; Lossbook reads the wire back into a record. Without Lossbook around it (plain `cargo run` of an exported
//! project) the same calls print readable text. This crate knows nothing of journals, entries or pages.

mod number;
pub mod wire;

mod chart;
mod media;
mod table;

mod measure;
mod param;
mod progress;
mod show;

pub mod rt;

#[cfg(feature = "svg")]
pub mod svg;

pub use chart::*;
pub use measure::{Metric, Volatile, metric, timing, volatile};
pub use media::{Html, Image, Svg};
pub use number::Number;
pub use param::{Param, ParamValue, param};
pub use progress::{Progress, progress};
pub use rt::seed;
pub use show::{Show, show};
pub use table::{Column, Row, Table, TableCell};

/// What every cell has in scope.
pub mod prelude {
    pub use crate::{
        Chart, Grid, Html, Image, Svg, Table, metric, param, progress, seed, show, timing, volatile,
    };
}
