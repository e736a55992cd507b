//! Lossbook turns Markdown entries with live Rust cells into a blog whose every number was made by the code beside it.
//!
//! The modules below are the flow, in order: [`config`] reads `lossbook.toml`; [`source`] finds entries and reads each
//! file once; [`entry`] parses one; [`plan`] computes keys and says what is stale; [`program`] tangles an entry into one
//! Rust program whose line N is the entry's line N; [`run`] builds the cell environment, compiles the program and runs it
//! contained, [`seeds`] and [`sweep`] make one of what many runs showed; [`record`] keeps it; [`check`] compares a run with
//! a record and [`report`] says what that found; [`ledger`] gathers the metrics of all records, [`bibliography`] the works that
//! entries refer to; [`export`] makes an entry a cargo project of its own; [`core_source`] knows where the names of the core
//! are defined that cells use; [`picture`] makes smaller versions of wide pictures; [`card_image`] draws the
//! pictures that pages are shared with; [`render`] turns an entry and its record into markup; [`site`] writes pages, lists, feeds and
//! assets and replaces the whole site at once.
//!
//! [`journal`] reads a whole journal through the first stages; [`command`] has a driver for each command, called by
//! `main` with what [`cli`] read; [`diagnostic`] is how every stage tells an author what is wrong, [`console`] how the
//! terminal hears of it, [`files`] how files are replaced so that a crash leaves the old or the new, [`interrupt`] what
//! Ctrl-C does, [`git`] what earlier revisions hold, [`words`] the theme's own words in each language,
//! [`held`] what stands behind a lock, [`fingerprint`] how files are known that were read before, [`kept_by_key`] what a
//! build leaves for the next.

// The map of a module names its private parts too: it is for those who read the code.
#![allow(rustdoc::private_intra_doc_links)]

pub mod config;
pub mod source;

pub mod entry;

pub mod plan;
pub mod program;
pub mod run;

pub mod core_source;

pub mod params;
pub mod record;
pub mod seeds;
pub mod sweep;

pub mod bibliography;
pub mod check;
pub mod ledger;
pub mod report;

pub mod card_image;
pub mod export;
pub mod picture;
pub mod render;
pub mod site;

pub mod cli;
pub mod clock;
pub mod command;
pub mod console;
pub mod diagnostic;
pub mod files;
pub mod fingerprint;
pub mod git;
pub mod hash;
pub mod held;
pub mod interrupt;
pub mod journal;
pub mod kept_by_key;
pub mod words;
