//! Archives in the zip format, the same to the byte for the same files: sorted, of one date, packed by one level.

use std::collections::BTreeMap;

/// A file, packed.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(super) checksum: u32,
    pub(super) size: usize,
    pub(super) bytes: Vec<u8>,
    pub(super) deflated: bool,
}

/// Packs a file; one that does not get smaller is stored as it is.
pub fn pack(bytes: &[u8]) -> Packed {
    let small = miniz_oxide::deflate::compress_to_vec(bytes, LEVEL);
    let deflated = small.len() < bytes.len();
    Packed {
        checksum: checksum(bytes),
        size: bytes.len(),
        bytes: if deflated { small } else { bytes.to_vec() },
        deflated,
    }
}

/// The archive of files by their paths, with `/` between the parts; nothing if they are more or larger than the format's
/// plain form holds (65,535 files, 4 GiB).
pub fn archive(files: &BTreeMap<String, &Packed>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (path, file) in files {
        let at = u32::try_from(out.len()).ok()?;
        put_32(&mut out, 0x0403_4b50);
        put_facts(&mut out, path, file)?;
        out.extend_from_slice(path.as_bytes());
        out.extend_from_slice(&file.bytes);
        put_32(&mut directory, 0x0201_4b50);
        put_16(&mut directory, MADE_ON_UNIX | VERSION);
        put_facts(&mut directory, path, file)?;
        // No comment, the first disk, no kind of text.
        [0, 0, 0].into_iter().for_each(|number| put_16(&mut directory, number));
        put_32(&mut directory, MODE << 16);
        put_32(&mut directory, at);
        directory.extend_from_slice(path.as_bytes());
    }
    let (start, size) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    let count = u16::try_from(files.len()).ok()?;
    out.append(&mut directory);
    put_32(&mut out, 0x0605_4b50);
    [0, 0, count, count].into_iter().for_each(|number| put_16(&mut out, number));
    put_32(&mut out, size);
    put_32(&mut out, start);
    put_16(&mut out, 0);
    Some(out)
}

/// How hard to pack: archives are made with every build, and harder would cost an edit a tenth of a second for a tenth of
/// the size.
const LEVEL: u8 = 1;
/// The version of the format that a reader has to know: 2.0, which brought packing.
const VERSION: u16 = 20;
/// Says that [`MODE`] is one of Unix.
const MADE_ON_UNIX: u16 = 3 << 8;
/// A regular file that all may read.
const MODE: u32 = 0o100_644;
/// The first day that the format knows: an archive tells of no clock.
const DATE: u16 = (1 << 5) | 1;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// What the header of a file and its line in the directory share.
fn put_facts(out: &mut Vec<u8>, path: &str, file: &Packed) -> Option<()> {
    let method = if file.deflated { 8 } else { 0 };
    [VERSION, FLAGS, method, 0, DATE].into_iter().for_each(|number| put_16(out, number));
    put_32(out, file.checksum);
    put_32(out, u32::try_from(file.bytes.len()).ok()?);
    put_32(out, u32::try_from(file.size).ok()?);
    put_16(out, u16::try_from(path.len()).ok()?);
    put_16(out, 0);
    Some(())
}

fn put_16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put_32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// CRC-32, as the format wants it.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, &byte| TABLE[usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

/// What each byte does to the checksum.
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::{archive, checksum, pack};
    use std::collections::BTreeMap;
    use std::process::Command;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    /// Others read it: Python's reader checks every header and checksum.
    #[test]
    fn another_reader_finds_what_was_packed() {
        let long = "the same line over and over\n".repeat(4000);
        let noise: Vec<u8> = (0..999_u32).map(|n| blake3::hash(&n.to_le_bytes()).as_bytes()[0]).collect();
        let files =
            [("a/empty", pack(b"")), ("a/long.txt", pack(long.as_bytes())), ("a/über/noise", pack(&noise))];
        let named: BTreeMap<String, &super::Packed> =
            files.iter().map(|(path, file)| ((*path).to_owned(), file)).collect();
        let bytes = archive(&named).expect("it is small");
        assert_eq!(Some(&bytes), archive(&named).as_ref());
        assert!(bytes.len() < 3000, "{}", bytes.len());
        let file = std::env::temp_dir().join(format!("lossbook-zip-{}.zip", std::process::id()));
        std::fs::write(&file, &bytes).expect("a temporary file can be written");
        let script = "import sys, zipfile, hashlib\n\
            z = zipfile.ZipFile(sys.argv[1])\n\
            assert z.testzip() is None\n\
            for i in z.infolist(): print(i.filename, i.date_time[0], oct(i.external_attr >> 16), len(z.read(i)))";
        let output = Command::new("python3").arg("-c").arg(script).arg(&file).output();
        std::fs::remove_file(&file).expect("it can be removed");
        let output = output.expect("python3 is here");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            said,
            format!(
                "a/empty 1980 0o100644 0\na/long.txt 1980 0o100644 {}\na/über/noise 1980 0o100644 999\n",
                long.len()
            ),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
