//! Smaller versions of the pictures of bundles, kept in the journal's cache by the content of the picture, so that only a
//! new picture costs time.

use super::runs::journal_cache;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::files::write_in_cache;
use crate::journal::Loaded;
use crate::picture::{self, Picture, Variant};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What is kept of a picture; its variants lie beside it, each under its hash.
#[derive(Serialize, Deserialize)]
struct Kept {
    offers_original: bool,
    variants: Vec<KeptVariant>,
}

#[derive(Serialize, Deserialize)]
struct KeptVariant {
    width: u32,
    extension: String,
    hash: String,
}

/// The pictures of each entry that its text shows, by their path in the bundle. One that can't be opened is warned about: a
/// browser will hardly do better.
pub(super) fn prepare<'a>(
    root: &Path,
    entries: impl Iterator<Item = (&'a Loaded, &'a BTreeMap<String, Vec<u8>>)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<BTreeMap<String, Picture>> {
    let cache = journal_cache(root).ok().map(|cache| cache.join("pictures"));
    let entries: Vec<_> = entries.collect();
    let made: Vec<(BTreeMap<String, Picture>, Vec<Diagnostic>)> = entries
        .into_par_iter()
        .map(|(loaded, assets)| {
            let (mut pictures, mut mistakes) = (BTreeMap::new(), Vec::new());
            for (name, bytes) in assets.iter().filter(|(name, bytes)| is_shown(&loaded.entry, name, bytes)) {
                match of_cache(cache.as_deref(), bytes) {
                    Ok(picture) => {
                        pictures.insert(name.clone(), picture);
                    }
                    Err(why) => mistakes.push(unreadable(&loaded.entry, name, &why)),
                }
            }
            (pictures, mistakes)
        })
        .collect();
    made.into_iter()
        .map(|(pictures, mut mistakes)| {
            diagnostics.append(&mut mistakes);
            pictures
        })
        .collect()
}

/// Whether a file is a picture that the text names.
fn is_shown(entry: &Entry, name: &str, bytes: &[u8]) -> bool {
    let text = &entry.source.text[entry.body..];
    picture::kind(bytes).is_some()
        && (text.contains(name) || text.contains(&crate::render::encoded_path(name)))
}

fn unreadable(entry: &Entry, name: &str, why: &str) -> Diagnostic {
    let message = format!("the picture `{name}` has no smaller versions: {why}");
    let at = entry.source.text[entry.body..].find(name).map(|at| entry.body + at);
    let diagnostic = match at {
        Some(at) => Diagnostic::warning(&entry.source, at..at + name.len(), message),
        None => Diagnostic::new(Severity::Warning, format!("{}: {message}", entry.source.path)),
    };
    diagnostic.hint("it is published as it is; save it anew if it looks broken")
}

/// The picture as the cache has it, or as it is made now. A cache that can't be used only costs time.
fn of_cache(cache: Option<&Path>, bytes: &[u8]) -> Result<Picture, String> {
    let Some(cache) = cache else { return picture::variants(bytes) };
    let list = cache.join(format!("{}-{}.json", blake3::hash(bytes).to_hex(), picture::VERSION));
    if let Some(kept) = read(cache, &list) {
        return Ok(kept);
    }
    let made = picture::variants(bytes)?;
    let _ = keep(cache, &list, &made);
    Ok(made)
}

fn read(cache: &Path, list: &Path) -> Option<Picture> {
    let kept: Kept = serde_json::from_str(&fs::read_to_string(list).ok()?).ok()?;
    let variant = |kept: &KeptVariant| {
        let bytes = fs::read(cache.join(&kept.hash)).ok()?;
        let extension = ["jpg", "png", "webp"].into_iter().find(|known| *known == kept.extension)?;
        let whole = blake3::hash(&bytes).to_hex().as_str() == kept.hash;
        whole.then_some(Variant { width: kept.width, extension, bytes })
    };
    let variants = kept.variants.iter().map(variant).collect::<Option<Vec<_>>>()?;
    Some(Picture { variants, offers_original: kept.offers_original })
}

/// The list comes last: whoever finds it finds what it names.
fn keep(cache: &Path, list: &Path, made: &Picture) -> std::io::Result<()> {
    fs::create_dir_all(cache)?;
    let mut variants = Vec::new();
    for variant in &made.variants {
        let hash = blake3::hash(&variant.bytes).to_hex().to_string();
        write_in_cache(&cache.join(&hash), &variant.bytes)?;
        variants.push(KeptVariant { width: variant.width, extension: variant.extension.to_owned(), hash });
    }
    let kept = Kept { offers_original: made.offers_original, variants };
    write_in_cache(list, serde_json::to_string(&kept)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{keep, read};
    use crate::picture::{Picture, Variant};
    use std::fs;

    #[test]
    fn what_is_kept_is_found_again_while_it_is_whole() {
        let folder = std::env::temp_dir().join(format!("lossbook-pictures-{}", std::process::id()));
        let variants = vec![Variant { width: 480, extension: "jpg", bytes: vec![1, 2, 3] }];
        let picture = Picture { variants, offers_original: false };
        let list = folder.join("list.json");
        keep(&folder, &list, &picture).expect("the folder can be written");
        assert_eq!(read(&folder, &list), Some(picture));
        let file = folder.join(blake3::hash(&[1, 2, 3]).to_hex().as_str());
        fs::write(file, [1, 2]).expect("the file can be written");
        assert_eq!(read(&folder, &list), None);
        let _ = fs::remove_dir_all(folder);
    }
}
