//! Style sheet, script and icon: published under names that hold their hash, so that browsers may keep them.

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

/// Puts the theme's files into the site.
pub(super) fn add(
    templates: &Templates,
    config: &Config,
    fonts: &BTreeMap<String, Vec<u8>>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Assets {
    let mut addresses = BTreeMap::new();
    for (path, bytes) in fonts {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "woff2"));
        let address =
            format!("fonts/{}.{}.{ending}", crate::render::slug(stem), &blake3::hash(bytes).to_hex()[..10]);
        files.insert(address.clone(), bytes.clone());
        addresses.insert(path.as_str(), address);
    }
    let own = config.style(|file| addresses.get(file).cloned());
    let mut add = |name: &str, stem: &str, ending: &str| {
        let mut bytes = templates.file(name).as_bytes().to_vec();
        if name == "style.css" {
            bytes.extend_from_slice(own.as_bytes());
        }
        let address = format!("{stem}.{}.{ending}", &blake3::hash(&bytes).to_hex()[..10]);
        files.insert(address.clone(), bytes);
        address
    };
    Assets {
        style: add("style.css", "style", "css"),
        script: add("lossbook.js", "lossbook", "js"),
        icon: add("icon.svg", "icon", "svg"),
        search_script: config.site.search.then(|| add("search.js", "search", "js")),
    }
}
