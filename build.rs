//! Writes the list of the files that travel inside the binary: the sources of the core and of the cell crate.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("embedded");
    let mut files = Vec::new();
    for package in ["cell", "ml"] {
        let folder = root.join(package);
        files.push((format!("crates/{package}/Cargo.toml"), folder.join("manifest.toml")));
        for part in ["src", "data"] {
            walk(&folder.join(part), &format!("crates/{package}/{part}"), &mut files)?;
        }
    }
    files.push(("Cargo.toml".to_owned(), root.join("workspace.toml")));
    files.push(("Cargo.lock".to_owned(), root.join("workspace.lock")));
    files.sort();
    write_list(&files)
}

/// Adds every file below `folder`; a folder that isn't there holds none.
fn walk(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    for item in fs::read_dir(folder)? {
        let item = item?;
        let path = item.path();
        let name = format!("{name}/{}", item.file_name().to_string_lossy());
        if path.is_dir() {
            walk(&path, &name, files)?;
        } else {
            files.push((name, path));
        }
    }
    Ok(())
}

fn write_list(files: &[(String, PathBuf)]) -> io::Result<()> {
    let mut list = String::from("&[\n");
    for (name, path) in files {
        let path = fs::canonicalize(path)?;
        println!("cargo::rerun-if-changed={}", path.display());
        let _ = writeln!(list, "    ({name:?}, include_bytes!({path:?})),");
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("embedded.rs"), list)
}
