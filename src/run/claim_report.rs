//! Why a claim is false, in the author's words: the parts that made it so, and the values of their operands.

use super::failures::strip_controls;
use crate::program::{Anatomy, Logic, Part};
use cell::wire::ClaimPart;

/// As in `: test_acc = 0.9312`, or `: b < 2 is false, b = 3` where the claim has several parts. Nothing where no value can be
/// told.
pub(super) fn why_false(expression: &str, anatomy: &Anatomy, told: &[ClaimPart]) -> String {
    let reader = Reader { expression, anatomy, told };
    let mut reasons = Vec::new();
    reader.collect(&anatomy.logic, false, &mut reasons);
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) }
}

struct Reader<'a> {
    expression: &'a str,
    anatomy: &'a Anatomy,
    told: &'a [ClaimPart],
}

impl Reader<'_> {
    /// The truth of a part of the whole; nothing if it was not even looked at.
    fn truth(&self, logic: &Logic) -> Option<bool> {
        match logic {
            Logic::Part(number) => self.outcome(*number).map(|part| part.holds),
            Logic::Not(inner) => self.truth(inner).map(|truth| !truth),
            // What is behind a false `&&` and behind a true `||` was not looked at.
            Logic::And(left, right) => {
                if self.truth(left)? {
                    self.truth(right)
                } else {
                    Some(false)
                }
            }
            Logic::Or(left, right) => {
                if self.truth(left)? {
                    Some(true)
                } else {
                    self.truth(right)
                }
            }
        }
    }

    fn outcome(&self, number: usize) -> Option<&ClaimPart> {
        self.told.iter().find(|part| usize::try_from(part.part) == Ok(number))
    }

    /// What made `logic` what it is.
    fn collect(&self, logic: &Logic, truth: bool, reasons: &mut Vec<String>) {
        match logic {
            Logic::Part(number) => reasons.extend(self.reason(*number, truth)),
            Logic::Not(inner) => self.collect(inner, !truth, reasons),
            Logic::And(left, right) | Logic::Or(left, right) => {
                for side in [left, right].into_iter().filter(|side| self.truth(side) == Some(truth)) {
                    self.collect(side, truth, reasons);
                }
            }
        }
    }

    fn reason(&self, number: usize, truth: bool) -> Option<String> {
        let part = self.anatomy.parts.get(number)?;
        let values = self.values(part, &self.outcome(number)?.values);
        let is_whole = self.anatomy.parts.len() == 1 && self.anatomy.logic == Logic::Part(number);
        if is_whole {
            return (!values.is_empty()).then(|| values.join(", "));
        }
        let said = format!("`{}` is {truth}", &self.expression[part.span.clone()]);
        Some(if values.is_empty() { said } else { format!("{said}, {}", values.join(", ")) })
    }

    /// The operands with their values; what stands there as it is needs none.
    fn values(&self, part: &Part, values: &[Option<String>]) -> Vec<String> {
        let pairs = part.operands().zip(values);
        let told = pairs.filter_map(|(operand, value)| {
            let operand = &self.expression[operand.clone()];
            let value: String = strip_controls(value.as_ref()?).chars().take(80).collect();
            (*operand != value && !is_literal(operand)).then(|| format!("{operand} = {value}"))
        });
        told.collect()
    }
}

fn is_literal(operand: &str) -> bool {
    let digits = operand.strip_prefix('-').unwrap_or(operand);
    digits.starts_with(|c: char| c.is_ascii_digit()) && syn::parse_str::<syn::Lit>(digits).is_ok()
        || operand.starts_with(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::why_false;
    use crate::program::{Anatomy, claim_of_text};
    use cell::wire::ClaimPart;

    fn part(part: u32, holds: bool, values: &[&str]) -> ClaimPart {
        let values = values.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect();
        ClaimPart { part, holds, values }
    }

    fn why(text: &str, told: &[ClaimPart]) -> String {
        let anatomy: Anatomy = claim_of_text(text, &|name| name.len() == 1);
        why_false(text, &anatomy, told)
    }

    #[test]
    fn one_part_tells_its_values_alone() {
        assert_eq!(why("a > 0.95", &[part(0, false, &["0.9312", "0.95"])]), ": a = 0.9312");
        assert_eq!(why("f(a)", &[part(0, false, &["2"])]), ": a = 2");
        assert_eq!(why("f(a)", &[part(0, false, &[""])]), "");
        assert_eq!(
            why("a.abs() < 1_000f64", &[part(0, false, &["2000", "1000", "-2000"])]),
            ": a.abs() = 2000, a = -2000"
        );
    }

    #[test]
    fn of_several_parts_those_are_told_that_decided() {
        let text = "a > 1 && b < 2";
        let told = [part(0, true, &["2", "1"]), part(1, false, &["3", "2"])];
        assert_eq!(why(text, &told), ": `b < 2` is false, b = 3");
        assert_eq!(why(text, &[part(0, false, &["0", "1"])]), ": `a > 1` is false, a = 0");
        let told = [part(0, false, &["0", "1"]), part(1, false, &["3", "2"])];
        assert_eq!(why("a > 1 || b < 2", &told), ": `a > 1` is false, a = 0; `b < 2` is false, b = 3");
        let told = [part(0, false, &["0", "1"]), part(1, true, &["1", "2"])];
        assert_eq!(why("!(a > 1 || b < 2)", &told), ": `b < 2` is true, b = 1");
    }
}
