//! Reads the core's sources line by line: which items each module has, what it takes in from others, and the functions of
//! each type. The sources are formatted by rustfmt, so that an item of a module begins its line and one of a block stands
//! four blanks in; what does not look so is not found, and then not linked.

use std::collections::BTreeMap;

/// A module of the core, by what stands in it.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Public items, by name.
    pub(super) items: BTreeMap<String, Place>,
    /// What it takes in from elsewhere: the name here (none for everything) and the path.
    pub(super) uses: Vec<(Option<String>, Vec<String>)>,
    /// The blocks of functions: the type that they are for, and the functions.
    pub(super) blocks: Vec<Block>,
    /// Modules that stand in the same file, by name.
    pub(super) inner: Vec<(String, Module)>,
}

/// Where something is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: &'static str,
    /// From 1.
    pub(super) line: usize,
}

/// `impl Type`, `impl Trait for Type`, a trait, or the variants of an enumeration.
#[derive(Debug)]
pub(super) struct Block {
    /// The type's name, as the module knows it.
    pub(super) of: String,
    pub(super) functions: Vec<Function>,
}

/// A function of a block, or a variant.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) place: Place,
    /// The type that it gives, as it is written; empty if it gives none.
    pub(super) gives: String,
}

/// Reads one file.
pub(super) fn read(file: &'static str, text: &'static str) -> Module {
    read_lines(file, &text.lines().collect::<Vec<_>>(), 1)
}

/// Reads lines of a file, of which the first has the number `first`.
fn read_lines(file: &'static str, lines: &[&'static str], first: usize) -> Module {
    let mut module = Module::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let place = Place { file, line: first + at };
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            let inside = lines[at + 1..].iter().take_while(|line| !line.starts_with('}'));
            let inside: Vec<&str> = inside.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
            module.inner.push((name.to_owned(), read_lines(file, &inside, first + at + 1)));
            at += inside.len();
        } else if let Some(rest) = line.strip_prefix("pub use ").or_else(|| line.strip_prefix("use ")) {
            let statement = joined(rest, &lines[at + 1..], ';');
            add_uses(&statement, &[], &mut module.uses);
        } else if let Some(name) = line.strip_prefix("pub ").and_then(item_name) {
            module.items.insert(name.to_owned(), place);
            if line.starts_with("pub trait ") || line.starts_with("pub enum ") {
                module.blocks.push(Block { of: name.to_owned(), functions: functions(&lines[at..], place) });
            }
        } else if line.starts_with("impl")
            && let Some(of) = implemented(&joined(line, &lines[at + 1..], '{'))
        {
            module.blocks.push(Block { of, functions: functions(&lines[at..], place) });
        }
        at += 1;
    }
    module
}

/// A statement that may go on over the next lines, up to `end`, on one line.
fn joined(first: &str, next: &[&str], end: char) -> String {
    let mut text = first.to_owned();
    for line in next.iter().take(40) {
        if text.contains(end) {
            break;
        }
        text.push(' ');
        text.push_str(line.trim());
    }
    text.split(end).next().unwrap_or_default().trim().to_owned()
}

/// The name that an item gives itself, its `pub` taken off. Modules are known by their files.
fn item_name(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("const fn ").or_else(|| {
        ["fn ", "struct ", "enum ", "trait ", "type ", "const ", "static "]
            .iter()
            .find_map(|kind| rest.strip_prefix(kind))
    })?;
    Some(word(rest)).filter(|name| !name.is_empty())
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// The type that an `impl` is for: its last name, without what stands in angle brackets.
fn implemented(head: &str) -> Option<String> {
    let plain = without_angles(head.strip_prefix("impl")?);
    let plain = plain.split(" where ").next()?.trim();
    let of = plain.rsplit(" for ").next()?.trim().trim_start_matches('&');
    let name = word(of.rsplit("::").next()?);
    (!name.is_empty()).then(|| name.to_owned())
}

fn without_angles(text: &str) -> String {
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
        before = c;
    }
    plain
}

