//! What the compiler said of a cell, in the colours that rustc has on a terminal. The record keeps the plain text; what each
//! sign means is read off its place.

use super::escape;

/// What a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Plain,
    /// The message itself.
    Bold,
    /// The place that the message is about, and the word `error`.
    Primary,
    /// Line numbers, arrows, and places that explain the message.
    Secondary,
    /// `warning`.
    Warning,
    /// `help`, and code to be put in.
    Added,
    /// Code to be taken out.
    Removed,
}

impl Part {
    /// The element and the class that it is written with.
    fn element(self) -> Option<(&'static str, &'static str)> {
        match self {
            Part::Plain => None,
            Part::Bold => Some(("b", "")),
            Part::Primary => Some(("b", "a-1")),
            Part::Secondary => Some(("b", "a-4")),
            Part::Warning => Some(("b", "a-3")),
            Part::Added => Some(("span", "a-2")),
            Part::Removed => Some(("span", "a-1")),
        }
    }
}

/// Appends what the compiler said.
pub(super) fn push(out: &mut String, said: &str) {
    let lines: Vec<Line> = said.split('\n').map(Line::read).collect();
    let mut parts: Vec<Vec<Part>> = Vec::with_capacity(lines.len());
    for group in lines.chunk_by(|one, other| one.body.is_some() == other.body.is_some()) {
        if group[0].body.is_some() {
            parts.extend(snippet_parts(group));
        } else {
            parts.extend(group.iter().map(Line::message));
        }
    }
    for (number, (line, parts)) in lines.iter().zip(&parts).enumerate() {
        if number > 0 {
            out.push('\n');
        }
        write(out, &line.text, parts);
    }
}

/// Writes a line, an element for each run of characters of one part.
fn write(out: &mut String, text: &[char], parts: &[Part]) {
    let mut from = 0;
    for run in parts.chunk_by(|one, other| one == other) {
        let words: String = text[from..from + run.len()].iter().collect();
        from += run.len();
        match run[0].element().filter(|_| !words.trim().is_empty()) {
            None => escape::push_text(out, &words),
            Some((element, class)) => {
                out.push('<');
                out.push_str(element);
                if !class.is_empty() {
                    out.push_str(" class=\"");
                    out.push_str(class);
                    out.push('"');
                }
                out.push('>');
                escape::push_text(out, &words);
                out.push_str("</");
                out.push_str(element);
                out.push('>');
            }
        }
    }
}

/// A line, and where its code begins if it is one of a snippet.
struct Line {
    text: Vec<char>,
    /// Behind the `|`, `+` or `-` that follows the line number.
    body: Option<usize>,
    /// Whether it has a line number: code and not what is said of it.
    numbered: bool,
}

impl Line {
    fn read(text: &str) -> Self {
        let text: Vec<char> = text.chars().collect();
        let number = text.iter().take_while(|c| c.is_ascii_digit() || **c == ' ').count();
        let numbered = text[..number].iter().any(char::is_ascii_digit);
        let sign = text.get(number).copied().unwrap_or(' ');
        let is_gutter = number > 0
            && text[number - 1] == ' '
            && (sign == '|' || (numbered && matches!(sign, '+' | '-' | '~')))
            && matches!(text.get(number + 1), None | Some(' '));
        Self { body: is_gutter.then_some(number + 1), numbered, text }
    }

