//! Lists of the entries that have a word, as the search's script reads them: how far each entry is from the one before it,
//! then how much it is about the word.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What each byte is worth as a digit; what is none counts as 0.
const VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut at = 0;
    while at < 64 {
        values[DIGITS[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// A list that is being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    list: String,
    last: usize,
}

impl Writer {
    /// Appends an entry behind those that are there, with a weight of 0 to 63.
    pub(super) fn push(&mut self, entry: usize, weight: u8) {
        let mut number = entry - self.last;
        // Digits of five bits, the lowest first; a digit that another follows has its sixth bit set.
        loop {
            let low = number & 31;
            number >>= 5;
            self.list.push(digit(if number > 0 { low | 32 } else { low }));
            if number == 0 {
                break;
            }
        }
        self.list.push(digit(usize::from(weight)));
        self.last = entry;
    }

    /// The list.
    pub(super) fn finish(self) -> String {
        self.list
    }
}

fn digit(value: usize) -> char {
    DIGITS.get(value).copied().map_or('_', char::from)
}

/// The entries of a list, each with its weight.
pub(in crate::site) fn entries(list: &str) -> impl Iterator<Item = (usize, u8)> {
    let mut digits = list.bytes().map(|byte| VALUES[usize::from(byte)]);
    let mut entry = 0;
    std::iter::from_fn(move || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let digit = digits.next()?;
            number |= usize::from(digit & 31) << shift;
            shift = (shift + 5).min(60);
            if digit & 32 == 0 {
                break;
            }
        }
        entry += number;
        Some((entry, digits.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Writer, entries};

    #[test]
    fn lists_of_entries_read_back() {
        let mut writer = Writer::default();
        let list = [(0, 0), (31, 1), (5031, 63), (5032, 7)];
        list.iter().for_each(|&(entry, weight)| writer.push(entry, weight));
        let text = writer.finish();
        assert_eq!(text, "AAfBo8E_BH");
        assert_eq!(entries(&text).collect::<Vec<_>>(), list);
        assert_eq!(entries("").count(), 0);
        assert_eq!(entries("AAf").collect::<Vec<_>>(), [(0, 0)], "what is cut off is not there");
    }
}
