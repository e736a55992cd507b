//! The lines of a cell that readers see.

/// A line of a cell that readers see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleLine {
    /// Which line of the cell's body it is, from 0.
    pub number: usize,
    /// Its text with its line end.
    pub text: String,
    /// Whether a `#` at its head was taken away, so that its text is not the source's.
    pub unmarked: bool,
}

/// The lines of `body` without `//|` options at its head and without hidden lines. As in rustdoc, a line that begins with `# `
/// or is `#` alone is hidden, and `##` stands for a visible `#`. Hidden lines at either end leave no blank ones behind.
pub fn visible_lines(body: &str) -> Vec<VisibleLine> {
    let lines =
        body.split_inclusive('\n').enumerate().skip_while(|(_, line)| line.trim_start().starts_with("//|"));
    let mut visible: Vec<VisibleLine> =
        lines.filter_map(|(number, line)| visible_line(number, line)).collect();
    let is_blank = |line: &VisibleLine| line.text.trim().is_empty();
    let end = visible.iter().rposition(|line| !is_blank(line)).map_or(0, |at| at + 1);
    visible.truncate(end);
    let start = visible.iter().position(|line| !is_blank(line)).unwrap_or(0);
    visible.drain(..start);
    if let Some(last) = visible.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        last.text.push('\n');
    }
    visible
}

fn visible_line(number: usize, line: &str) -> Option<VisibleLine> {
    let start = line.trim_start();
    let indentation = &line[..line.len() - start.len()];
    if let Some(rest) = start.strip_prefix("##") {
        return Some(VisibleLine { number, text: format!("{indentation}#{rest}"), unmarked: true });
    }
    let hidden = start.starts_with("# ") || start.trim_end() == "#";
    (!hidden).then(|| VisibleLine { number, text: line.to_owned(), unmarked: false })
}

#[cfg(test)]
mod tests {
    use super::visible_lines;

    fn visible(body: &str) -> String {
        visible_lines(body).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn options_and_hidden_lines_are_left_out() {
        let body = "//| label: fig-a\n//| echo: true\n# use std::fs;\n#\nlet x = 1;\n    # hidden();\n##[derive]\n    ## y\n//| not an option here\n#[attr]\n#![attr]\n# \n";
        assert_eq!(
            visible(body),
            "let x = 1;\n#[derive]\n    # y\n//| not an option here\n#[attr]\n#![attr]\n"
        );
        let numbers: Vec<usize> = visible_lines(body).iter().map(|line| line.number).collect();
        assert_eq!(numbers, [4, 6, 7, 8, 9, 10]);
    }

    #[test]
    fn a_cell_may_be_hidden_whole() {
        assert_eq!(visible("# a\n# b\n"), "");
    }

    #[test]
    fn the_indentation_of_the_first_line_stays() {
        assert_eq!(visible("\n    .sum()\n\nx"), "    .sum()\n\nx\n");
    }
}
