//! What the terminal is told: diagnostics, short notes and progress, all on standard error.

use crate::cli::{ColorChoice, Global};
use crate::diagnostic::Diagnostic;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};

/// Where messages go and how many.
#[derive(Debug)]
pub struct Console {
    color: bool,
    quiet: bool,
    verbose: u8,
    bars: MultiProgress,
}

impl Console {
    /// A console as the command line asks for it.
    pub fn new(global: &Global) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let color = match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        let target = if terminal && !global.quiet {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            color,
            quiet: global.quiet,
            verbose: global.verbose,
            bars: MultiProgress::with_draw_target(target),
        }
    }

    /// Whether messages are coloured.
    pub fn color(&self) -> bool {
        self.color
    }

    /// A short note on what is being done.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// A note for those who asked for more.
    pub fn detail(&self, text: &str) {
        if self.verbose > 0 {
            self.line(text);
        }
    }

    /// One mistake.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        self.line(&format!("{}\n", diagnostic.render(self.color)));
    }

    /// Text as it is, whatever was asked for.
    pub fn line(&self, text: &str) {
        // A terminal that is gone is no reason to stop working.
        self.bars.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{text}");
        });
    }

    /// A bar for work of `total` steps.
    pub fn bar(&self, total: usize, what: &str) -> ProgressBar {
        let bar = self.bars.add(ProgressBar::new(total as u64));
        if let Ok(style) = ProgressStyle::with_template("{msg:20} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        bar
    }

    /// A bar that tells how far a loop inside a cell has come.
    pub fn loop_bar(&self, name: &str) -> ProgressBar {
        let bar = self.bars.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("  {msg:18} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(name.to_owned());
        bar
    }
}

/// Writes results to standard output; a reader that has gone away is no mistake.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
