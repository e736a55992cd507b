//! The report as one page that needs nothing beside it: no script, no file, no network.

use super::{Difference, EntryReport, Report, State, overlay};
use crate::check::Finding;
use crate::render::{self, escaped};
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// The report as a page, in light and dark.
pub fn page(report: &Report) -> String {
    let mut out = String::new();
    let title = format!("Check of {}", escaped(&report.journal));
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <main>\n<h1>{title}</h1>\n"
    );
    let verdict = if report.ok { "All is as recorded." } else { "Something is to be looked at." };
    let _ = writeln!(
        out,
        "<p>{verdict} {} of {} entries reproduced, {} outputs. <span class=\"quiet\">{}</span></p>",
        report.reproduced(),
        report.entries.len(),
        report.outputs(),
        escaped(&report.made)
    );
    push_mistakes(&mut out, report);
    push_overview(&mut out, report);
    let (good, others): (Vec<&EntryReport>, Vec<&EntryReport>) = report
        .entries
        .iter()
        .partition(|entry| entry.state == State::Reproduced && entry.warnings.is_empty());
    for entry in others {
        push_entry(&mut out, entry);
    }
    if !good.is_empty() {
        out.push_str("<h2>Reproduced</h2>\n");
    }
    for entry in good {
        push_reproduced(&mut out, entry);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn push_mistakes(out: &mut String, report: &Report) {
    if report.mistakes.is_empty() {
        return;
    }
    out.push_str("<h2>Mistakes in the sources</h2>\n<ul>\n");
    for mistake in &report.mistakes {
        let class = if mistake.is_error() { "" } else { " class=\"warning\"" };
        let _ = writeln!(out, "<li{class}>{}</li>", escaped(&mistake.in_words()));
    }
    out.push_str("</ul>\n");
}

/// A line an entry, the way to it included.
fn push_overview(out: &mut String, report: &Report) {
    out.push_str(
        "<div class=\"scroll\" role=\"group\" aria-label=\"All entries\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Entry</th><th scope=\"col\">State</th>\
         <th scope=\"col\">Outputs as recorded</th><th scope=\"col\">Largest relative error</th></tr></thead>\n<tbody>\n",
    );
    for entry in &report.entries {
        let of = entry.compared.len();
        let (outputs, error) = match of {
            0 => ("–".to_owned(), "–".to_owned()),
            _ => (format!("{} of {of}", entry.reproduced), error_text(entry.largest_relative_error)),
        };
        let _ = writeln!(
            out,
            "<tr><td><a href=\"#{}\">{}</a></td><td>{}</td><td>{outputs}</td><td>{error}</td></tr>",
            id(entry),
            escaped(&entry.title),
            state(entry.state)
        );
    }
    out.push_str("</tbody></table></div>\n");
}

fn state(state: State) -> String {
    let words = state.in_words();
    let class = if state == State::NotRecorded { "not-recorded" } else { words };
    format!("<span class=\"state {class}\">{words}</span>")
}

fn id(entry: &EntryReport) -> String {
    format!("entry-{}", escaped(&entry.entry))
}

fn error_text(error: f64) -> String {
    if error == 0.0 { "0".to_owned() } else { format!("{error:.1e}") }
}

fn push_reproduced(out: &mut String, entry: &EntryReport) {
    let _ = writeln!(
        out,
        "<details id=\"{}\"><summary>{} <span class=\"quiet\">{} outputs</span></summary>",
        id(entry),
        escaped(&entry.title),
        entry.compared.len()
    );
    push_places(out, entry);
    out.push_str("</details>\n");
}

fn push_places(out: &mut String, entry: &EntryReport) {
    out.push_str("<ul>\n");
    for output in entry.compared.iter().filter(|output| output.difference.is_none()) {
        let _ = writeln!(out, "<li>{}</li>", escaped(&output.place));
    }
    out.push_str("</ul>\n");
}

fn push_entry(out: &mut String, entry: &EntryReport) {
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{} {}</h2>\n<p class=\"quiet\"><code>{}</code></p>",
        escaped(&entry.title),
        state(entry.state),
        escaped(&entry.file),
        id = id(entry)
    );
    let told = entry.failures.iter().map(|failure| failure.in_words(&entry.file));
    push_list(out, "", told);
    push_list(out, " class=\"warning\"", entry.warnings.iter().cloned());
    if !entry.flaky.is_empty() {
        let flaky = entry.flaky.iter().map(|one| {
            format!("{} differs in {} of {} runs: {}", one.place, one.differs_in, one.runs, one.spread)
        });
        out.push_str("<h3>From run to run</h3>\n");
        push_list(out, "", flaky);
    }
    let differing: Vec<&Difference> =
        entry.compared.iter().filter_map(|output| output.difference.as_ref()).collect();
    if !differing.is_empty() {
        push_findings(out, &entry.findings);
        differing.iter().for_each(|difference| push_pair(out, difference));
    }
    let same = entry.compared.len() - differing.len();
    if same > 0 {
        let _ = writeln!(out, "<details><summary>{same} outputs as recorded</summary>");
        push_places(out, entry);
        out.push_str("</details>\n");
    }
    if entry.state == State::Drifted {
        let slug = escaped(&entry.entry);
        let _ = writeln!(
            out,
            "<p><code>lossbook review {slug}</code> goes through this in the terminal; <code>lossbook accept {slug}</code> takes it all.</p>"
        );
    }
    out.push_str("</section>\n");
}

