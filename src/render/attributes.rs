//! Braces behind a picture, a formula or a caption: `{#fig-x .column-page}`.

use super::numbering::Kind;
use pulldown_cmark::Event;

/// The classes that the theme knows for pictures and tables. The names for places are Quarto's.
pub(crate) const CLASSES: [&str; 5] =
    ["column-body-outset", "column-page", "column-screen", "column-margin", "decorative"];

/// A label and classes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes<'t> {
    pub(super) label: Option<&'t str>,
    pub(super) classes: Vec<&'t str>,
}

impl Attributes<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.label.is_none() && self.classes.is_empty()
    }
}

/// Attributes at the start of the text behind what they belong to, and the text behind them. What fits no attribute makes
/// the braces text like any other; so does the label of another kind.
pub(super) fn leading<'t>(event: &'t Event<'_>, kind: Kind) -> Option<(Attributes<'t>, &'t str)> {
    let Event::Text(text) = event else { return None };
    let (inner, rest) = text.trim_start().strip_prefix('{')?.split_once('}')?;
    Some((parse(inner, kind)?, rest))
}

/// Attributes at the end of a caption, and the text before them.
pub(super) fn trailing(text: &str, kind: Kind) -> Option<(&str, Attributes<'_>)> {
    let (before, inner) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    Some((before, parse(inner, kind)?))
}

fn parse(inner: &str, kind: Kind) -> Option<Attributes<'_>> {
    let mut attributes = Attributes::default();
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    for word in inner.split_whitespace() {
        match (word.strip_prefix('#'), word.strip_prefix('.')) {
            (Some(label), _) if is_name(label) && Kind::of(label) == Some(kind) => {
                attributes.label = Some(label);
            }
            (_, Some(class)) if is_name(class) => attributes.classes.push(class),
            _ => return None,
        }
    }
    (!attributes.is_empty()).then_some(attributes)
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Kind, leading, trailing};
    use pulldown_cmark::Event;

    #[test]
    fn labels_and_classes_are_read_in_any_order() {
        let event = Event::Text(" {.column-page #fig-a .b} more".into());
        let (attributes, rest) = leading(&event, Kind::Figure).expect("these are attributes");
        assert_eq!(attributes, Attributes { label: Some("fig-a"), classes: vec!["column-page", "b"] });
        assert_eq!(rest, " more");
        let (before, attributes) = trailing(": Of {x} {#tbl-a}\n", Kind::Table).expect("there is a label");
        assert_eq!((before, attributes.label), (": Of {x} ", Some("tbl-a")));
    }

    #[test]
    fn other_braces_are_text() {
        for text in
            ["{}", "{ }", "{x}", "{#eq-a}", "{#fig-a onclick=\"x\"}", "{.a\"b}", "a {#fig-a}", "{#fig-a"]
        {
            assert!(leading(&Event::Text(text.into()), Kind::Figure).is_none(), "{text}");
        }
    }
}
