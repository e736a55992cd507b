//! Style sheet, script and icon: published under names that hold their hash, so that browsers may keep them.

use super::output::Content;
use super::templates::Templates;
use crate::config::Config;
use std::collections::BTreeMap;

/// The addresses of the theme's own files, from the site's root.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Assets {
    pub(super) style: String,
    pub(super) script: String,
    pub(super) icon: String,
    /// The script of the search; none if the journal has no search.
    pub(super) search_script: Option<String>,
}

/// The theme's files and the configuration's fonts, and their addresses.
pub(super) fn of<'a>(
    templates: &'a Templates,
    config: &Config,
    fonts: &'a BTreeMap<String, Vec<u8>>,
) -> (Assets, Vec<(String, Content<'a>)>) {
    let mut files: Vec<(String, Content<'a>)> = Vec::new();
    let mut addresses = BTreeMap::new();
    for (path, bytes) in fonts {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "woff2"));
        let address =
            format!("fonts/{}.{}.{ending}", crate::render::slug(stem), &blake3::hash(bytes).to_hex()[..10]);
        files.push((address.clone(), bytes.as_slice().into()));
        addresses.insert(path.as_str(), address);
    }
    let own = config.style(|file| addresses.get(file).cloned());
    let mut add = |name: &str, stem: &str, ending: &str| {
        let mut bytes = templates.file(name).as_bytes().to_vec();
        if name == "style.css" {
            bytes.extend_from_slice(own.as_bytes());
        }
        let address = format!("{stem}.{}.{ending}", &blake3::hash(&bytes).to_hex()[..10]);
        files.push((address.clone(), bytes.into()));
        address
    };
    let assets = Assets {
        style: add("style.css", "style", "css"),
        script: add("lossbook.js", "lossbook", "js"),
        icon: add("icon.svg", "icon", "svg"),
        search_script: config.site.search.then(|| add("search.js", "search", "js")),
    };
    (assets, files)
}