fn push_list(out: &mut String, class: &str, items: impl Iterator<Item = String>) {
    let items: String = items.map(|item| format!("<li{class}>{}</li>\n", escaped(&item))).collect();
    if !items.is_empty() {
        let _ = writeln!(out, "<ul>\n{items}</ul>");
    }
}

fn push_findings(out: &mut String, findings: &[Finding]) {
    out.push_str(
        "<div class=\"scroll\" role=\"group\" aria-label=\"What differs\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Where</th><th scope=\"col\">What</th><th scope=\"col\">Recorded</th>\
         <th scope=\"col\">Now</th><th scope=\"col\">Relative error</th><th scope=\"col\">Allowed</th></tr></thead>\n<tbody>\n",
    );
    for finding in findings {
        let more = if finding.more > 0 { format!(", and {} more", finding.more) } else { String::new() };
        let cells = [
            finding.place.clone(),
            format!("{}{more}", finding.kind.in_words()),
            finding.recorded.clone().unwrap_or_default(),
            finding.now.clone().unwrap_or_default(),
            finding.relative_error.map(|error| format!("{error:.2e}")).unwrap_or_default(),
            finding.rule.clone().unwrap_or_default(),
        ];
        let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</tbody></table></div>\n");
}

/// An output as recorded and as it is now, side by side; what can be drawn on one another is drawn so too.
fn push_pair(out: &mut String, difference: &Difference) {
    let _ = writeln!(out, "<h3>{}</h3>\n<div class=\"pair\">", escaped(&difference.finding.place));
    for (name, output) in [("Recorded", &difference.recorded), ("Now", &difference.now)] {
        let shown = output.as_ref().map_or_else(
            || "<p class=\"quiet\">nothing</p>".to_owned(),
            |one| render::output_alone(&one.content),
        );
        let _ = writeln!(out, "<figure><figcaption>{name}</figcaption>{shown}</figure>");
    }
    if let (Some(recorded), Some(now)) = (&difference.recorded, &difference.now) {
        for (name, chart) in overlay::of(&recorded.content, &now.content) {
            let caption = format!("What differs{name}, on one another");
            let _ = writeln!(
                out,
                "<figure><figcaption>{}</figcaption>{}</figure>",
                escaped(&caption),
                render::chart_alone(&chart)
            );
        }
    }
    out.push_str("</div>\n");
}
