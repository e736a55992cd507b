//! Rich output in printed text, as evcxr has it: `EVCXR_BEGIN_CONTENT mime/type`, the content, `EVCXR_END_CONTENT`.

use cell::wire::{Content, Stream};
use cell::{Html, Image, Svg};

const BEGIN: &str = "EVCXR_BEGIN_CONTENT ";
const END: &str = "EVCXR_END_CONTENT";

/// Printed text as outputs: what stands between the marks by its type, the rest as text. Marks that don't pair are text.
pub(super) fn split(text: &str) -> Vec<Content> {
    let mut contents = Vec::new();
    let mut rest = text;
    while let Some((before, mime, content, after)) = next_marked(rest) {
        push_text(&mut contents, before);
        contents.push(rich(mime, content));
        rest = after;
    }
    push_text(&mut contents, rest);
    contents
}

fn push_text(contents: &mut Vec<Content>, text: &str) {
    if !text.is_empty() {
        contents.push(Content::Text { stream: Stream::Stdout, text: text.to_owned() });
    }
}

/// The text before the next marked content, its type, the content, and the text after it.
fn next_marked(text: &str) -> Option<(&str, &str, &str, &str)> {
    let begin =
        text.match_indices(BEGIN).map(|(at, _)| at).find(|&at| at == 0 || text[..at].ends_with('\n'))?;
    let (mime, rest) = text[begin + BEGIN.len()..].split_once('\n')?;
    let end = rest.find(END)?;
    let after = &rest[end + END.len()..];
    Some((
        &text[..begin],
        mime.trim(),
        rest[..end].trim_end_matches('\n'),
        after.strip_prefix('\n').unwrap_or(after),
    ))
}

fn rich(mime: &str, content: &str) -> Content {
    match mime {
        "image/svg+xml" => Content::Svg(Svg::new(content)),
        "text/html" => Content::Html(Html::new(content)),
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => {
            Content::Image(Image::from_base64(mime, content))
        }
        _ => Content::Value { text: content.to_owned(), number: None, single: false },
    }
}

#[cfg(test)]
mod tests {
    use super::split;
    use cell::Html;
    use cell::wire::{Content, Stream};

    #[test]
    fn marked_content_is_told_from_text() {
        let outputs = split("before\nEVCXR_BEGIN_CONTENT text/html\n<b>x</b>\nEVCXR_END_CONTENT\nafter\n");
        let text = |text: &str| Content::Text { stream: Stream::Stdout, text: text.to_owned() };
        assert_eq!(outputs, [text("before\n"), Content::Html(Html::new("<b>x</b>")), text("after\n")]);
    }

    #[test]
    fn an_unpaired_mark_stays_text() {
        let printed = "EVCXR_BEGIN_CONTENT text/html\n<b>never ended\n";
        assert_eq!(split(printed), [Content::Text { stream: Stream::Stdout, text: printed.to_owned() }]);
    }
}
