//! The packed part that all archives share, as bytes to be kept between builds: packing it takes longer than all else that an
//! archive needs.

use super::zip::Packed;
use std::collections::BTreeMap;

/// The files as bytes, under a checksum of them.
pub(super) fn to_bytes(files: &BTreeMap<String, Packed>) -> Vec<u8> {
    let mut body = Vec::new();
    for (path, file) in files {
        put(&mut body, path.as_bytes());
        body.extend_from_slice(&file.checksum.to_le_bytes());
        body.extend_from_slice(&(file.size as u64).to_le_bytes());
        body.push(u8::from(file.deflated));
        put(&mut body, &file.bytes);
    }
    let mut bytes = blake3::hash(&body).as_bytes().to_vec();
    bytes.append(&mut body);
    bytes
}

/// The files that [`to_bytes`] wrote; nothing if a single bit is another.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<BTreeMap<String, Packed>> {
    let (checksum, mut rest) = bytes.split_first_chunk::<32>()?;
    if blake3::hash(rest).as_bytes() != checksum {
        return None;
    }
    let mut files = BTreeMap::new();
    while !rest.is_empty() {
        let path = String::from_utf8(take(&mut rest)?.to_vec()).ok()?;
        let checksum = u32::from_le_bytes(array(&mut rest)?);
        let size = usize::try_from(u64::from_le_bytes(array(&mut rest)?)).ok()?;
        let deflated = array::<1>(&mut rest)? == [1];
        let bytes = take(&mut rest)?.to_vec();
        files.insert(path, Packed { checksum, size, bytes, deflated });
    }
    Some(files)
}

/// Adds bytes behind their number.
fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Takes what [`put`] added.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(u64::from_le_bytes(array(rest)?)).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

fn array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*bytes)
}

#[cfg(test)]
mod tests {
    use super::{from_bytes, to_bytes};
    use crate::export::zip::{archive, pack};
    use std::collections::BTreeMap;

    #[test]
    fn what_was_kept_makes_the_same_archive_and_what_was_spoilt_none() {
        let noise: Vec<u8> = (0..999_u32).map(|n| blake3::hash(&n.to_le_bytes()).as_bytes()[0]).collect();
        let files = [("empty", pack(b"")), ("lines", pack(&[b'\n'; 5000])), ("über/noise", pack(&noise))];
        let files: BTreeMap<String, _> =
            files.into_iter().map(|(path, file)| (path.to_owned(), file)).collect();
        let bytes = to_bytes(&files);
        let again = from_bytes(&bytes).expect("nothing was spoilt");
        let zipped = |files: &BTreeMap<String, _>| {
            archive(&files.iter().map(|(path, file)| (path.clone(), file)).collect())
        };
        assert!(zipped(&files).is_some());
        assert_eq!(zipped(&files), zipped(&again));
        for at in [0, 31, 32, 40, bytes.len() / 2, bytes.len() - 1] {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 1;
            assert!(from_bytes(&spoilt).is_none(), "byte {at}");
            assert!(from_bytes(&bytes[..at]).is_none(), "the first {at} bytes");
        }
    }
}
