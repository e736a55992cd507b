//! What changed of a key, in plain words.

use crate::check::cell_name;
use crate::diagnostic::line_column;
use crate::entry::Entry;
use crate::plan::Change;
use std::collections::BTreeMap;
use std::ops::Range;

/// So many files are named of many that changed.
const FILES: usize = 8;

/// The changes in one line.
pub(super) fn in_a_line(entry: &Entry, changes: &[Change]) -> String {
    let all = in_words(entry, changes);
    let more = all.len().saturating_sub(3);
    let rest =
        if more > 0 { format!(", and {more} more; `lossbook why {}`", entry.slug) } else { String::new() };
    format!("{}{rest}", all.into_iter().take(3).collect::<Vec<_>>().join(", "))
}

/// The changes, one a line: those of the core's files together, and the two versions of a crate.
pub(super) fn in_words(entry: &Entry, changes: &[Change]) -> Vec<String> {
    let mut words = Vec::new();
    let of = |prefix: &str| -> Vec<(&str, &Change)> {
        changes.iter().filter_map(|change| Some((change.part.strip_prefix(prefix)?, change))).collect()
    };
    for (prefix, name) in [("core ", "core"), ("own crate ", "own crates")] {
        let files: Vec<&str> = of(prefix).into_iter().map(|(file, _)| file).collect();
        let more = files.len().saturating_sub(FILES);
        let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
        if !files.is_empty() {
            words.push(format!("{name} changed: {}{rest}", files[..files.len() - more].join(", ")));
        }
    }
    words.extend(crates(&of("crate ")));
    let is_grouped =
        |part: &str| ["core ", "own crate ", "crate "].iter().any(|prefix| part.starts_with(prefix));
    let others = changes.iter().filter(|change| !is_grouped(&change.part));
    // Where something came or went, the order says nothing more.
    let of_text = |part: &str| ["cell ", "inline ", "claim "].iter().any(|prefix| part.starts_with(prefix));
    let came_or_went =
        changes.iter().any(|change| of_text(&change.part) && (change.old.is_none() || change.new.is_none()));
    words.extend(
        others.filter(|change| change.part != "order" || !came_or_went).map(|change| one(entry, change)),
    );
    words
}

/// Crates by name: from which version to which.
fn crates(changes: &[(&str, &Change)]) -> Vec<String> {
    let mut versions: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for (package, change) in changes {
        let (name, version) = package.split_once(' ').unwrap_or((package, ""));
        let (old, new) = versions.entry(name).or_default();
        old.extend(change.old.is_some().then_some(version));
        new.extend(change.new.is_some().then_some(version));
    }
    let in_words = |(name, (old, new)): (&str, (Vec<&str>, Vec<&str>))| match (old.join(", "), new.join(", "))
    {
        (old, new) if old.is_empty() => format!("crate {name} {new} is new"),
        (old, new) if new.is_empty() => format!("crate {name} {old} is gone"),
        (old, new) if old == new => format!("crate {name} {old} has another checksum"),
        (old, new) => format!("crate {name} {old} → {new}"),
    };
    versions.into_iter().map(in_words).collect()
}

/// One change, with values only where they mean something to a person.
fn one(entry: &Entry, change: &Change) -> String {
    if change.part == "order" {
        return "inline values or claims stand elsewhere among the cells".to_owned();
    }
    let telling = ["seed", "param ", "edition", "opt_level", "engine", "lossbook's rules"]
        .iter()
        .any(|part| change.part.starts_with(part));
    let name = name(entry, &change.part);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if telling => format!("{name} {old} → {new}"),
        (Some(_), Some(_)) => format!("{name} changed"),
        (Some(old), None) if telling => format!("{name} ({old}) is gone"),
        (Some(_), None) => format!("{name} is gone"),
        (None, Some(new)) if telling => format!("{name} ({new}) is new"),
        (None, _) => format!("{name} is new"),
    }
}

