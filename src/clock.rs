//! The one place that asks what day it is. `SOURCE_DATE_EPOCH` answers in the clock's place where it is set.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The moment that counts as now.
pub fn now() -> Timestamp {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    set.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

/// The day that counts as today, in UTC, as in `2026-11-22`.
pub fn today() -> String {
    date().to_string()
}

/// The same as a date.
pub fn date() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}
