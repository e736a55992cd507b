//! TOML front matter as the same keys and values that YAML gives: JSON values are YAML, so each key becomes an item.

use super::yaml::Item;
use crate::diagnostic::{Diagnostic, SourceText};
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The keys of the TOML in `block`, in the order of the text; nothing if it does not read.
pub(super) fn items(
    source: &Arc<SourceText>,
    block: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Item>> {
    let text = &source.text[block.clone()];
    let (table, places) = match (text.parse::<toml::Table>(), DeTable::parse(text)) {
        (Ok(table), Ok(places)) => (table, places.into_inner()),
        (Err(error), _) | (_, Err(error)) => {
            let span = error.span().unwrap_or(0..0);
            diagnostics.push(Diagnostic::error(
                source,
                block.start + span.start..block.start + span.end,
                error.message(),
            ));
            return None;
        }
    };
    let mut items = Vec::new();
    collect(table, &places, block.start, &mut items);
    items.sort_by_key(|item| item.key.start);
    Some(items)
}

/// The keys of the table `name` in TOML that reads; nothing if there is none.
pub(super) fn below(source: &Arc<SourceText>, block: Range<usize>, name: &str) -> Option<Vec<Item>> {
    let text = &source.text[block.clone()];
    let toml::Value::Table(inner) = text.parse::<toml::Table>().ok()?.remove(name)? else { return None };
    let places = DeTable::parse(text).ok()?.into_inner();
    let mut items = Vec::new();
    collect(inner, places.get(name)?.get_ref().as_table()?, block.start, &mut items);
    items.sort_by_key(|item| item.key.start);
    Some(items)
}

fn collect(table: toml::Table, places: &DeTable<'_>, start: usize, items: &mut Vec<Item>) {
    for (name, value) in table {
        let Some((key, place)) = places.get_key_value(name.as_str()) else { continue };
        match (name.as_str(), value, place.get_ref()) {
            // Zola keeps tags and categories in a table of their own.
            ("taxonomies", toml::Value::Table(inner), DeValue::Table(places)) => {
                collect(inner, places, start, items);
            }
            (_, value, _) => items.push(Item::of_json(
                &name,
                moved(key.span(), start),
                moved(place.span(), start),
                &json_of(&value),
            )),
        }
    }
}

fn moved(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

fn json_of(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(whole) => (*whole).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(truth) => (*truth).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => values.iter().map(json_of).collect::<Vec<_>>().into(),
        toml::Value::Table(table) => serde_json::Value::Object(
            table.iter().map(|(name, value)| (name.clone(), json_of(value))).collect(),
        ),
    }
}
