//! A claim, taken apart: the parts that are true or false by themselves, and the operands whose values tell why.

use super::bindings::{self, Binding};
use crate::entry::{Cell, Claim, Entry};
use proc_macro2::TokenTree;
use std::ops::Range;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Member, UnOp};

/// A claim and its parts. Ranges count from the beginning of its expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anatomy {
    /// How the parts make the whole.
    pub logic: Logic,
    /// The parts, in the order of the text.
    pub parts: Vec<Part>,
}

/// How a claim's truth follows from that of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logic {
    /// One of the parts, by its place among them.
    Part(usize),
    /// The opposite.
    Not(Box<Logic>),
    /// Both.
    And(Box<Logic>, Box<Logic>),
    /// One of both, or both.
    Or(Box<Logic>, Box<Logic>),
}

/// A part of a claim that is no combination of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it compares, if it is a comparison.
    pub comparison: Option<Comparison>,
    /// The variables and fields in it whose values say more.
    pub places: Vec<Range<usize>>,
}

/// A comparison's two sides and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The left side.
    pub left: Range<usize>,
    /// As in `<=`.
    pub operator: &'static str,
    /// Where it stands.
    pub place: Range<usize>,
    /// The right side.
    pub right: Range<usize>,
}

impl Comparison {
    /// The operator as a page shows it.
    pub fn sign(&self) -> &'static str {
        match self.operator {
            "<=" => "≤",
            ">=" => "≥",
            "==" => "=",
            "!=" => "≠",
            other => other,
        }
    }
}

impl Part {
    /// The operands whose values the running program tells of, in its order.
    pub fn operands(&self) -> impl Iterator<Item = &Range<usize>> {
        self.comparison.iter().flat_map(|both| [&both.left, &both.right]).chain(&self.places)
    }
}

/// What the cells of an entry bind: a variable for certain, where any other name may be a function, even a generic one.
#[derive(Debug)]
pub struct Variables(Vec<(usize, Vec<Binding>)>);

impl Variables {
    /// Those of an entry, whose cells are read only if it has claims.
    pub fn of(entry: &Entry) -> Self {
        let is_read = |cell: &&Cell| super::runs(cell) && !entry.claims.is_empty();
        let code = |cell: &Cell| bindings::bindings(&entry.source.text[cell.code.clone()]);
        Self(entry.cells.iter().filter(is_read).map(|cell| (cell.block.end, code(cell))).collect())
    }

    /// Those of cells that have been read already: the end of each, and what it binds.
    pub(super) fn of_read(cells: impl Iterator<Item = (usize, Vec<Binding>)>) -> Self {
        Self(cells.collect())
    }

    /// Whether a cell that ends before byte `at` binds `name`.
    fn have(&self, name: &str, at: usize) -> bool {
        let before = self.0.iter().take_while(|(end, _)| *end <= at);
        before.flat_map(|(_, bound)| bound).any(|binding| binding.name == name)
    }
}

/// Takes a claim of an entry with these variables apart. Code that doesn't parse is one part without operands: the compiler
/// says what is wrong with it.
pub fn anatomy(entry: &Entry, claim: &Claim, variables: &Variables) -> Anatomy {
    let text = &entry.source.text[claim.expression.clone()];
    claim_of_text(text, &|name| variables.have(name, claim.span.start))
}

/// Takes a claim apart by its text; `is_bound` tells whether a name is one of a variable.
pub fn claim_of_text(text: &str, is_bound: &dyn Fn(&str) -> bool) -> Anatomy {
    let mut parts = Vec::new();
    let logic = match syn::parse_str::<Expr>(text) {
        Ok(expression) => logic_of(&expression, is_bound, &mut parts),
        Err(_) => {
            parts.push(Part { span: 0..text.len(), comparison: None, places: Vec::new() });
            Logic::Part(0)
        }
    };
    Anatomy { logic, parts }
}

