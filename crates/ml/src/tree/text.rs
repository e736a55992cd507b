//! A tree as text.

use super::structure::{Split, Tree};

impl Tree {
    /// The tree as lines to read: questions, and what each leaf says in the words of `leaf`, which is given a node's values.
    /// A feature without a name is called `x[3]`.
    pub(super) fn to_text(&self, feature_names: &[&str], leaf: &dyn Fn(&[f64]) -> String) -> String {
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

fn question(split: &Split, feature_names: &[&str]) -> String {
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
