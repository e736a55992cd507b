//! The names of the core that an entry's cells use. A name is a mention only where it can mean nothing else: what the entry
//! binds, defines or takes in from elsewhere under the same name is never one.

use super::scan::{Place, add_uses};
use super::tokens::{Token, Tokens};
use super::{CORE, Target, types};
use crate::entry::{Cell, Entry, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A name in a cell that is one of the core's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands in the entry's text.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: Target,
}

/// What all cells have in scope.
const PRELUDES: [&str; 2] = ["ml::prelude", "cell::prelude"];

/// The mentions in an entry's cells that compile, in the order of the text; of each name the first in a cell.
pub fn mentions(entry: &Entry) -> Vec<Mention> {
    let compiles = |cell: &&Cell| matches!(cell.role, Role::Run | Role::ShouldPanic | Role::NoRun);
    let cells: Vec<&Cell> = entry.cells.iter().filter(compiles).collect();
    if cells.is_empty() {
        return Vec::new();
    }
    let read: Vec<Tokens> = cells.iter().map(|cell| Tokens::read(entry, cell)).collect();
    let scope = Scope::of(&read);
    let mut walker = types::Walker::new(&scope);
    let mut all = Vec::new();
    for (tokens, cell) in read.iter().zip(&cells) {
        let mut found = scope.mentions(&tokens.list);
        found.extend(walker.cell(&tokens.text, cell.code.start));
        found.sort_by_key(|mention| mention.range.start);
        let mut seen = BTreeSet::new();
        all.extend(found.into_iter().filter(|mention| seen.insert(mention.target)));
    }
    all
}

/// What names mean in an entry.
pub(super) struct Scope {
    /// What the entry takes in from the core: a name and its path.
    imports: BTreeMap<String, Vec<String>>,
    /// The modules of the core that it takes everything in from.
    everything_of: Vec<String>,
    /// Names that may mean something of the entry's own.
    blocked: BTreeSet<String>,
    /// Whether everything is taken in from somewhere else, so that any name may come from there.
    foreign: bool,
}

/// What a path has led to so far.
enum Reached {
    Module(String),
    Item(Place),
}

impl Scope {
    fn of(cells: &[Tokens]) -> Self {
        let mut scope = Scope {
            imports: BTreeMap::new(),
            everything_of: Vec::new(),
            blocked: BTreeSet::new(),
            foreign: false,
        };
        for tokens in cells {
            let list = &tokens.list;
            let mut at = 0;
            while at < list.len() {
                if is_use(list, at) {
                    let end = end_of_use(list, at);
                    let tree: String = list[at + 1..end].iter().map(use_piece).collect();
                    scope.take_in(&tree);
                    at = end;
                } else {
                    scope.block(list, at);
                }
                at += 1;
            }
        }
        scope
    }

    fn take_in(&mut self, tree: &str) {
        let mut uses = Vec::new();
        add_uses(tree, &[], &mut uses);
        for (name, path) in uses {
            let is_core = CORE.path("ml", &path, 0).is_some() || CORE.module("ml", &path, 0).is_some();
            match name {
                None if is_core => self.everything_of.extend(CORE.module("ml", &path, 0)),
                None => self.foreign = true,
                Some(name) if is_core && self.imports.get(&name).is_none_or(|other| *other == path) => {
                    self.imports.insert(name, path);
                }
                Some(name) => {
                    self.blocked.insert(name);
                }
            }
        }
    }

    /// Blocks a name that is bound or defined here. A variable has to stand somewhere by itself, where it is bound.
    fn block(&mut self, list: &[Token], at: usize) {
        let token = &list[at];
        if !token.is_name {
            return;
        }
        let before = at.checked_sub(1).map_or("", |before| list[before].text.as_str());
        let after = list.get(at + 1).map_or("", |after| after.text.as_str());
        let is_path = after == ":" && list.get(at + 2).is_some_and(|next| next.text == ":");
        let defines =
            ["fn", "struct", "enum", "trait", "type", "union", "mod", "const", "static", "macro_rules"];
        let is_small = token.text.starts_with(|c: char| c.is_lowercase() || c == '_');
        let by_itself = is_small && !matches!(after, "(" | "!") && !is_path && !matches!(before, "." | ":");
        if defines.contains(&before) || by_itself {
            self.blocked.insert(token.text.clone());
        }
        // Parameters for types: `fn name<A, B>`, `impl<A>`.
        let is_head = defines.contains(&before) || token.text == "impl";
        if is_head && after == "<" {
            let parameters = list[at + 2..].iter().take_while(|token| token.text != ">");
            self.blocked.extend(parameters.filter(|token| token.is_name).map(|token| token.text.clone()));
        }
    }

