//! What was found out, kept in a file from one build to the next, each thing under a key: the hash of all that it follows from, or of
//! whatever it says by itself whether it still holds.
//!
//! Each line has a checksum, and the file names the program that wrote it: what is cut off, altered or another version's is not
//! there, and is found out again.

use crate::hash::half;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;

/// Things of one kind that earlier builds left.
#[derive(Debug)]
pub struct KeptByKey<T> {
    text: String,
    /// The lines, by their keys.
    lines: Vec<Line>,
    kind: PhantomData<fn() -> T>,
}

/// Where a line has what.
#[derive(Debug, Clone)]
struct Line {
    checksum: Range<usize>,
    key: Range<usize>,
    json: Range<usize>,
}

impl<T> Default for KeptByKey<T> {
    fn default() -> Self {
        Self { text: String::new(), lines: Vec::new(), kind: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned + Sync> KeptByKey<T> {
    /// Reads what the same program has kept at `path`; nothing if there is nothing of use.
    pub fn read(path: &Path, program: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let first = first_line(program);
        let Some(rest) = text.strip_prefix(&first) else { return Self { text, ..Self::default() } };
        let mut at = first.len();
        let mut lines = Vec::new();
        for line in rest.split_inclusive('\n') {
            let (begin, end) = (at, at + line.len());
            at = end;
            let Some((checksum, rest)) = line.split_once(' ') else { continue };
            let Some((key, _)) = rest.split_once(' ') else { continue };
            let key_at = begin + checksum.len() + 1;
            let key = key_at..key_at + key.len();
            lines.push(Line { checksum: begin..key_at - 1, json: key.end + 1..end, key });
        }
        lines.sort_by(|one, other| text[one.key.clone()].cmp(&text[other.key.clone()]));
        Self { text, lines, kind: PhantomData }
    }

    fn line(&self, key: &str) -> Option<&Line> {
        // Of lines with one key the last was written last.
        let end = self.lines.partition_point(|line| &self.text[line.key.clone()] <= key);
        self.lines[..end].last().filter(|line| &self.text[line.key.clone()] == key)
    }

    /// What was kept under a key.
    pub fn get(&self, key: &str) -> Option<T> {
        self.read_line(self.line(key)?)
    }

    fn read_line(&self, line: &Line) -> Option<T> {
        let json = &self.text[line.json.clone()];
        (self.text[line.checksum.clone()] == *half(json)).then(|| serde_json::from_str(json).ok())?
    }

    /// All that was kept, in the order of the keys; of what was kept under one key, the last.
    pub fn all(&self) -> Vec<T>
    where
        T: Send,
    {
        let lines: Vec<&Line> = self
            .lines
            .chunk_by(|one, other| self.text[one.key.clone()] == self.text[other.key.clone()])
            .filter_map(<[Line]>::last)
            .collect();
        lines.par_iter().filter_map(|line| self.read_line(line)).collect()
    }

    /// Keeps what is `new` at `path` beside what is there. What is not `used` any more is left out when it is more than
    /// half of all.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn keep(
        &self,
        path: &Path,
        program: &str,
        used: &[String],
        new: &[(String, impl Serialize + Sync)],
    ) -> io::Result<()> {
        let lines: Vec<String> = new.par_iter().map(|(key, thing)| line(key, thing)).collect();
        let whole = self.text.ends_with('\n') && !self.lines.is_empty();
        if whole && self.lines.len() + new.len() <= 2 * used.len() {
            // Where another build has kept its own meanwhile, this one's are found out once more.
            let is_as_read = fs::metadata(path)?.len() == self.text.len() as u64;
            if lines.is_empty() || !is_as_read {
                return Ok(());
            }
            return OpenOptions::new().append(true).open(path)?.write_all(lines.concat().as_bytes());
        }
        let mut text = first_line(program);
        for line in used.iter().filter_map(|key| self.line(key)) {
            text.push_str(&self.text[line.checksum.start..line.json.end]);
        }
        lines.iter().for_each(|line| text.push_str(line));
        crate::files::write_in_cache(path, text.as_bytes())
    }
}

fn first_line(program: &str) -> String {
    format!("lossbook kept 1 {}\n", half(program))
}

fn line<T: Serialize>(key: &str, thing: &T) -> String {
    // What can't be written is found out again the next time.
    let Ok(json) = serde_json::to_string(thing) else { return String::new() };
    let json = format!("{json}\n");
    format!("{} {key} {json}", half(&json))
}

#[cfg(test)]
mod tests {
    use super::KeptByKey;
    use std::fs;

    #[test]
    fn things_come_back_and_what_is_broken_does_not() {
        let folder = std::env::temp_dir().join(format!("lossbook-kept-{}", std::process::id()));
        let path = folder.join("kept");
        let read = |program| KeptByKey::<String>::read(&path, program);
        let thing = |key: &str, thing: &str| (key.to_owned(), thing.to_owned());
        let key = |key: &str| key.to_owned();
        let (one, two) = (thing("1", "one\ntwo"), thing("2", "three"));
        read("p").keep(&path, "p", &[key("1")], std::slice::from_ref(&one)).expect("it can be written");
        let some = read("p");
        some.keep(&path, "p", &[key("1"), key("2")], std::slice::from_ref(&two)).expect("it can be written");
        let both = read("p");
        assert_eq!((both.get("1"), both.get("2")), (Some(one.1), Some(two.1)));
        assert_eq!((both.get("0"), both.get("3")), (None, None));
        assert_eq!(read("another program").get("1"), None);
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, text.replace("one", "won")).expect("it can be written");
        let broken = read("p");
        assert_eq!((broken.get("1"), broken.get("2").is_some()), (None, true));
        fs::write(&path, &text[..text.len() - 5]).expect("it can be written");
        let cut = read("p");
        assert_eq!((cut.get("1").is_some(), cut.get("2")), (true, None));
        both.keep(&path, "p", &[key("2")], &[] as &[(String, String)]).expect("it can be written");
        assert_eq!(read("p").lines.len(), 2, "half of them are in use");
        read("p").keep(&path, "p", &[key("3")], &[thing("3", "x")]).expect("it can be written");
        let last = read("p");
        assert_eq!((last.get("2"), last.get("3").as_deref()), (None, Some("x")), "the rest is of no use");
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
