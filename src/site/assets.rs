//! Style sheet, script and icon: published under names that hold their hash, so that browsers may keep them.

use super::templates::Templates;
use std::collections::BTreeMap;

/// The addresses of the theme's own files, from the site's root.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Assets {
    pub(super) style: String,
    pub(super) script: String,
    pub(super) icon: String,
}

/// Puts the theme's files into the site.
pub(super) fn add(templates: &Templates, files: &mut BTreeMap<String, Vec<u8>>) -> Assets {
    let mut add = |name: &str, stem: &str, ending: &str| {
        let bytes = templates.file(name).as_bytes().to_vec();
        let address = format!("{stem}.{}.{ending}", &blake3::hash(&bytes).to_hex()[..10]);
        files.insert(address.clone(), bytes);
        address
    };
    Assets {
        style: add("style.css", "style", "css"),
        script: add("lossbook.js", "lossbook", "js"),
        icon: add("icon.svg", "icon", "svg"),
    }
}
