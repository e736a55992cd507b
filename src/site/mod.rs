//! Assembles the whole site and publishes it.
//!
//! [`assemble()`] is pure: it renders every entry, checks the links between them, and gives every file of the site with its
//! bytes. [`publish()`] is the one function that writes: it puts the files beside the old site and swaps the two at once.

mod assemble;
mod assets;
mod check_links;
mod cite_this;
mod context;
mod core_pages;
mod feed;
mod ledger;
mod lists;
mod manifest;
mod metadata;
mod publish;
mod redirects;
mod related;
mod search;
mod sitemap;
mod strict;
mod templates;
mod terms;

pub use assemble::{Assembled, Options, Page, Section, assemble};
pub use manifest::{MARKER, Manifest};
pub use publish::{Published, publish, sweep};
pub use templates::Templates;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod tests;
