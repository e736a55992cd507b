//! Days as text.

use super::{DateWords, fill};
use jiff::civil::Date;

impl DateWords {
    /// As in `22 November 2026`.
    pub fn written_out(&self, date: Date) -> String {
        self.filled(&self.date, date)
    }

    /// As in `22 November`.
    pub fn day_and_month(&self, date: Date) -> String {
        self.filled(&self.day_and_month, date)
    }

    /// A date as records have it, written out; what is none stays as it is.
    pub fn of_text(&self, date: &str) -> String {
        date.parse::<Date>().map_or_else(|_| date.to_owned(), |date| self.written_out(date))
    }

    fn filled(&self, pattern: &str, date: Date) -> String {
        let day = if date.day() == 1 { &self.first_day } else { &self.day };
        let day = fill(day, &[("day", &date.day().to_string())]);
        let month = usize::try_from(date.month() - 1).ok().and_then(|month| self.months.get(month));
        let month = month.map(String::as_str).unwrap_or_default();
        fill(pattern, &[("day", &day), ("month", month), ("year", &date.year().to_string())])
    }
}

#[cfg(test)]
mod tests {
    use crate::words::Library;
    use jiff::civil::date;

    #[test]
    fn a_date_is_as_its_language_writes_it() {
        let library = Library::built_in().expect("the words are sound");
        for (language, second, first) in [
            ("en", "2 November 2026", "1 November"),
            ("de", "2. November 2026", "1. November"),
            ("fr", "2 novembre 2026", "1er novembre"),
            ("zh", "2026年11月2日", "11月1日"),
        ] {
            let words = &library.find(language).date;
            assert_eq!(words.written_out(date(2026, 11, 2)), second);
            assert_eq!(words.day_and_month(date(2026, 11, 1)), first);
            assert_eq!(words.of_text("some day"), "some day");
        }
    }
}
