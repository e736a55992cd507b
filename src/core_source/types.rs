//! Functions of values: `walk.run(…)` leads somewhere where the type of `walk` is known for certain, since it was made by a
//! function of the core and bound to a name that nothing has shadowed since.

use super::names::{Mention, Scope, mention};
use super::{CORE, Given};
use proc_macro2::Ident;
use std::collections::BTreeMap;
use std::mem;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Item, Local, Pat, Stmt, Token};

/// Goes over the cells of an entry, which are one function's body.
pub(super) struct Walker<'a> {
    scope: &'a Scope,
    /// The types of variables, where they are known.
    variables: BTreeMap<String, Option<Given>>,
    found: Vec<Mention>,
    /// Where the cell's code begins in the entry's text.
    start: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        Self { scope, variables: BTreeMap::new(), found: Vec::new(), start: 0 }
    }

    /// The mentions of a cell's code, which begins at byte `start` of the entry.
    pub(super) fn cell(&mut self, code: &str, start: usize) -> Vec<Mention> {
        self.start = start;
        match Block::parse_within.parse_str(code) {
            Ok(statements) => self.statements(&statements),
            // What it binds is not known, so that nothing is any more.
            Err(_) => self.variables.clear(),
        }
        mem::take(&mut self.found)
    }

    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Local(local) => self.local(local),
                Stmt::Item(Item::Fn(function)) => {
                    let outer = mem::take(&mut self.variables);
                    self.statements(&function.block.stmts);
                    self.variables = outer;
                }
                Stmt::Item(_) => {}
                Stmt::Expr(expression, _) => {
                    self.expression(expression);
                }
                Stmt::Macro(call) => self.call_of_macro(&call.mac),
            }
        }
    }

    fn local(&mut self, local: &Local) {
        let init = local.init.as_ref();
        let given = init.and_then(|init| self.expression(&init.expr));
        if let Some((_, otherwise)) = init.and_then(|init| init.diverge.as_ref()) {
            self.expression(otherwise);
        }
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        match pattern {
            Pat::Ident(name) if name.subpat.is_none() => {
                self.variables.insert(name.ident.to_string(), given);
            }
            other => self.shadow(other),
        }
    }

    /// What a pattern binds is of a type that is not known.
    fn shadow(&mut self, pattern: &Pat) {
        let mut names = Vec::new();
        names_of(pattern, &mut names);
        self.variables.extend(names.into_iter().map(|name| (name, None)));
    }

    /// Goes over what has a scope of its own.
    fn within(&mut self, patterns: &[&Pat], inner: impl FnOnce(&mut Self)) {
        let outer = self.variables.clone();
        patterns.iter().for_each(|pattern| self.shadow(pattern));
        inner(self);
        self.variables = outer;
    }

    fn block(&mut self, block: &Block) {
        self.within(&[], |walker| walker.statements(&block.stmts));
    }

    /// The arguments of a macro, if they are expressions.
    fn call_of_macro(&mut self, call: &syn::Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(call.tokens.clone());
        if let Ok(arguments) = arguments {
            arguments.iter().for_each(|argument| {
                self.expression(argument);
            });
        }
    }

    fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expr>) -> Option<Given> {
        expressions.into_iter().for_each(|expression| {
            self.expression(expression);
        });
        None
    }

    /// Goes over an expression, and tells the type that it has.
    fn expression(&mut self, expression: &Expr) -> Option<Given> {
        match expression {
            Expr::Path(path) => *self.variables.get(&path.path.get_ident()?.to_string())?,
            Expr::Reference(inner) => self.expression(&inner.expr),
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Try(inner) => {
                let given = self.expression(&inner.expr)?;
                given.fallible.then_some(Given { fallible: false, ..given })
            }
            Expr::Call(call) => {
                self.all(&call.args);
                match &*call.func {
                    Expr::Path(path) => self.function(&path.path),
                    other => self.all([other]),
                }
            }
            Expr::MethodCall(call) => {
                let of = self.expression(&call.receiver);
                self.all(&call.args);
                self.method(of?, &call.method)
            }
            Expr::Macro(call) => {
                self.call_of_macro(&call.mac);
                None
            }
            other => self.inside(other),
        }
    }

    /// Goes over what an expression holds that has no type to be told.
    fn inside(&mut self, expression: &Expr) -> Option<Given> {
        match expression {
            Expr::Array(array) => self.all(&array.elems),
            Expr::Tuple(tuple) => self.all(&tuple.elems),
            Expr::Repeat(repeat) => self.all([&*repeat.expr, &*repeat.len]),
            Expr::Binary(binary) => self.all([&*binary.left, &*binary.right]),
            Expr::Assign(assign) => self.all([&*assign.left, &*assign.right]),
            Expr::Index(index) => self.all([&*index.expr, &*index.index]),
            Expr::Unary(unary) => self.all([&*unary.expr]),
            Expr::Cast(cast) => self.all([&*cast.expr]),
            Expr::Field(field) => self.all([&*field.base]),
            Expr::Return(value) => self.all(value.expr.as_deref()),
            Expr::Break(value) => self.all(value.expr.as_deref()),
            Expr::Range(range) => self.all(range.start.as_deref().into_iter().chain(range.end.as_deref())),
            Expr::Struct(value) => {
                self.all(value.fields.iter().map(|field| &field.expr).chain(value.rest.as_deref()))
            }
            scoped => {
                self.scoped(scoped);
                None
            }
        }
    }

    fn scoped(&mut self, expression: &Expr) {
        match expression {
            Expr::Block(inner) => self.block(&inner.block),
            Expr::Unsafe(inner) => self.block(&inner.block),
            Expr::Loop(inner) => self.block(&inner.body),
            Expr::Closure(closure) => {
                let patterns: Vec<&Pat> = closure.inputs.iter().collect();
                self.within(&patterns, |walker| {
                    walker.expression(&closure.body);
                });
            }
            Expr::ForLoop(each) => {
                self.expression(&each.expr);
                self.within(&[&each.pat], |walker| walker.block(&each.body));
            }
            Expr::While(repeat) => self.within(&[], |walker| {
                walker.expression(&repeat.cond);
                walker.block(&repeat.body);
            }),
            Expr::If(choice) => {
                self.within(&[], |walker| {
                    walker.expression(&choice.cond);
                    walker.block(&choice.then_branch);
                });
                if let Some((_, otherwise)) = &choice.else_branch {
                    self.expression(otherwise);
                }
            }
            // Its names hold for the block behind it, around which there is a scope.
            Expr::Let(test) => {
                self.expression(&test.expr);
                self.shadow(&test.pat);
            }
            Expr::Match(choice) => {
                self.expression(&choice.expr);
                for arm in &choice.arms {
                    self.within(&[&arm.pat], |walker| {
                        if let Pat::Guard(guarded) = &arm.pat {
                            walker.expression(&guarded.guard);
                        }
                        walker.expression(&arm.body);
                    });
                }
            }
            _ => {}
        }
    }

    /// What a function of a type gives, named by its path.
    fn function(&mut self, path: &syn::Path) -> Option<Given> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let path: Vec<(&str, std::ops::Range<usize>)> =
            names.iter().map(|name| (name.as_str(), 0..0)).collect();
        // The names themselves are found among the tokens.
        let (of, function) = self.scope.path(&path, &mut Vec::new())?;
        CORE.given(of, CORE.function(of, &function?)?)
    }

    fn method(&mut self, of: Given, name: &Ident) -> Option<Given> {
        let text = name.to_string();
        if of.fallible {
            return matches!(text.as_str(), "unwrap" | "expect").then_some(Given { fallible: false, ..of });
        }
        let function = CORE.function(of.of, &text)?;
        let range = name.span().byte_range();
        self.found.push(mention(self.start + range.start..self.start + range.end, function.0.place));
        CORE.given(of.of, function)
    }
}

/// The names that a pattern binds, or may bind.
fn names_of(pattern: &Pat, names: &mut Vec<String>) {
    match pattern {
        Pat::Ident(name) => {
            names.push(name.ident.to_string());
            if let Some((_, inner)) = &name.subpat {
                names_of(inner, names);
            }
        }
        Pat::Guard(guarded) => names_of(&guarded.pat, names),
        Pat::Or(all) => all.cases.iter().for_each(|case| names_of(case, names)),
        Pat::Paren(inner) => names_of(&inner.pat, names),
        Pat::Reference(inner) => names_of(&inner.pat, names),
        Pat::Slice(all) => all.elems.iter().for_each(|part| names_of(part, names)),
        Pat::Struct(all) => all.fields.iter().for_each(|field| names_of(&field.pat, names)),
        Pat::Tuple(all) => all.elems.iter().for_each(|part| names_of(part, names)),
        Pat::TupleStruct(all) => all.elems.iter().for_each(|part| names_of(part, names)),
        Pat::Type(typed) => names_of(&typed.pat, names),
        _ => {}
    }
}
