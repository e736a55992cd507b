//! A record for tests, as if some run had made it.

use super::{Header, Output, Provenance, Record, VERSION};
use std::collections::BTreeMap;

/// A record of these outputs.
pub(crate) fn record(outputs: Vec<Output>) -> Record {
    let made = Provenance {
        rustc: "rustc 1.95.0".to_owned(),
        target: "x86_64-unknown-linux-gnu".to_owned(),
        features: "baseline".to_owned(),
        sandbox: "contained".to_owned(),
        date: "2026-11-22".to_owned(),
    };
    let header = Header {
        lossbook: VERSION,
        key: "0".repeat(20),
        checksum: String::new(),
        made,
        parts: BTreeMap::from([("cell 1".to_owned(), "h".to_owned())]),
    };
    Record { header, outputs }
}
