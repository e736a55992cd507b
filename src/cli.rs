//! The command line as typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Writes a training journal whose every number was made by the code printed beside it.
///
/// Entries are Markdown files under entries/ with live Rust cells. `lossbook build` runs what is new, keeps what it showed
/// in a record beside the entry, and publishes the blog into site/. `lossbook check` runs everything again and compares.
#[derive(Debug, Parser)]
#[command(
    name = "lossbook",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 all is well; 1 something was found (a broken entry, drift); 2 the command could not do its work."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The journal's folder; by default the nearest one upwards that has a lossbook.toml.
    #[arg(long, short = 'C', global = true, value_name = "DIR")]
    pub journal: Option<PathBuf>,
    /// Say only what is wrong.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more of what is done; twice for the calls of the compiler.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colour; NO_COLOR is honoured too.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
    /// How many entries compile and run at once; by default one a processor.
    #[arg(long, short, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// Where standard error is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a journal in DIR, with one running lesson.
    Init {
        /// The folder: made if it isn't there; one that holds a journal is left alone.
        dir: PathBuf,
    },
    /// Start an entry: entries/SLUG.md.
    New {
        /// The last part of its address, such as `the-valley-next-door`.
        slug: String,
        /// Make a folder with an index.md, for an entry with files of its own.
        #[arg(long)]
        bundle: bool,
    },
    /// Run what is stale and publish everything into site/.
    Build(Build),
    /// Run stale entries, or the named ones, and record what they show.
    Run {
        /// Entries by slug or by path; all stale ones if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
        /// Give a parameter another value for this run; prints the outputs and records nothing.
        #[arg(short = 'P', long = "param", value_name = "NAME=VALUE")]
        params: Vec<String>,
        /// Take in drafts.
        #[arg(long)]
        drafts: bool,
    },
    /// Run everything again and compare with the records; writes nothing into the journal, unless asked to stamp it.
    Check(Check),
    /// Go through the drift that the last check found, cell by cell: accept it, skip it, or look closer.
    Review {
        /// Entries by slug or by path; all with drift if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
        /// Read the answers from standard input although it is no terminal, one a line: a, s, w or q.
        #[arg(long)]
        piped: bool,
    },
    /// Take the drift that the last check found: the records become what that run showed.
    Accept {
        /// Entries by slug or by path, or one cell as ENTRY#CELL (a number, a label, or `prose` for inline values and claims); all with drift if none is named.
        #[arg(value_name = "ENTRY[#CELL]")]
        entries: Vec<String>,
    },
    /// Write an entry as a cargo project of its own, which needs no Lossbook.
    Export {
        /// The entry, by slug or by path; its record must be fresh.
        entry: String,
        /// The folder to make; by default one here with the entry's name.
        dir: Option<PathBuf>,
    },
    /// Run what a change made stale, record nothing, and tell which numbers moved and by how much.
    Impact {
        /// Entries by slug or by path; all if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
        /// Compare with the records of this git revision, in place of those that are here.
        #[arg(long, value_name = "REV")]
        since: Option<String>,
        /// Print what moved as JSON on standard output.
        #[arg(long)]
        json: bool,
    },
    /// List the metrics of all entries: their values, how far they may differ, and what made them.
    Ledger {
        /// Entries by slug or by path; all if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
        /// Show the values that they had in earlier commits too.
        #[arg(long)]
        history: bool,
        /// Print the ledger as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say which part of an entry's key changed, and what made its record.
    Why {
        /// The entry, by slug or by path.
        entry: String,
    },
    /// Show the toolchain, how cells are contained, and where things are kept.
    Doctor,
    /// Remove what can be made again: compiled programs, checkpoints, scratch folders.
    Clean {
        /// Remove the shared cell environments too; the next run builds them anew.
        #[arg(long)]
        environment: bool,
    },
    /// Mend text that was encoded to UTF-8 twice (`â€™` for `’`).
    FixEncoding {
        /// Entries by slug or by path; all if none is named.
        #[arg(value_name = "ENTRY")]
        entries: Vec<String>,
        /// Write the mended text; without it, only show what would change.
        #[arg(long)]
        write: bool,
    },
}

/// What `lossbook build` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Build {
    /// Run nothing: fail if a record is stale or missing. Needs no Rust toolchain.
    #[arg(long)]
    pub locked: bool,
    /// Publish drafts too.
    #[arg(long)]
    pub drafts: bool,
    /// Publish entries that are dated in the future too.
    #[arg(long)]
    pub future: bool,
    /// The address that the site will have, in place of the one in lossbook.toml.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Publish what is whole even though an entry is broken.
    #[arg(long)]
    pub keep_going: bool,
}

/// What `lossbook check` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Check {
    /// Entries by slug or by path; all if none is named.
    #[arg(value_name = "ENTRY")]
    pub entries: Vec<String>,
    /// Run each entry N times and name what differs from run to run.
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true,
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub repeat: u16,
    /// Keep what was found of each record beside it (`<slug>.check.json`), for its page to say.
    #[arg(long)]
    pub stamp: bool,
    /// Print the findings as JSON on standard output.
    #[arg(long)]
    pub json: bool,
    /// Write the findings as JUnit XML, as systems for continuous integration read it.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write the findings as a page for a browser, with old and new charts side by side.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}
