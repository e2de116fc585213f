//! Plots drawn with characters: a line over time with the healthy range behind it.

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

/// A plot of `values` over `times`, `columns` wide and `rows` high, a line of text each. The rows of the healthy range are dotted.
pub fn plot(
    times: &[f64],
    values: &[f64],
    healthy: Option<(f64, f64)>,
    columns: usize,
    rows: usize,
) -> Vec<String> {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    let (lo, hi) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), value| {
        (lo.min(value), hi.max(value))
    });
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return Vec::new();
    };
    if lo > hi {
        return Vec::new();
    }
    let middle = 0.5 * (lo + hi);
    let half = (0.5 * (hi - lo)).max(0.02 * middle.abs()).max(1e-12);
    let (lo, hi) = (middle - 1.05 * half, middle + 1.05 * half);
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
    let mut before: Option<(usize, usize)> = None;
    for (time, value) in times
        .iter()
        .zip(values)
        .filter(|(_, value)| value.is_finite())
    {
        let (x, y) = (x_of(*time), y_of(*value));
        let (x0, y0) = before.unwrap_or((x, y));
        let steps = x.abs_diff(x0).max(y.abs_diff(y0)).max(1);
        for step in 0..=steps {
            let share = step as f64 / steps as f64;
            let between =
                |a: usize, b: usize| (a as f64 + share * (b as f64 - a as f64)).round() as usize;
            canvas.dot(between(x0, x), between(y0, y));
        }
        before = Some((x, y));
    }
    let shaded = |row: usize| {
        healthy.is_some_and(|(from, to)| {
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
        let lines = plot(&times, &times, Some((0.0, 4.0)), 10, 4);
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
