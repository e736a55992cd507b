//! Addresses in the text: where they lead, and whether they may.

use super::escape::{self, HERE, ROOT, Scheme};
use super::{Context, Link};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::entry::Entry;
use crate::files::folder_of;
use std::ops::Range;

/// An address, ready for a quoted attribute, and the link that the whole site must check, if it leads into the site.
pub(super) struct Resolved {
    pub(super) href: String,
    pub(super) link: Option<Link>,
}

/// Resolves the address of a link.
///
/// # Errors
/// Its scheme is refused, or it names an entry or a file that isn't there.
pub(super) fn resolve(
    entry: &Entry,
    context: Context<'_>,
    address: &str,
    span: &Range<usize>,
) -> Result<Resolved, Box<Diagnostic>> {
    match escape::scheme(address) {
        Scheme::Fine => Ok(outside(address)),
        Scheme::Refused(scheme) => Err(refused(entry, span, scheme)),
        Scheme::None => inside(entry, context, address, span),
    }
}

/// Resolves the address of a picture; one of the bundle is also given by its name.
///
/// # Errors
/// As for a link.
pub(super) fn resolve_picture(
    entry: &Entry,
    context: Context<'_>,
    address: &str,
    span: &Range<usize>,
) -> Result<Resolved, Box<Diagnostic>> {
    if escape::is_picture_data(address) {
        return Ok(outside(address));
    }
    resolve(entry, context, address, span)
}

/// The file of the bundle that an address names, if it names one.
pub(super) fn asset_name<'a>(context: Context<'a>, address: &str) -> Option<&'a str> {
    let path = decode(address.split(['?', '#']).next().unwrap_or_default());
    let name = path.strip_prefix("./").unwrap_or(&path);
    context.assets.get_key_value(name).map(|(name, _)| name.as_str())
}

fn outside(address: &str) -> Resolved {
    let mut href = String::with_capacity(address.len());
    escape::push_address(&mut href, address);
    Resolved { href, link: None }
}

fn refused(entry: &Entry, span: &Range<usize>, scheme: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            &entry.source,
            span.clone(),
            format!("an address that begins with `{scheme}:` is not published"),
        )
        .hint("link to http, https, mailto or tel, or to a path of this site"),
    )
}

/// An address without a scheme: a fragment of this page, a path from the root, an entry's file, a file of the bundle, or a
/// path from this page.
fn inside(
    entry: &Entry,
    context: Context<'_>,
    address: &str,
    span: &Range<usize>,
) -> Result<Resolved, Box<Diagnostic>> {
    let (before, fragment) = match address.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (address, None),
    };
    let (path, query) = before.split_once('?').map_or((before, None), |(path, query)| (path, Some(query)));
    let decoded = decode(path);
    let page = page_folder(entry);
    let mut names = None;
    let (mark, shown, target) = if decoded.is_empty() {
        (HERE, String::new(), page)
    } else if let Some(path) = decoded.strip_prefix('/') {
        (ROOT, path.to_owned(), path.to_owned())
    } else if asset_name(context, before).is_some() {
        let name = decoded.strip_prefix("./").unwrap_or(&decoded);
        (HERE, name.to_owned(), format!("{page}{name}"))
    } else if decoded.ends_with(".md") {
        let (source, address) = entry_page(entry, context, &decoded, span)?;
        names = Some(source);
        (ROOT, address.clone(), address)
    } else {
        let path = join(&page, &decoded).ok_or_else(|| leaves(entry, span, address))?;
        (ROOT, path.clone(), path)
    };
    let mut href = String::from(mark);
    href.push_str(&escape::encoded_path(&shown));
    if let Some(query) = query {
        href.push('?');
        escape::push_address(&mut href, query);
    }
    if let Some(fragment) = fragment {
        href.push('#');
        escape::push_address(&mut href, fragment);
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty()).map(decode);
    Ok(Resolved { href, link: Some(Link { path: target, fragment, names, span: span.clone() }) })
}

/// The page's folder below the site's root, with a slash at its end.
fn page_folder(entry: &Entry) -> String {
    format!("{}/", entry.slug)
}

/// The source that a link names, and the page of its entry.
fn entry_page(
    entry: &Entry,
    context: Context<'_>,
    path: &str,
    span: &Range<usize>,
) -> Result<(String, String), Box<Diagnostic>> {
    let folder = folder_of(&entry.source.path);
    let target = join(&format!("{folder}/"), path).ok_or_else(|| leaves(entry, span, path))?;
    if let Some(address) = context.pages.get(&target) {
        let page = format!("{address}/");
        return Ok((target, page));
    }
    let hint = match did_you_mean(&target, context.pages.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? Drafts and what is dated in the future are not there yet"),
        None => "name its file as seen from this one, as in `other.md` or `../notes/other.md`; drafts and what is dated in the future are not there yet".to_owned(),
    };
    let message = format!("there is no entry `{target}`");
    Err(Box::new(Diagnostic::error(&entry.source, span.clone(), message).hint(hint)))
}

fn leaves(entry: &Entry, span: &Range<usize>, address: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(
        &entry.source,
        span.clone(),
        format!("the address `{address}` leads out of the journal"),
    ))
}

/// `path` as seen from `folder`; `None` if it climbs out.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let mut joined = parts.join("/");
    if !joined.is_empty() && (path.ends_with('/') || path.ends_with("..") || path.ends_with("/.")) {
        joined.push('/');
    }
    Some(joined)
}

/// Undoes percent-encoding, where it is some.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, join};

    #[test]
    fn paths_are_joined_and_never_leave() {
        assert_eq!(join("entries/", "valley.md").as_deref(), Some("entries/valley.md"));
        assert_eq!(join("entries/a/", "../b/./c.md").as_deref(), Some("entries/b/c.md"));
        assert_eq!(join("valley/", "../other/").as_deref(), Some("other/"));
        assert_eq!(join("valley/", "..").as_deref(), Some(""));
        assert_eq!(join("valley/", "../../x"), None);
    }

    #[test]
    fn percent_encoding_is_undone_where_it_is_valid() {
        assert_eq!(decode("a%20b%zz%C3%A9"), "a b%zzé");
        assert_eq!(decode("%ff"), "%ff");
    }
}
