//! Remembering what a compiler said of itself. A `rustc` of rustup is a stand-in that takes longer to find the real one than
//! a build takes for all else that it does beside compiling and running.
//!
//! What is remembered is named by all that rustup decides by, and counts only while the compiler's own files are as they were.

use super::Toolchain;
use crate::hash::PartsHasher;
use crate::run::environment::cache_folder;
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// A compiler that was asked before.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    toolchain: Toolchain,
    /// What its files were like.
    files: String,
}

/// What the compiler `named` said when it was last asked in `folder`, if it would say the same now.
pub(super) fn find(named: &Path, folder: &Path) -> Option<Toolchain> {
    let text = fs::read_to_string(place(named, folder)?).ok()?;
    let remembered: Remembered = serde_json::from_str(&text).ok()?;
    let same = files_of(&remembered.toolchain.rustc)? == remembered.files;
    same.then_some(remembered.toolchain)
}

/// Keeps what the compiler said. A cache that can't be written to only means that it is asked again.
pub(super) fn keep(named: &Path, folder: &Path, toolchain: &Toolchain) {
    let (Some(place), Some(files)) = (place(named, folder), files_of(&toolchain.rustc)) else { return };
    let program = program(named).and_then(|program| program.canonicalize().ok());
    let real = toolchain.rustc.canonicalize().ok();
    // A script in the compiler's place may choose by anything at all.
    if !program.as_deref().is_some_and(is_rustup) && program != real {
        return;
    }
    let remembered = Remembered { toolchain: toolchain.clone(), files };
    if let Ok(text) = serde_json::to_string(&remembered) {
        let _ = crate::files::write_in_cache(&place, text.as_bytes());
    }
}

/// The file for what `named` says in `folder`: its name is a hash of all that decides which compiler that is.
fn place(named: &Path, folder: &Path) -> Option<PathBuf> {
    let program = program(named)?;
    let mut hasher = PartsHasher::default();
    let mut add = |bytes: &[u8]| hasher.add(bytes);
    add(program.as_os_str().as_encoded_bytes());
    let real = program.canonicalize().ok()?;
    add(look_of(&real)?.as_bytes());
    if is_rustup(&real) {
        for name in ["RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "HOME"] {
            add(format!("{name}={:?}", std::env::var_os(name)).as_bytes());
        }
        let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".rustup")));
        let settings = home.into_iter().chain([PathBuf::from("/etc/rustup")]);
        for settings in settings.map(|home| home.join("settings.toml")) {
            add(&fs::read(settings).unwrap_or_default());
        }
        for ancestor in folder.canonicalize().ok()?.ancestors() {
            add(ancestor.as_os_str().as_encoded_bytes());
            for name in ["rust-toolchain", "rust-toolchain.toml"] {
                add(&fs::read(ancestor.join(name)).unwrap_or_default());
            }
        }
    }
    let name = format!("compiler-{}.json", hasher.digits(16));
    Some(cache_folder().ok()?.join(name))
}

/// The file that `named` starts: as given when it is a whole path, else the first of its name on the search path.
fn program(named: &Path) -> Option<PathBuf> {
    if named.is_absolute() {
        return Some(named.to_owned());
    }
    // A path from some folder is another one in another folder.
    let name = named.file_name().filter(|name| Path::new(name) == named)?;
    let folders = std::env::var_os("PATH")?;
    let name = if cfg!(windows) { Path::new(name).with_extension("exe") } else { PathBuf::from(name) };
    std::env::split_paths(&folders)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_absolute() && is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// Whether a program is rustup's stand-in: a link to it, or a file of the same size beside it.
fn is_rustup(program: &Path) -> bool {
    let is_named = program.file_stem() == Some(OsStr::new("rustup"));
    let beside = program.with_file_name(format!("rustup{}", std::env::consts::EXE_SUFFIX));
    let size = |path: &Path| fs::metadata(path).ok().map(|data| data.len());
    is_named || size(&beside).is_some_and(|beside| Some(beside) == size(program))
}

/// What a compiler's files are like: of its program and of the library that holds the compiler itself, whose name is
/// another one in each release.
fn files_of(rustc: &Path) -> Option<String> {
    let mut looks = look_of(rustc)?;
    let library = rustc.parent()?.parent()?.join("lib");
    let mut drivers: Vec<PathBuf> = fs::read_dir(library)
        .into_iter()
        .flatten()
        .filter_map(|item| Some(item.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("rustc_driver")))
        .collect();
    drivers.sort();
    for driver in drivers {
        looks.push_str(&look_of(&driver)?);
    }
    Some(looks)
}

/// A file by its name, size and time.
fn look_of(file: &Path) -> Option<String> {
    let data = fs::metadata(file).ok()?;
    Some(format!("{} {} {}\n", file.display(), data.len(), crate::files::modified(&data)?))
}

#[cfg(test)]
mod tests {
    use super::{files_of, is_rustup};
    use std::fs;

    #[test]
    fn another_release_in_the_same_place_is_another_compiler() {
        let root = std::env::temp_dir().join(format!("lossbook-compiler-{}", std::process::id()));
        let (bin, lib) = (root.join("bin"), root.join("lib"));
        for folder in [&bin, &lib] {
            fs::create_dir_all(folder).expect("a fresh folder can be made");
        }
        let rustc = bin.join("rustc");
        assert_eq!(files_of(&rustc), None, "there is none");
        fs::write(&rustc, "one").expect("it can be written");
        fs::write(lib.join("librustc_driver-1.so"), "one").expect("it can be written");
        let one = files_of(&rustc);
        assert_eq!(one, files_of(&rustc));
        fs::rename(lib.join("librustc_driver-1.so"), lib.join("librustc_driver-2.so")).expect("it is there");
        assert!(one.is_some() && one != files_of(&rustc));
        fs::remove_dir_all(&root).expect("the folder can be removed");
    }

    #[test]
    fn a_stand_in_is_known_by_its_size() {
        let folder = std::env::temp_dir().join(format!("lossbook-shim-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a fresh folder can be made");
        for (name, text) in [("rustup", "shim"), ("rustc", "shim"), ("other", "a real one")] {
            fs::write(folder.join(name), text).expect("it can be written");
        }
        assert!(is_rustup(&folder.join("rustup")) && is_rustup(&folder.join("rustc")));
        assert!(!is_rustup(&folder.join("other")));
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
}
