//! Finding the compiler and saying which it is.

use crate::diagnostic::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

mod remembered;

/// The oldest compiler that the core builds with, as in Cargo.toml.
pub const OLDEST: (u32, u32) = (1, 95);

/// A compiler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// The compiler itself, past any rustup shim.
    pub rustc: PathBuf,
    /// Its whole `rustc -vV`.
    pub verbose: String,
}

impl Toolchain {
    /// Asks the compiler that is in use in `folder` who it is.
    ///
    /// # Errors
    /// No compiler is found, it does not answer, or it is too old.
    pub fn find(folder: &Path) -> Result<Self, Diagnostic> {
        let named = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
        if let Some(toolchain) = remembered::find(&named, folder) {
            return Ok(toolchain);
        }
        // Side by side, since a rustup shim takes a while to find out which compiler it stands for.
        let (verbose, sysroot) =
            (ask(&named, &["-vV"], folder)?, ask(&named, &["--print", "sysroot"], folder)?);
        let (verbose, sysroot) = (answer(verbose)?, answer(sysroot)?);
        let real =
            Path::new(sysroot.trim()).join("bin").join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let rustc = if real.is_file() { real } else { named.clone() };
        let toolchain = Self { rustc, verbose: verbose.trim_end().to_owned() };
        toolchain.check_age()?;
        remembered::keep(&named, folder, &toolchain);
        Ok(toolchain)
    }

    fn check_age(&self) -> Result<(), Diagnostic> {
        let mut numbers = self.field("release").split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
        let release = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        if release >= OLDEST {
            return Ok(());
        }
        let (major, minor) = OLDEST;
        Err(Diagnostic::new(
            Severity::Error,
            format!(
                "rustc {} is too old to run cells; {major}.{minor} or newer is needed",
                self.field("release")
            ),
        )
        .hint("update with `rustup update stable`; entries whose records are fresh build without a compiler"))
    }

    /// The line that a record names: `rustc 1.95.0`.
    pub fn short(&self) -> String {
        format!("rustc {}", self.field("release"))
    }

    /// The target that programs are compiled for.
    pub fn target(&self) -> &str {
        self.field("host")
    }

    fn field(&self, name: &str) -> &str {
        let of =
            |line: &'_ str| line.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).map(str::len);
        let line = self.verbose.lines().find(|line| of(line).is_some());
        line.map_or("unknown", |line| &line[line.len() - of(line).unwrap_or(0)..])
    }
}

/// Starts the compiler with a question.
fn ask(rustc: &Path, arguments: &[&str], folder: &Path) -> Result<Child, Diagnostic> {
    Command::new(rustc)
        .args(arguments)
        .current_dir(folder)
        .env("RUSTUP_AUTO_INSTALL", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| missing(&format!("`{}` could not be started: {error}", rustc.display())))
}

fn answer(child: Child) -> Result<String, Diagnostic> {
    let output = child.wait_with_output().map_err(|error| missing(&error.to_string()))?;
    if !output.status.success() {
        return Err(missing(String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing(why: &str) -> Diagnostic {
    Diagnostic::new(Severity::Error, format!("the Rust compiler can't be used: {why}"))
        .hint("install Rust from https://rustup.rs; entries whose records are fresh build without it (`lossbook build --locked`)")
}
