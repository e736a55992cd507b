//! Assembles the whole site and publishes it.
//!
//! [`assemble()`] renders every entry, gives every file of the site to an [`Output`], one by one, and checks the links between
//! them. [`Staging`] is the one output that writes: it puts the files beside the old site and swaps the two at once. A page
//! that was made of the same as the one that is there is taken over, and what a build found out about entries is kept as
//! [`Earlier`], so that the next one makes only what has changed.

mod archive;
mod assemble;
mod assets;
mod card_images;
mod check_links;
mod cite_this;
mod context;
mod core_pages;
mod earlier;
mod entry_page;
mod entry_values;
mod feed;
mod kept;
mod ledger;
mod lists;
mod looks;
mod manifest;
mod metadata;
mod output;
mod pieces;
mod place;
mod publish;
mod redirects;
mod related;
mod rendering;
mod search;
mod shared;
mod sitemap;
mod spare;
mod strict;
mod templates;
mod terms;
mod texts;
mod values;
mod vocabulary;

pub use archive::Archive;
pub use assemble::{Assembled, Options, Page, Section, assemble};
pub use earlier::{Earlier, EarlierAhead, FoundOut};
pub use kept::{Notes, NotesAhead};
pub use manifest::MARKER;
pub use output::{Memory, Output};
pub use publish::{Published, Staging, sweep};
pub use templates::Templates;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod tests;
