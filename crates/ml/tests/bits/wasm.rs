//! The table of models as a WebAssembly module, which `wasm.mjs` runs: there are no arguments and no output there, only
//! exported functions.

#![allow(unsafe_code, reason = "exported functions carry their plain names")]

mod data;
mod judging;
mod models;
mod networks;
mod table;

use table::{hash, lines};

/// How many models there are.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> usize {
    lines().len()
}

/// Where the name of a model lies in memory.
#[unsafe(no_mangle)]
pub extern "C" fn name(model: usize) -> *const u8 {
    lines().get(model).map_or(std::ptr::null(), |(name, _, _)| name.as_ptr())
}

/// How many bytes the name of a model has.
#[unsafe(no_mangle)]
pub extern "C" fn name_length(model: usize) -> usize {
    lines().get(model).map_or(0, |(name, _, _)| name.len())
}

/// The hash that the table says.
#[unsafe(no_mangle)]
pub extern "C" fn expected(model: usize) -> u64 {
    lines().get(model).map_or(0, |(_, expected, _)| *expected)
}

/// The hash of what the model learns here; 0 when it cannot be fitted.
#[unsafe(no_mangle)]
pub extern "C" fn found(model: usize) -> u64 {
    lines().get(model).and_then(|(_, _, fit)| hash(*fit).ok()).unwrap_or(0)
}
