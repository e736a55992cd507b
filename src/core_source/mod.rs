//! Where the items of the core and of the cell crate stand in the sources that travel inside the binary, so that a name in a
//! cell can lead there. [`scan`] reads the sources; [`names`] finds the names that an entry's cells use.

mod names;
mod scan;
mod tokens;
mod types;

use crate::run::embedded;
use scan::{Function, Module, Place};
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use names::{Mention, mentions};

/// The crates that cells have, and the folder of their sources.
const CRATES: [(&str, &str); 2] = [("cell", "crates/cell/src/"), ("ml", "crates/ml/src/")];

static CORE: LazyLock<Core> = LazyLock::new(Core::read);

/// Reads the sources, which takes some milliseconds, before they are needed.
pub fn read_ahead() {
    LazyLock::force(&CORE);
}

/// A place in the sources of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The file, as in `crates/ml/src/optim/walk.rs`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: usize,
}

/// The address of the page that shows a file of the core: `core/ml/optim/walk/`.
pub fn address(file: &str) -> String {
    let (name, rest) = split(file);
    let path =
        rest.trim_end_matches(".rs").trim_end_matches("lib").trim_end_matches("mod").trim_end_matches('/');
    if path.is_empty() { format!("core/{name}/") } else { format!("core/{name}/{path}/") }
}

/// The name of the module that a file of the core holds: `ml::optim::walk`.
pub fn module_name(file: &str) -> String {
    address(file).trim_start_matches("core/").trim_end_matches('/').replace('/', "::")
}

/// The crate of a file, and its path in the crate's sources.
fn split(file: &str) -> (&'static str, &str) {
    CRATES
        .iter()
        .find_map(|(name, folder)| Some((*name, file.strip_prefix(folder)?)))
        .unwrap_or(("core", file))
}

/// All modules, by their names.
struct Core {
    modules: BTreeMap<String, Module>,
    /// The functions of each type, by its place and their names. Where two have the same name there is none.
    functions: BTreeMap<(Place, String), Option<(Function, String)>>,
}

impl Core {
    fn read() -> Self {
        let is_source = |path: &str| {
            path.ends_with(".rs")
                && !path.ends_with("tests.rs")
                && CRATES.iter().any(|(_, folder)| path.starts_with(folder))
        };
        let files = embedded::FILES.iter().filter(|(path, _)| is_source(path));
        let mut modules = BTreeMap::new();
        for (path, bytes) in files {
            let mut module = scan::read(path, std::str::from_utf8(bytes).unwrap_or_default());
            let name = module_name(path);
            for (inner, found) in std::mem::take(&mut module.inner) {
                modules.insert(format!("{name}::{inner}"), found);
            }
            modules.insert(name, module);
        }
        let mut core = Self { modules, functions: BTreeMap::new() };
        let mut functions: BTreeMap<(Place, String), Option<(Function, String)>> = BTreeMap::new();
        for (name, module) in &core.modules {
            for block in &module.blocks {
                let Some(place) = core.item(name, &block.of, 0) else { continue };
                for function in &block.functions {
                    functions
                        .entry((place, function.name.clone()))
                        .and_modify(|found| *found = None)
                        .or_insert_with(|| Some((function.clone(), name.clone())));
                }
            }
        }
        core.functions = functions;
        core
    }

    /// The place of a path's item, seen from a module.
    fn path(&self, from: &str, path: &[String], depth: usize) -> Option<Place> {
        let (name, parents) = path.split_last()?;
        self.item(&self.module(from, parents, depth)?, name, depth)
    }

    /// The module that a path of modules leads to, seen from another.
    fn module(&self, from: &str, path: &[String], depth: usize) -> Option<String> {
        // Names may be handed on in a circle.
        if depth > 8 {
            return None;
        }
        let mut here = from.to_owned();
        for (number, part) in path.iter().enumerate() {
            here = match part.as_str() {
                "crate" => here.split("::").next()?.to_owned(),
                "self" => here,
                "super" => here.rsplit_once("::")?.0.to_owned(),
                name if self.modules.contains_key(&format!("{here}::{name}")) => format!("{here}::{name}"),
                name if number == 0 && CRATES.iter().any(|(of_crate, _)| *of_crate == name) => {
                    name.to_owned()
                }
                name => self.handed_on(&here, name, depth)?,
            };
        }
        self.modules.contains_key(&here).then_some(here)
    }

