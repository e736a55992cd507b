//! A tree as text.

use super::structure::{Split, Tree};

impl Tree {
    /// The tree as lines to read: questions, and what each leaf says in the words of `leaf`, which is given a node's values.
    /// A feature without a name is called `x[3]`.
    pub(super) fn to_text(&self, feature_names: &[String], leaf: &dyn Fn(&[f64]) -> String) -> String {
        let mut text = String::new();
        // What is still to be written: a node, what stands before it, and what stands before its children.
        let mut waiting = vec![(0, String::new(), String::new())];
        while let Some((at, lead, indent)) = waiting.pop() {
            let Some(node) = self.nodes.get(at) else { continue };
            text.push_str(&lead);
            let Some(split) = node.split.filter(|split| split.left > at && split.right > at) else {
                let plural = if node.samples == 1 { "" } else { "s" };
                let said = leaf(self.value(at));
                text.push_str(&format!("{said} ({} example{plural})\n", node.samples));
                continue;
            };
            text.push_str(&question(&split, feature_names));
            text.push('\n');
            waiting.push((split.right, format!("{indent}└─ no: "), format!("{indent}   ")));
            waiting.push((split.left, format!("{indent}├─ yes: "), format!("{indent}│  ")));
        }
        text
    }
}

fn question(split: &Split, feature_names: &[String]) -> String {
    let threshold = split.threshold;
    // Four digits say enough, and no more than is there.
    let threshold = if (1e-3..1e6).contains(&threshold.abs()) || threshold == 0.0 {
        let digits = format!("{threshold:.4}");
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{threshold:.4e}")
    };
    match feature_names.get(split.feature) {
        Some(name) => format!("{name} <= {threshold}"),
        None => format!("x[{}] <= {threshold}", split.feature),
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::{DecisionTreeClassifier, DecisionTreeRegressor};
    use ndarray::array;

    #[test]
    fn a_tree_reads_like_questions_and_answers() {
        let x = array![[8.0, 0.0], [7.5, 1.0], [4.0, 3.0], [5.0, 0.0], [8.0, 6.0]];
        let fitted = DecisionTreeClassifier::new().fit(&x, &array![1, 1, 0, 0, 0]).expect("a tree");
        let text = "sleep <= 6.25\n\
                    ├─ yes: class 0 (2 examples)\n\
                    └─ no: coffee <= 3.5\n   \
                       ├─ yes: class 1 (2 examples)\n   \
                       └─ no: class 0 (1 example)\n";
        assert_eq!(fitted.to_text(&["sleep".to_owned(), "coffee".to_owned()]), text);
        let single =
            DecisionTreeRegressor::new().fit(&array![[1e-9], [2e-9]], &array![1.0, 2.5]).expect("a tree");
        assert!(single.to_text(&[]).starts_with("x[0] <= 1.5000e-9\n├─ yes: 1.0000 (1 example)\n"));
    }
}
