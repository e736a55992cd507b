//! `lossbook doctor`: what is here to work with.

use super::Verdict;
use crate::cli::Global;
use crate::console::{Console, print};
use crate::run::contain::LEVEL;
use crate::run::environment::cache_folder;
use crate::run::toolchain::Toolchain;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) fn doctor(global: &Global, console: &Console) -> Verdict {
    let root = super::find_root(global).ok();
    let folder = root.clone().or_else(|| std::env::current_dir().ok()).unwrap_or_else(|| PathBuf::from("."));
    let mut verdict = Verdict::Good;
    print(&format!("lossbook {}\n", env!("CARGO_PKG_VERSION")));
    print(&match &root {
        Some(root) => format!("journal      {}\n", root.display()),
        None => "journal      none here (`lossbook init DIR` starts one)\n".to_owned(),
    });
    match Toolchain::find(&folder) {
        Ok(toolchain) => {
            print(&format!(
                "compiler     {} for {}\n             {}\n",
                toolchain.short(),
                toolchain.target(),
                toolchain.rustc.display()
            ));
        }
        Err(diagnostic) => {
            verdict = Verdict::Found;
            console.diagnostic(&diagnostic);
        }
    }
    match answer("cargo", &["--version"]) {
        Some(cargo) => print(&format!("cargo        {cargo}\n")),
        None => {
            verdict = Verdict::Found;
            print("cargo        not found: the cell environment can't be built\n");
        }
    }
    match answer("cc", &["--version"]) {
        Some(linker) => print(&format!("linker       {linker}\n")),
        None => {
            verdict = Verdict::Found;
            print("linker       no `cc`: install gcc or clang\n");
        }
    }
    print(&format!("containment  {LEVEL}: process group, time and output limits, empty environment\n"));
    match cache_folder() {
        Ok(cache) => print(&format!("cache        {} ({})\n", cache.display(), environments(&cache))),
        Err(diagnostic) => {
            verdict = Verdict::Found;
            console.diagnostic(&diagnostic);
        }
    }
    verdict
}

fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}

fn environments(cache: &Path) -> String {
    let items = std::fs::read_dir(cache).into_iter().flatten().filter_map(Result::ok);
    let ready = items.filter(|item| item.path().join("environment.json").is_file()).count();
    match ready {
        0 => "no cell environment built yet".to_owned(),
        1 => "one cell environment".to_owned(),
        many => format!("{many} cell environments; `lossbook clean --environment` removes them"),
    }
}