fn logic_of(expression: &Expr, is_bound: &dyn Fn(&str) -> bool, parts: &mut Vec<Part>) -> Logic {
    match expression {
        Expr::Paren(paren) => logic_of(&paren.expr, is_bound, parts),
        Expr::Binary(both) if matches!(both.op, BinOp::And(_) | BinOp::Or(_)) => {
            let left = Box::new(logic_of(&both.left, is_bound, parts));
            let right = Box::new(logic_of(&both.right, is_bound, parts));
            if matches!(both.op, BinOp::And(_)) { Logic::And(left, right) } else { Logic::Or(left, right) }
        }
        // What else `!` may stand before is not always a `bool`: a reference to one, say.
        Expr::Unary(not) if matches!(not.op, UnOp::Not(_)) && is_combined(&not.expr) => {
            Logic::Not(Box::new(logic_of(&not.expr, is_bound, parts)))
        }
        single => {
            parts.push(part_of(single, is_bound));
            Logic::Part(parts.len() - 1)
        }
    }
}

/// Whether an expression is of `bool` by its looks.
fn is_combined(expression: &Expr) -> bool {
    match expression {
        Expr::Paren(paren) => is_combined(&paren.expr),
        Expr::Binary(both) => {
            matches!(both.op, BinOp::And(_) | BinOp::Or(_)) || operator_of(&both.op).is_some()
        }
        _ => false,
    }
}

fn part_of(expression: &Expr, is_bound: &dyn Fn(&str) -> bool) -> Part {
    let mut places = Vec::new();
    let comparison = match expression {
        Expr::Binary(both) => operator_of(&both.op).map(|operator| {
            for side in [&*both.left, &*both.right] {
                // A side that is a variable has its value told already.
                if place_of(side, is_bound).is_none() {
                    add_places(side, is_bound, &mut places);
                }
            }
            Comparison {
                left: range(&both.left),
                operator,
                place: range(&both.op),
                right: range(&both.right),
            }
        }),
        _ => None,
    };
    if comparison.is_none() {
        add_places(expression, is_bound, &mut places);
    }
    Part { span: range(expression), comparison, places: places.into_iter().map(|(place, _)| place).collect() }
}

fn operator_of(operator: &BinOp) -> Option<&'static str> {
    Some(match operator {
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Gt(_) => ">",
        BinOp::Ge(_) => ">=",
        BinOp::Eq(_) => "==",
        BinOp::Ne(_) => "!=",
        _ => return None,
    })
}

fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// Collects the variables and fields that an expression reads in any case, each once. What stands in a closure, a block or a
/// branch may not be read at all.
fn add_places(expression: &Expr, is_bound: &dyn Fn(&str) -> bool, places: &mut Vec<(Range<usize>, String)>) {
    if let Some(name) = place_of(expression, is_bound) {
        if !places.iter().any(|(_, known)| *known == name) {
            places.push((range(expression), name));
        }
        return;
    }
    let mut each = |expression: &Expr| add_places(expression, is_bound, places);
    match expression {
        Expr::Paren(one) => each(&one.expr),
        Expr::Group(one) => each(&one.expr),
        Expr::Reference(one) => each(&one.expr),
        Expr::Unary(one) => each(&one.expr),
        Expr::Cast(one) => each(&one.expr),
        Expr::Try(one) => each(&one.expr),
        Expr::Field(one) => each(&one.base),
        Expr::Index(one) => [&one.expr, &one.index].into_iter().for_each(|one| each(one)),
        Expr::Range(one) => one.start.iter().chain(&one.end).for_each(|one| each(one)),
        Expr::Tuple(many) => many.elems.iter().for_each(each),
        Expr::Array(many) => many.elems.iter().for_each(each),
        Expr::Call(call) => call.args.iter().for_each(each),
        Expr::MethodCall(call) => std::iter::once(&*call.receiver).chain(&call.args).for_each(each),
        Expr::Binary(both) => {
            each(&both.left);
            // `&&` and `||` read their right side at times only.
            if !matches!(both.op, BinOp::And(_) | BinOp::Or(_)) {
                each(&both.right);
            }
        }
        Expr::Macro(call) if call.mac.path.is_ident("matches") => {
            let head = |input: syn::parse::ParseStream<'_>| {
                let matched = input.parse::<Expr>()?;
                while input.parse::<TokenTree>().is_ok() {}
                Ok(matched)
            };
            if let Ok(matched) = head.parse2(call.mac.tokens.clone()) {
                each(&matched);
            }
        }
        _ => {}
    }
}