    fn mentions(&self, list: &[Token]) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < list.len() {
            if is_use(list, at) {
                let end = end_of_use(list, at);
                mentions_of_use(&list[at + 1..end], &mut Vec::new(), &mut found);
                at = end;
            } else if list[at].is_name {
                let path = path_at(list, at);
                let continues = at > 0 && matches!(list[at - 1].text.as_str(), "." | ":");
                if !continues {
                    self.path(&path, &mut found);
                }
                at += path.len() * 3 - 2;
            } else {
                at += 1;
            }
        }
        found
    }

    /// The mentions of a path. Gives where its last name leads, if all of it could be followed.
    pub(super) fn path(
        &self,
        path: &[(&str, Range<usize>)],
        found: &mut Vec<Mention>,
    ) -> Option<(Place, Option<String>)> {
        let mut reached: Option<Reached> = None;
        for (number, (name, range)) in path.iter().enumerate() {
            let next = match &reached {
                None => self.first(name)?,
                Some(Reached::Module(module)) => inside(module, name)?,
                Some(Reached::Item(of)) => {
                    let (function, _) = CORE.function(*of, name)?;
                    found.push(mention(range.clone(), function.place));
                    // Nothing of the core goes deeper.
                    return (number + 1 == path.len()).then(|| (*of, Some((*name).to_owned())));
                }
            };
            if let Reached::Item(place) = next {
                found.push(mention(range.clone(), place));
            }
            reached = Some(next);
        }
        match reached? {
            Reached::Item(place) => Some((place, None)),
            Reached::Module(_) => None,
        }
    }

    fn first(&self, name: &str) -> Option<Reached> {
        if self.blocked.contains(name) {
            return None;
        }
        if let Some(path) = self.imports.get(name) {
            let place = CORE.path("ml", path, 0).map(Reached::Item);
            return place.or_else(|| CORE.module("ml", path, 0).map(Reached::Module));
        }
        if matches!(name, "ml" | "cell") {
            return Some(Reached::Module(name.to_owned()));
        }
        if self.foreign {
            return None;
        }
        let modules = self.everything_of.iter().map(String::as_str).chain(PRELUDES);
        modules.into_iter().find_map(|module| inside(module, name))
    }
}

/// What a name means in a module: an item first, then a module.
fn inside(module: &str, name: &str) -> Option<Reached> {
    let item = CORE.item(module, name, 0).map(Reached::Item);
    item.or_else(|| CORE.module(module, &[name.to_owned()], 0).map(Reached::Module))
}

pub(super) fn mention(range: Range<usize>, place: Place) -> Mention {
    Mention { range, target: Target { file: place.file, line: place.line } }
}

fn is_use(list: &[Token], at: usize) -> bool {
    list[at].is_name && list[at].text == "use"
}

fn end_of_use(list: &[Token], at: usize) -> usize {
    list[at..].iter().position(|token| token.text == ";").map_or(list.len(), |end| at + end)
}

/// A token of a `use` as its text has it.
fn use_piece(token: &Token) -> String {
    if token.text == "as" { " as ".to_owned() } else { token.text.clone() }
}

/// The names that a path at a token is made of: `a::b::c`.
fn path_at(list: &[Token], at: usize) -> Vec<(&str, Range<usize>)> {
    let mut path = vec![(list[at].text.as_str(), list[at].range.clone())];
    let mut here = at;
    while list.get(here + 1).is_some_and(|token| token.text == ":")
        && list.get(here + 2).is_some_and(|token| token.text == ":")
        && let Some(next) = list.get(here + 3).filter(|token| token.is_name)
    {
        path.push((next.text.as_str(), next.range.clone()));
        here += 3;
    }
    path
}

/// The items that a `use` names. Gives how many of its tokens were read.
fn mentions_of_use(list: &[Token], before: &mut Vec<String>, found: &mut Vec<Mention>) -> usize {
    let depth = before.len();
    let mut last: Option<Range<usize>> = None;
    let mut at = 0;
    let end_part = |before: &mut Vec<String>, last: &mut Option<Range<usize>>, found: &mut Vec<Mention>| {
        let place = CORE.path("ml", before, 0);
        found.extend(last.take().zip(place).map(|(range, place)| mention(range, place)));
        before.truncate(depth);
    };
    while let Some(token) = list.get(at) {
        match token.text.as_str() {
            "{" => {
                last = None;
                at += 1 + mentions_of_use(&list[at + 1..], before, found);
            }
            "}" => {
                end_part(before, &mut last, found);
                return at;
            }
            "," => end_part(before, &mut last, found),
            // The other name says nothing of where it leads.
            "as" => at += 1,
            _ if token.is_name => {
                before.push(token.text.clone());
                last = Some(token.range.clone());
            }
            _ => {}
        }
        at += 1;
    }
    end_part(before, &mut last, found);
    at
}