    /// The parts of a line that is none of a snippet: a message, an arrow or a note.
    fn message(&self) -> Vec<Part> {
        let mut parts = vec![Part::Plain; self.text.len()];
        let text: String = self.text.iter().collect();
        let rest = text.trim_start();
        let indent = self.text.len() - rest.chars().count();
        let level = [
            ("error", Part::Primary),
            ("warning", Part::Warning),
            ("note", Part::Bold),
            ("help", Part::Added),
        ]
        .into_iter()
        .find(|(name, _)| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', '['])));
        if let Some((_, part)) = level.filter(|_| indent == 0) {
            let end = text.chars().position(|c| c == ':').unwrap_or(parts.len());
            parts[..end].fill(part);
            parts[end..].fill(Part::Bold);
        } else if rest.starts_with("--> ") || rest.starts_with("::: ") {
            parts[indent..indent + 3].fill(Part::Secondary);
        } else if rest.starts_with("= ") {
            parts[indent] = Part::Secondary;
            let end = text.chars().position(|c| c == ':').map_or(indent + 1, |at| at + 1);
            parts[(indent + 1).min(end)..end].fill(Part::Bold);
        } else if rest == "..." {
            parts.fill(Part::Secondary);
        }
        parts
    }
}

/// The parts of the lines of a snippet.
fn snippet_parts(lines: &[Line]) -> Vec<Vec<Part>> {
    let connectors = connectors(lines);
    let mut all = Vec::new();
    // Where the underlines of the line of code above begin, and what they are of: labels below them have their colour.
    let mut underlines: Vec<(usize, Part)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let body = line.body.unwrap_or_default();
        let mut parts = vec![Part::Plain; line.text.len()];
        let sign = line.text[body - 1];
        parts[..body].fill(Part::Secondary);
        if line.numbered {
            underlines.clear();
            match sign {
                '+' | '~' => parts[body - 1..].fill(Part::Added),
                '-' => parts[body - 1..].fill(Part::Removed),
                _ => {}
            }
        } else {
            annotation(&line.text, body, &mut parts, &mut underlines);
        }
        for &column in &connectors {
            if matches!(line.text.get(column), Some('|' | '/')) {
                parts[column] = end_of(&lines[number..], column);
            }
        }
        all.push(parts);
    }
    all
}

/// The parts of a line below a line of code: underlines, what joins them to their labels, and a label.
fn annotation(text: &[char], body: usize, parts: &mut [Part], underlines: &mut Vec<(usize, Part)>) {
    let above = underlines.clone();
    let of_column = |column: usize| above.iter().find(|(at, _)| *at == column).map(|(_, part)| *part);
    let mut last = Part::Secondary;
    let mut at = body;
    while let Some(&c) = text.get(at) {
        let run = text[at..].iter().take_while(|other| **other == c).count();
        match c {
            ' ' => {}
            '|' | '/' => parts[at..at + run].fill(of_column(at).unwrap_or(last)),
            '_' => {
                // It runs to the sign that says what it is of.
                let part = text.get(at + run).and_then(|c| of_sign(*c)).unwrap_or(last);
                parts[at..at + run].fill(part);
                last = part;
            }
            _ => match of_sign(c) {
                Some(part) => {
                    parts[at..at + run].fill(part);
                    underlines.push((at, part));
                    last = part;
                }
                None => return parts[at..].fill(of_column(at).unwrap_or(last)),
            },
        }
        at += run;
    }
}

fn of_sign(c: char) -> Option<Part> {
    match c {
        '^' => Some(Part::Primary),
        '-' => Some(Part::Secondary),
        '+' | '~' => Some(Part::Added),
        _ => None,
    }
}

/// The columns at the left where a line runs down that joins the two ends of a place of several lines.
fn connectors(lines: &[Line]) -> Vec<usize> {
    let mut columns = Vec::new();
    for line in lines.iter().filter(|line| !line.numbered) {
        let starts = line.text.windows(2).enumerate().filter(|(_, pair)| pair[0] != '_' && pair[1] == '_');
        columns.extend(starts.map(|(at, _)| at).filter(|at| matches!(line.text[*at], ' ' | '|')));
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// What the line that runs down in a column ends at.
fn end_of(lines: &[Line], column: usize) -> Part {
    let mut ends = lines.iter().filter(|line| !line.numbered && line.text.get(column + 1) == Some(&'_'));
    let end = ends.find_map(|line| line.text[column + 1..].iter().find(|c| **c != '_'));
    end.and_then(|c| of_sign(*c)).unwrap_or(Part::Secondary)
}

#[cfg(test)]
mod tests {
    fn shown(said: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, said);
        // Short names read better below.
        let mut text = out.replace("<b class=\"a-1\">", "<P>").replace("<b class=\"a-4\">", "<S>");
        text = text.replace("<span class=\"a-2\">", "<A>").replace("<span class=\"a-1\">", "<R>");
        text.replace("</b>", "</>").replace("</span>", "</>")
    }

    #[test]
    fn a_message_is_coloured_as_rustc_does() {
        let said = "error[E0382]: borrow of moved value: `word`\n --> this cell:3:12\n  |\n2 | let other = word;\n  |             ---- value moved-here\n3 | println!(\"{word}\");\n  |            ^^^^ value <borrowed>\n  = note: see: this";
        assert_eq!(
            shown(said),
            "<P>error[E0382]</><b>: borrow of moved value: `word`</>\n <S>--&gt;</> this cell:3:12\n<S>  |</>\n\
             <S>2 |</> let other = word;\n<S>  |</>             <S>----</> <S>value moved-here</>\n\
             <S>3 |</> println!(&quot;{word}&quot;);\n<S>  |</>            <P>^^^^</> <P>value &lt;borrowed&gt;</>\n  <S>=</><b> note:</> see: this"
        );
    }

    #[test]
    fn labels_have_the_colour_of_what_they_hang_from() {
        let said = "1 | f(a, b)\n  | - ^  - c\n  | |  |\n  | |  x y\n  | first";
        assert_eq!(
            shown(said),
            "<S>1 |</> f(a, b)\n<S>  |</> <S>-</> <P>^</>  <S>- c</>\n<S>  | |</>  <S>|</>\n<S>  | |</>  <S>x y</>\n<S>  | first</>"
                .replace("<S>- c</>", "<S>-</> <S>c</>")
                .replace("<S>  | |</>", "<S>  |</> <S>|</>")
                .replace("<S>  | first</>", "<S>  |</> <S>first</>")
        );
    }

    #[test]
    fn a_place_of_several_lines_is_joined() {
        let said = "4 |   let a = if b {\n  |  _________-\n5 | |     |x| 1\n6 | | };\n  | |_^ wrong";
        assert_eq!(
            shown(said),
            "<S>4 |</>   let a = if b {\n<S>  |</>  <S>_________-</>\n<S>5 |</> <P>|</>     |x| 1\n<S>6 |</> <P>|</> };\n<S>  |</> <P>|_^</> <P>wrong</>"
        );
    }

    #[test]
    fn suggestions_are_green_and_what_goes_is_red() {
        let said = "help: try\n  |\n7 - let a = b;\n7 + let a = c;\n  |\n8 | d.clone()\n  |  ++++++++";
        assert_eq!(
            shown(said),
            "<A>help</><b>: try</>\n<S>  |</>\n<S>7 </><R>- let a = b;</>\n<S>7 </><A>+ let a = c;</>\n<S>  |</>\n<S>8 |</> d.clone()\n<S>  |</>  <A>++++++++</>"
        );
    }

    #[test]
    fn nothing_is_lost_whatever_is_said() {
        for said in ["", "\n\n", "|", "1", " |", "  | é\n ^^", "= ", "error", "9 |", "  | __", "7 -"] {
            let text: String = {
                let mut out = String::new();
                super::push(&mut out, said);
                let mut inside = false;
                out.chars()
                    .filter(|&c| {
                        let keep = !inside && c != '<';
                        inside = c == '<' || (inside && c != '>');
                        keep
                    })
                    .collect()
            };
            assert_eq!(text, said, "{said:?}");
        }
    }
}
