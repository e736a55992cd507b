//! Running entries side by side: what `build`, `run` and `check` share.

use super::Context;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::journal::{Journal, Loaded};
use crate::plan::{Given, Inputs, checkpoint_keys};
use crate::run::compile::Settings;
use crate::run::environment::{self, Environment, Told};
use crate::run::program_run::{self, Draw, Job, Shown};
use crate::run::toolchain::Toolchain;
use crate::sweep;
use cell::wire::{Event, Scalar};
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All that runs of a journal's entries share.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) environment: Environment,
    settings: Settings,
    cache: PathBuf,
}

/// What a run of many entries is for.
#[derive(Debug, Default)]
pub(super) struct Purpose {
    /// Parameter values from the command line.
    pub(super) params: Params,
    /// Whether slow cells may be restored from their checkpoints, and leave some.
    pub(super) checkpoints: bool,
}

/// Parameter values from the command line.
pub(super) type Params = BTreeMap<String, Scalar>;

impl Runner {
    /// Finds the compiler and builds the cell environment, if it is not built yet.
    ///
    /// # Errors
    /// No toolchain, or a dependency that does not build.
    pub(super) fn prepare(context: &Context, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let one = |diagnostic| vec![diagnostic];
        let toolchain = Toolchain::find(&context.root).map_err(one)?;
        context.console.detail(&format!("using {}", toolchain.rustc.display()));
        let bar = context.console.bar(0, "building crates");
        let tell = |told: Told<'_>| match told {
            Told::Note(text) => context.console.note(text),
            Told::Built { name, total } => {
                bar.set_length(total as u64);
                bar.inc(1);
                context.console.detail(&format!("built {name}"));
            }
        };
        let environment = environment::prepare(&context.root, config, &toolchain, &tell);
        bar.finish_and_clear();
        let environment = environment.map_err(one)?;
        let settings = Settings { edition: config.cells.edition.clone(), opt_level: config.cells.opt_level };
        Ok(Self { environment, settings, cache: journal_cache(&context.root).map_err(one)? })
    }

    /// Runs the entries at `chosen`, at most `context.jobs` at once, and gives what they showed in the same order.
    ///
    /// # Errors
    /// The tool can't work; what is wrong with an entry stands in what it showed.
    pub(super) fn run_all(
        &self,
        context: &Context,
        journal: &Journal,
        chosen: &[usize],
        purpose: &Purpose,
    ) -> Result<Vec<Shown>, Vec<Diagnostic>> {
        let runs = chosen.iter().map(|&at| count_runs(&journal.entries[at].entry)).sum();
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(context.jobs.min(runs).max(1)).build().map_err(
                |error| vec![Diagnostic::new(Severity::Error, format!("threads can't be started: {error}"))],
            )?;
        let inputs = if purpose.checkpoints { journal.inputs() } else { None };
        let bar = context.console.bar(chosen.len(), "running entries");
        let shown: Result<Vec<Shown>, Diagnostic> = pool.install(|| {
            chosen
                .par_iter()
                .map(|&at| {
                    let loaded = &journal.entries[at];
                    context.console.detail(&format!("running {}", loaded.entry.source.path));
                    let shown = self.run_one(context, journal, loaded, &purpose.params, inputs);
                    bar.inc(1);
                    shown
                })
                .collect()
        });
        bar.finish_and_clear();
        shown.map_err(|diagnostic| vec![diagnostic])
    }

    fn run_one(
        &self,
        context: &Context,
        journal: &Journal,
        loaded: &Loaded,
        params: &Params,
        inputs: Option<&Inputs>,
    ) -> Result<Shown, Diagnostic> {
        let entry = &loaded.entry;
        let execute = &entry.front.execute;
        let mut values: Params =
            entry.front.params.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        values.extend(params.clone());
        // Without a key, since a data file is missing, the run tells what is wrong.
        let key = inputs.and_then(|inputs| journal.state(loaded, inputs).ok());
        let draw = |seed: u64, params: &Params| {
            let given = Given { environment: &self.environment.id, seed, params };
            let checkpoints = key.as_ref().map(|(key, _)| checkpoint_keys(entry, key, given));
            Draw { seed, params: params.clone(), checkpoints }
        };
        let with_seeds = |params: &Params| match entry.front.seeds.list.as_slice() {
            [] => vec![draw(entry.front.seed.unwrap_or(0), params)],
            seeds => seeds.iter().map(|seed| draw(*seed, params)).collect(),
        };
        let mut points = vec![with_seeds(&values)];
        // Who tries other values by hand asks for these alone.
        if params.is_empty() {
            let swept = sweep::points(entry).into_iter();
            points.extend(swept.map(|point| with_seeds(&values.clone().into_iter().chain(point).collect())));
        }
        let variable = |name: &String| std::env::var(name).ok().map(|value| (name.clone(), value));
        let job = Job {
            environment: &self.environment,
            settings: &self.settings,
            cache: &self.cache,
            time: execute.timeout.unwrap_or(journal.config.cells.timeout),
            memory: execute.memory,
            points,
            variables: execute.env.iter().filter_map(variable).collect(),
            data: crate::source::data_files(&journal.root, entry),
            color: context.console.color(),
        };
        let mut bars: BTreeMap<String, ProgressBar> = BTreeMap::new();
        let shown = program_run::run(entry, &job, &mut |event| {
            if let Event::Progress { name, done, total } = event {
                let bar = bars.entry(name.clone()).or_insert_with(|| context.console.loop_bar(name));
                bar.set_length(total.unwrap_or(*done));
                bar.set_position(*done);
            }
        });
        for bar in bars.values() {
            bar.finish_and_clear();
        }
        if let Ok(Shown { compiling, running, .. }) = &shown {
            let (compiling, running) = (compiling.as_secs_f64(), running.as_secs_f64());
            let path = &entry.source.path;
            context.console.detail(&format!("{path}: compiled in {compiling:.4} s, ran in {running:.4} s"));
        }
        shown
    }
}

/// How often an entry is run.
fn count_runs(entry: &Entry) -> usize {
    entry.front.seeds.list.len().max(1) * (1 + sweep::points(entry).len())
}

/// The folder for what this journal alone needs and can be made again: programs, scratch, what the last check saw.
///
/// It lies in the user's cache and not in the journal, so that a journal that can't be written to can be checked.
pub(super) fn journal_cache(root: &Path) -> Result<PathBuf, Diagnostic> {
    let id = blake3::hash(root.to_string_lossy().as_bytes()).to_hex();
    Ok(environment::cache_folder()?.join(format!("journal-{}", &id[..16])))
}

/// Prints what went wrong in an entry and what is worth a look. Gives whether anything went wrong.
pub(super) fn report(context: &Context, shown: &Shown) -> bool {
    for warning in &shown.warnings {
        context.console.line(&format!("{}\n", warning.rendered));
    }
    for failure in &shown.failures {
        context.console.line(&format!("{}\n", failure.rendered));
    }
    !shown.failures.is_empty()
}
