//! Days of the calendar, counted so that two of them can be subtracted.

use std::fmt;

/// A day of the Gregorian calendar, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

/// Days before each month in a year of 365 days.
const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
/// Nobody keeps a diary outside these years; what says so is a slip.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i32 = 719_162;

impl Date {
    /// Reads `2026-03-02`; nothing for any other form, and for days that no calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, length: usize| {
            let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<i32>().ok()).flatten()
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        if parts.next().is_some() || !YEARS.contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        (1..=length(year, month))
            .contains(&day)
            .then(|| Self(before_year(year) + before_month(year, month) + day - 1 - EPOCH))
    }

    /// Days since an earlier day; negative when it is a later one.
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days from 0001-01-01 to the first day of a year.
fn before_year(year: i32) -> i32 {
    let past = year - 1;
    365 * past + past / 4 - past / 100 + past / 400
}

/// Days of a year before a month, which is counted from 1.
fn before_month(year: i32, month: i32) -> i32 {
    BEFORE[month as usize - 1] + i32::from(month > 2 && is_leap(year))
}

fn length(year: i32, month: i32) -> i32 {
    match month {
        12 => 31,
        _ => before_month(year, month + 1) - before_month(year, month),
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0 + EPOCH;
        // The year is at least this, and at most a few more.
        let mut year = days / 366 + 1;
        while before_year(year + 1) <= days {
            year += 1;
        }
        let of_year = days - before_year(year);
        let month = (1..=12)
            .rev()
            .find(|month| before_month(year, *month) <= of_year)
            .unwrap_or(1);
        let day = of_year - before_month(year, month) + 1;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_were_read() {
        for text in [
            "1970-01-01",
            "2000-02-29",
            "2023-12-31",
            "2024-01-01",
            "2026-03-02",
        ] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Date::parse("1970-01-02").unwrap().0, 1);
    }

    #[test]
    fn days_are_counted_across_leap_years() {
        let since = |later, earlier| {
            Date::parse(later)
                .unwrap()
                .since(Date::parse(earlier).unwrap())
        };
        assert_eq!(since("2024-03-01", "2024-02-28"), 2);
        assert_eq!(since("2023-03-01", "2023-02-28"), 1);
        assert_eq!(since("2101-01-01", "2100-01-01"), 365);
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in [
            "",
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-02",
            "02.03.2026",
            "2026-03-02T08:00",
            "2026-03-32",
            "0026-03-02",
            "+026-03-02",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
