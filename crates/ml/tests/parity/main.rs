//! What other libraries compute for the same input, module by module. The references in `tests/reference` were
//! written by the scripts in `parity/`; each names the version that wrote it.

mod compare;
mod linear;
mod models;
mod nn;
mod trees;
