//! What the bibliography's library writes, as markup: it has formatted words, and addresses that must be looked at.

use super::escape::{self, Scheme};
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting};

/// What to write where one of several works begins (true) and ends.
pub(super) type AtWork<'f> = dyn FnMut(&mut String, (usize, bool)) + 'f;

/// Appends a work of the list.
pub(super) fn push(out: &mut String, children: &ElemChildren) {
    push_with(out, children, &mut |_, _| {});
}

/// Appends a reference; `at_work` writes around each of its works.
pub(super) fn push_with(out: &mut String, children: &ElemChildren, at_work: &mut AtWork<'_>) {
    for child in &children.0 {
        push_child_with(out, child, at_work);
    }
}

/// Appends the words alone.
pub(super) fn push_plain(out: &mut String, children: &ElemChildren) {
    for child in &children.0 {
        match child {
            ElemChild::Text(words) | ElemChild::Link { text: words, .. } => out.push_str(&words.text),
            ElemChild::Elem(element) => push_plain(out, &element.children),
            ElemChild::Markup(formula) => out.push_str(formula),
            ElemChild::Transparent { .. } => {}
        }
    }
}

pub(super) fn push_child(out: &mut String, child: &ElemChild) {
    push_child_with(out, child, &mut |_, _| {});
}

fn push_child_with(out: &mut String, child: &ElemChild, at_work: &mut AtWork<'_>) {
    match child {
        ElemChild::Text(words) => push_words(out, words),
        ElemChild::Elem(element) => push_element(out, element, at_work),
        // A formula of a title, as its author wrote it.
        ElemChild::Markup(formula) => escape::push_text(out, formula),
        ElemChild::Link { text, url } => match escape::scheme(url) {
            Scheme::Fine => {
                out.push_str("<a href=\"");
                escape::push_address(out, url);
                out.push_str("\">");
                push_words(out, text);
                out.push_str("</a>");
            }
            Scheme::None | Scheme::Refused(_) => push_words(out, text),
        },
        ElemChild::Transparent { .. } => {}
    }
}

fn push_element(out: &mut String, element: &Elem, at_work: &mut AtWork<'_>) {
    let work = match element.meta {
        Some(ElemMeta::Entry(at)) => Some(at),
        _ => None,
    };
    if let Some(at) = work {
        at_work(out, (at, true));
    }
    if element.display.is_some() {
        out.push(' ');
    }
    push_with(out, &element.children, at_work);
    if let Some(at) = work {
        at_work(out, (at, false));
    }
}

fn push_words(out: &mut String, words: &Formatted) {
    let tags = tags(words.formatting);
    for tag in &tags {
        out.push_str(&format!("<{tag}>"));
    }
    escape::push_text(out, &words.text);
    for tag in tags.iter().rev() {
        out.push_str(&format!("</{}>", tag.split(' ').next().unwrap_or(tag)));
    }
}

fn tags(formatting: Formatting) -> Vec<&'static str> {
    let mut tags = Vec::new();
    let mut add = |wanted: bool, tag: &'static str| {
        if wanted {
            tags.push(tag);
        }
    };
    add(formatting.font_style == FontStyle::Italic, "i");
    add(formatting.font_weight == FontWeight::Bold, "b");
    add(formatting.text_decoration == TextDecoration::Underline, "u");
    add(formatting.font_variant == FontVariant::SmallCaps, "span class=\"caps\"");
    add(formatting.vertical_align == VerticalAlign::Sup, "sup");
    add(formatting.vertical_align == VerticalAlign::Sub, "sub");
    tags
}
