//! What a checkpointed cell has bound, kept so that editing a later cell does not compute it again.
//!
//! Lossbook puts what it kept into a folder of the run, `3.kept` for cell 3, and finds there what is to be kept from now
//! on, `3.new`. Both hold the name of the type in a line of its own and the value as MessagePack, which keeps floats to
//! the bit and names of fields. A file that does not read as the type that the cell binds now is passed over.

use super::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A binding that a checkpoint keeps. Lossbook writes the call; its bounds are told of in the author's words.
pub fn kept<T: Serialize + DeserializeOwned>(value: T) -> T {
    value
}

/// What was kept of cell number `cell`, or else what `body` gives now.
///
/// The body is an `Fn`: what earlier cells made it may use, but neither change nor take.
///
/// # Errors
/// The error that the body hands on with `?`.
pub fn checkpoint<T: Serialize + DeserializeOwned>(
    cell: u32,
    body: impl Fn() -> Result<T, Error>,
) -> Result<T, Error> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(folder) = std::env::var_os(crate::wire::CHECKPOINTS_VARIABLE) {
        return files::restored_or_made(cell, std::path::Path::new(&folder), body);
    }
    #[cfg(target_arch = "wasm32")]
    let _ = cell;
    body()
}

#[cfg(not(target_arch = "wasm32"))]
mod files {
    use super::Error;
    use crate::rt::sink::Sink;
    use crate::wire::Event;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use std::any::type_name;
    use std::path::Path;

    pub(super) fn restored_or_made<T: Serialize + DeserializeOwned>(
        cell: u32,
        folder: &Path,
        body: impl Fn() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let kept = std::fs::read(folder.join(format!("{cell}.kept"))).ok();
        if let Some(value) = kept.and_then(|bytes| read(&bytes)) {
            Sink::send(Event::Restored { cell });
            return Ok(value);
        }
        let value = body()?;
        let written = bytes(&value).and_then(|bytes| {
            std::fs::write(folder.join(format!("{cell}.new")), bytes).map_err(|error| error.to_string())
        });
        if let Err(why) = written {
            Sink::send(Event::NotKept { cell, why });
        }
        Ok(value)
    }

    pub(super) fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
        let mut bytes = format!("{}\n", type_name::<T>()).into_bytes();
        rmp_serde::encode::write_named(&mut bytes, value).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
        let value = bytes.strip_prefix(type_name::<T>().as_bytes())?.strip_prefix(b"\n")?;
        rmp_serde::from_slice(value).ok()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::files::{bytes, read};
    use crate::{Chart, Table};

    #[test]
    fn every_float_comes_back_to_the_bit() {
        let floats = vec![0.1 + 0.2, -0.0, 5e-324, f64::MAX, f64::INFINITY, f64::NAN];
        let back: Vec<f64> = read(&bytes(&floats).expect("floats can be kept")).expect("they read back");
        let bits = |floats: &[f64]| floats.iter().map(|float| float.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back), bits(&floats));
    }

    #[test]
    fn charts_and_tables_come_back() {
        let both = (
            Chart::new().line("loss", &[3.0, f64::NAN]).h_line(1.0, "floor"),
            Table::new(["a", "b"]).row(("x", 0.5)),
        );
        let back: (Chart, Table) = read(&bytes(&both).expect("they can be kept")).expect("they read back");
        assert_eq!(back, both);
    }

    #[test]
    fn another_type_and_damage_are_passed_over() {
        let kept = bytes(&(1_i32, 2_i32)).expect("numbers can be kept");
        assert_eq!(read::<(i32, i32)>(&kept), Some((1, 2)));
        assert_eq!(read::<(i64, i64)>(&kept), None);
        assert_eq!(read::<(i32, i32)>(&kept[..kept.len() - 1]), None);
        assert_eq!(read::<(i32, i32)>(b""), None);
    }
}