#[cfg(test)]
mod tests {
    use super::mentions;
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use std::sync::Arc;

    /// The names that lead somewhere, each with the line that it leads to.
    fn found(cells: &[&str]) -> Vec<(String, String)> {
        let cells: String = cells.iter().map(|cell| format!("```rust\n{cell}\n```\n\n")).collect();
        let text = format!("---\ntitle: T\n---\n{cells}");
        let source = Arc::new(SourceText::new("entries/t.md".to_owned(), text));
        let settings = SourceText::new("lossbook.toml".to_owned(), "[site]\ntitle = \"T\"\n".to_owned());
        let config = Config::parse(&Arc::new(settings)).expect("it is a configuration");
        let entry = crate::entry::parse(source, "t", false, &config, None).entry;
        let line = |file: &str, line: usize| {
            crate::run::embedded::text(file).lines().nth(line - 1).unwrap_or_default().trim().to_owned()
        };
        mentions(&entry)
            .into_iter()
            .map(|mention| {
                (entry.source.text[mention.range].to_owned(), line(mention.target.file, mention.target.line))
            })
            .collect()
    }

    fn names(cells: &[&str]) -> Vec<String> {
        found(cells).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn names_lead_to_their_definitions() {
        let cell = "use ml::optim::{Walk, numeric_gradient as slope};\nlet d = Descent::new(3);\nlet m = mean(&[1.0]);\nprintln!(\"{}\", ml::math::cos(slope(1)));\nlet p = Penalty::L2;";
        let found = found(&[cell]);
        for (name, line) in &found {
            assert!(line.contains(name.as_str()) || name == "slope", "{name}: {line}");
        }
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Walk", "numeric_gradient", "Descent", "new", "mean", "cos", "Penalty", "L2"]);
    }

    #[test]
    fn what_may_mean_something_else_leads_nowhere() {
        for cells in [
            &["let mean = |x: f64| x;", "mean(1.0);"][..],
            &["fn mean(x: f64) -> f64 { x }\nmean(1.0);"],
            &["struct Sgd;\nlet s = Sgd::new();"],
            &["use other::Sgd;\nSgd::new();"],
            &["use other::*;\nSgd::new();"],
            &["other::Sgd::new(); x.mean(1); other::mean(2);"],
            &["fn f<Sgd>(x: Sgd) { Sgd::new() }"],
            &["let text = \"Sgd::new()\"; // Sgd"],
        ] {
            assert_eq!(names(cells), [""; 0], "{cells:?}");
        }
    }

    #[test]
    fn functions_of_values_are_followed_as_far_as_their_types_are_known() {
        let first = "let walk = Descent::new(400).noise(0.1, 3);\nlet plain = walk.run(Sgd::new(0.03), &s, &h, &g)?;\nlet ends: Vec<f64> = rows.iter().map(|r| plain.last_value()).collect();";
        assert_eq!(names(&[first])[2..], ["noise", "run", "Sgd", "new", "last_value"].map(str::to_owned));
        assert_eq!(names(&[first, "plain.last_point()[0]"]).last().map(String::as_str), Some("last_point"));
        for shadowed in [
            "let plain = 1;\nplain.last_value();",
            "{ let plain = other(); plain.last_value(); }",
            "[1].map(|plain| plain.last_value());",
            "for plain in others { plain.last_value(); }",
            "if let Some(plain) = other { plain.last_value(); }",
            "match other { plain => plain.last_value() }",
            "match other { plain if plain.last_value() > 1.0 => 1, _ => 2 }",
            "fn f(plain: Other) { plain.last_value(); }",
            "let other = plain.clone_of(); other.last_value();",
        ] {
            let after = format!("{shadowed}\n");
            assert!(
                !names(&[&first[..first.find("\nlet ends").unwrap_or(0)], &after])
                    .contains(&"last_value".to_owned()),
                "{shadowed}"
            );
        }
        let inner = "{ let plain = 1; }\nplain.last_value();";
        assert_eq!(names(&[first, inner]).last().map(String::as_str), Some("last_value"));
    }

    #[test]
    fn a_name_is_linked_once_in_a_cell() {
        assert_eq!(names(&["mean(&a); mean(&b);", "mean(&c);"]), ["mean", "mean"]);
    }
}
