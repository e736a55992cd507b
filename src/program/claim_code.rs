//! A claim as the program's code.

use super::claim::{Logic, Part, Variables, anatomy};
use super::lines::Lines;
use crate::entry::{Claim, Entry};
use std::ops::Range;

/// Writes a claim's code at its own place.
pub(super) fn write(lines: &mut Lines<'_>, entry: &Entry, claim: &Claim, variables: &Variables) {
    let anatomy = anatomy(entry, claim, variables);
    let mut writer = ClaimWriter {
        lines,
        start: claim.expression.start,
        parts: &anatomy.parts,
        lead: format!("__claim!({}, ", claim.number),
    };
    writer.logic(&anatomy.logic);
    lines.insert(");");
}

/// Writes a claim so that each part tells its truth and the values of its operands.
struct ClaimWriter<'a, 'b> {
    lines: &'a mut Lines<'b>,
    /// Where the claim's expression begins.
    start: usize,
    parts: &'a [Part],
    /// What is to stand in front of the code that comes next.
    lead: String,
}

impl ClaimWriter<'_, '_> {
    fn logic(&mut self, logic: &Logic) {
        let (left, operator, right) = match logic {
            Logic::Part(number) => return self.part(*number),
            Logic::Not(inner) => {
                self.lead.push_str("!(");
                self.logic(inner);
                return self.lines.insert(")");
            }
            Logic::And(left, right) => (left, ") && (", right),
            Logic::Or(left, right) => (left, ") || (", right),
        };
        self.lead.push('(');
        self.logic(left);
        self.lead.push_str(operator);
        self.logic(right);
        self.lines.insert(")");
    }

    fn part(&mut self, number: usize) {
        let Some(part) = self.parts.get(number) else { return };
        match &part.comparison {
            Some(comparison) => {
                self.lead.push_str(&format!("__compare!({number}, ("));
                self.copy(&comparison.left);
                self.lead.push(')');
                self.copy(&comparison.place);
                self.lead.push('(');
                self.copy(&comparison.right);
                self.lines.insert(")");
            }
            None => {
                self.lead.push_str(&format!("__part!({number}, "));
                self.copy(&part.span);
            }
        }
        for place in &part.places {
            self.lines.insert(", ");
            self.lines.repeat(self.start + place.start..self.start + place.end);
        }
        self.lines.insert(")");
    }

    fn copy(&mut self, range: &Range<usize>) {
        let at = self.start + range.start;
        self.lines.lead(at, &std::mem::take(&mut self.lead));
        self.lines.copy_source(at..self.start + range.end);
    }
}
