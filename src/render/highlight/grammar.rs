//! All languages but Rust, by syntect's grammars.

use super::Class;
use std::sync::LazyLock;
use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// What the scopes of a grammar come to, the first that fits from the innermost scope outwards.
static CLASSES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
    [
        ("comment", Class::Comment),
        ("punctuation.definition.comment", Class::Comment),
        ("string", Class::Literal),
        ("constant.numeric", Class::Number),
        ("constant.character", Class::Literal),
        ("constant.language", Class::Keyword),
        ("keyword.operator", Class::Plain),
        ("keyword", Class::Keyword),
        ("storage.type", Class::Keyword),
        ("storage", Class::Keyword),
        ("entity.name.function", Class::Function),
        ("entity.name.tag", Class::Keyword),
        ("entity.name", Class::Type),
        ("entity.other.attribute-name", Class::Attribute),
        ("support.function", Class::Function),
        ("support.type", Class::Type),
        ("support.class", Class::Type),
        ("variable.function", Class::Function),
        ("variable.language", Class::Keyword),
        ("markup.inserted", Class::Inserted),
        ("markup.deleted", Class::Deleted),
        ("markup.heading", Class::Keyword),
    ]
    .into_iter()
    .filter_map(|(name, class)| Some((Scope::new(name).ok()?, class)))
    .collect()
});

/// Gives `emit` every piece of `code` in order; `false`, and nothing given, if no grammar knows the language.
pub(super) fn tokens(language: &str, code: &str, emit: &mut impl FnMut(Class, &str)) -> bool {
    let Some(syntax) = grammar(language) else { return false };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        let Ok(operations) = state.parse_line(line, &GRAMMARS) else {
            emit(Class::Plain, line);
            continue;
        };
        for (text, operation) in ScopeRegionIterator::new(&operations, line) {
            // A grammar that pops more than it pushed only loses colour.
            let _ = stack.apply(operation);
            if !text.is_empty() {
                emit(class(&stack), text);
            }
        }
    }
    true
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    let language = match language.to_ascii_lowercase().as_str() {
        // Near enough to be coloured well by a grammar that is there.
        "toml" | "ini" => "yaml".to_owned(),
        "ts" | "tsx" | "typescript" | "jsx" | "mjs" => "js".to_owned(),
        "shell" | "zsh" | "fish" => "sh".to_owned(),
        "jsonl" | "jsonc" => "json".to_owned(),
        other => other.to_owned(),
    };
    GRAMMARS.find_syntax_by_token(&language).filter(|syntax| syntax.name != "Plain Text")
}

fn class(stack: &ScopeStack) -> Class {
    let of = |scope: &Scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    };
    stack.as_slice().iter().rev().find_map(of).unwrap_or(Class::Plain)
}
