//! A text written line beside line with another: what is copied keeps its line, and its column where there is room.

use super::Program;
use std::ops::Range;

/// Code that stands further right in the program than in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// The line, from 1.
    line: usize,
    /// The column in the program, from 1 and in characters, from which it holds.
    from: usize,
    /// By how many characters.
    by: usize,
}

/// The program under construction.
pub(super) struct Lines<'a> {
    source: &'a str,
    /// The first byte of each line of the source.
    starts: Vec<usize>,
    /// The program's lines so far; the last is being written.
    lines: Vec<String>,
    shifts: Vec<Shift>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { source, starts, lines: vec![String::new()], shifts: Vec::new() }
    }

    /// Puts generated text on the line of byte `at`, after what stands there.
    pub(super) fn put(&mut self, at: usize, text: &str) {
        self.go_to_line_of(at);
        self.insert(text);
    }

    /// Puts generated text where writing stopped.
    pub(super) fn insert(&mut self, text: &str) {
        self.current().push_str(text);
    }

    /// Puts generated text in front of code that will be copied from byte `at`, so that the code keeps its column: on the
    /// line before if that has not been left, else on the code's own line where its column leaves room.
    pub(super) fn lead(&mut self, at: usize, text: &str) {
        let line = self.line_of(at);
        if self.lines.len() <= line {
            self.go_to_line(line - 1);
            self.insert(text);
            self.go_to_line(line);
        } else {
            self.insert(text);
        }
    }

    /// Copies a part of the source to its own line and column.
    pub(super) fn copy_source(&mut self, range: Range<usize>) {
        let source = self.source;
        self.copy(range.start, &source[range]);
    }

    /// Copies a part of the source where writing stopped: it stands at its own place already, and what the compiler says of
    /// the copy is told there.
    pub(super) fn repeat(&mut self, range: Range<usize>) {
        let line = self.line_of(range.start);
        let column = self.source[self.starts[line]..range.start].chars().count();
        let have = self.current().chars().count();
        if line + 1 == self.lines.len() && have > column {
            self.shifts.push(Shift { line: line + 1, from: have + 1, by: have - column });
        }
        let source = self.source;
        self.insert(&source[range].replace('\n', " "));
    }

    /// Copies `code`, which stands for as many bytes of the source from byte `at` on, to its own lines and columns.
    pub(super) fn copy(&mut self, at: usize, code: &str) {
        let mut at = at;
        for line in code.split_inclusive('\n') {
            self.go_to_line_of(at);
            let text = line.trim_end_matches('\n');
            if !text.is_empty() {
                self.go_to_column_of(at);
                self.current().push_str(text);
            }
            at += line.len();
        }
        if code.ends_with('\n') {
            self.go_to_line_of(at);
        }
    }

    /// Fills up with spaces to the column of byte `at`, or notes that the line is longer already.
    fn go_to_column_of(&mut self, at: usize) {
        let line = self.line_of(at);
        let wanted = self.source[self.starts[line]..at].chars().count();
        let have = self.current().chars().count();
        if have <= wanted {
            self.current().extend(std::iter::repeat_n(' ', wanted - have));
        } else {
            self.shifts.push(Shift { line: line + 1, from: have + 1, by: have - wanted });
        }
    }

    fn go_to_line_of(&mut self, at: usize) {
        self.go_to_line(self.line_of(at));
    }

    fn go_to_line(&mut self, line: usize) {
        while self.lines.len() <= line {
            self.lines.push(String::new());
        }
    }

    /// The line of byte `at`, from 0.
    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    fn current(&mut self) -> &mut String {
        if self.lines.is_empty() {
            self.lines.push(String::new());
        }
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    /// The program, ended by `text`.
    pub(super) fn finish(mut self, text: &str) -> Program {
        self.insert(text);
        Program { text: self.lines.join("\n"), shifts: self.shifts }
    }
}

/// See [`Program::source_column`].
pub(super) fn source_column(shifts: &[Shift], line: usize, column: usize) -> usize {
    let shift = shifts.iter().rev().find(|shift| shift.line == line && shift.from <= column);
    shift.map_or(column, |shift| column - shift.by)
}

#[cfg(test)]
mod tests {
    use super::{Lines, source_column};

    const SOURCE: &str = "one\ntwo é three\nfour\nfive";

    fn at(word: &str) -> usize {
        SOURCE.find(word).expect("the source holds it")
    }

    #[test]
    fn what_is_copied_keeps_its_line_and_its_column() {
        let mut lines = Lines::new(SOURCE);
        lines.copy_source(at("three")..at("three") + 5);
        lines.put(at("four"), "call();");
        lines.copy_source(at("five")..SOURCE.len());
        let program = lines.finish(" }\n");
        assert_eq!(program.text, "\n      three\ncall();\nfive }\n");
        assert_eq!(program.source_column(2, 7), 7);
    }

    #[test]
    fn code_that_had_to_move_knows_by_how_much() {
        let mut lines = Lines::new(SOURCE);
        lines.put(at("two"), "0123456789");
        lines.copy_source(at("two")..at("two") + 3);
        lines.insert(");");
        lines.copy_source(at("three")..at("three") + 5);
        let program = lines.finish("");
        assert_eq!(program.text, "\n0123456789two);three");
        // Columns count characters, from 1.
        assert_eq!(program.source_column(2, 11), 1);
        assert_eq!(program.source_column(2, 13), 3);
        assert_eq!(program.source_column(2, 16), 7);
        assert_eq!(program.source_column(2, 20), 11);
        assert_eq!(program.source_column(3, 16), 16, "other lines are as they were");
        assert_eq!(source_column(&[], 1, 5), 5);
    }

    #[test]
    fn a_call_leads_from_the_line_above_where_that_is_free() {
        let mut lines = Lines::new(SOURCE);
        lines.lead(at("four"), "call(");
        lines.copy_source(at("four")..at("four") + 4);
        lines.insert(");");
        assert_eq!(lines.finish("").text, "\ncall(\nfour);");
        let mut lines = Lines::new(SOURCE);
        lines.put(at("four"), "before();");
        lines.lead(at("four"), "call(");
        lines.copy_source(at("four")..at("four") + 4);
        assert_eq!(lines.finish("").text, "\n\nbefore();call(four");
    }
}
