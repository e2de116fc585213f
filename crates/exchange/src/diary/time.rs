//! Times of the day.

/// Minutes after midnight of `7:30`, `07:30`, `07:30:00`, `7:30 AM` or `07:30 PM`; nothing for what is no time.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let text = text.trim().to_ascii_uppercase();
    let (clock, half) = match (text.strip_suffix("AM"), text.strip_suffix("PM")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let mut parts = clock.trim().split(':').map(|part| {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
        plain.then(|| part.parse::<u16>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    let is_time = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    is_time.then_some(60 * hour + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_on_both_clocks() {
        for (text, expected) in [
            ("07:30", Some(450)),
            ("7:30 AM", Some(450)),
            ("12:05 AM", Some(5)),
            ("12:05 PM", Some(725)),
            ("23:59:59", Some(1439)),
            ("24:00", None),
            ("13:00 PM", None),
            ("noon", None),
            ("7", None),
            ("07:60", None),
            ("-1:00", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