    /// A module that another one takes in under a name.
    fn handed_on(&self, module: &str, name: &str, depth: usize) -> Option<String> {
        let uses = &self.modules.get(module)?.uses;
        let (_, path) = uses.iter().find(|(known, _)| known.as_deref() == Some(name))?;
        self.module(module, path, depth + 1)
    }

    /// An item by its name in a module: its own, one that it takes in, or one that it takes in with all others.
    fn item(&self, module: &str, name: &str, depth: usize) -> Option<Place> {
        if depth > 8 {
            return None;
        }
        let known = self.modules.get(module)?;
        if let Some(place) = known.items.get(name) {
            return Some(*place);
        }
        if let Some((_, path)) = known.uses.iter().find(|(as_name, _)| as_name.as_deref() == Some(name)) {
            return self.path(module, path, depth + 1);
        }
        let everything = known.uses.iter().filter(|(as_name, _)| as_name.is_none());
        everything
            .filter_map(|(_, path)| self.item(&self.module(module, path, depth + 1)?, name, depth + 1))
            .next()
    }

    /// A function of the type at a place, and the module that it stands in.
    fn function(&self, of: Place, name: &str) -> Option<&(Function, String)> {
        self.functions.get(&(of, name.to_owned()))?.as_ref()
    }

    /// The type that a function of a type gives, where it is one of the core's; the errors of a `Result` are taken off, and
    /// told.
    fn given(&self, of: Place, (function, module): &(Function, String)) -> Option<Given> {
        let mut gives = function.gives.trim_start_matches('&').trim_start_matches("mut ").trim();
        let mut fallible = false;
        let inner = ["Result<", "crate::error::Result<", "error::Result<"]
            .iter()
            .find_map(|head| gives.strip_prefix(head));
        if let Some(inner) = inner {
            gives = inner.strip_suffix('>')?.split(',').next()?.trim();
            fallible = true;
        }
        let path: Vec<String> =
            gives.split('<').next()?.split("::").map(|part| part.trim().to_owned()).collect();
        let of = if path == ["Self"] { of } else { self.path(module, &path, 0)? };
        Some(Given { of, fallible })
    }
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    of: Place,
    /// Whether it has to be taken out of a `Result` first.
    fallible: bool,
}

#[cfg(test)]
mod tests {
    use super::{CORE, address, module_name};

    #[test]
    fn files_have_addresses_and_modules_names() {
        for (file, page, name) in [
            ("crates/ml/src/optim/walk.rs", "core/ml/optim/walk/", "ml::optim::walk"),
            ("crates/ml/src/optim/mod.rs", "core/ml/optim/", "ml::optim"),
            ("crates/cell/src/lib.rs", "core/cell/", "cell"),
        ] {
            assert_eq!((address(file).as_str(), module_name(file).as_str()), (page, name));
        }
    }

    /// The line that a name of the prelude leads to.
    fn line(name: &str) -> Option<String> {
        let place = ["ml::prelude", "cell::prelude"].iter().find_map(|module| CORE.item(module, name, 0))?;
        let text = crate::run::embedded::text(place.file);
        text.lines().nth(place.line - 1).map(str::to_owned)
    }

    #[test]
    fn all_names_of_the_preludes_lead_to_their_definitions() {
        let mut lost = Vec::new();
        for module in ["ml::prelude", "cell::prelude"] {
            for (name, path) in &CORE.modules[module].uses {
                let Some(name) = name.as_deref().filter(|_| path[0] != "ndarray") else { continue };
                let is_module = CORE.module(module, path, 0).is_some();
                match line(name) {
                    Some(line) => assert!(line.starts_with("pub ") && line.contains(name), "{name}: {line}"),
                    None if is_module => {}
                    None => lost.push(name),
                }
            }
        }
        assert_eq!(lost, ["Html", "Svg"], "only what a macro defines leads nowhere");
    }

    #[test]
    fn functions_of_types_are_found() {
        let of = |name: &str| CORE.item("ml::prelude", name, 0).expect("it is in the prelude");
        let run = CORE.function(of("Descent"), "run").expect("a descent can be run");
        let given = CORE.given(of("Descent"), run).expect("it gives a walk");
        assert_eq!((given.of, given.fallible), (of("Walk"), true));
        assert!(CORE.function(of("Sgd"), "nothing").is_none());
    }
}
