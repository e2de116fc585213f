//! Plots drawn with characters: a line over time, with a band and the healthy range behind it.

/// Columns and rows of dots in one braille character.
const DOTS: (usize, usize) = (2, 4);
/// Bits of the dots of a braille character, by row and column.
const BRAILLE: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A canvas of braille dots.
struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<u32>,
}

impl Canvas {
    fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            cells: vec![0; columns * rows],
        }
    }

    fn dot(&mut self, x: usize, y: usize) {
        let (column, row) = (x / DOTS.0, y / DOTS.1);
        if column < self.columns && row < self.rows {
            self.cells[row * self.columns + column] |= BRAILLE[y % DOTS.1][x % DOTS.0];
        }
    }

    /// A line of dots from one place to another.
    fn line(&mut self, from: (usize, usize), to: (usize, usize)) {
        let steps = to.0.abs_diff(from.0).max(to.1.abs_diff(from.1)).max(1);
        for step in 0..=steps {
            let share = step as f64 / steps as f64;
            let between =
                |a: usize, b: usize| (a as f64 + share * (b as f64 - a as f64)).round() as usize;
            self.dot(between(from.0, to.0), between(from.1, to.1));
        }
    }

    /// Every fourth dot of every second column between two heights, in turns: a grey behind the line.
    fn shade(&mut self, x: usize, from: usize, to: usize) {
        if x.is_multiple_of(2) {
            let turn = |y: &usize| (y + x).is_multiple_of(4);
            (from..=to).filter(turn).for_each(|y| self.dot(x, y));
        }
    }

    fn row(&self, row: usize, shaded: bool) -> String {
        self.cells[row * self.columns..(row + 1) * self.columns]
            .iter()
            .map(|bits| match bits {
                0 if shaded => '·',
                0 => ' ',
                // Every value below 256 is a braille pattern.
                _ => char::from_u32(0x2800 + bits).unwrap_or(' '),
            })
            .collect()
    }
}

/// What is drawn.
pub struct Curves<'a> {
    /// Times, d.
    pub times: &'a [f64],
    /// Values at the times.
    pub values: &'a [f64],
    /// Lower and upper ends at the times, greyed.
    pub band: Option<(&'a [f64], &'a [f64])>,
    /// The healthy range, whose rows are dotted.
    pub healthy: Option<(f64, f64)>,
}

/// The lowest and the highest of some values, with some room, which does not lead below zero; none when there are no finite ones.
fn extent<'a>(values: impl Iterator<Item = &'a f64>) -> Option<(f64, f64)> {
    let finite = values.copied().filter(|value| value.is_finite());
    let (lo, hi) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), value| {
        (lo.min(value), hi.max(value))
    });
    let middle = 0.5 * (lo + hi);
    let half = (0.5 * (hi - lo)).max(0.02 * middle.abs()).max(1e-12);
    let floor = if lo < 0.0 { f64::NEG_INFINITY } else { 0.0 };
    (lo <= hi).then_some(((middle - 1.05 * half).max(floor), middle + 1.05 * half))
}

/// A plot `columns` wide and `rows` high, a line of text each.
pub fn plot(curves: &Curves<'_>, columns: usize, rows: usize) -> Vec<String> {
    let times = curves.times;
    let (lower, upper) = curves.band.unwrap_or_default();
    let all = curves.values.iter().chain(lower).chain(upper);
    let (Some(first), Some(last), Some((lo, hi))) = (times.first(), times.last(), extent(all))
    else {
        return Vec::new();
    };
    let height = rows * DOTS.1;
    let width = columns * DOTS.0;
    let y_of = |value: f64| {
        (((hi - value) / (hi - lo)) * (height - 1) as f64)
            .round()
            .clamp(0.0, (height - 1) as f64) as usize
    };
    let x_of = |time: f64| {
        (((time - first) / (last - first).max(1e-12)) * (width - 1) as f64).round() as usize
    };
    let mut canvas = Canvas::new(columns, rows);
    for x in 0..width {
        let time = first + (last - first) * x as f64 / (width - 1) as f64;
        if let (Some(lower), Some(upper)) = (at(times, lower, time), at(times, upper, time)) {
            canvas.shade(x, y_of(upper), y_of(lower));
        }
    }
    let mut before: Option<(usize, usize)> = None;
    let known = times.iter().zip(curves.values);
    for (time, value) in known.filter(|(_, value)| value.is_finite()) {
        let place = (x_of(*time), y_of(*value));
        canvas.line(before.unwrap_or(place), place);
        before = Some(place);
    }
    let shaded = |row: usize| {
        curves.healthy.is_some_and(|(from, to)| {
            let value = hi - (hi - lo) * (row as f64 + 0.5) / rows as f64;
            (from..=to).contains(&value)
        })
    };
    let labels: Vec<String> = (0..rows)
        .map(|row| match row {
            0 => number(hi),
            _ if row == rows - 1 => number(lo),
            _ => String::new(),
        })
        .collect();
    let margin = labels.iter().map(String::len).max().unwrap_or(0);
    let mut lines: Vec<String> = labels
        .iter()
        .enumerate()
        .map(|(row, label)| format!("{label:>margin$} ┤{}", canvas.row(row, shaded(row))))
        .collect();
    let (left, right) = (format!("{first:.0}"), format!("{last:.0} d"));
    let gap = columns.saturating_sub(left.len() + right.len());
    lines.push(format!("{:>margin$} └{left}{}{right}", "", "─".repeat(gap)));
    lines
}

