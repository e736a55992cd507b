//! What other libraries compute for the same input, module by module. The references in `tests/reference` were
//! written by the scripts in `parity/`; each names the version that wrote it.

mod compare;
mod evaluate;
mod linear;
mod metrics;
mod models;
mod nn;
mod preprocessing;
mod properties;
mod splits;
mod trees;