/// How an author knows a part: a cell by its label, a value by its expression and line.
fn name(entry: &Entry, part: &str) -> String {
    let number = |prefix: &str| part.strip_prefix(prefix).and_then(|number| number.parse::<u32>().ok());
    let quoted = |expression: &Range<usize>| {
        let (line, _) = line_column(&entry.source.text, expression.start);
        format!("`{}` (line {line})", entry.source.text[expression.clone()].trim())
    };
    if let Some(number) = number("cell ") {
        return cell_name(entry, Some(number));
    }
    if let Some(number) = number("sweep of cell ") {
        return format!("the sweep of {}", cell_name(entry, Some(number)));
    }
    if let Some(inline) =
        number("inline value ").and_then(|n| entry.inlines.iter().find(|one| one.number == n))
    {
        return format!("inline value {}", quoted(&inline.expression));
    }
    if let Some(claim) = number("claim ").and_then(|n| entry.claims.iter().find(|one| one.number == n)) {
        return format!("claim {}", quoted(&claim.expression));
    }
    match part.strip_prefix("data ") {
        Some(file) => format!("data file {file}"),
        None => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use crate::plan::Change;
    use std::sync::Arc;

    fn words(changes: &[(&str, Option<&str>, Option<&str>)]) -> Vec<String> {
        let source = |path: &str, text: &str| Arc::new(SourceText::new(path.to_owned(), text.to_owned()));
        let config = Config::parse(&source("lossbook.toml", "[site]\ntitle = \"x\"\n")).expect("it is sound");
        let text = "---\ntitle: A\n---\n```rust\n//| label: fig-descent\n1\n```\n\nA value `{rust} x:.2`, `{check} x < 1`.\n";
        let entry = crate::entry::parse(source("a.md", text), "a", false, &config, None).entry;
        let changes: Vec<Change> = changes
            .iter()
            .map(|(part, old, new)| Change {
                part: (*part).to_owned(),
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            })
            .collect();
        in_words(&entry, &changes)
    }

    #[test]
    fn every_part_has_its_words() {
        let both = (Some("1"), Some("2"));
        let changed = |part| (part, both.0, both.1);
        let told = words(&[
            changed("cell 1"),
            changed("claim 1"),
            changed("core ml/src/optim/descent.rs"),
            changed("core ml/src/rng.rs"),
            ("crate itoa 1.0.17", Some("a"), None),
            ("crate itoa 1.0.18", None, Some("b")),
            ("crate ryu 1.0.0", Some("a"), Some("b")),
            changed("data iris.csv"),
            changed("dependency itoa"),
            changed("environment variable HOME"),
            changed("inline value 1"),
            changed("lossbook's rules"),
            ("own crate own/src/lib.rs", None, Some("a")),
            ("param rate", Some("0.1"), Some("0.2")),
            ("seed", None, Some("7")),
            ("seeds", Some("1 to 5"), Some("1 to 20")),
            changed("sweep of cell 1"),
        ]);
        let expected = [
            "core changed: ml/src/optim/descent.rs, ml/src/rng.rs",
            "own crates changed: own/src/lib.rs",
            "crate itoa 1.0.17 → 1.0.18",
            "crate ryu 1.0.0 has another checksum",
            "cell 1 (fig-descent) changed",
            "claim `x < 1` (line 9) changed",
            "data file iris.csv changed",
            "dependency itoa changed",
            "environment variable HOME changed",
            "inline value `x` (line 9) changed",
            "lossbook's rules 1 → 2",
            "param rate 0.1 → 0.2",
            "seed (7) is new",
            "seeds 1 to 5 → 1 to 20",
            "the sweep of cell 1 (fig-descent) changed",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_order_is_only_told_where_nothing_came_or_went() {
        let order = ("order", Some("1"), Some("2"));
        assert_eq!(words(&[order]), ["inline values or claims stand elsewhere among the cells"]);
        assert_eq!(words(&[("cell 2", None, Some("1")), order]), ["cell 2 is new"]);
    }

    #[test]
    fn of_many_files_some_are_named() {
        let names: Vec<String> = (0..10).map(|at| format!("core ml/src/{at}.rs")).collect();
        let changes: Vec<_> = names.iter().map(|name| (name.as_str(), Some("1"), Some("2"))).collect();
        let told = words(&changes);
        assert!(told[0].ends_with("ml/src/7.rs, and 2 more"), "{told:?}");
    }
}
