//! The days that entries are dated with.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// The day of a date or of a moment, which is the day where its author was.
pub(super) fn parse(text: &str) -> Option<Date> {
    let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    if !time.is_empty() {
        // Blanks around the offset are Jekyll's way to write it.
        let moment = format!("{day}T{}", time.replace(' ', ""));
        moment
            .parse::<DateTime>()
            .ok()
            .map(|_| ())
            .or_else(|| moment.parse::<Timestamp>().ok().map(|_| ()))?;
    }
    // The ends of the calendar have no day before or after them.
    day.parse::<Date>().ok().filter(|date| (1..=9998).contains(&date.year()))
}
