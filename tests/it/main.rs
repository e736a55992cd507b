//! The one integration binary: a module a stage, whose cases are files under tests/cases/. See tests/README.md.

mod binary;
mod cases;
mod check;
mod cli;
mod export;
mod incremental;
mod journal;
mod keys;
mod killed;
mod parse;
mod program;
mod render;