/// What is between two of the values at a time; none where they are not finite.
fn at(times: &[f64], values: &[f64], time: f64) -> Option<f64> {
    let after = times.partition_point(|other| *other < time);
    let (before, after) = (
        after.saturating_sub(1),
        after.min(times.len().checked_sub(1)?),
    );
    let length = times[after] - times[before];
    let share = if length > 0.0 {
        (time - times[before]) / length
    } else {
        0.0
    };
    let value = values.get(before)? + share * (values.get(after)? - values.get(before)?);
    value.is_finite().then_some(value)
}

/// Two ends of a range, with three significant digits.
pub fn range(lo: f64, hi: f64) -> String {
    format!("{}–{}", number(lo), number(hi))
}

/// A share in whole percent; a dash where there is none.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", 100.0 * share))
}

/// A number with three significant digits.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "–".to_owned();
    }
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-3..1e5).contains(&size) {
        format!("{value:.2e}")
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else if size >= 1.0 {
        format!("{value:.2}")
    } else if size >= 0.1 {
        format!("{value:.3}")
    } else {
        format!("{value:.4}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rising_line_rises_and_the_healthy_rows_are_dotted() {
        let times: Vec<f64> = (0..=10).map(f64::from).collect();
        let curves = Curves {
            times: &times,
            values: &times,
            band: None,
            healthy: Some((0.0, 4.0)),
        };
        let lines = plot(&curves, 10, 4);
        assert_eq!(lines.len(), 5);
        let column = |line: &str| {
            line.chars()
                .position(|c| ('\u{2801}'..='\u{28ff}').contains(&c))
        };
        assert!(column(&lines[0]) > column(&lines[3]), "{lines:#?}");
        assert!(
            lines[3].contains('·') && !lines[0].contains('·'),
            "{lines:#?}"
        );
        assert!(lines[4].contains("10 d"));
    }

    /// The grey reaches from one end of the band to the other, and the line stays whole in it.
    #[test]
    fn a_band_is_grey_behind_the_line() {
        let times: Vec<f64> = (0..=10).map(f64::from).collect();
        let (low, middle, high) = ([0.0; 11], [1.0; 11], [4.0; 11]);
        let curves = Curves {
            times: &times,
            values: &middle,
            band: Some((&low, &high)),
            healthy: None,
        };
        let lines = plot(&curves, 10, 5);
        let dots = |line: &str| -> u32 {
            let cells = line
                .chars()
                .filter(|c| ('\u{2800}'..='\u{28ff}').contains(c));
            cells.map(|cell| (cell as u32 - 0x2800).count_ones()).sum()
        };
        let dots: Vec<u32> = lines.iter().map(|line| dots(line)).collect();
        // Every cell of grey has a dot; a line across is twenty dots.
        assert_eq!(dots[1], 10, "{lines:#?}");
        assert!(dots[3] >= 20, "{lines:#?}");
        assert!(dots[0] > 0 && dots[4] > 0, "{lines:#?}");
    }

    #[test]
    fn room_does_not_lead_below_zero() {
        assert_eq!(extent([0.0, 2.0].iter()).map(|(lo, _)| lo), Some(0.0));
        let negative = extent([-1.0, 1.0].iter());
        assert!(negative.is_some_and(|(lo, _)| lo < -1.0));
        assert_eq!(extent([f64::NAN].iter()), None);
    }

    #[test]
    fn numbers_keep_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (0.02894, "0.0289"),
            (1.2345, "1.23"),
            (123.4, "123"),
            (1.5e6, "1.50e6"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
