//! What other machines are told of an entry: its picture, and the facts as JSON-LD.

use super::assemble::Page;
use super::context::encoded;
use super::rendering::Rendering;
use super::shared::Shared;
use crate::diagnostic::Diagnostic;
use crate::picture;
use serde::Serialize;
use serde_json::{Value as Json, json};
use tera::Value;

/// `page.image`: the picture that stands for a page where it is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ImageContext {
    /// Its whole address.
    pub(super) href: String,
    /// What it shows.
    pub(super) alt: Option<String>,
    /// Its width and its height in pixels, if they are known.
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

/// The picture of an entry, if its front matter names one.
///
/// # Errors
/// It is to lie beside the entry, and does not.
pub(super) fn own_image(
    shared: &Shared<'_>,
    page: &Page<'_>,
) -> Result<Option<ImageContext>, Box<Diagnostic>> {
    let front = &page.entry.front;
    let Some(name) = front.image.as_deref().filter(|name| !name.is_empty()) else { return Ok(None) };
    let base = &shared.context.base_url;
    let mut size = None;
    let href = if name.starts_with("https://") || name.starts_with("http://") {
        name.to_owned()
    } else {
        let name = name.trim_start_matches("./");
        let Some(bytes) = page.assets.get(name) else {
            let source = &page.entry.source;
            // A section may have given it, or it is written with escapes.
            let at = source.text.find(name).map_or(0..0, |at| at..at + name.len());
            let message = format!("the image `{name}` does not lie beside the entry");
            return Err(Box::new(Diagnostic::error(source, at, message).hint(
                "make the entry a folder with an index.md and put its image there, or give a whole address",
            )));
        };
        size = picture::size_of(bytes);
        format!("{base}{}/{}", encoded(&page.entry.slug), encoded(name))
    };
    let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
    Ok(Some(ImageContext { href, alt: front.image_alt.clone(), width, height }))
}

/// The facts of an entry in the words of schema.org, as the content of a `<script>`.
pub(super) fn structured(
    shared: &Shared<'_>,
    rendering: &Rendering<'_>,
    image: Option<&ImageContext>,
) -> Value {
    let entry = rendering.page.entry;
    let (site, front) = (shared.context, &entry.front);
    let authors = if front.authors.is_empty() { &site.authors } else { &front.authors };
    let people: Vec<Json> = authors.iter().map(|name| json!({"@type": "Person", "name": name})).collect();
    let mut facts = json!({
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": front.title,
        "url": format!("{}{}/", site.base_url, encoded(&entry.slug)),
        "inLanguage": front.lang.as_ref().unwrap_or(&site.language),
        "isPartOf": {"@type": "Blog", "name": site.title, "url": site.base_url},
    });
    let mut add = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            facts[name] = value;
        }
    };
    add("description", rendering.description().map(Json::from));
    add("datePublished", front.date.map(|date| date.to_string().into()));
    add("dateModified", front.updated.or(front.date).map(|date| date.to_string().into()));
    add("author", (!people.is_empty()).then_some(Json::Array(people)));
    add("keywords", (!front.tags.is_empty()).then(|| front.tags.clone().into()));
    add("image", image.map(|image| image.href.clone().into()));
    in_script(&facts)
}

/// JSON as the content of a `<script>`, in which nothing may look like the end of it.
pub(super) fn in_script(json: &Json) -> Value {
    Value::safe_string(&json.to_string().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_script_can_not_be_left() {
        let script = super::in_script(&serde_json::json!({"a": "</script>"}));
        assert_eq!(script.as_str(), Some("{\"a\":\"\\u003c/script>\"}"));
    }
}