/// The name of a variable, or of a field of one: to read it again does nothing.
fn place_of(expression: &Expr, is_bound: &dyn Fn(&str) -> bool) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string).filter(|name| is_bound(name)),
        Expr::Field(field) => {
            let base = place_of(&field.base, is_bound)?;
            match &field.member {
                Member::Named(name) => Some(format!("{base}.{name}")),
                Member::Unnamed(index) => Some(format!("{base}.{}", index.index)),
            }
        }
        Expr::Paren(one) => place_of(&one.expr, is_bound),
        _ => None,
    }
}

/// What a part of a claim that holds came to, for its page: `0.97 > 0.95`, or `xs = [1, 2]`. `short` writes a value.
pub fn claim_in_short(
    expression: &str,
    part: &Part,
    values: &[Option<String>],
    short: impl Fn(&str) -> String,
) -> Option<String> {
    if let Some(comparison) = &part.comparison {
        let side = |at: usize| values.get(at)?.as_deref().map(&short);
        return Some(format!("{} {} {}", side(0)?, comparison.sign(), side(1)?));
    }
    let told = part.operands().zip(values).filter_map(|(operand, value)| {
        Some(format!("{} = {}", &expression[operand.clone()], short(value.as_deref()?)))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, Logic, claim_of_text};

    fn apart(text: &str) -> Anatomy {
        claim_of_text(text, &|name| ["a", "b", "x", "xs", "model"].contains(&name))
    }

    /// The parts, each with its operands.
    fn parts(text: &str) -> Vec<(&str, Vec<&str>)> {
        let anatomy = apart(text);
        let cut = |part: &super::Part| {
            (&text[part.span.clone()], part.operands().map(|one| &text[one.clone()]).collect())
        };
        anatomy.parts.iter().map(cut).collect()
    }

    #[test]
    fn a_claim_comes_apart_at_what_joins_it() {
        let found = parts("a > 1 && (b < 2 || !(x == 3))");
        assert_eq!(found, [("a > 1", vec!["a", "1"]), ("b < 2", vec!["b", "2"]), ("x == 3", vec!["x", "3"])]);
        let part = |number| Box::new(Logic::Part(number));
        let inner = Logic::Or(part(1), Box::new(Logic::Not(part(2))));
        assert_eq!(apart("a > 1 && (b < 2 || !(x == 3))").logic, Logic::And(part(0), Box::new(inner)));
    }

    #[test]
    fn the_variables_in_a_part_are_its_operands_too() {
        assert_eq!(
            parts("(a - b).abs() < 1e-3"),
            [("(a - b).abs() < 1e-3", vec!["(a - b).abs()", "1e-3", "a", "b"])]
        );
        assert_eq!(parts("xs.iter().all(|b| *b > a)"), [("xs.iter().all(|b| *b > a)", vec!["xs"])]);
        assert_eq!(parts("(0.1..0.2).contains(&x)"), [("(0.1..0.2).contains(&x)", vec!["x"])]);
        assert_eq!(
            parts("model.parts.0.loss(x, x)"),
            [("model.parts.0.loss(x, x)", vec!["model.parts.0", "x"])]
        );
        assert_eq!(parts("matches!(a, Some(b) if b > x)"), [("matches!(a, Some(b) if b > x)", vec!["a"])]);
        assert_eq!(parts("!xs.is_empty()"), [("!xs.is_empty()", vec!["xs"])]);
    }

    #[test]
    fn what_may_not_be_a_variable_is_left_alone() {
        assert_eq!(parts("xs.iter().all(is_fine)"), [("xs.iter().all(is_fine)", vec!["xs"])]);
        assert_eq!(parts("is_fine(a)"), [("is_fine(a)", vec!["a"])]);
        assert_eq!(parts("if a { b } else { x }"), [("if a { b } else { x }", vec![])]);
        assert_eq!(parts("a >"), [("a >", vec![])]);
    }
}