/// The functions and variants of the block that `lines` begin with, at a place.
fn functions(lines: &[&str], head: Place) -> Vec<Function> {
    let is_trait_or_enum = lines[0].starts_with("pub ");
    let mut found = Vec::new();
    for (offset, line) in lines[1..].iter().enumerate().take_while(|(_, line)| !line.starts_with('}')) {
        let Some(rest) = line.strip_prefix("    ").filter(|rest| !rest.starts_with(' ')) else { continue };
        let place = Place { line: head.line + offset + 1, ..head };
        let name = rest
            .strip_prefix("pub fn ")
            .or_else(|| rest.strip_prefix("pub const fn "))
            .or_else(|| rest.strip_prefix("fn "));
        if let Some(name) = name {
            let signature = joined(rest, &lines[offset + 2..], '{');
            let signature = signature.split(" where ").next().unwrap_or_default().trim_end_matches(';');
            let gives = signature.rsplit_once(") -> ").map_or("", |(_, gives)| gives.trim());
            found.push(Function { name: word(name).to_owned(), place, gives: gives.to_owned() });
        } else if is_trait_or_enum && rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            found.push(Function { name: word(rest).to_owned(), place, gives: "Self".to_owned() });
        }
    }
    found
}

/// Adds what a `use` takes in: `a::{b, c as d, e::*}`.
pub(super) fn add_uses(tree: &str, before: &[String], uses: &mut Vec<(Option<String>, Vec<String>)>) {
    let tree = tree.trim();
    let mut path = before.to_vec();
    if let Some((head, group)) = tree.split_once('{').map(|(head, group)| (head, group.trim_end())) {
        path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
        for part in split_outside(group.strip_suffix('}').unwrap_or(group)) {
            add_uses(part, &path, uses);
        }
        return;
    }
    let (tree, renamed) =
        tree.split_once(" as ").map_or((tree, None), |(tree, name)| (tree, Some(name.trim())));
    path.extend(tree.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    match path.last().map(String::as_str) {
        Some("*") => {
            path.pop();
            uses.push((None, path));
        }
        Some("self") => {
            path.pop();
            let name = renamed.map(str::to_owned).or_else(|| path.last().cloned());
            uses.extend(name.map(|name| (Some(name), path)));
        }
        Some(last) => {
            let name = renamed.unwrap_or(last).to_owned();
            uses.push((Some(name), path));
        }
        None => {}
    }
}

/// The parts of a group, at the commas that stand in no inner one.
fn split_outside(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{add_uses, implemented, read};

    #[test]
    fn a_use_is_taken_apart() {
        let mut uses = Vec::new();
        add_uses("crate::a::{b, c::{self, d as e}, f::*}", &[], &mut uses);
        let told: Vec<String> = uses
            .iter()
            .map(|(name, path)| format!("{} {}", name.as_deref().unwrap_or("*"), path.join("::")))
            .collect();
        assert_eq!(told, ["b crate::a::b", "c crate::a::c", "e crate::a::c::d", "* crate::a::f"]);
    }

    #[test]
    fn the_type_of_a_block_is_found() {
        for (head, of) in [
            ("impl Sgd", "Sgd"),
            ("impl<T: Fn(&[f64]) -> f64> Walk<T>", "Walk"),
            ("impl<'a, T> Display for path::Walk<'a, T> where T: Clone", "Walk"),
        ] {
            assert_eq!(implemented(head).as_deref(), Some(of), "{head}");
        }
    }

    #[test]
    fn items_functions_and_variants_have_their_lines() {
        let module = read(
            "f.rs",
            "pub use self::x::{\n    A,\n    B,\n};\npub fn one(\n    a: u8,\n) -> u8 {\n}\npub(crate) fn two() {}\npub enum Kind {\n    /// Doc.\n    First(u8),\n}\nimpl Kind {\n    pub fn new(a: u8) -> Result<Self> {\n        fn inner() {}\n    }\n    fn hidden(self) {}\n}\n",
        );
        assert_eq!(module.items.keys().collect::<Vec<_>>(), ["Kind", "one"]);
        assert_eq!(module.items["one"].line, 5);
        assert_eq!(module.uses.len(), 2);
        let functions: Vec<(&str, usize, &str)> = module
            .blocks
            .iter()
            .flat_map(|block| &block.functions)
            .map(|function| (function.name.as_str(), function.place.line, function.gives.as_str()))
            .collect();
        assert_eq!(functions, [("First", 12, "Self"), ("new", 15, "Result<Self>"), ("hidden", 18, "")]);
    }
}
